from types import SimpleNamespace

import numpy as np
import pytest

from genocore.errors import Cancelled
from genocore.explanation import edits as blocks
from genocore.explanation.mutagenesis import letters_read, mutagenesis
from genocore.features.letters import Letters
from genocore.features.onehot import OneHot
from genocore.sequences import Dataset
from tests.explanation.small import OfText, data_of, random_texts

MEMBERS = (lambda text: text.count("GA"), lambda text: 3 * text.count("A"), len)


def weighed(text):
    """Return a number to which every letter adds something else, and neighbours more."""
    return sum("ACGTN".index(letter) * (index + 1) ** 1.5 for index, letter in enumerate(text)) + 7 * text.count("GA")


def by_hand(function, texts):
    rows = []
    for text in texts:
        for index, letter in enumerate(text):
            forms = [text[:index] + base + text[index + 1 :] for base in "ACGT"]
            rows.append([0.0 if form[index] == letter else function(form) - function(text) for form in forms])
    return np.array(rows)


def where_of(data, *places):
    where = np.zeros(len(data.letters), dtype=bool)
    where[list(places)] = True
    return where


def test_effects_are_the_score_after_minus_the_score_before():
    texts = ["GATTNACA", "", "C", "GAGA"]
    found = mutagenesis(OfText(weighed), Dataset.from_strings(texts))
    np.testing.assert_allclose(found.delta, by_hand(weighed, texts), atol=1e-12)
    assert found.before.joint.tolist() == [weighed(text) for text in texts]
    assert found.delta.shape == (13, 4)
    assert found.delta.dtype == np.float64
    assert found.sd is None
    assert found.read.all()


@pytest.mark.parametrize("most", [1, 9, 30])
def test_the_size_of_blocks_changes_nothing(most, monkeypatch):
    monkeypatch.setattr(blocks, "_LETTERS", most)
    texts = ["GATTNACA", "", "C", "GAGA"]
    found = mutagenesis(OfText(weighed, members=MEMBERS), Dataset.from_strings(texts))
    np.testing.assert_allclose(found.delta, by_hand(weighed, texts), atol=1e-12)
    spread = np.std([by_hand(one, texts) for one in MEMBERS], axis=0)
    np.testing.assert_allclose(found.sd, spread, atol=1e-12)


def test_only_the_letters_asked_for_are_replaced_and_all_others_are_unknown():
    data, score = data_of("ACGT", "GN"), OfText(weighed)
    found = mutagenesis(score, data, where_of(data, 1, 5))
    expected = np.full((6, 4), np.nan)
    expected[[1, 5]] = by_hand(weighed, ["ACGT", "GN"])[[1, 5]]
    np.testing.assert_allclose(found.delta, expected, atol=1e-12)
    assert len(score.texts) == 2 + 3 + 4
    assert [len(found.table(0)), len(found.table(1))] == [3, 4]
    for values in (found.influence, found.support):
        np.testing.assert_array_equal(np.isnan(values), [True, False, True, True, True, False])


def test_where_nothing_is_asked_for_the_model_is_asked_about_the_sequences_only():
    data, score = data_of("ACGT"), OfText(weighed, members=MEMBERS)
    found = mutagenesis(score, data, np.zeros(4, dtype=bool))
    assert score.texts == ["ACGT"]
    assert np.isnan(found.delta).all()
    assert np.isnan(found.sd).all()
    assert found.table(0).columns.tolist() == ["position", "ref", "alt", "delta", "sd"]
    assert found.table(0).empty


def test_there_may_be_no_sequences():
    found = mutagenesis(OfText(weighed), Dataset.from_strings([]))
    assert found.delta.shape == (0, 4)
    assert found.influence.shape == found.support.shape == (0,)


def test_influence_is_the_mean_size_and_support_minus_the_mean_of_the_other_bases():
    found = mutagenesis(OfText(weighed), data_of("GANA"))
    expected = by_hand(weighed, ["GANA"])
    for index, letter in enumerate("GANA"):
        others = [value for value, base in zip(expected[index], "ACGT", strict=True) if base != letter]
        assert found.influence[index] == pytest.approx(np.mean(np.abs(others)))
        assert found.support[index] == pytest.approx(-np.mean(others))


