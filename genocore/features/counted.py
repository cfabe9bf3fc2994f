"""Encoders whose features are shares of counted words: what they have in common."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np

from genocore.features.encoder import Matrix
from genocore.sequences.dataset import Dataset


@runtime_checkable
class Counted(Protocol):
    """An encoder that counts words, so that an edit changes no more than the words it is part of."""

    @property
    def reach(self) -> int:
        """Letters from the first to the last of its longest word."""
        ...

    @property
    def part_of_columns(self) -> np.ndarray:
        """For each column the number of its kind of word: shares of one kind add up to 1; int64, ascending."""
        ...

    def occurrences(self, data: Dataset) -> tuple[np.ndarray, np.ndarray]:
        """Return sequence and column of every word that is counted; int64."""
        ...

    def shares(self, counts: np.ndarray) -> Matrix:
        """Return the features that counts (int, shape (n, n_features)) make, as ``transform`` gives them."""
        ...


def shares_of(counts: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Return counts divided by the number of words of their kind; float32.

    Examples
    --------
    >>> shares_of(np.array([[1, 3, 0, 0]]), np.array([0, 0, 1, 1])).tolist()
    [[0.25, 0.75, 0.0, 0.0]]
    """
    begins = np.flatnonzero(np.concatenate([[True], part[1:] != part[:-1]]))
    out = np.empty(counts.shape, dtype=np.float32)
    for begin, end in zip(begins, [*begins[1:], len(part)], strict=True):
        table = counts[:, begin:end]
        scale = (1 / np.maximum(table.sum(axis=1, dtype=np.int64), 1)).astype(np.float32)[:, None]
        np.multiply(table, scale, out=out[:, begin:end], casting="unsafe")
    return out


def as_sparse(matrix: Matrix) -> Matrix:
    """Return a matrix as a float32 ``csr_array``, with the 32-bit indices that scikit-learn's trees take."""
    from scipy.sparse import csr_array

    out = csr_array(matrix, dtype=np.float32)
    if out.nnz < 2**31:
        out.indices, out.indptr = out.indices.astype(np.int32), out.indptr.astype(np.int32)
    return out
