import numpy as np
import pytest
import scipy.stats

from genocore.evaluation import wilson


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (1, 10), (7, 12), (10, 10), (950, 1000), (1, 1)])
def test_interval_is_scipys(hits, n):
    expected = scipy.stats.binomtest(hits, n).proportion_ci(method="wilson")
    low, high = wilson(hits, n)
    assert (low.item(), high.item()) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_published_example():
    # Newcombe 1998 (doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I: 81 of 263
    low, high = wilson(81, 263)
    assert (round(low.item(), 4), round(high.item(), 4)) == (0.2553, 0.3662)


def test_ends_are_exact_at_none_and_all():
    low, high = wilson([0, 5], [5, 5])
    assert (low[0], high[1]) == (0.0, 1.0)


def test_no_trials_have_no_interval():
    low, high = wilson([0, 1], [0, 2])
    assert np.isnan([low[0], high[0]]).all()
    assert not np.isnan([low[1], high[1]]).any()
