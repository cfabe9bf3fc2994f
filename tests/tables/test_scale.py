import numpy as np
import pytest
from scipy import stats

from genocore.tables.scale import look_like_counts, outlying, scale_of


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([0, 12.5, 830], "linear"),
        ([0, 51], "linear"),
        ([0, 5, 16.2], "log"),
        ([29.5], "log"),
        ([30], "unclear"),
        (list(range(10)) * 9, "unclear"),  # as of sorting bins
        ([-0.5, 3000], "log"),
        ([0, 40], "unclear"),
        ([np.nan, 0, 830, np.inf], "linear"),
        ([], "none"),
        ([np.nan], "none"),
    ],
)
def test_the_scale_is_told_from_the_range(values, scale):
    found, sentence = scale_of(np.array(values, dtype=float))
    assert found == scale
    assert sentence.endswith(".")


def test_taking_logarithms_of_expression_makes_linear_values_logarithmic():
    tpm = np.random.default_rng(0).lognormal(3, 2, 500)
    assert scale_of(tpm)[0] == "linear"
    assert scale_of(np.log2(tpm + 1))[0] == "log"


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ([0, 17, 2300], True),
        ([0, 17, 2300, np.nan], True),
        ([0.5, 17, 2300], False),
        ([0, 17, 100], False),
        ([-1, 17, 2300], False),
        ([5, 2300], False),
        ([], False),
    ],
)
def test_counts_are_whole_not_negative_and_some_are_large(values, counts):
    assert look_like_counts(np.array(values, dtype=float)) is counts


def test_outlying_values_are_those_scipy_finds_by_the_same_rule():
    values = np.random.default_rng(1).standard_t(2, 500)
    spread = stats.median_abs_deviation(values) * 1.4826
    expected = np.abs(values - np.median(values)) > 5 * spread
    assert expected.any()
    assert outlying(values).tolist() == expected.tolist()


def test_missing_values_few_values_and_equal_values_are_not_outlying():
    assert outlying(np.array([1, 1.1, 0.9, 1.05, 40, np.nan])).tolist() == [False] * 4 + [True, False]
    assert not outlying(np.array([1, 2, 3, 400.0])).any()
    assert not outlying(np.array([5.0] * 9 + [6])).any()
    assert outlying(np.array([])).tolist() == []
