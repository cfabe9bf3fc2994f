import numpy as np
import pytest
from scipy.stats import norm

from genocore.evaluation import (
    bootstrap_weights,
    evaluate_classification,
    evaluate_regression,
    repeats_with_intervals,
    wilson,
    with_intervals,
)


def calibrated(n, seed, n_classes=2):
    generator = np.random.default_rng(seed)
    p = generator.dirichlet(np.full(n_classes, 0.7), n)
    y = np.minimum((generator.random((n, 1)) > p.cumsum(axis=1)).sum(axis=1), n_classes - 1)
    return y, p


def width(interval):
    return interval["high"] - interval["low"]


@pytest.mark.parametrize("n_classes", [2, 3])
def test_values_are_the_plain_metrics_and_lie_in_their_intervals(n_classes):
    y, p = calibrated(400, 1, n_classes)
    found = with_intervals(y, p, seed=3)
    plain = evaluate_classification(y, p)
    assert {name: one["value"] for name, one in found.items()} == pytest.approx(plain)
    for name, one in found.items():
        assert one["low"] < one["value"] < one["high"], name


def test_the_mean_of_the_bootstrap_is_near_the_point_estimate():
    y, p = calibrated(1000, 2, 3)
    plain, drawn = evaluate_classification(y, p), evaluate_classification(y, p, bootstrap_weights(1000, 500, seed=1))
    for name in set(plain) - {"ece"}:  # biased upwards by nature
        assert drawn[name].mean() == pytest.approx(plain[name], abs=0.15 * drawn[name].std() + 0.002), name
    measured = np.random.default_rng(3).normal(size=(2, 1000)).cumsum(axis=0)
    plain, drawn = evaluate_regression(*measured), evaluate_regression(*measured, bootstrap_weights(1000, 500, seed=1))
    for name in plain:
        assert drawn[name].mean() == pytest.approx(plain[name], abs=0.2 * drawn[name].std()), name


def test_regression_is_told_by_its_flat_scores_and_uses_the_baseline():
    y = np.random.default_rng(4).normal(size=100)
    predicted = y + np.random.default_rng(5).normal(size=100)
    found = with_intervals(y, predicted, baseline=0.5)
    assert found["r2"]["value"] == pytest.approx(evaluate_regression(y, predicted, baseline=0.5)["r2"])
    assert list(found) == ["r2", "pearson", "spearman", "rmse", "mae"]
    assert found["r2"]["low"] < found["r2"]["value"] < found["r2"]["high"]


def test_copies_of_records_do_not_narrow_the_interval_if_their_families_are_known():
    y, p = calibrated(80, 6)
    copies = np.repeat(np.arange(80), 10)
    alone = with_intervals(y, p)
    rows, families = with_intervals(y[copies], p[copies]), with_intervals(y[copies], p[copies], groups=copies)
    for name in ("accuracy", "auroc", "brier"):
        assert families[name] == pytest.approx(alone[name], rel=1e-9)
        assert width(families[name]) > 2.5 * width(rows[name])


def test_the_same_seed_gives_the_same_interval_and_another_a_close_one():
    y, p = calibrated(200, 7)
    first, again, other = (with_intervals(y, p, seed=seed)["auroc"] for seed in (1, 1, 2))
    assert first == again != other
    assert width(first) == pytest.approx(width(other), rel=0.15)


def test_repeats_are_averaged_over_the_same_resamples():
    y, p = calibrated(150, 8)
    q = calibrated(150, 9)[1]
    found = repeats_with_intervals([(y, p), (y, q)], seed=4)
    weights = bootstrap_weights(150, 1000, seed=4)
    means = (evaluate_classification(y, p, weights)["auroc"] + evaluate_classification(y, q, weights)["auroc"]) / 2
    points = [evaluate_classification(y, scores)["auroc"] for scores in (p, q)]
    assert found["auroc"]["value"] == pytest.approx(np.mean(points))
    assert (found["auroc"]["low"], found["auroc"]["high"]) == pytest.approx(tuple(np.percentile(means, [2.5, 97.5])))


