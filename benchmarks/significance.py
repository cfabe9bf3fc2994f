"""Testing every gene, against the tutorial's loop and scipy's own calls over rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.measure import SEED, Row, alternate, clock, faster, seconds
from genocore.significance import TESTS
from genocore.significance.correction import correct
from genocore.significance.effects import hedges_g, mean_difference, rank_biserial
from genocore.significance.groups import Groups

GENES, SAMPLES = 20_000, 200
LOOPED = 12
"""Genes that the loop goes through; its time is scaled to all of them."""


def analyze_mutations(mutation_results, expression_data):
    """Test as the tutorial does, to the letter."""
    significant_mutations = []
    for gene, _position, _original, mutation_type in mutation_results:
        mutated_expr = expression_data.loc[expression_data["Gene"] == gene, "Expression_Mutated"]
        non_mutated_expr = expression_data.loc[expression_data["Gene"] == gene, "Expression_Non_Mutated"]
        _t_stat, p_value = stats.ttest_ind(mutated_expr, non_mutated_expr, nan_policy="omit")
        if p_value < 0.05:
            significant_mutations.append((gene, mutation_type, p_value))
    return significant_mutations


def ours(genes: np.ndarray, values: np.ndarray, member: np.ndarray) -> dict[str, Any]:
    groups = Groups(genes, values, member)  # anew: what it remembers is part of the work
    welch, ranks = (TESTS[key].build(groups, **TESTS[key].settings({})) for key in ("welch", "mann_whitney"))
    difference, low, high = mean_difference(groups)
    g, _, _ = hedges_g(groups)
    return {
        "p": welch.p, "q": correct(welch.p), "rank_p": ranks.p, "rank_q": correct(ranks.p), "difference": difference,
        "low": low, "high": high, "g": g, "rank_biserial": rank_biserial(groups),
    }  # fmt: skip


def scipys(one: np.ndarray, other: np.ndarray) -> dict[str, Any]:
    """Make the same columns by scipy over rows, but for the interval of Hedges' g, which it has not."""
    welch = stats.ttest_ind(one, other, axis=1, equal_var=False)
    ends = welch.confidence_interval()
    ranks = stats.mannwhitneyu(one, other, axis=1, method="asymptotic")
    n, m = one.shape[1], other.shape[1]
    spread = np.sqrt(((n - 1) * one.var(axis=1, ddof=1) + (m - 1) * other.var(axis=1, ddof=1)) / (n + m - 2))
    difference = one.mean(axis=1) - other.mean(axis=1)
    return {
        "p": welch.pvalue, "q": stats.false_discovery_control(welch.pvalue), "rank_p": ranks.pvalue,
        "rank_q": stats.false_discovery_control(ranks.pvalue), "difference": difference, "low": ends.low,
        "high": ends.high, "g": difference / spread * (1 - 3 / (4 * (n + m) - 9)),
        "rank_biserial": 2 * ranks.statistic / (n * m) - 1,
    }  # fmt: skip


def rows() -> list[Row]:
    rng = np.random.default_rng(SEED)
    genes = np.array([f"gene{number}" for number in range(GENES)], dtype=object)
    values = rng.normal(8, 1, (GENES, 2 * SAMPLES))
    member = np.repeat([[1, 0]], SAMPLES, axis=1).astype(np.int8)
    work = f"{GENES:,} genes × ({SAMPLES} + {SAMPLES}): Welch, Mann-Whitney, BH, effects with intervals"
    found = []
    for data, note in ((values, "no ties"), (values.round(1), "many ties")):
        one, other = np.ascontiguousarray(data[:, :SAMPLES]), np.ascontiguousarray(data[:, SAMPLES:])
        mine, theirs = ours(genes, data, member), scipys(one, other)
        for name in theirs:
            np.testing.assert_allclose(mine[name], theirs[name], rtol=1e-6, atol=1e-9, err_msg=name)
        pairs = alternate(lambda data=data: ours(genes, data, member), lambda a=one, b=other: scipys(a, b), 5)
        found.append(faster(f"{work}; {note}; peer: scipy over rows, the same columns", pairs, 1, "faster"))
    long = pd.DataFrame(
        {
            "Gene": np.repeat(genes, SAMPLES), "Expression_Mutated": values[:, :SAMPLES].ravel(),
            "Expression_Non_Mutated": values[:, SAMPLES:].ravel(),
        }
    )  # fmt: skip
    some = [(gene, 0, "A", "SNV") for gene in genes[rng.choice(GENES, LOOPED, replace=False)]]
    loop = seconds(lambda: analyze_mutations(some, long)) / LOOPED * GENES
    mine = [seconds(lambda: ours(genes, values, member)) for _ in range(5)]
    ratio = loop / float(np.median(mine))
    name = f"{work}; peer: the tutorial's loop (Student's t only), scaled from {LOOPED} genes"
    return [*found, Row(name, clock(float(np.median(mine))), clock(loop), f"{ratio:,.0f}×", "≥ 300×", ratio >= 300)]
