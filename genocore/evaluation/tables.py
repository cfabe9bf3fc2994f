"""Tables of predicted classes: who was taken for whom, and the scores of each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from genocore.evaluation.arrays import check_codes, divide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


def confusion(y: ArrayLike, predicted: ArrayLike, classes: Sequence[str]) -> pd.DataFrame:
    """Return how many records of each class were given each class.

    Parameters
    ----------
    y, predicted : array of int, shape (n,)
        True and predicted class codes. The order matters.
    classes : sequence of str

    Returns
    -------
    DataFrame
        Columns ``true, predicted, count, row_percent``, one row for each of the n_classes² pairs, zero counts too, in
        the order of `classes`. ``row_percent`` is of the records of the true class, NaN if it has none.

    Raises
    ------
    ValueError
        If the lengths differ or a code has no class.

    Notes
    -----
    Row percentages (recall) hide how common a class is: 5 % of a large class taken for a small one can outnumber it.

    References
    ----------
    doi:10.1016/j.ipm.2009.03.002

    Examples
    --------
    >>> confusion([0, 0, 1], [0, 1, 1], ["other", "gene"])
        true predicted  count  row_percent
    0  other     other      1         50.0
    1  other      gene      1         50.0
    2   gene     other      0          0.0
    3   gene      gene      1        100.0
    """
    counts = _counts(y, predicted, len(classes))
    percent = 100 * divide(counts.astype(np.float64), counts.sum(axis=1, keepdims=True).astype(np.float64))
    names = [str(name) for name in classes]
    return pd.DataFrame(
        {
            "true": [name for name in names for _ in names],
            "predicted": names * len(names),
            "count": counts.ravel(),
            "row_percent": percent.ravel(),
        }
    )


def classification_report(y: ArrayLike, predicted: ArrayLike, classes: Sequence[str]) -> pd.DataFrame:
    """Return precision, recall and F1 of each class, and their averages.

    Parameters
    ----------
    y, predicted, classes
        As `confusion`.

    Returns
    -------
    DataFrame
        Columns ``class, precision, recall, f1, support``: one row for each class, then ``macro average`` (classes
        count equally) and ``weighted average`` (records count equally). NaN where a number is undefined: the precision
        of a class never predicted, the recall of a class without records.

    Raises
    ------
    ValueError
        If the lengths differ or a code has no class.

    Notes
    -----
    Macro recall (the balanced accuracy) averages over the classes with records; macro precision and F1 (as
    `f1_macro`) over the classes with records or predictions. An average that needs an undefined number is itself
    undefined: leaving a class out would reward never predicting it. Precision depends on the share of each class in
    these data and does not carry over to data with another.

    References
    ----------
    doi:10.1016/j.ipm.2009.03.002

    Examples
    --------
    >>> classification_report([0, 0, 1, 2], [0, 1, 1, 0], ["a", "b", "c"]).round(2)
                  class  precision  recall    f1  support
    0                 a        0.5     0.5  0.50        2
    1                 b        0.5     1.0  0.67        1
    2                 c        NaN     0.0  0.00        1
    3     macro average        NaN     0.5  0.39        4
    4  weighted average        NaN     0.5  0.42        4
    """
    counts = _counts(y, predicted, len(classes)).astype(np.float64)
    hits, support, called = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    scores = {
        "precision": divide(hits, called),
        "recall": divide(hits, support),
        "f1": divide(2 * hits, support + called),
    }
    present, used = support > 0, support + called > 0
    macro = {name: _average(values, used if name != "recall" else present) for name, values in scores.items()}
    weighted = {name: _average(values, support) for name, values in scores.items()}
    columns = {name: [*values, macro[name], weighted[name]] for name, values in scores.items()}
    names = [*(str(name) for name in classes), "macro average", "weighted average"]
    total = int(support.sum())
    return pd.DataFrame({"class": names, **columns, "support": [*support.astype(np.int64), total, total]})


def _counts(y: ArrayLike, predicted: ArrayLike, n: int) -> NDArray[np.int64]:
    """Return the confusion matrix, shape (n, n): true classes in rows."""
    true, called = check_codes(y, n), check_codes(predicted, n, "predicted")
    if len(true) != len(called):
        raise ValueError(f"y has {len(true)} records, predicted {len(called)}")
    return np.bincount(true * n + called, minlength=n * n).reshape(n, n).astype(np.int64)


def _average(values: NDArray[np.float64], weights: NDArray[np.bool_] | NDArray[np.float64]) -> float:
    """Return the mean of the values with weight; NaN if one of them is, or none has weight."""
    counted = weights > 0
    return float(np.average(values[counted], weights=weights[counted])) if counted.any() else float("nan")
