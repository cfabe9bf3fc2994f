import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression

from genocore.errors import InputError
from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model

SPEC = MODELS["logistic"]


def case(n=80, n_classes=2, *, seed=0):
    generator = np.random.default_rng(seed)
    target = generator.choice(n_classes, n, p=[0.7, 0.3] if n_classes == 2 else None)
    matrix = generator.random((n, 6)).astype(np.float32)
    matrix[:, 0] += 0.5 * target
    return matrix, target


def fit(matrix, target, **values):
    settings = SPEC.settings(values)
    estimator, notes = fit_model(SPEC, settings, matrix, target, seed=1, on_progress=lambda fraction, note: None)
    assert notes == []
    return estimator


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("balanced", [False, True])
def test_it_is_scikit_learns_regression_on_features_of_equal_spread(n_classes, balanced):
    matrix, target = case(n_classes=n_classes)
    matrix = matrix.astype(np.float64)
    scaled = matrix / matrix.std(axis=0)
    weight = "balanced" if balanced else None
    plain = LogisticRegression(C=0.1, class_weight=weight, max_iter=5000, tol=1e-6).fit(scaled, target)
    found = class_probabilities(fit(matrix, target, balanced=balanced), matrix, n_classes)
    np.testing.assert_allclose(found, plain.predict_proba(scaled), atol=1e-5)


def test_half_the_memory_costs_little_precision():
    matrix, target = case(n_classes=3)
    single = class_probabilities(fit(matrix, target), matrix, 3)
    double = class_probabilities(fit(matrix.astype(np.float64), target), matrix.astype(np.float64), 3)
    np.testing.assert_allclose(single, double, atol=1e-3)


def test_sparse_and_dense_features_give_the_same_answer():
    matrix, target = case()
    matrix[matrix < 0.4] = 0
    dense = class_probabilities(fit(matrix, target), matrix, 2)
    sparse = class_probabilities(fit(csr_array(matrix), target), csr_array(matrix), 2)
    np.testing.assert_allclose(sparse, dense, atol=1e-4)


def test_the_unit_of_a_feature_does_not_matter():
    matrix, target = case()
    factors = np.array([1, 1000, 0.001, 5, 1, 1], dtype=np.float32)
    plain = class_probabilities(fit(matrix, target), matrix, 2)
    other = class_probabilities(fit(matrix * factors, target), matrix * factors, 2)
    np.testing.assert_allclose(other, plain, atol=1e-3)


def test_a_feature_that_never_varies_is_no_trouble():
    matrix, target = case()
    matrix[:, 3] = 0
    matrix[:, 4] = 2.5
    found = class_probabilities(fit(matrix, target), matrix, 2)
    assert np.isfinite(found).all()


def test_less_freedom_keeps_the_weights_small():
    matrix, target = case()
    sizes = [np.abs(fit(matrix, target, c=c)[-1].coef_).sum() for c in (0.001, 0.1, 10)]
    assert sizes == sorted(sizes)
    assert sizes[0] < 0.1 * sizes[2]


def test_balancing_lets_the_rare_class_be_called():
    matrix, target = case(n=200)
    called = [
        class_probabilities(fit(matrix, target, balanced=balanced), matrix, 2).argmax(axis=1).sum()
        for balanced in (False, True)
    ]
    assert called[0] < called[1]


@pytest.mark.parametrize("values", [{"c": 0}, {"c": -1}, {"c": "many"}, {"balanced": "perhaps"}])
def test_impossible_settings_are_refused(values):
    with pytest.raises(InputError) as caught:
        SPEC.settings(values)
    assert caught.value.code == "PA001"
