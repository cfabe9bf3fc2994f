"""Integrated gradients: what each letter adds to the answer of a network, so that the parts make up the whole."""

from __future__ import annotations

from typing import Any

import numpy as np

from genocore.explanation.attributions import Attributions
from genocore.explanation.mutagenesis import letters_read
from genocore.explanation.path import Ask, Integral, integrate
from genocore.explanation.score import Score
from genocore.explanation.twin import Twin
from genocore.features.letters import PADDING
from genocore.models.fit import Progress, silent
from genocore.models.networks.feeding import reverse_complement
from genocore.registry import unknown
from genocore.sequences.dataset import Dataset

BASELINES = {"uniform": 0.25, "zero": 0.0}
"""What is given of each base where a sequence has a letter, at the start of the way."""
_PLACES, _PLACES_AT_ONCE = 1 << 14, 1 << 14
"""Places (sequences x columns) whose gradients are held, and places of points asked at once."""


def integrated_gradients(
    score: Score, data: Dataset, rows: np.ndarray | None = None, *, baseline: str = "uniform",
    on_progress: Progress = silent,
) -> Attributions:  # fmt: skip
    """Share out among its letters how far the answer for a sequence is above that for a baseline.

    Parameters
    ----------
    score : Score
        A model of networks that read letters (`cnn`), and the class.
    data : Dataset
        Sequences of any length; labels are not looked at.
    rows : ndarray of int or bool, optional
        Sequences to explain; all by default. The result holds these alone.
    baseline : {"uniform", "zero"}
        A quarter of each base at every letter, which is what the network is given for an N: "any letter". Or nothing,
        as beyond the ends. Neither has a letter where the sequence has none.
    on_progress : callable, optional

    Raises
    ------
    InputError
        PA001 for a model that is no network, or one that reads features; PA002 for another baseline.
    Cancelled
        If `on_progress` does.

    Notes
    -----
    Of each member the log odds of the class are explained, before calibration: its logit less the logarithm of the
    summed exponentials of the others. Probabilities are not: near 0 and 1 they hardly move, and gradients vanish. Of
    numbers it is the predicted one on the scale that was learnt. Members are averaged, and if the model takes both
    strands as one, the two strands, each as if it were given. The mean of log odds is near the log odds of the mean
    probability, not equal.

    A sequence is done when its letters add up within 1 % (see `Attributions.gap`) or at 1,024 steps. What is not
    `complete` should not be read letter by letter. To add up is no proof that each letter is exact: against 2,048 steps
    they were off by up to 1 % of the largest (splice sites). Memory is 50 bytes a letter, and some 100 MB for networks
    at work; 100 sequences of 60 bp take a second.

    Every attribution is a comparison with the baseline; another one gives other numbers, and a letter that any letter
    could stand for gets nothing. It is shared out along one way from there: where letters act together only, or one
    stands in for another, they are given parts that no single replacement shows. It says what the network looks at,
    which need not be biology.

    References
    ----------
    Sundararajan, Taly & Yan 2017, arXiv:1703.01365. Hypothetical attributions: Shrikumar et al. 2018,
    arXiv:1811.00416.
    """
    if baseline not in BASELINES:
        raise unknown("baseline", baseline, list(BASELINES))
    data = data if rows is None else data.take(np.asarray(rows))
    twin, n, total = Twin(score, "letters"), len(data), len(data.letters)
    ask, away = _ask(twin, BASELINES[baseline]), _away(BASELINES[baseline])
    read = letters_read(score.model, data)
    out = Attributions(
        data, score, baseline, np.zeros(total), np.zeros((total, 4)), np.zeros(total) if twin.members > 1 else None,
        np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n, dtype=np.int64), read,
    )  # fmt: skip
    columns = max(twin.network.n_features_in_, 1)
    block = max(_PLACES // columns, 1)
    for first in range(0, n, block):
        part = slice(first, min(first + block, n))
        matrix = score.model.encoder.transform(data.take(np.arange(part.start, part.stop)))
        codes = twin.network.feeder.rows(matrix, slice(None))
        both = np.stack([codes, reverse_complement(codes)] if twin.network.plan.both_strands else [codes])

        def tell(share: float, part: slice = part) -> None:
            done = part.start + share * (part.stop - part.start)
            on_progress(done / n, f"{int(done):,} of {n:,} sequences")

        found = integrate(twin, ask, both, away, size=max(_PLACES_AT_ONCE // columns, 1), tell=tell)
        letters = slice(int(data.offsets[part.start]), int(data.offsets[part.stop]))
        _write(out, found, both, part, np.flatnonzero(read[letters]) + letters.start, matrix < PADDING)
    return out


def _write(
    out: Attributions, found: Integral, both: np.ndarray, rows: slice, places: np.ndarray, there: np.ndarray
) -> None:
    """Put the attributions of a block into the packed arrays: row by row, letters stand in the order of the columns."""
    share = BASELINES[out.baseline]
    slopes = found.slopes[:, 0]
    if len(both) > 1:
        slopes = (slopes + turned_back(found.slopes[:, 1], both[0])) / 2
    own = (slopes * _away(share)(both[0])).sum(axis=3)[:, there]
    out.letters[places] = own.mean(axis=0)
    if out.sd is not None:
        out.sd[places] = own.std(axis=0)
    mean = slopes.mean(axis=0)[there]
    out.hypothetical[places] = mean - share * mean.sum(axis=1, keepdims=True)
    for name in ("start", "end", "gap", "steps"):
        getattr(out, name)[rows] = getattr(found, name)


def turned_back(slopes: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return what belongs to the opposite strand in the places and bases of the strand given.

    Parameters
    ----------
    slopes : ndarray, shape (..., n, length, 4)
        Of the reverse complements of `codes`.
    codes : ndarray of uint8, shape (n, length)

    Examples
    --------
    >>> turned_back(np.array([[[1, 2, 3, 4], [5, 6, 7, 8], [0, 0, 0, 0]]]), np.array([[0, 3, 5]])).tolist()
    [[[8, 7, 6, 5], [4, 3, 2, 1], [0, 0, 0, 0]]]
    """
    letters, here = codes != PADDING, np.arange(codes.shape[1])
    ends = letters.argmax(axis=1) + len(here) - 1 - letters[:, ::-1].argmax(axis=1)
    place = np.where(letters, ends[:, None] - here, here)
    return slopes[..., np.arange(len(codes))[:, None], place, ::-1]


def _away(share: float) -> Any:
    """Return the function that gives for codes the vectors from baseline to letter, shape (..., 4)."""
    table = np.vstack([np.eye(4), np.full((1, 4), 0.25), np.zeros((1, 4))]) - share
    table[PADDING] = 0
    return lambda codes: table[codes]


def _ask(twin: Twin, share: float) -> Ask:
    import tensorflow as tf

    look_up, inside = (twin.model.get_layer(name) for name in ("one_hot", "inside"))
    rest = twin.part("one_hot", "inside")

    @tf.function(autograph=False)
    def slopes(codes: Any, along: Any) -> tuple[Any, Any]:
        letters, there = look_up(codes), inside(codes)
        start = share * there
        point = start + along[:, None, None] * (letters - start)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(point)
            value = twin.value(rest([point, there], training=False))
        return value, tape.gradient(value, point)

    def ask(codes: np.ndarray, along: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        value, gradient = slopes(tf.constant(codes), tf.constant(along))
        return value.numpy(), gradient.numpy()

    return ask
