"""What each letter of some sequences adds to the answer of a network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from genocore.explanation.path import COMPLETE
from genocore.explanation.score import Score
from genocore.sequences.alphabet import BASES
from genocore.sequences.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Attributions:
    """What each letter adds to the log odds of a class, or to a number.

    Parameters
    ----------
    data : Dataset
    score : Score
        Its measure is not looked at.
    baseline : {"uniform", "zero"}
    letters : ndarray of float64, shape (total letters,)
        Attribution of the base that stands there; 0 where the network does not read.
    hypothetical : ndarray of float64, shape (total letters, 4)
        Attribution that A, C, G or T would be given there by the same mean gradients: those along the way to the
        sequence as it is, times the difference between that base and the baseline. For the base that stands there it is
        `letters`. It is no prediction of what a replacement does: for that see `genocore.explanation.mutagenesis`.
    sd : ndarray of float64, shape (total letters,), optional
        Of `letters` over the members of an ensemble.
    start, end : ndarray of float64, shape (n,)
        Value of the baseline and of the sequence, whose difference the letters share out.
    gap : ndarray of float64, shape (n,)
        How far the sum of a sequence's letters is from that difference, as a share of it (of at least 0.1 log odds or
        0.1 standard deviations of the learnt numbers).
    steps : ndarray of int64, shape (n,)
        Steps that the way was divided into.
    read : ndarray of bool, shape (total letters,)
        False for letters that the network does not look at, as it cuts longer sequences.
    """

    data: Dataset
    score: Score
    baseline: str
    letters: np.ndarray
    hypothetical: np.ndarray
    sd: np.ndarray | None
    start: np.ndarray
    end: np.ndarray
    gap: np.ndarray
    steps: np.ndarray
    read: np.ndarray

    @property
    def complete(self) -> np.ndarray:
        """True where the letters add up to the difference within 1 %; shape (n,)."""
        return self.gap <= COMPLETE

    @property
    def words(self) -> str:
        """What is shared out among the letters."""
        return f"log odds of {self.score.of}" if self.score.of else self.score.words

    def table(self, row: int) -> pd.DataFrame:
        """Return one row a letter of sequence `row`.

        Columns are ``position`` (1-based), ``base, attribution, sd`` and the hypothetical ``A, C, G, T``.
        """
        own = slice(int(self.data.offsets[row]), int(self.data.offsets[row + 1]))
        letters = self.data.letters[own].view("S1").astype(str)
        frame = pd.DataFrame(
            {
                "position": np.arange(1, len(letters) + 1), "base": letters, "attribution": self.letters[own],
                "sd": np.nan if self.sd is None else self.sd[own],
            }
        )  # fmt: skip
        return frame.assign(**dict(zip(BASES, self.hypothetical[own].T, strict=True)))
