"""Changed sequences: what a model says of many, and how their effects compare with those of single letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from genocore.explanation.score import Score, Scores
from genocore.explanation.windows import Changes, before_and_after, cut_out, longest_read
from genocore.sequences.alphabet import BASES, CODE, translate
from genocore.sequences.dataset import Dataset

COMPARED, FEWEST, ALL_COMPARED = 1_000, 200, 300_000
"""Single letters replaced of a sequence at most, and at least if it has so many; of all sequences together, about."""
_LETTERS, _CELLS, _LISTED = 4_000_000, 8_000_000, 1_000_000
"""Letters of windows, and entries of their features, that are made at once; letters of which all changes are listed."""


def ask_changes(
    score: Score, data: Dataset, changes: Changes
) -> Iterator[tuple[np.ndarray, Scores, np.ndarray, Scores, Dataset, Dataset]]:
    """Yield some changes at a time, with what the model says of their windows.

    Yields
    ------
    rows : ndarray of int
        Of `changes`.
    before : Scores
        Of the windows as they are, each once.
    at : ndarray of int
        Which of them belongs to each row.
    after : Scores
        Of the windows with the change made, one a row.
    old, new : Dataset
        These windows; `old` has each once, as `before`.
    """
    width = longest_read(score.model)
    begin, _ = cut_out(data, changes, width)
    columns = int(getattr(score.model.estimator, "n_features_in_", 1))
    for rows in _blocks(len(changes), max(min(_LETTERS // width, _CELLS // max(columns, 1)), 64)):
        some = changes.take(rows)
        same = pd.DataFrame({"sequence": some.sequence, "begin": begin[rows]})
        at = same.groupby(["sequence", "begin"], sort=False).ngroup().to_numpy()
        first = np.flatnonzero(~pd.Series(at).duplicated().to_numpy())
        old, new = before_and_after(data, some, width)
        old = old.take(first)
        yield rows, score.ask(old), at, score.ask(new), old, new


def percentiles(
    score: Score, data: Dataset, changes: Changes, effect: np.ndarray, seed: int,
    on_progress: Callable[[int, int], None],
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return where each effect stands among those of the single letters of its sequence, and how many these are.

    Parameters
    ----------
    score : Score
    data : Dataset
    changes : Changes
    effect : ndarray, shape (n,)
        Of each change.
    seed : int
        Of the choice among more than `COMPARED` letters.
    on_progress : callable
        Told how many letters of how many are done.

    Returns
    -------
    ndarray of float64, shape (n,)
        Percent of the letters with a smaller effect in size, and half of those with an equal one; NaN if there is none.
    ndarray of int64, shape (n,)
    """
    sequences = np.sort(pd.unique(changes.sequence))
    most = min(COMPARED, max(ALL_COMPARED // len(sequences), FEWEST))
    # a seed for each sequence: which letters are taken of it does not depend on what else is asked
    singles = [_singles(data, at, most, np.random.default_rng([seed, at])) for at in sequences.tolist()]
    whole = Changes(*(np.concatenate([getattr(one, name) for one in singles]) for name in _FIELDS))
    size = np.zeros(len(whole))
    for rows, before, at, after, _, _ in ask_changes(score, data, whole):
        size[rows] = np.abs(after.minus(before, at)[0])
        on_progress(int(rows[-1]) + 1, len(whole))
    percentile, compared = np.full(len(changes), np.nan), np.zeros(len(changes), dtype=np.int64)
    for sequence in sequences:
        others, rows = np.sort(size[whole.sequence == sequence]), np.flatnonzero(changes.sequence == sequence)
        if len(others):
            below = np.searchsorted(others, np.abs(effect[rows]), side="left")
            up_to = np.searchsorted(others, np.abs(effect[rows]), side="right")
            percentile[rows] = 100 * (below + up_to) / 2 / len(others)
        compared[rows] = len(others)
    return percentile, compared


_FIELDS = ("sequence", "index", "span", "put")


def _singles(data: Dataset, sequence: int, most: int, rng: np.random.Generator) -> Changes:
    """Return replacements of single letters of a sequence: all, or as many as `most` at random."""
    letters = data.letters[data.offsets[sequence] : data.offsets[sequence + 1]]
    several = 3 * len(letters)
    # of a chromosome, to list all changes and draw a thousand would take gigabytes
    drawn = np.arange(several) if several <= _LISTED else rng.choice(several, 4 * most, replace=False)
    index, codes = drawn // 3, translate(letters, CODE)
    drawn, index = drawn[codes[index] < 4], index[codes[index] < 4]
    if len(drawn) > most:
        kept = np.sort(rng.choice(len(drawn), most, replace=False))
        drawn, index = drawn[kept], index[kept]
    code = (codes[index] + 1 + drawn % 3) % 4
    put: Any = np.array([*BASES, ""], dtype=object)[code]
    return Changes(np.full(len(index), sequence), index, np.ones(len(index), dtype=np.int64), put)


def _blocks(n: int, step: int) -> Iterator[np.ndarray]:
    for first in range(0, n, step):
        yield np.arange(first, min(first + step, n))
