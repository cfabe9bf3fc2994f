"""Test `paired_t`: Student's t-test of the differences within pairs."""

from __future__ import annotations

import numpy as np

from genocore.registry import Spec
from genocore.significance.groups import Groups
from genocore.significance.moments import Moments
from genocore.significance.outcome import Outcome


def paired_t(groups: Groups) -> Outcome:
    """Return the paired t of each gene, over its complete pairs.

    Raises
    ------
    ValueError
        If samples are not paired.

    Notes
    -----
    Pairs take out what differs between individuals; incomplete pairs are left out. NaN with fewer than two pairs, or
    if all differences are equal.

    References
    ----------
    Student 1908, doi:10.1093/biomet/6.1.1.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 4, 3, 5, 5]]), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
    >>> found = paired_t(Groups(np.array(["g"]), values, member, pairs=np.array([0, 1, 2, 0, 1, 2])))
    >>> found.statistic.round(3).tolist(), found.df.tolist()
    ([-3.464], [2.0])
    """
    from scipy.stats import t as distribution

    apart = Moments.of(groups.differences, np.isfinite(groups.differences))
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = apart.mean / np.sqrt(apart.variance / apart.n)
    statistic = np.where(np.isfinite(statistic), statistic, np.nan)
    df = (apart.n - 1).astype(float)
    return Outcome.of(statistic, 2 * distribution.sf(np.abs(statistic), df), df=df)


SPEC = Spec(
    key="paired_t",
    label="Paired t-test",
    help="Compares the two values of each pair, for example tumour and normal tissue of one patient.",
    build=paired_t,
    extra={"paired": True},
)