def test_a_letter_that_raises_the_score_is_supported():
    found = mutagenesis(OfText(lambda text: text.count("A")), data_of("AC"))
    assert found.support.tolist() == [1.0, -1 / 3]
    assert found.influence.tolist() == [1.0, 1 / 3]


def test_the_table_of_a_sequence_has_one_row_for_each_replacement():
    data = data_of("TTTTT", "GNA")
    score = OfText(weighed, members=MEMBERS)
    found = mutagenesis(score, data)
    table = found.table(1)
    assert table["position"].tolist() == [1, 1, 1, 2, 2, 2, 2, 3, 3, 3]
    assert table["ref"].tolist() == [*"GGGNNNNAAA"]
    assert table["alt"].tolist() == [*"ACTACGTCGT"]
    for row in table.itertuples():
        text = "GNA"[: row.position - 1] + row.alt + "GNA"[row.position :]
        assert row.delta == pytest.approx(weighed(text) - weighed("GNA"))
        assert row.sd == pytest.approx(np.std([one(text) - one("GNA") for one in MEMBERS]))


def test_members_that_agree_on_every_effect_have_no_spread():
    apart = (weighed, lambda text: weighed(text) + 100)
    found = mutagenesis(OfText(weighed, members=apart), data_of("GATTACA"))
    np.testing.assert_allclose(found.sd, 0, atol=1e-9)


@pytest.mark.parametrize("align", ["start", "centre", "end"])
@pytest.mark.parametrize("made", [Letters, OneHot])
@pytest.mark.parametrize("reads", [1, 4, 5, 9])
def test_letters_that_are_read_are_those_that_change_the_features(made, align, reads):
    encoder = made(length=reads, align=align).fit(data_of("A"))
    texts = random_texts(7, [0, 1, 4, 5, 6, 9, 12], seed=reads)
    expected = []
    for text in texts:
        plain = encoder.transform(data_of(text))
        for index, letter in enumerate(text):
            other = text[:index] + ("C" if letter == "A" else "A") + text[index + 1 :]
            expected.append(bool((encoder.transform(data_of(other)) != plain).any()))
    model = SimpleNamespace(encoder=encoder, estimator=None)
    assert letters_read(model, Dataset.from_strings(texts)).tolist() == expected


def test_a_model_that_makes_features_of_whole_sequences_reads_all_of_them():
    model = SimpleNamespace(
        encoder=SimpleNamespace(reads=2, align="start"), estimator=SimpleNamespace(members_on=lambda data: None)
    )
    assert letters_read(model, data_of("ACGT")).all()


def test_letters_that_are_not_read_have_no_effect_and_are_not_asked_about():
    score = OfText(lambda text: weighed(text[-2:]), encoder=SimpleNamespace(reads=2, align="end"))
    data = data_of("NACGT", "A")
    found = mutagenesis(score, data)
    assert found.read.tolist() == [False, False, False, True, True, True]
    assert (found.delta[:3] == 0).all()
    np.testing.assert_allclose(found.delta, by_hand(score.function, ["NACGT", "A"]), atol=1e-12)
    assert len(score.texts) == 2 + 3 * 3
    assert len(found.table(0)) == 4 + 4 * 3  # they have rows: their effect is known
    some = mutagenesis(score, data, where_of(data, 1, 4))
    np.testing.assert_array_equal(np.isnan(some.delta).all(axis=1), [True, False, True, True, False, True])


def test_progress_rises_to_the_end(monkeypatch):
    monkeypatch.setattr(blocks, "_LETTERS", 20)
    seen = []
    mutagenesis(OfText(weighed), data_of("GATTACA", "CC"), on_progress=lambda *told: seen.append(told))
    assert [fraction for fraction, _ in seen] == sorted(fraction for fraction, _ in seen)
    assert seen[-1] == (1.0, "27 of 27 replacements")
    assert len(seen) > 3


def test_it_can_be_stopped(monkeypatch):
    monkeypatch.setattr(blocks, "_LETTERS", 20)
    score = OfText(weighed)

    def stop(fraction, note="", **details):
        raise Cancelled

    with pytest.raises(Cancelled):
        mutagenesis(score, data_of("GATTACA"), on_progress=stop)
    assert len(score.texts) < 1 + 21
