"""The records a run scored: their predictions as a table, and the scores of that table."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from genocore.evaluation import repeats_with_intervals
from genocore.evaluation.calibration import cross_calibrate
from genocore.sequences.dataset import Dataset
from genocore.splitting import Split
from genocore.training.run import Metrics
from genocore.training.scaling import to_learnt, to_original

VALUES = ("true", "pred", "baseline")
"""Columns of a table of predicted numbers; on the log2 scale they stand beside these as ``true_log2``, ..."""


def prediction_table(
    data: Dataset, rows: np.ndarray, answers: np.ndarray, part: str, repeat: int, fold: int, *, kind: str = "none",
    train: np.ndarray | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return one row a scored record.

    Parameters
    ----------
    data : Dataset
    rows : ndarray of int
        The records scored.
    answers : ndarray of float
        Probabilities, shape (n, n_classes), or numbers on the learnt scale, shape (n,).
    part : {"cv", "test"}
    repeat, fold : int
    kind : {"none", "log2"}
        The learnt scale of numbers.
    train : ndarray of int, optional
        The rows trained on: their mean is the `baseline` of numbers.

    Returns
    -------
    DataFrame
        ``row, id, part, repeat, fold, true, pred`` and ``p_<class>``, or for numbers ``baseline``; with ``log2`` these
        three again as they were learnt.
    """
    frame = pd.DataFrame({"row": rows, "id": data.ids[rows].astype(str), "part": part, "repeat": repeat, "fold": fold})
    target = np.asarray(data.target)
    if data.classes:
        names = np.array(data.classes, dtype=object)
        frame["true"] = names[target[rows]]
        frame["pred"] = names[answers.argmax(axis=1)]
        return frame.assign(**{f"p_{name}": answers[:, code] for code, name in enumerate(data.classes)})
    known = target[rows if train is None else train]
    frame = frame.assign(true=target[rows], pred=to_original(answers, kind), baseline=float(known.mean()))
    if kind == "log2":
        learnt = {"true_log2": to_learnt(target[rows], kind), "pred_log2": answers}
        frame = frame.assign(**learnt, baseline_log2=float(to_learnt(known, kind).mean()))
    return frame


def calibrated(frame: pd.DataFrame, classes: tuple[str, ...], known: dict[tuple[int, int], np.ndarray]) -> pd.DataFrame:
    """Return the predictions of a cross-validation with each fold calibrated by the others, repeat by repeat.

    `known` names the classes that the model of each repeat and fold was trained on.
    """
    (answers, codes), fold, repeat = chances(frame, classes), frame["fold"].to_numpy(), frame["repeat"].to_numpy()
    for number in np.unique(repeat):
        own = repeat == number
        seen = {place: codes_of for (again, place), codes_of in known.items() if again == number}
        answers[own] = cross_calibrate(answers[own], codes[own], fold[own], seen)
    return frame.assign(**{f"p_{name}": answers[:, code] for code, name in enumerate(classes)})


def chances(frame: pd.DataFrame, classes: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the probabilities, shape (n, n_classes), and the true class codes of a table of predictions."""
    codes = frame["true"].map({name: code for code, name in enumerate(classes)}).to_numpy(dtype=int)
    return frame[[f"p_{name}" for name in classes]].to_numpy(), codes


class Answered(NamedTuple):
    """One part of a table of predictions as arrays, in the order of the rows.

    Parameters
    ----------
    y : ndarray
        Class codes, or measured values on the scale that was learnt.
    answers : ndarray of float, shape (n, n_classes) or (n,)
    rows : ndarray of int
    baseline : ndarray of float or None
        Of numbers, the mean of what was trained on.
    """

    y: np.ndarray
    answers: np.ndarray
    rows: np.ndarray
    baseline: np.ndarray | None


def answered(table: pd.DataFrame, classes: tuple[str, ...], part: str) -> Answered:
    """Return the first repeat of a part (``cv`` or ``test``) of a table of predictions."""
    frame = table[(table["part"] == part) & (table["repeat"] == 0)].sort_values("row")
    rows = frame["row"].to_numpy()
    if classes:
        found, codes = chances(frame, classes)
        return Answered(codes, found, rows, None)
    true, pred, mean = (frame[name + suffix(table)].to_numpy() for name in VALUES)
    return Answered(true, pred, rows, mean)


def suffix(table: pd.DataFrame) -> str:
    """Return how the columns of numbers on the learnt scale end: ``_log2``, or nothing."""
    return "_log2" if "true_log2" in table else ""


def score_table(predictions: pd.DataFrame, data: Dataset, split: Split, seed: int) -> dict[str, Metrics | None]:
    """Return the metrics of ``cv`` and ``test``, intervals over the split's units; None for a part without rows.

    Of numbers learnt on the log2 scale these are the scores on that scale; ``cv_original`` and ``test_original`` are
    those on the scale of the file.
    """
    if data.classes:
        return _scores(predictions, [f"p_{name}" for name in data.classes], data, split, seed)
    if "true_log2" not in predictions:
        return _scores(predictions, "", data, split, seed)
    original = _scores(predictions, "", data, split, seed)
    learnt = _scores(predictions, "_log2", data, split, seed)
    return learnt | {f"{part}_original": found for part, found in original.items()}


def _scores(
    predictions: pd.DataFrame, columns: list[str] | str, data: Dataset, split: Split, seed: int
) -> dict[str, Metrics | None]:
    scores: dict[str, Metrics | None] = {}
    for part in ("cv", "test"):
        repeats: list[tuple[np.ndarray, np.ndarray]] = []
        baselines: list[np.ndarray | None] = []
        rows = np.empty(0, dtype=np.int64)
        for _, frame in predictions[predictions["part"] == part].groupby("repeat"):
            frame = frame.sort_values("row")
            rows = frame["row"].to_numpy()
            if isinstance(columns, list):
                repeats.append((np.asarray(data.target)[rows], frame[columns].to_numpy()))
                baselines.append(None)
            else:
                true, pred, mean = (frame[name + columns].to_numpy() for name in VALUES)
                repeats.append((true, pred))
                baselines.append(mean)
        found = repeats_with_intervals(repeats, split.unit[rows], baselines=baselines, seed=seed) if repeats else None
        scores[part] = found
    return scores
