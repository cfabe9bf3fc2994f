"""The estimator behind every network of the registry: an ensemble that is used like a model of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from genocore.features.letters import PADDING
from genocore.models.fit import Progress, rows_of, silent
from genocore.models.networks.feeding import FEEDS, Feed, reverse_complement
from genocore.models.networks.params import Plan
from genocore.models.networks.training import train

Design = Callable[..., Any]
"""Makes a Keras model from ``rows``, ``columns``, ``outputs``, ``padded`` and the design's own settings."""
_PLACES_AT_ONCE = 1 << 16


class Network:
    """Several networks of one design; the answer is their mean.

    Parameters
    ----------
    task : {"binary", "multiclass", "regression"}
    seed : int
    feed : {"letters", "columns"}
        What the matrix holds: codes of the encoder `letters`, or columns of any meaning.
    design : callable
        Makes one Keras model; a function of a module.
    settings : mapping
        Of the design.
    plan : Plan
        How it is trained.

    Attributes
    ----------
    classes_ : ndarray of int
        Classes that training rows had, in the order of the probabilities (none for a regression).
    n_features_in_ : int
        Columns of the training matrix.
    """

    def __init__(
        self, *, task: str, seed: int, feed: str, design: Design, settings: Mapping[str, Any], plan: Plan
    ) -> None:
        self.task, self.seed, self.feed, self.design, self.plan = task, seed, feed, design, plan
        self.settings = dict(settings)
        self.feeder: Feed = FEEDS[feed]()
        self.padded, self.rows = False, 1
        self.models_: list[Any] = []
        self._asks: list[Callable[[Any], Any]] = []

    def fit(
        self, matrix: Any, target: np.ndarray, groups: np.ndarray | None = None, on_progress: Progress = silent
    ) -> Network:
        """Train all members.

        Parameters
        ----------
        matrix : ndarray or csr_array, shape (n, columns)
        target : ndarray, shape (n,)
            Class codes, or numbers of about mean 0 and variance 1.
        groups : ndarray of int, shape (n,), optional
            Rows of one group are never torn apart when rows are set aside; by default each row is its own.
        on_progress : callable, optional
        """
        inner: np.ndarray = np.asarray(target, dtype=np.float32)
        self.classes_ = np.zeros(0, dtype=int)
        if self.task != "regression":
            self.classes_, inner = np.unique(target, return_inverse=True)
        self.rows, self.n_features_in_ = (int(size) for size in matrix.shape)
        self.padded = self.feed == "letters" and bool(np.max(matrix, initial=0) >= PADDING)
        self.feeder.learn(matrix)
        groups = np.arange(len(target)) if groups is None else np.asarray(groups)
        self.models_ = train(self.make, self.feeder, matrix, inner, groups, self.plan, self.seed, on_progress)
        self._asks = []
        return self

    def make(self) -> Any:
        """Return one member, untrained."""
        return self.design(
            rows=self.rows,
            columns=self.n_features_in_,
            outputs=len(self.classes_) or 1,
            padded=self.padded,
            **self.settings,
        )

    def predict_proba(self, matrix: Any) -> np.ndarray:
        """Return the mean of the members' probabilities: float64, shape (n, classes)."""
        return self.member_predictions(matrix).mean(axis=0)

    def predict(self, matrix: Any) -> np.ndarray:
        """Return the likeliest class of each row, or for a regression its number."""
        found = self.predict_proba(matrix)
        return found[:, 0] if self.task == "regression" else self.classes_[found.argmax(axis=1)]

    def member_predictions(self, matrix: Any) -> np.ndarray:
        """Return what each member says.

        Returns
        -------
        ndarray of float64, shape (members, n, outputs)
            Probabilities of the classes; one number for a regression. With both strands, the mean of the two, so that
            a sequence and its reverse complement have the same value to the last bit.
        """
        there = self._outputs(matrix, turn=False)
        return (there + self._outputs(matrix, turn=True)) / 2 if self.plan.both_strands else there

    def discordance(self, matrix: Any) -> np.ndarray:
        """Return how much the answer for each sequence changes with its strand.

        Returns
        -------
        ndarray of float64, shape (n,)
            The difference between the answers to the sequence and to its reverse complement, each read on one strand
            only: the largest over the classes of the absolute difference of the ensemble's probabilities, or the
            absolute difference of its numbers. Not a number where a row is no sequence.
        """
        if self.feed != "letters":
            return np.full(rows_of(matrix), np.nan)
        there, back = (self._outputs(matrix, turn=turn).mean(axis=0) for turn in (False, True))
        return np.abs(there - back).max(axis=1)

    def _outputs(self, matrix: Any, *, turn: bool) -> np.ndarray:
        """Return the answers of all members: (members, n, outputs).

        Batches have one size, so that the arithmetic is the same whatever rows come along.
        """
        import tensorflow as tf

        n, columns = matrix.shape
        if columns != self.n_features_in_:
            raise ValueError(f"{columns} columns instead of {self.n_features_in_}")
        if not self._asks:
            spec = tf.TensorSpec((None, columns), self.feeder.dtype)
            self._asks = [tf.function(model, input_signature=[spec], autograph=False) for model in self.models_]
        size = max(1, min(256, _PLACES_AT_ONCE // max(columns, 1) if self.feed == "letters" else 256))
        out = np.zeros((len(self._asks), n, len(self.classes_) or 1))
        for first in range(0, n, size):
            rows = self.feeder.rows(matrix, slice(first, first + size))
            rows = reverse_complement(rows) if turn else rows
            batch = np.zeros((size, columns), dtype=rows.dtype)
            batch[: len(rows)] = rows
            for member, ask in enumerate(self._asks):
                out[member, first : first + size] = ask(batch).numpy()[: len(rows)]
        return out if self.task == "regression" else _softmax(out)


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
