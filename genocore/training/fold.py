"""One fit within a run: encoder and model see the rows they are given and no others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from genocore.errors import NotEnoughData
from genocore.features import ENCODERS, Encoder
from genocore.models import MODELS
from genocore.models.fit import Progress, class_probabilities, fit_model, predicted_values
from genocore.sequences.dataset import Dataset
from genocore.training.scaling import TargetScale
from genocore.training.settings import Settings


class Features:
    """Feature matrices; encoders that learn nothing see the data once."""

    def __init__(self, data: Dataset, settings: Settings) -> None:
        self.data, self.settings = data, settings
        encoder = self.new()
        self.whole = None if encoder.learns else encoder.fit(data).transform(data)

    def new(self) -> Encoder:
        """Return the encoder, not fitted."""
        return ENCODERS[self.settings.encoder].build(**self.settings.encoder_params)

    def of(self, encoder: Encoder, rows: np.ndarray) -> Any:
        """Return the features of `rows`."""
        return encoder.transform(self.data.take(rows)) if self.whole is None else self.whole[rows]


@dataclass(frozen=True, eq=False)
class Fitted:
    """A fitted encoder and estimator, and for numbers the scale they were learnt on."""

    encoder: Encoder
    estimator: Any
    scale: TargetScale | None = None

    @property
    def known(self) -> np.ndarray:
        """Codes of the classes it was trained on; int64. Empty for numbers."""
        return np.asarray(getattr(self.estimator, "classes_", ()), dtype=np.int64)

    def answers(self, matrix: Any, n_classes: int) -> np.ndarray:
        """Return probabilities, shape (n, n_classes), or numbers on the learnt scale, shape (n,)."""
        if self.scale is None:
            return class_probabilities(self.estimator, matrix, n_classes)
        return self.scale.restore(predicted_values(self.estimator, matrix))


def fit_rows(
    features: Features, rows: np.ndarray, settings: Settings, on_progress: Progress, *, kind: str = "none",
    groups: np.ndarray | None = None, share: float = 1.0,
) -> tuple[Fitted, list[str]]:  # fmt: skip
    """Fit encoder and model on `rows`; return both and the library's warnings.

    Parameters
    ----------
    features : Features
    rows : ndarray of int
    settings : Settings
    on_progress : callable
    kind : {"none", "log2"}
        Scale of the numbers to learn; without effect on classes.
    groups : ndarray of int, shape (n,), optional
        Of all records; those of one group are not torn apart by a model that divides its data again.
    share : float, default 1
        Which part of the run this fit is.

    Raises
    ------
    NotEnoughData
        ML007 if all features are equal.
    """
    encoder = features.new().fit(features.data.take(rows) if features.whole is None else features.data)
    matrix = features.of(encoder, rows)
    if not np.any(_spread(matrix)):
        raise NotEnoughData(
            f"All sequences have the same '{features.settings.encoder}' features.",
            hint="Choose another encoder.",
            code="ML007",
        )
    data = features.data
    target = np.asarray(data.target)[rows]
    scale = None if data.classes else TargetScale.of(target, kind)
    estimator, notes = fit_model(
        MODELS[settings.model], dict(settings.model_params), matrix, target if scale is None else
        scale.standardise(target), seed=settings.seed, on_progress=on_progress, task=data.task,
        groups=None if groups is None else groups[rows], share=share,
    )  # fmt: skip
    return Fitted(encoder, estimator, scale), notes


def _spread(matrix: Any) -> np.ndarray:
    """Return for each column how far its values lie apart."""
    ends = matrix.max(axis=0), matrix.min(axis=0)
    top, bottom = (end.toarray() if hasattr(end, "toarray") else end for end in ends)
    return np.asarray(top, dtype=float) - bottom
