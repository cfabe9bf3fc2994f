"""Areas under curves and ranks under many weightings, each sorting its records only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from genocore.evaluation.arrays import divide

if TYPE_CHECKING:
    from numpy.typing import NDArray


def tie_bounds(ordered: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first index of each run of equal values, and the index after its last.

    Parameters
    ----------
    ordered : ndarray, shape (n,)
        Sorted values.

    Returns
    -------
    starts, ends : ndarray of int, shape (n_runs,)

    Examples
    --------
    >>> tie_bounds(np.array([0.9, 0.5, 0.5]))
    (array([0, 1]), array([1, 3]))
    """
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(new)
    return starts, np.append(starts, len(ordered))[1:]


class Areas:
    """AUROC and average precision of one score under many weightings.

    Parameters
    ----------
    score : ndarray, shape (n,)
        Higher means more likely positive.
    positive : ndarray of bool, shape (n,)

    Notes
    -----
    Equal scores are one step of both curves, as in scikit-learn: half a point for a tie in the AUROC, one threshold
    in the average precision. Both are NaN when the weighted data lack positives or negatives.

    References
    ----------
    AUROC: doi:10.1016/j.patrec.2005.10.010. Average precision: doi:10.1145/1143844.1143874.

    Examples
    --------
    >>> areas = Areas(np.array([0.1, 0.4, 0.4, 0.8]), np.array([False, True, False, True]))
    >>> auroc, auprc = areas(np.ones((1, 4), int))
    >>> auroc.item(), round(auprc.item(), 4)
    (0.875, 0.8333)
    """

    def __init__(self, score: NDArray[np.float64], positive: NDArray[np.bool_]) -> None:
        self._order = np.argsort(-score, kind="stable")
        ranked = positive[self._order]
        self._positives = self._order[ranked]
        starts, ends = tie_bounds(score[self._order])
        seen = np.append(0, np.cumsum(ranked))
        holds = seen[ends] > seen[starts]  # steps without a positive move neither sum
        self._starts, self._ends = starts[holds], ends[holds]
        self._first, self._last = seen[self._starts], seen[self._ends]

    def __call__(self, weights: NDArray[np.integer]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return AUROC and average precision, each of shape (n_weightings,), for weights of shape (n_weightings, n)."""
        called, hits = _running(weights, self._order), _running(weights, self._positives)
        positives = hits[:, -1].copy()
        negatives = called[:, -1] - positives
        before, hits_before = called[:, self._starts], hits[:, self._first]
        called, hits = called[:, self._ends], hits[:, self._last]
        here = hits - hits_before
        tied = called - before - here  # negatives of the same score
        below = negatives[:, None] - (before - hits_before) - tied
        both = positives * negatives
        auroc = divide(np.einsum("ij,ij->i", here, below + tied / 2), both)
        hits /= np.maximum(called, 1)  # precision; an unused step has no weight
        auprc = divide(np.einsum("ij,ij->i", here, hits), np.where(both > 0, positives, 0))
        return auroc, auprc


class Ranks:
    """Midranks of one variable under many weightings.

    Parameters
    ----------
    values : ndarray, shape (n,)

    Notes
    -----
    A record of weight w stands for w equal records, so the ranks are those of the resample itself. Records of weight
    0 get a rank too; it has to be ignored.

    Examples
    --------
    >>> Ranks(np.array([3.0, 1.0, 2.0]))(np.array([[1, 2, 0]]))
    array([[3. , 1.5, 2.5]])
    """

    def __init__(self, values: NDArray[np.float64]) -> None:
        self._order = np.argsort(values, kind="stable")
        self._starts, self._ends = tie_bounds(values[self._order])
        self._run = np.empty(len(values), np.intp)
        self._run[self._order] = np.repeat(np.arange(len(self._starts)), self._ends - self._starts)

    def __call__(self, weights: NDArray[np.integer]) -> NDArray[np.float64]:
        """Return ranks from 1 on, shape (n_weightings, n)."""
        total = _running(weights, self._order)
        middle = (total[:, self._starts] + total[:, self._ends] + 1) / 2
        return np.take(middle, self._run, axis=1)


def _running(weights: NDArray[np.integer], order: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return running sums of the weights in this order, a zero before them."""
    total = np.zeros((len(weights), len(order) + 1))
    np.cumsum(np.take(weights, order, axis=1), axis=1, dtype=np.float64, out=total[:, 1:])
    return total
