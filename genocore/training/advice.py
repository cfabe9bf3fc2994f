"""Sensible first choices for a dataset, and how long they will take."""

from __future__ import annotations

import numpy as np

from genocore.features.onehot import one_hot
from genocore.models import MODELS
from genocore.sequences.dataset import Dataset
from genocore.training.settings import Settings

ALIGNED_BITS, ALIGNED_P = 0.1, 1e-3
"""Information about the base, at some position, from which sequences count as cut around the same kind of site; and the
chance, over all positions, that must be below this for it to be no accident: of few sequences some position always has
this much."""


def advise_encoder(data: Dataset) -> tuple[str, str]:
    """Return the key of the encoder to try first, and why, in one sentence.

    Examples
    --------
    >>> advise_encoder(Dataset.from_strings(["ACGT", "CCGA", "GCGT", "TCGA"] * 9))[0]
    'onehot'
    """
    length = int(data.lengths.max(initial=0))
    if not length or length > 500 or data.lengths.min() != length:
        return "kmers", "The sequences have different lengths or are long, so that words say more than positions."
    prefers = (position_information(data, length) > ALIGNED_BITS) & (position_p(data, length) * length < ALIGNED_P)
    if prefers.any():
        return "onehot", f"All sequences have {length} bp and some positions prefer a base: they are cut around a site."
    return (
        "kmers",
        "The sequences have one length, but no position clearly prefers a base: words say more than positions.",
    )


def position_information(data: Dataset, length: int) -> np.ndarray:
    """Return how far the bases at each position are from the overall ones, in bits, less what chance would give.

    Parameters
    ----------
    data : Dataset
        Sequences of one length; the first 5,000 are looked at.
    length : int
        In bp.

    Returns
    -------
    ndarray of float64, shape (length,)
        Kullback-Leibler divergence; small-sample bias taken off (Schneider et al. 1986,
        doi:10.1016/0022-2836(86)90165-8), so that it may be slightly negative.
    """
    n, counts = _counts(data, length)
    counts = counts + 0.5
    share = counts / counts.sum(axis=1, keepdims=True)
    overall = counts.sum(axis=0) / counts.sum()
    return (share * np.log2(share / overall)).sum(axis=1) - 3 / (2 * np.log(2) * n)


def position_p(data: Dataset, length: int) -> np.ndarray:
    """Return how likely chance alone makes each position differ so much from the overall bases: p of a G-test.

    Parameters
    ----------
    data, length
        As `position_information`.

    Returns
    -------
    ndarray of float64, shape (length,)
        Not corrected for the number of positions.

    Examples
    --------
    >>> position_p(Dataset.from_strings(["AC", "AG", "AT", "AA"] * 5), 2).round(3).tolist()
    [0.0, 0.009]
    """
    from scipy.special import xlogy
    from scipy.stats import chi2

    _, counts = _counts(data, length)
    n = counts.sum(axis=1, keepdims=True)
    expected = n * counts.sum(axis=0) / max(counts.sum(), 1)
    g = 2 * xlogy(counts, np.divide(counts, expected, out=np.ones(counts.shape), where=expected > 0)).sum(axis=1)
    return chi2.sf(g, 3)


def _counts(data: Dataset, length: int) -> tuple[int, np.ndarray]:
    """Return how many sequences were looked at, and how often each base stands at each position; shape (length, 4)."""
    n = min(len(data), 5000)
    return n, one_hot(data.take(np.arange(n)), length).sum(axis=0, dtype=np.int64)


def estimate_columns(settings: Settings, data: Dataset) -> int:
    """Return about how many features the encoder makes."""
    params = settings.encoder_params
    if settings.encoder == "onehot":
        return 4 * (params["length"] or int(data.lengths.max(initial=0)))
    if settings.encoder == "kmers":
        columns = sum(4**k for k in range(params["k"][0], params["k"][1] + 1))
        return columns // 2 if params["strand"] == "both" else columns
    return 10 if settings.encoder != "letters" else params["length"] or int(data.lengths.max(initial=0))


def estimate_seconds(settings: Settings, data: Dataset) -> float:
    """Return about how long a run takes, in seconds, from the model's own rule of thumb.

    Notes
    -----
    Right within a factor of three on a laptop; a busy or old machine takes longer.
    """
    n = int(data.labelled.sum())
    columns = estimate_columns(settings, data)
    fits = settings.folds * settings.repeats * (1 - 1 / settings.folds) + 1
    encoding = 2e-9 * n * columns + 1e-8 * len(data.letters)
    return fits * (float(MODELS[settings.model].extra["seconds"](n, columns, settings.model_params)) + encoding) + 1


def in_words(seconds: float) -> str:
    """Return a duration as a person would say it.

    Examples
    --------
    >>> in_words(3), in_words(42), in_words(400)
    ('a few seconds', 'about 40 seconds', 'about 7 minutes')
    """
    if seconds < 8:
        return "a few seconds"
    if seconds < 90:
        return f"about {round(seconds, -1):.0f} seconds"
    return f"about {seconds / 60:.0f} minutes" if seconds < 5400 else f"about {seconds / 3600:.1f} hours"
