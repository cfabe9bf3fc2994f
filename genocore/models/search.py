"""Choosing among candidates on the training part alone: all of them on few records, the better ones on more."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from genocore.evaluation.calibration import fit_temperature, soften
from genocore.features import ENCODERS, Encoder
from genocore.features.size import count_columns
from genocore.models import MODELS
from genocore.models.candidates import Candidate
from genocore.models.fit import Progress, class_probabilities, fit_model, predicted_values, silent
from genocore.models.inner import Fold, inner_folds
from genocore.sequences.dataset import Dataset

RUNGS = (1000, 4000, 16_000)
"""Records on which candidates are compared, step by step; the last step has all there are, up to the last of these."""
KEPT, FEWEST = 0.5, 3
"""Share of the candidates that goes on to the next step, and how many do at least."""
JOINED = 3
"""Candidates whose mean is tried at most."""
FEW = 300
"""Records below which the mean is taken unless the best wins by its interval: there, the best is mostly luck."""
_LEAST = 1e-4
_PATIENCE = 3.0
"""Times the planned seconds after which no further candidate is tried."""


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
    dropped : bool
        Whether it did not go on to the next step.
    """

    candidates: tuple[Candidate, ...]
    answers: np.ndarray
    losses: np.ndarray
    temperature: float
    seconds: float
    dropped: bool = False

    @property
    def loss(self) -> float:
        """Mean loss; smaller is better."""
        return float(self.losses.mean())

    def to_dict(self) -> dict[str, Any]:
        """Return what a leaderboard shows: the mean loss with its 95 % interval, records, seconds of a fit."""
        margin = 1.96 * float(self.losses.std()) / len(self.losses) ** 0.5
        return {
            "name": " and ".join(candidate.name for candidate in self.candidates),
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


def estimate(candidate: Candidate, n: int, length: int) -> float:
    """Return about how long one fit takes, in seconds, by the model's own rule of thumb."""
    columns = count_columns(candidate.encoder, candidate.encoder_params, length)
    return float(MODELS[candidate.model].extra["seconds"](n, columns, candidate.model_params))


def affordable(pairs: list[Candidate], n: int, length: int, seconds: float) -> list[Candidate]:
    """Return the candidates whose final fit takes half the time at most, cheap first; two in any case."""
    costs = {pair: estimate(pair, n, length) for pair in pairs}
    ordered = sorted(pairs, key=costs.__getitem__)
    return [pair for index, pair in enumerate(ordered) if index < 2 or costs[pair] <= seconds / 2]


def search(
    task: Task, pairs: list[Candidate], *, seconds: float, join: bool, on_progress: Progress
) -> tuple[Entry, list[Entry]]:
    """Compare candidates; return the chosen one (or mean of several), and all from best to worst.

    Parameters
    ----------
    task : Task
        The training part: nothing else is looked at.
    pairs : list of Candidate
    seconds : float
        Time this may take by the models' own estimates; half of it is for comparing.
    join : bool
        Whether the mean of the best may be chosen, if it wins by its interval.
    on_progress : callable
        Told ``leaderboard``, a list of `Entry.to_dict`.

    Notes
    -----
    What is tried is planned by estimates, not by the clock: the same seed gives the same choice on a slow and on a
    fast machine. Only after three times the planned seconds is the rest left out, with a warning.
    """
    began, n, length = time.perf_counter(), len(task.data), int(task.data.lengths.max(initial=0))
    alive = affordable(pairs, n, length, seconds)
    board: dict[Candidate, Entry] = {}
    order = _shuffled(task.groups, task.seed)
    sizes = sorted({size for size in RUNGS if 1.5 * size < n <= 15 * size} | {min(n, RUNGS[-1])})
    spent = 0.0
    part = task
    for step, size in enumerate(sizes):
        part = task.take(np.sort(order[:size]))
        folds = inner_folds(part.target, part.groups, folds=5 if size <= 400 else 3, seed=task.seed)
        if not folds:
            break
        tried: list[Entry] = []
        for number, candidate in enumerate(alive):
            spent += (cost := len(folds) * estimate(candidate, len(folds[0][0]), length))
            late = time.perf_counter() - began > _PATIENCE * seconds
            if len(tried) > 1 and (late or spent > seconds / 2):
                spent -= cost
                if late:
                    warnings.warn("Time ran out before all candidates were tried; another run may choose otherwise.",
                                  stacklevel=2)  # fmt: skip
                continue
            on_progress((step + number / len(alive)) / len(sizes), f"{candidate.name} on {size:,} records",
                        leaderboard=_table(board))  # fmt: skip
            tried.append(_try(part, candidate, folds))
            board[candidate] = tried[-1]
        ranked = sorted(tried, key=lambda entry: entry.loss)
        keep = max(int(np.ceil(len(ranked) * KEPT)), FEWEST) if step < len(sizes) - 1 else len(ranked)
        alive = [entry.candidates[0] for entry in ranked[:keep]]
        board |= {entry.candidates[0]: replace(entry, dropped=True) for entry in ranked[keep:]}
    finalists = sorted((board[candidate] for candidate in alive if candidate in board), key=lambda entry: entry.loss)
    if not finalists:  # too few to divide again: the first is taken on trust
        return Entry((alive[0],), np.empty(0), np.zeros(1), 1.0, 0.0), []
    best = finalists[0]
    joined = _join(part, finalists) if join else best
    everything = [*([joined] if joined is not best else []), *_ranked(board)]
    on_progress(1.0, f"Chosen: {joined.to_dict()['name']}", leaderboard=[entry.to_dict() for entry in everything])
    return joined, everything


def _try(part: Task, candidate: Candidate, folds: list[Fold]) -> Entry:
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
    return Entry((candidate,), answers, part.losses(answers, np.arange(n)), temperature, took)


def _join(part: Task, finalists: list[Entry]) -> Entry:
    """Return the mean of the best few if it beats the best by its interval, else the best; see also `FEW`."""
    best = winner = finalists[0]
    few = len(best.losses) < FEW
    for count in range(2, min(len(finalists), JOINED) + 1):
        members = finalists[:count]
        answers = np.mean([entry.answers for entry in members], axis=0)
        losses = part.losses(answers, np.arange(len(answers)))
        gain = best.losses - losses
        margin = 1.96 * gain.std() / len(gain) ** 0.5
        if gain.mean() + margin > 0 if few else gain.mean() > margin and losses.mean() < winner.loss:
            names = tuple(entry.candidates[0] for entry in members)
            winner = Entry(names, answers, losses, 1.0, sum(entry.seconds for entry in members))
    return winner


def _shuffled(groups: np.ndarray, seed: int) -> np.ndarray:
    """Return all rows in random order, those of a group next to each other."""
    _, codes = np.unique(groups, return_inverse=True)
    rng = np.random.default_rng(seed)
    place = rng.permutation(int(codes.max(initial=-1)) + 1)[codes]
    return np.lexsort([rng.random(len(codes)), place])


def _ranked(board: dict[Candidate, Entry]) -> list[Entry]:
    """Return those compared on most records first, then by loss."""
    return sorted(board.values(), key=lambda entry: (-len(entry.losses), entry.loss))


def _table(board: dict[Candidate, Entry]) -> list[dict[str, Any]]:
    return [entry.to_dict() for entry in _ranked(board)]
