import numpy as np
import pytest

from genocore.training.conformal import accepted, fit_threshold


def test_it_is_the_order_statistic_of_the_definition():
    strangeness = np.random.default_rng(0).permutation(np.arange(1, 100) / 100)
    assert fit_threshold(strangeness) == 0.90  # the 90th of 99: ceil(100 * 0.9)
    assert fit_threshold(strangeness, coverage=0.5) == 0.50


def test_records_of_a_family_weigh_together_as_one():
    rng = np.random.default_rng(3)
    alone = rng.random(40)
    assert fit_threshold(np.repeat(alone, 7), np.repeat(np.arange(40), 7)) == fit_threshold(alone)
    many = np.append(alone, np.full(300, 2.0))
    assert fit_threshold(many, np.append(np.arange(40), np.full(300, 40))) <= 2.0
    assert fit_threshold(np.zeros(500), np.repeat(np.arange(5), 100)) == float("inf")


def test_families_of_all_sizes_keep_the_promise_for_new_families():
    rng = np.random.default_rng(1)
    sizes = np.array([300] + [20] * 10 + [1] * 60)
    units = np.repeat(np.arange(len(sizes)), sizes)
    held = []
    for _ in range(2000):
        errors = rng.exponential(size=len(sizes) + 1)
        held.append(errors[-1] <= fit_threshold(errors[units], units))
    assert 0.88 <= np.mean(held) <= 0.93


@pytest.mark.parametrize("n", range(9))
def test_too_few_records_promise_nothing(n):
    assert fit_threshold(np.linspace(0, 1, n)) == np.inf
    assert accepted(np.array([[0.99, 0.01]]), np.inf).all()


def test_new_records_are_covered_as_often_as_promised():
    rng = np.random.default_rng(1)
    held = [np.mean(rng.exponential(size=500) <= fit_threshold(rng.exponential(size=200))) for _ in range(400)]
    assert np.mean(held) == pytest.approx(0.9 + 0.1 / 201, abs=0.006)


def test_sets_of_classes_hold_the_truth_as_often_as_promised():
    rng = np.random.default_rng(2)

    def draw(n):
        chances = rng.dirichlet([0.4, 0.4, 0.4], n)
        return chances, (chances.cumsum(axis=1) > rng.random((n, 1))).argmax(axis=1)

    shares = []
    for _ in range(200):
        chances, codes = draw(300)
        threshold = fit_threshold(1 - chances[np.arange(300), codes])
        new, truth = draw(300)
        shares.append(accepted(new, threshold)[np.arange(300), truth].mean())
    assert np.mean(shares) == pytest.approx(0.9, abs=0.01)


def test_a_set_may_be_empty_or_hold_all():
    chances = np.array([[0.96, 0.04], [0.5, 0.5]])
    assert accepted(chances, 0.05).tolist() == [[True, False], [False, False]]
    assert accepted(chances, 1.0).tolist() == [[True, True], [True, True]]
