import numpy as np
import pytest

from genocore.evaluation import bootstrap_weights
from genocore.evaluation.resampling import group_codes, weight_chunks


def test_each_resample_draws_as_many_records_as_there_are():
    weights = bootstrap_weights(50, resamples=20, seed=1)
    assert (weights.shape, weights.dtype) == ((20, 50), np.uint8)
    assert set(weights.sum(axis=1)) == {50}


def test_a_family_is_drawn_as_a_whole():
    groups = np.array([0, 0, 1, 2, 2, 2])
    weights = bootstrap_weights(groups, resamples=50, seed=1)
    for group in range(3):
        assert (weights[:, groups == group].max(axis=1) == weights[:, groups == group].min(axis=1)).all()
    assert set(weights[:, [0, 2, 3]].sum(axis=1)) == {3}


def test_the_seed_decides():
    first = bootstrap_weights(30, 10, seed=7)
    assert np.array_equal(first, bootstrap_weights(30, 10, seed=7))
    assert not np.array_equal(first, bootstrap_weights(30, 10, seed=8))


def test_names_of_groups_do_not_matter_and_singletons_are_records():
    assert np.array_equal(bootstrap_weights(["x", "y", "x"], 20), bootstrap_weights([7, 3, 7], 20))
    assert np.array_equal(bootstrap_weights(["c", "a", "b"], 20), bootstrap_weights(3, 20))


def test_drawing_in_pieces_gives_the_same_resamples():
    codes, n_groups = group_codes([0, 1, 1, 2])
    pieces = np.concatenate(list(weight_chunks(codes, n_groups, 11, seed=3, rows=4)))
    assert np.array_equal(pieces, bootstrap_weights([0, 1, 1, 2], 11, seed=3))


def test_counts_are_those_of_drawing_with_replacement():
    weights = bootstrap_weights(200, resamples=500, seed=2)
    assert np.mean(weights == 0) == pytest.approx((1 - 1 / 200) ** 200, abs=0.005)
    assert weights.var() == pytest.approx(1 - 1 / 200, abs=0.02)


def test_a_record_without_a_group_is_refused():
    with pytest.raises(ValueError, match="every record needs a group"):
        bootstrap_weights(np.array([1.0, np.nan]))


def test_nothing_to_draw_is_an_empty_array():
    assert bootstrap_weights(0, 5).shape == (5, 0)
    assert bootstrap_weights(5, 0).shape == (0, 5)
