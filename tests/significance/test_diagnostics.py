"""What the p-values of a whole table show: shapes, bands and sentences."""

import numpy as np
import pytest
from scipy import stats

from genocore.errors import InputError
from genocore.significance import TESTS
from genocore.significance.correction import correct
from genocore.significance.diagnostics import p_histogram, quantiles, read_diagnostics
from tests.significance.test_tests import groups


def even(m):
    """As many p, evenly spread: what chance gives on average."""
    return (np.arange(m) + 0.5) / m


def read(p, method="bh", alpha=0.05):
    return read_diagnostics(p, correct(p, method), alpha)


def test_every_tested_gene_is_in_one_bin_and_no_other_is():
    found = p_histogram(np.array([0.0, 0.04, 0.3, 0.99, 1.0, np.nan]), bins=4)
    assert found.columns.tolist() == ["left", "right", "n", "expected"]
    assert found["left"].tolist() == [0.0, 0.25, 0.5, 0.75]
    assert found["right"].tolist() == [0.25, 0.5, 0.75, 1.0]
    assert found["n"].tolist() == [2, 1, 0, 2]
    assert found["expected"].tolist() == [1.25] * 4
    assert p_histogram(np.full(3, np.nan))["n"].tolist() == [0] * 20


@pytest.mark.parametrize("call", [lambda: p_histogram(even(5), 0), lambda: quantiles(even(5), 1.0)])
def test_parameters_out_of_range_are_refused(call):
    with pytest.raises(InputError, match="PA001"):
        call()


@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_points_and_band_are_those_of_order_statistics(confidence):
    p = np.random.default_rng(0).random(300)
    found = quantiles(np.append(p, np.nan), confidence)
    rank = np.arange(1, 301)
    low, high = stats.beta(rank, 301 - rank).interval(confidence)
    np.testing.assert_allclose(found["observed"], -np.log10(np.sort(p)))
    np.testing.assert_allclose(found["expected"], -np.log10(stats.beta(rank, 301 - rank).mean()))
    np.testing.assert_allclose(found["high"], -np.log10(low))
    np.testing.assert_allclose(found["low"], -np.log10(high))


def test_the_band_holds_a_point_19_times_in_20():
    rng = np.random.default_rng(1)
    inside = [
        found["observed"].between(found["low"], found["high"]).mean() for found in map(quantiles, rng.random((400, 60)))
    ]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.01)


def test_of_many_genes_the_smallest_p_are_all_drawn_and_the_rest_thinned():
    p = np.random.default_rng(2).random(50_000)
    found = quantiles(p)
    assert 1_900 < len(found) <= 2_000
    np.testing.assert_allclose(found["observed"][:1_000], -np.log10(np.sort(p)[:1_000]))
    assert found["observed"].iloc[-1] == pytest.approx(-np.log10(p.max()))
    assert (np.diff(found["expected"]) < 0).all()
    assert -np.diff(found["expected"][1_000:]).min() > 0.0003  # evenly along the axis: 1.7 over 1,000 points
    assert len(quantiles(p[:2_000])) == 2_000
    assert len(quantiles(p[:0])) == 0


def test_a_p_of_0_is_drawn_and_a_p_of_1_is_no_negative_zero():
    found = quantiles(np.array([0.0, 1.0]))["observed"]
    assert found.tolist() == [300.0, 0.0]
    assert not np.signbit(found).any()


def test_the_sentences_count_and_say_what_chance_gives():
    p = np.concatenate([np.full(10, 1e-4), even(90), [np.nan] * 3])
    found = read(p)
    assert found[0] == "Genes tested: 100. Called, with a q of 0.05 or less: 10. Not tested, and left out: 3."
    assert found[1] == (
        "If no gene differed, chance alone would give about 0.01 a p of 0.0001 or less: of the 10 called, expect "
        "at most so many to be false."
    )
    assert read(even(40)) == [
        "Genes tested: 40. Called, with a q of 0.05 or less: 0.",
        "If no gene differed, chance alone would give about 2 a p of 0.05 or less.",
    ]
    assert read(np.array([np.nan])) == ["No gene could be tested."]


def test_calls_that_chance_gives_as_well_may_all_be_false():
    assert read(even(1_000)[10:], "none")[1].endswith(
        "about 49 a p of 0.05 or less: everything that is called may be false."
    )


@pytest.mark.parametrize(("differ", "share"), [(0, "100%"), (200, "80%"), (500, "50%")])
def test_the_share_of_genes_that_do_not_differ_is_estimated(differ, share):
    p = np.concatenate([np.full(differ, 1e-6), even(1_000 - differ)])
    assert f"By estimate, {share} of the tested genes do not differ (Storey's method)." in read(p)


def test_of_few_genes_shapes_are_not_judged():
    assert len(read(np.full(99, 0.99))) == 2
    assert read(np.full(100, 0.99))[2].startswith("By estimate, 100% of the tested genes do not differ")


@pytest.mark.parametrize(("where", "at"), [("near 1", 0.97), ("in the middle", 0.42)])
def test_p_that_pile_up_are_told(where, at):
    [warning] = [text for text in read(np.append(even(800), np.full(100, at))) if "pile up" in text]
    assert warning.startswith(f"The p-values pile up {where}: ")


def test_p_of_exact_tests_of_few_samples_pile_up():
    p = TESTS["mann_whitney"].build(groups(3, 3, 300, missing=0, shift=0.0)).p
    assert any("pile up near 1" in text for text in read(p))


def test_many_true_effects_are_no_pile():
    weak = np.random.default_rng(3).normal(1.45, 1, 20_000)
    p = 2 * stats.norm.sf(np.abs(weak))
    assert p_histogram(p)["n"][2] > 1.5 * 1_000  # far above chance, but lower than what is left of it
    assert not any("pile up" in text for text in read(p))


def test_statistics_that_are_too_large_as_a_whole_are_told_with_their_factor():
    p = 2 * stats.norm.sf(1.2 * stats.norm.isf(even(2_001) / 2))  # every z times 1.2, every chi-square times 1.44
    [warning] = [text for text in read(p) if "inflation" in text]
    assert "inflation factor 1.44, 1 by chance" in warning


@pytest.mark.parametrize("m", [100, 1_000])
def test_p_of_chance_alone_raise_hardly_a_warning(m):
    rng = np.random.default_rng(4)
    assert sum(len(read(rng.random(m))) > 3 for _ in range(300)) <= 6
