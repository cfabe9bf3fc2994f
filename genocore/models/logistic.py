"""Model `logistic`: a weighted sum of the features."""

from __future__ import annotations

from typing import Any

from genocore.registry import Param, Spec


def _build(task: str, seed: int, c: float, balanced: bool) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    # with_mean=False keeps sparse matrices sparse; the intercept takes up the shift
    return make_pipeline(
        StandardScaler(with_mean=False),
        LogisticRegression(
            C=c, class_weight="balanced" if balanced else None, max_iter=5000, tol=1e-6, random_state=seed
        ),
    )


SPEC = Spec(
    key="logistic",
    label="Logistic regression",
    help="Weighs each feature and adds up. Quick, hard to fool with few sequences, and a strong first choice with "
    "k-mers; it cannot combine features.",
    build=_build,
    params=(
        Param(
            "c",
            "float",
            0.1,
            "Freedom (C)",
            "Smaller values keep the weights small and guard against learning noise.",
            low=1e-6,
            high=1e6,
        ),
        Param("balanced", "bool", True, "Balance classes", "Let rare classes count as much as common ones."),
    ),
    tasks=("binary", "multiclass"),
    extra={
        "trusted": (
            "sklearn.linear_model._logistic.LogisticRegression",
            "sklearn.pipeline.Pipeline",
            "sklearn.preprocessing._data.StandardScaler",
        ),
        "seconds": lambda n, columns, params: 0.05 + 1e-6 * n * columns**0.9,
    },
)
