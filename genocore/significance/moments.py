"""Numbers, means and variances of groups, row by row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_ROWS = 128
"""Rows worked on at a time: they stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Moments:
    """Number, mean and variance (n - 1) of some of the values of each row; NaN where undefined."""

    n: np.ndarray
    mean: np.ndarray
    variance: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, mask: np.ndarray) -> Moments:
        """Return those of the values under `mask`.

        Examples
        --------
        >>> found = Moments.of(np.array([[1.0, 3.0, 9.0]]), np.array([[True, True, False]]))
        >>> found.n.tolist(), found.mean.tolist(), found.variance.tolist()
        ([2], [2.0], [2.0])
        """
        n = mask.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(mask, values, 0.0).sum(axis=1) / n
            apart = np.where(mask, values - mean[:, None], 0.0)
            # the second term takes back what rounding left of the mean
            variance = ((apart**2).sum(axis=1) - apart.sum(axis=1) ** 2 / n) / (n - 1)
        constant = np.where(mask, values, np.inf).min(axis=1) == np.where(mask, values, -np.inf).max(axis=1)
        variance = np.where(constant & (n > 1), 0.0, np.where(n > 1, np.maximum(variance, 0.0), np.nan))
        return cls(n, mean, variance)


def two_groups(values: np.ndarray, measured: np.ndarray, member: np.ndarray) -> tuple[Moments, Moments]:
    """Return the moments of the values of members (1) and of the others (0) in each row.

    Parameters
    ----------
    values : ndarray of float64, shape (n, m)
    measured : ndarray of bool, shape (n, m)
    member : ndarray of int8, shape (n, m) or (1, m)

    Notes
    -----
    From sums of the distances to the mean of the row, in one pass; where rounding could show, in two.

    Examples
    --------
    >>> values, member = np.array([[1.0, 3.0, 9.0]]), np.array([[1, 1, 0]], dtype=np.int8)
    >>> one, other = two_groups(values, np.isfinite(values), member)
    >>> one.mean.tolist(), one.variance.tolist(), other.n.tolist()
    ([2.0], [2.0], [1])
    """
    n = len(values)
    counts, totals, squares, centres = np.zeros((2, n), np.int64), np.zeros((2, n)), np.zeros((2, n)), np.zeros(n)
    for start in range(0, n, _ROWS):
        rows = slice(start, start + _ROWS)
        part, there = values[rows], measured[rows]
        own = member if len(member) == 1 else member[rows]
        whole = bool(there.all())
        if not whole:
            part = np.where(there, part, 0.0)
        centres[rows] = part.sum(axis=1) / np.maximum(there.sum(axis=1), 1)
        apart = part - centres[rows, None]
        if not whole:
            apart[~there] = 0.0
        for group, code in enumerate((1, 0)):
            mask = own == code
            counts[group, rows] = mask.sum() if whole and len(mask) == 1 else (mask & there).sum(axis=1)
            inside = apart * mask
            totals[group, rows] = inside.sum(axis=1)
            squares[group, rows] = np.einsum("ij,ij->i", inside, inside)
    found = []
    for group, code in enumerate((1, 0)):
        with np.errstate(invalid="ignore", divide="ignore"):
            shift = totals[group] / counts[group]
            variance = (squares[group] - totals[group] * shift) / (counts[group] - 1)
        variance = np.where(counts[group] > 1, variance, np.nan)
        mean = centres + shift
        doubtful = np.flatnonzero(variance < 1e-6 * (shift**2 + centres**2))
        if len(doubtful):
            own = member if len(member) == 1 else member[doubtful]
            some = Moments.of(values[doubtful], measured[doubtful] & (own == code))
            mean[doubtful], variance[doubtful] = some.mean, some.variance
        found.append(Moments(counts[group], mean, variance))
    return found[0], found[1]


def welch_error(one: Moments, other: Moments) -> tuple[np.ndarray, np.ndarray]:
    """Return the standard error of the difference of two means, and its degrees of freedom.

    References
    ----------
    Welch 1947, doi:10.1093/biomet/34.1-2.28.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 3, 4, 6, 8]]), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
    >>> [part.round(3).tolist() for part in welch_error(*two_groups(values, np.isfinite(values), member))]
    [[1.291], [2.941]]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = one.variance / one.n, other.variance / other.n
        df = (parts[0] + parts[1]) ** 2 / (parts[0] ** 2 / (one.n - 1) + parts[1] ** 2 / (other.n - 1))
    return np.sqrt(parts[0] + parts[1]), df
