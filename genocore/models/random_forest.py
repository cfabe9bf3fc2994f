"""Model `random_forest`: many decision trees, each on a random part of the data."""

from __future__ import annotations

from typing import Any

import numpy as np

from genocore.models.fit import Progress
from genocore.registry import Param, Spec

_STEP = 25


def _build(task: str, seed: int, trees: int, min_leaf: int, max_features: str, balanced: bool) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    shared: dict[str, Any] = {
        "n_estimators": trees, "min_samples_leaf": min_leaf, "n_jobs": -1, "random_state": seed,
        "max_features": None if max_features == "all" else max_features,
    }  # fmt: skip
    if task == "regression":
        return RandomForestRegressor(**shared)
    return RandomForestClassifier(class_weight="balanced_subsample" if balanced else None, **shared)


def _fit(forest: Any, matrix: Any, target: np.ndarray, groups: np.ndarray, on_progress: Progress) -> None:
    """Grow the forest a few trees at a time, so that it can be watched and stopped; the trees are the same."""
    trees = forest.n_estimators
    forest.set_params(warm_start=True)
    for grown in [*range(_STEP, trees, _STEP), trees]:
        forest.set_params(n_estimators=grown).fit(matrix, target)
        on_progress(grown / trees, f"{grown} of {trees} trees")
    forest.set_params(warm_start=False)


def _seconds(n: int, columns: int, params: dict[str, Any]) -> float:
    tried = {"sqrt": columns**0.5, "log2": np.log2(columns + 1)}.get(params["max_features"], columns)
    return float(0.1 + params["trees"] * (2e-3 + 7e-9 * n * np.log2(n + 2) * tried))


SPEC = Spec(
    key="random_forest",
    label="Random forest",
    help="Many decision trees vote. A sturdy default that combines features, needs no tuning and copes with a few "
    "hundred sequences.",
    build=_build,
    params=(
        Param("trees", "int", 500, "Trees", "More trees steady the result and take longer.", low=1, high=5000),
        Param(
            "min_leaf", "int", 2, "Smallest leaf", "Sequences a leaf must hold; larger resists noise.", low=1, high=100
        ),
        Param(
            "max_features",
            "choice",
            "sqrt",
            "Features tried at each split",
            "'sqrt' is the usual choice.",
            choices=("sqrt", "log2", "all"),
        ),
        Param(
            "balanced",
            "bool",
            True,
            "Balance classes",
            "Let rare classes count as much as common ones. For classes only.",
        ),
    ),
    presets={"tutorial": {"trees": 100, "min_leaf": 1, "max_features": "sqrt", "balanced": False}},
    extra={
        "trusted": (
            "sklearn.ensemble._forest.RandomForestClassifier",
            "sklearn.ensemble._forest.RandomForestRegressor",
            "sklearn.tree._classes.DecisionTreeClassifier",
            "sklearn.tree._classes.DecisionTreeRegressor",
            "sklearn.tree._tree.Tree",
        ),
        # the class weights are computed from the same data at every step, so scikit-learn's caution does not apply
        "expected": ("UserWarning: class_weight presets",),
        "fit": _fit,
        "seconds": _seconds,
    },
)
