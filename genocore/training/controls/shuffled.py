"""Control: the same work on shuffled labels, where there is nothing to learn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from genocore.models.fit import Progress, silent
from genocore.sequences.dataset import Dataset
from genocore.training.controls.ground import AS_RUN, OTHER, stand
from genocore.training.run import Run


def shuffled_labels(run: Run, data: Dataset, *, on_progress: Progress = silent) -> pd.DataFrame:
    """Score the same work on shuffled labels: what it makes of data with nothing to learn.

    Parameters
    ----------
    run, data, on_progress
        As `other_division`.

    Returns
    -------
    DataFrame
        ``arm, metric, value, low, high``: of the run (``as run``) and with shuffled labels (``other``).

    Raises
    ------
    InputError
        ML008 if the data are not those of the run.

    Notes
    -----
    Labels are shuffled by family: relatives, which mostly have one label, mostly keep a common one. So a division
    that spreads relatives over training and scoring shows here what remembering them is worth. One shuffle: its
    interval tells how much chance there is in it. In cross-validation of few records the score tends to lie a little
    below guessing, because every record left out makes its own class the rarer one in training.

    References
    ----------
    Ojala & Garriga 2010, https://jmlr.org/papers/v11/ojala10a.html.
    """
    ground = stand(run, data)
    split, rest = ground.split, ground.split.train
    target = np.array(data.target)
    target[rest] = shuffle_blocks(target[rest], split.relatives[rest], run.settings.seed)
    shuffled = replace(data, target=target)
    found = ground.answers(replace(split, fold=split.fold[:1], test=np.empty(0, dtype=np.int64)), shuffled, on_progress)
    return pd.DataFrame(ground.rows(AS_RUN, ground.known) + ground.rows(OTHER, found))


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
