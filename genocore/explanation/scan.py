"""Window scan: what a model makes of a sequence of which a stretch is gone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.explanation.score import Score
from genocore.explanation.windows import Changes, before_and_after
from genocore.models.fit import Progress, silent
from genocore.sequences.dataset import Dataset

HOW = {"mask": "made unreadable (N)", "delete": "taken out"}
"""What is done with a stretch, and the same in words."""
_STRETCHES = 500
"""Asked at once."""


def scan(
    score: Score, data: Dataset, row: int, width: int = 10, step: int = 1, how: str = "mask", *,
    on_progress: Progress = silent,
) -> pd.DataFrame:  # fmt: skip
    """Mask or delete each stretch of a sequence in turn.

    Parameters
    ----------
    score : Score
    data : Dataset
    row : int
        0-based sequence.
    width : int, default 10
        Letters of a stretch, in bp.
    step : int, default 1
        From the start of one stretch to that of the next, in bp.
    how : {"mask", "delete"}
        ``mask`` puts N for each letter, so that all others stay where they are; ``delete`` takes them out and joins the
        ends, which also changes the length and moves all letters behind.

    Returns
    -------
    DataFrame
        One row a stretch: ``start, end`` (1-based, both included), ``delta`` (score without it, minus score with it)
        and ``sd`` (of that over the members of an ensemble; NaN without).

    Raises
    ------
    InputError
        PA001 if the stretch is not shorter than the sequence, or `how` is no way to do it.

    Notes
    -----
    A stretch of N is itself unlike most training sequences. Features that count words simply have fewer of them; a
    network reads N as a quarter of each base.

    References
    ----------
    Occlusion: Zeiler & Fergus 2014, doi:10.1007/978-3-319-10590-1_53.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from genocore.explanation.score import Scores
    >>> count = lambda data: Scores(np.array([float(text.count("GATA")) for text in data.sequences()]))
    >>> found = scan(SimpleNamespace(ask=count), Dataset.from_strings(["AAGATAA"]), 0, width=2)
    >>> found["delta"].tolist()
    [0.0, -1.0, -1.0, -1.0, -1.0, -1.0]
    """
    one = data.take(np.array([row]))
    length = len(one.letters)
    if how not in HOW or not 0 < width < length or step < 1:
        raise InputError(
            f"A stretch of {width:,} bp every {step:,} bp cannot be scanned along a sequence of {length:,} bp.",
            hint="Take a shorter stretch.", code="PA001",
        )  # fmt: skip
    start = np.arange(0, length - width + 1, step)
    put = "N" * width if how == "mask" else ""
    zeros = np.zeros(len(start), dtype=np.int64)
    changes = Changes(zeros, start, zeros + width, np.array([*[put] * len(start), ""], dtype=object)[:-1])
    before, deltas, sds = score.ask(one), [], []
    for first in range(0, len(start), _STRETCHES):
        part = np.arange(first, min(first + _STRETCHES, len(start)))
        without = before_and_after(one, changes.take(part), length)[1]
        delta, sd = score.ask(without).minus(before, zeros[part])
        deltas.append(delta)
        sds.append(np.full(len(part), np.nan) if sd is None else sd)
        on_progress((part[-1] + 1) / len(start), f"{part[-1] + 1:,} of {len(start):,} stretches")
    return pd.DataFrame(
        {"start": start + 1, "end": start + width, "delta": np.concatenate(deltas), "sd": np.concatenate(sds)}
    )
