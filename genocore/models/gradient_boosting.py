"""Model `gradient_boosting`: small decision trees, each correcting the ones before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from genocore.errors import InputError
from genocore.models.fit import Progress
from genocore.models.inner import inner_folds
from genocore.registry import Param, Spec

_STEP, _PATIENCE, _FEW, _FOLDS = 50, 40, 2_000, 3
_CELLS = 200_000_000
"""Features times sequences that fit in 1.6 GB as numbers of double precision, which the trees want."""
_BLOCK = 10_000_000


class Boosting:
    """Gradient boosting on features of any make.

    Parameters
    ----------
    model : HistGradientBoostingClassifier or HistGradientBoostingRegressor

    Attributes
    ----------
    classes_ : ndarray of int
        Of a classifier only.
    n_features_in_ : int
    """

    classes_: np.ndarray
    n_features_in_: int

    def __init__(self, model: Any) -> None:
        self.model = model

    def predict_proba(self, matrix: Any) -> np.ndarray:
        """Return the probability of each of `classes_`; float64, shape (n, n_classes)."""
        return np.concatenate([self.model.predict_proba(part) for part in _parts(matrix)])

    def predict(self, matrix: Any) -> np.ndarray:
        """Return the predicted classes or numbers."""
        return np.concatenate([self.model.predict(part) for part in _parts(matrix)])


def _parts(matrix: Any) -> Iterator[np.ndarray]:
    """Yield the rows of `matrix`, dense, some at a time."""
    step = max(_BLOCK // max(matrix.shape[1], 1), 1)
    for first in range(0, matrix.shape[0], step):
        yield _dense(matrix[first : first + step])


def _dense(matrix: Any) -> np.ndarray:
    return matrix.toarray() if hasattr(matrix, "toarray") else matrix


def _build(task: str, seed: int, rounds: int, rate: float, leaves: int, min_leaf: int, balanced: bool) -> Boosting:
    """Return the model.

    Notes
    -----
    How many rounds are good is found inside the training part, by a cross-validation of three parts or, from 2,000
    sequences on, with a tenth held out; groups stay together. Growing ends when 40 rounds brought nothing. The model is
    then fitted on the whole training part with that number of rounds. Where nothing can be held out, all rounds are
    grown.

    References
    ----------
    Friedman 2001, doi:10.1214/aos/1013203451. On histograms: Ke et al. 2017, LightGBM, doi:10.5555/3294996.3295074.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    shared: dict[str, Any] = {
        "max_iter": rounds, "learning_rate": rate, "max_leaf_nodes": leaves, "min_samples_leaf": min_leaf,
        "l2_regularization": 1.0, "early_stopping": False, "random_state": seed,
    }  # fmt: skip
    if task == "regression":
        return Boosting(HistGradientBoostingRegressor(**shared))
    return Boosting(HistGradientBoostingClassifier(class_weight="balanced" if balanced else None, **shared))


def _fit(estimator: Boosting, matrix: Any, target: np.ndarray, groups: np.ndarray, on_progress: Progress) -> None:
    """Find the number of rounds on held-out records, then grow that many on all."""
    n, columns = matrix.shape
    if n * columns > _CELLS:
        raise InputError(
            f"{columns:,} features of {n:,} sequences are too many for gradient boosting.",
            hint="Choose shorter words, or the random forest.",
            code="PA001",
        )
    features, model, most = _dense(matrix), estimator.model, estimator.model.max_iter
    folds = inner_folds(target, groups, folds=_FOLDS if n < _FEW else 10, seed=model.random_state)
    on_progress(0.0, "")
    best = _best_rounds(model, features, target, folds if n < _FEW else folds[:1], on_progress) if folds else most
    _grow(model, features, target, best, on_progress, 0.7 if folds else 0.0)
    # a fitted model draws no more numbers, and its file is to hold as few types as possible
    model._feature_subsample_rng = model._random_seed = model._bin_mapper.random_state = None
    model.set_params(max_iter=most)
    estimator.n_features_in_ = columns
    if hasattr(model, "classes_"):
        estimator.classes_ = model.classes_
    on_progress(1.0, f"{best} rounds")


