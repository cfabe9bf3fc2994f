import warnings

import numpy as np
import pytest
import scipy.stats
import sklearn.metrics as sk
from sklearn.calibration import calibration_curve

from genocore.evaluation import METRICS, evaluate_classification, evaluate_regression
from genocore.evaluation import arrays as arrays_module

CLASSIFICATION = [name for name, metric in METRICS.items() if "binary" in metric.tasks]
REGRESSION = [name for name, metric in METRICS.items() if "regression" in metric.tasks]


def classification_case(n, n_classes, *, seed, decimals=None, shares=None, present=None):
    generator = np.random.default_rng(seed)
    y = generator.choice(present if present is not None else n_classes, n, p=shares)
    p = generator.dirichlet(np.ones(n_classes), n) + 0.5 * np.eye(n_classes)[y] * generator.random((n, 1))
    p /= p.sum(axis=1, keepdims=True)
    if decimals is not None:  # ties
        p = np.round(p[:, :-1], decimals)
        p = np.column_stack([p, 1 - p.sum(axis=1)]).clip(0, 1)
    return y, p


def ece_by_hand(y, p, w):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    error = 0.0
    for low in np.arange(10) / 10:
        inside = (confidence > low + 1e-9) & (confidence <= low + 0.1 + 1e-9)
        if w[inside].sum():
            gap = np.average(right[inside], weights=w[inside]) - np.average(confidence[inside], weights=w[inside])
            error += w[inside].sum() / w.sum() * abs(gap)
    return error


def scikit_learn(y, p, w):
    """The same nine numbers from scikit-learn; classes absent from y are left out of one-vs-rest means."""
    n_classes = p.shape[1]
    predicted, labels = p.argmax(axis=1), np.arange(n_classes)
    present = [1] if n_classes == 2 else [k for k in labels if w[y == k].sum()]
    weighed = w > 0
    y, p, predicted, w = y[weighed], p[weighed], predicted[weighed], w[weighed]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # "y_pred contains classes not in y_true"
        balanced = sk.balanced_accuracy_score(y, predicted, sample_weight=w)
    return {
        "accuracy": sk.accuracy_score(y, predicted, sample_weight=w),
        "balanced_accuracy": balanced,
        "mcc": sk.matthews_corrcoef(y, predicted, sample_weight=w),
        "auroc": np.mean([sk.roc_auc_score(y == k, p[:, k], sample_weight=w) for k in present]),
        "auprc": np.mean([sk.average_precision_score(y == k, p[:, k], sample_weight=w) for k in present]),
        "f1_macro": sk.f1_score(y, predicted, average="macro", sample_weight=w),
        "brier": sk.brier_score_loss(y, p[:, 1] if n_classes == 2 else p, sample_weight=w, labels=labels),
        "ece": ece_by_hand(y, p, w),
        "log_loss": sk.log_loss(y, p, sample_weight=w, labels=labels),
    }


CASES = {
    "binary": classification_case(300, 2, seed=1),
    "binary with ties": classification_case(300, 2, seed=2, decimals=1),
    "binary, 3 % positive": classification_case(1000, 2, seed=3, shares=[0.97, 0.03]),
    "three classes": classification_case(300, 3, seed=4),
    "three classes with ties": classification_case(300, 3, seed=5, decimals=1),
    "four classes, unequal": classification_case(600, 4, seed=6, shares=[0.7, 0.2, 0.07, 0.03]),
    "four classes, one absent": classification_case(300, 4, seed=7, present=[0, 1, 3]),
}


