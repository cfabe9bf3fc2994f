"""The training rows as a stream of batches; only these are ever dense and in floating point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from genocore.models.networks.feeding import Feed, reverse_complement
from genocore.models.networks.params import Plan, batch_of

_PLACES_AT_ONCE = 1 << 17
"""Positions (rows x columns) that pass through a network at once, at most: bounds the memory of its layers."""

_BYTES_AHEAD = 1 << 24


class Stream:
    """Batches of inputs, targets and weights.

    Parameters
    ----------
    feed : Feed
        Fitted.
    matrix : array of any make, shape (n, columns)
        Stays where it is; nothing is copied but the batches.
    target : ndarray, shape (n,)
        Indices of classes (int64), or numbers (float32).
    plan : Plan
    generator : numpy.random.Generator
        For the order of the rows and the strand they are read on.
    """

    def __init__(self, feed: Feed, matrix: Any, target: np.ndarray, plan: Plan, generator: np.random.Generator) -> None:
        self.feed, self.matrix, self.target, self.generator = feed, matrix, target, generator
        self.both = plan.both_strands
        places = matrix.shape[1] if feed.dtype == "uint8" else 1
        self.batch = max(1, min(batch_of(plan.batch, len(target)), _PLACES_AT_ONCE // max(places, 1)))
        self.weight = np.ones(len(target), dtype=np.float32)
        if plan.balanced and not is_number(target):
            counts = np.bincount(target)
            self.weight = (len(target) / (len(counts) * counts))[target].astype(np.float32)

    def steps(self, rows: np.ndarray) -> int:
        """Return the number of batches of an epoch."""
        return -(-len(rows) // self.batch)

    def over(self, rows: np.ndarray, *, learn: bool) -> Any:
        """Return a ``tf.data.Dataset`` of the rows; to learn from, in a new order and on random strands each time."""
        import tensorflow as tf

        def batches() -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
            order = self.generator.permutation(rows) if learn else rows
            for first in range(0, len(order), self.batch):
                index = order[first : first + self.batch]
                inputs = self.feed.rows(self.matrix, index)
                if learn and self.both:
                    turned = self.generator.random(len(index)) < 0.5
                    inputs[turned] = reverse_complement(inputs[turned])
                yield inputs, self.target[index], self.weight[index]

        signature = (
            tf.TensorSpec((None, self.matrix.shape[1]), self.feed.dtype),
            tf.TensorSpec((None,), self.target.dtype),
            tf.TensorSpec((None,), "float32"),
        )
        data = tf.data.Dataset.from_generator(batches, output_signature=signature)
        return data.apply(tf.data.experimental.assert_cardinality(self.steps(rows))).prefetch(16)


def is_number(target: np.ndarray) -> bool:
    """Return whether `target` holds numbers to predict rather than classes."""
    return bool(np.issubdtype(target.dtype, np.floating))
