"""In-silico mutagenesis: every letter of a sequence replaced by every other, and what the model makes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from genocore.explanation.edits import ask_edits, every_edit
from genocore.explanation.score import Score, Scores
from genocore.models.fit import Progress, silent
from genocore.sequences.alphabet import BASES
from genocore.sequences.dataset import Dataset
from genocore.training.bundle import Model


@dataclass(frozen=True, eq=False)
class Mutagenesis:
    """How far the score of each sequence moves with each replaced letter.

    Parameters
    ----------
    data : Dataset
    score : Score
    before : Scores
        Of the sequences as they are.
    delta : ndarray of float64, shape (total letters, 4)
        Score with the base A, C, G or T put there, minus the score of the sequence; exactly 0 for the base that stands
        there, NaN where nothing was asked.
    sd : ndarray of float64, shape (total letters, 4), optional
        Of the same difference over the members of an ensemble.
    read : ndarray of bool, shape (total letters,)
        False for letters that the model does not look at, as it cuts longer sequences: their delta is 0.
    """

    data: Dataset
    score: Score
    before: Scores
    delta: np.ndarray
    sd: np.ndarray | None
    read: np.ndarray

    @property
    def influence(self) -> np.ndarray:
        """Mean absolute effect of the replacements at each letter; shape (total letters,), NaN where not asked."""
        others = np.where(self.same, np.nan, np.abs(self.delta))
        known = ~np.isnan(others).all(axis=1)
        out = np.full(len(others), np.nan)
        out[known] = np.nanmean(others[known], axis=1)
        return out

    @property
    def support(self) -> np.ndarray:
        """What each letter contributes: minus the mean effect of replacing it; shape (total letters,)."""
        others = np.where(self.same, np.nan, self.delta)
        known = ~np.isnan(others).all(axis=1)
        out = np.full(len(others), np.nan)
        out[known] = -np.nanmean(others[known], axis=1)
        return out

    @property
    def same(self) -> np.ndarray:
        """True where the base is the one that stands there; shape (total letters, 4)."""
        return self.data.codes[:, None] == np.arange(4)

    def table(self, row: int) -> pd.DataFrame:
        """Return one row a replacement of sequence `row`: ``position`` (1-based), ``ref, alt, delta, sd``."""
        first, last = int(self.data.offsets[row]), int(self.data.offsets[row + 1])
        letters = self.data.letters[first:last].view("S1").astype(str)
        asked = ~self.same[first:last] & ~np.isnan(self.delta[first:last])
        index, code = np.nonzero(asked)
        return pd.DataFrame(
            {
                "position": index + 1, "ref": letters[index], "alt": np.array(list(BASES))[code],
                "delta": self.delta[first:last][asked],
                "sd": np.nan if self.sd is None else self.sd[first:last][asked],
            }
        )  # fmt: skip


def mutagenesis(
    score: Score, data: Dataset, where: np.ndarray | None = None, *, on_progress: Progress = silent
) -> Mutagenesis:
    """Replace every letter by every other.

    Parameters
    ----------
    score : Score
        The model and what of its answer is looked at.
    data : Dataset
        Sequences of any length; labels are not looked at.
    where : ndarray of bool, shape (total letters,), optional
        Letters to replace; all by default.
    on_progress : callable, optional

    Raises
    ------
    Cancelled
        If `on_progress` does.

    Notes
    -----
    Three questions a letter, in blocks: 60,000 for 100 sequences of 200 bp. Memory is 32 bytes a letter (64 for an
    ensemble) and one block of edited sequences. An ambiguous letter is replaced by each of the four bases.

    An effect is that of the model, one letter at a time. Where two places say the same to it, replacing one of them
    shows little of either; a model that is sure shows little of anything in probabilities: look at the log odds.

    References
    ----------
    Saturation mutagenesis of DNA in silico: Zhou & Troyanskaya 2015, doi:10.1038/nmeth.3547.
    """
    before = score.ask(data)
    read = letters_read(score.model, data)
    wanted = read if where is None else read & where
    delta = np.full((len(data.letters), 4), np.nan)
    shown = np.ones(len(data.letters), dtype=bool) if where is None else where
    delta[shown & ~read] = 0.0
    codes = data.codes
    known = shown & (codes < 4)
    delta[np.flatnonzero(known), codes[known]] = 0.0
    sd = None if before.members is None else delta.copy()
    edits = every_edit(data, wanted)
    for first, last, after in ask_edits(score, data, edits):
        part = edits.part(first, last)
        delta[part.place, part.code], spread = after.minus(before, part.row)
        if sd is not None and spread is not None:
            sd[part.place, part.code] = spread
        on_progress(last / len(edits), f"{last:,} of {len(edits):,} replacements")
    return Mutagenesis(data, score, before, delta, sd, read)


def letters_read(model: Model, data: Dataset) -> np.ndarray:
    """Return which letters a model looks at: all, unless its features are those of a fixed number of places.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> model = SimpleNamespace(estimator=None, encoder=SimpleNamespace(reads=2, align="end"))
    >>> letters_read(model, Dataset.from_strings(["ACG", "T"])).tolist()
    [False, True, True, True]
    """
    reads = getattr(model.encoder, "reads", None)
    if reads is None or hasattr(model.estimator, "members_on"):
        return np.ones(len(data.letters), dtype=bool)
    spare = np.maximum(data.lengths - reads, 0)
    before = {"start": 0 * spare, "centre": spare - spare // 2, "end": spare}[model.encoder.align]
    index = np.arange(len(data.letters)) - np.repeat(data.offsets[:-1], data.lengths)
    begin = np.repeat(before, data.lengths)
    return (index >= begin) & (index < begin + reads)


def only_read(model: Model, data: Dataset) -> Dataset:
    """Return of each sequence the letters that a model looks at.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> model = SimpleNamespace(estimator=None, encoder=SimpleNamespace(reads=2, align="end"))
    >>> list(only_read(model, Dataset.from_strings(["ACG", "T"])).sequences())
    ['CG', 'T']
    """
    read = letters_read(model, data)
    before = np.concatenate([[0], np.cumsum(read)]).astype(np.int64)
    return Dataset(data.ids, np.asarray(data.letters)[read], before[data.offsets])
