"""Pairs of sequences that may be near copies: those that share words of DNA, on either strand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genocore.sequences.alphabet import blocks
from genocore.sequences.dataset import Dataset

SHORTEST, LONGEST = 8, 15
"""Letters of a word, at least and at most."""
SHARED = 4
"""Words that a pair must share to be looked at."""
NEIGHBOURS = 16
"""Sequences with the same word that each is paired with at most: a word of very many would make too many pairs."""
_PAIRS = 60_000_000
"""Pairs, counted once a shared word, that are held at once: half a gigabyte."""
_UNKNOWN = 4


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs that share words.

    Parameters
    ----------
    first, second : ndarray of int64, shape (n_pairs,)
        Rows, ``first < second``.
    shared : ndarray of int64, shape (n_pairs,)
        Words in common, each counted once.
    opposite : ndarray of bool, shape (n_pairs,)
        Whether more of them stand on opposite strands than on the same.
    words : ndarray of int64, shape (n,)
        Different words of each sequence.
    k : int
        Letters of a word.
    """

    first: np.ndarray
    second: np.ndarray
    shared: np.ndarray
    opposite: np.ndarray
    words: np.ndarray
    k: int

    @property
    def containment(self) -> np.ndarray:
        """Share of the words of the one with fewer that the other has too; float64, shape (n_pairs,)."""
        fewer = np.minimum(self.words[self.first], self.words[self.second])
        return self.shared / np.maximum(fewer, 1)


def word_length(data: Dataset) -> int:
    """Return the length of words of which random sequences of this number and length share few.

    Examples
    --------
    >>> word_length(Dataset.from_strings(["ACGT" * 50] * 100))
    8
    """
    letters = max(int(data.lengths.sum()), 1)
    return int(np.clip(np.ceil(np.log(letters) / np.log(4)), SHORTEST, LONGEST))


def find_pairs(data: Dataset, k: int = 0) -> Pairs:
    """Return all pairs of sequences that share at least four words, on either strand.

    Parameters
    ----------
    data : Dataset
    k : int, optional
        Letters of a word; by default `word_length`.

    Notes
    -----
    All words with their sequences are sorted once; those of a kind stand next to each other then. Words of one, two
    or three letters over and over again are left out, and so are words with ambiguous letters. Takes 16 bytes a
    letter, and up to half a gigabyte for the pairs.

    Examples
    --------
    >>> found = find_pairs(Dataset.from_strings(["ACGTTGCAACGGATC", "GATCCGTTGCAACGT", "CCCCAAAATTTTGGG"]))
    >>> found.first.tolist(), found.second.tolist(), found.shared.tolist(), found.opposite.tolist()
    ([0], [1], [7], [True])
    """
    k = k or word_length(data)
    keys = _sorted_words(data, k)
    code, row = keys >> np.uint64(32), ((keys >> np.uint64(1)) & np.uint64(0x7FFFFFFF)).astype(np.int64)
    strand = (keys & np.uint64(1)).astype(np.int64)
    del keys
    again = np.zeros(len(code), dtype=bool)
    again[1:] = (code[1:] == code[:-1]) & (row[1:] == row[:-1])
    code, row, strand = code[~again], row[~again], strand[~again]
    words = np.bincount(row, minlength=len(data))
    found: list[np.ndarray] = []
    held = 0
    for distance in range(1, NEIGHBOURS + 1):
        here = np.flatnonzero(code[distance:] == code[:-distance]) if distance < len(code) else np.zeros(0, dtype=int)
        if not len(here) or held + len(here) > _PAIRS:
            break
        there = here + distance
        found.append((row[here] << 32) | (row[there] << 1) | (strand[here] ^ strand[there]))
        held += len(here)
    return _tally(np.concatenate(found) if found else np.zeros(0, dtype=np.int64), words, k)


def _sorted_words(data: Dataset, k: int) -> np.ndarray:
    """Return the canonical words in order, as code, row and strand in one number; uint64."""
    parts = [_words_of_block(data, first, last, k) for first, last in blocks(data.offsets, 1 << 22)]
    keys = np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)
    keys.sort()
    return keys


def _words_of_block(data: Dataset, first: int, last: int, k: int) -> np.ndarray:
    base = data.codes[data.offsets[first] : data.offsets[last]]
    fits = len(base) - k + 1
    if fits < 1:
        return np.zeros(0, dtype=np.uint64)
    row = np.repeat(np.arange(first, last), data.lengths[first:last])
    valid = row[:fits] == row[k - 1 :]
    valid &= _sums(base == _UNKNOWN, k) == 0
    for period in (1, 2, 3):
        valid &= _sums(base[period:] == base[:-period], k - period)[:fits] < k - period
    forward, backward = np.zeros(fits, dtype=np.uint32), np.zeros(fits, dtype=np.uint32)
    for place in range(k):
        letter = base[place : place + fits].astype(np.uint32) & 3
        forward = forward * np.uint32(4) + letter
        backward |= (np.uint32(3) - letter) << np.uint32(2 * place)
    code = np.minimum(forward, backward)[valid].astype(np.uint64)
    turned = (backward < forward)[valid].astype(np.uint64)
    return (code << np.uint64(32)) | (row[:fits][valid].astype(np.uint64) << np.uint64(1)) | turned


def _sums(flags: np.ndarray, width: int) -> np.ndarray:
    """Return how many of `width` flags from each place on are set."""
    total = np.concatenate([[0], np.cumsum(flags, dtype=np.int32)])
    return total[width:] - total[:-width]


def _tally(keys: np.ndarray, words: np.ndarray, k: int) -> Pairs:
    """Count how often each pair occurs, and on which strands."""
    keys.sort()
    pair = keys >> 1
    starts = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]])) if len(pair) else np.zeros(0, dtype=int)
    shared = np.diff(np.append(starts, len(pair)))
    opposite = np.add.reduceat(keys & 1, starts) if len(starts) else np.zeros(0, dtype=np.int64)
    kept = shared >= SHARED
    pair = pair[starts[kept]]
    return Pairs(pair >> 31, pair & 0x7FFFFFFF, shared[kept], 2 * opposite[kept] > shared[kept], words, k)
