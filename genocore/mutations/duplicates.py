"""Rows that say again what an earlier one said, however it is spelled."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.mutations.mutation_table import Mutations
from genocore.mutations.naming import shifted
from genocore.mutations.places import STATUSES, Located
from genocore.sequences.dataset import Dataset


def duplicates(data: Dataset, mutations: Mutations, located: Located) -> np.ndarray:
    """Return which rows repeat an earlier one of the same sample and gene, with a reference as right or as wrong.

    Parameters
    ----------
    data : Dataset
    mutations : Mutations
    located : Located
        Before duplicates are marked.

    Returns
    -------
    ndarray of bool, shape (n_rows,)

    Notes
    -----
    Deletions and insertions in a repeat can be written at several places; they are compared where they lie rightmost.
    """
    edit = mutations.rows["edit"].to_numpy()
    wrong_reference = list(STATUSES).index("ref_mismatch")
    rows = np.flatnonzero((located.index >= 0) & (located.status <= wrong_reference))
    index, put = located.index[rows], located.put[rows].copy()
    span = np.where(located.spelled[rows], located.span[rows], 0)
    moves = located.spelled[rows] & ((span > 0) != (put != ""))
    for at in np.flatnonzero(moves).tolist():
        sequence = located.sequence[rows[at]]
        letters = data.letters[data.offsets[sequence] : data.offsets[sequence + 1]]
        index[at], put[at] = shifted(letters, int(index[at]), int(span[at]), str(put[at]))
    words = np.where(located.spelled[rows], -1, edit[rows])  # what is not spelled is compared as it is written
    wrong = located.status[rows] == wrong_reference
    names = (mutations.rows[name].cat.codes.to_numpy()[rows] for name in ("sample", "gene"))
    key = np.zeros(len(rows), dtype=np.int64)
    for part in (wrong, located.sequence[rows], index, span, pd.factorize(put)[0], words + 1, *(n + 1 for n in names)):
        width = int(part.max(initial=0)) + 1
        if (int(key.max(initial=0)) + 1) * width >= 2**62:
            key = pd.factorize(key)[0]
        key = key * width + part
    out = np.zeros(len(edit), dtype=bool)
    out[rows] = pd.Series(key).duplicated().to_numpy()
    return out
