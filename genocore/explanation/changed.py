"""Changed sequences: what a model says of many, and how their effects compare with those of single letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from genocore.explanation.score import Score, Scores
from genocore.explanation.windows import Changes, before_and_after, cut_out, longest_read
from genocore.sequences.alphabet import BASES
from genocore.sequences.dataset import Dataset

COMPARED, ALL_COMPARED = 1_000, 300_000
"""Single letters replaced of a sequence, and of all, to which effects are compared at most."""
_LETTERS = 4_000_000
"""Of windows that are made at once."""


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
    for rows in _blocks(len(changes), max(_LETTERS // width, 1)):
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
    most = min(COMPARED, max(ALL_COMPARED // len(sequences), 50))
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
    codes = data.take(np.array([sequence])).codes
    index, code = np.nonzero(codes[:, None] != np.arange(4))
    known = codes[index] < 4
    index, code = index[known], code[known]
    if len(index) > most:
        kept = np.sort(rng.choice(len(index), most, replace=False))
        index, code = index[kept], code[kept]
    put: Any = np.array([*BASES, ""], dtype=object)[code]
    return Changes(np.full(len(index), sequence), index, np.ones(len(index), dtype=np.int64), put)


def _blocks(n: int, step: int) -> Iterator[np.ndarray]:
    for first in range(0, n, step):
        yield np.arange(first, min(first + step, n))