def test_repeating_the_same_predictions_adds_no_certainty():
    y, p = calibrated(150, 8)
    once, thrice = repeats_with_intervals([(y, p)]), repeats_with_intervals([(y, p)] * 3)
    for name, one in once.items():
        assert thrice[name] == pytest.approx(one), name


def test_each_repeat_of_a_regression_has_its_own_baseline():
    y, predicted = np.array([1.0, 2.0, 3.0, 5.0]), np.array([1.0, 2.0, 4.0, 4.0])
    found = repeats_with_intervals([(y, predicted)] * 2, baselines=[0.0, 2.0], resamples=10)
    expected = [evaluate_regression(y, predicted, baseline=mean)["r2"] for mean in (0.0, 2.0)]
    assert found["r2"]["value"] == pytest.approx(np.mean(expected))


def test_repeats_of_other_records_are_refused():
    p = np.eye(2)
    with pytest.raises(ValueError, match="same records"):
        repeats_with_intervals([([0, 1], p), ([1, 0], p)])
    with pytest.raises(ValueError, match="same records"):
        repeats_with_intervals([])
    with pytest.raises(ValueError, match="2 records, but 3 groups"):
        with_intervals([0, 1], p, groups=[1, 2, 3])


def test_undefined_in_one_repeat_is_undefined():
    y, p = [0, 1, 0, 1], np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.3, 0.7]])
    always_first = np.array([[0.9, 0.1]] * 4)
    found = repeats_with_intervals([(y, p), (y, always_first)])
    assert found["mcc"] == {"value": None, "low": None, "high": None}
    assert found["accuracy"]["value"] == 0.625


