"""Fitting and asking a model, the same way for every entry of the registry."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from genocore.registry import Spec

Progress = Callable[[float, str], None]
"""Called with a fraction 0-1 and a note; raises `genocore.errors.Cancelled` to stop the work."""


def fit_model(
    spec: Spec, params: dict[str, Any], matrix: Any, target: np.ndarray, *, seed: int, on_progress: Progress
) -> tuple[Any, list[str]]:
    """Build and fit one model.

    Parameters
    ----------
    spec : Spec
        Entry of `genocore.models.MODELS`.
    params : dict
        Checked settings (``spec.settings``).
    matrix : ndarray or csr_array, shape (n, n_features)
    target : ndarray of int, shape (n,)
        Class codes.
    seed : int
    on_progress : callable
        See `Progress`; a model that can only be fitted in one go reports at its end.

    Returns
    -------
    estimator
        Fitted.
    list of str
        Warnings of the library, each once.

    Notes
    -----
    Linear algebra runs on one thread, so that the numbers do not depend on the number of cores; forests use all of
    them, tree by tree, which changes nothing in the result.
    """
    from joblib import parallel_config
    from threadpoolctl import threadpool_limits

    estimator = spec.build(seed=seed, **params)
    # worker processes may not start processes of their own
    with warnings.catch_warnings(record=True) as caught, threadpool_limits(1), parallel_config(backend="threading"):
        warnings.simplefilter("always")
        grow = spec.extra.get("fit")
        if grow:
            grow(estimator, matrix, target, on_progress)
        else:
            estimator.fit(matrix, target)
            on_progress(1.0, "")
    texts = [f"{type(w.message).__name__}: {str(w.message).splitlines()[0]}" for w in caught]
    return estimator, list(dict.fromkeys(texts))


def class_probabilities(estimator: Any, matrix: Any, n_classes: int) -> np.ndarray:
    """Return the probability of every class, also of classes the model never saw (0).

    Returns
    -------
    ndarray of float64, shape (n, n_classes)
    """
    out = np.zeros((matrix.shape[0], n_classes))
    if matrix.shape[0]:
        out[:, np.asarray(estimator.classes_, dtype=int)] = estimator.predict_proba(matrix)
        out /= out.sum(axis=1, keepdims=True)  # in single precision they add up to one only nearly
    # threads add up trees in any order; without rounding the last digit, ties and so ranks would differ by chance
    return out.round(12)
