"""Conformal prediction: sets of classes, or intervals, that hold the truth as often as they say."""

from __future__ import annotations

import numpy as np

COVERAGE = 0.9
"""Share of new records whose truth the sets and intervals are to hold."""


def fit_threshold(strangeness: np.ndarray, coverage: float = COVERAGE) -> float:
    """Return the strangeness up to which an answer is accepted.

    Parameters
    ----------
    strangeness : ndarray of float, shape (n,)
        Of records the model was not trained on: 1 - probability of the true class, or the size of the error.
    coverage : float, default 0.9

    Returns
    -------
    float
        Infinite if there are too few records for any promise (fewer than 9 for 90 %).

    Notes
    -----
    Holds on average over new records from the same source as the training data, whatever the model; neither for a
    record of a particular kind, nor for another source. Here the records are those of cross-validation, each scored
    by a model trained on the other folds; the final model has seen a little more and errs a little less, so that the
    truth is held slightly more often than promised.

    References
    ----------
    Vovk, Gammerman & Shafer 2005, doi:10.1007/b106715; Sadinle, Lei & Wasserman 2019,
    doi:10.1080/01621459.2017.1395341; Vovk 2015 (cross-conformal), doi:10.1007/s10472-013-9368-4.

    Examples
    --------
    >>> fit_threshold(np.arange(1, 11) / 10), fit_threshold(np.array([0.5]))
    (1.0, inf)
    """
    place = int(np.ceil((len(strangeness) + 1) * coverage - 1e-9))
    return float(np.sort(strangeness)[place - 1]) if place <= len(strangeness) else float("inf")


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
