import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from genocore.errors import Cancelled, InputError
from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model

SPEC = MODELS["random_forest"]


def case(n=90, columns=8, n_classes=3, *, seed=0):
    generator = np.random.default_rng(seed)
    target = generator.choice(n_classes, n, p=[0.6, 0.3, 0.1][:n_classes])
    matrix = generator.random((n, columns)).astype(np.float32)
    matrix[:, 0] += target
    return matrix, target


def fit(matrix, target, *, seed=42, on_progress=lambda fraction, note: None, **values):
    return fit_model(SPEC, SPEC.settings(values), matrix, target, seed=seed, on_progress=on_progress)


def assert_same_forest(forest, other):
    assert len(forest.estimators_) == len(other.estimators_)
    for tree, twin in zip(forest.estimators_, other.estimators_, strict=True):
        for part in ("feature", "threshold", "value", "children_left", "children_right"):
            np.testing.assert_array_equal(getattr(tree.tree_, part), getattr(twin.tree_, part))


@pytest.mark.parametrize("trees", [10, 25, 26, 60])
@pytest.mark.parametrize("balanced", [False, True])
def test_a_forest_grown_in_steps_is_the_forest_fitted_in_one_go(trees, balanced):
    matrix, target = case()
    stepwise, notes = fit(matrix, target, trees=trees, balanced=balanced)
    at_once = RandomForestClassifier(
        n_estimators=trees,
        min_samples_leaf=2,
        max_features="sqrt",
        class_weight="balanced_subsample" if balanced else None,
        random_state=42,
    ).fit(matrix, target)
    assert notes == []
    assert_same_forest(stepwise, at_once)
    np.testing.assert_allclose(class_probabilities(stepwise, matrix, 3), at_once.predict_proba(matrix), atol=1e-12)


def test_the_grown_forest_is_left_with_the_parameters_it_was_asked_for():
    forest, _ = fit(*case(), trees=30)
    assert (forest.n_estimators, forest.warm_start) == (30, False)


def test_the_number_of_threads_does_not_change_the_forest():
    matrix, target = case()
    forest, _ = fit(matrix, target, trees=20)
    single = SPEC.build(task="binary", seed=42, **SPEC.settings({"trees": 20})).set_params(n_jobs=1).fit(matrix, target)
    assert_same_forest(forest, single)
    np.testing.assert_array_equal(class_probabilities(forest, matrix, 3), class_probabilities(single, matrix, 3))


def test_progress_counts_trees():
    seen = []
    fit(*case(), trees=60, on_progress=lambda fraction, note: seen.append((round(fraction, 3), note)))
    assert seen == [(0.417, "25 of 60 trees"), (0.833, "50 of 60 trees"), (1.0, "60 of 60 trees")]


def test_a_forest_can_be_stopped_between_steps():
    seen = []

    def stop(fraction, note):
        seen.append(note)
        if len(seen) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        fit(*case(), trees=500, on_progress=stop)
    assert seen == ["25 of 500 trees", "50 of 500 trees"]


def test_every_setting_reaches_the_forest():
    values = {"trees": "7", "min_leaf": 3, "max_features": "all", "balanced": "no"}
    forest = SPEC.build(task="binary", seed=5, **SPEC.settings(values))
    wanted = {"n_estimators": 7, "min_samples_leaf": 3, "max_features": None, "class_weight": None, "random_state": 5}
    assert forest.get_params().items() >= wanted.items()
    other = SPEC.build(task="binary", seed=5, **SPEC.settings({"max_features": "log2"}))
    assert (other.max_features, other.class_weight) == ("log2", "balanced_subsample")


def test_the_tutorial_preset_is_scikit_learns_forest_of_100_trees():
    matrix, target = case()
    theirs = RandomForestClassifier(n_estimators=100, random_state=42)
    ours = SPEC.build(task="binary", seed=42, **SPEC.settings({"preset": "tutorial"}))
    assert ours.set_params(n_jobs=None).get_params() == theirs.get_params()
    fitted, _ = fit(matrix, target, preset="tutorial")
    assert_same_forest(fitted, theirs.fit(matrix, target))


@pytest.mark.parametrize("values", [{"trees": 0}, {"trees": 5001}, {"min_leaf": 0}, {"max_features": "half"}])
def test_impossible_settings_are_refused(values):
    with pytest.raises(InputError) as caught:
        SPEC.settings(values)
    assert caught.value.code == "PA001"


def test_the_estimated_time_grows_with_trees_rows_and_columns():
    seconds, params = SPEC.extra["seconds"], SPEC.settings()
    base = seconds(1000, 340, params)
    assert seconds(2000, 340, params) > base
    assert seconds(1000, 680, params) > base
    assert seconds(1000, 340, params | {"trees": 1000}) > base
    assert seconds(0, 0, params) > 0
