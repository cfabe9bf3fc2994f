"""Errors among the records of a kind."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from genocore.evaluation.slices import absolute_errors, equal_parts, error_slices


def test_parts_are_about_equal_and_ordered_and_hold_all():
    values = np.random.default_rng(0).permutation(1000)
    names = equal_parts(values, 4)
    assert {names.count(name) for name in set(names)} == {250}
    assert equal_parts(np.arange(4), 4) == ["0", "1", "2", "3"]


def test_many_equal_values_make_fewer_parts():
    assert set(equal_parts([60] * 90 + [80] * 10, 4)) == {"60", "80"}
    assert equal_parts([], 4) == []


def test_the_share_of_right_calls_has_the_interval_of_wilson():
    right = np.array([1, 1, 0, 1, 1, 0, 0, 1, 1, 1], dtype=bool)
    found = error_slices(["a"] * 6 + ["b"] * 4, right).set_index("slice")
    assert found.loc["a", "value"] == pytest.approx(4 / 6)
    assert (found.loc["b", "low"], found.loc["b", "high"]) == pytest.approx(proportion_confint(3, 4, method="wilson"))
    assert found["n"].tolist() == [6, 4]


def test_copies_do_not_narrow_the_interval():
    alone = error_slices(["a"] * 4, [True, False, True, True])
    copied = error_slices(["a"] * 40, np.repeat([True, False, True, True], 10), np.repeat([1, 2, 3, 4], 10))
    assert copied[["low", "high"]].values.tolist() == alone[["low", "high"]].values.tolist()


def test_mean_errors_are_those_of_their_slice_and_inside_their_interval():
    rng = np.random.default_rng(1)
    error = np.append(rng.normal(0, 1, 200), rng.normal(0, 5, 200))
    found = absolute_errors(["small"] * 200 + ["large"] * 200, error)
    assert found["value"].tolist() == pytest.approx([np.abs(error[:200]).mean(), np.abs(error[200:]).mean()])
    assert ((found["low"] < found["value"]) & (found["value"] < found["high"])).all()
    half = 1.96 * np.abs(error[200:]).std() / np.sqrt(200)
    assert found["high"][1] - found["value"][1] == pytest.approx(half, rel=0.2)


def test_long_lengths_keep_their_own_names():
    assert len(set(equal_parts(np.arange(100_000, 100_008), 4))) == 4


def test_the_mean_error_of_a_single_family_has_no_interval():
    found = absolute_errors(["a", "a", "b", "b"], [1.0, 2.0, 3.0, 4.0], [1, 1, 2, 3])
    assert found["low"].isna().tolist() == [True, False]
