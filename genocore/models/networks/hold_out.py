"""The rows a network sets aside to see when it has learnt enough."""

from __future__ import annotations

import numpy as np


def hold_out(classes: np.ndarray, groups: np.ndarray, share: float, generator: np.random.Generator) -> np.ndarray:
    """Choose whole groups at random until about `share` of every class is set aside.

    Parameters
    ----------
    classes : ndarray of int, shape (n,)
        All 0 for a regression.
    groups : ndarray of int, shape (n,)
    share : float
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of bool, shape (n,)
        True for rows set aside. Of each class at least one row, and at most `share` rounded up, is left out or none
        at all; a group too large for that stays, and so few rows may lead to no row being set aside.

    Examples
    --------
    >>> held = hold_out(np.array([0] * 20 + [1] * 10), np.arange(30) // 2, 0.2, np.random.default_rng(0))
    >>> held[:20].sum(), held[20:].sum()
    (np.int64(4), np.int64(2))
    """
    names, member = np.unique(groups, return_inverse=True)
    codes, kind = np.unique(classes, return_inverse=True)
    sizes = np.zeros((len(names), len(codes)), dtype=np.int64)
    np.add.at(sizes, (member, kind), 1)
    of_class = sizes.sum(axis=0)
    left = np.minimum(np.ceil(share * of_class), of_class - 1)
    chosen = np.zeros(len(names), dtype=bool)
    for group in generator.permutation(len(names)):
        if (sizes[group] <= left).all():
            chosen[group] = True
            left -= sizes[group]
            if not left.any():
                break
    return chosen[member]
