"""Cross-validation: every record is answered once, in each repeat, by a model that never saw it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from genocore.evaluation.calibration import fit_temperature
from genocore.models import MODELS
from genocore.models.fit import Progress, silent
from genocore.splitting import Split
from genocore.training.fold import Features, Fitted, fit_rows
from genocore.training.scored import calibrated, chances, prediction_table
from genocore.training.settings import Settings


@dataclass(frozen=True, eq=False)
class CrossValidation:
    """What the models of all folds said.

    Parameters
    ----------
    table : DataFrame
        See `genocore.training.scored.prediction_table`; probabilities are calibrated, each fold by the others.
    temperature : float
        By which probabilities of a model trained on all records are softened; 1 for numbers.
    trail : Trail
    """

    table: pd.DataFrame
    temperature: float
    trail: Trail


@dataclass(eq=False)
class Trail:
    """What fitting left behind beside the models: warnings, and the choices of a model that chooses."""

    notes: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    def follow(self, fitted: Fitted, notes: list[str]) -> None:
        """Add one fit."""
        self.notes.extend(notes)
        self.chosen.append(getattr(fitted.estimator, "chosen", ""))
        self.labels[self.chosen[-1]] = getattr(fitted.estimator, "chosen_label", "")


def cross_validate(
    features: Features, split: Split, settings: Settings, *, kind: str = "none", on_progress: Progress = silent,
    steps: int = 0, learnt_from: np.ndarray | None = None,
) -> CrossValidation:  # fmt: skip
    """Fit and score each fold of each repeat.

    Parameters
    ----------
    features : Features
    split : Split
    settings : Settings
    kind : {"none", "log2"}
        Scale of the numbers to learn.
    on_progress : callable
    steps : int, optional
        Fits of the whole work, of which these are the first; by default these are all.
    learnt_from : ndarray of bool, shape (n,), optional
        Rows that may be trained on; those of a scored fold never are. By default all.

    Returns
    -------
    CrossValidation

    Raises
    ------
    NotEnoughData
        ML007 if all features of a fold are equal.

    Notes
    -----
    Encoder, scaling and model are fitted on the training rows of each fold alone. Memory: one fold's features and
    model at a time.
    """
    data, folds = features.data, settings.folds
    repeats = len(split.fold)
    steps = steps or folds * repeats
    trail, parts, known = Trail(), [], {}
    for repeat in range(repeats):
        for fold in range(folds):
            scored = np.flatnonzero(split.fold[repeat] == fold)
            rows = np.flatnonzero((split.fold[repeat] >= 0) & (split.fold[repeat] != fold))
            rows = rows if learnt_from is None else rows[learnt_from[rows]]
            label = f"Fold {fold + 1} of {folds}" + (f", repeat {repeat + 1}" if repeats > 1 else "")
            report = within(on_progress, (repeat * folds + fold) / steps, 1 / steps, label)
            fitted, notes = fit_rows(features, rows, settings, report, kind=kind, groups=split.group, share=1 / steps)
            trail.follow(fitted, notes)
            known[repeat, fold] = fitted.known
            answers = fitted.answers(features.of(fitted.encoder, scored), len(data.classes))
            parts.append(prediction_table(data, scored, answers, "cv", repeat, fold, kind=kind, train=rows))
    table = pd.concat(parts, ignore_index=True)
    if not calibrates(settings, data.classes):
        return CrossValidation(table, 1.0, trail)
    temperature = fit_temperature(*chances(table, data.classes))
    return CrossValidation(calibrated(table, data.classes, known), temperature, trail)


def calibrates(settings: Settings, classes: tuple[str, ...]) -> bool:
    """Return whether the probabilities of the model are to be calibrated."""
    return bool(classes) and bool(MODELS[settings.model].extra.get("calibrate", True))


def within(on_progress: Progress, start: float, share: float, label: str) -> Progress:
    """Return a progress callback for one step of a longer piece of work; details stay until there are newer ones."""
    kept: dict[str, Any] = {}

    def report(fraction: float, note: str = "", **details: Any) -> None:
        kept.update(details)
        on_progress(start + share * fraction, f"{label}: {note}" if note else label, **kept)

    return report
