"""The scale on which numbers are learnt: chosen by rule or asked for, its centre learnt on the training part alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genocore.errors import InputError
from genocore.tables.scale import scale_of


def choose_scale(values: np.ndarray, asked: str) -> str:
    """Return ``log2`` or ``none`` for what was asked.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        The values to learn; NaN where unknown.
    asked : {"auto", "log2", "none"}
        ``auto`` is ``log2`` for amounts on a linear scale: see `genocore.tables.scale.scale_of`.

    Raises
    ------
    InputError
        EX003 for ``log2`` of values below zero.

    Examples
    --------
    >>> choose_scale(np.array([0.0, 12, 830]), "auto"), choose_scale(np.array([-1.0, 2]), "auto")
    ('log2', 'none')
    """
    if asked == "auto":
        return "log2" if scale_of(values)[0] == "linear" else "none"
    if asked == "log2" and np.nanmin(values, initial=0) < 0:
        raise InputError(
            "Some values are below zero: log2(x + 1) cannot be taken.",
            hint="They may be on a log scale already: choose the scale 'none'.",
            code="EX003",
        )
    return asked


def check_scale(values: np.ndarray, kind: str) -> None:
    """Refuse values that are not on the scale that was learnt.

    Raises
    ------
    InputError
        EX003 for values below zero if log2 was learnt.
    """
    if kind == "log2" and np.nanmin(values, initial=0) < 0:
        raise InputError(
            f"The model learnt log2 of amounts; {int((values < 0).sum()):,} values to compare with are below zero.",
            hint="Give them on the scale of the training file.",
            code="EX003",
        )


def to_learnt(values: np.ndarray, kind: str) -> np.ndarray:
    """Return `values` on the scale that is learnt: as they are, or log2(x + 1)."""
    return np.log2(values + 1) if kind == "log2" else np.asarray(values, dtype=np.float64)


def to_original(values: np.ndarray, kind: str) -> np.ndarray:
    """Undo `to_learnt`.

    Notes
    -----
    After a log scale this is about the median of what to expect, not its mean.
    """
    if kind != "log2":
        return values
    powers = np.exp2(np.where(np.isinf(values), values, np.minimum(values, 1000.0)))  # an open end stays open
    return np.maximum(powers - 1, 0.0)  # amounts are never negative


@dataclass(frozen=True)
class TargetScale:
    """Centre and spread of the learnt values, from the rows trained on.

    Parameters
    ----------
    kind : {"log2", "none"}
    mean, sd : float
        On the learnt scale.

    Examples
    --------
    >>> scale = TargetScale.of(np.array([1.0, 3.0]), "log2")
    >>> scale.mean, scale.standardise(np.array([3.0])).tolist(), scale.restore(np.array([1.0])).tolist()
    (1.5, [1.0], [2.0])
    """

    kind: str
    mean: float
    sd: float

    @classmethod
    def of(cls, values: np.ndarray, kind: str) -> TargetScale:
        """Learn centre and spread of `values`, which are as in the file."""
        learnt = to_learnt(values, kind)
        return cls(kind, float(learnt.mean()), float(learnt.std()) or 1.0)

    def standardise(self, values: np.ndarray) -> np.ndarray:
        """Return values of the file with mean 0 and spread 1, as models are given them."""
        return (to_learnt(values, self.kind) - self.mean) / self.sd

    def restore(self, answers: np.ndarray) -> np.ndarray:
        """Return a model's answers on the learnt scale."""
        return answers * self.sd + self.mean
