"""How far a metric could be from the truth: intervals from resampled families."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from genocore.evaluation.arrays import optional
from genocore.evaluation.metrics import evaluate_classification, evaluate_regression
from genocore.evaluation.proportions import wilson
from genocore.evaluation.resampling import group_codes, percentile_ends, weight_chunks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Interval = dict[str, float | None]


def with_intervals(
    y: ArrayLike,
    scores: ArrayLike,
    groups: ArrayLike | None = None,
    *,
    baseline: ArrayLike | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> dict[str, Interval]:
    """Return every metric of one set of predictions with its 95 % interval.

    Parameters
    ----------
    y : array, shape (n,)
        Class codes, or measured values.
    scores : array of float, shape (n, n_classes) or (n,)
        Probabilities (classification) or predicted values (regression).
    groups, baseline, resamples, seed
        As `repeats_with_intervals`; one baseline.

    Returns
    -------
    dict of str to dict
        See `repeats_with_intervals`, which also has the notes.

    Examples
    --------
    >>> y, p = [0, 1] * 20, [[0.8, 0.2], [0.3, 0.7]] * 19 + [[0.4, 0.6], [0.6, 0.4]]
    >>> found = with_intervals(y, p)["accuracy"]
    >>> found["value"], found["low"], found["high"]
    (0.95, 0.875, 1.0)
    """
    return repeats_with_intervals([(y, scores)], groups, baselines=[baseline], resamples=resamples, seed=seed)


def repeats_with_intervals(
    repeats: Sequence[tuple[ArrayLike, ArrayLike]],
    groups: ArrayLike | None = None,
    *,
    baselines: Sequence[ArrayLike | None] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> dict[str, Interval]:
    """Return every metric, averaged over repeats of a cross-validation, with its 95 % interval.

    Parameters
    ----------
    repeats : sequence of (y, scores)
        Out-of-fold predictions of the same n records in the same order, as for `with_intervals`.
    groups : array, shape (n,), optional
        Family of each record. Records of a family are resampled together. By default each record is its own.
    baselines : sequence, optional
        For regression, what ``r2`` is compared with in each repeat: see `evaluate_regression`.
    resamples : int, default 1000
        0 gives values without intervals.
    seed : int, default 0

    Returns
    -------
    dict of str to {"value", "low", "high"}
        ``value`` is None where the metric is undefined (in any repeat). ``low`` and ``high`` are None too where no
        honest interval is known.

    Raises
    ------
    ValueError
        If the repeats are not of the same records, or groups do not fit them.

    Notes
    -----
    The interval is the 2.5-97.5 percentile range of the metric over resampled families. Each resample is applied to
    all repeats and averaged: repeats lessen the noise of splitting, not that of having few records. Resamples in
    which the metric is undefined are dropped; with more than half dropped there is no interval.

    Where all resamples agree (a perfect score, or a single family) the percentile range has no width, which would
    claim certainty. Then accuracy 0 or 1 gets the Wilson interval with n = number of families, everything else none.

    `ece` is biased upwards, in resamples more so: for a calibrated model the percentile range would never hold the
    truth. So its ``low`` is 0: these data can show that a calibration error is small, not that it is large.

    An interval speaks of new records from the same source, predicted by these models; not of retraining, nor of
    another source. In small data it is somewhat narrow: in simulations with 20 to 50 records it held the truth in 88
    to 97 % of cases, with 200 and more in 90 to 96 %.

    References
    ----------
    Percentile interval: doi:10.1201/9780429246593. Clusters: doi:10.1111/j.1467-9868.2007.00593.x.

    Examples
    --------
    >>> y, p = [0, 0, 1, 1], [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.1, 0.9]]
    >>> found = repeats_with_intervals([(y, p), (y, p)], groups=[1, 1, 2, 2])
    >>> {end: round(value, 3) for end, value in found["accuracy"].items()}
    {'value': 1.0, 'low': 0.342, 'high': 1.0}
    >>> found["auroc"]
    {'value': 1.0, 'low': None, 'high': None}
    """
    pairs = [(np.asarray(y), np.asarray(scores)) for y, scores in repeats]
    if not pairs or any(not np.array_equal(y, pairs[0][0]) for y, _ in pairs):
        raise ValueError("repeats must be of the same records in the same order")
    codes, n_groups = group_codes(len(pairs[0][0]) if groups is None else groups)
    if len(codes) != len(pairs[0][0]):
        raise ValueError(f"there are {len(pairs[0][0])} records, but {len(codes)} groups")
    means = list(baselines) if baselines is not None else [None] * len(pairs)

    def averaged(weights: NDArray[np.integer]) -> dict[str, NDArray[np.float64]]:
        found = [
            evaluate_classification(y, scores, weights)
            if scores.ndim == 2
            else evaluate_regression(y, scores, weights, baseline=mean)
            for (y, scores), mean in zip(pairs, means, strict=True)
        ]
        return {name: np.mean([one[name] for one in found], axis=0) for name in found[0]}

    point = averaged(np.ones((1, len(codes)), np.uint8))
    parts = [averaged(weights) for weights in weight_chunks(codes, n_groups, resamples, seed) if len(codes)]
    drawn = {name: np.concatenate([part[name] for part in parts] or [np.empty(0)]) for name in point}
    return {name: _interval(name, value.item(), drawn[name], n_groups) for name, value in point.items()}


def _interval(name: str, value: float, drawn: NDArray[np.float64], n_groups: int) -> Interval:
    found: Interval = {"value": optional(value), "low": None, "high": None}
    ends = percentile_ends(value, drawn)
    if ends is None:
        return found
    low, high = ends
    if high - low > 1e-12 * abs(value):
        return found | {"low": 0.0 if name == "ece" else low, "high": high}
    if name == "accuracy" and value in (0, 1):
        exact = wilson(value * n_groups, n_groups)
        return found | {"low": float(exact[0]), "high": float(exact[1])}
    return found
