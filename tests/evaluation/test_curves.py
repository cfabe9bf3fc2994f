import numpy as np
import pytest
import scipy.stats
import sklearn.calibration
import sklearn.metrics as sk

from genocore.evaluation import calibration_curve, evaluate_classification, precision_recall_curve, roc_curve
from genocore.evaluation.curves import CALIBRATION_COLUMNS, POINTS, PRECISION_RECALL_COLUMNS, ROC_COLUMNS

NAMES = ["other", "gene"]


def case(n, n_classes=2, seed=0, decimals=None):
    generator = np.random.default_rng(seed)
    y = generator.integers(0, n_classes, n)
    p = generator.dirichlet(np.ones(n_classes), n) + 0.4 * np.eye(n_classes)[y]
    p /= p.sum(axis=1, keepdims=True)
    if decimals:
        first = p[:, 0].round(decimals)
        p = np.column_stack([first, 1 - first])
    return y, p


@pytest.mark.parametrize("decimals", [None, 1])
def test_roc_is_that_of_scikit_learn(decimals):
    y, p = case(200, decimals=decimals)
    fpr, tpr, threshold = sk.roc_curve(y, p[:, 1], drop_intermediate=False)
    found = roc_curve(y, p, NAMES)
    np.testing.assert_allclose(found[["fpr", "tpr", "threshold"]], np.column_stack([fpr, tpr, threshold]))
    assert tuple(found.columns) == ROC_COLUMNS
    assert set(found["class"]) == {"gene"}


@pytest.mark.parametrize("decimals", [None, 1])
def test_precision_and_recall_are_those_of_scikit_learn_and_not_exchanged(decimals):
    y, p = case(200, seed=1, decimals=decimals)
    precision, recall, threshold = sk.precision_recall_curve(y, p[:, 1])
    found = precision_recall_curve(y, p, NAMES)
    np.testing.assert_allclose(found["precision"], precision[-2::-1])
    np.testing.assert_allclose(found["recall"], recall[-2::-1])
    np.testing.assert_allclose(found["threshold"], threshold[::-1])
    assert tuple(found.columns) == PRECISION_RECALL_COLUMNS
    assert set(found["prevalence"]) == {y.mean()}


def test_areas_under_the_curves_are_the_metrics():
    y, p = case(300, seed=2, decimals=2)
    metrics = evaluate_classification(y, p)
    roc, steps = roc_curve(y, p, NAMES), precision_recall_curve(y, p, NAMES)
    assert np.trapezoid(roc["tpr"], roc["fpr"]) == pytest.approx(metrics["auroc"])
    assert (np.diff(steps["recall"], prepend=0) * steps["precision"]).sum() == pytest.approx(metrics["auprc"])


def test_each_of_three_classes_has_its_curve_against_the_rest():
    y, p = case(300, 3, seed=3)
    for curve in (roc_curve, precision_recall_curve, calibration_curve):
        found = curve(y, p, ["a", "b", "c"])
        assert list(found["class"].unique()) == ["a", "b", "c"]
    one = roc_curve(y, p, ["a", "b", "c"]).query("`class` == 'b'")
    assert np.trapezoid(one["tpr"], one["fpr"]) == pytest.approx(sk.roc_auc_score(y == 1, p[:, 1]))


def test_an_absent_class_has_no_curve():
    y, p = case(50, 3, seed=4)
    found = roc_curve(np.where(y == 2, 0, y), p, ["a", "b", "c"])
    assert list(found["class"].unique()) == ["a", "b"]


@pytest.mark.parametrize("curve", [roc_curve, precision_recall_curve])
def test_one_class_only_gives_an_empty_frame_with_the_columns(curve):
    found = curve([1, 1], [[0.5, 0.5], [0.2, 0.8]], NAMES)
    assert found.empty
    assert "threshold" in found.columns


@pytest.mark.parametrize(
    ("curve", "x", "y"), [(roc_curve, "fpr", "tpr"), (precision_recall_curve, "recall", "precision")]
)
@pytest.mark.parametrize("positives", [0.5, 0.01])
def test_a_thinned_curve_keeps_its_ends_and_its_shape(monkeypatch, curve, x, y, positives):
    generator = np.random.default_rng(5)
    truth = (generator.random(50_000) < positives).astype(int)
    score = scipy.stats.norm.cdf(generator.normal(truth, 1.0))
    p = np.column_stack([1 - score, score])
    thin = curve(truth, p, NAMES)
    monkeypatch.setattr("genocore.evaluation.curves._thin", lambda a, b: np.arange(len(a)))
    full = curve(truth, p, NAMES)
    assert len(full) > 20 * POINTS > 0 and 500 < len(thin) <= POINTS
    assert thin.iloc[[0, -1]][[x, y]].to_numpy().tolist() == full.iloc[[0, -1]][[x, y]].to_numpy().tolist()
    # every point of the full curve is close to one that was kept
    kept = np.searchsorted(-thin["threshold"], -full["threshold"], side="right") - 1
    after = np.minimum(kept + 1, len(thin) - 1)
    away = [np.abs(thin[[x, y]].to_numpy()[index] - full[[x, y]].to_numpy()).sum(axis=1) for index in (kept, after)]
    assert np.minimum(*away).max() < 0.01
    assert np.trapezoid(thin[y], thin[x]) == pytest.approx(np.trapezoid(full[y], full[x]), abs=0.001)


def test_calibration_is_that_of_scikit_learn_with_wilson_intervals():
    y, p = case(500, seed=6)
    observed, predicted = sklearn.calibration.calibration_curve(y, p[:, 1], n_bins=10)
    found = calibration_curve(y, p, NAMES)
    np.testing.assert_allclose(found["observed"], observed)
    np.testing.assert_allclose(found["mean_predicted"], predicted)
    assert tuple(found.columns) == CALIBRATION_COLUMNS
    assert found["n"].sum() == 500
    row = found.iloc[4]
    expected = scipy.stats.binomtest(round(row["observed"] * row["n"]), int(row["n"])).proportion_ci(method="wilson")
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))


def test_bins_are_closed_on_the_right_and_empty_ones_left_out():
    p = np.array([0.0, 0.2, 0.25, 0.5, 1.0])
    found = calibration_curve([0, 0, 1, 0, 1], np.column_stack([1 - p, p]), NAMES, bins=4)
    assert found["n"].tolist() == [3, 1, 1]
    assert found["mean_predicted"].tolist() == pytest.approx([0.15, 0.5, 1.0])
    assert found["observed"].tolist() == pytest.approx([1 / 3, 0, 1])


def test_names_and_columns_must_agree():
    with pytest.raises(ValueError, match="3 class names, but 2 columns"):
        roc_curve([0, 1], np.eye(2), ["a", "b", "c"])
