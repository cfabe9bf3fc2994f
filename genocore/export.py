"""Tables out: CSV that a spreadsheet opens as what it is."""

from __future__ import annotations

import re

import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\n")
_HARMLESS = re.compile(r"[+-]|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
"""A strand, or a number: neither can do anything."""


def csv_text(frame: pd.DataFrame, *, header: bool = True) -> str:
    """Return `frame` as CSV in which no text cell can start a formula.

    Text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break gets a leading apostrophe, as spreadsheets
    do themselves, unless it is a plain number or a single sign, as of a strand; a carriage return, which some of them
    take for the end of a row, becomes a quoted line break. Numbers stay as they are. `header`
    is False for all but the first piece of a table that is written piece by piece.

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"id": ["=cmd()", "-s1"], "strand": ["+", "-"], "change": [-0.5, "-2.7"]})), end="")
    id,strand,change
    '=cmd(),+,-0.5
    '-s1,-,-2.7
    """
    safe = frame.copy(deep=False)
    safe.columns = [_plain(str(name)) for name in frame.columns]
    for place in range(frame.shape[1]):
        if not pd.api.types.is_numeric_dtype(frame.iloc[:, place]):
            cells = [_plain(cell) if isinstance(cell, str) else cell for cell in frame.iloc[:, place]]
            safe.isetitem(place, cells)
    return safe.to_csv(index=False, lineterminator="\n", header=header)


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "'" + text if text.startswith(_FORMULA) and not _HARMLESS.fullmatch(text) else text
