from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from genocore.errors import Cancelled, InputError
from genocore.explanation.influence import influence
from genocore.sequences import Dataset
from tests.explanation.small import OfText, data_of, random_texts


def weighed(text):
    return sum("ACGTN".index(letter) * (index + 1) ** 1.5 for index, letter in enumerate(text)) + 7 * text.count("GA")


def put(text, index, base):
    return text[:index] + base + text[index + 1 :]


def levels(text, index):
    return [weighed(put(text, index, base)) - weighed(text) for base in "ACGT"]


@pytest.fixture(scope="module")
def texts():
    return [text[:3] + "G" + text[4:] for text in random_texts(40, 9, seed=2)]


def test_influence_is_the_mean_size_with_the_interval_of_scipy(texts):
    found, _ = influence(OfText(weighed), Dataset.from_strings(texts))
    assert found.columns.tolist() == ["position", "influence", "low", "high", "n", "constant"]
    assert found["position"].tolist() == list(range(1, 10))
    for row in found.itertuples():
        index = row.position - 1
        sizes = [
            np.mean(
                [abs(level) for level, base in zip(levels(text, index), "ACGT", strict=True) if base != text[index]]
            )
            for text in texts
        ]
        low, high = stats.t.interval(0.95, len(sizes) - 1, np.mean(sizes), stats.sem(sizes))
        assert row.influence == pytest.approx(np.mean(sizes))
        assert (row.low, row.high) == pytest.approx((low, high))
        assert row.n == 40


def test_the_effect_of_a_base_is_how_far_it_stands_above_the_mean_of_all_four(texts):
    _, bases = influence(OfText(weighed), Dataset.from_strings(texts))
    assert bases.columns.tolist() == ["position", "base", "effect"]
    assert len(bases) == 36
    for row in bases.itertuples():
        each = [levels(text, row.position - 1) for text in texts]
        expected = np.mean([own["ACGT".index(row.base)] - np.mean(own) for own in each])
        assert row.effect == pytest.approx(expected)
    np.testing.assert_allclose(bases.groupby("position")["effect"].sum(), 0, atol=1e-9)


def test_a_position_with_the_same_letter_in_all_sequences_is_marked(texts):
    found, _ = influence(OfText(weighed), Dataset.from_strings(texts))
    assert found.loc[found["constant"], "position"].tolist() == [4]
    almost = [*texts, put(texts[0], 3, "C")]
    assert not influence(OfText(weighed), Dataset.from_strings(almost), most=5)[0]["constant"].any()


def test_ambiguous_letters_are_replaced_by_all_four():
    found, bases = influence(OfText(lambda text: 8.0 * text.count("A")), data_of("NN", "AN"))
    assert found["influence"].tolist() == [(2 + 8) / 2, 2]
    assert bases["effect"].tolist() == [6, -2, -2, -2] * 2
    assert found["constant"].tolist() == [False, True]


def test_of_one_sequence_there_is_no_interval():
    found, _ = influence(OfText(weighed), data_of("GATTACA"))
    assert found["influence"].notna().all()
    assert found[["low", "high"]].isna().all(axis=None)
    assert (found["n"] == 1).all()
    assert found["constant"].all()


def test_at_most_as_many_as_said_are_taken_at_random(texts):
    taken = []
    for seed in (1, 1, 2):
        score = OfText(weighed)
        found, _ = influence(score, Dataset.from_strings(texts), most=10, seed=seed)
        assert (found["n"] == 10).all()
        taken.append(score.texts[:10])
    assert taken[0] == taken[1] != taken[2]
    assert len(set(taken[0])) == 10
    assert set(taken[0]) <= set(texts)
    score = OfText(weighed)
    influence(score, Dataset.from_strings(texts), most=40)
    assert score.texts[:40] == texts


def test_places_that_the_model_does_not_read_have_none(texts):
    encoder = SimpleNamespace(reads=4, align="start")
    found, bases = influence(OfText(lambda text: weighed(text[:4]), encoder=encoder), Dataset.from_strings(texts))
    assert (found["influence"][:4] > 0).all()
    assert (found.loc[4:, ["influence", "low", "high"]] == 0).all(axis=None)
    assert (bases.loc[bases["position"] > 4, "effect"] == 0).all()


@pytest.mark.parametrize("texts", [["ACG", "AC"], ["A", ""], []], ids=str)
def test_sequences_of_several_lengths_are_refused(texts):
    score = OfText(weighed)
    with pytest.raises(InputError, match="several lengths") as caught:
        influence(score, Dataset.from_strings(texts))
    assert caught.value.code == "PA001"
    assert score.texts == []


def test_labels_are_not_looked_at(texts):
    plain = Dataset.from_strings(texts)
    labelled = Dataset.from_strings(texts, labels=["x", "y"] * 20)
    for one, other in zip(influence(OfText(weighed), plain), influence(OfText(weighed), labelled), strict=True):
        assert one.equals(other)


def test_it_can_be_stopped_and_says_how_far_it_is(texts):
    seen = []
    influence(OfText(weighed), Dataset.from_strings(texts), on_progress=lambda *told: seen.append(told))
    assert seen[-1][0] == 1.0

    def stop(fraction, note="", **details):
        raise Cancelled

    with pytest.raises(Cancelled):
        influence(OfText(weighed), Dataset.from_strings(texts), on_progress=stop)
