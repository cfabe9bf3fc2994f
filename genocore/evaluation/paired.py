"""Two sets of predictions of the same records: how much better one is, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from genocore.evaluation.arrays import optional
from genocore.evaluation.metrics import evaluate_classification, evaluate_regression
from genocore.evaluation.resampling import group_codes, percentile_ends, weight_chunks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def paired_difference(
    metric: str,
    y: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    groups: ArrayLike | None = None,
    *,
    baseline: ArrayLike | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> dict[str, float | None]:
    """Return the metric of `first` minus that of `second`, with its 95 % interval.

    Parameters
    ----------
    metric : str
        Name in `METRICS`.
    y : array, shape (n,)
        Class codes, or measured values.
    first, second : array of float, shape (n, n_classes) or (n,)
        Probabilities, or predicted values, of the same records.
    groups : array, shape (n,), optional
        Family of each record; families are resampled. By default each record is its own.
    baseline, resamples, seed
        As `genocore.evaluation.with_intervals`.

    Returns
    -------
    dict
        ``value``, ``low``, ``high``; None where undefined.

    Notes
    -----
    Both are computed on the same resamples: what makes a resample easy or hard is easy or hard for both, so that the
    interval of the difference is narrower than the two intervals let expect. It speaks of these two fitted models, not
    of what they would be after training again.

    References
    ----------
    Percentile interval: doi:10.1201/9780429246593.

    Examples
    --------
    >>> y = np.arange(40) % 2
    >>> good, none = np.column_stack([1 - 0.8 * y, 0.8 * y]), np.full((40, 2), 0.5)
    >>> paired_difference("auroc", y, good, none)
    {'value': 0.5, 'low': 0.5, 'high': 0.5}
    """
    truth = np.asarray(y)
    answers = [np.asarray(first), np.asarray(second)]
    codes, n_groups = group_codes(len(truth) if groups is None else groups)

    def difference(weights: NDArray[np.integer]) -> NDArray[np.float64]:
        one, other = (
            evaluate_classification(truth, scores, weights)
            if scores.ndim == 2
            else evaluate_regression(truth, scores, weights, baseline=baseline)
            for scores in answers
        )
        return np.asarray(one[metric] - other[metric], dtype=np.float64)

    value = float(difference(np.ones((1, len(codes)), np.uint8))[0])
    drawn = np.concatenate([difference(weights) for weights in weight_chunks(codes, n_groups, resamples, seed)])
    ends = percentile_ends(value, drawn)
    low, high = (None, None) if ends is None else ends
    return {"value": optional(value), "low": low, "high": high}
