"""What kind of numbers a column holds: logged already, counts, with outliers. Said, never acted upon unasked."""

from __future__ import annotations

from typing import Literal

import numpy as np

Scale = Literal["log", "linear", "unclear", "none"]
_OUTLYING = 5.0
"""Distance from the median in units of the scaled median absolute deviation from which a value is called outlying."""


def scale_of(values: np.ndarray) -> tuple[Scale, str]:
    """Return on which scale measurements seem to be, and the sentence why.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        NaN where unknown.

    Returns
    -------
    scale : {"log", "linear", "unclear", "none"}
        ``linear`` if the largest is above 50 and none is negative: log2(x + 1) is then the usual scale to work on.
        ``log`` if some are negative, or none is above 30 and they are not all whole numbers.
    sentence : str

    Notes
    -----
    A rule of thumb: fold changes, z-scores and log values look alike to it, and small amounts, such as activities
    between 0 and 1, look like logs. It is advice only.

    Examples
    --------
    >>> scale_of(np.array([0.0, 12.5, 830.0]))[0], scale_of(np.array([-0.6, 1.2]))[0]
    ('linear', 'log')
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return "none", "There are no numbers."
    low, high = float(known.min()), float(known.max())
    if low < 0:
        return "log", f"Some values are negative (down to {low:.4g}), so they seem to be on a log scale already."
    if high <= 30 and np.all(known == np.round(known)):
        return "unclear", f"They are whole numbers from {low:.0f} to {high:.0f}, such as ranks, bins or small counts."
    if high <= 30:
        return "log", f"No value is above {high:.4g}: they may be on a log scale, or small amounts; only you know."
    if high > 50:
        return "linear", f"Values reach from {low:.4g} to {high:.4g}: log2(x + 1) is the usual scale to work on."
    return "unclear", f"Values reach from {low:.4g} to {high:.4g}: they may be on a log scale or not."


def look_like_counts(values: np.ndarray) -> bool:
    """Return True if all values are whole, none is negative, and the largest is above 100.

    Examples
    --------
    >>> look_like_counts(np.array([0.0, 17, 2300])), look_like_counts(np.array([0.5, 200]))
    (True, False)
    """
    known = values[np.isfinite(values)]
    return bool(len(known) >= 3 and known.min() >= 0 and known.max() > 100 and np.all(known == np.round(known)))


def outlying(values: np.ndarray) -> np.ndarray:
    """Return which values lie more than 5 scaled median absolute deviations from the median; bool, shape (n,).

    On a linear scale expression has a long tail: judge outliers after taking logs, as `scale_of` proposes.

    References
    ----------
    Leys et al. 2013, doi:10.1016/j.jesp.2013.03.013.

    Examples
    --------
    >>> outlying(np.array([1.0, 1.1, 0.9, 1.0, 1.05, 40.0])).tolist()
    [False, False, False, False, False, True]
    """
    known = np.isfinite(values)
    if known.sum() < 5:
        return np.zeros(len(values), dtype=bool)
    median = float(np.median(values[known]))
    spread = 1.4826 * float(np.median(np.abs(values[known] - median)))
    if spread == 0:
        return np.zeros(len(values), dtype=bool)
    far = np.zeros(len(values), dtype=bool)
    far[known] = np.abs(values[known] - median) > _OUTLYING * spread
    return far
