"""Which test suits the groups, in words: nothing is chosen or changed by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genocore.significance import TESTS
from genocore.significance.correction import CORRECTIONS, correct
from genocore.significance.groups import Groups

_JUDGED = 2_000
"""Genes looked at for outliers, spread evenly over the table: enough for a share."""
_FAR, _KNOWN, _MANY = 5.0, 10, 0.1
"""Scaled median absolute deviations from the median that are far; values of a group from which that can be told (of
fewer, chance alone makes such values in one gene of ten); share of genes from which it is worth saying."""

_CLEAREST = {"mann_whitney": "groups perfectly separated", "wilcoxon": "pairs in one direction"}
"""What gives the smallest p."""


@dataclass(frozen=True)
class Recommendation:
    """What to test with (a key of `genocore.significance.TESTS`), why, and what to be careful about."""

    test: str
    reason: str
    cautions: list[str]


def recommend(groups: Groups, *, alpha: float = 0.05, correction: str = "bh") -> Recommendation:
    """Say which test suits the groups, why, and what to be careful about.

    Parameters
    ----------
    groups : Groups
        On the scale that is tested, usually log2.
    alpha : float, default 0.05
        Cut on q; for what is said of other tests.
    correction : {"bh", "by", "holm", "none"}

    Returns
    -------
    Recommendation
        ``paired_t`` if the samples are paired and a gene has two complete pairs, else ``welch``. Cautions: too few
        values (ST001) or pairs (ST005) to test, only two of them, samples without a partner, groups that do not vary,
        and outliers.

    Notes
    -----
    Whether samples are paired is for a person to say: names are not compared. Neither outliers nor a test of normality
    ever change the recommendation: a test chosen by the very values that it tests has a p that is too small. Outliers
    are told if, of the genes with 10 values in a group, more than 10 % have one that lies more than 5 scaled median
    absolute deviations from the median of its group (of paired samples: from the median difference).

    References
    ----------
    Welch's test unasked: Delacre, Lakens & Leys 2017, doi:10.5334/irsp.82. Outliers: Leys et al. 2013,
    doi:10.1016/j.jesp.2013.03.013.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 3, 6, 8]]), np.array([[1, 1, 1, 0, 0]], dtype=np.int8)
    >>> found = recommend(Groups(np.array(["BAX"]), values, member))
    >>> found.test, found.cautions
    ('welch', ['1 of 1 genes: only 2 values in a group. The result is fragile, as one value decides it.'])
    """
    rows = np.linspace(0, len(groups) - 1, min(len(groups), _JUDGED)).astype(int)
    whole = np.zeros(0, dtype=int) if groups.pairs is None else np.isfinite(groups.differences).sum(axis=1)
    if paired := bool((whole >= 2).any()):
        test, other, compared = "paired_t", "wilcoxon", [groups.differences[rows]]
        reason = "The samples are paired; unpaired tests would throw the pairing away."
        cautions = [*_sizes(whole, "complete pairs", "ST005"), *_without_partner(groups, groups.differences)]
    else:
        one, two = groups.moments
        test, other = "welch", "mann_whitney"
        compared = [np.where(at[rows], groups.values[rows], np.nan) for at in (groups.mutated, groups.intact)]
        reason = (
            "Welch's test compares two means; unlike Student's, it holds where one group varies more than the other."
        )
        least = np.minimum(one.n, two.n)
        cautions = _sizes(least, "values in a group", "ST001")
        still = (least >= 2) & ((one.variance == 0) != (two.variance == 0))
        if still.any():
            cautions.append(f"{_of(still)}: one group does not vary, so that p rests on the other alone.")
    if groups.pairs is not None and not paired:
        cautions.insert(0, "ST005 No gene has two complete pairs: the samples can only be tested as if unpaired.")
    share = _share_with_outliers(compared)
    if share > _MANY:
        text = (
            f"{100 * share:.0f} % of the genes have values far from all others: look at the {TESTS[other].label} too."
        )
        cautions.append(f"{text} {unreachable(groups, other, alpha, correction)}".strip())
    return Recommendation(test, reason, cautions)


def unreachable(groups: Groups, test: str, alpha: float = 0.05, correction: str = "bh") -> str:
    """Say if these groups are too small for a test to call anything, however clear the difference.

    Parameters
    ----------
    groups : Groups
    test : str
        Key of `genocore.significance.TESTS`, with its default parameters.
    alpha : float, default 0.05
        Cut on q.
    correction : {"bh", "by", "holm", "none"}

    Returns
    -------
    str
        Empty, or a sentence with ST004: that nothing can be called, or how many genes would have to be called together.
        It speaks of those genes that could not be called alone. Empty too for a paired test without pairs.

    Raises
    ------
    InputError
        PA002 for an unknown test, PA001 for an unknown correction.

    Notes
    -----
    Exact tests of few values know only a few different p. With the smallest one, ``least_p``, Benjamini and Hochberg's
    correction over m genes needs at least ``m * least_p / alpha`` genes that reach it. Genes with equal values have no
    exact p and no known limit, though they can hardly do better. The test itself is run, which takes its time.

    Examples
    --------
    >>> values, member = np.arange(8.0) + np.zeros((100, 1)), np.repeat([[1, 0]], 4, axis=1).astype(np.int8)
    >>> print(unreachable(Groups(np.arange(100).astype(str), values, member), "mann_whitney"))
    ST004 100 of 100 genes: the smallest possible p is 0.0286 (Mann-Whitney U test). After Benjamini-Hochberg, these \
