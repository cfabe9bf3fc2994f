"""Integrated gradients of features: what each column adds to the answer of a dense network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.explanation.path import COMPLETE, Ask, integrate
from genocore.explanation.score import Score
from genocore.explanation.twin import Twin
from genocore.models.fit import Progress, silent
from genocore.sequences.dataset import Dataset

_CELLS, _CELLS_AT_ONCE = 1 << 20, 1 << 20
"""Features of all members whose gradients are held, and features of points asked at once."""


@dataclass(frozen=True, eq=False)
class FeatureAttributions:
    """What each feature adds to the log odds of a class, or to a number.

    Parameters
    ----------
    data : Dataset
    score : Score
        Its measure is not looked at.
    columns : ndarray of float64, shape (n, columns)
        Attribution of each feature.
    sd : ndarray of float64, shape (n, columns), optional
        Of the same over the members of an ensemble.
    start, end : ndarray of float64, shape (n,)
        Value at the training mean of all features and of the sequence.
    gap, steps : ndarray, shape (n,)
        See `genocore.explanation.gradients.Attributions`.
    """

    data: Dataset
    score: Score
    columns: np.ndarray
    sd: np.ndarray | None
    start: np.ndarray
    end: np.ndarray
    gap: np.ndarray
    steps: np.ndarray

    @property
    def complete(self) -> np.ndarray:
        """True where the features add up to the difference within 1 %; shape (n,)."""
        return self.gap <= COMPLETE

    def table(self, row: int) -> pd.DataFrame:
        """Return the features of sequence `row`, strongest first.

        Columns are ``feature, description, group, value`` (of the feature, not standardised), ``attribution`` and
        ``sd``.
        """
        encoder = self.score.model.encoder
        own = encoder.transform(self.data.take(np.array([row])))
        values = np.asarray(own.toarray() if hasattr(own, "toarray") else own).reshape(-1)
        frame = encoder.features()[["name", "description", "group"]].rename(columns={"name": "feature"})
        frame = frame.assign(
            value=values, attribution=self.columns[row], sd=np.nan if self.sd is None else self.sd[row]
        )
        return _strongest_first(frame)

    def groups(self, row: int) -> pd.DataFrame:
        """Return ``group`` and ``attribution`` of sequence `row`: the sum over features that belong together.

        Of one-hot features a group is a position, and its sum is what the base there adds: each of the four columns
        has a part, for being 1 or for being 0.
        """
        sums = self.table(row).groupby("group", sort=False)["attribution"].sum()
        return _strongest_first(sums.reset_index())


def _strongest_first(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("attribution", key=np.abs, ascending=False, kind="stable", ignore_index=True)


def feature_gradients(
    score: Score, data: Dataset, rows: np.ndarray | None = None, *, on_progress: Progress = silent
) -> FeatureAttributions:
    """Share out among its features how far the answer for a sequence is above that for average features.

    Parameters
    ----------
    score : Score
        A model of networks that read features (`mlp`), and the class.
    data : Dataset
        Sequences of any length; labels are not looked at.
    rows : ndarray of int or bool, optional
        Sequences to explain; all by default. The result holds these alone.
    on_progress : callable, optional

    Raises
    ------
    InputError
        PA001 for a model that is no network, or one that reads the letters themselves.
    Cancelled
        If `on_progress` does.

    Notes
    -----
    The baseline is the mean of each feature over the training part of the model, where a standardised feature is 0. The
    rest is as in `genocore.explanation.gradients.integrated_gradients`: log odds before calibration, the mean over the
    members, and 1 % to add up within. A feature more than ten standard deviations from its mean counts as ten away, as
    the network reads it. Memory is 8 bytes for each sequence and feature, 16 for an ensemble: 33 MB for 1,000 sequences
    and 4,096 words, or 66 MB.

    A sequence with average features need not exist. Of features that say the same, the weights decide which is given
    how much.

    References
    ----------
    Sundararajan, Taly & Yan 2017, arXiv:1703.01365.
    """
    data = data if rows is None else data.take(np.asarray(rows))
    twin, n = Twin(score, "columns"), len(data)
    ask, columns = _ask(twin), twin.network.n_features_in_
    out = FeatureAttributions(
        data, score, np.zeros((n, columns)), np.zeros((n, columns)) if twin.members > 1 else None, np.zeros(n),
        np.zeros(n), np.zeros(n), np.zeros(n, dtype=np.int64),
    )  # fmt: skip
    block = max(_CELLS // (columns * twin.members + 1), 1)
    size = max(min(1024, _CELLS_AT_ONCE // max(columns, 1)), 1)
    for first in range(0, n, block):
        part = slice(first, min(first + block, n))
        matrix = score.model.encoder.transform(data.take(np.arange(part.start, part.stop)))
        numbers = twin.network.feeder.rows(matrix, slice(None))

        def tell(share: float, part: slice = part) -> None:
            done = part.start + share * (part.stop - part.start)
            on_progress(done / n, f"{int(done):,} of {n:,} sequences")

        found = integrate(twin, ask, numbers[None], lambda inputs: inputs, size=size, tell=tell)
        own = found.slopes[:, 0] * numbers
        out.columns[part] = own.mean(axis=0)
        if out.sd is not None:
            out.sd[part] = own.std(axis=0)
        for name in ("start", "end", "gap", "steps"):
            getattr(out, name)[part] = getattr(found, name)
    return out


def _ask(twin: Twin) -> Ask:
    import tensorflow as tf

    @tf.function(autograph=False)
    def slopes(numbers: Any, along: Any) -> tuple[Any, Any]:
        point = along[:, None] * numbers
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(point)
            value = twin.value(twin.model(point, training=False))
        return value, tape.gradient(value, point)

    def ask(numbers: np.ndarray, along: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        value, gradient = slopes(tf.constant(numbers), tf.constant(along))
        return value.numpy(), gradient.numpy()

    return ask
