"""Which encoders a model can work with."""

from __future__ import annotations

from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.registry import Spec


def encoders_of(model: Spec) -> list[Spec]:
    """Return the encoders whose features `model` takes, the first of them its own choice.

    Examples
    --------
    >>> [spec.key for spec in encoders_of(MODELS["random_forest"])][:1]
    ['kmers']
    """
    named = model.extra.get("encoders")
    if named:
        return [ENCODERS[key] for key in named]
    ordinary = [spec for spec in ENCODERS.values() if not spec.extra.get("only_named")]
    return sorted(ordinary, key=lambda spec: spec.key != "kmers")


def models_of(task: str) -> list[Spec]:
    """Return the models that serve `task`; all of them if none does."""
    return MODELS.for_task(task) or list(MODELS.values())
