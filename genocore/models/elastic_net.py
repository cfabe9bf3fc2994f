"""Model `elastic_net`: a weighted sum of few features, for numbers."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from genocore.models.fit import Progress
from genocore.models.inner import inner_folds
from genocore.registry import Param, Spec

_ROWS, _FOLDS, _PENALTIES = 10_000, 5, 30


def _build(task: str, seed: int, sparsity: float) -> Any:
    """Return the model.

    Notes
    -----
    The penalty is the best of 30 in a cross-validation inside the training part that keeps groups together, on at most
    10,000 records.

    References
    ----------
    Zou & Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x. Computation: Friedman, Hastie & Tibshirani 2010,
    doi:10.18637/jss.v033.i01.
    """
    from sklearn.linear_model import ElasticNet
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    # with_mean=False keeps sparse matrices sparse; the intercept takes up the shift
    net = ElasticNet(l1_ratio=sparsity, max_iter=5_000, tol=1e-3, random_state=seed)
    return make_pipeline(StandardScaler(with_mean=False), net)


def _fit(pipeline: Any, matrix: Any, target: np.ndarray, groups: np.ndarray, on_progress: Progress) -> None:
    """Choose the penalty on held-out records, then fit on all."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import ElasticNetCV

    scaler, net = pipeline[0], pipeline[-1]
    on_progress(0.0, "")
    features = scaler.fit_transform(matrix)
    rows = np.arange(len(target))
    if len(rows) > _ROWS:
        rows = np.sort(np.random.default_rng(net.random_state).choice(rows, _ROWS, replace=False))
    folds = inner_folds(target[rows], groups[rows], folds=_FOLDS, seed=net.random_state)
    on_progress(0.1, "choosing the penalty")
    if folds:
        with warnings.catch_warnings():
            # the smallest penalties may not converge; what counts is whether the chosen one does
            warnings.simplefilter("ignore", ConvergenceWarning)
            path = ElasticNetCV(
                l1_ratio=net.l1_ratio, alphas=_PENALTIES, cv=folds, max_iter=1_000, tol=1e-3, random_state=0
            ).fit(features[rows], target[rows])
        net.set_params(alpha=float(path.alpha_))
    on_progress(0.8, "fitting")
    net.fit(features, target)
    on_progress(1.0, "")


def _seconds(n: int, columns: int, params: dict[str, Any]) -> float:
    return 0.1 + 2e-7 * min(n, _ROWS) * columns + 3e-10 * n * columns * min(n, columns)


SPEC = Spec(
    key="elastic_net",
    label="Elastic net",
    help="Weighs few features and leaves the others out. For numbers, when you expect that a handful of many features "
    "matter and want to see which; ridge regression is the better choice if many matter a little.",
    build=_build,
    params=(
        Param(
            "sparsity",
            "float",
            0.5,
            "Sparsity",
            "1 keeps the fewest features (lasso); smaller values keep those that say the same together.",
            low=0.05,
            high=1.0,
        ),
    ),
    tasks=("regression",),
    extra={
        "trusted": (
            "sklearn.linear_model._coordinate_descent.ElasticNet",
            "sklearn.pipeline.Pipeline",
            "sklearn.preprocessing._data.StandardScaler",
        ),
        "fit": _fit,
        "seconds": _seconds,
    },
)
