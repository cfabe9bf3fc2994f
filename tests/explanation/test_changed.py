import numpy as np
import pytest

from genocore.explanation import changed as module
from genocore.explanation.changed import ask_changes, percentiles
from genocore.explanation.windows import before_and_after
from genocore.sequences import Dataset
from tests.explanation.changes import changes_of, random_changes
from tests.explanation.small import OfText, data_of, random_texts, texts_of


def weighed(text):
    return sum("ACGTN".index(letter) * (index + 1) ** 1.5 for index, letter in enumerate(text)) + 7 * text.count("GA")


def quiet(done, letters):
    """Be told nothing."""


def window(text, index, longest):
    begin = min(max(index - longest // 2, 0), max(len(text) - longest, 0))
    return begin, text[begin : begin + longest]


def singles(text, function, longest):
    """Return the size of the effect of every letter replaced alone, each in a window of its own, the slow way."""
    found = []
    for index, letter in enumerate(text):
        if letter not in "ACGT":
            continue
        begin, old = window(text, index, longest)
        for base in "ACGT":
            if base != letter:
                new = old[: index - begin] + base + old[index - begin + 1 :]
                found.append(abs(function(new) - function(old)))
    return np.array(found)


def percent(effect, others):
    return 100 * ((others < abs(effect)).sum() + (others == abs(effect)).sum() / 2) / len(others)


@pytest.mark.parametrize("most", [1, 40, 10_000])
def test_each_window_is_asked_once_before_and_each_change_after(most, monkeypatch):
    monkeypatch.setattr(module, "_LETTERS", most)
    texts = random_texts(4, [5, 12, 30, 9], seed=1)
    rows = random_changes(texts, 40, seed=2)
    data, changes, score = Dataset.from_strings(texts), changes_of(*rows), OfText(weighed, longest=10)
    old, new = before_and_after(data, changes, 10)
    seen = []
    for block, before, at, after, asked_old, asked_new in ask_changes(score, data, changes):
        seen += block.tolist()
        assert len(before.joint) == len(asked_old) == at.max() + 1
        assert texts_of(asked_old.take(at)) == texts_of(old.take(block))
        assert texts_of(asked_new) == texts_of(new.take(block))
        assert before.joint.tolist() == list(map(weighed, texts_of(asked_old)))
        assert after.joint.tolist() == list(map(weighed, texts_of(asked_new)))
    assert seen == list(range(40))


def test_a_short_sequence_is_asked_once_however_many_changes_it_has():
    data, score = data_of("ACGTACGT", "GG"), OfText(weighed, longest=20)
    list(ask_changes(score, data, changes_of(*((0, index, 1, "N") for index in range(8)), (1, 0, 1, "T"))))
    assert score.texts.count("ACGTACGT") == score.texts.count("GG") == 1
    assert len(score.texts) == 2 + 9


@pytest.mark.parametrize("longest", [7, 50])
def test_percentiles_are_those_of_a_brute_force_count(longest):
    texts = ["GATTACANGAGA", "CC", *random_texts(2, [25, 8], seed=4)]
    rows = random_changes(texts, 60, seed=3)
    data, changes, score = Dataset.from_strings(texts), changes_of(*rows), OfText(weighed, longest=longest)
    effect = np.linspace(-40, 40, 60)
    effect[:5] = 0.0
    found, compared = percentiles(score, data, changes, effect, 1, quiet)
    for (sequence, *_), value, own, n in zip(rows, effect, found, compared, strict=True):
        others = singles(texts[sequence], weighed, longest)
        assert n == len(others)
        assert own == pytest.approx(percent(value, others), abs=1e-9)


def test_equal_effects_count_half():
    score = OfText(lambda text: text.count("A"))
    data, changes = data_of("AC"), changes_of((0, 0, 1, "C"), (0, 1, 1, "T"), (0, 0, 1, "G"))
    found, compared = percentiles(score, data, changes, np.array([-1.0, 0.0, 5.0]), 1, quiet)
    # of A: 3 effects of size 1; of C: one of size 1, two of 0
    assert compared.tolist() == [6, 6, 6]
    assert found.tolist() == pytest.approx([100 * 4 / 6, 100 * 1 / 6, 100.0])


def test_where_the_model_sees_nothing_every_effect_is_in_the_middle():
    found, _ = percentiles(OfText(lambda text: 3), data_of("ACGT"), changes_of((0, 0, 1, "C")), np.zeros(1), 1, quiet)
    assert found.tolist() == [50.0]


def test_a_sequence_without_a_letter_to_compare_with_has_no_percentile():
    data, changes = data_of("NNN", "A", ""), changes_of((0, 1, 1, "C"), (1, 0, 1, "C"), (2, 0, 0, "C"))
    found, compared = percentiles(OfText(weighed), data, changes, np.ones(3), 1, quiet)
    np.testing.assert_array_equal(np.isnan(found), [True, False, True])
    assert compared.tolist() == [0, 3, 0]


def test_of_long_sequences_as_many_letters_as_said_are_taken_at_random(monkeypatch):
    monkeypatch.setattr(module, "COMPARED", 30)
    text = random_texts(1, 200, seed=6)[0]
    score, data, changes = OfText(weighed, longest=20), data_of(text), changes_of((0, 3, 1, "N"))
    found, compared = percentiles(score, data, changes, np.array([60.0]), 1, quiet)
    assert compared.tolist() == [30]
    taken = {text for text in score.texts if len(text) == 20}
    assert len(taken) > 30
    every = [percentiles(score, data, changes, np.array([60.0]), seed, quiet)[0][0] for seed in range(60)]
    assert len(set(every)) > 3
    truth = percent(60.0, singles(text, weighed, 20))
    error = np.sqrt(truth * (100 - truth) / 30) / np.sqrt(60)
    assert abs(np.mean(every) - truth) < 4 * error  # no part of the sequence is preferred
    assert found[0] == percentiles(score, data, changes, np.array([60.0]), 1, quiet)[0][0]


def test_the_letters_taken_do_not_depend_on_other_sequences(monkeypatch):
    monkeypatch.setattr(module, "COMPARED", 20)
    data, score = Dataset.from_strings(random_texts(5, 120, seed=2)), OfText(weighed, longest=30)
    changes = changes_of(*((row, 7, 1, "N") for row in range(5)))
    effect = np.array([3.0, 20.0, 35.0, 50.0, 70.0])
    whole, _ = percentiles(score, data, changes, effect, 9, quiet)
    order = np.array([3, 1, 4, 0, 2])
    np.testing.assert_array_equal(
        percentiles(score, data, changes.take(order), effect[order], 9, quiet)[0], whole[order]
    )
    for row in range(5):
        one = np.array([row])
        np.testing.assert_array_equal(percentiles(score, data, changes.take(one), effect[one], 9, quiet)[0], whole[one])


def test_of_very_many_sequences_fewer_letters_each_are_taken_but_200(monkeypatch):
    monkeypatch.setattr(module, "ALL_COMPARED", 960)
    data, score = Dataset.from_strings(random_texts(4, 120, seed=2)), OfText(weighed, longest=30)
    changes = changes_of(*((row, 7, 1, "N") for row in range(4)))
    assert percentiles(score, data, changes, np.ones(4), 1, quiet)[1].tolist() == [240] * 4
    monkeypatch.setattr(module, "ALL_COMPARED", 12)
    assert percentiles(score, data, changes, np.ones(4), 1, quiet)[1].tolist() == [200] * 4


def test_progress_is_told_in_letters(monkeypatch):
    monkeypatch.setattr(module, "_LETTERS", 100)
    seen = []
    percentiles(
        OfText(weighed, longest=10), data_of("ACGTAC" * 5, "GG"), changes_of((0, 0, 1, "C"), (1, 0, 1, "C")),
        np.ones(2), 1, lambda *told: seen.append(told),
    )  # fmt: skip
    assert seen == [(64, 96), (96, 96)]


def test_letters_of_a_chromosome_are_drawn_without_listing_them_all(monkeypatch):
    monkeypatch.setattr(module, "_LISTED", 100)
    text = "ACGTN" * 60
    found = module._singles(data_of(text), 0, 50, np.random.default_rng(1))
    assert len(found) == 50
    assert len({*zip(found.index.tolist(), found.put, strict=True)}) == 50
    assert all(text[at] != put and text[at] != "N" for at, put in zip(found.index, found.put, strict=True))
