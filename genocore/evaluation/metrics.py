"""Metrics of one set of predictions, or of many resamples of it, by the same code."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

import numpy as np

from genocore.evaluation.arrays import (
    bin_index,
    check_classification,
    check_regression,
    divide,
    in_blocks,
    mean_defined,
    without_noise,
)
from genocore.evaluation.definitions import METRICS, Metric
from genocore.evaluation.ranking import Areas, Ranks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from genocore.evaluation.arrays import Values

__all__ = ["METRICS", "Metric", "evaluate_classification", "evaluate_regression"]

BINS, EPS = 10, np.finfo(np.float64).eps
"""Bins of the calibration error, of equal width, closed on the right; nearest a probability may come to 0 or 1."""


@overload
def evaluate_classification(
    y: ArrayLike, probabilities: ArrayLike, weights: None = None
) -> dict[str, float | None]: ...
@overload
def evaluate_classification(y: ArrayLike, probabilities: ArrayLike, weights: ArrayLike) -> Values: ...
def evaluate_classification(
    y: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None
) -> dict[str, float | None] | Values:
    """Return the nine classification metrics of `METRICS`.

    Parameters
    ----------
    y : array of int, shape (n,)
        True class codes, 0 to n_classes - 1.
    probabilities : array of float, shape (n, n_classes)
        Rows that sum to one. The prediction is the most probable class, the first of equal ones.
    weights : array of non-negative int, shape (B, n), optional
        How often each record counts, one row per resample.

    Returns
    -------
    dict of str to float or None
        Without weights. None where a metric is undefined.
    dict of str to ndarray, shape (B,)
        With weights. NaN where a metric is undefined.

    Raises
    ------
    ValueError
        If shapes, codes or probabilities are impossible.

    Notes
    -----
    Two classes: AUROC and AUPRC are those of the second class, the Brier score is the mean of ``(p1 - y)**2``. More
    classes: AUROC and AUPRC are the plain mean of each present class against the rest, so a rare class weighs as
    much as a common one; the Brier score is the mean of the squared distances summed over the classes, from 0 to 2.

    `auprc` is the average precision (no interpolation). `ece` takes the confidence of the predicted class in ten bins
    of equal width: it is biased upwards in small data and says nothing of the other classes. `log_loss` clips at the
    resolution of double precision, whatever the type given. `balanced_accuracy`, `auroc`, `auprc` and `mcc` are
    undefined with one class, `mcc` also when one class is always predicted: where scikit-learn says 0 or 1 with a
    warning, this says None. `f1_macro` averages over the classes present or predicted. ``METRICS[name].caution`` says
    how each number can mislead.

    References
    ----------
    accuracy, f1_macro: doi:10.1016/j.ipm.2009.03.002. balanced_accuracy: doi:10.1109/ICPR.2010.764.
    mcc: doi:10.1016/j.compbiolchem.2004.09.006, doi:10.1186/s12864-019-6413-7. auroc: doi:10.1016/j.patrec.2005.10.010.
    auprc: doi:10.1145/1143844.1143874, doi:10.1371/journal.pone.0118432.
    brier: doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2. ece: doi:10.1609/aaai.v29i1.9602.
    log_loss: doi:10.1198/016214506000001437.

    Examples
    --------
    >>> found = evaluate_classification([0, 1, 1], [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])
    >>> round(found["accuracy"], 3), found["auroc"], round(found["brier"], 3)
    (0.667, 1.0, 0.137)
    >>> evaluate_classification([1, 1], [[0.9, 0.1], [0.2, 0.8]])["auroc"] is None
    True
    """
    codes, p = check_classification(y, probabilities)
    n, classes = p.shape
    truth = codes[:, None] == np.arange(classes)
    called = p.argmax(axis=1)[:, None] == np.arange(classes)
    right, top = (truth & called).any(axis=1), p.max(axis=1)
    in_bin = bin_index(top, BINS)[:, None] == np.arange(BINS)
    losses = -np.log(np.clip(p[truth], EPS, 1 - EPS))
    squares = (p[:, 1] - codes) ** 2 if classes == 2 else ((p - truth) ** 2).sum(axis=1)
    gaps = in_bin * (right - top)[:, None]
    design = np.column_stack([np.ones(n), squares, losses, gaps, truth & called, truth, called])
    areas = [Areas(p[:, k], truth[:, k]) for k in ([1] if classes == 2 else range(classes))]

    def block(w: NDArray[np.integer]) -> Values:
        total, brier, loss, rest = np.split(w.astype(np.float64) @ design, [1, 2, 3], axis=1)
        gap, hits, true, named = np.split(rest, [BINS, BINS + classes, BINS + 2 * classes], axis=1)
        total, hit = total[:, 0], hits.sum(axis=1)
        several = (true > 0).sum(axis=1) > 1
        spread = (total**2 - (true**2).sum(axis=1)) * (total**2 - (named**2).sum(axis=1))
        under = [area(w) for area in areas]
        return {
            "accuracy": divide(hit, total),
            "balanced_accuracy": np.where(several, mean_defined(divide(hits, true)), np.nan),
            "mcc": divide(hit * total - (true * named).sum(axis=1), np.sqrt(spread)),
            "auroc": mean_defined(np.column_stack([auroc for auroc, _ in under])),
            "auprc": mean_defined(np.column_stack([auprc for _, auprc in under])),
            "f1_macro": mean_defined(divide(2 * hits, true + named)),
            "brier": divide(brier[:, 0], total),
            "ece": divide(np.abs(gap).sum(axis=1), total),
            "log_loss": divide(loss[:, 0], total),
        }

    return in_blocks(block, n, weights)


@overload
def evaluate_regression(
    y: ArrayLike, predicted: ArrayLike, weights: None = None, *, baseline: ArrayLike | None = None
) -> dict[str, float | None]: ...
@overload
def evaluate_regression(
    y: ArrayLike, predicted: ArrayLike, weights: ArrayLike, *, baseline: ArrayLike | None = None
) -> Values: ...
def evaluate_regression(
    y: ArrayLike, predicted: ArrayLike, weights: ArrayLike | None = None, *, baseline: ArrayLike | None = None
) -> dict[str, float | None] | Values:
    """Return the five regression metrics of `METRICS`.

    Parameters
    ----------
    y, predicted : array of float, shape (n,)
        Measured and predicted values, in this order.
    weights : array of non-negative int, shape (B, n), optional
        How often each record counts, one row per resample.
    baseline : float or array of float, shape (n,), optional
        What ``r2`` is compared with: the mean of the training data, one number or (for folds) one for each record. By
        default the mean of `y`, in a resample that of the resample.

    Returns
    -------
    dict of str to float or None, or of str to ndarray of shape (B,)
        As `evaluate_classification`.

    Raises
    ------
    ValueError
        If shapes differ or a value is not finite.

    Notes
    -----
    Correlations are undefined when either variable is constant, ``r2`` when nothing varies about the baseline. The
    default baseline is a little too strict: no model can know the mean of the test data. Spearman ranks are taken
    within the resample, ties share their mean rank. ``METRICS[name].caution`` says how each number can mislead.

    References
    ----------
    r2: doi:10.7717/peerj-cs.623. pearson: doi:10.1080/00031305.1988.10475524. spearman: doi:10.2307/1412159.
    rmse: doi:10.5194/gmd-15-5481-2022. mae: doi:10.3354/cr030079.

    Examples
    --------
    >>> found = evaluate_regression([1.0, 2.0, 3.0], [1.0, 2.0, 6.0])
    >>> round(found["r2"], 3), found["mae"], round(found["spearman"], 3)
    (-3.5, 1.0, 1.0)
    """
    target, guess, mean = check_regression(y, predicted, baseline)
    error = guess - target
    a, b = (x - x.mean() if x.size else x for x in (target, guess))
    about = np.zeros_like(a) if mean is None else (target - mean) ** 2
    design = np.column_stack([np.ones_like(a), a, b, a * a, b * b, a * b, error * error, np.abs(error), about])
    ranks = Ranks(without_noise(target)), Ranks(without_noise(guess))

    def block(w: NDArray[np.integer]) -> Values:
        weight = w.astype(np.float64)
        total, sa, sb, saa, sbb, sab, squares, sizes, tss = (weight @ design).T
        ra, rb = (rank(w) - (total[:, None] + 1) / 2 for rank in ranks)
        va, vb, vab = (np.einsum("ij,ij,ij->i", weight, *pair) for pair in ((ra, ra), (rb, rb), (ra, rb)))
        some = np.maximum(total, 1)
        # ranks show exactly what is constant, sums of floats do not
        saa, sbb = (np.where(v == 0, 0, np.maximum(s - t * t / some, 0)) for v, s, t in ((va, saa, sa), (vb, sbb, sb)))
        return {
            "r2": 1 - divide(squares, saa if mean is None else tss),
            "pearson": np.clip(divide(sab - sa * sb / some, np.sqrt(saa) * np.sqrt(sbb)), -1, 1),
            "spearman": np.clip(divide(vab, np.sqrt(va) * np.sqrt(vb)), -1, 1),
            "rmse": np.sqrt(divide(squares, total)),
            "mae": divide(sizes, total),
        }

    return in_blocks(block, len(a), weights)
