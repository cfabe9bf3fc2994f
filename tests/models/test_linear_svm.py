import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, StandardScaler
from sklearn.svm import LinearSVC

from genocore.errors import InputError
from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model, silent
from genocore.models.storage import open_estimator, save_estimator

SPEC = MODELS["linear_svm"]


def case(n=90, n_classes=3, *, seed=0):
    generator = np.random.default_rng(seed)
    target = np.arange(n) % n_classes
    matrix = generator.random((n, 8)).astype(np.float32)
    matrix[np.arange(n), target] += 0.7
    return matrix, target


def fit(matrix, target, *, seed=1, **values):
    estimator, notes = fit_model(SPEC, SPEC.settings(values), matrix, target, seed=seed, on_progress=silent)
    assert notes == []
    return estimator


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize(
    ("scaling", "step"),
    [("each feature", StandardScaler(with_mean=False)), ("each sequence", Normalizer()), ("none", "passthrough")],
)
def test_its_margins_are_those_of_scikit_learn(n_classes, scaling, step):
    matrix, target = case(n_classes=n_classes)
    plain = make_pipeline(step, LinearSVC(C=0.5, max_iter=10_000, random_state=1)).fit(matrix, target)
    estimator = fit(matrix, target, c=0.5, scaling=scaling, balanced=False)
    margins = estimator.margins(matrix)
    wanted = plain.decision_function(matrix)
    np.testing.assert_allclose(margins[:, 1] - margins[:, 0] if n_classes == 2 else margins, wanted, atol=1e-6)


def test_sparse_and_dense_features_give_nearly_the_same_answer():
    matrix, target = case()
    matrix[matrix < 0.3] = 0
    dense, sparse = (
        class_probabilities(fit(make(matrix), target), make(matrix), 3) for make in (np.asarray, csr_array)
    )
    np.testing.assert_allclose(sparse, dense, atol=0.02)


def test_the_most_probable_class_is_mostly_the_right_one():
    matrix, target = case(300)
    estimator = fit(matrix[:200], target[:200])
    assert (class_probabilities(estimator, matrix[200:], 3).argmax(axis=1) == target[200:]).mean() > 0.7


@pytest.mark.parametrize("scaling", ["each feature", "each sequence", "none"])
@pytest.mark.parametrize("make", [np.asarray, csr_array])
def test_every_scale_can_be_kept(scaling, make, tmp_path):
    matrix, target = case()
    estimator = fit(make(matrix), target, scaling=scaling)
    save_estimator(SPEC, estimator, tmp_path)
    settings = SPEC.settings({"scaling": scaling})
    again = open_estimator(SPEC, settings, tmp_path, columns=8, classes=3, task="multiclass")
    np.testing.assert_array_equal(again.predict_proba(make(matrix)), estimator.predict_proba(make(matrix)))


@pytest.mark.parametrize("values", [{"c": 0}, {"c": "many"}, {"scaling": "all"}, {"balanced": "perhaps"}])
def test_impossible_settings_are_refused(values):
    with pytest.raises(InputError) as caught:
        SPEC.settings(values)
    assert caught.value.code == "PA001"
