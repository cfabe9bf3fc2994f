"""Names that a spreadsheet program changed on the way."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
_DATE = re.compile(
    rf"\d{{1,2}}-(?:{_MONTHS})(?:-\d{{2,4}})?|(?:{_MONTHS})-\d{{1,2}}|\d{{4}}-\d{{2}}-\d{{2}}( 00:00:00)?", re.I
)
_RIKEN = re.compile(r"\d(?:\.\d+)?E\+\d{1,2}", re.I)
_GENES = {"mar": "MARCHF", "sep": "SEPTIN", "dec": "DELEC", "oct": "OCT", "apr": "APR", "feb": "FEB", "nov": "NOV"}
_NUMBERED = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def mangled_names(names: np.ndarray) -> np.ndarray:
    """Return which names look like dates or rounded numbers made by a spreadsheet; bool, shape (n,).

    Notes
    -----
    About a third of the papers with gene lists in Excel files had such names.

    References
    ----------
    Ziemann, Eren & El-Osta 2016, doi:10.1186/s13059-016-1044-7. The genes were renamed because of it: Bruford et al.
    2020, doi:10.1038/s41588-020-0669-3.

    Examples
    --------
    >>> mangled_names(np.array(["TP53", "1-Mar", "Sep-2", "2.31E+13"], dtype=object)).tolist()
    [False, True, True, True]
    """
    cells = pd.Series(names, dtype="str").str.strip()
    return (cells.str.fullmatch(_DATE) | cells.str.fullmatch(_RIKEN)).fillna(False).to_numpy(dtype=bool)


def may_have_been(name: str) -> str:
    """Return the gene that a date may have been, or an empty text.

    Examples
    --------
    >>> may_have_been("1-Mar"), may_have_been("2024-09-02"), may_have_been("2.31E+13")
    ('MARCHF1', 'SEPTIN2', '')
    """
    if iso := re.match(r"\d{4}-(\d{2})-(\d{2})", name):
        month, day = int(iso[1]), int(iso[2])
        gene = _GENES.get(_NUMBERED[month - 1]) if 1 <= month <= 12 else None
        return f"{gene}{day}" if gene else ""
    word = re.search(r"[A-Za-z]{3}", name)
    number = re.search(r"\d{1,2}", name)
    if not word or not number or re.fullmatch(_RIKEN, name):
        return ""
    gene = _GENES.get(word[0].lower())
    return f"{gene}{int(number[0])}" if gene else ""
