"""Where a model errs: its errors among short and long, poor and rich, rare and common records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from genocore.evaluation.proportions import wilson
from genocore.evaluation.resampling import group_codes, weight_chunks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

SLICE_COLUMNS = ("slice", "n", "value", "low", "high")


def equal_parts(values: ArrayLike, parts: int = 4) -> list[str]:
    """Return the name of the part, of about equal size, into which each value falls.

    Examples
    --------
    >>> equal_parts([1, 2, 3, 4], parts=2)
    ['1 to 2', '1 to 2', '3 to 4', '3 to 4']
    >>> equal_parts([5, 5, 5])
    ['5', '5', '5']
    >>> equal_parts([15000, 15001], parts=2)
    ['15,000', '15,001']
    """
    numbers = np.asarray(values, dtype=np.float64)
    if not len(numbers):
        return []
    inner = np.quantile(numbers, np.arange(1, parts) / parts, method="inverted_cdf")
    part = np.searchsorted(np.unique(inner), numbers, side="left")
    whole = bool((numbers == np.round(numbers)).all())
    names = {}
    for number in np.unique(part):
        ends = [numbers[part == number].min(), numbers[part == number].max()]
        low, high = (f"{end:,.0f}" if whole else f"{end:.6g}" for end in ends)
        names[number] = low if low == high else f"{low} to {high}"
    return [names[number] for number in part]


def error_slices(slices: ArrayLike, right: ArrayLike, groups: ArrayLike | None = None) -> pd.DataFrame:
    """Return the share of right calls in each slice.

    Parameters
    ----------
    slices : array of str, shape (n,)
        The slice of each record.
    right : array of bool, shape (n,)
        Whether it was called right.
    groups : array, shape (n,), optional
        Family of each record; by default each is its own.

    Returns
    -------
    DataFrame
        ``slice, n, value, low, high``, in the order in which slices come first; ends are Wilson's, 95 %, for as many
        records as there are families.

    Notes
    -----
    Among many slices one will be worse by chance: look for intervals apart from each other, and for a direction.

    References
    ----------
    Wilson 1927, doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> error_slices(["short", "short", "long"], [True, False, True]).round(2).values.tolist()
    [['short', 2, 0.5, 0.09, 0.91], ['long', 1, 1.0, 0.21, 1.0]]
    """
    frame = pd.DataFrame({"slice": np.asarray(slices, dtype=object), "right": np.asarray(right, dtype=float)})
    frame["group"] = group_codes(len(frame) if groups is None else groups)[0]
    found = frame.groupby("slice", sort=False).agg(
        n=("right", "size"), value=("right", "mean"), of=("group", "nunique")
    )
    low, high = wilson(found["value"].to_numpy() * found["of"].to_numpy(), found["of"].to_numpy())
    return found.assign(low=low, high=high).reset_index()[list(SLICE_COLUMNS)]


def absolute_errors(
    slices: ArrayLike, error: ArrayLike, groups: ArrayLike | None = None, *, resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Return the mean absolute error in each slice.

    Parameters
    ----------
    slices, groups
        As `error_slices`.
    error : array of float, shape (n,)
        Predicted minus measured.
    resamples, seed
        Of the bootstrap over families.

    Returns
    -------
    DataFrame
        As `error_slices`; ends are the 2.5 and 97.5 percentiles over resampled families, NaN for a single one.

    References
    ----------
    Percentile interval: doi:10.1201/9780429246593.

    Examples
    --------
    >>> absolute_errors(["a", "a", "b", "b"], [1.0, -1.0, 3.0, 3.0])[["slice", "value", "low"]].values.tolist()
    [['a', 1.0, 1.0], ['b', 3.0, 3.0]]
    """
    names, sizes = np.asarray(slices, dtype=object), np.abs(np.asarray(error, dtype=np.float64))
    groups = np.arange(len(names)) if groups is None else np.asarray(groups)
    rows = []
    for name in dict.fromkeys(names.tolist()):
        own = names == name
        codes, n_groups = group_codes(groups[own])
        parts = []
        for weights in weight_chunks(codes, n_groups, resamples, seed):
            total = weights.sum(axis=1, dtype=np.float64)
            parts.append((weights @ sizes[own])[total > 0] / total[total > 0])
        low, high = np.percentile(np.concatenate(parts), [2.5, 97.5]) if n_groups > 1 else (np.nan, np.nan)
        rows.append((name, int(own.sum()), float(sizes[own].mean()), float(low), float(high)))
    return pd.DataFrame(rows, columns=list(SLICE_COLUMNS))
