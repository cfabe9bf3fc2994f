from itertools import product

import numpy as np
import pytest
from Bio.Seq import Seq
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.features.words import count_words, list_words, opposite_codes, words_of
from genocore.sequences import Dataset

TEXTS = st.lists(st.text("AACGTN", max_size=15), max_size=8)
RANGES = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(sorted)


def by_hand(texts, k):
    """Count words the slow way."""
    words = ["".join(word) for word in product("ACGT", repeat=k)]
    return [
        [sum(text[start : start + k] == word for start in range(len(text) - k + 1)) for word in words] for text in texts
    ]


def counted(data, low, high):
    """Put the blocks together again."""
    tables = {k: np.zeros((len(data), 4**k), dtype=np.int64) for k in range(low, high + 1)}
    seen = []
    for first, last, counts in count_words(data, low, high):
        seen += range(first, last)
        assert sorted(counts) == list(range(low, high + 1))
        for k, table in counts.items():
            tables[k][first:last] = table
    assert seen == list(range(len(data)))
    return tables


def listed(data, low, high):
    tables = {k: np.zeros((len(data), 4**k), dtype=np.int64) for k in range(low, high + 1)}
    for first, _, k, row, code in list_words(data, low, high):
        np.add.at(tables[k], (first + row, code), 1)
    return tables


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_words_are_in_the_order_of_the_alphabet(k):
    assert words_of(k) == ["".join(word) for word in product("ACGT", repeat=k)]


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_opposite_codes_agree_with_biopython(k):
    words = words_of(k)
    assert [words[code] for code in opposite_codes(k)] == [str(Seq(word).reverse_complement()) for word in words]


@pytest.mark.parametrize(
    ("text", "k", "expected"),
    [
        ("AAAA", 1, {"A": 4}),
        ("AAAA", 2, {"AA": 3}),
        ("AAAA", 4, {"AAAA": 1}),
        ("AAAA", 5, {}),
        ("ACGT", 2, {"AC": 1, "CG": 1, "GT": 1}),
        ("ACNGT", 2, {"AC": 1, "GT": 1}),
        ("ACNGT", 3, {}),
        ("NACGTN", 3, {"ACG": 1, "CGT": 1}),
        ("RYN", 1, {}),
        ("", 1, {}),
        ("TTTTTTTT", 8, {"TTTTTTTT": 1}),
    ],
)
def test_words_overlap_and_those_with_an_ambiguous_letter_are_not_counted(text, k, expected):
    data = Dataset.from_strings([text])
    for tables in (counted(data, k, k), listed(data, k, k)):
        assert {words_of(k)[code]: int(tables[k][0, code]) for code in np.flatnonzero(tables[k][0])} == expected


def test_words_do_not_run_on_from_one_sequence_into_the_next():
    data = Dataset.from_strings(["A", "C", "", "GT", "A"])
    for tables in (counted(data, 1, 3), listed(data, 1, 3)):
        assert tables[1].tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0]]
        assert tables[2].sum(axis=1).tolist() == [0, 0, 0, 1, 0]
        assert tables[3].sum() == 0


@settings(deadline=None)
@given(TEXTS, RANGES)
def test_counts_agree_with_counting_by_hand(texts, limits):
    data, (low, high) = Dataset.from_strings(texts), limits
    for tables in (counted(data, low, high), listed(data, low, high)):
        for k in range(low, high + 1):
            assert tables[k].tolist() == by_hand(texts, k)


@pytest.mark.parametrize("letter", list("NRYSWKMBDHV"))
def test_every_ambiguous_letter_breaks_a_word(letter):
    assert counted(Dataset.from_strings([f"AC{letter}GT"]), 2, 2)[2].tolist() == by_hand(["ACNGT"], 2)


def test_counting_and_listing_agree_over_several_blocks_of_letters():
    generator = np.random.default_rng(7)
    lengths = [*generator.integers(0, 300, 900), 70_000, 0, 1, 1_100_000]
    texts = ["".join(np.array(list("ACGTN"))[generator.choice(5, length, p=[0.24] * 4 + [0.04])]) for length in lengths]
    data = Dataset.from_strings(texts)
    tables, other = counted(data, 1, 4), listed(data, 1, 4)
    for k in range(1, 5):
        assert np.array_equal(tables[k], other[k])
        known = [sum(max(len(piece) - k + 1, 0) for piece in text.split("N")) for text in texts]
        assert tables[k].sum(axis=1).tolist() == known


def test_long_words_are_counted_a_few_sequences_at_a_time():
    texts = ["ACGTTGCA" * 3, "N" * 20, "GATTACAG", "TTTTTTT"] * 10
    data = Dataset.from_strings(texts)
    spans = [(first, last) for first, last, _ in count_words(data, 7, 8)]
    assert len(spans) > 1
    tables, other = counted(data, 7, 8), listed(data, 7, 8)
    assert np.array_equal(tables[7], other[7])
    assert np.array_equal(tables[8], other[8])
    assert tables[8].sum(axis=1).tolist() == [17, 0, 1, 0] * 10
    assert tables[8][2, words_of(8).index("GATTACAG")] == 1


def test_no_sequences_have_no_words():
    assert list(count_words(Dataset.from_strings([]), 1, 4)) == []
    assert list(list_words(Dataset.from_strings([]), 1, 4)) == []
