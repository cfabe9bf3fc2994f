"""Encoder `letters`: the sequence itself, as networks read it."""

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

OTHER, PADDING = 4, 5
"""Codes of an ambiguous letter and of a place without a letter; 0, 1, 2, 3 are A, C, G, T."""
_LONGEST = 100_000
_TABLE = np.full(256, OTHER, dtype=np.uint8)
_TABLE[0] = PADDING
for _code, _base in enumerate(BASES):
    _TABLE[ord(_base)] = _code


@dataclass
class Letters(Places):
    """One column a position, one code a letter.

    Parameters
    ----------
    length : int, default 0
        Positions kept, in bp; 0 takes the longest sequence of the training part.
    align : {"start", "centre", "end"}, default "start"
        Where shorter sequences stand and what is kept of longer ones: see `genocore.features.onehot.one_hot`.

    Notes
    -----
    For models that know what to do with codes; the order of the codes means nothing. Memory is one byte a position: a
    quarter of one-hot. Ambiguous letters have a code of their own, so that a network can tell them from padding.

    Examples
    --------
    >>> Letters().fit(Dataset.from_strings(["ACGTN"])).transform(Dataset.from_strings(["TG", "NNNNNNA"])).tolist()
    [[3, 2, 5, 5, 5], [4, 4, 4, 4, 4]]
    """

    longest = _LONGEST
    too_long = ("too long for a network", "Set a length, or cut the sequences into windows.")

    def transform(self, data: Dataset) -> np.ndarray:
        """Return codes: uint8, shape (n, length)."""
        return _TABLE[lay_out(data, self._fitted, self.align)].reshape(len(data), self._fitted)

    def features(self) -> pd.DataFrame:
        """Return name and description of each position."""
        names = [str(number) for number in self.numbers()]
        return feature_table(names, [f"letter at position {name}{self._of_end}" for name in names])


def sequences_of(codes: np.ndarray) -> Dataset:
    """Return the sequences that a matrix of codes holds, ambiguous letters as N.

    Examples
    --------
    >>> list(sequences_of(np.array([[0, 3, 5], [4, 1, 2]], dtype=np.uint8)).sequences())
    ['AT', 'NCG']
    """
    inside = codes < PADDING
    letters = np.frombuffer(b"ACGTN", dtype=np.uint8)[codes[inside]]
    offsets = np.concatenate([[0], np.cumsum(inside.sum(axis=1))]).astype(np.int64)
    return Dataset(np.arange(len(codes)).astype(str).astype(object), letters, offsets)


def _build(**params: Any) -> Letters:
    return Letters(**params)


SPEC = Spec(
    key="letters",
    label="The sequence itself (for networks)",
    help="Hands the letters to a network, which finds its own patterns in them. Choose it with the CNN.",
    build=_build,
    params=(
        Param("length", "int", 0, "Length (bp)", "0 takes the longest training sequence.", low=0, high=_LONGEST),
        Param(
            "align",
            "choice",
            "start",
            "Align at",
            "Shorter sequences are padded and longer ones cut at the other end, or at both ends for 'centre'.",
            choices=("start", "centre", "end"),
        ),
    ),
    extra={"only_named": True},
)
