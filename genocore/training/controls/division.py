"""Control: the same records, with relatives spread over training and scoring, or kept together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from genocore.errors import NotEnoughData
from genocore.models.fit import Progress, silent
from genocore.sequences.dataset import Dataset
from genocore.splitting.families import GIANT
from genocore.splitting.folds import deal_folds
from genocore.splitting.split import leakage_percent, strata
from genocore.training.controls.ground import AS_RUN, OTHER, stand
from genocore.training.run import Run


def other_division(run: Run, data: Dataset, *, on_progress: Progress = silent) -> pd.DataFrame:
    """Score the same records with relatives spread at random if they were kept together, and the other way round.

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
        ``arm, metric, value, low, high, division, leakage_percent``: the metrics of the run's cross-validation (``as
        run``), of the ``other`` division, and the ``difference``, random minus kept together: how much a random
        division flatters this model.

    Raises
    ------
    NotEnoughData
        ML005 if no record has a copy or near copy, or if families cannot fill the folds with every class.
    InputError
        ML008 if the data are not those of the run.

    Notes
    -----
    The difference is paired: both score the same records. Its interval resamples families; it speaks of these
    records and these two ways of dealing them out. Takes as long as the run's cross-validation.

    References
    ----------
    Whalen et al. 2022, doi:10.1038/s41576-021-00434-9. Bernett et al. 2024, doi:10.1093/bib/bbae076.
    """
    ground = stand(run, data)
    split, rest = ground.split, ground.split.train
    at_random = split.kind == "random"
    kind, group = ("families", split.relatives) if at_random else ("random", np.arange(len(data)))
    if len(np.unique(split.relatives[rest])) == len(rest) and (at_random or not split.kind.startswith("group:")):
        giant = split.families is not None and split.families.giant > GIANT
        why = "No record has a copy or near copy among the others: every division keeps relatives together."
        if giant:
            why = "Most near copies are one family, which cannot be divided, and no record has an exact copy."
        raise NotEnoughData(why, code="ML005")
    fold = np.full((1, len(data)), -1)
    fold[0, rest] = deal_folds(strata(data)[rest], group[rest], run.settings.folds, kind, run.settings.seed + 1)
    other = replace(split, kind=kind, fold=fold, group=group, test=np.empty(0, dtype=np.int64))
    found = ground.answers(other, data, on_progress)
    leaks = [leakage_percent(one, other.test, split.relatives) for one in (split.fold[:1], fold)]
    names = (split.kind, kind)
    rows = ground.rows(AS_RUN, ground.known, division=names[0], leakage_percent=leaks[0])
    rows += ground.rows(OTHER, found, division=names[1], leakage_percent=leaks[1])
    first, second = (ground.known, found) if at_random else (found, ground.known)
    return pd.DataFrame(rows + ground.difference(first, second, division=f"random - {names[at_random]}"))
