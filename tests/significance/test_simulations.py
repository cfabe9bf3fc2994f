"""Tests and corrections keep what they promise, over many simulated studies.

That Welch's test holds its level where Student's does not is in test_tests.py.
"""

import numpy as np
import pytest
from scipy import stats

from genocore.significance import TESTS
from genocore.significance.correction import correct
from genocore.significance.groups import Groups

GENES = 2_000


def two_groups(values, n, pairs=None):
    member = np.repeat([[1, 0]], [n, values.shape[1] - n], axis=1).astype(np.int8)
    return Groups(np.arange(len(values)).astype(str), values, member, pairs=pairs)


def power(test, data):
    return (TESTS[test].build(data).p < 0.05).mean()


def power_of_t(apart, df):
    """By the noncentral t."""
    cut = stats.t.ppf(0.975, df)
    return stats.nct.sf(cut, df, apart) + stats.nct.cdf(-cut, df, apart)


def test_where_nothing_differs_corrections_call_anything_in_one_study_of_twenty():
    repeats, uncorrected = 60, []
    studies = {"bh": 0, "by": 0}
    for seed in range(repeats):
        p = TESTS["welch"].build(two_groups(np.random.default_rng(seed).normal(size=(GENES, 40)), 20)).p
        uncorrected.append((p < 0.05).sum())
        for method in studies:
            studies[method] += bool((correct(p, method) <= 0.05).any())
    # one standard deviation of a mean of 60 counts of 2,000 at 1 in 20 is 1.3
    assert np.mean(uncorrected) == pytest.approx(100, abs=4)
    # of 60 studies 3 are expected; more than 8 come 3 times in 1,000
    assert stats.binom.sf(8, repeats, 0.05) < 0.004
    assert max(studies.values()) <= 8
    assert studies["by"] <= studies["bh"]


def test_where_some_genes_differ_one_call_in_twenty_is_false():
    differ = np.arange(GENES) < 200
    shares = {"bh": [], "none": []}
    for seed in range(30):
        values = np.random.default_rng(seed).normal(size=(GENES, 40))
        values[:200, :20] += 1.5
        p = TESTS["welch"].build(two_groups(values, 20)).p
        for method, found in shares.items():
            called = correct(p, method) <= 0.05
            found.append((called & ~differ).sum() / called.sum())
    assert np.mean(shares["bh"]) == pytest.approx(0.045, abs=0.008)  # 0.05 times the nine tenths that do not differ
    assert np.mean(shares["none"]) > 0.25


def test_pairs_that_go_together_have_the_power_of_theory_and_unpaired_tests_far_less():
    rng = np.random.default_rng(1)
    n, r, shift = 10, 0.9, 0.5
    person = np.sqrt(r) * rng.normal(size=(GENES, n))
    own = np.sqrt(1 - r) * rng.normal(size=(GENES, 2 * n))
    values = np.hstack([person + shift, person]) + own
    data = two_groups(values, n, np.tile(np.arange(n), 2))
    expected = power_of_t(shift / np.sqrt(2 * (1 - r)) * np.sqrt(n), n - 1)
    assert expected > 0.85
    assert power("paired_t", data) == pytest.approx(expected, abs=0.03)
    assert power("wilcoxon", data) > 0.75
    assert max(power("welch", data), power("mann_whitney", data)) < 0.1


def test_amounts_with_a_long_tail_are_better_compared_as_logarithms():
    logs = np.random.default_rng(2).normal(7, 1.5, (GENES, 24))
    logs[:, :12] += 1.8
    on_logs, raw = (power("welch", two_groups(values, 12)) for values in (logs, 2**logs))
    assert on_logs == pytest.approx(power_of_t(1.8 / 1.5 * np.sqrt(6), 22), abs=0.03)
    assert raw < on_logs - 0.2


def test_ranks_do_not_care_for_the_scale():
    logs = np.random.default_rng(3).normal(7, 1.5, (50, 24))
    one, other = (TESTS["mann_whitney"].build(two_groups(values, 12)).p for values in (logs, 2**logs))
    np.testing.assert_array_equal(one, other)
