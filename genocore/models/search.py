"""Choosing among candidates on the training part alone: all of them on few records, the better ones on more."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from genocore.features.size import count_columns
from genocore.models import MODELS
from genocore.models.candidates import Candidate, variants
from genocore.models.fit import Progress
from genocore.models.inner import Fold, inner_folds
from genocore.models.trials import FEW, Entry, Task, attempt, join_best

RUNGS = (1000, 4000, 16_000)
"""Records on which candidates are compared, step by step; the last step has all there are, up to the last of these."""
KEPT, FEWEST = 0.5, 3
"""Share of the candidates that goes on to the next step, and how many do at least."""
ROUNDS = 12
"""Times at most that the settings of the best candidates are varied."""
_PIECE = 50
"""Rows of a group that stand next to each other when rows are drawn."""
_PATIENCE = 3.0
"""Times the planned seconds after which no further candidate is tried."""
_COMPARING = 0.7
"""Share of the time that goes into comparing; the rest is for fitting what was chosen."""
_STEPS = 0.6
"""Share of the comparing, as progress shows it, that the steps are."""


def estimate(candidate: Candidate, n: int, length: int) -> float:
    """Return about how long one fit takes, in seconds, by the model's own rule of thumb."""
    columns = count_columns(candidate.encoder, candidate.encoder_params, length)
    return float(MODELS[candidate.model].extra["seconds"](n, columns, candidate.model_params))


def affordable(pairs: list[Candidate], n: int, length: int, seconds: float) -> list[Candidate]:
    """Return the candidates whose final fit takes half the time at most, cheap first; two in any case."""
    costs = {pair: estimate(pair, n, length) for pair in pairs}
    ordered = sorted(pairs, key=costs.__getitem__)
    return [pair for index, pair in enumerate(ordered) if index < 2 or costs[pair] <= seconds / 2]


@dataclass(eq=False)
class _Plan:
    """What has been tried, and what it has cost by estimate."""

    seconds: float
    length: int
    began: float = field(default_factory=lambda: time.perf_counter())
    spent: float = 0.0
    board: dict[Candidate, Entry] = field(default_factory=dict)

    def take_on(self, candidate: Candidate, folds: list[Fold], *, anyway: bool = False) -> bool:
        """Book a candidate if there is time for it, or `anyway`; return whether it is to be tried."""
        cost = len(folds) * estimate(candidate, len(folds[0][0]), self.length)
        late = time.perf_counter() - self.began > _PATIENCE * self.seconds
        if not anyway and (late or self.spent + cost > _COMPARING * self.seconds):
            if late:
                text = "Time ran out before all candidates were tried; another run may choose otherwise."
                warnings.warn(text, stacklevel=3)
            return False
        self.spent += cost
        return True

    def try_out(self, part: Task, candidate: Candidate, folds: list[Fold]) -> Entry:
        """Cross-validate a candidate and put it on the board."""
        self.board[candidate] = found = attempt(part, candidate, folds)
        return found

    def table(self) -> list[dict[str, Any]]:
        """Return the leaderboard: those compared on most records first, then by loss."""
        return [entry.to_dict() for entry in self.ranked()]

    def ranked(self) -> list[Entry]:
        return sorted(self.board.values(), key=lambda entry: (-len(entry.losses), entry.loss))


