from types import SimpleNamespace

import numpy as np
import pytest

from genocore.evaluation.calibration import soften
from genocore.sequences import Dataset
from genocore.training.ask import ask, ask_features
from genocore.training.predict import predict
from genocore.training.scaling import TargetScale
from tests.explanation import nets


class Ensemble:
    """An estimator whose members say what they are told to."""

    def __init__(self, members, classes=()):
        self.members, self.classes_ = np.array(members, dtype=float), np.array(classes, dtype=int)

    def member_predictions(self, matrix):
        return self.members[:, : len(matrix)]


def model_of(estimator, classes=(), *, temperature=1.0, scale=None):
    fitted = SimpleNamespace(scale=scale, known=estimator.classes_)
    return SimpleNamespace(estimator=estimator, encoder=None, classes=classes, temperature=temperature, fitted=fitted)


def test_the_answer_is_the_softened_mean_of_the_members():
    said = [[[0.2, 0.8], [0.5, 0.5]], [[0.6, 0.4], [0.9, 0.1]]]
    found = ask_features(model_of(Ensemble(said, [0, 1]), ("a", "b"), temperature=2.0), np.zeros((2, 1)))
    for row, chance in enumerate([(0.8 + 0.4) / 2, (0.5 + 0.1) / 2]):
        odds = np.log(chance / (1 - chance)) / 2
        assert found.joint[row, 1] == pytest.approx(1 / (1 + np.exp(-odds)), abs=1e-9)
    np.testing.assert_allclose(found.joint.sum(axis=1), 1)
    np.testing.assert_allclose(found.members, [soften(np.array(one), 2.0, np.arange(2)) for one in said], atol=1e-9)


def test_classes_that_training_never_saw_get_nothing():
    said = [[[0.25, 0.75]], [[0.75, 0.25]]]
    found = ask_features(model_of(Ensemble(said, [0, 2]), ("a", "b", "c"), temperature=1.5), np.zeros((1, 1)))
    np.testing.assert_allclose(found.joint, [[0.5, 0, 0.5]])
    assert found.members.shape == (2, 1, 3)
    assert (found.members[:, :, 1] == 0).all()
    np.testing.assert_allclose(found.members.sum(axis=2), 1)


def test_probabilities_in_single_precision_add_up_to_one():
    said = np.float32([[[0.1, 0.2, 0.7]], [[0.3, 0.3, 0.4]]]) * np.float32(1.0000005)
    found = ask_features(model_of(Ensemble(said, [0, 1, 2]), ("a", "b", "c")), np.zeros((1, 1)))
    np.testing.assert_allclose(found.joint.sum(axis=1), 1, atol=1e-12)


def test_a_lone_member_is_no_ensemble():
    assert ask_features(model_of(Ensemble([[[0.2, 0.8]]], [0, 1]), ("a", "b")), np.zeros((1, 1))).members is None
    scale = TargetScale("none", 3.0, 2.0)
    assert ask_features(model_of(Ensemble([[[0.5]]]), scale=scale), np.zeros((1, 1))).members is None


def test_numbers_are_put_back_on_the_scale_that_was_learnt():
    scale = TargetScale("none", 3.0, 2.0)
    found = ask_features(model_of(Ensemble([[[0.5], [1.0]], [[-1.5], [2.0]]]), scale=scale), np.zeros((2, 1)))
    np.testing.assert_allclose(found.joint, [3 - 0.5 * 2, 3 + 1.5 * 2])
    np.testing.assert_allclose(found.members, [[4.0, 5.0], [0.0, 7.0]])


def test_an_estimator_that_makes_its_own_features_is_given_the_whole_sequences():
    class Whole(Ensemble):
        def members_on(self, data):
            lengths = data.lengths / 10
            return np.stack([np.stack([1 - lengths, lengths], axis=1)] * 2)

    found = ask(model_of(Whole([], [0, 1]), ("a", "b")), Dataset.from_strings(["ACG", "ACGTA"]))
    np.testing.assert_allclose(found.joint[:, 1], [0.3, 0.5])
    assert found.members.shape == (2, 2, 2)


@pytest.mark.parametrize("classes", [("no", "yes"), ()])
def test_it_is_what_predict_reports_with_its_spread(classes):
    data = nets.dna(5, 12)
    model = nets.cnn(data, classes, members=3).model
    found = ask(model, data)
    object.__setattr__(model, "novelty", SimpleNamespace(flags=lambda data: np.full(len(data), "", dtype=object)))
    told = predict(model, data)
    assert len(found.members) == 3
    if classes:
        np.testing.assert_array_equal(told["p_yes"], found.joint[:, 1])
        called = found.joint.argmax(axis=1)
        np.testing.assert_array_equal(told["p_sd"], found.members.std(axis=0)[np.arange(5), called])
    else:
        np.testing.assert_array_equal(told["pred"], found.joint)
        np.testing.assert_array_equal(told["pred_sd"], found.members.std(axis=0))
