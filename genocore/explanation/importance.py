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
TOGETHER = 0.7
"""Mean absolute rank correlation from which features are shuffled together."""
FEW = 100
"""Records below which it cannot be told which features go together."""
MOST_FEATURES = 1500
"""Groups of features beyond which measuring each would take hours."""


def permutation_importance(
    run: Run,
    model: Model,
    data: Dataset,
    *,
    seed: int = 42,
    together: float = TOGETHER,
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
    together : float, default 0.7
        Features that go up and down together, with a mean absolute rank correlation of at least this, are shuffled
        together; 1 shuffles each alone. Looked at over all of `data` (1,000 records); of fewer than 100 records too
        many features would seem to go together by chance, and each is shuffled alone.
    on_progress : callable
        May raise `genocore.errors.Cancelled`.

    Returns
    -------
    DataFrame
        One row a group of features that belong together (all four bases of a position, or words that come and go
        together), most important first: ``feature`` (of several, the one most like the others), ``description``,
        ``members`` (all of them), ``loss`` (mean drop of the score over 5 shuffles), ``sd``, ``n`` (records).

    Raises
    ------
    NotEnoughData
        ML001 if the run has no held-out part.
    InputError
        PA001 for more than 1,500 groups of features.

    Notes
    -----
    At most 1,000 held-out records are used. Features that say the same hide each other: shuffle one, and the model
    reads it from the other, so that both look unimportant. That is why they are shuffled together; what is correlated
    less still hides a little. Importance is of this model, not of biology.

    References
    ----------
    Breiman 2001, doi:10.1023/A:1010933404324; Fisher, Rudin & Dominici 2019, arXiv:1801.01489. Groups of
    features: Gregorutti, Michel & Saint-Pierre 2015, doi:10.1016/j.csda.2015.04.002.
    """
    table = model.encoder.features()
    number = table["group"].nunique()
    if number > MOST_FEATURES:
        raise InputError(
            f"There are {number:,} features; importance is measured for up to {MOST_FEATURES:,}.",
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

    # only which features go together is read from these: their labels are not looked at
    whole = data.take(np.sort(rng.choice(len(data), min(len(data), ROWS), replace=False)))
    features = model.encoder.transform(whole)
    features = features.toarray() if hasattr(features, "toarray") else features
    rows, groups = [], _groups(table, features, together if len(whole) >= FEW else 1.0)
    for done, columns in enumerate(groups, start=1):
        own, losses = matrix[:, columns].copy(), []
        for _ in range(REPEATS):
            matrix[:, columns] = own[rng.permutation(len(matrix))]
            losses.append(base - (_score(model, matrix, target) or 0.0))
        matrix[:, columns] = own
        named = _named(table, columns)
        rows.append((*named, float(np.mean(losses)), float(np.std(losses, ddof=1)), len(matrix)))
        on_progress(done / len(groups), f"Feature {done} of {len(groups)}")
    frame = pd.DataFrame(rows, columns=["feature", "description", "members", "loss", "sd", "n"])
    return frame.sort_values("loss", ascending=False, kind="stable", ignore_index=True)


def _groups(table: pd.DataFrame, matrix: np.ndarray, together: float) -> list[np.ndarray]:
    """Return the columns that are shuffled at once, of each group the one most like the others first."""
    own = [members.index.to_numpy() for _, members in table.groupby("group", sort=False)]
    varies = np.flatnonzero(np.ptp(matrix, axis=0) > 0)
    if together >= 1 or len(own) < len(table) or len(varies) < 2:
        return own
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform
    from scipy.stats import rankdata

    alike = np.abs(np.corrcoef(rankdata(matrix[:, varies], axis=0), rowvar=False))
    np.fill_diagonal(alike, 1.0)
    apart = squareform(np.clip(1 - alike, 0, 1), checks=False)
    labels = fcluster(linkage(apart, "average"), 1 - together, "distance")
    found = []
    for label in pd.unique(labels):
        members = np.flatnonzero(labels == label)
        order = np.argsort(-alike[np.ix_(members, members)].sum(axis=1), kind="stable")
        found.append(varies[members[order]])
    constant = np.setdiff1d(np.arange(len(table)), varies)
    return [*found, *(np.array([column]) for column in constant)]


def _named(table: pd.DataFrame, columns: np.ndarray) -> tuple[str, str, str]:
    """Return what columns that are shuffled at once are called, what they are, and all their names."""
    rows = table.iloc[columns]
    names = ", ".join(rows["name"])
    if len(rows) == 1:
        return str(rows["group"].iloc[0]), str(rows["description"].iloc[0]), names
    if rows["group"].nunique() == 1:
        return str(rows["group"].iloc[0]), f"base at {rows['group'].iloc[0]}", names
    more = f"and {len(rows) - 1:,} that go with it"
    return f"{rows['name'].iloc[0]} {more}", f"{rows['description'].iloc[0]} {more}", names


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
