"""Permutation importance: how much worse a model gets when one feature is made meaningless."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from genocore.errors import InputError, NotEnoughData
from genocore.evaluation import evaluate_classification, evaluate_regression
from genocore.sequences.dataset import Dataset
from genocore.training.bundle import Model
from genocore.training.run import Run
from genocore.training.scaling import to_learnt

REPEATS = 5
ROWS = 1000
MOST_FEATURES = 1500
"""Groups of features beyond which measuring each would take hours."""


def permutation_importance(
    run: Run,
    model: Model,
    data: Dataset,
    *,
    seed: int = 42,
    on_progress: Callable[[float, str], None] = lambda fraction, note: None,
) -> pd.DataFrame:
    """Return how much AUROC (of numbers: R²) the model loses on held-out data when each feature is shuffled.

    Parameters
    ----------
    run : Run
    model : Model
        Of that run.
    data : Dataset
        The data the run was trained on, of which the locked test part is used; or the separate test file, all of
        whose labelled records are.
    seed : int, default 42
    on_progress : callable
        May raise `genocore.errors.Cancelled`.

    Returns
    -------
    DataFrame
        One row a group of features that belong together (all four bases of a position), most important first:
        ``feature``, ``description``, ``loss`` (mean drop of the score over 5 shuffles), ``sd``, ``n`` (records).

    Raises
    ------
    NotEnoughData
        ML001 if the run has no held-out part.
    InputError
        PA001 for more than 1,500 groups of features.

    Notes
    -----
    At most 1,000 held-out records are used. Features that say the same hide each other: shuffle one, and the model
    reads it from the other, so that both look unimportant. Importance is of this model, not of biology.

    References
    ----------
    Breiman 2001, doi:10.1023/A:1010933404324; Fisher, Rudin & Dominici 2019, arXiv:1801.01489.
    """
    table = model.encoder.features()
    groups = table.groupby("group", sort=False)
    if len(groups) > MOST_FEATURES:
        raise InputError(
            f"There are {len(groups):,} features; importance is measured for up to {MOST_FEATURES:,}.",
            hint="Train with shorter words or fewer positions.",
            code="PA001",
        )
    held_out = _held_out(run, data)
    rng = np.random.default_rng(seed)
    if len(held_out) > ROWS:
        held_out = held_out.take(np.sort(rng.choice(len(held_out), ROWS, replace=False)))
    matrix = model.encoder.transform(held_out)
    matrix = matrix.toarray() if hasattr(matrix, "toarray") else matrix.copy()
    target = _known(model, held_out)
    base = _score(model, matrix, target)
    if base is None:
        raise NotEnoughData("The held-out part has one class only.", code="ML006")

    rows = []
    for done, (group, members) in enumerate(groups, start=1):
        columns = members.index.to_numpy()
        own, losses = matrix[:, columns].copy(), []
        for _ in range(REPEATS):
            matrix[:, columns] = own[rng.permutation(len(matrix))]
            losses.append(base - (_score(model, matrix, target) or 0.0))
        matrix[:, columns] = own
        description = members["description"].iloc[0] if len(members) == 1 else f"base at {group}"
        rows.append((group, description, float(np.mean(losses)), float(np.std(losses, ddof=1)), len(matrix)))
        on_progress(done / len(groups), f"Feature {done} of {len(groups)}")
    frame = pd.DataFrame(rows, columns=["feature", "description", "loss", "sd", "n"])
    return frame.sort_values("loss", ascending=False, kind="stable", ignore_index=True)


def _held_out(run: Run, data: Dataset) -> Dataset:
    if run.split["test_file"]:
        return data.take(data.labelled)
    if not run.split["n_test"]:
        raise NotEnoughData(
            "This run has no locked test part to measure on.", hint="Train with a test share above 0.", code="ML001"
        )
    from genocore.splitting import make_split

    settings = run.settings
    split = make_split(
        data,
        settings.split,
        folds=settings.folds,
        repeats=settings.repeats,
        test_share=settings.test_share,
        seed=settings.seed,
    )
    return data.take(split.test)


def _known(model: Model, data: Dataset) -> np.ndarray:
    """Return the class codes as the model counts them, or the numbers on the learnt scale."""
    if scale := model.fitted.scale:
        return to_learnt(np.asarray(data.target), scale.kind)
    named = np.array(data.classes, dtype=object)[np.asarray(data.target)]
    return np.array([model.classes.index(name) for name in named])


def _score(model: Model, matrix: np.ndarray, target: np.ndarray) -> float | None:
    """Return AUROC, or of numbers R²."""
    answers = model.answers(matrix)
    if model.classes:
        return evaluate_classification(target, answers)["auroc"]
    return evaluate_regression(target, answers)["r2"]
