"""Curves of a classifier as tidy frames: ROC, precision and recall, calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from genocore.evaluation.arrays import bin_index, check_classification
from genocore.evaluation.proportions import wilson
from genocore.evaluation.ranking import tie_bounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    Counts = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

POINTS = 2000
"""Most points of a curve: more cannot be told apart on a screen."""

ROC_COLUMNS = ("class", "fpr", "tpr", "threshold")
PRECISION_RECALL_COLUMNS = ("class", "recall", "precision", "threshold", "prevalence")
CALIBRATION_COLUMNS = ("class", "mean_predicted", "observed", "n", "low", "high")


def roc_curve(y: ArrayLike, probabilities: ArrayLike, classes: Sequence[str]) -> pd.DataFrame:
    """Return the ROC curve of each class against the rest.

    Parameters
    ----------
    y : array of int, shape (n,)
        True class codes.
    probabilities : array of float, shape (n, n_classes)
    classes : sequence of str, n_classes names
        Of two classes only the second, the positive one, has a curve.

    Returns
    -------
    DataFrame
        Columns ``class, fpr, tpr, threshold``. Each curve goes from (0, 0), where the threshold is infinite, to
        (1, 1), one row for each step down to a score, at most 2,000. A class without members, or without others, has
        no rows.

    Notes
    -----
    With more steps than that the points are spread evenly along the curve and miss it by about 0.001 at most. A curve
    well above the diagonal can still mean mostly false calls when the class is rare: see `precision_recall_curve`.

    References
    ----------
    doi:10.1016/j.patrec.2005.10.010

    Examples
    --------
    >>> roc_curve([0, 1, 1], [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], ["other", "gene"])
      class  fpr  tpr  threshold
    0  gene  0.0  0.0        inf
    1  gene  0.0  0.5        0.8
    2  gene  0.0  1.0        0.4
    3  gene  1.0  1.0        0.1
    """
    frames = []
    for name, (threshold, hits, called) in _steps(y, probabilities, classes):
        tpr = np.append(0.0, hits / hits[-1])
        fpr = np.append(0.0, (called - hits) / (called[-1] - hits[-1]))
        kept = _thin(fpr, tpr)
        columns = (name, fpr[kept], tpr[kept], np.append(np.inf, threshold)[kept])
        frames.append(pd.DataFrame(dict(zip(ROC_COLUMNS, columns, strict=True))))
    return _joined(frames, ROC_COLUMNS)


def precision_recall_curve(y: ArrayLike, probabilities: ArrayLike, classes: Sequence[str]) -> pd.DataFrame:
    """Return precision against recall of each class.

    Parameters
    ----------
    y, probabilities, classes
        As `roc_curve`.

    Returns
    -------
    DataFrame
        Columns ``class, recall, precision, threshold, prevalence``, from the highest score down, at most 2,000 rows
        for a class. ``prevalence`` is the share of the class: the precision of guessing.

    Notes
    -----
    Draw it as steps: the area under straight lines is too large. The first point is the first real threshold; the
    point (0, 1) that some programs add is not data. At small recall the curve rests on few records and jumps.

    References
    ----------
    doi:10.1145/1143844.1143874, doi:10.1371/journal.pone.0118432

    Examples
    --------
    >>> precision_recall_curve([0, 1, 1], [[0.4, 0.6], [0.2, 0.8], [0.6, 0.4]], ["other", "gene"]).round(3)
      class  recall  precision  threshold  prevalence
    0  gene     0.5      1.000        0.8       0.667
    1  gene     0.5      0.500        0.6       0.667
    2  gene     1.0      0.667        0.4       0.667
    """
    frames = []
    for name, (threshold, hits, called) in _steps(y, probabilities, classes):
        recall, precision = hits / hits[-1], hits / called
        kept = _thin(recall, precision)
        columns = (name, recall[kept], precision[kept], threshold[kept], hits[-1] / called[-1])
        frames.append(pd.DataFrame(dict(zip(PRECISION_RECALL_COLUMNS, columns, strict=True))))
    return _joined(frames, PRECISION_RECALL_COLUMNS)


def calibration_curve(
    y: ArrayLike, probabilities: ArrayLike, classes: Sequence[str], *, bins: int = 10
) -> pd.DataFrame:
    """Return how often a class occurred where it was given about a certain probability.

    Parameters
    ----------
    y, probabilities, classes
        As `roc_curve`.
    bins : int, default 10
        Bins of equal width over 0-1, closed on the right.

    Returns
    -------
    DataFrame
        Columns ``class, mean_predicted, observed, n, low, high``, one row for each bin that holds records; ``low``
        and ``high`` are the 95 % Wilson interval of ``observed``.

    Notes
    -----
    A bin of few records is mostly noise: look at its interval. The intervals count records as independent, so with
    families of near-copies they are too narrow. Unlike `ece` this is the calibration of one class, not of the
    predicted class.

    References
    ----------
    doi:10.1145/1102351.1102430, doi:10.1080/01621459.1927.10502953

    Examples
    --------
    >>> p = [[0.75, 0.25]] * 4 + [[0.25, 0.75]] * 4
    >>> calibration_curve([0, 0, 0, 1, 0, 1, 1, 1], p, ["other", "gene"]).round(2)
      class  mean_predicted  observed  n   low  high
    0  gene            0.25      0.25  4  0.05  0.70
    1  gene            0.75      0.75  4  0.30  0.95
    """
    frames = []
    for name, score, positive in _one_against_rest(y, probabilities, classes):
        where = bin_index(score, bins)
        n, total, hits = (np.bincount(where, weight, bins) for weight in (None, score, positive))
        n, total, hits = (sums[n > 0] for sums in (n, total, hits))
        columns = (name, total / n, hits / n, n, *wilson(hits, n))
        frames.append(pd.DataFrame(dict(zip(CALIBRATION_COLUMNS, columns, strict=True))))
    return _joined(frames, CALIBRATION_COLUMNS)


def _one_against_rest(
    y: ArrayLike, probabilities: ArrayLike, classes: Sequence[str]
) -> Iterator[tuple[str, NDArray[np.float64], NDArray[np.bool_]]]:
    codes, p = check_classification(y, probabilities)
    if len(classes) != p.shape[1]:
        raise ValueError(f"there are {len(classes)} class names, but {p.shape[1]} columns of probabilities")
    for k in [1] if len(classes) == 2 else range(len(classes)):
        yield str(classes[k]), p[:, k], codes == k


def _steps(y: ArrayLike, probabilities: ArrayLike, classes: Sequence[str]) -> Iterator[tuple[str, Counts]]:
    """Yield for each class its distinct scores downwards, and hits and calls at or above each."""
    for name, score, positive in _one_against_rest(y, probabilities, classes):
        if not 0 < positive.sum() < len(positive):
            continue
        order = np.argsort(-score, kind="stable")
        _, ends = tie_bounds(score[order])
        hits = np.cumsum(positive[order])[ends - 1].astype(np.float64)
        yield name, (score[order][ends - 1], hits, ends.astype(np.float64))


def _thin(x: NDArray[np.float64], y: NDArray[np.float64], limit: int = POINTS) -> NDArray[np.intp]:
    """Return the indices of at most `limit` points, spread evenly along the curve, with its ends."""
    if len(x) <= limit:
        return np.arange(len(x))
    length = np.append(0.0, np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y))))
    wanted = np.searchsorted(length, np.linspace(0, length[-1], limit))
    return np.unique(np.clip(wanted, 0, len(x) - 1))


def _joined(frames: list[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(columns))
