"""Control: the same work on shuffled labels, where there is nothing to learn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from genocore.evaluation import with_intervals
from genocore.models.fit import Progress, silent
from genocore.sequences.dataset import Dataset
from genocore.splitting.folds import deal_folds
from genocore.splitting.split import strata
from genocore.training.controls.ground import AS_RUN, OTHER, stand
from genocore.training.run import Run

SHUFFLES = 3


def shuffled_labels(run: Run, data: Dataset, *, on_progress: Progress = silent) -> pd.DataFrame:
    """Score the same work on shuffled labels: what it makes of data with nothing to learn.

    Parameters
    ----------
    run : Run
    data : Dataset
        What the run was trained on.
    on_progress : callable
        May raise `genocore.errors.Cancelled`.

    Returns
    -------
    DataFrame
        ``arm, metric, value, low, high``: of the run (``as run``) with its interval, and with shuffled labels
        (``other``) the mean, lowest and highest of three shuffles; None where a shuffle leaves it undefined.

    Raises
    ------
    InputError
        ML008 if the data are not those of the run.

    Notes
    -----
    Labels are shuffled by family: relatives, which mostly have one label, mostly keep a common one. So a division
    that spreads relatives over training and scoring shows here what remembering them is worth. Three shuffles show
    roughly how far chance goes; they are no test. In cross-validation of few records the score may lie below
    guessing, because every record left out makes its own class the rarer one in training. Takes three times as long
    as the run's cross-validation.

    References
    ----------
    Ojala & Garriga 2010, https://jmlr.org/papers/v11/ojala10a.html.
    """
    ground = stand(run, data)
    split, rest = ground.split, ground.split.train
    folds, seed = run.settings.folds, run.settings.seed
    found: list[dict[str, float | None]] = []
    for shuffle in range(SHUFFLES):

        def report(fraction: float, note: str = "", *, shuffle: int = shuffle, **details: object) -> None:
            note = f"Shuffle {shuffle + 1} of {SHUFFLES}: {note}"
            on_progress((shuffle + fraction) / SHUFFLES, note, **details)

        target = np.array(data.target)
        target[rest] = shuffle_blocks(target[rest], split.relatives[rest], seed + shuffle)
        shuffled = replace(data, target=target)
        # dealt out anew, so that the shuffled classes too are in every fold in proportion
        fold = np.full((1, len(data)), -1)
        fold[0, rest] = deal_folds(strata(shuffled)[rest], split.group[rest], folds, split.kind, seed + 1)
        once = replace(split, fold=fold, test=np.empty(0, dtype=np.int64))
        answers = ground.answers(once, shuffled, report)
        scores = with_intervals(answers.y, answers.answers, baseline=answers.baseline, resamples=0)
        found.append({name: ends["value"] for name, ends in scores.items()})
    return pd.DataFrame(ground.rows(AS_RUN, ground.known) + [_range(name, found) for name in found[0]])


def _range(metric: str, found: list[dict[str, float | None]]) -> dict[str, object]:
    values = [value for one in found if (value := one[metric]) is not None]
    if len(values) < len(found):
        return {"arm": OTHER, "metric": metric, "value": None, "low": None, "high": None}
    mean = sum(values) / len(values)
    return {"arm": OTHER, "metric": metric, "value": mean, "low": min(values), "high": max(values)}


def shuffle_blocks(values: np.ndarray, group: np.ndarray, seed: int) -> np.ndarray:
    """Return the values dealt out anew, those of one group staying beside each other.

    Examples
    --------
    >>> shuffle_blocks(np.array([0, 0, 1, 1, 2, 2]), np.array([7, 7, 8, 8, 9, 9]), seed=0).tolist()
    [0, 0, 2, 2, 1, 1]
    """
    rng = np.random.default_rng(seed)
    _, member = np.unique(group, return_inverse=True)
    groups = member.max(initial=-1) + 1
    there, here = (np.argsort(rng.permutation(groups)[member], kind="stable") for _ in range(2))
    out = np.empty_like(values)
    out[here] = values[there]
    return out
