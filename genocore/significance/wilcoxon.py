"""Test `wilcoxon`: the signed-rank test of the differences within pairs."""

from __future__ import annotations

import numpy as np

from genocore.registry import Spec
from genocore.significance.groups import Groups
from genocore.significance.outcome import Outcome
from genocore.significance.ranks import rank_rows, signed_rank_counts, two_sided

_EXACT = 50
"""Pairs up to which p is exact, if no difference is 0 and no two are of one size."""


def wilcoxon(groups: Groups) -> Outcome:
    """Return the smaller of the two signed rank sums of each gene, over its complete pairs.

    Raises
    ------
    ValueError
        If samples are not paired.

    Notes
    -----
    Pairs without a difference are left out. Exact with up to 50 pairs and no ties, else by the normal distribution
    with correction for ties. Five pairs can never reach 0.05: see ``least_p``. NaN if no pair differs.

    References
    ----------
    Wilcoxon 1945, doi:10.2307/3001968.

    Examples
    --------
    >>> values = np.array([[1.0, 2, 3, 4, 5, 6, 2, 4, 6, 8, 10, 12]])
    >>> member, pairs = np.repeat([[1, 0]], 6, axis=1).astype(np.int8), np.tile(np.arange(6), 2)
    >>> found = wilcoxon(Groups(np.array(["g"]), values, member, pairs=pairs))
    >>> found.statistic.tolist(), found.p.tolist()
    ([0.0], [0.03125])
    """
    from scipy.stats import norm

    apart = groups.differences
    used = np.isfinite(apart) & (apart != 0)
    zeros = (apart == 0).any(axis=1)
    ranks, ties = rank_rows(np.abs(apart), used)
    n = used.sum(axis=1).astype(float)
    up, down = ((ranks * (used & side)).sum(axis=1) for side in (apart > 0, apart < 0))
    smaller = np.minimum(up, down)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt(n * (n + 1) * (2 * n + 1) / 24 - ties / 48)
        p = 2 * norm.sf((n * (n + 1) / 4 - smaller) / spread)
    p = np.where((n > 0) & (spread > 0), np.minimum(p, 1.0), np.nan)
    least = np.zeros(len(groups))
    for number in np.unique(n[(n > 0) & (n <= _EXACT)]).astype(int):
        counts = signed_rank_counts(int(number))
        own = np.flatnonzero((n == number) & (ties == 0) & ~zeros)
        p[own] = [two_sided(counts, int(value)) for value in smaller[own]]
        least[own] = two_sided(counts, 0)
    return Outcome.of(smaller, p, least_p=least)


SPEC = Spec(
    key="wilcoxon",
    label="Wilcoxon signed-rank test",
    help="Compares the two values of each pair by ranks: for pairs with heavy outliers. Needs six pairs at least.",
    build=wilcoxon,
    extra={"paired": True},
)
