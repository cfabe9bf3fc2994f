import numpy as np
import pytest
from scipy.sparse import csr_array

from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model, predicted_values, silent
from genocore.models.storage import open_estimator, save_estimator

SPEC = MODELS["mlp"]
TINY = {"units": 16, "members": 1, "epochs": 40, "learning_rate": 0.01, "dropout": 0.0}


def fit(matrix, target, *, seed=1, **values):
    return fit_model(SPEC, SPEC.settings({**TINY, **values}), matrix, target, seed=seed, on_progress=silent)[0]


def case(n=500, columns=6, *, seed=0):
    """Return numbers whose signs tell the class only together, on very different scales."""
    matrix = np.random.default_rng(seed).normal(size=(n, columns)).astype(np.float32)
    target = (matrix[:, 0] * matrix[:, 1] > 0).astype(int)
    return matrix * np.logspace(-3, 3, columns, dtype=np.float32), target


def test_it_combines_features_whatever_their_scale():
    matrix, target = case()
    network = fit(matrix, target)
    new, truth = case(seed=4)
    assert (network.predict(new) == truth).mean() > 0.85


def test_numbers_are_learnt():
    matrix, _ = case()
    target = np.where(matrix[:, 0] > 0, 1.0, -1.0) * np.abs(matrix[:, 1]) * 30
    target = (target - target.mean()) / target.std()
    assert np.corrcoef(predicted_values(fit(matrix, target, decay=1), matrix), target)[0, 1] > 0.9


def test_sparse_features_give_what_dense_ones_give():
    generator = np.random.default_rng(0)
    matrix = generator.poisson(0.4, (200, 30)).astype(np.float32)
    target = (matrix[:, 0] > 0).astype(int)
    dense, sparse = fit(matrix, target, epochs=3), fit(csr_array(matrix), target, epochs=3)
    found = class_probabilities(dense, matrix, 2)
    np.testing.assert_array_equal(found, class_probabilities(sparse, csr_array(matrix), 2))
    assert sparse.n_features_in_ == 30


def test_zeros_and_ones_of_one_byte_do():
    matrix = np.random.default_rng(0).integers(0, 2, (300, 9), dtype=np.uint8)
    assert (fit(matrix, matrix[:, 2].astype(int)).predict(matrix) == matrix[:, 2]).all()


@pytest.mark.parametrize("n_classes", [2, 3])
def test_the_tutorial_preset_has_its_layers(n_classes):
    matrix, _ = case(60)
    network = fit(matrix, np.arange(60) % n_classes, preset="tutorial", units=128, epochs=1)
    widths = [layer.units for layer in network.models_[0].layers if hasattr(layer, "units")]
    assert widths == [128, 64, n_classes]


def test_it_opens_as_it_was_saved(tmp_path):
    matrix, target = case(80)
    network = fit(matrix, target, epochs=2)
    save_estimator(SPEC, network, tmp_path)
    params = SPEC.settings(TINY)
    again = open_estimator(SPEC, params, tmp_path, columns=6, classes=2, task="binary")
    np.testing.assert_array_equal(again.predict_proba(matrix), network.predict_proba(matrix))


def test_it_has_no_strands_to_differ():
    matrix, target = case(40)
    assert np.isnan(fit(matrix, target, epochs=1).discordance(matrix)).all()


def test_the_estimated_time_grows_with_the_work():
    for key in ("mlp", "cnn"):
        seconds, params = MODELS[key].extra["seconds"], MODELS[key].settings()
        base = seconds(5000, 100, params)
        assert seconds(10000, 100, params) > base
        assert seconds(5000, 200, params) > base
        assert seconds(5000, 100, params | {"members": 9}) > base
        assert seconds(0, 0, params) > 0
