"""Dealing rows out: to a part that is locked away, and to folds; groups stay whole, classes in proportion."""

from __future__ import annotations

import warnings
from fractions import Fraction

import numpy as np

from genocore.errors import InputError, NotEnoughData

COPIES = ("random", "identical")
"""Ways of dividing in which groups are few and small."""
SMALLEST_TEST = 5
"""Records of the rarest class that a locked test part must be able to hold; with fewer there is none."""
_GROUPS = 2_000
"""Groups from which those of one row are dealt out by themselves, which is much faster."""


def lock_away(
    target: np.ndarray, group: np.ndarray, labelled: np.ndarray, kind: str, share: float, folds: int, seed: int
) -> np.ndarray:
    """Return the rows of the locked test part; none if there are too few for it and the folds."""
    none = np.empty(0, dtype=np.int64)
    if not share or np.bincount(target[labelled]).min() * share < SMALLEST_TEST:
        return none
    classes = target[labelled].max() + 1
    most = most_folds(target[labelled], group[labelled], kind, classes)
    parts = Fraction(share).limit_denominator(max(min(20, most), 1))
    if not 0 < parts < 1:
        return none
    part = deal_folds(target[labelled], group[labelled], parts.denominator, kind, seed)
    rest = labelled[part >= parts.numerator]
    if most_folds(target[rest], group[rest], kind, classes) < folds:
        return none
    return labelled[part < parts.numerator]


def most_folds(target: np.ndarray, group: np.ndarray, kind: str, classes: int) -> int:
    """Return how many folds these rows can fill with every class."""
    numbers, first = np.unique(group, return_index=True)
    dealt = target[first] if kind in COPIES else target
    return min(len(numbers), int(np.bincount(dealt, minlength=classes).min()))


def deal_folds(target: np.ndarray, group: np.ndarray, folds: int, kind: str, seed: int) -> np.ndarray:
    """Return the fold of each row: classes in proportion, groups undivided; int64, shape (n,)."""
    if kind in COPIES:
        # copies are few and small: one row of each group is dealt out, the others follow it
        _, first, member = np.unique(group, return_index=True, return_inverse=True)
        return _deal(target[first], None, folds, seed)[member]
    _, member, sizes = np.unique(group, return_inverse=True, return_counts=True)
    if len(sizes) < folds:
        raise InputError(f"There are {len(sizes)} groups for {folds} folds.", hint="Use fewer folds.", code="PA001")
    several = sizes[member] > 1
    enough = (np.bincount(target[part], minlength=target.max() + 1).min() >= folds for part in (several, ~several))
    if len(sizes) <= _GROUPS or (sizes > 1).sum() < folds or not all(enough):
        return _deal(target, group, folds, seed)
    dealt = np.empty(len(target), dtype=np.int64)
    dealt[several] = _deal(target[several], group[several], folds, seed)
    dealt[~several] = _deal(target[~several], None, folds, seed)
    return dealt


def _deal(codes: np.ndarray, numbers: np.ndarray | None, folds: int, seed: int) -> np.ndarray:
    """Return the fold of each row."""
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    make = StratifiedKFold if numbers is None else StratifiedGroupKFold
    if (n := int(np.bincount(codes).max())) < folds:
        raise NotEnoughData(
            f"No class has more than {n} records for {folds} folds.", hint="Use fewer folds.", code="ML005"
        )
    dealt = np.zeros(len(codes), dtype=np.int64)
    with warnings.catch_warnings():
        # a class with fewer members than folds is dealt out as far as it goes
        warnings.filterwarnings("ignore", message="The least populated class")
        for index, (_, rows) in enumerate(make(folds, shuffle=True, random_state=seed).split(codes, codes, numbers)):
            dealt[rows] = index
    return dealt
