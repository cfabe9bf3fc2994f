"""Model `auto`: tries several pairs of features and model, and takes the one that does best."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from genocore.evaluation.calibration import soften
from genocore.features import ENCODERS, Encoder
from genocore.features.letters import sequences_of
from genocore.models import MODELS
from genocore.models.candidates import Candidate, candidates
from genocore.models.fit import Progress
from genocore.models.search import search
from genocore.models.storage import open_estimator, save_estimator
from genocore.models.trials import Task
from genocore.registry import Param, Spec
from genocore.sequences.dataset import Dataset

FILE = "auto.json"


@dataclass(frozen=True, eq=False)
class Member:
    """One chosen candidate, fitted, with its temperature."""

    candidate: Candidate
    encoder: Encoder
    estimator: Any
    temperature: float


class Auto:
    """An estimator that chooses among `genocore.models.candidates.candidates` by cross-validation of its own.

    Parameters
    ----------
    task : {"binary", "multiclass", "regression"}
    seed : int
    seconds : float
        Time one fit may take, by estimate; most of it is for comparing.
    join : bool
        Whether the mean of several candidates may be chosen: see `genocore.models.trials.join_best`.

    Attributes
    ----------
    members_ : list of Member
        The chosen ones; the answer is their mean.
    leaderboard_ : list of dict
        Everything that was compared, from best to worst.

    Notes
    -----
    Fitted within each fold of a cross-validation, so that the outer score is that of choosing and fitting together
    (nested cross-validation, doi:10.1186/1471-2105-7-91): trying many candidates does not make it look better.
    """

    def __init__(self, task: str, seed: int, seconds: float, join: bool) -> None:
        self.task, self.seed, self.seconds, self.join = task, seed, seconds, join
        self.members_: list[Member] = []
        self.leaderboard_: list[dict[str, Any]] = []

    def fit(self, codes: np.ndarray, target: np.ndarray, groups: np.ndarray, on_progress: Progress) -> Auto:
        """Choose, and fit what was chosen on all rows.

        Parameters
        ----------
        codes : ndarray of uint8, shape (n, length)
            Of the encoder `letters`.
        target, groups, on_progress
            As `genocore.models.fit.fit_model`.
        """
        self.n_features_in_ = codes.shape[1]
        self.classes_, inner = np.zeros(0, dtype=int), target
        if self.task != "regression":
            self.classes_, inner = np.unique(target, return_inverse=True)
        data = sequences_of(codes)
        fixed = bool((data.lengths == codes.shape[1]).all())
        task = Task(data, inner, groups, self.task, self.seed)
        pairs = candidates(self.task, len(data), codes.shape[1], fixed)

        def report(fraction: float, note: str = "", **details: Any) -> None:
            self.leaderboard_ = details.get("leaderboard", self.leaderboard_)
            on_progress(0.7 * fraction, note, leaderboard=self.leaderboard_)

        best, everything = search(task, pairs, seconds=self.seconds, join=self.join, on_progress=report)
        rows = np.arange(len(data))
        temperatures = {entry.candidates[0]: entry.temperature for entry in everything if len(entry.candidates) == 1}
        self.members_ = []
        for number, candidate in enumerate(best.candidates):
            start, share = 0.7 + 0.3 * number / len(best.candidates), 0.3 / len(best.candidates)

            def within(fraction: float, note: str = "", start: float = start, share: float = share, **_: Any) -> None:
                text = f"Fitting what was chosen: {note}" if note else "Fitting what was chosen"
                on_progress(start + share * fraction, text, leaderboard=self.leaderboard_)

            encoder, estimator = task.fit(candidate, rows, within)
            self.members_.append(Member(candidate, encoder, estimator, temperatures.get(candidate, 1.0)))
        on_progress(1.0, "", leaderboard=self.leaderboard_)
        return self

    @property
    def chosen(self) -> str:
        """What was chosen, as `Candidate.name` says it."""
        return " and ".join(sorted(member.candidate.name for member in self.members_))

    @property
    def chosen_label(self) -> str:
        """What was chosen, in words for a page."""
        return " and ".join(member.candidate.label for member in sorted(self.members_, key=lambda m: m.candidate.name))

    def member_predictions(self, codes: np.ndarray) -> np.ndarray:
        """Return what each member says: float64, shape (members, n, classes), or (members, n, 1) for numbers."""
        return self.members_on(sequences_of(codes))

    def members_on(self, data: Dataset) -> np.ndarray:
        """Return the same for sequences of any length: a member that counts words reads all of each."""
        known = np.arange(len(self.classes_))
        task = Task(data, known, known, self.task, self.seed)
        found = []
        for member in self.members_:
            answers = task.ask(member.encoder, member.estimator, data)
            found.append(answers[:, None] if self.task == "regression" else soften(answers, member.temperature))
        return np.stack(found)

    def predict_proba(self, codes: np.ndarray) -> np.ndarray:
        """Return the mean of the members' probabilities, shape (n, classes)."""
        return self.member_predictions(codes).mean(axis=0)

    def predict(self, codes: np.ndarray) -> np.ndarray:
        """Return the likeliest class of each row, or for a regression its number."""
        found = self.member_predictions(codes).mean(axis=0)
        return found[:, 0] if self.task == "regression" else self.classes_[found.argmax(axis=1)]


