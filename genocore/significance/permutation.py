"""Test `permutation`: how often shuffled groups differ as much; exact where all arrangements can be counted."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np

from genocore.registry import Param, Spec
from genocore.significance.groups import Groups
from genocore.significance.outcome import Outcome

_CELLS = 20_000_000
"""Numbers held at once."""


def permutation(groups: Groups, arrangements: int = 10_000, seed: int = 42) -> Outcome:
    """Return for each gene the share of arrangements of the samples in which the means differ at least as much.

    Parameters
    ----------
    groups : Groups
        With pairs, the two of a pair change places; else samples change groups.
    arrangements : int, default 10,000
        Drawn at most; with no more than that, all are counted and p is exact.
    seed : int, default 42

    Returns
    -------
    Outcome
        The statistic is the difference of the means (of pairs: the mean difference).

    Notes
    -----
    Assumes nothing of the distribution but that, without an effect, samples could change places; unequal variances
    break that with unequal groups. Drawn arrangements count with the observed one among them, so p is never 0. NaN
    with an empty group, or if no value varies.

    References
    ----------
    Phipson & Smyth 2010, doi:10.2202/1544-6115.1585. Ernst 2004, doi:10.1214/088342304000000396.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 3, 4, 5, 6]]), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
    >>> found = permutation(Groups(np.array(["g"]), values, member))
    >>> found.statistic.tolist(), found.p.tolist()
    ([-3.0], [0.1])
    """
    if groups.pairs is not None:
        return _signs(groups.differences, arrangements, seed)
    n = len(groups)
    statistic, p, least = np.full(n, np.nan), np.full(n, np.nan), np.zeros(n)
    pattern = np.where(groups.mutated, 1, np.where(groups.intact, 0, -1)).astype(np.int8)
    kinds, member = np.unique(pattern, axis=0, return_inverse=True)
    for number, kind in enumerate(kinds):
        rows = np.flatnonzero(member.reshape(-1) == number)
        used = np.flatnonzero(kind >= 0)
        one = int((kind == 1).sum())
        if not 0 < one < len(used):
            continue
        chosen, exact = _arrangements(len(used), one, kind[used] == 1, arrangements, seed)
        values = groups.values[np.ix_(rows, used)]
        statistic[rows], p[rows], least[rows] = _compare(values, chosen, one, exact)
    return Outcome.of(statistic, p, least_p=least)


def _arrangements(n: int, one: int, observed: np.ndarray, most: int, seed: int) -> tuple[np.ndarray, bool]:
    """Return who is in the first group in each arrangement, the observed one first; bool, shape (arrangements, n)."""
    exact = comb(n, one) <= most
    if exact:
        out = np.zeros((comb(n, one), n), dtype=bool)
        for row, members in enumerate(combinations(range(n), one)):
            out[row, list(members)] = True
        return np.concatenate([observed[None], out[(out != observed).any(axis=1)]]), True
    order = np.random.default_rng(seed).random((most, n)).argsort(axis=1)
    return np.concatenate([observed[None], order < one]), False


def _compare(
    values: np.ndarray, chosen: np.ndarray, one: int, exact: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return difference, p and least p of each row of values; a little slack takes rounding for equality."""
    n = values.shape[1]
    total, weights = values.sum(axis=1, keepdims=True), chosen.astype(np.float64).T
    observed, p = np.empty(len(values)), np.empty(len(values))
    step = max(1, _CELLS // len(chosen))
    for start in range(0, len(values), step):
        part = slice(start, start + step)
        first = values[part] @ weights
        apart = first / one - (total[part] - first) / (n - one)
        observed[part] = apart[:, 0]
        slack = 1e-9 * np.abs(values[part]).max(axis=1)
        p[part] = (np.abs(apart) >= (np.abs(apart[:, 0]) - slack)[:, None]).mean(axis=1)
    p[np.ptp(values, axis=1) == 0] = np.nan
    least = (2 if exact and 2 * one == n else 1) / len(chosen)
    return observed, p, np.full(len(values), least)


def _signs(apart: np.ndarray, most: int, seed: int) -> Outcome:
    n = len(apart)
    statistic, p, least = np.full(n, np.nan), np.full(n, np.nan), np.zeros(n)
    patterns, member = np.unique(np.isfinite(apart), axis=0, return_inverse=True)
    for number, whole in enumerate(patterns):
        rows, pairs = np.flatnonzero(member.reshape(-1) == number), int(whole.sum())
        if not pairs:
            continue
        if 2**pairs <= most:
            signs = 1 - 2 * ((np.arange(2**pairs)[:, None] >> np.arange(pairs)) & 1)
        else:
            drawn = np.random.default_rng(seed).integers(0, 2, (most, pairs)) * 2 - 1
            signs = np.concatenate([np.ones((1, pairs), dtype=int), drawn])
        values = apart[np.ix_(rows, np.flatnonzero(whole))]
        mean = values @ signs.T / pairs
        slack = 1e-9 * np.abs(values).max(axis=1)
        statistic[rows] = mean[:, 0]
        p[rows] = np.where(
            np.any(values, axis=1), (np.abs(mean) >= (np.abs(mean[:, 0]) - slack)[:, None]).mean(axis=1), np.nan
        )
        least[rows] = (2 if 2**pairs <= most else 1) / len(signs)
    return Outcome.of(statistic, p, least_p=least)


SPEC = Spec(
    key="permutation",
    label="Permutation test",
    help="Asks how often samples dealt out at random differ as much. Assumes no distribution; exact when small.",
    build=permutation,
    params=(
        Param("arrangements", "int", 10_000, "Arrangements", "Drawn at most; fewer possible ones are all counted.",
              low=100, high=1_000_000),
        Param("seed", "int", 42, "Seed", "The same seed gives the same p.", low=0, high=2**31 - 1),
    ),
)  # fmt: skip
