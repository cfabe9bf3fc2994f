"""What each consequence of a mutation looks like: one name, colour, symbol and letter on every chart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from genocore.plots.layout import plain
from genocore.plots.series import GREY


class Look(NamedTuple):
    """How a consequence is named and drawn; the letter is for cells of a table."""

    label: str
    colour: str
    symbol: str
    letter: str


LOOKS = {
    "missense": Look("missense", "#009E73", "circle", "M"),
    "nonsense": Look("nonsense", "#D1495B", "square", "*"),
    "frameshift": Look("frameshift", "#A65FC4", "diamond", "F"),
    "inframe_deletion": Look("in-frame deletion", "#B07A1E", "triangle-down", "D"),
    "inframe_insertion": Look("in-frame insertion", "#3A86D8", "triangle-up", "I"),
    "start_lost": Look("start lost", "#DB6428", "star", "^"),
    "stop_lost": Look("stop lost", "#C2569B", "hexagram", "+"),
    "splice_adjacent": Look("splice-adjacent", "#878C00", "bowtie", "P"),
    "synonymous": Look("synonymous", "#6F86A3", "circle-open", "S"),
    "non_coding": Look("non-coding", "#6A8F55", "square-open", "N"),
    "unknown": Look("unknown", GREY, "diamond-open", "?"),
}
"""In this order in every legend; colours are readable in both themes, and the symbol says the same."""


def look(consequence: str) -> Look:
    """Return how a consequence is drawn: a grey circle if it is not one of `LOOKS`."""
    return LOOKS.get(consequence) or Look(plain(consequence), GREY, "circle", "?")


def in_order(consequences: Iterable[str]) -> list[str]:
    """Return each consequence that is there once, in the order of `LOOKS`, others last.

    Examples
    --------
    >>> in_order(["odd", "nonsense", "missense", "nonsense"])
    ['missense', 'nonsense', 'odd']
    """
    there = dict.fromkeys(consequences)
    return [*(name for name in LOOKS if name in there), *(name for name in there if name not in LOOKS)]
