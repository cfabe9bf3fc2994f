"""Control: models that learnt from fewer records, to see what more of them would bring."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from genocore.errors import NotEnoughData
from genocore.models.fit import Progress, silent
from genocore.sequences.dataset import Dataset
from genocore.splitting import Split
from genocore.splitting.split import strata
from genocore.training.controls.ground import AS_RUN, OTHER, stand
from genocore.training.run import Run

SHARES = (0.125, 0.25, 0.5)
"""Parts of the records that are learnt from."""
_LEAST = 10
"""Records of each class, or twice as many numbers, that a fold must have to learn from."""


def fewer_records(run: Run, data: Dataset, *, on_progress: Progress = silent) -> pd.DataFrame:
    """Score models that learnt from an eighth, a quarter and half of the records: what would more bring.

    Parameters
    ----------
    run, data, on_progress
        As `other_division`.

    Returns
    -------
    DataFrame
        ``arm, metric, value, low, high, share, records`` (mean number learnt from), the whole (``as run``) last but
        for the ``difference`` between it and half.

    Raises
    ------
    NotEnoughData
        ML001 if not even half of the records are enough to learn from.
    InputError
        ML008 if the data are not those of the run.

    Notes
    -----
    All models are scored on the same records. Whole families are left out, so that fewer records means fewer
    findings. The curve is of these data: how it goes on beyond them is a guess, best made from its last step.

    References
    ----------
    Figueroa et al. 2012, doi:10.1186/1472-6947-12-8.
    """
    ground = stand(run, data)
    split, rest = ground.split, ground.split.train
    once = replace(split, fold=split.fold[:1], test=np.empty(0, dtype=np.int64))
    place = _places(strata(data), split.group, rest, run.settings.seed)
    shares = [share for share in SHARES if _fewest(data, once, place < share) >= _LEAST]
    if not shares:
        raise NotEnoughData("Half of the records are too few to learn from.", code="ML001")
    rows: list[dict[str, object]] = []
    found = ground.known
    for step, share in enumerate(shares):

        def report(fraction: float, note: str = "", *, step: int = step, **details: object) -> None:
            on_progress((step + fraction) / len(shares), note, **details)

        kept = place < share
        found = ground.answers(once, data, report, learnt_from=kept)
        rows += ground.rows(OTHER, found, share=share, records=_learnt(once, kept))
    rows += ground.rows(AS_RUN, ground.known, share=1.0, records=_learnt(once, np.ones(len(data), dtype=bool)))
    return pd.DataFrame(rows + ground.difference(ground.known, found, share=shares[-1]))


def _places(target: np.ndarray, group: np.ndarray, rest: np.ndarray, seed: int) -> np.ndarray:
    """Return for each row the place, 0 to 1, of its group in a random order within the class of its first row."""
    place = np.full(len(target), 2.0)
    _, first, member = np.unique(group[rest], return_index=True, return_inverse=True)
    order = np.random.default_rng(seed).permutation(len(first))
    frame = pd.DataFrame({"class": target[rest][first], "order": order})
    place[rest] = frame.groupby("class")["order"].rank(method="first", pct=True).to_numpy()[member] - 1e-9
    return place


def _fewest(data: Dataset, split: Split, kept: np.ndarray) -> float:
    """Return how many records of the rarest class, or half as many numbers, the poorest fold would learn from."""
    fold, target = split.fold[0], strata(data)
    found = []
    for number in range(fold.max() + 1):
        rows = (fold >= 0) & (fold != number) & kept
        counts = np.bincount(target[rows], minlength=len(data.classes)) if data.classes else np.array([rows.sum() / 2])
        found.append(float(counts.min()))
    return min(found)


def _learnt(split: Split, kept: np.ndarray) -> float:
    fold = split.fold[0]
    used = np.bincount(fold[(fold >= 0) & kept], minlength=fold.max() + 1)
    return float(np.mean(used.sum() - used))
