import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.calibration import _SigmoidCalibration
from sklearn.svm import SVC, LinearSVC

from genocore.models.fit import silent
from genocore.models.margins import Margins, _scale_of, fit_margins, square_root


class Fixed:
    """A machine that takes its margins from the first column and notes what it was fitted on."""

    fitted: list = []  # noqa: RUF012 - emptied by each test

    def get_params(self, deep=True):
        return {}

    def fit(self, matrix, target):
        Fixed.fitted.append(matrix[:, 1].astype(int).tolist())
        return self

    def decision_function(self, matrix):
        return matrix[:, 0]


def scored(n=400, noise=1.5, *, seed=0):
    generator = np.random.default_rng(seed)
    target = np.arange(n) % 2
    return np.column_stack([2 * target - 1 + noise * generator.standard_normal(n), np.arange(n)]), target


def fitted(machine, matrix, target, groups=None, **options):
    estimator = Margins(machine, **options)
    fit_margins(estimator, matrix, target, np.arange(len(target)) if groups is None else groups, silent)
    return estimator


def test_two_classes_get_the_sigmoid_of_platt():
    matrix, target = scored()
    found = fitted(Fixed(), matrix, target).predict_proba(matrix)
    platt = _SigmoidCalibration().fit(matrix[:, 0], target).predict(matrix[:, 0])
    np.testing.assert_allclose(found[:, 1], platt, atol=1e-3)


def test_the_order_of_the_margins_is_kept():
    matrix, target = scored(noise=0.3)
    found = fitted(Fixed(), matrix, target).predict_proba(matrix)[:, 1]
    np.testing.assert_array_equal(np.argsort(found, kind="stable"), np.argsort(matrix[:, 0], kind="stable"))


def test_margins_that_point_the_wrong_way_are_worth_nothing_and_not_turned_round():
    matrix, target = scored()
    estimator = fitted(Fixed(), matrix, 1 - target)
    assert estimator.slope_ == 0
    np.testing.assert_allclose(estimator.predict_proba(matrix), 0.5, atol=1e-6)


def test_classes_that_are_told_apart_perfectly_are_still_not_certain():
    matrix = np.column_stack([np.repeat([-1.0, 1.0], 20), np.arange(40)])
    found = fitted(Fixed(), matrix, np.repeat([0, 1], 20)).predict_proba(matrix)
    np.testing.assert_allclose(found.max(axis=1), 21 / 22, atol=1e-3)


def test_groups_are_held_out_whole_and_the_last_fit_sees_all():
    matrix, target = scored(40)
    Fixed.fitted.clear()
    fitted(Fixed(), matrix, target, groups=np.arange(40) // 4)
    *parts, whole = Fixed.fitted
    assert whole == list(range(40))
    assert len(parts) == 5
    for rows in parts:
        assert all(sum(row // 4 == group for row in rows) == 4 for group in {row // 4 for row in rows})


@pytest.mark.parametrize("shape", ["ovo", "ovr"])
@pytest.mark.parametrize("n_classes", [2, 3, 4])
def test_the_probabilities_are_right_about_as_often_as_they_say(shape, n_classes):
    generator = np.random.default_rng(1)
    target = np.arange(1200) % n_classes
    matrix = generator.standard_normal((1200, 4)) + 1.2 * np.eye(4)[target]
    machine = SVC(kernel="linear", C=0.1, decision_function_shape=shape)
    estimator = fitted(machine, matrix[:600], target[:600])
    found = estimator.predict_proba(matrix[600:])
    assert abs(found.max(axis=1).mean() - (found.argmax(axis=1) == target[600:]).mean()) < 0.05
    np.testing.assert_array_equal(estimator.predict(matrix[600:]), found.argmax(axis=1))


def test_margins_of_pairs_become_one_a_class():
    matrix = np.random.default_rng(0).standard_normal((60, 3)) + 3 * np.eye(3)[np.arange(60) % 3]
    machine = SVC(kernel="linear", decision_function_shape="ovo")
    estimator = fitted(machine, matrix, np.arange(60) % 3)
    pairs = estimator.machine.decision_function(matrix)
    np.testing.assert_allclose(estimator.margins(matrix)[:, 0], (pairs[:, 0] + pairs[:, 1]) / 3)
    np.testing.assert_allclose(estimator.margins(matrix)[:, 2], (-pairs[:, 1] - pairs[:, 2]) / 3)
    assert (estimator.margins(matrix).argmax(axis=1) == np.arange(60) % 3).mean() > 0.9


def test_balancing_lets_rare_classes_be_called():
    generator = np.random.default_rng(0)
    target = np.repeat([0, 1], [360, 40])
    matrix = generator.standard_normal((400, 2)) + target[:, None]
    plain, even = (
        fitted(LinearSVC(class_weight=weight), matrix, target, balanced=bool(weight)).predict(matrix).sum()
        for weight in (None, "balanced")
    )
    assert plain < 40 < even


def test_where_nothing_can_be_held_out_the_margins_of_the_training_records_serve():
    matrix, target = scored(21)
    target[:] = [*[0] * 20, 1]
    estimator = fitted(Fixed(), matrix, target)
    slope, offset = _scale_of(estimator.margins(matrix), target, False)
    assert estimator.slope_ == slope
    np.testing.assert_array_equal(estimator.offset_, offset)


def test_square_roots_stay_sparse():
    matrix = np.array([[0, -4.0], [9, 0]])
    found = square_root(csr_array(matrix))
    assert found.nnz == 2
    np.testing.assert_array_equal(found.toarray(), [[0, -2], [3, 0]])
    np.testing.assert_array_equal(square_root(matrix), [[0, -2], [3, 0]])
