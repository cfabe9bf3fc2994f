"""Model `linear_svm`: the widest gap between the classes."""

from __future__ import annotations

from typing import Any

from genocore.models.margins import TRUSTED, Margins, fit_margins
from genocore.registry import Param, Spec

SCALING = Param(
    "scaling",
    "choice",
    "each feature",
    "Scale",
    "'each feature' gives all features the same spread; 'each sequence' gives all sequences the same length as "
    "vectors, so that common features count most; 'none' takes the numbers as they are.",
    choices=("each feature", "each sequence", "none"),
)


def scalers(scaling: str) -> list[Any]:
    """Return the first steps of a pipeline for a value of `SCALING`."""
    from sklearn.preprocessing import Normalizer, StandardScaler

    # with_mean=False keeps sparse matrices sparse; the intercept takes up the shift
    return {"each feature": [StandardScaler(with_mean=False)], "each sequence": [Normalizer()], "none": []}[scaling]


def _build(task: str, seed: int, c: float, scaling: str, balanced: bool) -> Any:
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    weight = "balanced" if balanced else None
    machine = LinearSVC(C=c, class_weight=weight, max_iter=10_000, random_state=seed)
    return Margins(make_pipeline(*scalers(scaling), machine), balanced=balanced, seed=seed)


SPEC = Spec(
    key="linear_svm",
    label="Linear support vector machine",
    help="Weighs each feature and looks for the widest gap between the classes. For many features and few sequences, "
    "such as long words; like logistic regression it cannot combine features.",
    build=_build,
    params=(
        Param(
            "c", "float", 0.01, "Freedom (C)",
            "Smaller values keep the weights small and guard against learning noise. Where sequences, not features, "
            "are scaled, 1 is a good start.",
            low=1e-6, high=1e6,
        ),
        SCALING,
        Param("balanced", "bool", True, "Balance classes", "Let rare classes count as much as common ones."),
    ),
    tasks=("binary", "multiclass"),
    extra={
        "trusted": (
            *TRUSTED,
            "sklearn.pipeline.Pipeline",
            "sklearn.preprocessing._data.Normalizer",
            "sklearn.preprocessing._data.StandardScaler",
            "sklearn.svm._classes.LinearSVC",
        ),
        "fit": fit_margins,
        "seconds": lambda n, columns, params: 0.1 + 2e-6 * n * columns * max(params["c"], 0.01) ** 0.1,
    },
)  # fmt: skip
