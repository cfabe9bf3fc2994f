import numpy as np
import pytest
from Bio.Seq import Seq

from genocore.explanation import surroundings as module
from genocore.explanation.surroundings import widen
from genocore.sequences import Dataset
from tests.explanation.changes import changes_of, mutated, random_changes
from tests.explanation.small import data_of, opposite_text, random_texts


def as_rows(changes):
    return list(
        zip(*(part.tolist() for part in (changes.sequence, changes.index, changes.span, changes.put)), strict=True)
    )


def moved(texts, *rows, width=100, ids=None):
    found, words = widen(data_of(*texts, ids=ids), changes_of(*rows), width)
    return as_rows(found), words.tolist()


def places_of(texts, at):
    """Return where sequence `at` stands in longer ones, the slow way."""
    own, found = texts[at], set()
    for there, text in enumerate(texts):
        if len(text) > len(own):
            for start in range(len(text) - len(own) + 1):
                piece = text[start : start + len(own)]
                if own in (piece, str(Seq(piece).reverse_complement())):
                    found.add((there, start, own != piece))
    return found


def test_a_change_is_moved_to_the_only_place_of_the_short_sequence():
    rows, words = moved(["GGA", "TTGGACC"], (0, 0, 1, "T"), (0, 2, 1, ""), (0, 3, 0, "AT"), ids=["box", "promoter"])
    assert rows == [(1, 2, 1, "T"), (1, 4, 1, ""), (1, 5, 0, "AT")]
    assert words == ["Read within promoter, 3 to 5."] * 3


def test_on_the_opposite_strand_letters_are_complemented_and_places_counted_from_the_other_end():
    rows, words = moved(["TCC", "TTGGACC"], (0, 0, 1, "A"), (0, 0, 2, "AC"), (0, 0, 0, "AG"), (0, 3, 0, "AG"))
    assert rows == [(1, 4, 1, "T"), (1, 3, 2, "GT"), (1, 5, 0, "CT"), (1, 2, 0, "CT")]
    assert words == ["Read within seq2, 3 to 5, on the opposite strand."] * 4


@pytest.mark.parametrize(
    "texts",
    [
        ["GGA", "TTGGACCGGA"],  # twice in one
        ["GGA", "TTGGACC", "AGGAA"],  # once in two
        ["GGA", "TTGGATCC"],  # once on each strand
        ["AAA", "CAAAAC"],  # overlapping itself
        ["GGA", "TTGTTCT"],  # nowhere
        ["GGA", "GGA", "TCC"],  # in none that is longer
        ["GGA", "TTGG", "ACCC"],  # only across the border of two
        ["GGA", "TGGAT", "CTGGATC"],  # in one that is itself part of another
    ],
    ids=" ".join,
)
def test_a_sequence_without_exactly_one_place_stays(texts):
    rows, words = moved(texts, (0, 1, 1, "T"))
    assert rows == [(0, 1, 1, "T")]
    assert words == [""]


def test_a_palindrome_stands_in_its_place_once():
    rows, words = moved(["GAATTC", "TTGAATTCAC"], (0, 1, 1, "C"))
    assert rows == [(1, 3, 1, "C")]
    assert words == ["Read within seq2, 3 to 8."]


def test_one_place_is_found_at_the_ends_and_beside_copies_of_the_same_length():
    assert moved(["GGA", "GGACC", "GGA"], (0, 1, 1, "T"))[0] == [(1, 1, 1, "T")]
    assert moved(["GGA", "TTGG", "ACCGGA", "CC"], (0, 1, 1, "T"))[0] == [(2, 4, 1, "T")]
    assert moved(["TTGG", "ACCGGA", "GGA"], (2, 1, 1, "T"), (0, 0, 1, "A"))[0] == [(1, 4, 1, "T"), (0, 0, 1, "A")]


def test_ambiguous_letters_are_compared_as_they_are():
    assert moved(["GNA", "TTGGACC"], (0, 0, 1, "T"))[0] == [(0, 0, 1, "T")]
    assert moved(["GNA", "TTGNACC"], (0, 0, 1, "T"))[0] == [(1, 2, 1, "T")]
    assert moved(["TNC", "TTGNACC"], (0, 0, 1, "R"))[0] == [(1, 4, 1, "Y")]


def test_only_sequences_shorter_than_what_is_read_are_moved():
    texts, row = ["GGA", "TTGGACC"], (0, 1, 1, "T")
    assert moved(texts, row, width=3)[0] == [row]
    assert moved(texts, row, width=4)[0] == [(1, 3, 1, "T")]
    assert moved(texts, (1, 1, 1, "A"), width=100)[0] == [(1, 1, 1, "A")]


def test_rows_without_a_sequence_stay_without_one():
    rows, words = moved(["GGA", "TTGGACC"], (-1, -1, 0, ""), (0, 1, 1, "T"))
    assert rows == [(-1, -1, 0, ""), (1, 3, 1, "T")]
    assert words[0] == ""
    assert moved(["GGA", "TTGGACC"], (-1, -1, 0, ""))[0] == [(-1, -1, 0, "")]


def test_an_empty_sequence_stands_nowhere():
    assert moved(["", "TTGGACC"], (0, 0, 0, "T"))[0] == [(0, 0, 0, "T")]


def test_nothing_is_looked_for_beyond_the_effort_allowed(monkeypatch):
    monkeypatch.setattr(module, "_EFFORT", 9)
    assert moved(["GGA", "TTGGACC"], (0, 1, 1, "T"))[0] == [(0, 1, 1, "T")]
    monkeypatch.setattr(module, "_EFFORT", 10)
    assert moved(["GGA", "TTGGACC"], (0, 1, 1, "T"))[0] == [(1, 3, 1, "T")]


def test_what_was_given_is_left_as_it_was():
    data, changes = data_of("TCC", "TTGGACC"), changes_of((0, 0, 1, "A"))
    widen(data, changes, 100)
    assert as_rows(changes) == [(0, 0, 1, "A")]


@pytest.mark.parametrize("seed", range(4))
def test_the_moved_change_makes_the_same_of_the_longer_sequence(seed):
    rng = np.random.default_rng(seed)
    long = random_texts(4, 60, seed=seed)
    texts = list(long)
    for number in range(14):
        host, start, length = int(rng.integers(4)), int(rng.integers(0, 50)), int(rng.integers(3, 11))
        piece = long[host][start : start + length]
        texts.append(opposite_text(piece) if number % 2 else piece)
    rows = random_changes(texts, 150, seed=seed)
    data = Dataset.from_strings(texts)
    found, words = widen(data, changes_of(*rows), 40)
    several = 0
    for old, new, said in zip(rows, as_rows(found), words, strict=True):
        places = places_of(texts, old[0]) if len(texts[old[0]]) < 40 else set()
        if len(places) != 1:
            assert new == old
            assert said == ""
            continue
        several += 1
        ((there, start, turned),) = places
        assert new[0] == there
        short, whole = mutated(texts[old[0]], *old[1:]), mutated(texts[there], *new[1:])
        assert len(whole) - len(texts[there]) == len(short) - len(texts[old[0]])
        assert whole[start : start + len(short)] == (opposite_text(short) if turned else short)
        assert whole[:start] == texts[there][:start]
        strand = ", on the opposite strand" if turned else ""
        assert said == f"Read within seq{there + 1}, {start + 1} to {start + len(texts[old[0]])}{strand}."
    assert several > 30
