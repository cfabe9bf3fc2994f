"""Names of pieces of work."""

from __future__ import annotations

import hashlib
import json
from typing import Any

FORM = 2
"""Raised when what is kept of some work changes, so that results of an earlier version are made again."""


def key_of(kind: str, workspace: str, arguments: dict[str, Any]) -> str:
    """Return the name of a piece of work: equal work in one workspace has equal names."""
    text = json.dumps([FORM, kind, workspace, arguments], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
