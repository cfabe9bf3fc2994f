"""What a measured value looks like, and which features go up and down with it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from genocore.evaluation.arrays import optional, without_noise
from genocore.evaluation.proportions import Z
from genocore.features.encoder import Matrix

_CELLS = 1 << 21
"""Values that are ranked at a time: about 100 MB."""


def correlate(matrix: Matrix, names: list[str], target: np.ndarray) -> pd.DataFrame:
    """Correlate the ranks of every feature with the ranks of a measured value.

    Parameters
    ----------
    matrix : ndarray or scipy sparse, shape (n, n_features)
    names : list of str, n_features items
    target : ndarray of float, shape (n,)
        NaN where unknown; those rows are left out.

    Returns
    -------
    DataFrame
        One row a feature, the smallest p first: ``feature``, ``spearman`` (-1 to 1), ``low`` and ``high`` (95 %
        interval), ``p`` (two-sided), ``q`` (false discovery rate over all features that vary) and ``n`` (rows used).
        Features that do not vary, or hold NaN, come last: nothing is defined for them (NaN).

    Raises
    ------
    ValueError
        If names, rows and target do not fit together.

    Notes
    -----
    Equal to ``scipy.stats.spearmanr``; p by Student's t, which is rough below about ten rows. There is no interval
    below 4 rows, nor at exactly -1 and 1. Only trends in one direction are seen: a feature with its best value in the
    middle can have a correlation of 0. Near-copies count as independent rows and make p too small; features that
    depend on each other (length, words that overlap) rise and fall together, and none of them need be a cause. Memory
    is about 100 MB, plus a copy of a sparse matrix.

    References
    ----------
    Spearman: doi:10.2307/1412159. Interval: Fisher's z with the variance of doi:10.1007/BF02294183. q:
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> matrix = np.array([[1, 5], [2, 5], [4, 5], [3, 5], [5, 5]])
    >>> found = correlate(matrix, ["TATA", "length"], np.array([0.1, 0.2, 0.3, 0.4, np.nan]))
    >>> found[["feature", "spearman", "n"]].to_dict("list")
    {'feature': ['TATA', 'length'], 'spearman': [0.8, nan], 'n': [4, 4]}
    """
    from scipy.stats import t as student
    from statsmodels.stats.multitest import multipletests

    values = np.asarray(target, dtype=np.float64)
    if matrix.shape != (len(values), len(names)):
        raise ValueError(f"matrix has shape {matrix.shape}, but there are {len(values)} rows and {len(names)} names")
    known = ~np.isnan(values)
    n = int(known.sum())
    r = _spearman(matrix, values[known], known)
    p, q, low, high = np.full((4, len(r)), np.nan)
    if n > 2:
        with np.errstate(divide="ignore"):  # a perfect correlation: t is infinite, p is 0
            p = 2 * student.sf(np.abs(r) * np.sqrt((n - 2) / ((1 - r) * (1 + r))), n - 2)
    if n > 3:
        inside = np.abs(r) < 1
        z, half = np.arctanh(r[inside]), Z * np.sqrt((1 + r[inside] ** 2 / 2) / (n - 3))
        low[inside], high[inside] = np.tanh(z - half), np.tanh(z + half)
    tested = ~np.isnan(p)
    if tested.any():
        q[tested] = multipletests(p[tested], method="fdr_bh")[1]
    frame = pd.DataFrame({"feature": names, "spearman": r, "low": low, "high": high, "p": p, "q": q, "n": n})
    return frame.iloc[np.lexsort((-np.abs(r), p))].reset_index(drop=True)


def _spearman(matrix: Matrix, values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the rank correlation of each column with `values`, NaN where it is not defined; shape (n_features,)."""
    from scipy.sparse import issparse
    from scipy.stats import rankdata

    n, features = len(values), matrix.shape[1]
    out = np.full(features, np.nan)
    if n < 2:
        return out
    by_column = matrix.tocsc() if issparse(matrix) else matrix
    y = rankdata(values) - (n + 1) / 2
    step = max(_CELLS // n, 1)
    for start in range(0, features, step):
        block = by_column[:, start : start + step]
        block = (block.toarray() if issparse(block) else np.asarray(block))[rows]
        x = rankdata(block.T, axis=1) - (n + 1) / 2
        size = np.sqrt((x**2).sum(axis=1) * (y**2).sum())
        defined = size > 0  # False for NaN, too
        out[start : start + step][defined] = np.clip((x @ y)[defined] / size[defined], -1, 1)
    return out


def describe_target(values: np.ndarray) -> dict[str, Any]:
    """Describe the distribution of a measured value.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        NaN where unknown.

    Returns
    -------
    dict
        ``n`` (finite values), ``missing`` (all others), ``min``, ``q1``, ``median``, ``q3``, ``max``, ``mean``, ``sd``
        (of a sample, n - 1), ``skewness`` (adjusted, as in spreadsheets; above 0 for a long right tail),
        ``share_zero``, ``share_negative`` and ``share_whole`` (fractions 0-1) and ``distinct`` (different values).
        What is not defined is None.

    Notes
    -----
    Quartiles are interpolated linearly. Skewness needs 3 values that differ, and one outlier can make it.

    References
    ----------
    Skewness: G1 of doi:10.1111/1467-9884.00122.

    Examples
    --------
    >>> found = describe_target(np.array([0.0, 1.0, 1.0, 6.0, np.nan]))
    >>> found["n"], found["missing"], found["median"], found["mean"], round(found["skewness"], 2), found["share_zero"]
    (4, 1, 1.0, 2.0, 1.81, 0.25)
    """
    from scipy.stats import skew

    every = np.asarray(values, dtype=np.float64)
    x = every[np.isfinite(every)]
    n = len(x)
    varied = n > 2 and np.ptp(without_noise(x)) > 0
    points = np.quantile(x, [0, 0.25, 0.5, 0.75, 1]) if n else np.full(5, np.nan)
    return {
        "n": n,
        "missing": len(every) - n,
        **{name: optional(point) for name, point in zip(("min", "q1", "median", "q3", "max"), points, strict=True)},
        "mean": float(x.mean()) if n else None,
        "sd": float(x.std(ddof=1)) if n > 1 else None,
        "skewness": float(skew(x, bias=False)) if varied else None,
        "share_zero": float((x == 0).mean()) if n else None,
        "share_negative": float((x < 0).mean()) if n else None,
        "share_whole": float((x == np.floor(x)).mean()) if n else None,
        "distinct": len(np.unique(x)),
    }
