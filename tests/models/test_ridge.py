import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.linear_model import Ridge
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from genocore.models import MODELS, ridge
from genocore.models.fit import fit_model, predicted_values, silent
from genocore.models.ridge import PENALTIES, best_penalty, representatives

SPEC = MODELS["ridge"]


def case(n=80, columns=10, noise=1.0, *, seed=0):
    generator = np.random.default_rng(seed)
    matrix = generator.random((n, columns)).astype(np.float32)
    target = matrix @ generator.standard_normal(columns) + noise * generator.standard_normal(n)
    return matrix, (target - target.mean()) / target.std()


def fit(matrix, target, groups=None):
    estimator, notes = fit_model(SPEC, {}, matrix, target, seed=1, on_progress=silent, groups=groups)
    assert notes == []
    return estimator


def gcv(features, target, penalty):
    """Return the error as the textbook has it, from the hat matrix."""
    n = len(target)
    centred = features - features.mean(axis=0)
    hat = centred @ np.linalg.solve(centred.T @ centred + penalty * np.eye(features.shape[1]), centred.T) + 1 / n
    return np.mean((target - hat @ target) ** 2) / (1 - np.trace(hat) / n) ** 2


@pytest.mark.parametrize("columns", [5, 30, 120], ids=["tall", "near square", "wide"])
@pytest.mark.parametrize("noise", [0.1, 1, 10])
@pytest.mark.parametrize("make", [np.asarray, csr_array])
def test_the_penalty_is_the_textbooks_choice(columns, noise, make):
    matrix, target = case(40, columns, noise)
    features = matrix.astype(np.float64)
    wanted = min(PENALTIES, key=lambda penalty: gcv(features, target, penalty))
    assert best_penalty(make(features), target) == wanted


def test_the_penalty_predicts_about_as_well_as_the_best():
    matrix, target = case(40, 20, 3)
    features = matrix.astype(np.float64)

    def error(penalty):
        return np.mean((cross_val_predict(Ridge(penalty), features, target, cv=LeaveOneOut()) - target) ** 2)

    assert error(best_penalty(features, target)) < 1.1 * min(map(error, PENALTIES[::3]))


@pytest.mark.parametrize("columns", [10, 120])
def test_it_is_scikit_learns_ridge_on_features_of_equal_spread(columns):
    matrix, target = case(columns=columns)
    scaled = matrix / matrix.astype(np.float64).std(axis=0)
    estimator = fit(matrix, target)
    assert estimator[-1].alpha in PENALTIES
    plain = Ridge(estimator[-1].alpha).fit(scaled, target)
    np.testing.assert_allclose(predicted_values(estimator, matrix), plain.predict(scaled), atol=1e-5)


@pytest.mark.parametrize("columns", [10, 120])
def test_sparse_and_dense_features_give_the_same_answer(columns):
    matrix, target = case(columns=columns)
    matrix[matrix < 0.4] = 0
    dense, sparse = (predicted_values(fit(make(matrix), target), make(matrix)) for make in (np.asarray, csr_array))
    np.testing.assert_allclose(sparse, dense, atol=1e-4)


def test_wide_tables_are_solved_step_by_step(monkeypatch):
    matrix, target = case(columns=120)
    exact = predicted_values(fit(matrix, target), matrix)
    monkeypatch.setattr(ridge, "_ROWS", 90)
    estimator = fit(matrix, target)
    assert estimator[-1].solver == "lsqr"
    np.testing.assert_allclose(predicted_values(estimator, matrix), exact, atol=1e-4)


def test_noise_is_answered_with_the_mean():
    generator = np.random.default_rng(0)
    target = generator.standard_normal(100)
    found = predicted_values(fit(generator.random((100, 50)), target), generator.random((100, 50)))
    assert np.abs(found - target.mean()).max() < 0.5


def test_copies_do_not_lower_the_penalty():
    matrix, target = case(40, 30, 5)
    once = fit(matrix, target)[-1].alpha
    rows = np.repeat(np.arange(40), 2)
    assert fit(matrix[rows], target[rows], groups=rows)[-1].alpha == pytest.approx(once, rel=0.6)
    assert fit(matrix[rows], target[rows])[-1].alpha < 0.4 * once


def test_a_feature_that_never_varies_is_no_trouble():
    matrix, target = case()
    matrix[:, 3] = 0
    matrix[:, 4] = 2.5
    assert np.isfinite(predicted_values(fit(matrix, target), matrix)).all()


def test_representatives_are_one_of_each_group_unless_that_leaves_too_few():
    groups = np.array([5, 5, 1, 2, 2, 3])
    assert representatives(groups, 100, 0).tolist() == [0, 2, 3, 5]
    assert representatives(np.arange(12) % 3, 100, 0).tolist() == list(range(12))
    some = representatives(np.arange(1000), 10, 0)
    assert len(set(some)) == 10
    assert some.tolist() == sorted(representatives(np.arange(1000), 10, 0))
