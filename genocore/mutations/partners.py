"""Which mutated sequence is compared with which normal one."""

from __future__ import annotations

import difflib
import re

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.registry import unknown

NOBODY, SEVERAL = -1, -2
"""Instead of a row: no record has this name; more than one normal record has it."""
_SUFFIX = re.compile(
    r"(?<=.)[-_.|](?:normal|wild[-_]?type|wt|reference|ref|mutated|mutant|mut|alt|tumou?r)$", re.IGNORECASE
)
_NAMED = 10


def find_partners(normal: np.ndarray, mutated: np.ndarray, reference: str = "") -> np.ndarray:
    """Return the row of the normal record that each mutated one belongs to.

    Parameters
    ----------
    normal, mutated : ndarray of str, shapes (n_normal,) and (n_mutated,)
        Names.
    reference : str, optional
        Name of the normal record that all mutated ones belong to.

    Returns
    -------
    ndarray of int64, shape (n_mutated,)
        0-based rows of `normal`, `NOBODY` or `SEVERAL`.

    Raises
    ------
    InputError
        PA002 if `reference` is not the name of a normal record; MU011 if several have that name, or if no mutated
        record has a partner.

    Notes
    -----
    If there is only one normal record, all mutated ones belong to it, whatever their names. Else equal names go first;
    then small and capital letters count as equal and one ending such as ``_mut``, ``-wt`` or ``.ref`` does not count,
    provided that one normal record only fits. A normal record may have several mutated ones.

    Examples
    --------
    >>> find_partners(np.array(["TP53_wt", "BAX"]), np.array(["BAX", "tp53-mut", "KRAS"])).tolist()
    [1, 0, -1]
    """
    rows = np.full(len(mutated), NOBODY, dtype=np.int64)
    if reference:
        rows[:] = _reference_row(normal, reference)
    elif len(normal) == 1:
        rows[:] = 0
    elif len(normal):
        exact = _lookup(pd.Index(normal, dtype="str"), pd.Index(mutated, dtype="str"))
        rows = np.where(exact == NOBODY, _lookup(_keys(normal), _keys(mutated)), exact)
    if not (rows >= 0).any():
        raise InputError(
            "No mutated sequence has a normal one of the same name to be compared with.",
            hint="Give both the same names, or say which normal sequence all are compared with.",
            code="MU011",
        )
    return rows


def _reference_row(normal: np.ndarray, reference: str) -> int:
    found = np.flatnonzero(normal == reference)
    if not len(found):
        names = [str(name) for name in normal]
        if len(names) > _NAMED:  # all names of a genome would make a long message
            names = difflib.get_close_matches(reference, names, n=_NAMED, cutoff=0)
            names.append(f"and {len(normal) - len(names):,} more")
        raise unknown("record", reference, names)
    if len(found) > 1:
        raise InputError(
            f"{len(found):,} normal records are called '{reference}'.",
            hint="Give the reference a name of its own.",
            code="MU011",
        )
    return int(found[0])


def _keys(names: np.ndarray) -> pd.Index:
    return pd.Index([_SUFFIX.sub("", name.strip()).casefold() for name in names], dtype="str")


def _lookup(known: pd.Index, wanted: pd.Index) -> np.ndarray:
    """Return where each wanted name stands among the known ones."""
    repeated = known.duplicated(keep=False)
    single = np.flatnonzero(~repeated)
    found = known[single].get_indexer(wanted)
    rows = np.where(found >= 0, np.append(single, NOBODY)[found], NOBODY)
    return np.where(wanted.isin(known[repeated]), SEVERAL, rows)
