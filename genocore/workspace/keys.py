"""Names of pieces of work."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def key_of(kind: str, workspace: str, arguments: dict[str, Any]) -> str:
    """Return the name of a piece of work: equal work in one workspace has equal names."""
    text = json.dumps([kind, workspace, arguments], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
