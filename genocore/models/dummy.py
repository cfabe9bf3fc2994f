"""Model `dummy`: looks at nothing, answers with how common each class is, or with the mean."""

from __future__ import annotations

from typing import Any

from genocore.registry import Spec


def _build(task: str, seed: int, **params: Any) -> Any:
    from sklearn.dummy import DummyClassifier, DummyRegressor

    if task == "regression":
        return DummyRegressor(strategy="mean", **params)
    return DummyClassifier(strategy="prior", random_state=seed, **params)


SPEC = Spec(
    key="dummy",
    label="No model (class frequencies, or the mean)",
    help="Looks at no sequence and always answers with the commonest class, or with the mean value. Shown beside every "
    "model: a score below or at it means that nothing was learnt.",
    build=_build,
    extra={
        "trusted": ("sklearn.dummy.DummyClassifier", "sklearn.dummy.DummyRegressor"),
        "calibrate": False,
        "seconds": lambda n, columns, params: 0.001,
    },
)
