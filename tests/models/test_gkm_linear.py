import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer
from sklearn.svm import LinearSVC, LinearSVR

from genocore.errors import InputError
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model, predicted_values, silent
from genocore.sequences import Dataset
from genocore.training.settings import Settings

SPEC = MODELS["gkm_linear"]


def shares(n=80, columns=12, *, seed=0):
    matrix = np.random.default_rng(seed).gamma(0.5, size=(n, columns)).astype(np.float32)
    return matrix / matrix.sum(axis=1, keepdims=True)


def fit(matrix, target, **values):
    estimator, notes = fit_model(SPEC, SPEC.settings(values), matrix, target, seed=1, on_progress=silent)
    assert notes == []
    return estimator


def with_motif(n, *, seed=0):
    """Return half of `n` sequences with TTGACA, at any place, and half without."""
    generator = np.random.default_rng(seed)
    sequences = ["".join(row) for row in generator.choice(list("ACGT"), (n, 60))]
    for index in range(0, n, 2):
        at = int(generator.integers(0, 54))
        sequences[index] = sequences[index][:at] + "TTGACA" + sequences[index][at + 6 :]
    return Dataset.from_strings(sequences), np.arange(n) % 2


def test_it_is_a_machine_on_square_roots_in_rows_of_length_one():
    matrix, target = shares(), np.arange(80) % 2
    plain = make_pipeline(Normalizer(), LinearSVC(C=2, max_iter=10_000, random_state=1)).fit(np.sqrt(matrix), target)
    margins = fit(matrix, target, c=2, balanced=False).margins(matrix)
    np.testing.assert_allclose(margins[:, 1] - margins[:, 0], plain.decision_function(np.sqrt(matrix)), atol=1e-6)


def test_numbers_too():
    matrix = shares()
    target = np.sqrt(matrix[:, 0]).astype(np.float64)
    target = (target - target.mean()) / target.std()
    machine = LinearSVR(loss="squared_epsilon_insensitive", epsilon=0.1, dual="auto", max_iter=10_000, random_state=1)
    plain = make_pipeline(Normalizer(), machine).fit(np.sqrt(matrix), target)
    found = predicted_values(fit(matrix, target), matrix)
    np.testing.assert_allclose(found, plain.predict(np.sqrt(matrix)), atol=1e-6)
    assert np.corrcoef(found, target)[0, 1] > 0.9


def test_how_often_does_not_matter_but_how_often_compared_with_the_rest():
    matrix, target = shares(), np.arange(80) % 2
    plain, other = (class_probabilities(fit(factor * matrix, target), factor * matrix, 2) for factor in (1, 7))
    np.testing.assert_allclose(other, plain, atol=1e-3)


@pytest.mark.parametrize("target", [np.arange(80) % 3, np.linspace(-1.7, 1.7, 80)], ids=["classes", "numbers"])
def test_sparse_and_dense_features_give_nearly_the_same_answer(target):
    matrix = shares()
    matrix[matrix < 0.05] = 0
    dense, sparse = (fit(make(matrix), target).predict(make(matrix)) for make in (np.asarray, csr_array))
    np.testing.assert_allclose(sparse, dense, atol=0.02)


def test_it_finds_a_motif_that_stands_anywhere():
    data, target = with_motif(500)
    matrix = (
        ENCODERS["gapped_kmers"].build(**ENCODERS["gapped_kmers"].settings({"left": 3, "right": 3})).transform(data)
    )
    estimator = fit(matrix[:350], target[:350])
    assert (class_probabilities(estimator, matrix[350:], 2).argmax(axis=1) == target[350:]).mean() > 0.75


def test_it_takes_words_only():
    assert Settings.checked(model="gkm_linear").encoder == "gapped_kmers"
    assert Settings.checked(model="gkm_linear", encoder="kmers").encoder == "kmers"
    with pytest.raises(InputError) as caught:
        Settings.checked(model="gkm_linear", encoder="onehot")
    assert caught.value.code == "PA002"
