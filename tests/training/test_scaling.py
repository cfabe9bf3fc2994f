import numpy as np
import pytest

from genocore.errors import InputError
from genocore.training.scaling import TargetScale, choose_scale, to_learnt, to_original


@pytest.mark.parametrize(
    ("values", "asked", "wanted"),
    [
        ([0.0, 3.5, 812.0], "auto", "log2"),
        ([0.0, 3.5, 812.0], "none", "none"),
        ([-2.0, 0.1, 3.0], "auto", "none"),
        ([0.1, 3.0, np.nan], "auto", "none"),
        ([0.1, 3.0, np.nan], "log2", "log2"),
    ],
)
def test_amounts_on_a_linear_scale_are_logged_unless_asked_otherwise(values, asked, wanted):
    assert choose_scale(np.array(values), asked) == wanted


def test_a_logarithm_of_less_than_zero_is_refused():
    with pytest.raises(InputError, match="below zero") as caught:
        choose_scale(np.array([-0.5, 3.0]), "log2")
    assert caught.value.code == "EX003"


@pytest.mark.parametrize("kind", ["log2", "none"])
def test_the_way_back_is_the_way_there(kind):
    values = np.array([0.0, 0.3, 1.0, 17.0, 5e6])
    np.testing.assert_allclose(to_original(to_learnt(values, kind), kind), values, rtol=1e-12, atol=1e-12)
    scale = TargetScale.of(values, kind)
    np.testing.assert_allclose(scale.restore(scale.standardise(values)), to_learnt(values, kind), rtol=1e-9, atol=1e-9)


def test_models_are_given_mean_0_and_spread_1():
    scale = TargetScale.of(np.array([3.0, 15.0, 63.0, 255.0]), "log2")
    found = scale.standardise(np.array([3.0, 15.0, 63.0, 255.0]))
    assert found.mean() == pytest.approx(0)
    assert found.std() == pytest.approx(1)
    assert (scale.mean, scale.sd) == (5.0, pytest.approx(5**0.5))


def test_values_that_are_all_equal_do_not_divide_by_zero():
    assert TargetScale.of(np.array([4.0, 4.0]), "none").standardise(np.array([4.0])).tolist() == [0.0]


def test_absurd_answers_stay_finite():
    assert np.isfinite(to_original(np.array([5000.0]), "log2")).all()
