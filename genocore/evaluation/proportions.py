"""The interval of a proportion, which is honest at 0 and 1 too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Z = 1.959963984540054
"""97.5 % point of the normal distribution."""


def wilson(hits: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 95 % Wilson score interval of a proportion.

    Parameters
    ----------
    hits, n : array of int
        Successes and trials, of one shape.

    Returns
    -------
    low, high : ndarray of float
        NaN where `n` is 0.

    Notes
    -----
    Unlike ``p ± 1.96 se`` it stays within 0-1 and has a width at 0 and 1. It takes the trials for independent: for
    near-copies count families, not records.

    References
    ----------
    doi:10.1080/01621459.1927.10502953; compared with others in doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> low, high = wilson([10], [10])
    >>> round(low.item(), 3), high.item()
    (0.722, 1.0)
    """
    k, trials = np.asarray(hits, np.float64), np.asarray(n, np.float64)
    some = np.where(trials > 0, trials, np.nan)
    share, unit = k / some, Z**2 / some
    middle = (share + unit / 2) / (1 + unit)
    half = Z * np.sqrt(share * (1 - share) / some + unit / some / 4) / (1 + unit)
    low, high = np.where(k == 0, 0.0, middle - half), np.where(k == trials, 1.0, middle + half)
    return np.where(trials > 0, low, np.nan), np.where(trials > 0, high, np.nan)