def test_perfect_accuracy_gets_the_wilson_interval_of_its_families_and_the_rest_none():
    y = np.array([0, 1] * 20)
    found = with_intervals(y, np.eye(2)[y], groups=np.arange(40) // 2)
    low, high = wilson(20, 20)
    assert found["accuracy"] == {"value": 1.0, "low": low.item(), "high": high.item()}
    for name in ("balanced_accuracy", "mcc", "auroc", "auprc", "f1_macro", "brier", "ece", "log_loss"):
        assert (found[name]["low"], found[name]["high"]) == (None, None), name
        assert found[name]["value"] == pytest.approx(0 if name in ("brier", "ece", "log_loss") else 1, abs=1e-12)


def test_accuracy_zero_is_not_certain_either():
    y = np.array([0, 1] * 10)
    found = with_intervals(y, np.eye(2)[1 - y])["accuracy"]
    assert (found["value"], found["low"]) == (0.0, 0.0)
    assert found["high"] == pytest.approx(0.161, abs=0.001)


def test_perfect_regression_has_no_interval():
    y = np.random.default_rng(0).normal(size=30)
    for name, one in with_intervals(y, y).items():
        assert (one["low"], one["high"]) == (None, None), name


def test_a_single_family_says_nothing_about_others():
    y, p = calibrated(50, 10)
    found = with_intervals(y, p, groups=np.zeros(50, int))
    assert all(one["low"] is one["high"] is None for one in found.values())
    assert found["auroc"]["value"] is not None


def test_a_metric_undefined_in_most_resamples_has_a_value_without_interval():
    # the correlation needs the only positive and the only positive call: both are drawn in (1 - 1/e)² = 40 %
    y, called = np.zeros((2, 30), int)
    y[0] = called[1] = 1
    p = np.eye(2)[called]
    drawn = evaluate_classification(y, p, bootstrap_weights(30, 400))["mcc"]
    assert 0.5 < np.isnan(drawn).mean() < 0.7
    assert np.nanstd(drawn) > 0.01
    found = with_intervals(y, p, resamples=400)["mcc"]
    assert found == {"value": pytest.approx(-1 / 29), "low": None, "high": None}


def test_undefined_resamples_are_dropped_while_they_are_few():
    y = np.array([0] * 27 + [1] * 3)
    p = np.random.default_rng(11).dirichlet([1, 1], 30)
    drawn = evaluate_classification(y, p, bootstrap_weights(30, 1000))["auroc"]
    assert 0.02 < np.isnan(drawn).mean() < 0.08
    found = with_intervals(y, p)["auroc"]
    assert (found["low"], found["high"]) == pytest.approx(tuple(np.nanpercentile(drawn, [2.5, 97.5])))


def test_no_records_and_no_resamples_give_values_without_intervals():
    empty = with_intervals(np.empty(0, int), np.empty((0, 2)))
    assert set(map(tuple, (one.values() for one in empty.values()))) == {(None, None, None)}
    y, p = calibrated(30, 12)
    found = with_intervals(y, p, resamples=0)["brier"]
    assert found["value"] > 0
    assert found["low"] is found["high"] is None


def told_right(seed, n):
    """A model that is right with a probability of 0.85."""
    generator = np.random.default_rng(seed)
    y = generator.integers(0, 2, n)
    return y, np.eye(2)[np.where(generator.random(n) < 0.85, y, 1 - y)]


def two_bells(seed, n):
    """Scores of two classes whose means are one standard deviation apart."""
    y = np.arange(n) % 2
    p = norm.cdf(y + np.random.default_rng(seed).normal(0, 1, n) - 0.5)
    return y, np.column_stack([1 - p, p])


def noisy_numbers(seed, n):
    """A prediction that leaves out noise of variance 0.49 beside a variance of 1."""
    generator = np.random.default_rng(seed)
    x = generator.normal(0, 1, n)
    return x + generator.normal(0, 0.7, n), x


@pytest.mark.parametrize(
    ("drawn", "metric", "truth"),
    [
        (told_right, "accuracy", 0.85),
        (two_bells, "auroc", norm.cdf(np.sqrt(0.5))),
        (noisy_numbers, "r2", 1 / 1.49),
    ],
)
def test_the_interval_holds_the_truth_as_often_as_it_says(drawn, metric, truth):
    held = []
    for seed in range(400):
        y, answers = drawn(seed, 250)
        baseline = np.zeros(250) if metric == "r2" else None
        one = with_intervals(y, answers, baseline=baseline, resamples=300, seed=seed)[metric]
        held.append(one["low"] <= truth <= one["high"])
    assert 0.92 <= np.mean(held) <= 0.97


def test_the_interval_by_families_holds_the_truth_where_that_of_rows_does_not():
    truth, families, size = 0.75, 60, 5
    held = {"rows": [], "families": []}
    for seed in range(200):
        generator = np.random.default_rng(seed)
        right = np.repeat(generator.random(families) < truth, size)  # all copies right, or all wrong
        y = np.repeat(generator.integers(0, 2, families), size)
        p = np.eye(2)[np.where(right, y, 1 - y)]
        for kind, groups in (("rows", None), ("families", np.repeat(np.arange(families), size))):
            one = with_intervals(y, p, groups, resamples=200, seed=seed)["accuracy"]
            held[kind].append(one["low"] <= truth <= one["high"])
    assert np.mean(held["families"]) >= 0.90
    assert np.mean(held["rows"]) < 0.75


def test_the_calibration_error_of_a_calibrated_model_may_be_zero():
    found = [with_intervals(*calibrated(300, seed), resamples=100)["ece"] for seed in range(20)]
    assert all(one["low"] == 0 and one["value"] <= one["high"] for one in found)


def test_the_auroc_of_random_labels_holds_one_half():
    generator = np.random.default_rng(13)
    p = generator.dirichlet([1, 1], 300)
    held = [
        one["low"] <= 0.5 <= one["high"]
        for one in (with_intervals(generator.permutation(300) % 2, p, resamples=200)["auroc"] for _ in range(40))
    ]
    assert np.mean(held) >= 0.85
