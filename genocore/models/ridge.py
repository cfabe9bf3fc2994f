"""Model `ridge`: a weighted sum of the features for numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from genocore.models.fit import Progress
from genocore.registry import Spec

PENALTIES = tuple(float(value) for value in np.logspace(-1, 6, 22))
_ROWS = 3_000
"""Records the penalty is chosen on; choosing costs their number to the power of three."""


def _build(task: str, seed: int) -> Any:
    """Return the model.

    Notes
    -----
    The penalty is the one of 22 from 0.1 to 1,000,000 under which each record is predicted best by the others
    (generalised cross-validation, inside the training part), judged on at most 3,000 records.

    References
    ----------
    Hoerl & Kennard 1970, doi:10.1080/00401706.1970.10488634. Choice of the penalty: Golub, Heath & Wahba 1979,
    doi:10.1080/00401706.1979.10489751.
    """
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    # with_mean=False keeps sparse matrices sparse; the intercept takes up the shift
    return make_pipeline(StandardScaler(with_mean=False), Ridge(random_state=seed))


def _fit(pipeline: Any, matrix: Any, target: np.ndarray, groups: np.ndarray, on_progress: Progress) -> None:
    """Choose the penalty, then fit on all."""
    scaler, ridge = pipeline[0], pipeline[-1]
    on_progress(0.0, "")
    features = scaler.fit_transform(matrix.astype(np.float64))
    rows = representatives(groups, _ROWS, ridge.random_state)
    on_progress(0.1, "choosing the penalty")
    ridge.set_params(alpha=best_penalty(features[rows], target[rows]))
    on_progress(0.6, "fitting")
    # for wide sparse tables, weights are found step by step: the exact solution would fill the memory
    wide = hasattr(features, "tocsr") or features.shape[1] > _ROWS
    ridge.set_params(solver="sparse_cg" if hasattr(features, "tocsr") else "lsqr" if wide else "cholesky", tol=1e-6)
    ridge.fit(features, target)
    on_progress(1.0, "")


def representatives(groups: np.ndarray, most: int, seed: int) -> np.ndarray:
    """Return rows to choose a penalty on, ascending: one of each group, as copies would predict each other.

    With fewer groups than half the rows, all rows take part; of more than `most`, a random choice.

    Examples
    --------
    >>> representatives(np.array([0, 1, 1, 2, 3]), 10, 0).tolist()
    [0, 1, 3, 4]
    """
    rows = np.unique(groups, return_index=True)[1]
    if 2 * len(rows) < len(groups):
        rows = np.arange(len(groups))
    if len(rows) > most:
        rows = np.random.default_rng(seed).choice(rows, most, replace=False)
    return np.sort(rows)


def best_penalty(features: Any, target: np.ndarray) -> float:
    """Return the one of `PENALTIES` with the smallest generalised cross-validation error.

    Notes
    -----
    With s the singular values of the centred features, the error is the mean squared residual over the square of
    ``1 - (1 + sum(s² / (s² + penalty))) / n``, for all penalties from one decomposition.
    """
    n, columns = features.shape
    values = target - target.mean()
    if columns <= n:
        mean = np.asarray(features.mean(axis=0)).ravel()
        product = features.T @ features
        product = product.toarray() if hasattr(product, "toarray") else product
        power, vectors = np.linalg.eigh(product - n * np.outer(mean, mean))
        power = np.maximum(power, 0)
        along = vectors.T @ (features.T @ values)
        with np.errstate(divide="ignore", invalid="ignore"):
            squares = np.where(power > 1e-9 * power.max(), along**2 / power, 0.0)
    else:
        product = features @ features.T
        product = product.toarray() if hasattr(product, "toarray") else product
        product = product - product.mean(axis=0) - product.mean(axis=1)[:, None] + product.mean()
        power, vectors = np.linalg.eigh(product)
        power = np.maximum(power, 0)
        squares = np.where(power > 1e-9 * power.max(), (vectors.T @ values) ** 2, 0.0)
    outside = max(float(values @ values - squares.sum()), 0.0)
    errors = []
    for penalty in PENALTIES:
        kept = penalty / (power + penalty)
        free = 1 - (1 + (1 - kept).sum()) / n
        errors.append((outside + (squares * kept**2).sum()) / n / max(free, 1e-9) ** 2)
    return PENALTIES[int(np.argmin(errors))]


SPEC = Spec(
    key="ridge",
    label="Ridge regression",
    help="Weighs each feature and adds up, with weights kept small. Quick, hard to fool, and the score that a model "
    "of numbers must beat; it cannot combine features.",
    build=_build,
    tasks=("regression",),
    extra={
        "trusted": (
            "sklearn.linear_model._ridge.Ridge",
            "sklearn.pipeline.Pipeline",
            "sklearn.preprocessing._data.StandardScaler",
        ),
        "fit": _fit,
        "seconds": lambda n, columns, params: (
            0.05 + 3e-10 * min(n, columns) * n * columns + 1e-9 * min(n, columns, _ROWS) ** 3
        ),
    },
)
