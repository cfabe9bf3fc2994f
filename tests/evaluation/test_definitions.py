import re

import numpy as np
import pytest

from genocore.evaluation import METRICS, evaluate_classification, evaluate_regression

CONTRACT = (
    ["accuracy", "balanced_accuracy", "mcc", "auroc", "auprc", "f1_macro", "brier", "ece", "log_loss"],
    ["r2", "pearson", "spearman", "rmse", "mae"],
)


def test_names_are_those_of_the_run_file_in_its_order():
    assert list(METRICS) == CONTRACT[0] + CONTRACT[1]
    assert [metric.name for metric in METRICS.values()] == list(METRICS)
    assert list(evaluate_classification([0, 1], np.eye(2))) == CONTRACT[0]
    assert list(evaluate_regression([0, 1], [0, 1])) == CONTRACT[1]


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_metric_says_what_it_is_how_it_misleads_and_where_it_comes_from(metric):
    assert metric.label
    assert metric.help.endswith(".")
    assert metric.caution.endswith(".")
    assert re.fullmatch(r"10\.\d{4,}/\S+", metric.doi)
    assert metric.tasks in (("binary", "multiclass"), ("regression",))


def perfect_and_bad(metric):
    if "regression" in metric.tasks:
        found = evaluate_regression([1, 2, 3], [1, 2, 3]), evaluate_regression([1, 2, 3], [5, 1, 0])
    else:
        y, bad = [0, 1, 0, 1], np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7], [0.2, 0.8]])
        found = evaluate_classification(y, np.eye(2)[y]), evaluate_classification(y, bad)
    return [values[metric.name] for values in found]


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_direction_and_range_hold(metric):
    perfect, bad = perfect_and_bad(metric)
    low, high = metric.range
    assert perfect == pytest.approx(high if metric.direction == "higher" else low, abs=1e-12)
    assert (perfect > bad) is (metric.direction == "higher")
    assert (low is None or bad >= low) and (high is None or bad <= high)
