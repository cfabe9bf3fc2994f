"""The difference of two models on the same records."""

import numpy as np
import pytest
from sklearn.metrics import r2_score, roc_auc_score

from genocore.evaluation.paired import paired_difference


def case(n=300, *, gap=1.0, seed=0):
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    shared = rng.normal(size=n)
    chances = [1 / (1 + np.exp(-(shift * (2 * y - 1) + shared))) for shift in (0.5 + gap, 0.5)]
    return y, [np.column_stack([1 - p, p]) for p in chances]


def test_the_value_is_the_difference_of_scikit_learns():
    y, (first, second) = case()
    found = paired_difference("auroc", y, first, second)
    assert found["value"] == pytest.approx(roc_auc_score(y, first[:, 1]) - roc_auc_score(y, second[:, 1]))
    assert found["low"] < found["value"] < found["high"]
    back = paired_difference("auroc", y, second, first)
    assert (back["low"], back["high"]) == pytest.approx((-found["high"], -found["low"]))


def test_a_model_does_not_differ_from_itself():
    y, (first, _) = case()
    assert paired_difference("auroc", y, first, first) == {"value": 0.0, "low": 0.0, "high": 0.0}


def test_numbers_are_compared_by_r2():
    rng = np.random.default_rng(1)
    y = rng.normal(size=200)
    good, poor = y + rng.normal(0, 0.3, 200), y + rng.normal(0, 1.0, 200)
    found = paired_difference("r2", y, good, poor, baseline=np.full(200, y.mean()))
    assert found["value"] == pytest.approx(r2_score(y, good) - r2_score(y, poor))
    assert found["low"] > 0


def test_copies_do_not_narrow_the_interval():
    y, (first, second) = case(60)
    alone = paired_difference("auroc", y, first, second)
    rows = np.repeat(np.arange(60), 10)
    copied = paired_difference("auroc", y[rows], first[rows], second[rows], rows)
    assert copied["high"] - copied["low"] == pytest.approx(alone["high"] - alone["low"], rel=0.01)


def test_the_interval_holds_no_difference_in_about_19_of_20_runs():
    held = 0
    for seed in range(120):
        y = np.arange(150) % 2
        noise = np.random.default_rng(1000 + seed).normal(0, 1.0, (2, 150))
        ones = [1 / (1 + np.exp(-(0.8 * (2 * y - 1) + one))) for one in noise]
        found = paired_difference("auroc", y, *(np.column_stack([1 - p, p]) for p in ones), resamples=200)
        held += found["low"] <= 0 <= found["high"]
    assert 0.88 <= held / 120 <= 0.99


def test_an_undefined_metric_is_none():
    ones = np.column_stack([np.full(5, 0.4), np.full(5, 0.6)])
    assert paired_difference("auroc", np.ones(5, dtype=int), ones, ones) == {"value": None, "low": None, "high": None}
