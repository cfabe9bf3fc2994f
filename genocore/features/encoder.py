"""What every encoder is: sequences in, a matrix with named columns out."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pandas as pd

from genocore.sequences.dataset import Dataset

Matrix = Any
"""``ndarray`` of shape (n, n_features), or ``scipy.sparse.csr_array`` of the same shape where most entries are 0."""


class Encoder(Protocol):
    """Turns sequences into numbers.

    An encoder that looks at the data before it can work (``learns = True``) is fitted on the training part of each
    fold; what it learnt is a small dictionary of plain values, `state`, which is saved with the model.
    """

    learns: bool

    def fit(self, data: Dataset) -> Encoder:
        """Learn what `transform` needs; nothing for most encoders."""
        ...

    def transform(self, data: Dataset) -> Matrix:
        """Return the features, shape (n, n_features)."""
        ...

    def features(self) -> pd.DataFrame:
        """Return one row a column: ``name``, ``description`` and ``group`` (columns that belong together)."""
        ...

    @property
    def state(self) -> dict[str, Any]:
        """What was learnt, as plain values; `restore` takes it back."""
        ...

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave."""
        ...


class Stateless:
    """Base of encoders whose features of a sequence depend on that sequence alone."""

    learns = False
    state: dict[str, Any] = {}  # noqa: RUF012 - empty and never written

    def restore(self, state: dict[str, Any]) -> None:
        """Do nothing: there is no state."""


def feature_table(names: list[str], descriptions: list[str], groups: list[str] | None = None) -> pd.DataFrame:
    """Return the frame that `Encoder.features` promises."""
    return pd.DataFrame({"name": names, "description": descriptions, "group": groups or names})


def as_float(counts: np.ndarray) -> np.ndarray:
    """Return `counts` as float32, the type of all dense features."""
    return np.ascontiguousarray(counts, dtype=np.float32)