@pytest.mark.parametrize("case", CASES)
def test_every_classification_metric_is_that_of_scikit_learn(case):
    y, p = CASES[case]
    found = evaluate_classification(y, p)
    assert list(found) == CLASSIFICATION
    assert found == pytest.approx(scikit_learn(y, p, np.ones(len(y))), abs=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_weighted_classification_metrics_are_those_of_scikit_learn_with_sample_weight(case):
    y, p = CASES[case]
    weights = np.random.default_rng(8).integers(0, 4, (5, len(y)))
    found = evaluate_classification(y, p, weights)
    for row, w in enumerate(weights):
        assert {name: values[row] for name, values in found.items()} == pytest.approx(
            scikit_learn(y, p, w.astype(float)), abs=1e-12
        )


def test_a_weight_of_three_is_the_record_three_times():
    y, p = CASES["three classes with ties"]
    w = np.random.default_rng(9).integers(0, 4, len(y))
    weighted = {name: values.item() for name, values in evaluate_classification(y, p, w[None]).items()}
    assert weighted == pytest.approx(evaluate_classification(np.repeat(y, w), np.repeat(p, w, axis=0)), abs=1e-12)


def test_four_records_by_hand():
    found = evaluate_classification([0, 0, 1, 1], [[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.8, 0.2]])
    # right, wrong, right, wrong; the scores 0.1 0.6 | 0.7 0.2 order 3 of 4 pairs; precision at the hits 1 and 2/3
    assert found == pytest.approx(
        {
            "accuracy": 0.5,
            "balanced_accuracy": 0.5,
            "mcc": 0.0,
            "auroc": 0.75,
            "auprc": 5 / 6,
            "f1_macro": 0.5,
            "brier": (0.01 + 0.36 + 0.09 + 0.64) / 4,
            "ece": (0.1 + 0.6 + 0.3 + 0.8) / 4,
            "log_loss": -np.log([0.9, 0.4, 0.7, 0.2]).mean(),
        }
    )


def test_ties_are_half_right_for_auroc_and_one_threshold_for_auprc():
    found = evaluate_classification([0, 1, 0, 1], np.full((4, 2), 0.5))
    assert (found["auroc"], found["auprc"]) == (0.5, 0.5)


def test_equal_probabilities_predict_the_first_class():
    assert evaluate_classification([0, 1], [[0.5, 0.5], [0.5, 0.5]])["accuracy"] == 0.5
    assert evaluate_classification([0, 0], [[0.5, 0.5], [0.5, 0.5]])["accuracy"] == 1.0


def test_f1_and_balanced_accuracy_do_not_change_places():
    y, p = [0, 0, 0, 1], np.eye(2)[[0, 1, 1, 1]]
    found = evaluate_classification(y, p)
    assert found["f1_macro"] == pytest.approx(0.5)  # both classes: 2 * 1 / (3 + 1)
    assert found["balanced_accuracy"] == pytest.approx((1 / 3 + 1) / 2)


def test_exchanging_the_classes_keeps_symmetric_metrics_and_moves_auprc():
    y, p = CASES["binary, 3 % positive"]
    found, other = evaluate_classification(y, p), evaluate_classification(1 - y, p[:, ::-1])
    for name in set(CLASSIFICATION) - {"auprc"}:
        assert found[name] == pytest.approx(other[name]), name
    assert other["auprc"] > 0.95 > found["auprc"]


def test_brier_score_is_halved_for_two_classes_only():
    assert evaluate_classification([0, 1], [[0.0, 1.0], [1.0, 0.0]])["brier"] == 1.0
    assert evaluate_classification([0, 1], [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])["brier"] == 2.0


def test_with_one_class_only_what_compares_classes_is_none():
    found = evaluate_classification([1, 1, 1], [[0.9, 0.1], [0.2, 0.8], [0.3, 0.7]])
    assert {name for name, value in found.items() if value is None} == {"balanced_accuracy", "mcc", "auroc", "auprc"}
    assert found["accuracy"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_mcc_of_a_constant_prediction_is_none_not_zero(n_classes):
    p = np.zeros((4, n_classes))
    p[:, 0] = 1
    found = evaluate_classification([0, 1, 0, 1], p)
    assert found["mcc"] is None
    assert (found["balanced_accuracy"], found["auroc"]) == (0.5, 0.5 if n_classes == 2 else pytest.approx(0.5))


def test_without_records_everything_is_none():
    assert evaluate_classification(np.empty(0, int), np.empty((0, 3))) == dict.fromkeys(CLASSIFICATION)
    assert evaluate_regression([], []) == dict.fromkeys(REGRESSION)


def test_a_resample_without_positives_is_nan_and_leaves_the_others_alone():
    y, p = [0, 0, 1], [[0.9, 0.1], [0.7, 0.3], [0.2, 0.8]]
    found = evaluate_classification(y, p, np.array([[1, 1, 1], [2, 1, 0], [0, 0, 0]]))
    assert found["auroc"].tolist()[0] == 1.0
    assert np.isnan(found["auroc"]).tolist() == [False, True, True]
    assert np.isnan(found["accuracy"]).tolist() == [False, False, True]
    assert found["accuracy"].tolist()[:2] == [1.0, 1.0]


def test_a_certain_mistake_costs_36_in_single_precision_too():
    p = np.array([[1, 0], [0, 1]], np.float32)
    assert evaluate_classification([0, 0], p)["log_loss"] == pytest.approx(
        sk.log_loss([0, 0], p.astype(float), labels=[0, 1])
    )
    assert evaluate_classification([0], p[1:])["log_loss"] == pytest.approx(36.04, abs=0.01)


def test_single_precision_probabilities_may_miss_one_by_rounding():
    p = np.array([[0.1, 0.2, 0.7000001], [0.3, 0.3, 0.4]], np.float32)
    assert evaluate_classification([2, 0], p)["accuracy"] == 0.5


def test_confidences_on_an_edge_fall_into_the_bin_below_whatever_their_rounding():
    p = np.array([[0.6, 0.4], [1 - 0.4, 0.4], [0.3 + 0.3, 0.4]])
    assert evaluate_classification([0, 0, 1], p)["ece"] == pytest.approx(abs(2 / 3 - 0.6))


def test_the_order_of_records_and_the_size_of_blocks_change_nothing(monkeypatch):
    y, p = CASES["three classes with ties"]
    weights = np.random.default_rng(0).integers(0, 3, (7, len(y)))
    found = evaluate_classification(y, p, weights)
    order = np.random.default_rng(1).permutation(len(y))
    monkeypatch.setattr(arrays_module, "BLOCK", 2 * len(y))
    shuffled = evaluate_classification(y[order], p[order], weights[:, order])
    for name in CLASSIFICATION:
        np.testing.assert_allclose(shuffled[name], found[name], rtol=1e-12)


def scipy_and_scikit_learn(y, predicted):
    return {
        "r2": sk.r2_score(y, predicted),
        "pearson": scipy.stats.pearsonr(y, predicted).statistic,
        "spearman": scipy.stats.spearmanr(y, predicted).statistic,
        "rmse": sk.root_mean_squared_error(y, predicted),
        "mae": sk.mean_absolute_error(y, predicted),
    }


def regression_case(seed, *, decimals=9, offset=0.0):
    generator = np.random.default_rng(seed)
    y = generator.normal(offset, 1, 200)
    return y.round(decimals), (0.6 * y + generator.normal(0, 0.5, 200)).round(decimals)


REGRESSION_CASES = {
    "plain": regression_case(1),
    "ties": regression_case(2, decimals=0),
    "far": regression_case(3, offset=1e4),
}


@pytest.mark.parametrize("case", REGRESSION_CASES)
def test_every_regression_metric_is_that_of_scipy_or_scikit_learn(case):
    y, predicted = REGRESSION_CASES[case]
    found = evaluate_regression(y, predicted)
    assert list(found) == REGRESSION
    assert found == pytest.approx(scipy_and_scikit_learn(y, predicted), rel=1e-9)


@pytest.mark.parametrize("case", REGRESSION_CASES)
def test_weighted_regression_metrics_are_those_of_repeated_records(case):
    y, predicted = REGRESSION_CASES[case]
    weights = np.random.default_rng(4).integers(0, 4, (5, len(y)))
    found = evaluate_regression(y, predicted, weights)
    for row, w in enumerate(weights):
        assert {name: values[row] for name, values in found.items()} == pytest.approx(
            scipy_and_scikit_learn(np.repeat(y, w), np.repeat(predicted, w)), rel=1e-9
        )


def test_r2_takes_the_truth_first():
    y, predicted = [1.0, 2.0, 3.0], [1.0, 2.0, 6.0]
    assert evaluate_regression(y, predicted)["r2"] == pytest.approx(1 - 9 / 2)
    assert evaluate_regression(predicted, y)["r2"] == pytest.approx(1 - 9 / 14)


def test_r2_against_the_training_mean_by_hand():
    y, predicted = [1.0, 2.0, 3.0], [1.0, 2.0, 4.0]
    assert evaluate_regression(y, predicted, baseline=0.0)["r2"] == pytest.approx(1 - 1 / 14)
    assert evaluate_regression(y, predicted, baseline=[1.0, 1.0, 3.0])["r2"] == pytest.approx(1 - 1 / 1)


def test_predicting_the_training_mean_scores_zero():
    y = np.random.default_rng(0).normal(size=50)
    found = evaluate_regression(y, np.full(50, 0.3), baseline=0.3)
    assert found["r2"] == pytest.approx(0, abs=1e-12)
    assert found["pearson"] is found["spearman"] is None


def test_correlation_with_a_constant_is_none_and_errors_are_not():
    found = evaluate_regression([2.0, 2.0, 2.0], [1.0, 2.0, 3.0])
    assert {name for name, value in found.items() if value is None} == {"r2", "pearson", "spearman"}
    assert found["mae"] == pytest.approx(2 / 3)


def test_a_prediction_constant_but_for_rounding_has_no_correlation():
    predicted = 7.3 * (1 + np.array([0, 1, 0, -1]) * 2.3e-16)
    assert len(set(predicted)) > 1
    found = evaluate_regression([1.0, 2.0, 3.0, 4.0], predicted)
    assert found["pearson"] is found["spearman"] is None


def test_a_resample_of_one_record_has_no_correlation():
    found = evaluate_regression([0.1, 0.7, 0.3], [0.3, 0.9, 0.2], np.array([[0, 3, 0], [1, 1, 1]]))
    for name in ("r2", "pearson", "spearman"):
        assert np.isnan(found[name]).tolist() == [True, False]
    assert found["mae"][0] == pytest.approx(0.2)


def test_no_resamples_give_empty_arrays():
    assert evaluate_classification([0, 1], np.eye(2), np.empty((0, 2), int))["auroc"].shape == (0,)
    assert evaluate_regression([0, 1], [0, 1], np.empty((0, 2), int))["r2"].shape == (0,)


@pytest.mark.parametrize("n_classes", [2, 4])
def test_the_calibration_error_is_that_of_the_calibration_curve_of_scikit_learn(n_classes):
    y, p = classification_case(500, n_classes, seed=21)
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    observed, said = calibration_curve(right, confidence, n_bins=10)
    counts = np.histogram(confidence, np.linspace(0, 1, 11))[0]
    expected = np.average(np.abs(observed - said), weights=counts[counts > 0])
    assert evaluate_classification(y, p)["ece"] == pytest.approx(expected)
