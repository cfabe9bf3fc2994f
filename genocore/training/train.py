"""Training: cross-validation, a floor on the same folds, and one look at the locked test part."""

from __future__ import annotations

import importlib.metadata
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from genocore import __version__
from genocore.errors import InputError, NotEnoughData
from genocore.evaluation import repeats_with_intervals
from genocore.features import ENCODERS, Encoder
from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model
from genocore.sequences.checks import identical_groups
from genocore.sequences.dataset import NO_CLASS, Dataset
from genocore.splitting import Split, make_split
from genocore.splitting.split import leakage_percent
from genocore.training.bundle import Model
from genocore.training.gates import check_trainable
from genocore.training.run import Metrics, Run
from genocore.training.settings import Settings

Progress = Callable[[float, str], None]
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
    Everything that learns (encoder, scaling, model) is fitted inside each fold. Intervals resample groups of equal
    sequences. Same data, settings and machine: same numbers.

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
    everything, split, more = _with_test(data, test, settings)
    cautions += more + _check_folds(data, split)
    features = _Features(everything, settings)

    steps = settings.folds * settings.repeats + 1
    notes: list[str] = []
    parts: list[pd.DataFrame] = []
    floor_parts: list[pd.DataFrame] = []
    for repeat in range(settings.repeats):
        for fold in range(settings.folds):
            scored = np.flatnonzero(split.fold[repeat] == fold)
            rows = np.flatnonzero((split.fold[repeat] >= 0) & (split.fold[repeat] != fold))
            step = repeat * settings.folds + fold
            label = f"Fold {fold + 1} of {settings.folds}" + (f", repeat {repeat + 1}" if settings.repeats > 1 else "")
            report = _within(on_progress, step / steps, 1 / steps, label)
            for keys, out in (((settings.model, settings.model_params), parts), ((FLOOR, {}), floor_parts)):
                encoder, estimator, found = _fit(features, rows, *keys, settings.seed, report)
                notes += found
                chances = class_probabilities(estimator, features.of(encoder, scored), len(data.classes))
                out.append(_predictions(everything, scored, chances, "cv", repeat, fold))

    report = _within(on_progress, (steps - 1) / steps, 1 / steps, "Final model")
    encoder, estimator, found = _fit(
        features, split.train, settings.model, settings.model_params, settings.seed, report
    )
    notes += found
    if len(split.test):
        _, floor, _ = _fit(features, split.train, FLOOR, {}, settings.seed, report)
        matrix = features.of(encoder, split.test)
        for one, out in ((estimator, parts), (floor, floor_parts)):
            chances = class_probabilities(one, matrix, len(data.classes))
            out.append(_predictions(everything, split.test, chances, "test", 0, -1))

    on_progress(1.0, "Intervals")
    predictions = pd.concat(parts, ignore_index=True)
    floors = pd.concat(floor_parts, ignore_index=True)
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
        metrics=_score(predictions, everything, split, settings),
        floors={FLOOR: _score(floors, everything, split, settings)},
        warnings=list(dict.fromkeys(cautions + notes)),
        versions=_versions(),
        seconds=round(time.perf_counter() - began, 3),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        predictions=predictions.drop(columns="row"),
    )
    model = Model(run.key, run.classes, settings, encoder, estimator, data.lengths[split.train], _versions())
    return run, model


class _Features:
    """Feature matrices; encoders that learn nothing see the data once."""

    def __init__(self, data: Dataset, settings: Settings) -> None:
        self.data, self.settings = data, settings
        encoder = self.new()
        self.whole = None if encoder.learns else encoder.fit(data).transform(data)

    def new(self) -> Encoder:
        return ENCODERS[self.settings.encoder].build(**self.settings.encoder_params)

    def of(self, encoder: Encoder, rows: np.ndarray) -> Any:
        return encoder.transform(self.data.take(rows)) if self.whole is None else self.whole[rows]


def _fit(
    features: _Features, rows: np.ndarray, model: str, params: Any, seed: int, on_progress: Progress
) -> tuple[Encoder, Any, list[str]]:
    encoder = features.new().fit(features.data.take(rows) if features.whole is None else features.data)
    matrix = features.of(encoder, rows)
    if model != FLOOR and not np.any(_spread(matrix)):
        raise NotEnoughData(
            f"All sequences have the same '{features.settings.encoder}' features.",
            hint="Choose another encoder.",
            code="ML007",
        )
    target = np.asarray(features.data.target)[rows]
    estimator, notes = fit_model(MODELS[model], dict(params), matrix, target, seed=seed, on_progress=on_progress)
    return encoder, estimator, notes


def _spread(matrix: Any) -> np.ndarray:
    """Return for each column how far its values lie apart."""
    ends = matrix.max(axis=0), matrix.min(axis=0)
    top, bottom = (end.toarray() if hasattr(end, "toarray") else end for end in ends)
    return np.asarray(top, dtype=float) - bottom


