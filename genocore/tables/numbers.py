"""Numbers as people write them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.tables.layout import MISSING_NUMBER, Layout


def plain_numbers(texts: pd.Series, layout: Layout) -> pd.Series:
    """Return cells with numbers written as ``1234.5``, whatever the marks were; other cells as they are.

    Examples
    --------
    >>> plain_numbers(pd.Series(["1.234,5", "kinase, type 2", "7"]), Layout(decimal=",", thousands=".")).tolist()
    ['1234.5', 'kinase, type 2', '7']
    """
    if layout.decimal == "." and not layout.thousands and not texts.str.contains("−", regex=False).any():
        return texts
    group = {"": "", " ": "[  \u202f]", "'": "['’]"}.get(layout.thousands, "\\" + layout.thousands)
    mark = "\\" + layout.decimal
    digits = rf"(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)" if group else r"\d+"
    number = rf"[+\-−]?(?:{digits}(?:{mark}\d*)?|{mark}\d+)(?:[eE][+-]?\d+)?"
    fits = texts.str.fullmatch(number)
    plain = texts[fits]
    if group:
        plain = plain.str.replace(group, "", regex=True)
    plain = plain.str.replace(layout.decimal, ".", regex=False).str.replace("−", "-", regex=False)
    return texts.where(~fits, plain)


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
