"""One fit within a run: encoder and model see the rows they are given and no others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from genocore.errors import NotEnoughData
from genocore.features import ENCODERS, Encoder
from genocore.models import MODELS
from genocore.models.fit import fit_model
from genocore.sequences.dataset import Dataset
from genocore.training.settings import Settings

Progress = Callable[[float, str], None]


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


def fit_rows(
    features: Features, rows: np.ndarray, settings: Settings, on_progress: Progress
) -> tuple[Encoder, Any, list[str]]:
    """Fit encoder and model on `rows`; return both and the library's warnings.

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
    target = np.asarray(features.data.target)[rows]
    estimator, notes = fit_model(
        MODELS[settings.model], dict(settings.model_params), matrix, target, seed=settings.seed, on_progress=on_progress
    )
    return encoder, estimator, notes


def _spread(matrix: Any) -> np.ndarray:
    """Return for each column how far its values lie apart."""
    ends = matrix.max(axis=0), matrix.min(axis=0)
    top, bottom = (end.toarray() if hasattr(end, "toarray") else end for end in ends)
    return np.asarray(top, dtype=float) - bottom
