from types import SimpleNamespace

import numpy as np
import pytest
from Bio.Seq import Seq

from genocore.explanation.windows import Changes, before_and_after, cut_out, longest_read, opposite
from genocore.sequences import Dataset
from tests.explanation.changes import changes_of, mutated, random_changes
from tests.explanation.small import data_of, random_texts, texts_of


def by_hand(text, index, span, put, width):
    """Return begin and end of the window, and both its forms."""
    begin = 0
    if len(text) > width:
        begin = min(max(index + span // 2 - width // 2, 0), len(text) - width)
    end = min(begin + width, len(text))
    after = mutated(text, index, span, put)[begin:]
    return begin, end, text[begin:end], after if end == len(text) else after[:width]


def cut(text, index, span, put, width):
    """Return begin, end and both forms, as they are found."""
    data, change = data_of(text), changes_of((0, index, span, put))
    begin, end = cut_out(data, change, width)
    old, new = before_and_after(data, change, width)
    return int(begin[0]), int(end[0]), old.sequence(0), new.sequence(0)


@pytest.mark.parametrize("width", [1, 2, 5, 8, 11, 12, 30])
@pytest.mark.parametrize("longest", [1, 4])
def test_windows_are_those_cut_from_text_the_slow_way(width, longest):
    texts = random_texts(8, [1, 2, 7, 8, 11, 12, 13, 40], seed=width)
    rows = random_changes(texts, 120, seed=longest, longest=longest)
    rows = [row for row in rows if max(row[2], len(row[3])) < max(width, 2)]  # larger ones are not given to a model
    data, changes = Dataset.from_strings(texts), changes_of(*rows)
    begin, end = cut_out(data, changes, width)
    old, new = before_and_after(data, changes, width)
    for at, (sequence, index, span, put) in enumerate(rows):
        expected = by_hand(texts[sequence], index, span, put, width)
        assert (begin[at], end[at], old.sequence(at), new.sequence(at)) == expected, rows[at]


def test_a_sequence_no_longer_than_the_window_is_given_whole():
    assert cut("ACGTACGT", 3, 1, "A", 8) == (0, 8, "ACGTACGT", "ACGAACGT")
    assert cut("ACGTACGT", 3, 1, "", 9) == (0, 8, "ACGTACGT", "ACGACGT")
    assert cut("ACGTACGT", 3, 0, "GG", 8) == (0, 8, "ACGTACGT", "ACGGGTACGT")
    assert cut("A", 0, 1, "C", 50) == (0, 1, "A", "C")
    assert cut("A", 0, 1, "", 50) == (0, 1, "A", "")


def test_the_first_and_the_last_letter_lie_in_windows_at_the_ends():
    text = "AAACCCGGGTTT"
    assert cut(text, 0, 1, "G", 4) == (0, 4, "AAAC", "GAAC")
    assert cut(text, 11, 1, "G", 4) == (8, 12, "GTTT", "GTTG")
    assert cut(text, 0, 0, "GG", 4) == (0, 4, "AAAC", "GGAA")
    assert cut(text, 12, 0, "GG", 4) == (8, 12, "GTTT", "GTTTGG")
    assert cut(text, 0, 2, "", 4) == (0, 4, "AAAC", "ACCC")
    assert cut(text, 10, 2, "", 4) == (8, 12, "GTTT", "GT")


def test_a_deletion_is_made_up_for_from_behind_and_an_insertion_pushes_letters_out():
    text = "AAACCCGGGTTT"
    assert cut(text, 5, 2, "", 6) == (3, 9, "CCCGGG", "CCGGTT")
    assert cut(text, 6, 0, "AT", 6) == (3, 9, "CCCGGG", "CCCATG")
    assert cut(text, 5, 1, "TA", 6) == (2, 8, "ACCCGG", "ACCTAG")
    assert cut(text, 5, 2, "TA", 6) == (3, 9, "CCCGGG", "CCTAGG")


def test_a_window_keeps_its_length_as_long_as_there_are_letters_behind():
    assert cut("AAAACCCCGGGG", 7, 3, "", 6) == (5, 11, "CCCGGG", "CCGG")


@pytest.mark.parametrize("added", range(1, 12))
def test_an_insertion_of_any_size_does_not_make_the_window_longer(added):
    text, width = random_texts(1, 60, seed=3)[0], 12
    begin, end, _, new = cut(text, 30, 0, "C" * added, width)
    assert (begin, end) == (24, 36)
    assert new == (text[24:30] + "C" * added + text[30:])[:width]


def test_both_forms_have_the_names_of_their_sequences_and_one_row_each():
    data = data_of("AAAA", "CCCC", ids=["a", "c"])
    old, new = before_and_after(data, changes_of((1, 0, 1, "G"), (0, 2, 1, "T"), (1, 3, 1, "")), 10)
    assert [list(part.ids) for part in (old, new)] == [["c", "a", "c"]] * 2
    assert texts_of(old) == ["CCCC", "AAAA", "CCCC"]
    assert texts_of(new) == ["GCCC", "AATA", "CCC"]
    assert texts_of(data) == ["AAAA", "CCCC"]


def test_of_no_changes_there_are_no_windows():
    none = changes_of((0, 0, 1, "G")).take(np.zeros(0, dtype=np.int64))
    assert [len(part) for part in before_and_after(data_of("ACGT"), none, 3)] == [0, 0]
    assert len(none) == 0
    assert none.added.tolist() == []


def test_changes_can_be_taken_by_number_and_know_what_they_add():
    some = changes_of((0, 1, 2, ""), (1, 3, 0, "ACG"), (0, 2, 1, "T"))
    assert len(some) == 3
    assert some.added.tolist() == [0, 3, 1]
    assert isinstance(some, Changes)
    assert some.take(np.array([2, 0])).put.tolist() == ["T", ""]
    assert some.take(np.array([2, 0])).span.tolist() == [1, 2]


def test_the_opposite_strand_is_that_of_biopython():
    texts = ["", "A", "ACGTN", "RYKMSWBDHVN", *random_texts(5, [3, 0, 9, 1, 12], seed=1)]
    data = data_of(*texts, ids=list("abcdefghi"))
    found = opposite(data)
    assert texts_of(found) == [str(Seq(text).reverse_complement()) for text in texts]
    assert list(found.ids) == list("abcdefghi")
    assert texts_of(opposite(found)) == texts
    assert len(opposite(Dataset.from_strings([]))) == 0


def test_the_longest_read_is_that_of_the_training_sequences_and_one_at_least():
    def model_of(limit):
        return SimpleNamespace(novelty=SimpleNamespace(limits={"length": (3.0, limit)}))

    assert longest_read(model_of(57.0)) == 57
    assert longest_read(model_of(0.0)) == 1
