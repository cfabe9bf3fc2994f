"""The one number of a sequence that is explained: the probability of a class, its log odds, or the predicted number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from genocore.errors import InputError
from genocore.registry import unknown
from genocore.sequences.dataset import Dataset
from genocore.training.ask import Answers, ask, ask_features
from genocore.training.bundle import Model

MEASURES = {"probability": "probability", "log_odds": "log odds", "value": "value"}
"""What may be explained, and the same in words: of classes one of the first two, of numbers the last."""
_LEAST = 1e-30
"""Probabilities below this count as this much: the log odds of 0 are infinite."""


@dataclass(frozen=True, eq=False)
class Scores:
    """The number of some sequences: `joint` as the model gives it, shape (n,), and of each member, shape (m, n)."""

    joint: np.ndarray
    members: np.ndarray | None = None

    def minus(self, before: Scores, at: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Return how far each number is above number `at` of `before`, and the sd of that over an ensemble's members.

        Examples
        --------
        >>> after, before = Scores(np.array([0.2, 0.9])), Scores(np.array([0.5]))
        >>> after.minus(before, np.array([0, 0]))[0].round(2).tolist()
        [-0.3, 0.4]
        """
        difference = self.joint - before.joint[at]
        if self.members is None or before.members is None:
            return difference, None
        return difference, (self.members - before.members[:, at]).std(axis=0)


@dataclass(frozen=True, eq=False)
class Score:
    """A model and what of its answer is looked at.

    Parameters
    ----------
    model : Model
    of : str
        The class; empty for a model of numbers.
    measure : {"probability", "log_odds", "value"}

    Notes
    -----
    The probability of a class is calibrated as in `genocore.training.predict`. Where a model is sure, it hardly moves:
    the log odds (natural logarithm of p over the probability of all other classes) still do. Where all trees of a
    forest agree, there is nothing left to move. Numbers are on the scale that was learnt, log2(x + 1) if so, where
    differences are ratios.
    """

    model: Model
    of: str = ""
    measure: str = "value"

    @classmethod
    def checked(cls, model: Model, of: str = "", measure: str = "") -> Score:
        """Return the score, the second class (as in a ROC curve) and its probability by default.

        Raises
        ------
        InputError
            PA002 for a class or a measure that the model does not have; PA001 for either of a model of numbers.
        """
        if not model.classes:
            if of or measure not in ("", "value"):
                raise InputError("A model of numbers has no classes and no probabilities.", code="PA001")
            return cls(model)
        of, measure = of or model.classes[1], measure or "probability"
        if of not in model.classes:
            raise unknown("class of this model", of, model.classes)
        if measure not in ("probability", "log_odds"):
            raise unknown("measure", measure, ["probability", "log_odds"])
        return cls(model, of, measure)

    @property
    def words(self) -> str:
        """What it is called, e.g. on an axis."""
        if not self.of:
            scale = self.model.fitted.scale
            return "predicted log2(value + 1)" if scale is not None and scale.kind == "log2" else "predicted value"
        return f"{MEASURES[self.measure]} of {self.of}"

    def ask(self, data: Dataset) -> Scores:
        """Return the number of each sequence."""
        return self._of(ask(self.model, data))

    def ask_features(self, matrix: Any) -> Scores:
        """Return the number of each row of features."""
        return self._of(ask_features(self.model, matrix))

    def _of(self, answers: Answers) -> Scores:
        return Scores(self._one(answers.joint), None if answers.members is None else self._one(answers.members))

    def _one(self, values: np.ndarray) -> np.ndarray:
        if not self.of:
            return values
        at = self.model.classes.index(self.of)
        chance = values[..., at]
        if self.measure == "probability":
            return chance
        others = np.delete(values, at, axis=-1).sum(axis=-1)  # not 1 - p, of which near p = 1 few digits are left
        return np.log(np.maximum(chance, _LEAST)) - np.log(np.maximum(others, _LEAST))
