"""Calibration: making a model's probabilities mean what they say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

_LEAST = 1e-4
"""A probability below counts as this when it is calibrated: a forest says 0 of what merely was not in its sample."""
REACH = 1.5
"""Largest natural logarithm of a temperature, either way: beyond, the data were too few or too easy to say."""


def fit_temperature(chances: np.ndarray, codes: np.ndarray) -> float:
    """Return the temperature at which probabilities fit best what was true.

    Parameters
    ----------
    chances : ndarray of float, shape (n, n_classes)
        Probabilities of records that the model was not trained on.
    codes : ndarray of int, shape (n,)
        True classes.

    Returns
    -------
    float
        Above 1 for a model that is too sure of itself, below 1 for one that is too timid; 1 without records.

    Notes
    -----
    One number for all classes: it never changes which class is the most probable. It cannot mend a model that is too
    sure of one class and too timid of another.

    References
    ----------
    Guo et al. 2017, "On calibration of modern neural networks", arXiv:1706.04599.

    Examples
    --------
    >>> sure = np.array([[0.99, 0.01]] * 10)
    >>> fit_temperature(sure, np.array([0] * 8 + [1] * 2)) > 1.5
    True
    """
    from scipy.optimize import minimize_scalar

    if not len(codes):
        return 1.0
    logs = np.log(np.maximum(chances, _LEAST))
    rows = np.arange(len(codes))

    def loss(log_temperature: float) -> float:
        scaled = logs / np.exp(log_temperature)
        top = scaled.max(axis=1)
        return float(np.mean(top + np.log(np.exp(scaled - top[:, None]).sum(axis=1)) - scaled[rows, codes]))

    found = minimize_scalar(loss, bounds=(-REACH, REACH), method="bounded", options={"xatol": 1e-4})
    return round(float(np.exp(found.x)), 6) if loss(found.x) < loss(0.0) else 1.0


def soften(chances: np.ndarray, temperature: float, known: np.ndarray | None = None) -> np.ndarray:
    """Return probabilities at a temperature; those of 1 are returned as they are.

    Parameters
    ----------
    chances : ndarray of float, shape (n, n_classes)
    temperature : float
    known : ndarray of int, optional
        Classes that the model was trained on; the others stay impossible. By default all. Each record's answer depends
        on itself alone, not on those it is asked with.

    Examples
    --------
    >>> soften(np.array([[0.9, 0.1]]), 2.0).round(2).tolist()
    [[0.75, 0.25]]
    """
    if temperature == 1.0 or not len(chances):
        return chances
    powers = np.maximum(chances, _LEAST) ** (1 / temperature)
    if known is not None:
        powers[:, np.setdiff1d(np.arange(chances.shape[1]), known)] = 0
    return (powers / powers.sum(axis=1, keepdims=True)).round(12)


def cross_calibrate(
    chances: np.ndarray, codes: np.ndarray, fold: np.ndarray, known: Mapping[int, np.ndarray] | None = None
) -> np.ndarray:
    """Return each fold's probabilities at the temperature that fits those of all other folds.

    Parameters
    ----------
    chances : ndarray of float, shape (n, n_classes)
        Each record's from a model that was not trained on it.
    codes : ndarray of int, shape (n,)
    fold : ndarray of int, shape (n,)
    known : mapping of int to ndarray of int, optional
        For each fold, the classes its model was trained on.

    Notes
    -----
    No record has a say in its own calibration, so that scores of what is returned are honest.
    """
    out = chances.copy()
    for number in np.unique(fold):
        own = fold == number
        seen = None if known is None else known[int(number)]
        out[own] = soften(chances[own], fit_temperature(chances[~own], codes[~own]), seen)
    return out
