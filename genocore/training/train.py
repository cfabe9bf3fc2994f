"""Training: cross-validation, a floor on the same folds, and one look at the locked test part."""

from __future__ import annotations

import importlib.metadata
import platform
import time
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from genocore import __version__
from genocore.evaluation.calibration import soften
from genocore.models.fit import Progress, silent
from genocore.sequences.dataset import Dataset
from genocore.training.bundle import Model
from genocore.training.circumstances import with_circumstances
from genocore.training.conformal import fit_threshold
from genocore.training.cross_validate import calibrates, cross_validate, within
from genocore.training.division import check_folds, divide
from genocore.training.floors import compare_with_floors, not_beaten
from genocore.training.fold import Features, fit_rows
from genocore.training.gates import check_trainable
from genocore.training.novelty import Novelty
from genocore.training.run import Run
from genocore.training.scaling import check_scale, choose_scale
from genocore.training.scored import chances, prediction_table, score_table
from genocore.training.settings import Settings

FLOOR = "dummy"


def train(
    data: Dataset,
    settings: Settings,
    *,
    name: str = "data",
    test: Dataset | None = None,
    on_progress: Progress = silent,
) -> tuple[Run, Model]:
    """Cross-validate, score the locked test part once, and keep the model that was scored there.

    Parameters
    ----------
    data : Dataset
        With classes or numbers; records without a label are left alone.
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
    with the class frequencies of all records outside the locked part, or with the mean of those trained on.

    Probabilities are calibrated: in cross-validation each fold by what the other folds showed, so that no record has
    a say in its own score; for the final model by all of them. Numbers are learnt on the scale that
    `genocore.training.scaling.choose_scale` gives, centred by the rows trained on alone.

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
    kind = "none" if data.classes else choose_scale(np.asarray(data.target)[split.train], settings.scale)
    if not data.classes and len(split.test):
        check_scale(np.asarray(everything.target)[split.test], kind)

    steps = settings.folds * settings.repeats + 1
    validation = cross_validate(features, split, settings, kind=kind, on_progress=on_progress, steps=steps)
    trail, out_of_fold = validation.trail, validation.table

    report = within(on_progress, (steps - 1) / steps, 1 / steps, "Final model")
    fitted, notes = fit_rows(features, split.train, settings, report, kind=kind, groups=split.group, share=1 / steps)
    trail.follow(fitted, notes)
    parts = [out_of_fold]
    if len(split.test):
        answers = fitted.answers(features.of(fitted.encoder, split.test), len(data.classes))
        adjust = calibrates(settings, data.classes)
        answers = soften(answers, validation.temperature, fitted.known) if adjust else answers
        parts.append(prediction_table(everything, split.test, answers, "test", 0, -1, kind=kind, train=split.train))

    on_progress(1.0, "Intervals")
    predictions = with_circumstances(pd.concat(parts, ignore_index=True), everything, split)
    floors, gain = compare_with_floors(predictions, everything, split, kind, settings.seed, of_file=test is not None)
    none = score_table(_no_model(predictions, data, split.train), everything, split, settings.seed)
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
            "near": None if split.families is None else split.families.to_dict(),
            "folds": settings.folds,
            "repeats": settings.repeats,
            "n_cv": len(split.train),
            "n_test": len(split.test),
            "longest": int(data.lengths[split.train].max()),
            "one_length": len(np.unique(data.lengths[data.labelled])) == 1,
            "test_file": test is not None,
        },
        metrics=score_table(predictions, everything, split, settings.seed),
        floors={FLOOR: none, **floors},
        gain=gain,
        warnings=list(dict.fromkeys(cautions + not_beaten(gain) + trail.notes)),
        versions=_versions(),
        seconds=round(time.perf_counter() - began, 3),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        predictions=predictions,
        scale=kind,
        search={
            "leaderboard": fitted.estimator.leaderboard_,
            "final": trail.chosen[-1],
            "folds": trail.chosen[:-1],
            "labels": trail.labels,
        }
        if trail.chosen[-1]
        else None,
    )
    threshold = fit_threshold(*_strangeness(out_of_fold, data, split.unit))
    model = Model(
        run.key, run.task, run.classes, settings, fitted, validation.temperature, threshold,
        Novelty.fit(everything.take(split.train), settings.seed), _versions(),
    )  # fmt: skip
    return run, model


def _strangeness(out_of_fold: pd.DataFrame, data: Dataset, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return of each cross-validated record what conformal sets and intervals are made from, and its unit."""
    first = out_of_fold[out_of_fold["repeat"] == 0]
    units = unit[first["row"].to_numpy()]
    if data.classes:
        found, codes = chances(first, data.classes)
        return 1 - found[np.arange(len(codes)), codes], units
    learnt = "_log2" if "true_log2" in first else ""
    return np.abs(first["true" + learnt].to_numpy() - first["pred" + learnt].to_numpy()), units


def _no_model(predictions: pd.DataFrame, data: Dataset, train: np.ndarray) -> pd.DataFrame:
    """Return the same table as answered with class frequencies, or with the mean of what was trained on."""
    if not data.classes:
        suffixes = ["", "_log2"] if "pred_log2" in predictions else [""]
        return predictions.assign(**{f"pred{suffix}": predictions[f"baseline{suffix}"] for suffix in suffixes})
    shares = np.bincount(np.asarray(data.target)[train], minlength=len(data.classes)) / len(train)
    return predictions.assign(**{f"p_{name}": share for name, share in zip(data.classes, shares, strict=True)})


def _versions() -> dict[str, str]:
    packages = ("numpy", "scikit-learn", "pandas", "biopython")
    found = {name: importlib.metadata.version(name) for name in packages}
    return {"genocore": __version__, "python": platform.python_version(), **found}
