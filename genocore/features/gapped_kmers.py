"""Encoder `gapped_kmers`: two short words with any letters in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.features.counted import as_sparse, shares_of
from genocore.features.encoder import Matrix, Stateless, feature_table
from genocore.features.words import _words_of_block, opposite_codes, words_of
from genocore.registry import Param, Spec
from genocore.sequences.alphabet import blocks
from genocore.sequences.dataset import Dataset

DENSE_UP_TO = 4_096  # columns
_CELLS = 1 << 19  # of the count table that one block may fill: it then stays in the processor's cache


def list_pairs(
    data: Dataset, left: int, right: int, shifts: Sequence[int]
) -> Iterator[tuple[int, int, list[tuple[np.ndarray, np.ndarray]]]]:
    """List all pairs of a word and another that begins some letters further on, a block of sequences at a time.

    Parameters
    ----------
    data : Dataset
    left, right : int
        Letters of the two words, 1 to 8.
    shifts : sequence of int
        Distances between their beginnings, in letters, 1 or more; the words may overlap.

    Yields
    ------
    first, last : int
        The block is sequences ``first`` to ``last - 1``.
    pairs : list of (row, code)
        For each shift, sequence within the block and code of every pair, as if the two words were one. Pairs with an
        ambiguous letter in a word are left out; between the words any letter will do.

    Examples
    --------
    >>> first, last, [(row, code)] = next(list_pairs(Dataset.from_strings(["ANC", "ANG"]), 1, 1, [2]))
    >>> row.tolist(), [words_of(2)[pair] for pair in code]
    ([0, 1], ['AC', 'AG'])
    """
    rows_at_once = max(_CELLS >> (2 * (left + right)), 1)
    for begin, end in blocks(data.offsets, 1 << 18):
        for first in range(begin, end, rows_at_once):
            last = min(first + rows_at_once, end)
            words = _words_of_block(data, first, last, max(left, right))
            (one, one_fits), (two, two_fits) = words[left - 1], words[right - 1]
            row = np.repeat(np.arange(last - first), data.lengths[first:last])
            pairs = []
            for shift in shifts:
                n = max(min(len(one), len(two) - shift), 0)
                here = np.flatnonzero(one_fits[:n] & two_fits[shift : shift + n] & (row[:n] == row[shift : shift + n]))
                pairs.append((row[here], one[here].astype(np.int64) * 4**right + two[here + shift]))
            yield first, last, pairs


def _scale(row: np.ndarray, rows: int) -> np.ndarray:
    """Return what one pair counts for in each sequence: 1 over the number of its pairs."""
    return (1 / np.maximum(np.bincount(row, minlength=rows), 1)).astype(np.float32)


@dataclass
class GappedKmers(Stateless):
    """Frequencies of all pairs of short words with a gap in between, such as ``TTGnnnACA``.

    Parameters
    ----------
    left, right : int, default 2
        Letters before and after the gap, 1 to 3.
    gap : (int, int), default (0, 5)
        Shortest and longest gap, 0 to 10 letters. In the gap any letter will do.
    strand : {"as read", "both"}, default "as read"
        ``both`` counts a pair and its reverse complement as one, for data in which the strand means nothing.

    Notes
    -----
    Every frequency is a count divided by the number of countable pairs with that gap in the sequence, so that length
    does not leak into the features; a sequence without any gives zeros. Pairs with N or another ambiguous letter
    outside the gap are skipped. Memory is ``4 * n * n_features`` bytes: 123 MB for 20,000 sequences by default
    (1,536 columns); above 4,096 columns the matrix is sparse. A binding site of two halves at a fixed distance shows as
    one column; with many columns and few sequences, some will look telling by chance.
    With ``left`` and ``right`` unequal, a pair and its reverse complement are of different shape: ``both`` then keeps
    all columns and counts each on both strands.

    References
    ----------
    Gapped k-mers: Ghandi et al. 2014, doi:10.1371/journal.pcbi.1003711.

    Examples
    --------
    >>> encoder = GappedKmers(left=1, right=1, gap=(1, 1))
    >>> row = encoder.transform(Dataset.from_strings(["ANCAC"]))[0]
    >>> dict(zip(encoder.features()["name"][row > 0], row[row > 0].tolist()))
    {'AnC': 0.5, 'CnC': 0.5}
    """

    left: int = 2
    right: int = 2
    gap: tuple[int, int] = (0, 5)
    strand: str = "as read"

    def fit(self, data: Dataset) -> GappedKmers:
        """Return self: there is nothing to learn."""
        return self

    def transform(self, data: Dataset) -> Matrix:
        """Return frequencies: float32, shape (n, n_features); a ``csr_array`` above 4,096 columns."""
        own = self._columns()
        gaps, width = range(self.gap[0], self.gap[1] + 1), int(own.max()) + 1
        if width * len(gaps) > DENSE_UP_TO:
            return self._sparse(data, own, width, gaps)
        out = np.zeros((len(data), width * len(gaps)), dtype=np.float32)
        for first, last, pairs in self._pairs(data, gaps):
            for at, (row, code) in enumerate(pairs):
                table = np.bincount(row * width + own[code], minlength=(last - first) * width).reshape(-1, width)
                part = out[first:last, at * width : (at + 1) * width]
                np.multiply(table, _scale(row, last - first)[:, None], out=part, casting="unsafe")
        return out

    def _sparse(self, data: Dataset, own: np.ndarray, width: int, gaps: range) -> Matrix:
        from scipy.sparse import csr_array, vstack

        parts: list[Matrix] = [csr_array((0, width * len(gaps)), dtype=np.float32)]
        for first, last, pairs in self._pairs(data, gaps):
            row = np.concatenate([row for row, _ in pairs])
            column = np.concatenate([at * width + own[code] for at, (_, code) in enumerate(pairs)])
            part = csr_array((np.ones(len(row)), (row, column)), shape=(last - first, width * len(gaps)))
            part.sum_duplicates()
            scale = np.stack([_scale(row, last - first) for row, _ in pairs])
            of_entry = np.repeat(np.arange(last - first), np.diff(part.indptr))
            part.data = (part.data * scale[part.indices // width, of_entry]).astype(np.float32)
            parts.append(part)
        return as_sparse(vstack(parts))

    @property
    def reach(self) -> int:
        """Letters of the longest pair, its gap included."""
        return self.left + self.gap[1] + self.right

    @property
    def part_of_columns(self) -> np.ndarray:
        """Number of the gap of each column."""
        width = int(self._columns().max()) + 1
        return np.repeat(np.arange(self.gap[1] - self.gap[0] + 1), width)

    def occurrences(self, data: Dataset) -> tuple[np.ndarray, np.ndarray]:
        """Return sequence and column of every pair."""
        own = self._columns()
        gaps, width = range(self.gap[0], self.gap[1] + 1), int(own.max()) + 1
        rows, columns = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for first, _, pairs in self._pairs(data, gaps):
            rows += [row + first for row, _ in pairs]
            columns += [at * width + own[code] for at, (_, code) in enumerate(pairs)]
        return np.concatenate(rows), np.concatenate(columns)

    def shares(self, counts: np.ndarray) -> Matrix:
        """Return the frequencies that counts make: a ``csr_array`` above 4,096 columns."""
        found = shares_of(counts, self.part_of_columns)
        return as_sparse(found) if counts.shape[1] > DENSE_UP_TO else found

    def features(self) -> pd.DataFrame:
        """Return name and description of each pair."""
        words, opposite = words_of(self.left + self.right), opposite_codes(self.left + self.right)
        names, descriptions = [], []
        for gap in range(self.gap[0], self.gap[1] + 1):
            for code in np.unique(self._columns(), return_index=True)[1]:
                word, other = words[code], words[opposite[code]]
                name = word[: self.left] + "n" * gap + word[self.left :]
                mirror = other[: self.right] + "n" * gap + other[self.right :]
                single = self.strand == "as read" or name == mirror
                names.append(name if single else f"{name}/{mirror}")
                also = "" if single else f" or, on the other strand, {mirror}"
                descriptions.append(f"share of word pairs {gap} letters apart that are {name}{also}")
        return feature_table(names, descriptions)

    def _columns(self) -> np.ndarray:
        """Return the column of each pair's code; a pair and its reverse complement share one if they can."""
        codes = np.arange(4 ** (self.left + self.right))
        if self.strand == "as read" or self.left != self.right:
            return codes
        return np.unique(np.minimum(codes, opposite_codes(self.left + self.right)), return_inverse=True)[1]

    def _pairs(self, data: Dataset, gaps: range) -> Iterator[tuple[int, int, list[tuple[np.ndarray, np.ndarray]]]]:
        """List the pairs of each gap; those of the opposite strand too where they are of another shape."""
        found = list_pairs(data, self.left, self.right, [self.left + gap for gap in gaps])
        if self.strand == "as read" or self.left == self.right:
            yield from found
            return
        opposite = opposite_codes(self.left + self.right)
        mirrored = list_pairs(data, self.right, self.left, [self.right + gap for gap in gaps])
        for (first, last, pairs), (_, _, others) in zip(found, mirrored, strict=True):
            yield (
                first,
                last,
                [
                    (np.concatenate([row, other_row]), np.concatenate([code, opposite[other]]))
                    for (row, code), (other_row, other) in zip(pairs, others, strict=True)
                ],
            )


def _build(**params: Any) -> GappedKmers:
    return GappedKmers(**params)


_STRAND = "'both' counts a pair and its reverse complement as one; for data in which the strand means nothing."

SPEC = Spec(
    key="gapped_kmers",
    label="Words with a gap (gapped k-mers)",
    help="How often two short words stand a fixed distance apart, whatever lies between. For binding sites of two "
    "halves and other motifs with loose middles.",
    build=_build,
    params=(
        Param("left", "int", 2, "Letters before the gap", low=1, high=3),
        Param("right", "int", 2, "Letters after the gap", low=1, high=3),
        Param("gap", "range", (0, 5), "Gap", "Shortest and longest gap, in letters.", low=0, high=10),
        Param("strand", "choice", "as read", "Strand", _STRAND, choices=("as read", "both")),
    ),
)
