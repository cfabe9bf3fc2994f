import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.linear_model import ElasticNet

from genocore.errors import InputError
from genocore.models import MODELS, elastic_net
from genocore.models.fit import fit_model, predicted_values, silent

SPEC = MODELS["elastic_net"]


def case(n=120, columns=40, noise=0.5, *, seed=0):
    """Return rows of which the first three features count."""
    generator = np.random.default_rng(seed)
    matrix = generator.random((n, columns)).astype(np.float32)
    target = 4 * matrix[:, 0] - 4 * matrix[:, 1] + 2 * matrix[:, 2] + noise * generator.standard_normal(n)
    return matrix, (target - target.mean()) / target.std()


def fit(matrix, target, groups=None, **values):
    settings = SPEC.settings(values)
    estimator, notes = fit_model(SPEC, settings, matrix, target, seed=1, on_progress=silent, groups=groups)
    assert notes == []
    return estimator


def test_it_is_scikit_learns_elastic_net_on_features_of_equal_spread():
    matrix, target = case()
    scaled = matrix / matrix.astype(np.float64).std(axis=0)
    estimator = fit(matrix, target, sparsity=0.7)
    plain = ElasticNet(alpha=estimator[-1].alpha, l1_ratio=0.7, tol=1e-8).fit(scaled, target)
    np.testing.assert_allclose(predicted_values(estimator, matrix), plain.predict(scaled), atol=0.01)


def test_it_keeps_the_features_that_count_and_leaves_most_others_out():
    weights = fit(*case(), sparsity=1)[-1].coef_
    assert set(np.abs(weights).argsort()[-3:]) == {0, 1, 2}
    assert (weights == 0).sum() > 15


def test_more_sparsity_keeps_fewer_features():
    kept = [(fit(*case(noise=2), sparsity=sparsity)[-1].coef_ != 0).sum() for sparsity in (0.05, 1)]
    assert kept[1] < kept[0]


def test_sparse_and_dense_features_give_the_same_answer():
    matrix, target = case()
    matrix[matrix < 0.4] = 0
    dense, sparse = (predicted_values(fit(make(matrix), target), make(matrix)) for make in (np.asarray, csr_array))
    np.testing.assert_allclose(sparse, dense, atol=0.02)


def test_copies_do_not_choose_the_penalty():
    matrix, target = case(60, noise=6)
    rows = np.tile(np.arange(60), 5)
    torn, whole = (fit(matrix[rows], target[rows], groups=groups)[-1].alpha for groups in (None, rows))
    assert torn < whole


def test_of_many_records_some_choose_the_penalty_and_all_are_fitted(monkeypatch):
    matrix, target = case(400)
    every = fit(matrix, target)
    monkeypatch.setattr(elastic_net, "_ROWS", 200)
    some = fit(matrix, target)
    assert some[-1].alpha != every[-1].alpha
    np.testing.assert_allclose(some[-1].coef_, every[-1].coef_, atol=0.1)


def test_a_handful_of_records_is_no_trouble():
    matrix, target = case(3)
    assert np.isfinite(predicted_values(fit(matrix, target), matrix)).all()


@pytest.mark.parametrize("values", [{"sparsity": 0}, {"sparsity": 1.5}, {"sparsity": "much"}])
def test_impossible_settings_are_refused(values):
    with pytest.raises(InputError) as caught:
        SPEC.settings(values)
    assert caught.value.code == "PA001"
