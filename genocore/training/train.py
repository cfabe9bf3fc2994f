"""Training: cross-validation, a floor on the same folds, and one look at the locked test part."""

from __future__ import annotations

import importlib.metadata
import platform
import time
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from genocore import __version__
from genocore.models.fit import class_probabilities
from genocore.sequences.dataset import Dataset
from genocore.training.bundle import Model
from genocore.training.division import check_folds, divide
from genocore.training.fold import Features, Progress, fit_rows
from genocore.training.gates import check_trainable
from genocore.training.run import Run
from genocore.training.scored import prediction_table, score_table
from genocore.training.settings import Settings

FLOOR = "dummy"


def train(
    data: Dataset,
    settings: Settings,
    *,
    name: str = "data",
    test: Dataset | None = None,
    on_progress: Progress = lambda fraction, note: None,
) -> tuple[Run, Model]:
    """Cross-validate, score the locked test part once, and keep the model that was scored there.

    Parameters
    ----------
    data : Dataset
        With classes; records without a label are left alone.
    settings : Settings
    name : str
        What the data are called in the run.
    test : Dataset, optional
        Labelled records to be scored at the end instead of a part of `data`.
    on_progress : callable
        Called with a fraction 0-1 and a note; may raise `genocore.errors.Cancelled`.

    Returns
    -------
    Run
    Model
        Trained on all records outside the locked test part.

    Raises
    ------
    NotEnoughData
        See `genocore.training.gates.check_trainable`; ML007 if all features are equal; ML005 if the groups leave a
        fold only one class to train on.
    InputError
        ML008 if `test` has classes that `data` has not.

    Notes
    -----
    Everything that learns (encoder, scaling, model) is fitted inside each fold. Intervals resample groups, or copies
    of a sequence together. Same data, settings and machine: same numbers. The floor ``dummy`` answers every record
    with the class frequencies of all records outside the locked part.

    Examples
    --------
    >>> data = Dataset.from_strings(["ACGTTT", "GGGCCA"] * 20, labels=["at", "gc"] * 20)
    >>> settings = Settings.checked(model="logistic", encoder="composition", split="random", folds=2)
    >>> run, model = train(data, settings)
    >>> run.metrics["cv"]["accuracy"]["value"], run.floors["dummy"]["cv"]["accuracy"]["value"]
    (1.0, 0.5)
    """
    began = time.perf_counter()
    cautions = check_trainable(data, settings)
    everything, split, more = divide(data, test, settings)
    cautions += more + check_folds(data, split)
    features = Features(everything, settings)

    steps = settings.folds * settings.repeats + 1
    notes: list[str] = []
    parts: list[pd.DataFrame] = []
    for repeat in range(settings.repeats):
        for fold in range(settings.folds):
            scored = np.flatnonzero(split.fold[repeat] == fold)
            rows = np.flatnonzero((split.fold[repeat] >= 0) & (split.fold[repeat] != fold))
            step = repeat * settings.folds + fold
            label = f"Fold {fold + 1} of {settings.folds}" + (f", repeat {repeat + 1}" if settings.repeats > 1 else "")
            report = _within(on_progress, step / steps, 1 / steps, label)
            encoder, estimator, found = fit_rows(features, rows, settings, report)
            notes += found
            chances = class_probabilities(estimator, features.of(encoder, scored), len(data.classes))
            parts.append(prediction_table(everything, scored, chances, "cv", repeat, fold))

    report = _within(on_progress, (steps - 1) / steps, 1 / steps, "Final model")
    encoder, estimator, found = fit_rows(features, split.train, settings, report)
    notes += found
    if len(split.test):
        chances = class_probabilities(estimator, features.of(encoder, split.test), len(data.classes))
        parts.append(prediction_table(everything, split.test, chances, "test", 0, -1))

    on_progress(1.0, "Intervals")
    predictions = pd.concat(parts, ignore_index=True)
    shares = np.bincount(np.asarray(data.target)[split.train], minlength=len(data.classes)) / len(split.train)
    floors = predictions.assign(**{f"p_{name}": share for name, share in zip(data.classes, shares, strict=True)})
    run = Run(
        key=settings.key(data.fingerprint + (test.fingerprint if test else "")),
        name=name,
        task=data.task,
        n=int(data.labelled.sum()),
        classes=data.classes,
        fingerprint=data.fingerprint,
        settings=settings,
        split={
            "kind": split.kind,
            "families": split.groups,
            "leakage_percent": split.leakage_percent,
            "folds": settings.folds,
            "repeats": settings.repeats,
            "n_cv": len(split.train),
            "n_test": len(split.test),
            "test_file": test is not None,
        },
        metrics=score_table(predictions, everything, split, settings.seed),
        floors={FLOOR: score_table(floors, everything, split, settings.seed)},
        warnings=list(dict.fromkeys(cautions + notes)),
        versions=_versions(),
        seconds=round(time.perf_counter() - began, 3),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        predictions=predictions.drop(columns="row"),
    )
    model = Model(run.key, run.classes, settings, encoder, estimator, data.lengths[split.train], _versions())
    return run, model


def _within(on_progress: Progress, start: float, share: float, label: str) -> Progress:
    """Return a progress callback for one step of a longer piece of work."""

    def report(fraction: float, note: str) -> None:
        on_progress(start + share * fraction, f"{label}: {note}" if note else label)

    return report


def _versions() -> dict[str, str]:
    packages = ("numpy", "scikit-learn", "pandas", "biopython")
    found = {name: importlib.metadata.version(name) for name in packages}
    return {"genocore": __version__, "python": platform.python_version(), **found}
