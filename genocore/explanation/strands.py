"""Strand symmetry: whether a model gives a sequence and its reverse complement the same answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from genocore.evaluation.proportions import wilson
from genocore.explanation.influence import half_width
from genocore.explanation.mutagenesis import only_read
from genocore.explanation.windows import opposite
from genocore.sequences.dataset import Dataset
from genocore.training.ask import ask
from genocore.training.bundle import Model

SEQUENCES = 1_000
"""Sequences read on both strands at most."""


def strand_symmetry(model: Model, data: Dataset, most: int = SEQUENCES, seed: int = 42) -> dict[str, Any]:
    """Return how much answers change when sequences are read on the opposite strand.

    Parameters
    ----------
    model : Model
    data : Dataset
        Labels are not looked at.
    most : int, default 1,000
        Sequences taken, at random if there are more.
    seed : int, default 42

    Returns
    -------
    dict
        ``mean`` absolute difference of the answers (of probabilities, that of the class which is called on the strand
        as given; of numbers, on the learnt scale) with ``low`` and ``high``, its 95 % interval; ``flips``, the share of
        sequences that are called another class on the opposite strand, with ``flips_low, flips_high`` (None for
        numbers); ``n``.

    Notes
    -----
    0 for models that read both strands. Where the strand has a meaning, as in genes and promoters read in one
    direction, answers should differ; where sequences stand on either strand by chance, they should not.

    References
    ----------
    Interval of a share: Wilson 1927, doi:10.1080/01621459.1927.10502953.
    """
    if len(data) > most:
        data = data.take(np.sort(np.random.default_rng(seed).choice(len(data), most, replace=False)))
    n = len(data)
    there, back = ask(model, data).joint, ask(model, opposite(only_read(model, data))).joint
    flips: dict[str, Any] = {"flips": None, "flips_low": None, "flips_high": None}
    difference = np.abs(there - back)
    if model.classes:
        called = there.argmax(axis=1)
        difference = difference[np.arange(n), called]
        changed = int((called != back.argmax(axis=1)).sum())
        low, high = (float(end[0]) for end in wilson([changed], [n]))
        flips = {"flips": changed / max(n, 1), "flips_low": low, "flips_high": high}
    mean, half = float(difference.mean()) if n else 0.0, float(half_width(difference[:, None])[0])
    return {"mean": mean, "low": max(mean - half, 0.0), "high": mean + half, **flips, "n": n}