def _best_rounds(model: Any, features: np.ndarray, target: np.ndarray, folds: list, on_progress: Progress) -> int:
    """Return after how many rounds held-out records are predicted best."""
    from sklearn.base import clone

    most = model.max_iter
    tried = [clone(model).set_params(warm_start=True) for _ in folds]
    best, before = 1, 0
    for rounds in [*range(_STEP, most, _STEP), most]:
        losses = []
        for one, (rows, held) in zip(tried, folds, strict=True):
            one.set_params(max_iter=rounds).fit(features[rows], target[rows])
            losses.append(_losses(one, features[held], target[held]))
            on_progress(0.7 * (rounds if len(losses) == len(folds) else before) / most, f"round {rounds}")
        before = rounds
        best = int(np.mean(losses, axis=0).argmin()) + 1
        if rounds - best >= _PATIENCE:
            break
    return best


def _losses(model: Any, features: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return what the predictions after each round cost: squared error, or log loss weighted as in the fit."""
    if not hasattr(model, "classes_"):
        return np.array([np.mean((values - target) ** 2) for values in model.staged_predict(features)])
    codes = np.searchsorted(model.classes_, target)
    weight = 1 / np.bincount(codes)[codes] if model.class_weight else np.ones(len(codes))
    chances = [chance[np.arange(len(codes)), codes] for chance in model.staged_predict_proba(features)]
    return np.array([-np.average(np.log(np.maximum(chance, 1e-15)), weights=weight) for chance in chances])


def _grow(
    model: Any, features: np.ndarray, target: np.ndarray, rounds: int, on_progress: Progress, begun: float
) -> None:
    """Grow some rounds at a time, so that it can be stopped; the trees are the same."""
    model.set_params(warm_start=True)
    for grown in [*range(_STEP, rounds, _STEP), rounds]:
        model.set_params(max_iter=grown).fit(features, target)
        on_progress(begun + (1 - begun) * 0.99 * grown / rounds, f"{grown} of {rounds} rounds")
    model.set_params(warm_start=False)


def _seconds(n: int, columns: int, params: dict[str, Any]) -> float:
    times, grown = _FOLDS if n < _FEW else 2, min(params["rounds"], 40 + n / 5)  # few sequences end it early
    return 0.2 + times * grown * (3e-4 * params["leaves"] + 6e-9 * n * columns + 1e-6 * columns)


SPEC = Spec(
    key="gradient_boosting",
    label="Gradient boosting",
    help="Small decision trees, each correcting those before it. Often the most exact on tables of features when there "
    "are a thousand sequences or more; with few, the random forest is the safer choice.",
    build=_build,
    params=(
        Param(
            "rounds", "int", 500, "Rounds at most", "Growing ends earlier when it no longer helps.", low=1, high=5000
        ),
        Param("rate", "float", 0.1, "Learning rate", "Smaller steps need more rounds.", low=0.001, high=1.0),
        Param("leaves", "int", 31, "Leaves of a tree", "More leaves combine more features.", low=2, high=255),
        Param(
            "min_leaf",
            "int",
            10,
            "Smallest leaf",
            "Sequences a leaf must hold; larger resists noise.",
            low=1,
            high=1000,
        ),
        Param("balanced", "bool", True, "Balance classes", "Let rare classes count as much. For classes only."),
    ),
    extra={
        "trusted": (
            "genocore.models.gradient_boosting.Boosting",
            "sklearn._loss._loss.CyHalfBinomialLoss",
            "sklearn._loss._loss.CyHalfMultinomialLoss",
            "sklearn._loss._loss.CyHalfSquaredError",
            "sklearn._loss.link.IdentityLink",
            "sklearn._loss.link.Interval",
            "sklearn._loss.link.LogitLink",
            "sklearn._loss.link.MultinomialLogit",
            "sklearn._loss.loss.HalfBinomialLoss",
            "sklearn._loss.loss.HalfMultinomialLoss",
            "sklearn._loss.loss.HalfSquaredError",
            "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
            "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
            "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor",
            "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
            "sklearn.preprocessing._label.LabelEncoder",
        ),
        "fit": _fit,
        "seconds": _seconds,
    },
)
