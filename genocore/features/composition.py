"""Encoder `composition`: what a sequence is made of, in a handful of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.features.encoder import Stateless, as_float, feature_table
from genocore.features.words import count_words
from genocore.registry import Param, Spec
from genocore.sequences.dataset import Dataset

_COLUMNS = {
    "A": "share of A among A, C, G and T",
    "C": "share of C among A, C, G and T",
    "G": "share of G among A, C, G and T",
    "T": "share of T among A, C, G and T",
    "GC": "share of G and C, 0 to 1",
    "GC skew": "(G - C) / (G + C), -1 to 1; 0 where there is no G or C",
    "CpG o/e": "CG pairs against what C and G alone would give; 1 is as expected, 0 where there is no C or no G",
    "entropy": "how evenly the four bases are used, 0 to 2 bits",
    "longest run": "longest run of one base, in bp",
}


@dataclass
class Composition(Stateless):
    """Base frequencies and what follows from them.

    Parameters
    ----------
    length : bool, default False
        Add the length in bp. Off, because a model that may see the length learns how the data were collected.

    Notes
    -----
    Ambiguous letters are not counted; a sequence without A, C, G or T gives zeros. A single changed base hardly
    moves any of these numbers: do not expect to tell point mutants from wild types by composition.

    References
    ----------
    CpG observed/expected: Gardiner-Garden & Frommer 1987, doi:10.1016/0022-2836(87)90689-9. GC skew: Lobry 1996,
    doi:10.1093/oxfordjournals.molbev.a025626. Entropy: Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x.

    Examples
    --------
    >>> table = dict(zip(_COLUMNS, Composition().transform(Dataset.from_strings(["AACG"]))[0].tolist()))
    >>> table["A"], table["GC"], table["CpG o/e"], table["entropy"], table["longest run"]
    (0.5, 0.5, 4.0, 1.5, 2.0)
    """

    length: bool = False

    def fit(self, data: Dataset) -> Composition:
        """Return self: there is nothing to learn."""
        return self

    def transform(self, data: Dataset) -> np.ndarray:
        """Return float32, shape (n, 9), or (n, 10) with the length last."""
        parts = [(counts[1], counts[2][:, 6]) for _, _, counts in count_words(data, 1, 2)]
        bases = np.concatenate([part[0] for part in parts]) if parts else np.zeros((0, 4), dtype=np.int64)
        pairs = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
        total = np.maximum(bases.sum(axis=1), 1)
        share = bases / total[:, None]
        c, g = bases[:, 1], bases[:, 2]
        skew = (g - c) / np.maximum(g + c, 1)
        expected = c * g / total
        observed = np.divide(pairs, expected, out=np.zeros(len(pairs)), where=expected > 0)
        entropy = 0 - (share * np.log2(share, out=np.zeros_like(share), where=share > 0)).sum(axis=1)  # never -0
        columns = [*share.T, share[:, 1] + share[:, 2], skew, observed, entropy, longest_runs(data)]
        return as_float(np.column_stack([*columns, data.lengths] if self.length else columns))

    def features(self) -> pd.DataFrame:
        """Return name and description of each column."""
        columns = _COLUMNS | ({"length": "length in bp"} if self.length else {})
        return feature_table(list(columns), list(columns.values()))


def longest_runs(data: Dataset) -> np.ndarray:
    """Return the length of the longest run of one base in each sequence, in bp; int64, shape (n,).

    Examples
    --------
    >>> longest_runs(Dataset.from_strings(["AACCCG", "", "NNNNA"])).tolist()
    [3, 0, 1]
    """
    longest = np.zeros(len(data), dtype=np.int64)
    filled = np.flatnonzero(data.lengths)
    if not len(filled):
        return longest
    codes = data.codes
    begins = np.empty(len(codes), dtype=bool)
    begins[0] = True
    np.not_equal(codes[1:], codes[:-1], out=begins[1:])
    begins[data.offsets[filled]] = True
    starts = np.flatnonzero(begins)
    runs = np.diff(np.append(starts, len(codes)))
    runs[codes[starts] == 4] = 0
    longest[filled] = np.maximum.reduceat(runs, np.searchsorted(starts, data.offsets[filled]))
    return longest


def _build(**params: Any) -> Composition:
    return Composition(**params)


SPEC = Spec(
    key="composition",
    label="Composition",
    help="Base frequencies, GC content and a few numbers that follow from them. Quick and readable, but blind to "
    "motifs: use it as the score a better model must beat.",
    build=_build,
    params=(
        Param(
            "length",
            "bool",
            False,
            "Include the length",
            "Only if the length is biology in your data, not a trace of how they were collected.",
        ),
    ),
)
