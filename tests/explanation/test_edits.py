import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from genocore.explanation import edits as module
from genocore.explanation.edits import Edits, ask_edits, edited, every_edit, recount
from genocore.explanation.score import Score
from genocore.features.gapped_kmers import GappedKmers
from genocore.features.kmers import Kmers
from genocore.sequences import Dataset
from tests.explanation.small import OfText, data_of, fitted, random_texts
from tests.features.test_counted import GAPPED, KMERS, RAGGED, TEXTS, WIDE, assert_same


def by_hand(texts, where=None):
    """Return row, place in the buffer, code and whole text of every edit, the slow way."""
    found, place = [], 0
    for row, text in enumerate(texts):
        for index, letter in enumerate(text):
            for code, base in enumerate("ACGT"):
                if base != letter and (where is None or where[place]):
                    found.append((row, place, code, text[:index] + base + text[index + 1 :]))
            place += 1
    return found


def all_of(data):
    return every_edit(data, np.ones(len(data.letters), dtype=bool))


def as_rows(edits):
    return list(zip(edits.row.tolist(), edits.place.tolist(), edits.code.tolist(), strict=True))


@given(TEXTS, st.integers(0, 10))
@settings(max_examples=40, deadline=None)
def test_every_edit_is_each_other_letter_at_each_place(texts, seed):
    data = Dataset.from_strings(texts)
    where = np.random.default_rng(seed).random(len(data.letters)) < 0.6
    edits, expected = every_edit(data, where), by_hand(texts, where)
    assert as_rows(edits) == [(row, place, code) for row, place, code, _ in expected]
    assert list(edited(data, edits).sequences()) == [text for *_, text in expected]


def test_edited_sequences_keep_their_names_and_leave_the_first_as_they_are():
    data = data_of("ACG", "", "TT", ids=["a", "b", "c"])
    found = edited(data, Edits(np.array([2, 0]), np.array([4, 0]), np.array([2, 1], dtype=np.uint8)))
    assert list(zip(found.ids, found.sequences(), strict=True)) == [("c", "TG"), ("a", "CCG")]
    assert list(data.sequences()) == ["ACG", "", "TT"]


def test_ambiguous_letters_become_each_of_the_four_bases():
    edits = all_of(data_of("NR"))
    assert as_rows(edits) == [(0, 0, 0), (0, 0, 1), (0, 0, 2), (0, 0, 3), (0, 1, 0), (0, 1, 1), (0, 1, 2), (0, 1, 3)]


@given(st.one_of(KMERS, GAPPED), TEXTS)
@settings(max_examples=60, deadline=None)
def test_counting_again_where_a_letter_changed_is_the_same_to_the_last_bit(encoder, texts):
    data = Dataset.from_strings(texts)
    edits = all_of(data)
    assert_same(recount(encoder, data, edits), encoder.transform(Dataset.from_strings([t for *_, t in by_hand(texts)])))


@pytest.mark.parametrize("encoder", WIDE, ids=str)
def test_so_it_is_where_the_matrix_is_sparse(encoder):
    data = Dataset.from_strings(RAGGED)
    edits = all_of(data)
    edits = Edits(edits.row[::5], edits.place[::5], edits.code[::5])
    found = recount(encoder, data, edits)
    assert isinstance(found, csr_array)
    assert_same(found, encoder.transform(edited(data, edits)))


@pytest.mark.parametrize("encoder", [Kmers((1, 5), "both"), GappedKmers(2, 1, (0, 6), "both")], ids=str)
def test_edits_in_any_order_of_some_rows_are_counted_too_and_so_are_letters_that_stay(encoder):
    texts = random_texts(6, [30, 3, 0, 25, 1, 12], seed=3, letters="ACGTN")
    data = Dataset.from_strings(texts)
    rng = np.random.default_rng(8)
    row = np.repeat([3, 0, 5, 4], [7, 20, 9, 2])
    index = (rng.random(len(row)) * data.lengths[row]).astype(np.int64)
    edits = Edits(row, data.offsets[row] + index, rng.integers(0, 4, len(row)).astype(np.uint8))
    assert_same(recount(encoder, data, edits), encoder.transform(edited(data, edits)))


@pytest.mark.parametrize("encoder", [Kmers((1, 2)), Kmers((7, 7)), GappedKmers(1, 1, (0, 1))], ids=str)
def test_of_no_edits_there_are_no_rows(encoder):
    data = data_of("ACG", "")
    none = every_edit(data, np.zeros(3, dtype=bool))
    assert len(none) == 0
    assert_same(recount(encoder, data, none), encoder.transform(edited(data, none)))


def test_counting_again_leaves_the_sequences_as_they_are():
    data = data_of("ACGTTGCA")
    recount(Kmers((1, 3)), data, all_of(data))
    assert data.sequence(0) == "ACGTTGCA"


@pytest.mark.parametrize("most", [1, 7, 25, 10_000])
def test_blocks_follow_each_other_and_no_edit_is_left_out(most, monkeypatch):
    monkeypatch.setattr(module, "_LETTERS", most)
    texts = ["ACGTN", "", "GG", "TTTTTTTTTTTT"]
    data, score = Dataset.from_strings(texts), OfText(lambda text: text.count("A") + 10 * len(text))
    edits = all_of(data)
    found = list(ask_edits(score, data, edits))
    assert [first for first, _, _ in found] == [0, *(last for _, last, _ in found[:-1])]
    assert found[-1][1] == len(edits)
    assert score.texts == [text for *_, text in by_hand(texts)]
    numbers = np.concatenate([scores.joint for _, _, scores in found])
    assert numbers.tolist() == [score.function(text) for *_, text in by_hand(texts)]
    asked = np.cumsum([len(text) for *_, text in by_hand(texts)])
    for first, last, _ in found:
        letters = asked[last - 1] - (asked[first - 1] if first else 0)
        assert letters <= most or last == first + 1


def test_counted_blocks_give_the_same_as_whole_sequences(monkeypatch):
    texts = random_texts(40, 30, seed=2)
    data = Dataset.from_strings(texts, labels=["xy"[text.count("GA") > 1] for text in texts])
    score = Score.checked(fitted(data, "random_forest", "kmers", {"k": "1-3", "trees": 5}))
    some = data.take(np.arange(3))
    edits = all_of(some)
    whole = score.ask(edited(some, edits)).joint
    monkeypatch.setattr(module, "_CELLS", 1)
    found = list(ask_edits(score, some, edits))
    assert [(first, last) for first, last, _ in found] == [(0, 64), (64, 128), (128, 192), (192, 256), (256, 270)]
    np.testing.assert_array_equal(np.concatenate([scores.joint for _, _, scores in found]), whole)
