"""Who is trained on and who is scored: a locked test part, and folds of the rest."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from genocore.errors import InputError, NotEnoughData
from genocore.sequences.checks import identical_groups
from genocore.sequences.dataset import Dataset

SMALLEST_TEST = 5
"""Records of the rarest class that a locked test part must be able to hold; with fewer there is none."""

_STRATUM = 50
"""Numbers of like size that are divided together, at least."""


@dataclass(frozen=True)
class Split:
    """Rows by their use.

    Parameters
    ----------
    kind : str
        ``random``, ``identical`` (equal sequences stay together) or ``group:COLUMN``.
    fold : ndarray of int, shape (repeats, n)
        Fold in which a row is scored; ``-1`` for rows of the locked test part and rows without a label.
    test : ndarray of int64
        Rows of the locked test part, in order; empty if there is none.
    group : ndarray of int64, shape (n,)
        Rows with equal numbers are never divided between training and scoring (all different for ``random``).
    unit : ndarray of int64, shape (n,)
        What intervals resample: the groups, or for ``random`` copies of a sequence together, as they are one finding.
    leakage_percent : float or None
        Share of scored rows, in percent, that have an equal sequence (on either strand) among the rows trained on;
        the locked test part included; mean over repeats. None if nothing is scored.
    """

    kind: str
    fold: np.ndarray
    test: np.ndarray
    group: np.ndarray
    unit: np.ndarray
    leakage_percent: float | None

    @property
    def train(self) -> np.ndarray:
        """Rows outside the locked test part that have a label; int64, ascending."""
        return np.flatnonzero(self.fold[0] >= 0)

    @property
    def groups(self) -> int:
        """Number of groups among the rows that are used."""
        return len(np.unique(self.group[np.concatenate([self.train, self.test])]))


def make_split(
    data: Dataset,
    kind: str = "auto",
    *,
    folds: int = 5,
    repeats: int = 1,
    test_share: float = 0.2,
    seed: int = 42,
) -> Split:
    """Divide the labelled rows of `data` into a locked test part and folds, every class in proportion.

    Numbers to predict are divided so that small and large ones are in every part alike.

    Parameters
    ----------
    data : Dataset
        With classes or numbers.
    kind : str, default "auto"
        ``random``; ``identical`` keeps copies of a sequence (either strand) together; ``group:COLUMN`` keeps rows
        with the same value together; ``auto`` is ``identical`` if there are copies, else ``random``.
    folds, repeats : int, default 5 and 1
    test_share : float, default 0.2
        Share locked away; 0 for none. None is locked away either if a class is too small (`SMALLEST_TEST`) or if
        what remains could not fill the folds.
    seed : int, default 42

    Returns
    -------
    Split

    Raises
    ------
    InputError
        PA001 if `kind` is not understood or the groups are too few, ML005 if the classes are smaller than the folds.

    Notes
    -----
    Near-copies (relatives that differ in some letters) are not detected here: a score on a family that is spread
    over training and test is better than one on new families.

    Examples
    --------
    >>> data = Dataset.from_strings(["ACGT", "ACGA"] * 10, labels=["a", "b"] * 10)
    >>> split = make_split(data, "random", folds=2, test_share=0)
    >>> np.bincount(split.fold[0]).tolist()
    [10, 10]
    """
    labelled = np.flatnonzero(data.labelled)
    copies = identical_groups(data)
    kind, group = _groups(data, kind, copies)
    target = strata(data)
    test = _locked(target, group, labelled, kind, test_share, folds, seed)
    rest = np.setdiff1d(labelled, test, assume_unique=True)
    fold = np.full((repeats, len(data)), -1, dtype=np.int64)
    for repeat in range(repeats):
        fold[repeat, rest] = _folds(target[rest], group[rest], folds, kind, seed + 1 + repeat)
    unit = copies if kind == "random" else group
    return Split(kind, fold, test, group, unit, leakage_percent(fold, test, copies))


def strata(data: Dataset) -> np.ndarray:
    """Return the classes in proportion to which rows are divided: class codes, or for numbers up to ten by rank.

    Returns
    -------
    ndarray of int, shape (n,)
        -1 where there is no label.
    """
    target = np.asarray(data.target)
    if data.classes:
        return target
    out = np.full(len(target), -1, dtype=np.int64)
    known = np.flatnonzero(data.labelled)
    parts = max(min(10, len(known) // _STRATUM), 1)
    out[known[np.argsort(target[known], kind="stable")]] = np.arange(len(known)) * parts // max(len(known), 1)
    return out


def leakage_percent(fold: np.ndarray, test: np.ndarray, copies: np.ndarray) -> float | None:
    """Return the percentage of scored rows with a copy in what their model was trained on, mean over repeats.

    Parameters
    ----------
    fold, test
        As in `Split`.
    copies : ndarray of int, shape (n,)
        What `genocore.sequences.checks.identical_groups` gave.

    Examples
    --------
    >>> leakage_percent(np.array([[0, 1, 0, 1, -1]]), np.array([4]), np.array([0, 0, 2, 3, 3]))
    60.0
    """
    shares = []
    for row in fold:
        used = np.flatnonzero(row >= 0)
        in_folds = pd.Series(row[used]).groupby(copies[used]).transform("nunique").to_numpy() > 1
        in_train = np.isin(copies[test], copies[used])
        scored = np.concatenate([in_folds, in_train])
        if len(scored):
            shares.append(float(scored.mean()) * 100)
    return float(np.mean(shares)) if shares else None


def _groups(data: Dataset, kind: str, copies: np.ndarray) -> tuple[str, np.ndarray]:
    alone = np.arange(len(data))
    if kind == "auto":
        kind = "identical" if (copies != alone).any() else "random"
    if kind == "random":
        return kind, alone
    if kind == "identical":
        return kind, copies
    if kind.startswith("group:"):
        name = kind.removeprefix("group:")
        if name not in data.columns:
            raise InputError(
                f"There is no column '{name}' to group by.",
                hint=f"There is: {', '.join(data.columns)}.",
                code="PA002",
            )
        return kind, pd.factorize(np.asarray(data.columns[name], dtype=object))[0]
    raise InputError(
        f"The split '{kind}' is not known.", hint="Use auto, random, identical or group:COLUMN.", code="PA001"
    )


def _locked(
    target: np.ndarray, group: np.ndarray, labelled: np.ndarray, kind: str, share: float, folds: int, seed: int
) -> np.ndarray:
    """Return the rows of the locked test part; none if there are too few for it and the folds."""
    none = np.empty(0, dtype=np.int64)
    if not share or np.bincount(target[labelled]).min() * share < SMALLEST_TEST:
        return none
    classes = target[labelled].max() + 1
    most = _most_folds(target[labelled], group[labelled], kind, classes)
    parts = Fraction(share).limit_denominator(max(min(20, most), 1))
    if not 0 < parts < 1:
        return none
    part = _folds(target[labelled], group[labelled], parts.denominator, kind, seed)
    rest = labelled[part >= parts.numerator]
    if _most_folds(target[rest], group[rest], kind, classes) < folds:
        return none
    return labelled[part < parts.numerator]


def _most_folds(target: np.ndarray, group: np.ndarray, kind: str, classes: int) -> int:
    """Return how many folds these rows can fill with every class."""
    numbers, first = np.unique(group, return_index=True)
    dealt = target if kind.startswith("group:") else target[first]
    return min(len(numbers), int(np.bincount(dealt, minlength=classes).min()))


def _folds(target: np.ndarray, group: np.ndarray, folds: int, kind: str, seed: int) -> np.ndarray:
    """Return the fold of each row: classes in proportion, groups undivided; int64, shape (n,)."""
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    if kind.startswith("group:"):
        numbers, codes, member = group, target, np.arange(len(target))
        splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        if (n := len(np.unique(group))) < folds:
            raise InputError(f"There are {n} groups for {folds} folds.", hint="Use fewer folds.", code="PA001")
    else:
        # copies are few and small: one row of each group is dealt out, the others follow it
        _, first, member = np.unique(group, return_index=True, return_inverse=True)
        numbers, codes = None, target[first]
        splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    if (n := int(np.bincount(codes).max())) < folds:
        raise NotEnoughData(
            f"No class has more than {n} records for {folds} folds.", hint="Use fewer folds.", code="ML005"
        )
    dealt = np.zeros(len(codes), dtype=np.int64)
    with warnings.catch_warnings():
        # a class with fewer members than folds is dealt out as far as it goes
        warnings.filterwarnings("ignore", message="The least populated class")
        for index, (_, rows) in enumerate(splitter.split(codes, codes, numbers)):
            dealt[rows] = index
    return dealt[member]
