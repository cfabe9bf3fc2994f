"""The ends of a strand, as people write them around a sequence: ``5'-ACGT-3'``."""

from __future__ import annotations

import re

_PRIME = "['’′´`]"
FIVE, THREE = rf"-?5\s?{_PRIME}\s?[-–]?\s?", rf"\s?[-–]?\s?3\s?{_PRIME}-?"
"""Patterns of what stands before and behind; the opposite order would mean another strand, and is no match."""
_BOTH = re.compile(rf"\s*{FIVE}([A-Za-z\s]*){THREE}\s*")


def without_ends(text: str) -> str:
    """Return a sequence without the marks of its ends; any other text as it is.

    Examples
    --------
    >>> without_ends("5'-ACGT-3'"), without_ends("5’ACGT 3’"), without_ends("3'-ACGT-5'")
    ('ACGT', 'ACGT', "3'-ACGT-5'")
    """
    if "5" not in text or "3" not in text:
        return text
    found = _BOTH.fullmatch(text)
    return found[1].strip() if found else text