def save_auto(auto: Auto, folder: Path) -> None:
    """Write ``auto.json`` and one folder a member."""
    for number, member in enumerate(auto.members_):
        save_estimator(MODELS[member.candidate.model], member.estimator, folder / f"member_{number}")
    values = {
        "task": auto.task,
        "seed": auto.seed,
        "classes": auto.classes_.tolist(),
        "columns": auto.n_features_in_,
        "leaderboard": auto.leaderboard_,
        "members": [
            {
                **member.candidate.to_dict(),
                "encoder_state": member.encoder.state,
                "temperature": member.temperature,
            }
            for member in auto.members_
        ],
    }
    (folder / FILE).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def open_auto(folder: Path, params: dict[str, Any]) -> Auto:
    """Read what `save_auto` wrote; anything raised means that it is not opened."""
    values = json.loads((folder / FILE).read_text(encoding="utf-8"))
    auto = Auto(str(values["task"]), int(values["seed"]), 60 * params["minutes"], params["join"])
    auto.classes_ = np.array([int(code) for code in values["classes"]], dtype=int)
    auto.n_features_in_ = int(values["columns"])
    auto.leaderboard_ = list(values["leaderboard"])
    for number, one in enumerate(values["members"]):
        candidate = Candidate(one["model"], one["encoder"], one["model_values"], one["encoder_values"])
        if candidate.model == SPEC.key:
            raise ValueError("a choice within a choice")
        encoder = ENCODERS[candidate.encoder].build(**candidate.encoder_params)
        encoder.restore(one["encoder_state"])
        columns = encoder.transform(Dataset.from_strings(["A"])).shape[1]
        estimator = open_estimator(
            MODELS[candidate.model], candidate.model_params, folder / f"member_{number}", columns=columns,
            classes=len(auto.classes_), task=auto.task,
        )  # fmt: skip
        auto.members_.append(Member(candidate, encoder, estimator, float(one["temperature"])))
    if not auto.members_:
        raise ValueError("nothing was chosen")
    return auto


def _build(task: str, seed: int, minutes: float, join: bool, share: float = 1.0) -> Auto:
    return Auto(task, seed, 60 * minutes * share, join)


def _fit(auto: Auto, codes: np.ndarray, target: np.ndarray, groups: np.ndarray, on_progress: Progress) -> None:
    auto.fit(codes, target, groups, on_progress)


SPEC = Spec(
    key="auto",
    label="Auto: the best of several",
    help="Compares features and models on the training part of each fold, from cheap to dear, and takes the best. "
    "Choose it when you do not know what suits your sequences; the score includes the choosing.",
    build=_build,
    params=(
        Param("minutes", "float", 3.0, "Minutes", "About how long all of it may take on a laptop.", low=0.1, high=600),
        Param(
            "join",
            "bool",
            True,
            "May join several",
            "Takes the mean of several if it is clearly better than the best; of fewer than "
            "300 sequences, unless the best is clearly better.",
        ),
    ),
    extra={
        "encoders": ("letters",),
        "fit": _fit,
        "save": save_auto,
        "open": open_auto,
        "shares": True,
        "seconds": lambda n, columns, params: 10 * params["minutes"],
    },
)
