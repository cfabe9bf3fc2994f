"""Encoder `counts`: length and base counts, as in the tutorial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.features.encoder import Stateless, as_float, feature_table
from genocore.features.words import count_words
from genocore.registry import Spec
from genocore.sequences.dataset import Dataset


@dataclass
class Counts(Stateless):
    """Length in bp and the number of A, C, G and T.

    Notes
    -----
    Raw counts grow with the length, so that classes which differ in length alone are told apart perfectly. Lower
    case counts (the tutorial's loop lost it); ambiguous letters count towards the length only.

    Examples
    --------
    >>> Counts().transform(Dataset.from_strings(["AACN"])).tolist()
    [[4.0, 2.0, 1.0, 0.0, 0.0]]
    """

    def fit(self, data: Dataset) -> Counts:
        """Return self: there is nothing to learn."""
        return self

    def transform(self, data: Dataset) -> np.ndarray:
        """Return float32, shape (n, 5)."""
        parts = [counts[1] for _, _, counts in count_words(data, 1, 1)]
        bases = np.concatenate(parts) if parts else np.zeros((0, 4), dtype=np.int64)
        return as_float(np.column_stack([data.lengths, bases]))

    def features(self) -> pd.DataFrame:
        """Return name and description of each column."""
        return feature_table(
            ["length", "A", "C", "G", "T"], ["length in bp", *(f"number of {base} in the sequence" for base in "ACGT")]
        )


def _build(**params: Any) -> Counts:
    return Counts(**params)


SPEC = Spec(
    key="counts",
    label="Length and base counts (tutorial)",
    help="Length and the number of each base, as in the random forest tutorial. Length alone can decide: compare it "
    "with 'Composition'.",
    build=_build,
)
