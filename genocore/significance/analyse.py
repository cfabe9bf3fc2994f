"""From groups to the table of genes: test, correction, effects, and what could not be tested and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.significance import TESTS
from genocore.significance.correction import correct
from genocore.significance.effects import (
    detectable_effect,
    detectable_within_pairs,
    hedges_g,
    mean_difference,
    paired_mean_difference,
    rank_biserial,
)
from genocore.significance.groups import Groups

COLUMNS = (
    "gene", "n_mut", "n_wt", "mean_mut", "mean_wt", "log2fc", "ci_low", "ci_high", "g", "g_ci_low", "g_ci_high",
    "rank_biserial", "test", "stat", "df", "p", "q", "least_p", "mde", "significant", "testable", "reason",
)  # fmt: skip


def analyse(
    groups: Groups,
    test: str = "welch",
    correction: str = "bh",
    alpha: float = 0.05,
    *,
    covariates: np.ndarray | None = None,
    values: dict[str, Any] | None = None,
) -> pd.DataFrame:
    """Test every gene once and correct over those that could be tested.

    Parameters
    ----------
    groups : Groups
        On the scale that is tested, usually log2.
    test : str
        Key of `genocore.significance.TESTS`.
    correction : {"bh", "by", "holm", "none"}
    alpha : float, default 0.05
        Cut on q.
    covariates : ndarray, optional
        For `ols`.
    values : dict, optional
        Parameters of the test.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row a gene in their order. ``log2fc`` is mutated minus intact with Welch's interval. Of a paired
        test all columns speak of complete pairs; of `ols`, ``log2fc`` is the coefficient with its own interval, and
        ``n_mut`` and ``n_wt`` count samples that have all covariates. ``least_p`` is the smallest p that these group
        sizes can give; ``mde`` the smallest difference, in standard deviations (of the differences, if paired), that
        one test at `alpha` would show with 80 % power, without covariates. What could not be tested has a ``reason``
        with its code and takes no part in the correction.

    Raises
    ------
    InputError
        PA002 for an unknown test, PA001 for an unknown correction, ST005 for a paired test without pairs.

    Notes
    -----
    A difference of expression between carriers and others: not that a mutation drives or causes anything.

    Examples
    --------
    >>> values, member = np.array([[1.0, 2, 3, 4, 6, 8]]), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)
    >>> found = analyse(Groups(np.array(["BAX"]), values, member))
    >>> found[["gene", "n_mut", "log2fc", "testable", "significant"]].values.tolist()
    [['BAX', 3, -4.0, True, False]]
    """
    spec = TESTS[test]
    paired = bool(spec.extra.get("paired"))
    if paired and groups.pairs is None:
        raise InputError(
            "This test needs pairs, and the samples are not paired.",
            hint="Give a column that names the pair of each sample, or use 'welch'.",
            code="ST005",
        )
    options = spec.settings(values or {}) | ({"covariates": covariates} if spec.extra.get("covariates") else {})
    outcome = spec.build(groups, **options)
    in_pairs = groups.pairs is not None and (paired or test == "permutation")
    described = groups.within_pairs if in_pairs else groups
    one, other = described.moments
    n, m = outcome.sizes or (one.n, other.n)
    difference, low, high = (paired_mean_difference if in_pairs else mean_difference)(groups)
    if outcome.difference is not None and outcome.low is not None and outcome.high is not None:
        difference, low, high = outcome.difference, outcome.low, outcome.high
    g, g_low, g_high = hedges_g(described)
    detectable = detectable_within_pairs(n, alpha) if in_pairs else detectable_effect(n, m, alpha)
    testable = ~np.isnan(outcome.p)
    q = correct(outcome.p, correction)
    return pd.DataFrame(
        {
            "gene": groups.genes, "n_mut": n, "n_wt": m, "mean_mut": one.mean, "mean_wt": other.mean,
            "log2fc": difference, "ci_low": low, "ci_high": high, "g": g, "g_ci_low": g_low, "g_ci_high": g_high,
            "rank_biserial": rank_biserial(described), "test": test, "stat": outcome.statistic, "df": outcome.df,
            "p": outcome.p, "q": q, "least_p": outcome.least_p, "mde": detectable,
            "significant": testable & (q <= alpha), "testable": testable,
            "reason": _reasons(groups, testable, in_pairs),
        }
    )[list(COLUMNS)]  # fmt: skip


def _reasons(groups: Groups, testable: np.ndarray, in_pairs: bool) -> list[str]:
    """Return why each gene was not tested; empty where it was."""
    one, other = groups.moments
    pairs = np.isfinite(groups.differences).sum(axis=1) if in_pairs else np.zeros(len(groups), dtype=int)
    unknown = (groups.member == -1).all(axis=1) if len(groups.member) == len(groups) else np.zeros(len(groups), bool)
    found = []
    for row in range(len(groups)):
        n, m = int(one.n[row]), int(other.n[row])
        if testable[row]:
            found.append("")
        elif unknown[row]:
            found.append("ST003 The gene was not looked at in any sample.")
        elif in_pairs and pairs[row] < 2:
            found.append(f"ST005 {pairs[row]} complete pairs; two are needed.")
        elif min(n, m) < 2:
            found.append(f"ST001 {n} mutated and {m} intact values; two of each are needed.")
        else:
            found.append("ST002 The values do not vary.")
    return found
