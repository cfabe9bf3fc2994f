import numpy as np
import pytest
import scipy.stats

from genocore.evaluation.ranking import Areas, Ranks, tie_bounds


def test_runs_of_equal_values_are_found():
    starts, ends = tie_bounds(np.array([1.0, 1.0, 2.0, 3.0, 3.0]))
    assert (starts.tolist(), ends.tolist()) == ([0, 2, 3], [2, 3, 5])


def test_no_values_have_no_runs():
    assert [bounds.tolist() for bounds in tie_bounds(np.empty(0))] == [[], []]


def test_ranks_are_those_of_scipy_in_the_repeated_records():
    values = np.array([3.0, 1.0, 2.0, 2.0, 5.0, 1.0])
    w = np.array([2, 0, 1, 3, 1, 2])
    ranks = Ranks(values)(w[None])[0]
    np.testing.assert_array_equal(np.repeat(ranks, w), scipy.stats.rankdata(np.repeat(values, w)))


def test_a_reversed_ranking_has_area_zero():
    areas = Areas(np.array([0.9, 0.8, 0.2, 0.1]), np.array([False, False, True, True]))
    auroc, auprc = areas(np.ones((1, 4), int))
    assert auroc.item() == 0
    assert auprc.item() == pytest.approx((1 / 3 + 2 / 4) / 2)


def test_weights_beyond_one_byte_do_not_overflow():
    areas = Areas(np.array([0.1, 0.2, 0.9]), np.array([False, True, True]))
    w = np.full((1, 3), 200, np.uint8)
    assert [area.item() for area in areas(w)] == [1.0, 1.0]
    assert Ranks(np.array([1.0, 2.0, 3.0]))(w)[0].tolist() == [100.5, 300.5, 500.5]
