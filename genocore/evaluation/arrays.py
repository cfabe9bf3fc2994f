"""What every measure needs: checked arrays, undefined quotients, and work in blocks of bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Values = dict[str, NDArray[np.float64]]

BLOCK = 1 << 18
"""Weights held as floats at a time: what fits into a processor's cache is fastest."""


def check_codes(codes: ArrayLike, n_classes: int, name: str = "y") -> NDArray[np.int64]:
    """Return class codes as integers.

    Raises
    ------
    ValueError
        If `codes` is not one row of whole numbers from 0 to `n_classes` - 1.
    """
    found = np.asarray(codes)
    if found.ndim != 1 or (found.size and found.dtype.kind not in "iub"):
        raise ValueError(f"{name} must be one row of class codes, not {found.dtype} of shape {found.shape}")
    found = found.astype(np.int64)
    if found.size and not 0 <= found.min() <= found.max() < n_classes:
        raise ValueError(f"{name} has codes from {found.min()} to {found.max()}, but there are {n_classes} classes")
    return found


def check_classification(y: ArrayLike, probabilities: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return codes and probabilities in double precision.

    Raises
    ------
    ValueError
        If shapes differ, there are fewer than two columns, or the rows are not probabilities that sum to one.
    """
    p = np.asarray(probabilities, np.float64)
    if p.ndim != 2 or p.shape[1] < 2:
        raise ValueError(f"probabilities must have shape (n, n_classes) with 2 or more classes, not {p.shape}")
    codes = check_codes(y, p.shape[1])
    if len(codes) != len(p):
        raise ValueError(f"y has {len(codes)} records, probabilities {len(p)}")
    if not (np.all((p >= 0) & (p <= 1 + 1e-6)) and np.all(np.abs(p.sum(axis=1) - 1) <= 1e-3)):
        raise ValueError("probabilities must lie between 0 and 1 and sum to one in each row")
    return codes, np.minimum(p, 1.0)


def check_regression(
    y: ArrayLike, predicted: ArrayLike, baseline: ArrayLike | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64] | None]:
    """Return measured and predicted values and the baseline in double precision.

    Raises
    ------
    ValueError
        If shapes differ or a value is not finite.
    """
    target, guess = np.asarray(y, np.float64), np.asarray(predicted, np.float64)
    mean = None if baseline is None else np.asarray(baseline, np.float64)
    if target.ndim != 1 or target.shape != guess.shape or (mean is not None and mean.shape not in ((), target.shape)):
        raise ValueError(f"y and predicted must be two rows of one length, not {target.shape} and {guess.shape}")
    if not all(np.isfinite(values).all() for values in (target, guess, mean) if values is not None):
        raise ValueError("y, predicted and baseline must be finite")
    return target, guess, mean


def divide(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``top / bottom``, NaN where `bottom` is not above zero.

    Examples
    --------
    >>> divide(np.array([1.0, 1.0]), np.array([2.0, 0.0]))
    array([0.5, nan])
    """
    out = np.full(np.broadcast_shapes(top.shape, bottom.shape), np.nan)
    return np.divide(top, bottom, out=out, where=bottom > 0)


def mean_defined(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each row over what is not NaN; NaN for a row without any.

    Examples
    --------
    >>> mean_defined(np.array([[1.0, np.nan], [np.nan, np.nan]]))
    array([ 1., nan])
    """
    known = ~np.isnan(values)
    return divide(np.where(known, values, 0).sum(axis=1), known.sum(axis=1).astype(np.float64))


def bin_index(shares: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    """Return in which of `bins` equal parts of 0-1 each share falls; parts are closed on the right.

    A share within rounding of an edge counts as on it: forests give many, and 1 - 0.4 is not quite 0.6.

    Examples
    --------
    >>> bin_index(np.array([0.0, 0.6, 1 - 0.4, 0.61]), 10)
    array([0, 5, 5, 6])
    """
    return np.maximum(np.ceil(np.round(shares * bins, 9)).astype(np.int64) - 1, 0)


def without_noise(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return zeros if the values differ by no more than rounding errors: a correlation of noise is not one."""
    noise = bool(values.size) and np.ptp(values) <= 1e-13 * np.abs(values).max()
    return np.zeros_like(values) if noise else values


def optional(value: float) -> float | None:
    """Return `value` as a plain number, None if it is NaN."""
    return None if np.isnan(value) else float(value)


def in_blocks(
    measure: Callable[[NDArray[np.integer]], Values], n: int, weights: ArrayLike | None
) -> dict[str, float | None] | Values:
    """Apply `measure` to a few weightings at a time, or to all records once.

    Parameters
    ----------
    measure : callable
        From weights of shape (b, n) to values of shape (b,) by name.
    n : int
        Number of records.
    weights : array of non-negative int, shape (B, n), or None

    Returns
    -------
    dict of str to ndarray, shape (B,), or of str to float or None
        The second without weights.

    Raises
    ------
    ValueError
        If the weights are not non-negative whole numbers of that shape.
    """
    if weights is None:
        return {name: optional(values.item()) for name, values in measure(np.ones((1, n), np.uint8)).items()}
    w = np.asarray(weights)
    if w.ndim != 2 or w.shape[1] != n or w.dtype.kind not in "iub" or (w.dtype.kind == "i" and (w < 0).any()):
        raise ValueError(f"weights must be non-negative whole numbers of shape (B, {n}), not {w.dtype} of {w.shape}")
    rows = max(1, BLOCK // max(n, 1))
    parts = [measure(w[start : start + rows]) for start in range(0, max(len(w), 1), rows)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
