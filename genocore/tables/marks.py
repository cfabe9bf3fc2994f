"""Decimal and thousands marks, found by looking at the numbers of a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_BLANKS = "\u00a0\u202f\u2009"
NUMBER = re.compile(r"[+\-−]?(?:\d[\d.,'’ \u00a0\u202f\u2009]*|[.,]\d+)(?:[eE][+\-−]?\d+)?")
"""What may be a number, whatever its marks are."""
_BOTH = re.compile(r"\d{1,3}([.,' ])\d{3}(?:\1\d{3})*(?!\1)([.,])\d*")
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"\d*([.,])\d+")


def is_number(cell: str) -> bool:
    """Return True if `cell` may be a number, whatever its marks are."""
    return NUMBER.fullmatch(cell) is not None


def number_marks(cells: Iterable[str], delimiter: str) -> tuple[str, str, str]:
    """Return decimal mark, thousands mark, and a sentence if the cells leave it open.

    Notes
    -----
    ``1.234,5`` and ``1,234,567`` have one reading; ``0,5`` and ``12,34`` have a decimal mark. What is left is
    ``1,234``: other cells decide, then the delimiter (a semicolon goes with the decimal comma), and it is said.

    Examples
    --------
    >>> number_marks(["1.234,5"], ";")[:2], number_marks(["1,234,567"], "\\t")[:2], number_marks(["0,5"], "\\t")[:2]
    ((',', '.'), ('.', ','), (',', ''))
    """
    decimals: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    either: dict[str, str] = {}
    for cell in cells:
        if is_number(cell):
            _note(re.split("[eE]", cell.lstrip("+-−"))[0], decimals, groups, either)
    decimal, doubtful = _decimal(decimals, groups, either, delimiter)
    other = "." if decimal == "," else ","
    if groups[other] or other in either:
        return decimal, other, doubtful
    return decimal, next((mark for mark in (" ", "'") if groups[mark]), ""), doubtful


def _note(digits: str, decimals: Counter[str], groups: Counter[str], either: dict[str, str]) -> None:
    """Count what one number says about the marks; keep one that says nothing in `either`."""
    shown, digits = digits, re.sub(f"[{_BLANKS}]", " ", digits).replace("’", "'")
    if found := _BOTH.fullmatch(digits):
        groups[found[1]] += 1
        decimals[found[2]] += 1
    elif found := _GROUPS.fullmatch(digits):
        mark = found[1]
        if mark in ".," and digits.count(mark) == 1:
            either.setdefault(mark, shown)
        else:
            groups[mark] += 1
    elif found := _DECIMAL.fullmatch(digits):
        decimals[found[1]] += 1


def _decimal(decimals: Counter[str], groups: Counter[str], either: dict[str, str], delimiter: str) -> tuple[str, str]:
    """Return the decimal mark and what is doubtful about it."""
    if decimals[","] and decimals["."]:
        decimal, word = (",", "comma") if decimals[","] > decimals["."] else (".", "point")
        return decimal, f"Some numbers have a decimal point and some a decimal comma; the {word} was taken."
    if decimals[","] or decimals["."]:
        return ("," if decimals[","] else "."), ""
    if groups[","] or groups["."]:
        return ("," if groups["."] else "."), ""
    if "," in either and "." in either:
        return ".", f"Numbers such as {either[',']} and {either['.']} may have a decimal comma or a decimal point."
    if "," in either and delimiter == ";":
        return ",", f"Numbers such as {either[',']} were read with a decimal comma; it may group thousands."
    if "," in either:
        return ".", f"Numbers such as {either[',']} were read as thousands; they may have a decimal comma."
    if "." in either and delimiter == ";":
        return ".", f"Numbers such as {either['.']} were read with a decimal point; it may group thousands."
    return ".", ""