def search(
    task: Task, pairs: list[Candidate], *, seconds: float, join: bool, on_progress: Progress
) -> tuple[Entry, list[Entry]]:
    """Compare candidates, vary the best; return the chosen one (or mean of several), and all from best to worst.

    Parameters
    ----------
    task : Task
        The training part: nothing else is looked at.
    pairs : list of Candidate
    seconds : float
        Time this may take by the models' own estimates; most of it is for comparing.
    join : bool
        Whether the mean of the best may be chosen: see `genocore.models.trials.join_best`.
    on_progress : callable
        Told ``leaderboard``, a list of `Entry.to_dict`.

    Notes
    -----
    Candidates are compared by successive halving (Jamieson & Talwalkar 2016, https://proceedings.mlr.press/v51/): all
    on few records, the better half on more. What time is left goes into varying the settings of the best, one at a
    time, as long as that lowers the loss; not below 300 records, where the differences are luck.

    What is tried is planned by estimates, not by the clock: the same seed gives the same choice on a slow and on a
    fast machine. Only after three times the planned seconds is the rest left out, with a warning.
    """
    n, length = len(task.data), int(task.data.lengths.max(initial=0))
    plan = _Plan(seconds, length)
    alive = affordable(pairs, n, length, seconds)
    order = _shuffled(task.groups, task.seed)
    sizes = sorted({size for size in RUNGS if 1.5 * size < n <= 15 * size} | {min(n, RUNGS[-1])})
    part, folds = task, list[Fold]()
    for step, size in enumerate(sizes):
        some = task.take(np.sort(order[:size]))
        ways = inner_folds(some.target, some.groups, folds=5 if size <= 400 else 3, seed=task.seed)
        if not ways:  # so few records lack a class, or groups
            continue
        part, folds = some, ways
        tried: list[Entry] = []
        for number, candidate in enumerate(alive):
            if not plan.take_on(candidate, folds, anyway=len(tried) < 2):
                continue
            on_progress(_STEPS * (step + number / len(alive)) / len(sizes),
                        f"{candidate.label}, on {size:,} records", leaderboard=plan.table())  # fmt: skip
            tried.append(plan.try_out(part, candidate, folds))
        ranked = sorted(tried, key=lambda entry: entry.loss)
        keep = max(int(np.ceil(len(ranked) * KEPT)), FEWEST) if step < len(sizes) - 1 else len(ranked)
        alive = [entry.candidates[0] for entry in ranked[:keep]]
        plan.board |= {entry.candidates[0]: replace(entry, dropped=True) for entry in ranked[keep:]}
    finalists = sorted((plan.board[one] for one in alive if one in plan.board), key=lambda entry: entry.loss)
    if not finalists:  # they cannot be divided again
        text = "The training part cannot be divided again, so nothing was compared: the simplest model was taken."
        warnings.warn(text, stacklevel=2)
        return Entry((alive[0],), np.empty(0), np.zeros(1), 1.0, 0.0), []
    if len(part.data) >= FEW and folds:
        finalists = _vary(plan, part, folds, finalists, n, on_progress)
    best = finalists[0]
    joined = join_best(part, finalists) if join else best
    everything = [*([joined] if joined is not best else []), *plan.ranked()]
    on_progress(1.0, f"Chosen: {joined.to_dict()['label']}", leaderboard=[entry.to_dict() for entry in everything])
    return joined, everything


def _vary(
    plan: _Plan, part: Task, folds: list[Fold], finalists: list[Entry], n: int, on_progress: Progress
) -> list[Entry]:
    """Vary the best of the finalists again and again; return all finalists, the best first.

    Once nothing is left to vary about the best, the next two have their turn.
    """
    tried = [entry.candidates[0].settings for entry in finalists]
    begun, left = plan.spent, max(_COMPARING * plan.seconds - plan.spent, 1e-9)
    for _ in range(ROUNDS):
        fresh = next(filter(None, (
            [one for one in variants(entry.candidates[0]) if one.settings not in tried] for entry in finalists[:3]
        )), [])  # fmt: skip
        if not fresh:
            break
        for candidate in fresh:
            tried.append(candidate.settings)
            fits = estimate(candidate, n, plan.length) <= plan.seconds / 2
            if not fits or not plan.take_on(candidate, folds):
                continue
            share = min((plan.spent - begun) / left, 1.0)
            on_progress(_STEPS + (1 - _STEPS) * share, f"{candidate.label}, on {len(part.data):,} records",
                        leaderboard=plan.table())  # fmt: skip
            finalists = sorted([*finalists, plan.try_out(part, candidate, folds)], key=lambda entry: entry.loss)
    return finalists


def _shuffled(groups: np.ndarray, seed: int) -> np.ndarray:
    """Return all rows in random order, those of a group next to each other; of large groups some at a time.

    The first of them hold many groups then, even where a group is larger than they are.
    """
    _, codes, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    rng = np.random.default_rng(seed)
    place = rng.permutation(len(sizes))[codes]
    order = np.lexsort([rng.random(len(codes)), place])
    begins = np.concatenate([[0], np.cumsum(sizes[np.argsort(place[np.unique(codes, return_index=True)[1]])])])[:-1]
    within = np.arange(len(order)) - begins[place[order]]
    return order[np.lexsort([np.arange(len(order)), within // _PIECE])]
