import json
import zipfile

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from genocore.errors import Cancelled, InputError
from genocore.models import MODELS, gradient_boosting
from genocore.models.fit import class_probabilities, fit_model, predicted_values, silent
from genocore.models.gradient_boosting import _best_rounds, _losses
from genocore.models.inner import inner_folds
from genocore.models.storage import _types, open_estimator, save_estimator

SPEC = MODELS["gradient_boosting"]


@pytest.fixture(autouse=True)
def one_thread():
    """On busy cores, threads that wait for each other take ten times longer."""
    with threadpool_limits(1):
        yield


def case(n=150, n_classes=3, noise=1.0, *, seed=0):
    """Return rows and classes (or numbers, for 0 classes) that two features decide together."""
    generator = np.random.default_rng(seed)
    matrix = generator.random((n, 6)).astype(np.float32)
    signal = 8 * matrix[:, 0] * matrix[:, 1] + noise * generator.standard_normal(n)
    if not n_classes:
        return matrix, (signal - signal.mean()) / signal.std()
    return matrix, np.digitize(signal, np.quantile(signal, np.arange(1, n_classes) / n_classes))


def fit(matrix, target, *, seed=1, on_progress=silent, groups=None, **values):
    settings = SPEC.settings({"rounds": 120, **values})
    estimator, notes = fit_model(SPEC, settings, matrix, target, seed=seed, on_progress=on_progress, groups=groups)
    assert notes == []
    return estimator


def rounds_of(estimator):
    return len(estimator.model._predictors)


@pytest.mark.parametrize("n_classes", [0, 2, 3])
def test_it_is_scikit_learns_boosting_with_the_rounds_that_were_found_best(n_classes):
    matrix, target = case(n_classes=n_classes)
    estimator = fit(matrix, target, balanced=False)
    rounds = rounds_of(estimator)
    assert 1 <= rounds < 120
    same = {"max_iter": rounds, "min_samples_leaf": 10, "l2_regularization": 1.0, "early_stopping": False}
    make = HistGradientBoostingClassifier if n_classes else HistGradientBoostingRegressor
    plain = make(**same, random_state=1).fit(matrix, target)
    found = estimator.predict_proba(matrix) if n_classes else estimator.predict(matrix)
    wanted = plain.predict_proba(matrix) if n_classes else plain.predict(matrix)
    np.testing.assert_allclose(found, wanted, atol=1e-6)


def test_growing_ends_when_nothing_more_is_learnt():
    noisy, clean = (rounds_of(fit(*case(n_classes=0, noise=noise), rate=0.05)) for noise in (5, 0))
    assert noisy < clean


def test_the_rounds_are_the_best_on_held_out_records():
    matrix, target = case(n_classes=2)
    folds = inner_folds(target, np.arange(150), folds=3, seed=1)
    model = SPEC.build(task="binary", seed=1, **SPEC.settings({"rounds": 60})).model
    mean = np.zeros(60)
    for rows, held in folds:
        one = HistGradientBoostingClassifier(**model.get_params()).fit(matrix[rows], target[rows])
        mean += _losses(one, matrix[held], target[held])
    assert _best_rounds(model, matrix, target, folds, silent) == mean.argmin() + 1


def test_copies_are_not_used_to_judge_what_was_learnt_from_them():
    matrix, target = case(60, n_classes=0, noise=20)
    matrix, target, groups = np.tile(matrix, (5, 1)), np.tile(target, 5), np.tile(np.arange(60), 5)
    assert rounds_of(fit(matrix, target, groups=groups)) < rounds_of(fit(matrix, target))


def test_with_one_record_of_a_class_all_rounds_are_grown():
    matrix, target = case(40, 2)
    target[:] = [*[0] * 39, 1]
    assert rounds_of(fit(matrix, target, rounds=7)) == 7


@pytest.mark.parametrize("n_classes", [0, 2, 3])
def test_sparse_features_give_the_same_answer(n_classes):
    matrix, target = case(n_classes=n_classes)
    matrix[matrix < 0.3] = 0
    ask = (lambda model, rows: class_probabilities(model, rows, n_classes)) if n_classes else predicted_values
    dense, sparse = (ask(fit(make(matrix), target), make(matrix)) for make in (np.asarray, csr_array))
    np.testing.assert_array_equal(sparse, dense)


def test_rows_are_asked_some_at_a_time(monkeypatch):
    matrix, target = case()
    estimator = fit(matrix, target)
    whole = estimator.predict_proba(matrix)
    monkeypatch.setattr(gradient_boosting, "_BLOCK", 60)
    np.testing.assert_array_equal(estimator.predict_proba(csr_array(matrix)), whole)


def test_too_wide_a_table_is_refused_before_it_fills_the_memory():
    with pytest.raises(InputError) as caught:
        fit(csr_array((20_000, 16_384), dtype=np.float32), np.arange(20_000) % 2)
    assert caught.value.code == "PA001"
    assert "16,384 features of 20,000 sequences" in str(caught.value)


def test_it_sees_features_that_tell_only_together():
    generator = np.random.default_rng(0)
    matrix = generator.integers(0, 2, (400, 4))
    target = (matrix[:, 0] == matrix[:, 1]).astype(int)
    assert (class_probabilities(fit(matrix[:300], target[:300]), matrix[300:], 2).argmax(axis=1) == target[300:]).all()


def test_it_can_be_stopped_while_growing():
    seen = []

    def stop(fraction, note="", **details):
        seen.append(note)
        if "of" in note:
            raise Cancelled

    with pytest.raises(Cancelled):
        fit(*case(), on_progress=stop)
    assert seen[1] == "round 50"


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_its_file_holds_no_generator_and_opens_again(task, tmp_path):
    n_classes = {"binary": 2, "multiclass": 3, "regression": 0}[task]
    matrix, target = case(n_classes=n_classes)
    estimator = fit(matrix, target)
    save_estimator(SPEC, estimator, tmp_path)
    again = open_estimator(SPEC, SPEC.settings(), tmp_path, columns=6, classes=n_classes, task=task)
    np.testing.assert_array_equal(again.predict(matrix), estimator.predict(matrix))
    assert not [name for name in _types(schema(tmp_path)) if "random" in name]


def schema(folder):
    with zipfile.ZipFile(folder / "model.skops") as archive:
        return json.loads(archive.read("schema.json"))


@pytest.mark.parametrize("values", [{"rounds": 0}, {"rate": 0}, {"leaves": 1}, {"min_leaf": 0}])
def test_impossible_settings_are_refused(values):
    with pytest.raises(InputError) as caught:
        SPEC.settings(values)
    assert caught.value.code == "PA001"
