import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

from genocore.errors import InputError
from genocore.models import MODELS, svm_rbf
from genocore.models.fit import class_probabilities, fit_model, predicted_values, silent
from genocore.models.storage import open_estimator, save_estimator

SPEC = MODELS["svm_rbf"]


def exclusive(n=160, *, seed=0):
    """Return rows whose class is whether two features agree: no weighted sum can tell."""
    generator = np.random.default_rng(seed)
    matrix = generator.integers(0, 2, (n, 4)).astype(np.float32)
    return matrix, (matrix[:, 0] == matrix[:, 1]).astype(int)


def fit(matrix, target, *, seed=1, **values):
    return fit_model(SPEC, SPEC.settings(values), matrix, target, seed=seed, on_progress=silent)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_its_margins_are_those_of_scikit_learn(n_classes):
    generator = np.random.default_rng(0)
    target = np.arange(90) % n_classes
    matrix = generator.random((90, 5)) + np.eye(5)[target]
    plain = make_pipeline(StandardScaler(with_mean=False), SVC(C=2, decision_function_shape="ovo")).fit(matrix, target)
    wanted = plain.decision_function(matrix)
    estimator, notes = fit(matrix, target, c=2, balanced=False)
    margins = estimator.margins(matrix)
    own = margins[:, 1] - margins[:, 0] if n_classes == 2 else margins[:, 0]
    np.testing.assert_allclose(own, wanted if n_classes == 2 else (wanted[:, 0] + wanted[:, 1]) / 3)
    assert notes == []


def test_numbers_are_predicted_as_by_scikit_learn():
    matrix = np.random.default_rng(0).random((60, 5))
    target = matrix[:, 0] - matrix[:, 1]
    plain = make_pipeline(StandardScaler(with_mean=False), SVR(C=3)).fit(matrix, target)
    estimator, notes = fit(matrix, target)
    np.testing.assert_allclose(predicted_values(estimator, matrix), plain.predict(matrix))
    assert (notes, estimator.n_features_in_) == ([], 5)


def test_it_sees_features_that_tell_only_together():
    matrix, target = exclusive()
    estimator, _ = fit(matrix[:100], target[:100])
    assert (class_probabilities(estimator, matrix[100:], 2).argmax(axis=1) == target[100:]).all()


@pytest.mark.parametrize("scaling", ["each feature", "each sequence", "none"])
@pytest.mark.parametrize("make", [np.asarray, csr_array])
@pytest.mark.parametrize("task", ["binary", "regression"])
def test_every_kind_can_be_kept(scaling, make, task, tmp_path):
    matrix, target = exclusive(60)
    target = target if task == "binary" else target - 0.5
    estimator, _ = fit(make(matrix), target, scaling=scaling)
    save_estimator(SPEC, estimator, tmp_path)
    settings = SPEC.settings({"scaling": scaling})
    again = open_estimator(SPEC, settings, tmp_path, columns=4, classes=2 * (task == "binary"), task=task)
    np.testing.assert_array_equal(again.predict(make(matrix)), estimator.predict(make(matrix)))


@pytest.mark.parametrize("make", [np.asarray, csr_array])
@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_with_many_records_nearly_the_same_is_learnt_and_that_is_said(task, make, monkeypatch, tmp_path):
    generator = np.random.default_rng(0)
    matrix = generator.random((300, 4)).astype(np.float32)
    target = np.floor(2.99 * matrix[:, 0]).astype(int) if task == "multiclass" else (matrix[:, 0] > 0.5).astype(int)
    target = matrix[:, 0] - matrix[:, 0].mean(dtype=np.float64) if task == "regression" else target
    exact, _ = fit(make(matrix), target)
    monkeypatch.setattr(svm_rbf, "MOST", 100)
    monkeypatch.setattr(svm_rbf, "_LANDMARKS", 80)
    nearly, notes = fit(make(matrix), target)
    assert notes == ["UserWarning: With more than 100 sequences, this model compares each with 80 others only."]
    difference = np.abs(nearly.predict(make(matrix)) - exact.predict(make(matrix)))
    assert difference.mean() < 0.06
    save_estimator(SPEC, nearly, tmp_path)
    classes = {"binary": 2, "multiclass": 3, "regression": 0}[task]
    again = open_estimator(SPEC, SPEC.settings(), tmp_path, columns=4, classes=classes, task=task)
    np.testing.assert_array_equal(again.predict(make(matrix)), nearly.predict(make(matrix)))


def test_the_estimated_time_stops_growing_with_the_square():
    seconds, params = SPEC.extra["seconds"], SPEC.settings()
    assert seconds(1000, 340, params) < seconds(10_000, 340, params) < seconds(15_000, 340, params)
    assert seconds(30_000, 340, params) < seconds(60_000, 340, params) < 3 * seconds(30_000, 340, params)


@pytest.mark.parametrize("values", [{"c": 0}, {"c": "many"}, {"scaling": "all"}, {"gamma": 1}])
def test_impossible_settings_are_refused(values):
    with pytest.raises(InputError) as caught:
        SPEC.settings(values)
    assert caught.value.code in ("PA001", "PA002")
