"""Sequences with one letter replaced, as a model reads them: many at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from genocore.explanation.score import Score, Scores
from genocore.features.counted import Counted
from genocore.sequences.alphabet import BASES
from genocore.sequences.dataset import Dataset

_BASES = np.frombuffer(BASES.encode(), dtype=np.uint8)
_LETTERS, _CELLS = 4_000_000, 2_000_000
"""Letters of edited sequences, and entries of their features, that are made at once."""


@dataclass(frozen=True, eq=False)
class Edits:
    """One replaced letter each.

    Parameters
    ----------
    row : ndarray of int64
        Sequence of the dataset.
    place : ndarray of int64
        Place in its packed buffer.
    code : ndarray of uint8
        Base put there: 0, 1, 2, 3 for A, C, G, T.
    """

    row: np.ndarray
    place: np.ndarray
    code: np.ndarray

    def __len__(self) -> int:
        return len(self.row)

    def part(self, first: int, last: int) -> Edits:
        """Return edits `first` to ``last - 1``."""
        return Edits(self.row[first:last], self.place[first:last], self.code[first:last])


def every_edit(data: Dataset, where: np.ndarray) -> Edits:
    """Return all letters but the one that is there, at each place of `where` (bool, one a letter of the buffer).

    Examples
    --------
    >>> edits = every_edit(Dataset.from_strings(["AN"]), np.array([True, True]))
    >>> edits.place.tolist(), edits.code.tolist()
    ([0, 0, 0, 1, 1, 1, 1], [1, 2, 3, 0, 1, 2, 3])
    """
    places = np.flatnonzero(where)
    rows = np.searchsorted(data.offsets, places, side="right") - 1
    place, row, code = np.repeat(places, 4), np.repeat(rows, 4), np.tile(np.arange(4, dtype=np.uint8), len(places))
    differs = code != data.codes[place]
    return Edits(row[differs], place[differs], code[differs])


def edited(data: Dataset, edits: Edits) -> Dataset:
    """Return the whole sequence of each edit, with its letter replaced.

    Examples
    --------
    >>> edits = Edits(np.array([1]), np.array([3]), np.array([2], dtype=np.uint8))
    >>> list(edited(Dataset.from_strings(["AA", "CCC"]), edits).sequences())
    ['CGC']
    """
    found = data.take(edits.row)
    letters = np.array(found.letters)
    letters[found.offsets[:-1] + edits.place - data.offsets[edits.row]] = _BASES[edits.code]
    return Dataset(found.ids, letters, found.offsets)


def ask_edits(score: Score, data: Dataset, edits: Edits) -> Iterator[tuple[int, int, Scores]]:
    """Yield the scores of edits `first` to ``last - 1``, a block at a time.

    Notes
    -----
    Where features count words, only those words are counted again that the letter is part of; the result is the same
    to the last bit. All other models are given the whole edited sequences.
    """
    encoder, estimator = score.model.encoder, score.model.estimator
    if isinstance(encoder, Counted) and not hasattr(estimator, "members_on"):
        yield from _recounted(score, data, edits, encoder)
        return
    ends = np.concatenate([[0], np.cumsum(data.lengths[edits.row])])
    most = max(_CELLS // max(int(getattr(estimator, "n_features_in_", 1)), 1), 256)
    first = 0
    while first < len(edits):
        last = max(int(np.searchsorted(ends, ends[first] + _LETTERS, side="right")) - 1, first + 1)
        last = min(last, first + most)
        yield first, last, score.ask(edited(data, edits.part(first, last)))
        first = last


def _recounted(score: Score, data: Dataset, edits: Edits, encoder: Counted) -> Iterator[tuple[int, int, Scores]]:
    """Count the words around each edit before and after it; edits of one row stand together."""
    step = max(_CELLS // len(encoder.part_of_columns), 64)
    for first in range(0, len(edits), step):
        last = min(first + step, len(edits))
        yield first, last, score.ask_features(recount(encoder, data, edits.part(first, last)))


def recount(encoder: Counted, data: Dataset, edits: Edits) -> Any:
    """Return the features of edited sequences, from the counts of the sequences and of what changes.

    Examples
    --------
    >>> from genocore.features.kmers import Kmers
    >>> data, encoder = Dataset.from_strings(["ACGTT"]), Kmers((1, 2))
    >>> edits = every_edit(data, np.ones(5, dtype=bool))
    >>> bool((recount(encoder, data, edits) == encoder.transform(edited(data, edits))).all())
    True
    """
    begins = np.ones(len(edits), dtype=bool)
    begins[1:] = edits.row[1:] != edits.row[:-1]
    rows, of_row = edits.row[begins], np.cumsum(begins) - 1
    width = len(encoder.part_of_columns)
    row, column = encoder.occurrences(data.take(rows))
    counts = np.bincount(row * width + column, minlength=len(rows) * width).astype(np.int32).reshape(-1, width)[of_row]

    begin = np.maximum(edits.place - encoder.reach + 1, data.offsets[edits.row])
    end = np.minimum(edits.place + encoder.reach, data.offsets[edits.row + 1])
    lengths = end - begin
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    letters = data.letters[np.repeat(begin - offsets[:-1], lengths) + np.arange(offsets[-1])]
    changed = letters.copy()
    changed[offsets[:-1] + edits.place - begin] = _BASES[edits.code]
    names, flat = np.zeros(len(edits), dtype=object), counts.reshape(-1)
    for text, sign in ((letters, -1), (changed, 1)):
        row, column = encoder.occurrences(Dataset(names, text, offsets))
        np.add.at(flat, row * width + column, np.int32(sign))
    return encoder.shares(counts)
