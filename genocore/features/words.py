"""Counting words of DNA over the packed buffer; what `kmers` and `composition` are made of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from genocore.sequences.alphabet import BASES, blocks
from genocore.sequences.dataset import Dataset

_CELLS = 1 << 19
"""Cells of the count table that one block may fill: it then stays in the processor's cache."""


def count_words(data: Dataset, low: int, high: int) -> Iterator[tuple[int, int, dict[int, np.ndarray]]]:
    """Count all words of `low` to `high` letters, a block of sequences at a time.

    Parameters
    ----------
    data : Dataset
    low, high : int
        Shortest and longest word, 1 to 8.

    Yields
    ------
    first, last : int
        The block is sequences ``first`` to ``last - 1``.
    counts : dict of int to ndarray of int64, shape (last - first, 4**k)
        For each word length, how often each word occurs; words overlap; words in the order AA, AC, AG, AT, CA, ...

    Notes
    -----
    Words that hold an ambiguous letter are not counted. Only the longest words are counted letter by letter: a
    shorter word is either the end of a longer one, or stands where no longer one fits before it.

    Examples
    --------
    >>> first, last, counts = next(count_words(Dataset.from_strings(["AAAC"]), 1, 2))
    >>> counts[1].tolist(), counts[2][0, :3].tolist()
    ([[3, 1, 0, 0]], [2, 1, 0])
    """
    rows_at_once = max(_CELLS >> (2 * high), 1)
    for first, last in blocks(data.offsets, 1 << 18):
        for start in range(first, last, rows_at_once):
            stop = min(start + rows_at_once, last)
            yield start, stop, _count_block(data, start, stop, low, high)


def list_words(data: Dataset, low: int, high: int) -> Iterator[tuple[int, int, int, np.ndarray, np.ndarray]]:
    """List all words of `low` to `high` letters, for tables too wide to count into.

    Yields
    ------
    first, last : int
        The block is sequences ``first`` to ``last - 1``.
    k : int
        Word length.
    row, code : ndarray, shape (n_words,)
        Sequence within the block and code of every word.
    """
    for first, last in blocks(data.offsets, 1 << 20):
        row = np.repeat(np.arange(last - first), data.lengths[first:last])
        for k, (code, valid) in enumerate(_words_of_block(data, first, last, high), start=1):
            if k >= low:
                here = np.flatnonzero(valid)
                yield first, last, k, row[here], code[here]


def _words_of_block(data: Dataset, first: int, last: int, high: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return for k = 1, 2, ... the word that begins at each letter and whether it is one."""
    offsets = data.offsets[first : last + 1] - data.offsets[first]
    letters = data.letters[data.offsets[first] : data.offsets[last]]
    known = (letters == 65) | (letters == 67) | (letters == 71) | (letters == 84)
    inside = known.copy()
    inside[offsets[:-1][np.diff(offsets) > 0]] = False  # a word may begin here, but not run on into here
    base = (letters >> 1) & 3  # A, C, T, G in ASCII; five times faster than a table
    base ^= base >> 1  # A, C, G, T
    base = base if high <= 4 else base.astype(np.uint16)
    words = [(base, known)]
    for k in range(2, high + 1):
        code, valid = words[-1]
        fits = max(len(letters) - k + 1, 0)
        longer = code[:fits] * 4 + base[len(base) - fits :]  # a shift is not vectorised on bytes, a product is
        words.append((longer, valid[:fits] & inside[len(base) - fits :]))
    return words


def _count_block(data: Dataset, first: int, last: int, low: int, high: int) -> dict[int, np.ndarray]:
    rows = last - first
    start = np.repeat(np.arange(rows) * 4**high, data.lengths[first:last])  # each letter's row in the count table
    words = _words_of_block(data, first, last, high)
    code, valid = words[-1]
    counts = {high: _tally(start, code, valid, rows, 4**high)}
    for k in range(high - 1, low - 1, -1):
        (code, valid), (_, longer) = words[k - 1], words[k]
        apart = valid.copy()  # words that are not the end of a longer one
        apart[1:] &= ~longer[: len(valid) - 1]
        here = np.flatnonzero(apart)
        cells = start[here] // 4 ** (high - k) + code[here]
        ends = counts[k + 1].reshape(rows, 4, 4**k).sum(axis=1)
        counts[k] = ends + np.bincount(cells, minlength=rows * 4**k).reshape(rows, 4**k)
    return counts


def _tally(start: np.ndarray, code: np.ndarray, valid: np.ndarray, rows: int, words: int) -> np.ndarray:
    """Count code by row: all of them, then take the few that are not valid off again."""
    cells = start[: len(code)] + code
    table = np.bincount(cells, minlength=rows * words)
    wrong = np.flatnonzero(~valid)
    if len(wrong):
        table -= np.bincount(cells[wrong], minlength=rows * words)
    return table.reshape(rows, words)


def words_of(k: int) -> list[str]:
    """Return all words of `k` letters in the order of their codes.

    Examples
    --------
    >>> words_of(2)[:5]
    ['AA', 'AC', 'AG', 'AT', 'CA']
    """
    words = [""]
    for _ in range(k):
        words = [word + base for word in words for base in BASES]
    return words


def opposite_codes(k: int) -> np.ndarray:
    """Return for each word's code that of its reverse complement; int64, shape (4**k,).

    Examples
    --------
    >>> opposite_codes(1).tolist()
    [3, 2, 1, 0]
    """
    codes = np.arange(4**k)
    opposite = np.zeros_like(codes)
    for _ in range(k):
        opposite = (opposite << 2) | (3 - (codes & 3))
        codes >>= 2
    return opposite
