"""Dividing the training part once more, for models that choose or calibrate something by themselves."""

from __future__ import annotations

import warnings

import numpy as np

Fold = tuple[np.ndarray, np.ndarray]


def inner_folds(target: np.ndarray, groups: np.ndarray, *, folds: int, seed: int) -> list[Fold]:
    """Return rows to fit on and rows to hold out, for each fold; an empty list if that cannot be done.

    Parameters
    ----------
    target : ndarray, shape (n,)
        Class codes (int), which are held in proportion, or numbers.
    groups : ndarray of int, shape (n,)
        Rows of a group stay on the same side.
    folds : int
        Fewer are made where there are too few groups of a class.
    seed : int

    Returns
    -------
    list of (ndarray of int64, ndarray of int64)
        Every class is among the rows to fit on of every fold. Empty if a class has one group only, or if there are
        fewer than four groups of numbers.

    Examples
    --------
    >>> target, groups = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 2, 3, 3])
    >>> [held.tolist() for _, held in inner_folds(target, groups, folds=5, seed=0)]
    [[2, 4, 5], [0, 1, 3]]
    >>> inner_folds(target, target, folds=5, seed=0)
    []
    """
    from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

    numbers = np.unique(groups)
    alone = len(numbers) == len(groups)
    if np.issubdtype(target.dtype, np.floating):
        if len(numbers) < 4:
            return []
        most = min(folds, len(numbers) // 2)
        ways = (
            KFold(most, shuffle=True, random_state=seed) if alone else GroupKFold(most, shuffle=True, random_state=seed)
        )
        return list(ways.split(target, target, None if alone else groups))
    most = min([folds, *(len(np.unique(groups[target == code])) for code in np.unique(target))]) if len(target) else 0
    if most < 2:
        return []
    make = StratifiedKFold if alone else StratifiedGroupKFold
    with warnings.catch_warnings():
        # a class with fewer members than folds is dealt out as far as it goes
        warnings.filterwarnings("ignore", message="The least populated class")
        found = list(make(most, shuffle=True, random_state=seed).split(target, target, None if alone else groups))
    classes = len(np.unique(target))
    whole = all(len(np.unique(target[fit])) == classes and len(held) for fit, held in found)
    return found if whole else []
