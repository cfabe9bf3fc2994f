"""Test `mann_whitney`: the rank-sum test of two groups."""

from __future__ import annotations

import numpy as np

from genocore.registry import Spec
from genocore.significance.groups import Groups
from genocore.significance.outcome import Outcome
from genocore.significance.ranks import rank_sum_counts, two_sided

_EXACT = 8
"""Values of the smaller group up to which p is exact, if no two values are equal."""


def mann_whitney(groups: Groups) -> Outcome:
    """Return Mann and Whitney's U of the mutated values of each gene.

    Notes
    -----
    Compares ranks: a few extreme values cannot decide it, and the scale does not matter. Exact if a group has at most
    8 values and none are equal, else by the normal distribution with correction for ties and continuity. With 3
    against 3 values p is never below 0.1: see ``least_p``. NaN with an empty group, or if all values are equal.

    References
    ----------
    Mann & Whitney 1947, doi:10.1214/aoms/1177730491.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 3, 4, 5, 6]]), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
    >>> found = mann_whitney(Groups(np.array(["g"]), values, member))
    >>> found.statistic.tolist(), found.p.tolist(), found.least_p.tolist()
    ([0.0], [0.1], [0.1])
    """
    from scipy.stats import norm

    one, other = groups.mutated.sum(axis=1), groups.intact.sum(axis=1)
    sums, ties = groups.rank_sums
    u = sums - one * (one + 1) / 2
    n, product = (one + other).astype(float), (one * other).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt(product / 12 * (n + 1 - ties / (n * (n - 1))))
        p = 2 * norm.sf((np.maximum(u, product - u) - product / 2 - 0.5) / spread)
    p = np.where((product > 0) & (spread > 0), np.minimum(p, 1.0), np.nan)
    exact = (np.minimum(one, other) <= _EXACT) & (product > 0) & (ties == 0)
    least = np.zeros(len(groups))
    sizes, member = np.unique(np.column_stack([one, other])[exact], axis=0, return_inverse=True)
    rows = np.flatnonzero(exact)
    for number, (first, second) in enumerate(sizes.tolist()):
        counts = rank_sum_counts(min(first, second), max(first, second))
        own = rows[member.reshape(-1) == number]
        table = {int(value): two_sided(counts, int(value)) for value in np.unique(u[own])}
        p[own] = [table[int(value)] for value in u[own]]
        least[own] = two_sided(counts, 0)
    return Outcome.of(u, p, least_p=least)


SPEC = Spec(
    key="mann_whitney",
    label="Mann-Whitney U test",
    help="Compares ranks instead of means: for values with heavy outliers. Needs more samples to be sure.",
    build=mann_whitney,
)
