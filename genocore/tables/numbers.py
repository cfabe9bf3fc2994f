"""Numbers as people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from genocore.tables.layout import MISSING_NUMBER, Layout

_GROUP = {"": "", ",": ",", ".": r"\.", " ": "[ \u00a0\u202f\u2009]", "'": "['’]"}
"""Patterns of what groups thousands."""
_LIMIT = re.compile(r"(?:[<>≤≥]=?|=[<>])\s*[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?")


def plain_numbers(texts: Sequence[str], layout: Layout) -> list[str]:
    """Return cells with numbers written as ``1234.5``, whatever the marks were; other cells as they are.

    Examples
    --------
    >>> plain_numbers(["1.234,5", "kinase, type 2", "7"], Layout(decimal=",", thousands="."))
    ['1234.5', 'kinase, type 2', '7']
    """
    plain = layout.decimal == "." and not layout.thousands
    group, mark = _GROUP[layout.thousands], re.escape(layout.decimal)
    digits = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)" if group else "[0-9]+"
    number = re.compile(rf"[+\-−]?(?:{digits}(?:{mark}[0-9]*)?|{mark}[0-9]+)(?:[eE][+\-−]?[0-9]+)?")

    def rewrite(text: str) -> str:
        if not number.fullmatch(text):
            return text
        text = re.sub(group, "", text) if group else text
        return text.replace(layout.decimal, ".").replace("−", "-")

    return [text if (plain and "−" not in text) or text.isalpha() else rewrite(text) for text in texts]


def to_numbers(texts: np.ndarray, missing: tuple[str, ...] = ()) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers and which cells are none.

    Parameters
    ----------
    texts : ndarray of str, shape (n,)
        Cells after `plain_numbers`.
    missing : tuple of str
        Spellings of a missing value besides the usual ones.

    Returns
    -------
    numbers : ndarray of float64, shape (n,)
        NaN where a cell is missing, no number, or infinite.
    wrong : ndarray of bool, shape (n,)
        True where a cell holds something else than a number or a missing value.

    Examples
    --------
    >>> numbers, wrong = to_numbers(np.array(["1e3", "", "high", "-"], dtype=object))
    >>> numbers.tolist(), wrong.tolist()
    ([1000.0, nan, nan, nan], [False, False, True, False])
    """
    cells = pd.Series(texts, dtype="str").str.strip()
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan).copy()
    numbers[~np.isfinite(numbers)] = np.nan
    blank = (cells.isna() | cells.isin([*missing, *MISSING_NUMBER, ""])).to_numpy(dtype=bool)
    return numbers, np.isnan(numbers) & ~blank


def looks_numeric(texts: np.ndarray) -> bool:
    """Return True if at least nine in ten of the cells that hold anything are numbers."""
    numbers, wrong = to_numbers(texts)
    filled = int((~np.isnan(numbers)).sum() + wrong.sum())
    return filled > 0 and wrong.sum() <= 0.1 * filled


def mostly_numeric(texts: np.ndarray) -> bool:
    """Return True if two in three cells that hold anything are numbers or limits such as ``<0.5``; half are numbers.

    Examples
    --------
    >>> mostly_numeric(np.array(["0.7", "1.5", "<0.5", "<0.5"], dtype=object))
    True
    >>> mostly_numeric(np.array(["1", "2", "high", "low"], dtype=object))
    False
    """
    numbers, wrong = to_numbers(texts)
    n, limits = int((~np.isnan(numbers)).sum()), sum(map(is_limit, texts[wrong]))
    filled = n + int(wrong.sum())
    return filled > 0 and n >= filled / 2 and n + limits >= filled * 2 / 3


def is_limit(text: str) -> bool:
    """Return True for a number with a sign that says that the value lies below or above it.

    Examples
    --------
    >>> is_limit("<0.5"), is_limit("> 1e4"), is_limit("0.5")
    (True, True, False)
    """
    return _LIMIT.fullmatch(text.strip()) is not None


def numeric_columns(frame: pd.DataFrame) -> list[str]:
    """Return the columns that look numeric, all at once: there may be one for each gene.

    Examples
    --------
    >>> numeric_columns(pd.DataFrame({"id": ["s1", "s2"], "tpm": ["1.5", "nd"], "note": ["", ""]}))
    ['tpm']
    """
    cells = frame.to_numpy(dtype=object)
    numbers, wrong = (part.reshape(cells.shape) for part in to_numbers(cells.ravel()))
    wrongs = wrong.sum(axis=0)
    filled = (~np.isnan(numbers)).sum(axis=0) + wrongs
    fits = (filled > 0) & (wrongs <= 0.1 * filled)
    return [name for name, numeric in zip(frame.columns, fits.tolist(), strict=True) if numeric]
