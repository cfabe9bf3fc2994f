"""Gradients of a network averaged along a straight way, as finely as it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from genocore.explanation.twin import Twin

COMPLETE = 0.01
"""Share of the difference that attributions may miss it by."""
FEWEST, MOST = 32, 1024
"""Steps that each way is first, and at most, divided into."""
_SMALL = 0.1
"""Differences below this (log odds, or standard deviations of the learnt numbers) count as this large."""

Ask = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
"""Takes inputs and how far along its way each stands (0 to 1); returns value (n,) and gradient (n, ...) there."""


@dataclass(frozen=True, eq=False)
class Integral:
    """What `integrate` returns.

    Parameters
    ----------
    slopes : ndarray of float64, shape (members, strands, n, ...)
        Mean gradient along the way.
    start, end : ndarray of float64, shape (n,)
        Value at both ends, the mean over members and strands.
    gap : ndarray of float64, shape (n,)
        Share of ``end - start`` that the attributions are off by.
    steps : ndarray of int64, shape (n,)
        Steps of the way.
    """

    slopes: np.ndarray
    start: np.ndarray
    end: np.ndarray
    gap: np.ndarray
    steps: np.ndarray


def integrate(
    twin: Twin, ask: Ask, inputs: np.ndarray, away: Callable[[np.ndarray], np.ndarray], *, size: int,
    tell: Callable[[float], None],
) -> Integral:  # fmt: skip
    """Average the gradient along the way of each input, in steps that are halved until its attributions add up.

    Parameters
    ----------
    twin : Twin
        What `ask` is made of.
    ask : callable
    inputs : ndarray, shape (strands, n, ...)
    away : callable
        Gives of some inputs the vectors from the start of their ways to the end, of the shape of the gradients.
    size : int
        Points of ways asked at once.
    tell : callable
        Told the share of inputs that are done.

    Returns
    -------
    Integral

    Notes
    -----
    Trapezoidal rule; the points of a coarser division are used again, so that all of them cost as much as the finest.
    A network of rectified units and maxima has gradients that jump along the way: finer rules gain nothing.

    Memory is 8 bytes for each number of `slopes`, twice, and what the network takes for `size` points.
    """
    strands, n = inputs.shape[:2]
    pending, steps, gap = np.arange(n), np.full(n, FEWEST), np.zeros(n)
    shares, weights = np.linspace(0, 1, FEWEST + 1), np.full(FEWEST + 1, 1 / FEWEST)
    weights[[0, -1]] /= 2
    slopes, ends = np.zeros(0), np.zeros(0)
    parts, done = twin.members * (int(np.log2(MOST // FEWEST)) + 1), 0
    while len(pending):
        some = inputs[:, pending].reshape(strands * len(pending), *inputs.shape[2:])
        found = []
        for member in range(twin.members):
            twin.wear(member)
            found.append(_means(ask, some, shares, weights, size))
            done += 1
            tell(1 - len(pending) / n * (1 - done / parts))
        means = np.stack([mean for mean, _ in found])
        means = means.reshape(len(found), strands, len(pending), *means.shape[2:])
        if not len(slopes):
            slopes = means
            ends = np.stack([values[:, [0, -1]] for _, values in found]).reshape(-1, n, 2).mean(axis=0)
        else:
            slopes[:, :, pending] = (slopes[:, :, pending] + means) / 2
            steps[pending] *= 2
        total = np.zeros(len(pending))
        for strand in range(strands):
            product = slopes[:, strand, pending] * away(inputs[strand, pending])
            total += product.reshape(len(found), len(pending), -1).sum(axis=2).mean(axis=0) / strands
        difference = ends[pending, 1] - ends[pending, 0]
        gap[pending] = np.abs(total - difference) / np.maximum(np.abs(difference), _SMALL * twin.unit)
        pending = pending[(gap[pending] > COMPLETE) & (steps[pending] < MOST)]
        intervals = len(shares) - 1 if shares[0] == 0 else 2 * len(shares)
        shares, weights = (np.arange(intervals) + 0.5) / intervals, np.full(intervals, 1 / intervals)
    tell(1.0)
    return Integral(slopes, ends[:, 0], ends[:, 1], gap, steps)


def _means(
    ask: Ask, inputs: np.ndarray, shares: np.ndarray, weights: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted sum of the gradients of each input, and its value at each share.

    Batches have one size: the network is compiled for it once, and the arithmetic does not depend on what comes along.
    """
    values = np.zeros(len(inputs) * len(shares))
    sums = np.zeros(0)
    for first in range(0, len(values), size):
        point = np.arange(first, min(first + size, len(values)))
        row, share = point // len(shares), point % len(shares)
        batch, at = np.zeros((size, *inputs.shape[1:]), inputs.dtype), np.zeros(size, dtype=np.float32)
        batch[: len(point)], at[: len(point)] = inputs[row], shares[share]
        value, gradient = (part[: len(point)] for part in ask(batch, at))
        if not first:
            sums = np.zeros((len(inputs), *gradient.shape[1:]))
        values[point] = value
        weighted = gradient * weights[share].reshape(-1, *[1] * (gradient.ndim - 1))
        begins = np.flatnonzero(np.diff(row, prepend=-1))
        sums[row[begins]] += np.add.reduceat(weighted, begins, axis=0)
    return sums, values.reshape(len(inputs), len(shares))
