"""Scoring a trained model on labelled sequences it has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from genocore.errors import InputError
from genocore.evaluation import with_intervals
from genocore.sequences.checks import identical_groups
from genocore.sequences.dataset import Dataset
from genocore.training.bundle import Model
from genocore.training.predict import predict
from genocore.training.run import Metrics
from genocore.training.scaling import check_scale, to_learnt


@dataclass(frozen=True)
class Score:
    """What a model scored on other data: metrics with intervals (of numbers: on the learnt scale), and the calls."""

    model_id: str
    n: int
    classes: tuple[str, ...]
    metrics: Metrics
    true: list[Any]
    predicted: list[Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as plain values."""
        return {"model_id": self.model_id, "n": self.n, "classes": list(self.classes), "metrics": self.metrics}


def score(model: Model, data: Dataset) -> Score:
    """Score `model` on the labelled records of `data`; intervals resample groups of equal sequences.

    Raises
    ------
    InputError
        FA006 if there are no labels, ML008 if there are classes the model does not know.

    Notes
    -----
    Whether these sequences were among those the model was trained on is not known here: a saved model does not keep
    them.
    """
    if not data.labelled.any():
        raise InputError("The file has no labels to compare with.", hint="Say where they stand.", code="FA006")
    if bool(data.classes) != bool(model.classes):
        kind = "classes" if model.classes else "numbers"
        raise InputError(f"The model predicts {kind}; the labels of the file are none.", code="ML008")
    strange = sorted({name for name, n in data.class_counts().items() if n} - set(model.classes))
    if strange:
        raise InputError(
            f"The model does not know the class {strange[0]!r}.",
            hint=f"It knows: {', '.join(model.classes)}.",
            code="ML008",
        )
    data = data.take(data.labelled)
    found, groups = predict(model, data), identical_groups(data)
    if scale := model.fitted.scale:
        check_scale(np.asarray(data.target), scale.kind)
        true = to_learnt(np.asarray(data.target), scale.kind)
        metrics = with_intervals(true, to_learnt(found["pred"].to_numpy(), scale.kind), groups, baseline=scale.mean)
        return Score(model.key, len(data), (), metrics, true.tolist(), found["pred"].tolist())
    names = np.array(data.classes, dtype=object)[np.asarray(data.target)]
    codes = np.array([model.classes.index(name) for name in names])
    metrics = with_intervals(codes, found[[f"p_{name}" for name in model.classes]].to_numpy(), groups)
    return Score(model.key, len(data), model.classes, metrics, names.tolist(), found["pred"].tolist())
