"""Support vector machines answer with margins; here they learn to answer with probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np

from genocore.models.fit import Progress
from genocore.models.inner import inner_folds

FOLDS = 5
TRUSTED = ("genocore.models.margins.Margins",)


class Margins:
    """A classifier whose margins are turned into probabilities.

    Parameters
    ----------
    machine : estimator or pipeline of scikit-learn
        With ``decision_function``.
    root : bool, default False
        Take the square root of every feature first.
    balanced : bool, default False
        Let every class count the same when the scale of the probabilities is found.
    seed : int, default 0

    Attributes
    ----------
    classes_ : ndarray of int
    n_features_in_ : int
    slope_ : float
        0 or more: what one unit of margin is worth. 0 if the margins of records that were held out told nothing.
    offset_ : ndarray, shape (n_classes,)

    Notes
    -----
    The probabilities are ``softmax(slope * margin + offset)``: Platt's sigmoid for two classes, and its extension to
    more of them, temperature scaling with an offset a class. Slope and offsets are those that suit best the margins of
    records which the machine had not seen, in a cross-validation inside the training part that keeps groups together;
    the machine itself is then fitted on all. As the slope is never negative, two classes keep the order of the margins.
    Where a class has one group only, nothing can be held out and the margins of the training records are used, which
    makes the answers too sure.

    References
    ----------
    Sigmoid and how its targets are smoothed: Platt 1999; Lin, Lin & Weng 2007, doi:10.1007/s10994-007-5018-6. More
    classes: Alexandari, Kundaje & Shrikumar 2020, arXiv:1901.06852.
    """

    classes_: np.ndarray
    n_features_in_: int
    slope_: float
    offset_: np.ndarray

    def __init__(self, machine: Any, root: bool = False, balanced: bool = False, seed: int = 0) -> None:
        self.machine, self.root, self.balanced, self.seed = machine, root, balanced, seed

    def predict_proba(self, matrix: Any) -> np.ndarray:
        """Return the probability of each of `classes_`; float64, shape (n, n_classes)."""
        return _softmax(self.slope_ * self.margins(matrix) + self.offset_)

    def predict(self, matrix: Any) -> np.ndarray:
        """Return the most probable class."""
        return self.classes_[self.predict_proba(matrix).argmax(axis=1)]

    def margins(self, matrix: Any) -> np.ndarray:
        """Return the margin of each class; float64, shape (n, n_classes)."""
        return _margins(self.machine, square_root(matrix) if self.root else matrix, len(self.classes_))


def fit_margins(estimator: Margins, matrix: Any, target: np.ndarray, groups: np.ndarray, on_progress: Progress) -> None:
    """Fit the machine, and on margins of held-out records what turns them into probabilities."""
    from sklearn.base import clone

    classes, codes = np.unique(target, return_inverse=True)
    estimator.classes_, estimator.n_features_in_ = classes, matrix.shape[1]
    features = square_root(matrix) if estimator.root else matrix
    folds = inner_folds(codes, groups, folds=FOLDS, seed=estimator.seed)
    margins = np.zeros((len(codes), len(classes)))
    on_progress(0.0, "")
    for done, (rows, held) in enumerate(folds):
        machine = clone(estimator.machine).fit(features[rows], codes[rows])
        margins[held] = _margins(machine, features[held], len(classes))
        on_progress((done + 1) / (len(folds) + 1), f"probabilities: part {done + 1} of {len(folds)}")
    estimator.machine.fit(features, codes)
    if not folds:
        margins = _margins(estimator.machine, features, len(classes))
    estimator.slope_, estimator.offset_ = _scale_of(margins, codes, estimator.balanced)
    on_progress(1.0, "")


def square_root(matrix: Any) -> Any:
    """Return the square root of every entry, sparse if `matrix` is; of what is below 0, minus that of its opposite."""
    if hasattr(matrix, "tocsr"):
        return matrix.sign().multiply(abs(matrix).sqrt()).tocsr()
    return np.sign(matrix) * np.sqrt(np.abs(matrix))


def _margins(machine: Any, matrix: Any, classes: int) -> np.ndarray:
    """Return one margin a class, also where the machine gives one a pair of classes."""
    found = np.asarray(machine.decision_function(matrix), dtype=np.float64)
    if found.ndim == 1:
        return np.column_stack([-found, found]) / 2
    last = machine[-1] if hasattr(machine, "steps") else machine
    if getattr(last, "decision_function_shape", "") != "ovo":
        return found
    each = np.zeros((len(found), classes))
    pairs = [(one, two) for one in range(classes) for two in range(one + 1, classes)]
    for column, (one, two) in enumerate(pairs):
        each[:, one] += found[:, column] / classes
        each[:, two] -= found[:, column] / classes
    return each


def _scale_of(margins: np.ndarray, codes: np.ndarray, balanced: bool) -> tuple[float, np.ndarray]:
    """Return the slope and the offsets under which the margins make the classes most likely."""
    from scipy.optimize import minimize

    classes = margins.shape[1]
    sizes = np.bincount(codes, minlength=classes)
    # smoothed as by Platt: no class is ever certain, however well the margins divide them
    wanted = np.repeat(1 / (sizes + classes), classes).reshape(classes, classes)
    np.fill_diagonal(wanted, (sizes + 1) / (sizes + classes))
    goal = wanted[codes]
    weight = (1 / sizes[codes] if balanced else np.ones(len(codes))) / (classes if balanced else len(codes))
    unit = max(float(margins.std()), 1e-12)
    scaled = margins / unit

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        chance = _softmax(values[0] * scaled + values[1:])
        gap = weight[:, None] * (chance - goal)
        cost = -float((weight[:, None] * goal * np.log(np.maximum(chance, 1e-300))).sum())
        return cost, np.append((gap * scaled).sum(), gap.sum(axis=0))

    bounds = [(0.0, None)] + [(None, None)] * classes
    found = minimize(loss, np.append(1.0, np.zeros(classes)), jac=True, method="L-BFGS-B", bounds=bounds)
    return float(found.x[0]) / unit, found.x[1:] - found.x[1:].mean()


def _softmax(values: np.ndarray) -> np.ndarray:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
