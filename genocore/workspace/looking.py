"""Work about what a model has learnt from all of its data; results are tables in the workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.explanation.filters import first_filters
from genocore.explanation.gradients import integrated_gradients
from genocore.explanation.influence import influence, measured
from genocore.explanation.jaspar import match_jaspar
from genocore.explanation.marginal import marginal_effect
from genocore.explanation.mutagenesis import mutagenesis
from genocore.explanation.patterns import centred, find_patterns
from genocore.explanation.score import Score
from genocore.explanation.strands import strand_symmetry
from genocore.sequences import Dataset
from genocore.training.bundle import Model
from genocore.training.run import Run
from genocore.training.scaling import to_learnt
from genocore.workspace.explaining import Progress, after
from genocore.workspace.keys import key_of
from genocore.workspace.workspace import Workspace

LOGOS = 12
"""Filters whose logos are kept, the most influential."""
SEQUENCES = 500
"""Sequences in which patterns are looked for."""
LETTERS = 60_000
"""Letters of them together, about, where each is replaced."""


def influence_work(
    workspace: Workspace, *, run: str, dataset: str, of: str, measure: str, on_progress: Progress
) -> int:
    """Average the mutagenesis of many sequences; keep a table of positions and, under ``bases``, one of bases."""
    score, data = _asked(workspace, run, dataset, of, measure)
    positions, bases = influence(score, data, on_progress=after(0.1, on_progress))
    if model_scale := score.model.fitted.scale:
        data = data.with_numbers(to_learnt(np.asarray(data.target), model_scale.kind))
    positions["measured"] = measured(data, of)
    arguments = {"run": run, "dataset": dataset, "of": of, "measure": measure}
    key = key_of("influence", workspace.id, arguments)
    workspace.save_table(f"{key}bases", bases)
    workspace.save_table(key, positions)
    return len(positions)


def filters_work(workspace: Workspace, *, run: str, dataset: str, of: str, on_progress: Progress) -> int:
    """Align what activates the filters of a network; keep the table of all and, under ``logos``, the first letters."""
    score, data = _asked(workspace, run, dataset, of)
    found = first_filters(score, data, on_progress=after(0.1, on_progress))
    key = key_of("filters", workspace.id, {"run": run, "dataset": dataset, "of": of})
    shown = set(found.table["name"].head(LOGOS))
    workspace.save_table(f"{key}logos", found.logos[found.logos["name"].isin(shown)].reset_index(drop=True))
    workspace.save_table(key, found.table)
    return len(found.table)


def marginal_work(
    workspace: Workspace, *, run: str, dataset: str, of: str, measure: str, motif: str, sweep: int,
    on_progress: Progress,
) -> int:  # fmt: skip
    """Put a motif into shuffled sequences and keep what it does."""
    score, data = _asked(workspace, run, dataset, of, measure)
    found = marginal_effect(score, data, motif, sweep=sweep, on_progress=after(0.1, on_progress))
    arguments = {"run": run, "dataset": dataset, "of": of, "measure": measure, "motif": motif, "sweep": sweep}
    workspace.save_table(key_of("marginal", workspace.id, arguments), found)
    return len(found)


def strands_work(workspace: Workspace, *, run: str, dataset: str, on_progress: Progress) -> int:
    """Read sequences on both strands and keep how much the answers differ, in one row."""
    score, data = _asked(workspace, run, dataset, "")
    on_progress(0.2, "Reading both strands")
    found = pd.DataFrame([strand_symmetry(score.model, data)])
    workspace.save_table(key_of("strands", workspace.id, {"run": run, "dataset": dataset}), found)
    return int(found["n"].iloc[0])


def patterns_work(workspace: Workspace, *, run: str, dataset: str, of: str, on_progress: Progress) -> int:
    """Group what contributes to a class, or to large numbers; return how many patterns there are.

    Under ``matrix`` their letters are kept, under ``matches`` what they resemble, under ``why`` what there was to find.
    """
    score, data = _asked(workspace, run, dataset, of, "log_odds" if of else "")
    if of:
        data = data.take(np.flatnonzero(np.asarray(data.target) == data.classes.index(of)))
    most = SEQUENCES
    if score.model.settings.model != "cnn":  # each letter is replaced, which takes time
        most = min(most, max(LETTERS // max(int(data.lengths.mean()), 1), 50))
    if len(data) > most:
        data = data.take(np.sort(np.random.default_rng(0).choice(len(data), most, replace=False)))
    report = after(0.1, lambda share, note="", **_: on_progress(0.6 * share, note))
    found = find_patterns(data, _contributions(score, data, report))
    on_progress(0.8, "Comparing with known motifs; the first time on a computer this takes minutes")
    key = key_of("patterns", workspace.id, {"run": run, "dataset": dataset, "of": of})
    facts = {"reason": found.reason, **found.facts}
    matches = match_jaspar(found) if len(found.table) else pd.DataFrame({"pattern": []})
    workspace.save_table(f"{key}matrix", found.matrix)
    workspace.save_table(f"{key}matches", matches)
    workspace.save_table(f"{key}why", pd.DataFrame([facts]))
    workspace.save_table(key, found.table)
    return len(found.table)


def _contributions(score: Score, data: Dataset, on_progress: Progress) -> np.ndarray:
    """Return what each base would contribute: from gradients of a network that reads letters, else replacements."""
    if score.model.settings.model == "cnn":
        return integrated_gradients(score, data, on_progress=on_progress).hypothetical
    return centred(mutagenesis(score, data, on_progress=on_progress).delta)


def _asked(workspace: Workspace, run: str, dataset: str, of: str, measure: str = "") -> tuple[Score, Dataset]:
    """Return the score, and the records that have a label."""
    folder = workspace.run_folder(run)
    score = Score.checked(Model.load(folder), of, measure)
    data, _ = workspace.open_dataset(dataset)
    if Run.load(folder).fingerprint != data.fingerprint:
        raise InputError("The data were changed after this run (labels or fixes).", hint="Train again.", code="ML008")
    return score, data.take(data.labelled)


LOOKING: dict[str, Callable[..., Any]] = {
    "influence": influence_work,
    "filters": filters_work,
    "marginal": marginal_work,
    "patterns": patterns_work,
    "strands": strands_work,
}
"""Kinds of this work, each with the function that does it."""
