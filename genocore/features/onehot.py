"""Encoder `onehot`: which base stands at each position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.features.encoder import feature_table
from genocore.features.places import Places, lay_out
from genocore.registry import Param, Spec
from genocore.sequences.alphabet import BASES
from genocore.sequences.dataset import Dataset

_BLOCK = 1 << 18
_LONGEST = 20_000
_TABLE = np.zeros((256, 4), dtype=np.uint8)
for _index, _base in enumerate(BASES):
    _TABLE[ord(_base), _index] = 1
_AS_WORDS = _TABLE.view(np.uint32).ravel()  # four bytes looked up at once


def one_hot(data: Dataset, length: int, align: str = "start") -> np.ndarray:
    """One-hot encode, one row a sequence.

    Ambiguous letters (N, R, Y, ...) and padding are all zeros.

    Parameters
    ----------
    data : Dataset
    length : int
        Columns to produce, in bp.
    align : {"start", "centre", "end"}, default "start"
        Which part of every sequence is kept in the same place: shorter ones are padded and longer ones cut at the
        other end, or at both ends for ``centre``.

    Returns
    -------
    ndarray of uint8, shape (n, length, 4)
        Channels in the order A, C, G, T.

    Notes
    -----
    Memory is ``4 * n * length`` bytes: 16 MB for 20,000 sequences of 200 bp.

    Examples
    --------
    >>> one_hot(Dataset.from_strings(["ACN"]), 3)[0]
    array([[1, 0, 0, 0],
           [0, 1, 0, 0],
           [0, 0, 0, 0]], dtype=uint8)
    """
    n, letters = len(data), lay_out(data, length, align)
    words = np.empty(len(letters), dtype=np.uint32)
    for start in range(0, len(letters), _BLOCK):  # take makes 8 bytes of each letter: a few at a time
        part = slice(start, start + _BLOCK)
        np.take(_AS_WORDS, letters[part], out=words[part], mode="wrap")  # unlike "raise", writes straight to out
    return words.view(np.uint8).reshape(n, length, 4)


@dataclass
class OneHot(Places):
    """One column for each base at each position.

    Parameters
    ----------
    length : int, default 0
        Positions kept, in bp; 0 takes the longest sequence of the training part.
    align : {"start", "centre", "end"}, default "start"
        See `one_hot`.

    Notes
    -----
    Sequences must be comparable position by position (cut around the same kind of site). With different lengths,
    the padding itself tells the length, which a model may use.

    Examples
    --------
    >>> encoder = OneHot().fit(Dataset.from_strings(["AC"]))
    >>> encoder.transform(Dataset.from_strings(["CA", "C"])).tolist()
    [[0, 1, 0, 0, 1, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0]]
    >>> encoder.features()["name"].tolist()[:5]
    ['1 A', '1 C', '1 G', '1 T', '2 A']
    """

    longest = _LONGEST
    too_long = ("too many columns for one-hot features", "Set a length, or use kmers.")

    def transform(self, data: Dataset) -> np.ndarray:
        """Return zeros and ones: uint8, shape (n, 4 * length)."""
        return one_hot(data, self._fitted, self.align).reshape(len(data), 4 * self._fitted)

    def features(self) -> pd.DataFrame:
        """Return name and description of each column; the four of a position form a group."""
        places, of_end = self.numbers(), self._of_end
        return feature_table(
            [f"{place} {base}" for place in places for base in BASES],
            [f"position {place}{of_end} is {base}" for place in places for base in BASES],
            [f"position {place}" for place in places for _ in BASES],
        )


def _build(**params: Any) -> OneHot:
    return OneHot(**params)


SPEC = Spec(
    key="onehot",
    label="Base at each position (one-hot)",
    help="Which base stands at each position. Choose it when all sequences are cut around the same kind of site, "
    "such as splice sites.",
    build=_build,
    params=(
        Param("length", "int", 0, "Length (bp)", "0 takes the longest training sequence.", low=0, high=20_000),
        Param(
            "align",
            "choice",
            "start",
            "Align at",
            "Shorter sequences are padded and longer ones cut at the other end, or at both ends for 'centre'.",
            choices=("start", "centre", "end"),
        ),
    ),
)
