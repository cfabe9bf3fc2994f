import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import softmax

from genocore.evaluation.calibration import cross_calibrate, fit_temperature, soften


def drawn(n, *, seed=0, classes=2, spread=1.5):
    """Probabilities that mean what they say, and classes drawn by them."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, spread, (n, classes))
    chances = softmax(logits, axis=1)
    codes = (chances.cumsum(axis=1) > rng.random((n, 1))).argmax(axis=1)
    return chances, codes


@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize("true", [0.5, 1.0, 2.0])
def test_the_temperature_that_was_applied_is_found_again(true, classes):
    chances, codes = drawn(20_000, classes=classes)
    distorted = softmax(np.log(chances) * true, axis=1)  # at temperature 1 / true they were right
    assert fit_temperature(distorted, codes) == pytest.approx(true, rel=0.05)


def test_it_is_the_minimum_of_the_log_loss_that_scipy_finds():
    chances, codes = drawn(500, seed=3, classes=3)

    def loss(log_temperature):
        scaled = softmax(np.log(chances) / np.exp(log_temperature[0]), axis=1)
        return -np.log(scaled[np.arange(500), codes]).mean()

    assert fit_temperature(chances, codes) == pytest.approx(np.exp(minimize(loss, [0.0]).x[0]), rel=1e-3)


def test_the_call_never_changes():
    chances, _ = drawn(1000, classes=4)
    for temperature in (0.3, 0.9, 4.0):
        found = soften(chances, temperature)
        assert (found.argmax(axis=1) == chances.argmax(axis=1)).all()
        np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)


def test_a_high_temperature_makes_timid_and_a_low_one_sure():
    chances = np.array([[0.8, 0.2]])
    assert soften(chances, 3.0)[0, 0] < 0.8 < soften(chances, 0.5)[0, 0]
    assert soften(chances, 1.0) is chances


def test_a_class_no_model_knows_stays_impossible():
    chances = np.array([[0.7, 0.0, 0.3], [0.4, 0.0, 0.6]])
    assert (soften(chances, 2.0, np.array([0, 2]))[:, 1] == 0).all()


def test_what_is_said_of_a_record_does_not_depend_on_those_it_is_asked_with():
    chances = np.array([[1.0, 0.0, 0.0], [0.6, 0.1, 0.3]])
    np.testing.assert_array_equal(soften(chances, 2.5)[:1], soften(chances[:1], 2.5))


def test_certain_and_wrong_does_not_break_it():
    chances = np.array([[1.0, 0.0]] * 9 + [[0.0, 1.0]])
    found = fit_temperature(chances, np.zeros(10, dtype=int))
    assert np.isfinite(found)
    assert found > 1
    assert np.isfinite(soften(chances, found)).all()


def test_nothing_to_learn_from_leaves_everything_as_it_is():
    assert fit_temperature(np.zeros((0, 2)), np.zeros(0, dtype=int)) == 1.0
    assert soften(np.zeros((0, 2)), 2.0).shape == (0, 2)


def test_no_record_has_a_say_in_its_own_calibration():
    chances, codes = drawn(300)
    fold = np.arange(300) % 5
    found = cross_calibrate(chances, codes, fold)
    other = np.where(fold == 2, 1 - codes, codes)  # other labels in fold 2
    again = cross_calibrate(chances, other, fold)
    np.testing.assert_array_equal(found[fold == 2], again[fold == 2])
    assert not np.array_equal(found[fold != 2], again[fold != 2])


def test_each_fold_is_calibrated_by_all_the_others():
    chances, codes = drawn(300, seed=4)
    fold = np.arange(300) % 3
    found = cross_calibrate(chances, codes, fold)
    for number in range(3):
        own = fold == number
        wanted = soften(chances[own], fit_temperature(chances[~own], codes[~own]))
        np.testing.assert_array_equal(found[own], wanted)
