"""Names of changes in the form of HGVS, read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from genocore.mutations.changes import Change, kind_of

_PLACE = r"[-*]?\d{1,15}(?:[+-]\d{1,15})?"
_NAME = re.compile(
    rf"(?:(?P<of>[^:\s]+):)?(?P<system>[cngmr])\.(?P<first>{_PLACE})(?:_(?P<last>{_PLACE}))?"
    r"(?:(?P<ref>[ACGTURYSWKMBDHVN]+)>(?P<alt>[ACGTURYSWKMBDHVN]+)|(?P<same>=)"
    r"|(?P<dup>dup)(?P<copied>[ACGTUN]*)|(?P<del>del)?(?P<removed>(?<=del)[ACGTUN]*)?(?P<ins>ins(?P<added>[ACGTUN]+))?)",
    re.IGNORECASE,
)
PROTEIN = re.compile(
    r"(?:[^:\s]+:)?p\.\S+|(?:[ACDEFGHIKLMNPQRSTVWY]|(?:[A-Z][a-z]{2}))\d+(?:[ACDEFGHIKLMNPQRSTVWYX*=?]|[A-Z][a-z]{2}"
    r"|(?:[A-Z]|[A-Z][a-z]{2})?fs\S*|del|dup|_\S+)"
)
"""The name of a change of a protein, such as ``p.Gly12Asp`` or ``G12D``: it does not say which bases changed."""
_PARTS = re.compile(r"([-*]?)(\d+)([+-]\d+)?")


@dataclass(frozen=True)
class Name:
    """What an HGVS name says.

    Parameters
    ----------
    of : str
        What the name is relative to, as written before the colon; may be empty.
    system : str
        ``c`` counts from the start of coding; ``n``, ``g`` and ``m`` from the start of the sequence.
    first : str
        Where it begins, such as ``76``, ``-5``, ``*3`` or ``88+2``.
    change : Change
        An insertion lies behind `first`.
    """

    of: str
    system: str
    first: str
    change: Change


def read_hgvs(text: str) -> Name | None:
    """Return what an HGVS name of DNA or RNA says, or None if it is none.

    Examples
    --------
    >>> read_hgvs("NM_000546.6:c.215_216delinsAA")
    Name(of='NM_000546.6', system='c', first='215', change=Change(kind='delins', ref='', alt='AA', span=2, term=''))
    >>> read_hgvs("p.Arg72Pro") is None
    True
    """
    found = _NAME.fullmatch("".join(text.split()))
    if not found:
        return None
    first, last = found["first"], found["last"] or found["first"]
    span = _span(first, last)
    system = {"r": "n"}.get(found["system"].lower(), found["system"].lower())
    change = _change(found, span)
    return None if change is None else Name(found["of"] or "", system, first, change)


def parts(place: str) -> tuple[str, int, int]:
    """Return the parts of a place: ``-`` before the start, ``*`` behind the stop, else nothing; number; offset.

    Examples
    --------
    >>> parts("88+2"), parts("*3")
    (('', 88, 2), ('*', 3, 0))
    """
    found = _PARTS.fullmatch(place)
    if not found:
        raise ValueError(f"no place: {place!r}")
    return found[1], int(found[2]), int(found[3] or 0)


def _span(first: str, last: str) -> int:
    """Return how many letters lie from one place to another; 0 where an intron or a border lies between."""
    (side, number, offset), (other_side, other, other_offset) = parts(first), parts(last)
    if side != other_side or (number != other and (offset or other_offset)):
        return 0
    steps = other_offset - offset if number == other else other - number
    return (-steps if side == "-" and number != other else steps) + 1


def _change(found: re.Match[str], span: int) -> Change | None:
    letters = {
        key: (found[key] or "").upper().replace("U", "T") for key in ("ref", "alt", "copied", "removed", "added")
    }
    if span < 1:
        return None
    if found["same"]:
        return Change("none", span=span)
    if found["ref"]:
        if letters["ref"] == letters["alt"]:
            return Change("none", letters["ref"], letters["ref"], len(letters["ref"]))
        return Change(kind_of(letters["ref"], letters["alt"]), letters["ref"], letters["alt"], len(letters["ref"]))
    if found["dup"]:
        return Change("dup", letters["copied"], "", len(letters["copied"]) or span)
    if found["del"] and found["ins"]:
        return Change("delins", letters["removed"], letters["added"], span)
    if found["del"]:
        return Change("del", letters["removed"], "", len(letters["removed"]) or span)
    if found["ins"] and found["last"] and span == 2:
        return Change("ins", "", letters["added"])
    return None
