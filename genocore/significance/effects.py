"""How large a difference is, and how large it would have to be to be found."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from genocore.significance.groups import Groups
from genocore.significance.moments import welch_error


def mean_difference(groups: Groups) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the mean of the mutated minus that of the intact values of each gene, with Welch's 95 % interval.

    On log2 values this is the log2 fold change. NaN where a group is empty; no ends with one value in a group.

    Returns
    -------
    tuple of ndarray
        Difference, low and high.

    References
    ----------
    Welch 1947, doi:10.1093/biomet/34.1-2.28.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 3, 4, 6, 8]]), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
    >>> [part.round(2).tolist() for part in mean_difference(Groups(np.array(["g"]), values, member))]
    [[-4.0], [-8.16], [0.16]]
    """
    from scipy.stats import t

    one, other = groups.moments
    error, df = welch_error(one, other)
    reach = t.ppf(0.975, df) * error
    difference = one.mean - other.mean
    return difference, difference - reach, difference + reach


def paired_mean_difference(groups: Groups) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the mean difference within pairs with its 95 % interval; see `mean_difference`."""
    from scipy.stats import t

    apart = groups.differences
    n = np.isfinite(apart).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(apart, axis=1) / n
        spread = np.sqrt(np.nansum((apart - mean[:, None]) ** 2, axis=1) / (n - 1))
        reach = t.ppf(0.975, n - 1) * spread / np.sqrt(n)
    return mean, mean - reach, mean + reach


def hedges_g(groups: Groups) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the difference of the means in pooled standard deviations, corrected for few values, with its interval.

    Notes
    -----
    The 95 % interval is the usual one from the large-sample variance; with fewer than about 10 values in a group it is
    rough. NaN where no value varies.

    References
    ----------
    Hedges 1981, doi:10.3102/10769986006002107. Interval: Hedges & Olkin 1985, ISBN 978-0-12-336380-0, equation 8.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 3, 4, 6, 8]]), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
    >>> [part.round(2).tolist() for part in hedges_g(Groups(np.array(["g"]), values, member))]
    [[-2.02], [-3.99], [-0.06]]
    """
    one, other = groups.moments
    n, df = (one.n + other.n).astype(float), (one.n + other.n - 2).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = np.sqrt(((one.n - 1) * one.variance + (other.n - 1) * other.variance) / df)
        g = (one.mean - other.mean) / pooled * (1 - 3 / (4 * df - 1))
        g = np.where(np.isfinite(g), g, np.nan)
        reach = 1.959963984540054 * np.sqrt(n / (one.n * other.n) + g**2 / (2 * n))
    return g, g - reach, g + reach


def rank_biserial(groups: Groups) -> np.ndarray:
    """Return how much more often a mutated value is above an intact one than below it: -1 to 1.

    References
    ----------
    Kerby 2014, doi:10.2466/11.IT.3.1.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 3, 4, 6, 8]]), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
    >>> rank_biserial(Groups(np.array(["g"]), values, member)).tolist()
    [-1.0]
    """
    one, other = groups.mutated.sum(axis=1), groups.intact.sum(axis=1)
    u = groups.rank_sums[0] - one * (one + 1) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return 2 * u / (one * other) - 1


def detectable_effect(n: np.ndarray, m: np.ndarray, alpha: float = 0.05, power: float = 0.8) -> np.ndarray:
    """Return the smallest difference, in standard deviations, that groups of n and m values would show.

    Parameters
    ----------
    n, m : ndarray of int
    alpha : float, default 0.05
        Of one two-sided test.
    power : float, default 0.8
        Probability of showing it.

    Returns
    -------
    ndarray of float64
        NaN with fewer than two values in a group.

    References
    ----------
    Cohen 1988, ISBN 978-0-8058-0283-2, chapter 2.

    Examples
    --------
    >>> detectable_effect(np.array([3, 10, 1]), np.array([3, 10, 9])).round(2).tolist()
    [3.07, 1.32, nan]
    """
    return np.array([_detectable(int(a), int(b), alpha, power) for a, b in zip(n, m, strict=True)])


def detectable_within_pairs(pairs: np.ndarray, alpha: float = 0.05, power: float = 0.8) -> np.ndarray:
    """Return the smallest mean difference that so many pairs would show, in standard deviations of the differences.

    As `detectable_effect`, of the paired t-test.

    Examples
    --------
    >>> detectable_within_pairs(np.array([10, 1])).round(2).tolist()
    [1.0, nan]
    """
    return np.array([_solved(int(n) - 1, float(np.sqrt(n)), alpha, power) if n > 1 else np.nan for n in pairs])


@lru_cache(maxsize=4096)
def _detectable(n: int, m: int, alpha: float, power: float) -> float:
    return _solved(n + m - 2, float(np.sqrt(n * m / (n + m))), alpha, power) if min(n, m) > 1 else float("nan")


@lru_cache(maxsize=4096)
def _solved(df: int, scale: float, alpha: float, power: float) -> float:
    """Return the effect at which a t-test has this power; `scale` times the effect is its non-centrality."""
    from scipy.optimize import brentq
    from scipy.special import nctdtr
    from scipy.stats import t

    cut = t.ppf(1 - alpha / 2, df)

    def lacking(effect: float) -> float:
        below, above = nctdtr(df, effect * scale, -cut), nctdtr(df, effect * scale, cut)
        return float(1 - above + (0.0 if np.isnan(below) else below) - power)

    top = 1.0
    while lacking(top) < 0:
        top *= 2
    return float(brentq(lacking, 0.0, top))
