"""What a test gives for each gene."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Outcome:
    """Statistic, degrees of freedom and two-sided p of each gene; NaN where there is nothing to test.

    Parameters
    ----------
    statistic, df, p : ndarray of float64, shape (n_genes,)
        ``df`` is NaN for tests without.
    least_p : ndarray of float64, shape (n_genes,)
        The smallest p that these group sizes can give at all: 0 for tests that have no such limit.
    difference, low, high : ndarray of float64, shape (n_genes,), optional
        What the test is about, with its 95 % interval, if that is not the plain difference of the means.
    sizes : tuple of ndarray of int, optional
        Mutated and intact values used, if those are not all.
    """

    statistic: np.ndarray
    df: np.ndarray
    p: np.ndarray
    least_p: np.ndarray
    difference: np.ndarray | None = None
    low: np.ndarray | None = None
    high: np.ndarray | None = None
    sizes: tuple[np.ndarray, np.ndarray] | None = None

    @classmethod
    def of(
        cls, statistic: np.ndarray, p: np.ndarray, *, df: np.ndarray | float = np.nan, least_p: np.ndarray | float = 0.0
    ) -> Outcome:
        """Return an outcome whose parts are as long as the statistic; what has no p has no statistic either."""
        none = np.isnan(p)
        shape = statistic.shape
        value, freedom = (np.where(none, np.nan, part) for part in (statistic, np.broadcast_to(df, shape)))
        return cls(value, freedom, np.asarray(p, dtype=np.float64), np.broadcast_to(least_p, shape).astype(float))
