"""Influence of positions: mutagenesis of many sequences of one length, averaged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.explanation.mutagenesis import mutagenesis
from genocore.explanation.score import Score
from genocore.models.fit import Progress, silent
from genocore.sequences.alphabet import BASES
from genocore.sequences.dataset import Dataset

SEQUENCES, LETTERS = 300, 60_000
"""Sequences whose mutagenesis is averaged at most, by default, and letters of them together, about."""
SHUFFLES = 100
"""Of measured values, to see what chance gives."""


def influence(
    score: Score, data: Dataset, most: int = SEQUENCES, seed: int = 42, *, on_progress: Progress = silent
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how much each position matters to a model, and which base it wants there.

    Parameters
    ----------
    score : Score
    data : Dataset
        Sequences of one length, cut around the same kind of place; their labels are not looked at.
    most : int, default 300
        Sequences taken, at random if there are more; of long ones fewer, 60,000 letters together, but 30 at least.
    seed : int, default 42
    on_progress : callable, optional

    Returns
    -------
    positions : DataFrame
        One row a position: ``position`` (1-based), ``influence`` (mean size of the effect of replacing the letter there
        by the others, over all sequences), ``low, high`` (95 % interval of that mean), ``n`` (sequences) and
        ``constant`` (True where all sequences of `data` have the same letter: what another would do there, the model
        cannot have learnt).
    bases : DataFrame
        Four rows a position: ``position, base, effect``: how far the score is above the mean of all four bases if
        this base stands there, mean over all sequences.

    Raises
    ------
    InputError
        PA001 if the sequences are of several lengths: their positions cannot be compared.

    Notes
    -----
    The interval is about the choice of sequences; the model is taken as it is. Sequences that are dead anyway, such as
    those of a heavily mutated library, lose nothing when one more letter is replaced, and pull all positions down.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from genocore.explanation.score import Scores
    >>> model = SimpleNamespace(encoder=None, estimator=None)
    >>> starts_with_a = lambda data: Scores(np.array([float(text[0] == "A") for text in data.sequences()]))
    >>> found = influence(SimpleNamespace(model=model, ask=starts_with_a), Dataset.from_strings(["AC", "AG"]))[0]
    >>> found["influence"].tolist()
    [1.0, 0.0]
    """
    if not len(data) or len(set(data.lengths.tolist())) != 1:
        raise InputError(
            "The sequences are of several lengths: position 5 of one is not position 5 of another.",
            hint="Look at single sequences, or cut all of them around the same kind of place.", code="PA001",
        )  # fmt: skip
    length = int(data.lengths[0])
    letters = np.asarray(data.letters).reshape(len(data), length)
    constant = (letters == letters[0]).all(axis=0)
    most = min(most, max(LETTERS // max(length, 1), 30))
    if len(data) > most:
        data = data.take(np.sort(np.random.default_rng(seed).choice(len(data), most, replace=False)))
    found = mutagenesis(score, data, on_progress=on_progress)
    n = len(data)
    size = found.influence.reshape(n, length)
    mean = size.mean(axis=0)
    half = half_width(size)
    positions = pd.DataFrame(
        {
            "position": np.arange(length) + 1,
            "influence": mean,
            "low": mean - half,
            "high": mean + half,
            "n": n,
            "constant": constant,
        }
    )
    level = found.delta.reshape(n, length, 4)
    effect = (level - level.mean(axis=2, keepdims=True)).mean(axis=0)
    bases = pd.DataFrame(
        {
            "position": np.repeat(np.arange(length) + 1, 4), "base": np.tile(list(BASES), length),
            "effect": effect.reshape(-1),
        }
    )  # fmt: skip
    return positions, bases


def measured(data: Dataset, of: str = "", least: int = 10, seed: int = 42) -> np.ndarray:
    """Return how far the records themselves differ by the base at each position; float64, shape (length,).

    Parameters
    ----------
    data : Dataset
        Of one length, with classes or numbers.
    of : str
        The class whose share is compared; empty to compare means of numbers.
    least : int, default 10
        Records with a base at a position that its mean needs to count.
    seed : int, default 42
        Of the shuffles that show what chance gives.

    Returns
    -------
    ndarray
        Highest less lowest mean (share) among the bases; NaN where that is no more than 95 % of 100 shuffles of the
        values give there; 0 where there is one base only.

    Notes
    -----
    Of means over few records the highest and the lowest always differ: without the shuffles every position would seem
    to matter. One position in twenty still passes by chance.

    What stands elsewhere in the sequence is averaged over, which is fair where it was varied at random, as in a library
    of variants, and misleading where positions go together, as in related sequences.

    Examples
    --------
    >>> data = Dataset.from_strings(["AC", "GC"] * 10).with_numbers(np.array([1.0, 3.0] * 10))
    >>> measured(data).tolist()
    [2.0, 0.0]

    References
    ----------
    Shuffles: Phipson & Smyth 2010, doi:10.2202/1544-6115.1585.
    """
    data = data.take(data.labelled)
    value = np.asarray(data.target, dtype=np.float64)
    if of:
        value = (np.asarray(data.target) == data.classes.index(of)).astype(np.float64)
    codes = data.codes.reshape(len(data), -1)
    rng = np.random.default_rng(seed)
    values = np.stack([value, *(rng.permutation(value) for _ in range(SHUFFLES))])
    highest, lowest = np.full((len(values), codes.shape[1]), -np.inf), np.full((len(values), codes.shape[1]), np.inf)
    for base in range(4):
        here = (codes == base).astype(np.float64)
        n = here.sum(axis=0)
        mean = np.where(n >= least, values @ here / np.maximum(n, 1), np.nan)
        highest, lowest = np.fmax(highest, mean), np.fmin(lowest, mean)
    spread = np.where(highest > lowest, highest - lowest, 0.0)
    return np.where(spread[0] > np.quantile(spread[1:], 0.95, axis=0), spread[0], np.where(spread[0] > 0, np.nan, 0.0))


def half_width(values: np.ndarray) -> np.ndarray:
    """Return half the 95 % interval of the mean of each column; NaN for one row."""
    from scipy.stats import t

    n = len(values)
    if n < 2:
        return np.full(values.shape[1], np.nan)
    return t.ppf(0.975, n - 1) * values.std(axis=0, ddof=1) / np.sqrt(n)
