"""Fitting and asking a model, the same way for every entry of the registry.

What a module of this package declares in ``SPEC.extra``:

``seconds(n, columns, params) -> float``
    About how long one fit takes.
``fit(estimator, matrix, target, groups, on_progress)``, optional
    Fits step by step, so that it can be watched and stopped. Without it, ``estimator.fit(matrix, target)``.
``encoders``, optional
    Keys of the only encoders whose features it can take; without it, all that make an ordinary matrix.
``shares``, optional
    True if ``build`` also takes ``share``, the part of the whole work that one fit is: for models with a time budget.
``least``, optional
    Records of each class, or with a number, that it needs; with fewer it is refused.
``calibrate``, optional
    False if its probabilities are not to be calibrated.
``expected``, optional
    How warnings of the library begin that do not apply here, as ``Category: text``.
``trusted``
    For models kept by skops: the types one consists of.
``save(estimator, folder)`` and ``open(folder, params)``, optional
    For models kept otherwise; see `genocore.models.storage`.
"""

from __future__ import annotations

import warnings
from typing import Any, Protocol

import numpy as np

from genocore.registry import Spec

_FOR_DEVELOPERS = (DeprecationWarning, PendingDeprecationWarning, FutureWarning, ImportWarning, ResourceWarning)
"""Warnings that say nothing of the data or the model."""


class Progress(Protocol):
    """Called with a fraction 0-1, a note, and details by name; raises `genocore.errors.Cancelled` to stop the work."""

    def __call__(self, fraction: float, note: str = "", **details: Any) -> None: ...


def silent(fraction: float, note: str = "", **details: Any) -> None:
    """Be told of progress and do nothing."""


def fit_model(
    spec: Spec, params: dict[str, Any], matrix: Any, target: np.ndarray, *, seed: int, on_progress: Progress,
    task: str = "", groups: np.ndarray | None = None, share: float = 1.0,
) -> tuple[Any, list[str]]:  # fmt: skip
    """Build and fit one model.

    Parameters
    ----------
    spec : Spec
        Entry of `genocore.models.MODELS`.
    params : dict
        Checked settings (``spec.settings``).
    matrix : ndarray or csr_array, shape (n, n_features)
        Or whatever else the encoder gives that the model asks for.
    target : ndarray, shape (n,)
        Class codes (int), or numbers of about mean 0 and variance 1 (float64) for regression.
    seed : int
    on_progress : callable
        See `Progress`; a model that can only be fitted in one go reports at its end.
    task : {"binary", "multiclass", "regression"}, optional
        By default read from the type of `target`.
    groups : ndarray of int, shape (n,), optional
        Records of a group must not be torn apart by a model that divides its data again. By default each record is
        its own.

    share : float, default 1
        Which part of a whole piece of work this fit is: for models with a time budget.

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

    budget = {"share": share} if spec.extra.get("shares") else {}
    estimator = spec.build(task=task or task_of(target), seed=seed, **budget, **params)
    # worker processes may not start processes of their own
    with warnings.catch_warnings(record=True) as caught, threadpool_limits(1), parallel_config(backend="threading"):
        warnings.simplefilter("always")
        grow = spec.extra.get("fit")
        if grow:
            grow(estimator, matrix, target, np.arange(len(target)) if groups is None else groups, on_progress)
        else:
            estimator.fit(matrix, target)
            on_progress(1.0, "")
    # not by filters: those belong to the process, and other threads change them, and warn, meanwhile
    told = [w for w in caught if not issubclass(w.category, _FOR_DEVELOPERS)]
    texts = dict.fromkeys(f"{type(w.message).__name__}: {str(w.message).splitlines()[0]}" for w in told)
    return estimator, [text for text in texts if not text.startswith(spec.extra.get("expected", ()))]


def task_of(target: np.ndarray) -> str:
    """Return the task that a target as `fit_model` takes it is for."""
    if np.issubdtype(target.dtype, np.floating):
        return "regression"
    return "multiclass" if np.max(target, initial=0) > 1 else "binary"


def class_probabilities(estimator: Any, matrix: Any, n_classes: int) -> np.ndarray:
    """Return the probability of every class, also of classes the model never saw (0).

    Returns
    -------
    ndarray of float64, shape (n, n_classes)
    """
    n = rows_of(matrix)
    out = np.zeros((n, n_classes))
    if n:
        out[:, np.asarray(estimator.classes_, dtype=int)] = estimator.predict_proba(matrix)
        out /= out.sum(axis=1, keepdims=True)  # in single precision they add up to one only nearly
    # threads add up trees in any order; without rounding the last digit, ties and so ranks would differ by chance
    return out.round(12)


def predicted_values(estimator: Any, matrix: Any) -> np.ndarray:
    """Return the predicted numbers of a regression, on the scale that was learnt.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    if not rows_of(matrix):
        return np.zeros(0)
    return np.asarray(estimator.predict(matrix), dtype=np.float64).reshape(-1).round(12)


def rows_of(matrix: Any) -> int:
    """Return the number of rows of features of any make."""
    return matrix.shape[0] if hasattr(matrix, "shape") else len(matrix)
