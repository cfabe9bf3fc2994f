"""Test `welch`: Welch's t-test of two groups that may vary differently."""

from __future__ import annotations

import numpy as np

from genocore.registry import Spec
from genocore.significance.groups import Groups
from genocore.significance.moments import welch_error
from genocore.significance.outcome import Outcome


def welch(groups: Groups) -> Outcome:
    """Return Welch's t of each gene.

    Notes
    -----
    Does not take the variances as equal; with two or three values in a group it rests on the normal distribution of
    the values. If one group does not vary at all, the other's variance is used alone. NaN with fewer than two values
    in a group, or if no value varies.

    References
    ----------
    Welch 1947, doi:10.1093/biomet/34.1-2.28.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 3, 4, 6, 8]]), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
    >>> found = welch(Groups(np.array(["g"]), values, member))
    >>> found.statistic.round(3).tolist(), found.df.round(3).tolist(), found.p.round(4).tolist()
    ([-3.098], [2.941], [0.0548])
    """
    from scipy.stats import t as distribution

    one, other = groups.moments
    error, df = welch_error(one, other)
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = (one.mean - other.mean) / error
    statistic = np.where(np.isfinite(statistic), statistic, np.nan)
    return Outcome.of(statistic, 2 * distribution.sf(np.abs(statistic), df), df=df)


SPEC = Spec(
    key="welch",
    label="Welch's t-test",
    help="Compares two means; the groups may differ in size and in how much they vary. The default.",
    build=welch,
)
