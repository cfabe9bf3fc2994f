from types import SimpleNamespace

import numpy as np
import pytest

from genocore.errors import InputError
from genocore.explanation.score import MEASURES, Score, Scores
from genocore.sequences import Dataset
from genocore.training.predict import predict
from tests.explanation.small import data_of, fitted, random_texts


def learnt(classes="xy"):
    texts = random_texts(60, 20, seed=1)
    labels = [classes[np.searchsorted([5, 7][: len(classes) - 1], text.count("G"))] for text in texts]
    return fitted(Dataset.from_strings(texts, labels=labels), "random_forest", "kmers", {"trees": 5, "k": "1-2"})


def of_numbers(kind="none"):
    return SimpleNamespace(classes=(), fitted=SimpleNamespace(scale=SimpleNamespace(kind=kind)))


def of_chances(*chances, measure="log_odds", members=None):
    """Return the numbers of sequences that get these probabilities of the second class."""
    chances = np.array(chances)

    def both(values):
        return np.stack([1 - values, values], axis=-1)

    estimator = SimpleNamespace(classes_=np.array([0, 1]))
    if members is not None:
        estimator.member_predictions = lambda matrix: both(np.array(members))
    model = SimpleNamespace(
        classes=("no", "yes"), estimator=estimator, temperature=1.0, answers=lambda matrix: both(chances),
        fitted=SimpleNamespace(known=np.array([0, 1])),
    )  # fmt: skip
    return Score.checked(model, "yes", measure).ask_features(np.zeros((len(chances), 1)))


def test_by_default_it_is_the_probability_of_the_second_class():
    assert Score.checked(SimpleNamespace(classes=("no", "yes"))).words == "probability of yes"
    score = Score.checked(SimpleNamespace(classes=("a", "b", "c")))
    assert (score.of, score.measure) == ("b", "probability")


def test_it_is_called_what_it_is():
    model = SimpleNamespace(classes=("no", "yes"))
    assert Score.checked(model, "no", "log_odds").words == "log odds of no"
    assert Score.checked(of_numbers()).words == "predicted value"
    assert Score.checked(of_numbers("log2")).words == "predicted log2(value + 1)"
    assert set(MEASURES) == {"probability", "log_odds", "value"}


@pytest.mark.parametrize(
    ("of", "measure", "said"),
    [
        ("yess", "", "There is no class of this model 'yess'. There is: no, yes."),
        ("yes", "odds", "There is no measure 'odds'."),
        ("yes", "value", "There is no measure 'value'."),
    ],
)
def test_a_class_or_a_measure_that_the_model_has_not_is_refused(of, measure, said):
    with pytest.raises(InputError) as caught:
        Score.checked(SimpleNamespace(classes=("no", "yes")), of, measure)
    assert caught.value.code == "PA002"
    assert said in str(caught.value)


@pytest.mark.parametrize(("of", "measure"), [("yes", ""), ("", "probability"), ("", "log_odds")])
def test_of_numbers_there_is_no_class_and_no_probability(of, measure):
    with pytest.raises(InputError, match="A model of numbers has no classes"):
        Score.checked(of_numbers(), of, measure)


def test_a_model_of_numbers_gives_them_as_they_are_learnt():
    assert Score.checked(of_numbers(), "", "value").of == ""
    data = Dataset.from_strings(random_texts(40, 20, seed=3))
    values = np.array([2.0 ** text.count("A") for text in data.sequences()])
    model = fitted(data.with_numbers(values), "random_forest", "kmers", {"trees": 5, "k": "1-2"})
    found = Score.checked(model).ask(data)
    assert found.members is None
    np.testing.assert_allclose(found.joint, predict(model, data)["pred"], rtol=1e-12)


@pytest.mark.parametrize("of", ["x", "y", "z"])
def test_the_probability_of_each_class_is_the_one_that_is_predicted(of):
    model, data = learnt("xyz"), Dataset.from_strings(random_texts(8, 25, seed=5))
    found = Score.checked(model, of).ask(data)
    np.testing.assert_array_equal(found.joint, predict(model, data)[f"p_{of}"])
    odds = Score.checked(model, of, "log_odds").ask(data).joint
    inside = (found.joint > 1e-6) & (found.joint < 1 - 1e-6)
    np.testing.assert_allclose(1 / (1 + np.exp(-odds[inside])), found.joint[inside], atol=1e-12)


def test_features_give_the_same_as_the_sequences_they_were_made_of():
    model, data = learnt(), Dataset.from_strings(random_texts(8, 25, seed=5))
    score = Score.checked(model)
    found = score.ask_features(model.encoder.transform(data))
    np.testing.assert_array_equal(found.joint, score.ask(data).joint)


def test_log_odds_are_the_natural_logarithm_of_the_odds_and_still_move_where_a_model_is_sure():
    found = of_chances(0.5, 0.8, 0.2, 1.0, 0.0, 1e-9, 1e-18, 1e-6).joint
    ends = np.log(1e30)
    expected = [
        0,
        np.log(4),
        -np.log(4),
        ends,
        -ends,
        np.log(1e-9 / (1 - 1e-9)),
        np.log(1e-18),
        np.log(1e-6 / (1 - 1e-6)),
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
    assert np.isfinite(found).all()


def test_members_have_numbers_of_their_own():
    members = [[0.5, 1.0], [0.9, 0.0]]
    plain = of_chances(0.7, 0.5, measure="probability", members=members)
    np.testing.assert_allclose(plain.joint, [0.7, 0.5])
    np.testing.assert_allclose(plain.members, members)
    odds = of_chances(0.7, 0.5, members=members)
    np.testing.assert_allclose(odds.joint, [np.log(7 / 3), 0], atol=1e-12)  # of the mean, not the mean of the log odds
    ends = np.log(1e30)
    np.testing.assert_allclose(odds.members, [[0, ends], [np.log(9), -ends]], rtol=1e-9, atol=1e-12)


def test_differences_are_taken_from_the_number_each_belongs_to():
    after, before = Scores(np.array([1.0, 5.0, 9.0])), Scores(np.array([1.0, 4.0]))
    difference, sd = after.minus(before, np.array([1, 1, 0]))
    assert difference.tolist() == [-3.0, 1.0, 8.0]
    assert sd is None


def test_the_spread_of_a_difference_is_that_of_the_members_differences():
    after = Scores(np.array([1.0, 5.0]), np.array([[1.0, 6.0], [1.0, 4.0], [4.0, 5.0]]))
    before = Scores(np.array([9.0, 2.0]), np.array([[5.0, 0.0], [5.0, 2.0], [7.0, 4.0]]))
    difference, sd = after.minus(before, np.array([1, 0]))
    assert difference.tolist() == [-1.0, -4.0]
    np.testing.assert_allclose(sd, [np.std([1, -1, 0]), np.std([1, -1, -2])])


def test_one_with_members_and_one_without_have_no_spread():
    with_members, without = Scores(np.array([1.0]), np.array([[1.0]])), Scores(np.array([3.0]))
    assert with_members.minus(without, np.array([0])) == (np.array([-2.0]), None)
    assert without.minus(with_members, np.array([0]))[1] is None


def test_there_may_be_no_sequences():
    model = learnt()
    assert Score.checked(model).ask(Dataset.from_strings([])).joint.shape == (0,)
    assert Score.checked(model).ask(data_of("")).joint.shape == (1,)
