import numpy as np
import pytest

from genocore.evaluation import evaluate_classification, evaluate_regression
from genocore.evaluation.arrays import divide, mean_defined, optional

P = np.array([[0.5, 0.5], [0.2, 0.8]])


@pytest.mark.parametrize(
    ("y", "p", "message"),
    [
        ([0, 2], P, "codes from 0 to 2, but there are 2 classes"),
        ([-1, 0], P, "codes from -1 to 0"),
        ([0.0, 1.0], P, "class codes, not float64"),
        (["a", "b"], P, "class codes"),
        ([0, 1, 1], P, "y has 3 records, probabilities 2"),
        ([0, 1], [0.5, 0.8], "shape"),
        ([0, 1], [[1.0], [1.0]], "2 or more classes"),
        ([0, 1], [[0.5, 0.4], [0.2, 0.8]], "sum to one"),
        ([0, 1], [[1.5, -0.5], [0.2, 0.8]], "between 0 and 1"),
        ([0, 1], [[np.nan, 1.0], [0.2, 0.8]], "between 0 and 1"),
    ],
)
def test_impossible_classification_arrays_are_refused(y, p, message):
    with pytest.raises(ValueError, match=message):
        evaluate_classification(y, p)


@pytest.mark.parametrize(
    ("y", "predicted", "baseline", "message"),
    [
        ([1.0, 2.0], [1.0], None, "one length"),
        ([[1.0], [2.0]], [1.0, 2.0], None, "one length"),
        ([1.0, 2.0], [1.0, 2.0], [1.0], "one length"),
        ([1.0, np.nan], [1.0, 2.0], None, "finite"),
        ([1.0, 2.0], [1.0, np.inf], None, "finite"),
        ([1.0, 2.0], [1.0, 2.0], np.nan, "finite"),
    ],
)
def test_impossible_regression_arrays_are_refused(y, predicted, baseline, message):
    with pytest.raises(ValueError, match=message):
        evaluate_regression(y, predicted, baseline=baseline)


@pytest.mark.parametrize("weights", [[1, 1], [[1, 1, 1]], [[0.5, 1.5]], [[-1, 2]]])
def test_weights_must_be_counts_of_the_right_shape(weights):
    with pytest.raises(ValueError, match=r"non-negative whole numbers of shape \(B, 2\)"):
        evaluate_classification([0, 1], P, np.array(weights))


def test_nothing_divided_by_nothing_is_undefined():
    np.testing.assert_array_equal(divide(np.array([0.0, 1.0, 3.0]), np.array([0.0, 0.0, 2.0])), [np.nan, np.nan, 1.5])


def test_undefined_values_are_left_out_of_a_mean():
    values = np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]])
    np.testing.assert_array_equal(mean_defined(values), [2.0, np.nan])


def test_public_numbers_are_plain_and_undefined_is_none():
    assert optional(np.float64(np.nan)) is None
    assert type(optional(np.float64(0.5))) is float
    assert {type(value) for value in evaluate_classification([0, 1], P).values()} == {float}
