import warnings

import numpy as np
import pytest
from scipy.sparse import csr_array
from threadpoolctl import threadpool_info

from genocore.errors import Cancelled
from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model, silent
from genocore.registry import Spec


class Stub:
    """An estimator that notes how it was fitted."""

    def __init__(self, task, seed, speak=()):
        self.task, self.seed, self.speak = task, seed, speak

    def fit(self, matrix, target):
        self.threads = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
        self.classes_ = np.unique(target)
        for category, text in self.speak:
            warnings.warn(text, category, stacklevel=1)
        return self

    def predict_proba(self, matrix):
        return np.full((matrix.shape[0], len(self.classes_)), 1 / len(self.classes_))


def fit_stub(target=(0, 1, 1), *, on_progress=silent, **extra):
    spec = Spec("stub", "Stub", "", lambda task, seed, **params: Stub(task, seed, **params), extra=extra)
    return fit_model(spec, {}, np.zeros((len(target), 2)), np.array(target), seed=7, on_progress=on_progress)


def test_the_seed_reaches_the_model():
    estimator, notes = fit_stub()
    assert (estimator.seed, notes) == (7, [])


def test_a_model_fitted_in_one_go_reports_its_end():
    seen = []
    fit_stub(on_progress=lambda fraction, note: seen.append(fraction))
    assert seen == [1.0]


def test_linear_algebra_runs_on_one_thread_while_fitting():
    before = threadpool_info()
    estimator, _ = fit_stub()
    assert set(estimator.threads) == {1}
    assert threadpool_info() == before


def test_what_the_library_warns_of_is_told_once_and_by_its_first_line():
    speak = [(UserWarning, "not so good\nsecond line"), (UserWarning, "not so good\nthird line"), (FutureWarning, "x")]
    spec = Spec("stub", "Stub", "", Stub)
    filters = list(warnings.filters)
    _, notes = fit_model(spec, {"speak": speak}, np.zeros((2, 1)), np.array([0, 1]), seed=0, on_progress=silent)
    assert notes == ["UserWarning: not so good"]  # the other one is for developers
    assert warnings.filters == filters


def test_a_warning_that_does_not_apply_is_not_told():
    speak = [(UserWarning, "the weights, again"), (UserWarning, "not so good")]
    spec = Spec("stub", "Stub", "", Stub, extra={"expected": ("UserWarning: the weights",)})
    _, notes = fit_model(spec, {"speak": speak}, np.zeros((2, 1)), np.array([0, 1]), seed=0, on_progress=silent)
    assert notes == ["UserWarning: not so good"]


def test_a_model_that_does_not_converge_says_so():
    generator = np.random.default_rng(0)
    spec = MODELS["logistic"]
    pipeline = spec.build(task="binary", seed=0, **spec.settings()).set_params(logisticregression__max_iter=1)
    stopped = Spec("stopped", "Stopped early", "", lambda **params: pipeline)
    matrix, target = generator.random((40, 5)), np.arange(40) % 2
    _, notes = fit_model(stopped, {}, matrix, target, seed=0, on_progress=silent)
    assert [note.split(":")[0] for note in notes] == ["ConvergenceWarning"]


def test_an_own_way_of_fitting_is_used_and_can_be_stopped():
    def grow(estimator, matrix, target, groups, on_progress):
        on_progress(0.5, "half")
        raise AssertionError("went on after being stopped")

    def stop(fraction, note):
        raise Cancelled

    with pytest.raises(Cancelled):
        fit_stub(fit=grow, on_progress=stop)


def test_a_class_that_was_not_trained_on_has_probability_zero():
    estimator, _ = fit_stub(target=(0, 2, 2))
    found = class_probabilities(estimator, np.zeros((2, 2)), 4)
    np.testing.assert_array_equal(found, [[0.5, 0, 0.5, 0]] * 2)


@pytest.mark.parametrize("matrix", [np.zeros((0, 2)), csr_array((0, 2))], ids=["dense", "sparse"])
def test_no_rows_give_no_probabilities_and_the_model_is_not_asked(matrix):
    found = class_probabilities(object(), matrix, 3)
    assert found.shape == (0, 3)


def test_the_last_digits_that_depend_on_the_order_of_adding_are_rounded_away():
    class Noisy:
        classes_ = np.array([0, 1])

        def predict_proba(self, matrix):
            return np.array([[0.3 + 1e-16, 0.7], [0.3 - 5e-17, 0.7]])

    first, second = class_probabilities(Noisy(), np.zeros((2, 1)), 2)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first, [0.3, 0.7])
