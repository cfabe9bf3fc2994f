"""Model `dummy`: looks at nothing, answers with how common each class is."""

from __future__ import annotations

from typing import Any

from genocore.registry import Spec


def _build(seed: int, **params: Any) -> Any:
    from sklearn.dummy import DummyClassifier

    return DummyClassifier(strategy="prior", random_state=seed, **params)


SPEC = Spec(
    key="dummy",
    label="No model (class frequencies)",
    help="Looks at no sequence and always answers with the commonest class. Shown beside every model: a score below "
    "or at it means that nothing was learnt.",
    build=_build,
    tasks=("binary", "multiclass"),
    extra={"trusted": ("sklearn.dummy.DummyClassifier",), "seconds": lambda n, columns, params: 0.001},
)
