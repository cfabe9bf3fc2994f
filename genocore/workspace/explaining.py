"""Work about what a model looks at, as functions a worker can import; results are tables in the workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from genocore.evidence.check import check
from genocore.evidence.choices import Choices
from genocore.evidence.model_effects import model_effects
from genocore.evidence.study import read_study
from genocore.explanation.feature_gradients import feature_gradients
from genocore.explanation.gradients import integrated_gradients
from genocore.explanation.interaction import pairwise
from genocore.explanation.mutagenesis import mutagenesis
from genocore.explanation.scan import scan
from genocore.explanation.score import Score
from genocore.sequences import Dataset
from genocore.training.bundle import Model
from genocore.workspace.files import kept_sources
from genocore.workspace.keys import key_of
from genocore.workspace.studies import study_of
from genocore.workspace.workspace import Workspace

Progress = Callable[..., None]
FEATURES = 100
"""Features of a sequence that are kept, the strongest."""
STRETCH = 10
"""Letters of a stretch that is masked, in bp; fewer in short sequences, more in long ones."""
STRETCHES = 400
"""Stretches along a sequence, about."""


def effects_work(
    workspace: Workspace, *, run: str, study: str, files: list[list[Any]], choices: dict[str, Any], of: str,
    measure: str, on_progress: Progress,
) -> int:  # fmt: skip
    """Ask a model about the mutations of a study and keep the table; return the number of rows.

    `files` (number, name and role of each) are read, as the study stood when the work was asked for.
    """
    on_progress(0.02, "Opening the model")
    model = Model.load(workspace.run_folder(run))
    chosen = Choices.from_dict(choices)
    sources = kept_sources(workspace.folder / "studies" / study, study_of(workspace, study).files)
    asked = [sources[number] for number, _, _ in files]
    read = read_study(asked, [role for _, _, role in files], chosen.columns, chosen.reference)
    found = model_effects(check(read, chosen), model, of, measure, on_progress=after(0.1, on_progress))
    arguments = {"run": run, "study": study, "files": files, "choices": choices, "of": of, "measure": measure}
    found["score"] = found.attrs["score"]
    workspace.save_table(key_of("effects", workspace.id, arguments), found)
    return len(found)


def explain_work(
    workspace: Workspace, *, run: str, sequence: str, first: int, last: int, of: str, measure: str,
    on_progress: Progress,
) -> int:  # fmt: skip
    """Replace every letter of a sequence from `first` to `last` (1-based) and mask stretches; return the letters.

    Three tables are kept: the replacements, under ``letters`` what each letter contributes, and under ``scan`` the
    stretches.
    """
    model = Model.load(workspace.run_folder(run))
    score = Score.checked(model, of, measure)
    data = Dataset.from_strings([sequence], ids=["sequence"])
    where = np.zeros(len(sequence), dtype=bool)
    where[first - 1 : last] = True
    found = mutagenesis(score, data, where, on_progress=after(0.1, on_progress))
    letters = pd.DataFrame(
        {
            "position": np.arange(len(sequence)) + 1, "base": list(sequence), "support": found.support,
            "influence": found.influence, "read": found.read, "before": found.before.joint[0],
        }
    )[first - 1 : last]  # fmt: skip
    arguments = {"run": run, "sequence": sequence, "first": first, "last": last, "of": of, "measure": measure}
    key = key_of("explain", workspace.id, arguments)
    step = max(len(sequence) // STRETCHES, 1)
    width = max(min(STRETCH, max(len(sequence) // 4, 1)), step)  # no letter is left out between two stretches
    stretches = pd.DataFrame({"start": [], "end": [], "delta": [], "sd": []})
    if len(sequence) > 1:
        stretches = scan(score, data, 0, width, step=step)
    workspace.save_table(f"{key}scan", stretches)
    workspace.save_table(f"{key}letters", letters.reset_index(drop=True))
    workspace.save_table(key, found.table(0))
    return last - first + 1


def pair_work(
    workspace: Workspace, *, run: str, sequence: str, one: int, other: int, of: str, measure: str, on_progress: Progress
) -> int:
    """Replace two letters of a sequence (1-based) together and keep the table."""
    score = Score.checked(Model.load(workspace.run_folder(run)), of, measure)
    data = Dataset.from_strings([sequence], ids=["sequence"])
    table = pairwise(score, data, 0, one - 1, other - 1)
    arguments = {"run": run, "sequence": sequence, "one": one, "other": other, "of": of, "measure": measure}
    workspace.save_table(key_of("pair", workspace.id, arguments), table)
    return len(table)


def gradients_work(workspace: Workspace, *, run: str, sequence: str, of: str, on_progress: Progress) -> int:
    """Share out the answer for a sequence among its letters, or the features of a network that reads those."""
    model = Model.load(workspace.run_folder(run))
    score, data = Score.checked(model, of), Dataset.from_strings([sequence], ids=["sequence"])
    report = after(0.2, on_progress)
    if model.settings.encoder == "letters":
        found = integrated_gradients(score, data, on_progress=report)
        table = pd.DataFrame(
            {
                "position": np.arange(len(sequence)) + 1, "base": list(sequence), "attribution": found.letters,
                "sd": np.nan if found.sd is None else found.sd, "gap": found.gap[0],
            }
        )  # fmt: skip
    else:
        features = feature_gradients(score, data, on_progress=report)
        table = features.table(0).head(FEATURES).assign(gap=features.gap[0])
    arguments = {"run": run, "sequence": sequence, "of": of}
    workspace.save_table(key_of("gradients", workspace.id, arguments), table)
    return len(table)


def after(begun: float, on_progress: Progress) -> Progress:
    """Return a report of progress for what comes after the share `begun` of the work."""

    def report(fraction: float, note: str = "", **details: Any) -> None:
        on_progress(begun + (1 - begun) * fraction, note, **details)

    return report


EXPLAINING: dict[str, Callable[..., Any]] = {
    "effects": effects_work,
    "explain": explain_work,
    "pair": pair_work,
    "gradients": gradients_work,
}
"""Kinds of this work, each with the function that does it."""
