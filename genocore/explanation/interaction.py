"""Two letters replaced together: whether a model takes their effects as independent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.explanation.edits import Edits, edited
from genocore.explanation.score import Score
from genocore.sequences.alphabet import BASES
from genocore.sequences.dataset import Dataset


def pairwise(score: Score, data: Dataset, row: int, first: int, second: int) -> pd.DataFrame:
    """Replace two letters of a sequence, alone and together.

    Parameters
    ----------
    score : Score
    data : Dataset
    row : int
        0-based sequence.
    first, second : int
        0-based indices in that sequence, unequal.

    Returns
    -------
    DataFrame
        16 rows: ``first, second`` (bases), ``delta`` (both together), ``alone`` (sum of the effects of each alone) and
        ``beyond`` (``delta - alone``): 0 where the two do not depend on each other; 0 by definition where one of them
        stays as it is.

    Raises
    ------
    InputError
        PA001 if the two are one, or not both in the sequence.

    Notes
    -----
    On probabilities even independent places look dependent, as they cannot go below 0 or above 1: look at log odds.
    """
    one = data.take(np.array([row]))
    length = len(one.letters)
    if first == second or not (0 <= first < length and 0 <= second < length):
        raise InputError(
            f"Positions {first + 1:,} and {second + 1:,} are no two letters of a sequence of {length:,} bp.",
            hint="Choose two different positions of the sequence.", code="PA001",
        )  # fmt: skip
    before = score.ask(one)
    grid = np.arange(16)
    zeros = np.zeros(16, dtype=np.int64)
    there = edited(one, Edits(zeros, zeros + first, (grid // 4).astype(np.uint8)))
    both = edited(there, Edits(grid, there.offsets[:-1] + second, (grid % 4).astype(np.uint8)))
    delta, _ = score.ask(both).minus(before, zeros)
    table = delta.reshape(4, 4)
    own = one.codes[[first, second]]
    names = np.array(list(BASES))
    alone = np.full((4, 4), np.nan)
    if (own < 4).all():
        table[own[0], own[1]] = 0.0  # the sequence as it is: asked again, it may differ in the last digits
        alone = table[:, own[1]][:, None] + table[own[0]][None, :]
    frame = pd.DataFrame(
        {"first": names[grid // 4], "second": names[grid % 4], "delta": table.reshape(-1), "alone": alone.reshape(-1)}
    )
    return frame.assign(beyond=frame["delta"] - frame["alone"])
