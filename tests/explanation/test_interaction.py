from itertools import product

import numpy as np
import pytest

from genocore.errors import InputError
from genocore.explanation.interaction import pairwise
from genocore.explanation.score import Score
from genocore.sequences import Dataset
from tests.explanation import nets
from tests.explanation.small import OfText, data_of, fitted, random_texts

TEXTS = ["TTTT", "GATTACA", "ANC"]


def additive(text):
    return sum("ACGTN".index(letter) * (index + 1) ** 1.5 for index, letter in enumerate(text))


def motif(text):
    return additive(text) + 100 * text.count("GAT") - 30 * text.count("CC")


def put(text, index, base):
    return text[:index] + base + text[index + 1 :]


@pytest.mark.parametrize(("first", "second"), [(0, 2), (2, 0), (0, 1), (5, 6), (3, 1)])
def test_all_pairs_of_bases_are_asked_alone_and_together(first, second):
    text = TEXTS[1]
    found = pairwise(OfText(motif), data_of(*TEXTS), 1, first, second)
    pairs = list(zip(found["first"], found["second"], strict=True))
    assert pairs == list(product("ACGT", repeat=2))
    for row in found.itertuples():
        both = motif(put(put(text, first, row.first), second, row.second)) - motif(text)
        one, other = (
            motif(put(text, index, base)) - motif(text) for index, base in ((first, row.first), (second, row.second))
        )
        assert row.delta == pytest.approx(both)
        assert row.alone == pytest.approx(one + other)
        assert row.beyond == pytest.approx(both - one - other)


def test_letters_that_add_up_have_nothing_beyond():
    found = pairwise(OfText(additive), data_of(*TEXTS), 1, 0, 4)
    np.testing.assert_allclose(found["beyond"], 0, atol=1e-12)
    assert found["delta"].abs().max() > 1


def test_two_letters_of_one_motif_lose_less_together_than_alone():
    found = pairwise(OfText(lambda text: text.count("GAT")), data_of("CGATC"), 0, 1, 3).set_index(["first", "second"])
    assert found.loc[("C", "C"), ["delta", "alone", "beyond"]].tolist() == [-1.0, -2.0, 1.0]


def test_it_makes_no_difference_which_letter_is_called_first():
    there, back = (pairwise(OfText(motif), data_of(*TEXTS), 1, *pair) for pair in ((0, 5), (5, 0)))
    turned = back.set_index(["second", "first"]).loc[list(zip(there["first"], there["second"], strict=True))]
    for name in ("delta", "alone", "beyond"):
        np.testing.assert_allclose(there[name], turned[name])


def scores():
    texts = random_texts(60, 12, seed=1)
    data = Dataset.from_strings(texts, labels=["xy"[text.count("G") + text.count("C") > 5] for text in texts])
    for model, encoder in (("logistic", "kmers"), ("random_forest", "onehot")):
        yield Score.checked(fitted(data, model, encoder), measure="log_odds")
    yield nets.cnn(data.without_labels())


def test_where_one_letter_stays_there_is_nothing_beyond_by_definition():
    for score in scores():
        text = "GATTACAGATTA"
        found = pairwise(score, data_of(text), 0, 2, 7)
        stays = (found["first"] == text[2]) | (found["second"] == text[7])
        assert stays.sum() == 7
        assert (found.loc[stays, "beyond"] == 0.0).all()
        same = (found["first"] == text[2]) & (found["second"] == text[7])
        assert found.loc[same, "delta"].tolist() == found.loc[same, "alone"].tolist() == [0.0]


def test_beside_an_ambiguous_letter_the_effect_alone_is_unknown():
    found = pairwise(OfText(motif), data_of(*TEXTS), 2, 0, 1)
    assert found["delta"].tolist() == [
        motif(put(put("ANC", 0, one), 1, other)) - motif("ANC") for one, other in product("ACGT", repeat=2)
    ]
    assert found[["alone", "beyond"]].isna().all(axis=None)


def test_other_ambiguous_letters_do_no_harm():
    assert pairwise(OfText(motif), data_of(*TEXTS), 2, 0, 2)["beyond"].notna().all()


@pytest.mark.parametrize(("first", "second"), [(3, 3), (-1, 2), (2, -1), (0, 7), (7, 0), (99, 99)])
def test_what_is_no_pair_of_letters_is_refused(first, second):
    score = OfText(motif)
    with pytest.raises(InputError, match="are no two letters of a sequence of 7 bp") as caught:
        pairwise(score, data_of(*TEXTS), 1, first, second)
    assert caught.value.code == "PA001"
    assert score.texts == []
