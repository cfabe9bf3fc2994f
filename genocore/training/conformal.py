"""Conformal prediction: sets of classes, or intervals, that hold the truth as often as they say."""

from __future__ import annotations

import numpy as np

COVERAGE = 0.9
"""Share of new records whose truth the sets and intervals are to hold."""


def fit_threshold(strangeness: np.ndarray, units: np.ndarray | None = None, coverage: float = COVERAGE) -> float:
    """Return the strangeness up to which an answer is accepted.

    Parameters
    ----------
    strangeness : ndarray of float, shape (n,)
        Of records the model was not trained on: 1 - probability of the true class, or the size of the error.
    units : ndarray of int, shape (n,), optional
        Families, or copies of a sequence: records of one weigh as much together as a record that is alone. By default
        each is its own.
    coverage : float, default 0.9

    Returns
    -------
    float
        Infinite if there are too few units for any promise (fewer than 9 for 90 %).

    Notes
    -----
    Is to hold on average over new units (a record of each) from the same source as the training data; neither for a
    record of a particular kind, nor for another source. Here the records are those of cross-validation, each scored by
    a model trained on the other folds, for which there is no exact guarantee; the final model has seen a little more
    and mostly errs a little less.

    References
    ----------
    Vovk, Gammerman & Shafer 2005, doi:10.1007/b106715; Sadinle, Lei & Wasserman 2019,
    doi:10.1080/01621459.2017.1395341; Vovk 2015 (cross-conformal), doi:10.1007/s10472-013-9368-4. Of
    groups: Dunn, Wasserman & Ramdas 2023, doi:10.1080/01621459.2022.2060112.

    Examples
    --------
    >>> fit_threshold(np.arange(1, 11) / 10), fit_threshold(np.array([0.5]))
    (1.0, inf)
    """
    if units is None:
        units = np.arange(len(strangeness))
    _, unit, sizes = np.unique(units, return_inverse=True, return_counts=True)
    order = np.argsort(strangeness, kind="stable")
    weight = np.cumsum((1 / sizes)[unit[order]])
    place = int(np.searchsorted(weight, (len(sizes) + 1) * coverage - 1e-9))
    return float(strangeness[order[place]]) if place < len(order) else float("inf")


def accepted(chances: np.ndarray, threshold: float) -> np.ndarray:
    """Return which classes are in each record's set; bool, shape (n, n_classes).

    Notes
    -----
    A set may hold several classes (it could be any of them) or none (it is unlike the records of every class).

    Examples
    --------
    >>> accepted(np.array([[0.7, 0.3], [0.55, 0.45]]), 0.6).tolist()
    [[True, False], [True, True]]
    """
    return 1 - chances <= threshold + 1e-12