def _with_test(data: Dataset, test: Dataset | None, settings: Settings) -> tuple[Dataset, Split, list[str]]:
    """Return the records to work on and their split; records of a test file are put behind those of `data`."""
    keys = {"folds": settings.folds, "repeats": settings.repeats, "seed": settings.seed}
    if test is None:
        split = make_split(data, settings.split, test_share=settings.test_share, **keys)
        few = settings.test_share and not len(split.test)
        text = "The classes or groups are too small for a locked test part: the scores are from cross-validation alone."
        return data, split, ([f"ML001 {text}"] if few else []) + _leakage_cautions(split)
    strange = {name for name, n in test.class_counts().items() if n} - set(data.classes)
    if strange or not test.classes or not test.labelled.any():
        what = f"classes the training file has not: {', '.join(sorted(strange))}" if strange else "no labels"
        raise InputError(f"The test file has {what}.", hint="Use the same class names in both files.", code="ML008")
    split = make_split(data, settings.split, test_share=0.0, **keys)
    both = stack(data, test)
    rows = len(data) + np.flatnonzero(test.labelled)
    copies = identical_groups(both)
    known = np.isin(copies[rows], copies[split.train])
    cautions = _leakage_cautions(split)
    if known.any():
        text = f"{known.mean():.1%} of the test file's sequences are also in the training file (either strand)."
        cautions.append(f"ML003 {text}")
    fold = np.concatenate([split.fold, np.full((settings.repeats, len(test)), -1)], axis=1)
    group = np.concatenate([split.group, split.group.max() + 1 + identical_groups(test)])
    leakage = leakage_percent(fold, rows, copies)
    return both, replace(split, fold=fold, test=rows, group=group, leakage_percent=leakage), cautions


def stack(data: Dataset, test: Dataset) -> Dataset:
    """Return the records of both, with the classes of `data`."""
    codes = [data.classes.index(name) if name in data.classes else NO_CLASS for name in test.classes]
    return Dataset(
        np.concatenate([data.ids, test.ids]),
        np.concatenate([data.letters, test.letters]),
        np.concatenate([data.offsets, test.offsets[1:] + data.offsets[-1]]),
        np.concatenate(
            [np.asarray(data.target), np.array([*codes, NO_CLASS], dtype=np.int32)[np.asarray(test.target)]]
        ),
        data.classes,
    )


def _leakage_cautions(split: Split) -> list[str]:
    if not split.leakage_percent:
        return []
    text = f"{split.leakage_percent:.1f} % of the scored sequences have an exact copy in what was trained on."
    return [f"ML003 {text} Split 'identical' keeps copies together."]


def _check_folds(data: Dataset, split: Split) -> list[str]:
    """Return cautions about classes that a fold was not trained on; only groups can bring that about."""
    target = np.asarray(data.target)
    absent: set[int] = set()
    for row in split.fold[:, : len(data)]:
        for fold in range(row.max() + 1):
            counts = np.bincount(target[(row >= 0) & (row != fold)], minlength=len(data.classes))
            if (counts > 0).sum() < 2:
                raise NotEnoughData(
                    "Without the groups of one fold there is only one class left to train on.",
                    hint="Use groups that hold several classes, or another split.",
                    code="ML005",
                )
            absent.update(np.flatnonzero(counts == 0).tolist())
    text = "is missing from the training part of a fold and cannot be predicted there."
    return [f"ML005 Class '{data.classes[code]}' {text}" for code in sorted(absent)]


def _predictions(
    data: Dataset, rows: np.ndarray, chances: np.ndarray, part: str, repeat: int, fold: int
) -> pd.DataFrame:
    names = np.array(data.classes, dtype=object)
    frame = pd.DataFrame({"row": rows, "id": data.ids[rows].astype(str), "part": part, "repeat": repeat, "fold": fold})
    frame["true"] = names[np.asarray(data.target)[rows]]
    frame["pred"] = names[chances.argmax(axis=1)]
    return frame.assign(**{f"p_{name}": chances[:, code] for code, name in enumerate(data.classes)})


def _score(predictions: pd.DataFrame, data: Dataset, split: Split, settings: Settings) -> dict[str, Metrics | None]:
    columns = [f"p_{name}" for name in data.classes]
    scores: dict[str, Metrics | None] = {}
    for part in ("cv", "test"):
        repeats = []
        rows = np.empty(0, dtype=np.int64)
        for _, frame in predictions[predictions["part"] == part].groupby("repeat"):
            frame = frame.sort_values("row")
            rows = frame["row"].to_numpy()
            repeats.append((np.asarray(data.target)[rows], frame[columns].to_numpy()))
        found = repeats_with_intervals(repeats, split.group[rows], seed=settings.seed) if repeats else None
        scores[part] = found
    return scores


def _within(on_progress: Progress, start: float, share: float, label: str) -> Progress:
    """Return a progress callback for one step of a longer piece of work."""

    def report(fraction: float, note: str) -> None:
        on_progress(start + share * fraction, f"{label}: {note}" if note else label)

    return report


def _versions() -> dict[str, str]:
    packages = ("numpy", "scikit-learn", "pandas", "biopython")
    found = {name: importlib.metadata.version(name) for name in packages}
    return {"genocore": __version__, "python": platform.python_version(), **found}
