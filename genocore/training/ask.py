"""Asking a trained model: the answer that is given, and what the members of an ensemble say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from genocore.evaluation.calibration import soften
from genocore.sequences.dataset import Dataset
from genocore.training.bundle import Model


@dataclass(frozen=True, eq=False)
class Answers:
    """What a model says of some sequences.

    Parameters
    ----------
    joint : ndarray of float64
        Calibrated probabilities, shape (n, n_classes), or numbers on the learnt scale, shape (n,).
    members : ndarray of float64, optional
        The same of each member of an ensemble, shape (n_members, n, n_classes) or (n_members, n); None for a model that
        is none.
    """

    joint: np.ndarray
    members: np.ndarray | None


def ask(model: Model, data: Dataset) -> Answers:
    """Return what `model` says of sequences of any length."""
    if hasattr(model.estimator, "members_on"):  # it makes features of its own from all of each sequence
        return _join(model, model.estimator.members_on(data))
    return ask_features(model, model.encoder.transform(data))


def ask_features(model: Model, matrix: Any) -> Answers:
    """Return what `model` says of features that its encoder made."""
    if hasattr(model.estimator, "member_predictions"):
        return _join(model, model.estimator.member_predictions(matrix))
    return Answers(model.answers(matrix), None)


def _join(model: Model, members: np.ndarray) -> Answers:
    """Return the mean of the members' answers, and each of them if there are several."""
    alone = len(members) == 1
    if not model.classes:
        scale = model.fitted.scale
        assert scale is not None, "a model of numbers has their scale"
        joint = scale.restore(members.mean(axis=0)[:, 0].round(12))
        return Answers(joint, None if alone else scale.restore(members[:, :, 0]))
    known = model.fitted.known
    whole = np.zeros((*members.shape[:2], len(model.classes)))
    whole[:, :, known] = members
    whole /= np.maximum(whole.sum(axis=2, keepdims=True), 1e-12)
    joint = soften(whole.mean(axis=0).round(12), model.temperature, known)
    return Answers(joint, None if alone else np.stack([soften(one, model.temperature, known) for one in whole]))
