"""Floors: what length, GC, bases or pairs of bases alone tell, on the folds of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from genocore.evaluation import with_intervals
from genocore.evaluation.paired import paired_difference
from genocore.features.words import count_words
from genocore.sequences.dataset import Dataset
from genocore.splitting import Split
from genocore.training.run import Metrics, quoted_part
from genocore.training.scaling import TargetScale
from genocore.training.scored import answered, prediction_table

FLOORS = {"length": "length", "gc": "GC", "bases": "base frequencies", "pairs": "dinucleotides"}
"""Key and name of what each floor looks at; nothing else of the sequence."""
_MOST = 20_000
"""Records a floor is fitted on at most: it has 16 numbers to learn."""


def trivial_features(data: Dataset, name: str) -> np.ndarray:
    """Return what a floor looks at: float64, shape (n, 1), or (n, 4) for bases and (n, 16) for pairs.

    Examples
    --------
    >>> trivial_features(Dataset.from_strings(["GGCA"]), "gc").tolist()
    [[0.75]]
    """
    if name == "length":
        return np.log(np.maximum(data.lengths, 1)).astype(np.float64)[:, None]
    k = 2 if name == "pairs" else 1
    counts = np.zeros((len(data), 4**k))
    for first, last, found in count_words(data, k, k):
        counts[first:last] = found[k]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return shares[:, [1]] + shares[:, [2]] if name == "gc" else shares


def floor_predictions(data: Dataset, split: Split, name: str, kind: str, seed: int) -> pd.DataFrame | None:
    """Return what a floor predicts for the first repeat and for the locked part, as `prediction_table` does.

    Parameters
    ----------
    data : Dataset
        With the records of a test file behind those trained on.
    split : Split
    name : str
        Key of `FLOORS`.
    kind : {"none", "log2"}
        Scale of numbers.
    seed : int

    Returns
    -------
    DataFrame or None
        None if the feature is the same in all records.

    Notes
    -----
    A logistic regression, or a ridge regression for numbers, fitted within each fold.
    """
    features, fold = trivial_features(data, name), split.fold[0]
    if np.ptp(features[split.train], axis=0).max(initial=0) < 1e-12:
        return None
    parts = []
    for number in range(fold.max() + 1):
        rows, scored = np.flatnonzero((fold >= 0) & (fold != number)), np.flatnonzero(fold == number)
        answers = _answers(features, data, rows, scored, kind, seed)
        parts.append(prediction_table(data, scored, answers, "cv", 0, number, kind=kind, train=rows))
    if len(split.test):
        answers = _answers(features, data, split.train, split.test, kind, seed)
        parts.append(prediction_table(data, split.test, answers, "test", 0, -1, kind=kind, train=split.train))
    return pd.concat(parts, ignore_index=True)


def _answers(
    features: np.ndarray, data: Dataset, rows: np.ndarray, scored: np.ndarray, kind: str, seed: int
) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if len(rows) > _MOST:
        rows = np.sort(np.random.default_rng(seed).choice(rows, _MOST, replace=False))
    target = np.asarray(data.target)
    if not data.classes:
        scale = TargetScale.of(target[rows], kind)
        model = make_pipeline(StandardScaler(), Ridge()).fit(features[rows], scale.standardise(target[rows]))
        return scale.restore(model.predict(features[scored]))
    out = np.zeros((len(scored), len(data.classes)))
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(features[rows], target[rows])
    out[:, model.classes_] = model.predict_proba(features[scored])
    return (out / out.sum(axis=1, keepdims=True)).round(12)


def compare_with_floors(
    predictions: pd.DataFrame, data: Dataset, split: Split, kind: str, seed: int, *, of_file: bool = False
) -> tuple[dict[str, dict[str, Metrics | None]], dict[str, Any] | None]:
    """Return the scores of all floors, and how far the model is above the best of them.

    Returns
    -------
    dict of str to dict
        For each floor, metrics (without intervals) of ``cv`` and ``test``; of numbers on the scale that was learnt.
    dict or None
        ``floor`` (key of the one best in cross-validation), ``metric`` (``auroc`` or ``r2``), ``part`` (see
        `genocore.training.run.quoted_part`), and the difference ``value, low, high``. None if all are alike in
        everything trivial.
    """
    metric = "auroc" if data.classes else "r2"
    scores: dict[str, dict[str, Metrics | None]] = {}
    tables: dict[str, pd.DataFrame] = {}
    for name in FLOORS:
        found = floor_predictions(data, split, name, kind, seed)
        if found is not None:
            tables[name] = found
            scores[name] = {part: _metrics(found, data, part) for part in ("cv", "test")}
    if not tables:
        return scores, None

    def in_validation(name: str) -> float:
        found = (scores[name]["cv"] or {}).get(metric, {}).get("value")
        return -np.inf if found is None else found

    best = max(tables, key=in_validation)
    part = quoted_part(predictions, data.classes, of_file=of_file)
    own, other = (answered(table, data.classes, part) for table in (predictions, tables[best]))
    gain = paired_difference(
        metric, own.y, own.answers, other.answers, split.unit[own.rows], baseline=own.baseline, seed=seed
    )
    return scores, {"floor": best, "metric": metric, "part": part, **gain}


def not_beaten(gain: dict[str, Any] | None) -> list[str]:
    """Return the caution ML004 if the model is not better than its best floor by the interval."""
    if gain is None or gain["value"] is None or (gain["low"] is not None and gain["low"] > 0):
        return []
    ends = "" if gain["low"] is None else f" ({gain['low']:+.3f} to {gain['high']:+.3f})"
    score = "AUROC" if gain["metric"] == "auroc" else "R²"
    text = f"No evidence that the model is better than {FLOORS[gain['floor']]} alone: the difference in {score} is"
    return [f"ML004 {text} {gain['value']:+.3f}{ends}."]


def _metrics(table: pd.DataFrame, data: Dataset, part: str) -> Metrics | None:
    if not (table["part"] == part).any():
        return None
    found = answered(table, data.classes, part)
    return with_intervals(found.y, found.answers, baseline=found.baseline, resamples=0)
