"""Tests of whether two models differ on the same records: McNemar for calls, DeLong for AUROC."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from genocore.evaluation.arrays import optional

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class McNemar(NamedTuple):
    """Records that only one of two models got right, and the p-value of their difference."""

    first_only: int
    second_only: int
    p: float | None


class DeLong(NamedTuple):
    """Difference of two AUROCs (first minus second), its standard error, 95 % interval and p-value."""

    difference: float | None
    se: float | None
    low: float | None
    high: float | None
    p: float | None


def mcnemar(y: ArrayLike, first: ArrayLike, second: ArrayLike) -> McNemar:
    """Return whether two models are right about equally many records.

    Parameters
    ----------
    y, first, second : array of int, shape (n,)
        True classes, and the calls of the two models.

    Returns
    -------
    McNemar
        ``p`` is two-sided and exact; None if no record is called right by one and wrong by the other.

    Notes
    -----
    Only records on which exactly one model is right count. The test takes records as independent: with families of
    near copies its p is too small, and the interval of `genocore.evaluation.paired.paired_difference` over families
    is to be believed. It is about these two fitted models, not about their recipes.

    References
    ----------
    McNemar 1947, doi:10.1007/BF02295996. For classifiers: Dietterich 1998, doi:10.1162/089976698300017197.

    Examples
    --------
    >>> mcnemar([1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 1])
    McNemar(first_only=5, second_only=0, p=0.0625)
    """
    from scipy.stats import binomtest

    truth = np.asarray(y)
    one, other = np.asarray(first) == truth, np.asarray(second) == truth
    first_only, second_only = int((one & ~other).sum()), int((other & ~one).sum())
    n = first_only + second_only
    return McNemar(first_only, second_only, float(binomtest(first_only, n).pvalue) if n else None)


def delong(y: ArrayLike, first: ArrayLike, second: ArrayLike) -> DeLong:
    """Compare two AUROCs of the same records.

    Parameters
    ----------
    y : array of int or bool, shape (n,)
        1 for the positive class.
    first, second : array of float, shape (n,)
        Scores of the two models, higher for the positive class.

    Returns
    -------
    DeLong
        All None with fewer than two records of a class; interval and p None if the two rank all records alike.

    Notes
    -----
    Takes records as independent, like `mcnemar`. In n log n by mid-ranks.

    References
    ----------
    DeLong et al. 1988, doi:10.2307/2531595. Mid-ranks: Sun & Xu 2014, doi:10.1109/LSP.2014.2337313.

    Examples
    --------
    >>> found = delong([0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6], [1, 4, 2, 3, 6, 5])
    >>> round(found.difference, 3), round(found.se, 3), round(found.p, 2)
    (0.111, 0.157, 0.48)
    """
    from scipy.stats import norm

    positive = np.asarray(y).astype(bool)
    if min(positive.sum(), (~positive).sum()) < 2:
        return DeLong(None, None, None, None, None)
    one, other = (_components(np.asarray(scores, dtype=np.float64), positive) for scores in (first, second))
    difference = float(one[0].mean() - other[0].mean())
    variance = sum(float(np.var(a - b, ddof=1)) / len(a) for a, b in zip(one, other, strict=True))
    if variance <= 1e-18:
        return DeLong(difference, 0.0, None, None, None)
    se = float(np.sqrt(variance))
    reach = float(norm.ppf(0.975)) * se
    p = optional(2 * float(norm.sf(abs(difference) / se)))
    return DeLong(difference, se, difference - reach, difference + reach, p)


def _components(
    scores: NDArray[np.float64], positive: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the structural components of the positives and of the negatives; the AUROC is the mean of either."""
    from scipy.stats import rankdata

    m, n = int(positive.sum()), int((~positive).sum())
    rank = rankdata(scores)
    above = (rank[positive] - rankdata(scores[positive])) / n
    below = 1 - (rank[~positive] - rankdata(scores[~positive])) / m
    return above, below
