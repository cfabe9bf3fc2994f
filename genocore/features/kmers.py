"""Encoder `kmers`: how often each short word occurs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.features.counted import as_sparse, shares_of
from genocore.features.encoder import Matrix, Stateless, feature_table
from genocore.features.words import count_words, list_words, opposite_codes, words_of
from genocore.registry import Param, Spec
from genocore.sequences.dataset import Dataset

DENSE_UP_TO = 6


@dataclass
class Kmers(Stateless):
    """Frequencies of all words of DNA of the given lengths.

    Parameters
    ----------
    k : (int, int), default (1, 4)
        Shortest and longest word, 1 to 8 letters.
    strand : {"as read", "both"}, default "as read"
        ``both`` counts a word and its reverse complement as one (canonical words), for data in which the strand
        means nothing.

    Notes
    -----
    Every frequency is a count divided by the number of countable words of that length in the sequence, so that
    length does not leak into the features; a sequence without any gives zeros. Words that hold N or another
    ambiguous letter are skipped. Words overlap (``AAAA`` holds ``AA`` three times). Memory is ``4 * n * n_features``
    bytes: 27 MB for 20,000 sequences and k = 1-4; above k = 6 the matrix is sparse. Positions are lost: two
    sequences with the same words in another order look alike.

    References
    ----------
    Canonical words: Marçais & Kingsford 2011, doi:10.1093/bioinformatics/btr011.

    Examples
    --------
    >>> encoder = Kmers(k=(1, 2), strand="as read")
    >>> encoder.transform(Dataset.from_strings(["AACN"])).shape
    (1, 20)
    >>> Kmers(k=(2, 2), strand="both").features()["name"].tolist()
    ['AA/TT', 'AC/GT', 'AG/CT', 'AT', 'CA/TG', 'CC/GG', 'CG', 'GA/TC', 'GC', 'TA']
    """

    k: tuple[int, int] = (1, 4)
    strand: str = "as read"

    def fit(self, data: Dataset) -> Kmers:
        """Return self: there is nothing to learn."""
        return self

    def transform(self, data: Dataset) -> Matrix:
        """Return frequencies: float32, shape (n, n_features); a ``csr_array`` above k = 6."""
        low, high = self.k
        if high > DENSE_UP_TO:
            return self._sparse(data)
        out = np.zeros((len(data), sum(len(self._words(k)[0]) for k in range(low, high + 1))), dtype=np.float32)
        for first, last, counts in count_words(data, low, high):
            self._block(counts, out[first:last])
        return out

    def features(self) -> pd.DataFrame:
        """Return name and description of each word."""
        names: list[str] = []
        descriptions: list[str] = []
        for k in range(self.k[0], self.k[1] + 1):
            words = words_of(k)
            own, other = self._words(k)
            for a, b in zip(own.tolist(), other.tolist(), strict=True):
                single = self.strand == "as read" or a == b
                names.append(words[a] if single else f"{words[a]}/{words[b]}")
                also = "" if single else f" or, on the other strand, {words[b]}"
                descriptions.append(f"share of {k}-letter words that are {words[a]}{also}")
        return feature_table(names, descriptions)

    @property
    def reach(self) -> int:
        """Letters of the longest word."""
        return self.k[1]

    @property
    def part_of_columns(self) -> np.ndarray:
        """Length of the word of each column."""
        lengths = range(self.k[0], self.k[1] + 1)
        return np.repeat(lengths, [len(self._words(k)[0]) for k in lengths])

    def occurrences(self, data: Dataset) -> tuple[np.ndarray, np.ndarray]:
        """Return sequence and column of every word."""
        columns, rows, found = self._columns(), [], []
        for first, _, k, row, code in list_words(data, *self.k):
            rows.append(row + first)
            found.append(columns[k][code])
        empty = np.zeros(0, dtype=np.int64)
        return np.concatenate([empty, *rows]), np.concatenate([empty, *found])

    def shares(self, counts: np.ndarray) -> Matrix:
        """Return the frequencies that counts make: a ``csr_array`` above k = 6."""
        found = shares_of(counts, self.part_of_columns)
        return as_sparse(found) if self.k[1] > DENSE_UP_TO else found

    def _columns(self) -> dict[int, np.ndarray]:
        """Return for each word length the column of each code."""
        columns, at = {}, 0
        for k in range(self.k[0], self.k[1] + 1):
            own, other = self._words(k)
            columns[k] = np.zeros(4**k, dtype=np.int64)
            columns[k][own] = columns[k][other] = np.arange(at, at + len(own))
            at += len(own)
        return columns

    def _words(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the codes that get a column, and the code that is counted with each."""
        codes = np.arange(4**k)
        if self.strand == "as read":
            return codes, codes
        opposite = opposite_codes(k)
        own = codes[codes <= opposite]
        return own, opposite[own]

    def _block(self, counts: dict[int, np.ndarray], out: np.ndarray) -> None:
        at = 0
        for k in range(self.k[0], self.k[1] + 1):
            table = counts[k]
            scale = (1 / np.maximum(table.sum(axis=1), 1)).astype(np.float32)[:, None]
            if self.strand == "both":
                own, other = self._words(k)
                table = np.take(table, own, axis=1) + np.take(table, other, axis=1) * (own != other)
            np.multiply(table, scale, out=out[:, at : at + table.shape[1]], casting="unsafe")
            at += table.shape[1]

    def _sparse(self, data: Dataset) -> Matrix:
        from scipy.sparse import csr_array, vstack

        columns, width = self._columns(), len(self.part_of_columns)
        blocks: dict[int, Matrix] = {}
        for first, last, k, row, code in list_words(data, *self.k):
            total = np.maximum(np.bincount(row, minlength=last - first), 1)
            part = csr_array((np.ones(len(row)), (row, columns[k][code])), shape=(last - first, width))
            part.sum_duplicates()
            share = np.repeat((1 / total).astype(np.float32), np.diff(part.indptr))
            part.data = (part.data * share).astype(np.float32)
            blocks[first] = blocks[first] + part if first in blocks else part
        if not blocks:
            return csr_array((len(data), width), dtype=np.float32)
        return as_sparse(vstack(list(blocks.values())))


def _build(**params: Any) -> Kmers:
    return Kmers(**params)


SPEC = Spec(
    key="kmers",
    label="Short words (k-mers)",
    help="How often each short word of DNA occurs. The best first choice when the order along the sequence matters "
    "little: promoters, coding against non-coding, species.",
    build=_build,
    params=(
        Param("k", "range", (1, 4), "Word lengths", "Shortest and longest word, in letters.", low=1, high=8),
        Param(
            "strand",
            "choice",
            "as read",
            "Strand",
            "'both' counts a word and its reverse complement as one; for data in which the strand means nothing.",
            choices=("as read", "both"),
        ),
    ),
)
