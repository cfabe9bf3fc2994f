"""One candidate, tried by cross-validation on some records; and the mean of several."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from genocore.evaluation.calibration import fit_temperature, soften
from genocore.features import ENCODERS, Encoder
from genocore.models import MODELS
from genocore.models.candidates import Candidate
from genocore.models.fit import Progress, class_probabilities, fit_model, predicted_values, silent
from genocore.models.inner import Fold
from genocore.sequences.dataset import Dataset

JOINED = 3
"""Candidates whose mean is tried at most."""
FEW = 300
"""Records below which the mean is taken unless the best wins by its interval: there, the best is mostly luck."""
_LEAST = 1e-4


@dataclass(frozen=True, eq=False)
class Entry:
    """One candidate, or the mean of several, on the leaderboard.

    Parameters
    ----------
    candidates : tuple of Candidate
    answers : ndarray of float, shape (n, classes) or (n,)
        What it said of the records of its last step, each from a model that was not trained on it; calibrated.
    losses : ndarray of float, shape (n,)
        Minus the logarithm of the probability of the true class, or the squared error.
    temperature : float
    seconds : float
        Of one fit, as measured.
    groups : ndarray of int, shape (n,)
        Records of a group are one finding, not several; by default each is its own.
    dropped : bool
        Whether it did not go on to the next step.
    """

    candidates: tuple[Candidate, ...]
    answers: np.ndarray
    losses: np.ndarray
    temperature: float
    seconds: float
    groups: np.ndarray = field(default_factory=lambda: np.empty(0))
    dropped: bool = False

    @property
    def loss(self) -> float:
        """Mean loss; smaller is better."""
        return float(self.losses.mean())

    def to_dict(self) -> dict[str, Any]:
        """Return what a leaderboard shows: the mean loss with its 95 % interval, records, seconds of a fit."""
        margin = 1.96 * standard_error(self.losses, self.groups)
        return {
            "name": " and ".join(candidate.name for candidate in self.candidates),
            "label": " and ".join(candidate.label for candidate in self.candidates),
            "loss": self.loss, "low": self.loss - margin, "high": self.loss + margin, "rows": len(self.losses),
            "seconds": round(self.seconds, 2), "dropped": self.dropped,
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class Task:
    """What the candidates are compared on.

    Parameters
    ----------
    data : Dataset
    target : ndarray, shape (n,)
        Class codes 0 to k - 1, each of which occurs, or numbers.
    groups : ndarray of int, shape (n,)
    kind : {"binary", "multiclass", "regression"}
    seed : int
    """

    data: Dataset
    target: np.ndarray
    groups: np.ndarray
    kind: str
    seed: int

    def take(self, rows: np.ndarray) -> Task:
        """Return the task on some records."""
        return replace(self, data=self.data.take(rows), target=self.target[rows], groups=self.groups[rows])

    def fit(self, candidate: Candidate, rows: np.ndarray, on_progress: Progress = silent) -> tuple[Encoder, Any]:
        """Return features and model of a candidate, fitted on `rows`."""
        part = self.data.take(rows)
        encoder = ENCODERS[candidate.encoder].build(**candidate.encoder_params).fit(part)
        estimator, _ = fit_model(
            MODELS[candidate.model], candidate.model_params, encoder.transform(part), self.target[rows],
            seed=self.seed, on_progress=on_progress, task=self.kind, groups=self.groups[rows],
        )  # fmt: skip
        return encoder, estimator

    def ask(self, encoder: Encoder, estimator: Any, data: Dataset) -> np.ndarray:
        """Return probabilities or numbers."""
        matrix = encoder.transform(data)
        if self.kind == "regression":
            return predicted_values(estimator, matrix)
        return class_probabilities(estimator, matrix, int(self.target.max()) + 1)

    def losses(self, answers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return the loss of each of `rows`."""
        target = self.target[rows]
        if self.kind == "regression":
            return (answers - target) ** 2
        return -np.log(np.maximum(answers[np.arange(len(target)), target], _LEAST))


def standard_error(values: np.ndarray, groups: np.ndarray) -> float:
    """Return the standard error of the mean of values, those of a group counting as one finding.

    Examples
    --------
    >>> values = np.array([0.0, 1.0, 1.0, 2.0])
    >>> round(standard_error(values, np.arange(4)), 3)
    0.354
    >>> round(standard_error(np.repeat(values, 9), np.repeat(np.arange(4), 9)), 3)
    0.354
    """
    if len(groups) != len(values):
        groups = np.arange(len(values))
    _, codes = np.unique(groups, return_inverse=True)
    sums = np.bincount(codes, values - values.mean())
    return float(np.sqrt((sums**2).sum()) / len(values))


def attempt(part: Task, candidate: Candidate, folds: list[Fold]) -> Entry:
    """Cross-validate one candidate."""
    began, n = time.perf_counter(), len(part.target)
    answers = np.zeros(n if part.kind == "regression" else (n, int(part.target.max()) + 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of models that are not chosen nobody needs to hear
        for rows, held in folds:
            answers[held] = part.ask(*part.fit(candidate, rows), part.data.take(held))
    took = (time.perf_counter() - began) / len(folds)
    temperature = 1.0 if part.kind == "regression" else fit_temperature(answers, part.target)
    answers = soften(answers, temperature) if part.kind != "regression" else answers
    return Entry((candidate,), answers, part.losses(answers, np.arange(n)), temperature, took, part.groups)


def join_best(part: Task, finalists: list[Entry]) -> Entry:
    """Return the mean of the best few if it beats the best by its interval, else the best.

    Below `FEW` records it is the other way round: the mean is taken unless the best beats it by its interval, as there
    the best is mostly luck.

    Of each pair of features and model only the best goes in, as two that differ in a setting err on the same records;
    of few records, where a mean has to bring in another view rather than a better fit, only the best on each features.
    """
    best = winner = finalists[0]
    few = len(best.losses) < FEW
    kinds: dict[tuple[str, str], Entry] = {}
    for entry in finalists:
        candidate = entry.candidates[0]
        kinds.setdefault((candidate.encoder, "" if few else candidate.model), entry)
    finalists = list(kinds.values())
    for count in range(2, min(len(finalists), JOINED) + 1):
        members = finalists[:count]
        answers = np.mean([entry.answers for entry in members], axis=0)
        losses = part.losses(answers, np.arange(len(answers)))
        gain = best.losses - losses
        margin = 1.96 * standard_error(gain, best.groups)
        if gain.mean() + margin > 0 if few else gain.mean() > margin and losses.mean() < winner.loss:
            names = tuple(entry.candidates[0] for entry in members)
            winner = Entry(names, answers, losses, 1.0, sum(entry.seconds for entry in members), best.groups)
    return winner
