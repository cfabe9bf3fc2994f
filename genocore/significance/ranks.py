"""Ranks with ties, row by row, and the exact distributions of rank sums."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

_ROWS = 256
"""Rows ranked at a time."""


def rank_rows(values: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mid-ranks of the values under `mask` in each row, and how much ties there take from the variance.

    Returns
    -------
    ranks : ndarray of float64, shape (n, m)
        From 1; 0 outside the mask.
    ties : ndarray of float64, shape (n,)
        Sum of t³ - t over the sets of t equal values.

    Examples
    --------
    >>> ranks, ties = rank_rows(np.array([[5.0, 1, 5, 9]]), np.array([[True, True, True, False]]))
    >>> ranks.tolist(), ties.tolist()
    ([[2.5, 1.0, 2.5, 0.0]], [6.0])
    """
    n, m = values.shape
    if not m:
        return np.zeros((n, 0)), np.zeros(n)
    filled = np.where(mask, values, np.inf)
    order = np.argsort(filled, axis=1, kind="stable")
    ordered = np.take_along_axis(filled, order, axis=1)
    place = np.arange(m)
    first = np.ones((n, m), dtype=bool)
    first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    start = np.maximum.accumulate(np.where(first, place, 0), axis=1)
    last = np.ones((n, m), dtype=bool)
    last[:, :-1] = first[:, 1:]
    end = np.minimum.accumulate(np.where(last, place, m)[:, ::-1], axis=1)[:, ::-1]
    inside = place < mask.sum(axis=1)[:, None]  # what is outside the mask stands at the end
    size = np.where(inside, end - start + 1, 1).astype(np.float64)
    out = np.zeros((n, m))
    np.put_along_axis(out, order, np.where(inside, (start + end) / 2 + 1, 0.0), axis=1)
    return out, (size**2 - 1).sum(axis=1)


def rank_sums(values: np.ndarray, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of the mid-ranks of the first group in each row, and the sum of t³ - t over ties.

    Some rows at a time, which stay in the processor's cache; rows without ties take the short way.

    Examples
    --------
    >>> one = np.array([[True, False, True]])
    >>> [part.tolist() for part in rank_sums(np.array([[5.0, 1, 5]]), one, ~one)]
    [[5.0], [6.0]]
    """
    n, m = values.shape
    sums, ties = np.zeros(n), np.zeros(n)
    ranks = np.arange(1, m + 1, dtype=np.float64)
    for start in range(0, n, _ROWS):
        part = slice(start, start + _ROWS)
        used = first[part] | second[part]
        filled = values[part] if used.all() else np.where(used, values[part], np.inf)
        order = np.argsort(filled, axis=1)
        ordered = np.take_along_axis(filled, order, axis=1)
        own = np.take_along_axis(first[part], order, axis=1)
        sums[part] = own @ ranks
        repeated = ((ordered[:, 1:] == ordered[:, :-1]) & np.isfinite(ordered[:, 1:])).any(axis=1)
        rows = np.flatnonzero(repeated)
        if len(rows):
            found, ties[start + rows] = rank_rows(values[part][rows], used[rows])
            sums[start + rows] = (found * first[part][rows]).sum(axis=1)
    return sums, ties


@lru_cache(maxsize=512)
def rank_sum_counts(n: int, m: int) -> tuple[int, ...]:
    """Return in how many ways n of n + m ranks give each value of Mann and Whitney's U.

    Examples
    --------
    >>> rank_sum_counts(2, 2)
    (1, 1, 2, 1, 1)
    """
    counts = [1] + [0] * (n * m)
    for step in range(1, n + 1):
        for place in range(n * m, m + step - 1, -1):
            counts[place] -= counts[place - m - step]
        for place in range(step, n * m + 1):
            counts[place] += counts[place - step]
    return tuple(counts)


@lru_cache(maxsize=128)
def signed_rank_counts(n: int) -> tuple[int, ...]:
    """Return in how many ways the signs of n ranks give each sum of the positive ones.

    Examples
    --------
    >>> signed_rank_counts(3)
    (1, 1, 1, 2, 1, 1, 1)
    """
    counts = [1] + [0] * (n * (n + 1) // 2)
    for rank in range(1, n + 1):
        for place in range(len(counts) - 1, rank - 1, -1):
            counts[place] += counts[place - rank]
    return tuple(counts)


def two_sided(counts: tuple[int, ...], value: int) -> float:
    """Return the share of ways as far from the middle as `value`, on both sides.

    Examples
    --------
    >>> two_sided(rank_sum_counts(3, 3), 0)
    0.1
    """
    far = max(value, len(counts) - 1 - value)
    return min(1.0, 2 * sum(counts[far:]) / sum(counts))