can be called at 0.05 only if at least 58 genes are, all with their groups perfectly separated.
    """
    spec = TESTS[test]
    correct(np.empty(0), correction)  # refuses one that it does not know
    if spec.extra.get("paired") and groups.pairs is None:
        return ""
    outcome = spec.build(groups, **spec.settings({}))
    limits = np.sort(outcome.least_p[~np.isnan(outcome.p)])
    m, rank = len(limits), np.arange(1, len(limits) + 1)
    cuts = {
        "none": np.full(m, alpha), "bh": alpha * rank / m, "by": alpha * rank / (m * (1 / rank).sum()),
        "holm": alpha / (m - rank + 1),
    }[correction] * (1 + 1e-9)  # fmt: skip # of the p of each rank; a little slack for rounding
    fits = limits <= cuts
    if correction == "holm":  # stops at the first p that does not fit; the others look for the last one that does
        fits = np.logical_and.accumulate(fits)
    together = np.searchsorted(cuts, limits) + 1  # genes that must be called for one at its limit to be among them
    hindered = together > 1
    if not hindered.any():
        return ""
    enough = rank[fits & (rank >= together[hindered].min())]
    text = f"ST004 {_of(hindered)}: the smallest possible p is {limits[hindered].min():.3g} ({spec.label})."
    after = "Without a correction" if correction == "none" else f"After {CORRECTIONS[correction].split(':')[0]}"
    if not len(enough):
        return f"{text} {after}, these cannot be called at {alpha:g}, however clear the difference."
    each = f", all with their {_CLEAREST[test]}" if hindered.all() and test in _CLEAREST else ""
    return f"{text} {after}, these can be called at {alpha:g} only if at least {enough[0]:,} genes are{each}."


def _of(which: np.ndarray) -> str:
    return f"{int(which.sum()):,} of {len(which):,} genes"


def _sizes(sizes: np.ndarray, what: str, code: str) -> list[str]:
    """Say how many genes have too few values, and how many hardly enough."""
    said = []
    if (sizes < 2).any():
        end = "Nothing can be tested." if (sizes < 2).all() else "These cannot be tested."
        said.append(f"{code} {_of(sizes < 2)}: fewer than two {what}. {end}")
    if (sizes == 2).any():
        said.append(f"{_of(sizes == 2)}: only 2 {what}. The result is fragile, as one value decides it.")
    return said


def _without_partner(groups: Groups, differences: np.ndarray) -> list[str]:
    """Name the samples of the groups that are in no complete pair of any gene."""
    pairs = np.asarray(groups.pairs)
    complete = np.unique(pairs[pairs >= 0])[np.isfinite(differences).any(axis=0)]
    alone = np.flatnonzero((groups.mutated | groups.intact).any(axis=0) & ~np.isin(pairs, complete))
    if not len(alone):
        return []
    names = ["…"] if groups.samples is None else [*map(str, groups.samples[alone[:5]]), *["…"] * (len(alone) > 5)]
    return [f"ST005 {len(alone):,} samples have no partner and are left out: {', '.join(names)}."]


def _share_with_outliers(parts: list[np.ndarray]) -> float:
    """Return the share of genes with a value far from the others of its part, of those with enough values to tell."""
    judged, far = [], []
    for values in parts:
        apart = np.abs(values - _medians(values))
        spread = 1.4826 * _medians(apart)
        judged.append((np.isfinite(values).sum(axis=1) >= _KNOWN) & (spread[:, 0] > 0))  # with 0, all would be far
        far.append(judged[-1] & (apart > _FAR * spread).any(axis=1))
    return float(np.any(far, axis=0).sum() / max(np.any(judged, axis=0).sum(), 1))


def _medians(values: np.ndarray) -> np.ndarray:
    """Return the median of what is known in each row, shape (n, 1); NaN where nothing is."""
    n = np.isfinite(values).sum(axis=1, keepdims=True)
    middle = np.concatenate([np.maximum(n - 1, 0) // 2, np.minimum(n // 2, values.shape[1] - 1)], axis=1)
    return np.take_along_axis(np.sort(values, axis=1), middle, axis=1).mean(axis=1, keepdims=True)
