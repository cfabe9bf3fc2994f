"""Sizes of differences as scipy and statsmodels give them, and what groups can show at all."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import effectsize_smd
from statsmodels.stats.power import TTestIndPower

from genocore.significance.effects import (
    detectable_effect,
    hedges_g,
    mean_difference,
    paired_mean_difference,
    rank_biserial,
)
from tests.significance.test_tests import by_gene, groups, paired


def test_mean_differences_have_the_interval_of_welch():
    data = groups(6, 15)
    found = mean_difference(data)
    for row, (a, b) in enumerate(by_gene(data)):
        ends = stats.ttest_ind(a, b, equal_var=False).confidence_interval()
        assert [part[row] for part in found] == pytest.approx([a.mean() - b.mean(), *ends])


def test_paired_differences_have_the_interval_of_the_paired_test():
    data = paired(9, missing=0)
    found = paired_mean_difference(data)
    for row in range(len(data)):
        a, b = data.values[row, :9], data.values[row, 9:]
        ends = stats.ttest_rel(a, b).confidence_interval()
        assert [part[row] for part in found] == pytest.approx([(a - b).mean(), *ends])


def test_hedges_g_is_that_of_statsmodels():
    data = groups(8, 12)
    g, low, high = hedges_g(data)
    for row, (a, b) in enumerate(by_gene(data)):
        expected, _ = effectsize_smd(a.mean(), a.std(ddof=1), len(a), b.mean(), b.std(ddof=1), len(b))
        assert g[row] == pytest.approx(expected, rel=1e-6)
    assert ((low < g) & (g < high)).all()


def test_the_rank_biserial_is_the_share_of_pairs_above_minus_below():
    data = groups(5, 9, ties=True)
    found = rank_biserial(data)
    for row, (a, b) in enumerate(by_gene(data)):
        assert found[row] == pytest.approx(np.sign(a[:, None] - b[None]).mean())


@pytest.mark.parametrize(("n", "m", "alpha"), [(3, 3, 0.05), (10, 10, 0.05), (5, 50, 0.05), (200, 200, 0.05)])
def test_the_effect_that_can_be_shown_is_that_of_statsmodels(n, m, alpha):
    expected = TTestIndPower().solve_power(nobs1=n, ratio=m / n, alpha=alpha, power=0.8)
    assert detectable_effect(np.array([n]), np.array([m]), alpha)[0] == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(("n", "effect"), [(3, 10.4), (4, 5.88), (5, 4.35), (10, 2.33), (50, 0.89)])
def test_strict_cuts_in_small_groups_are_those_of_a_simulation(n, effect):
    """Of 400,000 draws of the noncentral t, at 0.0005; solvers lose their way there."""
    assert detectable_effect(np.array([n]), np.array([n]), 0.0005)[0] == pytest.approx(effect, rel=0.01)


def test_two_against_two_has_an_answer_although_distributions_end():
    assert detectable_effect(np.array([2]), np.array([2]))[0] == pytest.approx(5.65, abs=0.05)
    assert detectable_effect(np.array([2]), np.array([2]), 1e-6)[0] > 100
