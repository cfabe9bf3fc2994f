from itertools import pairwise

import numpy as np
import pytest
from Bio.Data.IUPACData import ambiguous_dna_complement, ambiguous_dna_letters
from Bio.Seq import Seq
from hypothesis import given
from hypothesis import strategies as st

from genocore.sequences.alphabet import (
    CODE,
    COMPLEMENT,
    IUPAC,
    PROTEIN_ONLY,
    READ,
    blocks,
    reverse_complement,
    segment_sums,
    translate,
)

LENGTHS = st.lists(st.integers(0, 12), max_size=20)


def buffer(text):
    return np.frombuffer(text.encode("ascii"), dtype=np.uint8)


def offsets_of(lengths):
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def test_letters_are_those_of_iupac():
    assert sorted(IUPAC) == sorted(set(ambiguous_dna_letters) - {"X"})


def test_reading_takes_iupac_in_any_case_and_nothing_else():
    taken = {chr(byte): chr(READ[byte]) for byte in range(256) if READ[byte]}
    both = {letter: letter.upper() for letter in IUPAC + IUPAC.lower()}
    assert taken == both | {"U": "T", "u": "T"}


@pytest.mark.parametrize("letter", "-.*XEFILOPQZJ0123456789 \t\n>;?éÿ\x00")
def test_gaps_amino_acids_digits_and_blanks_are_not_dna(letter):
    assert READ[ord(letter)] == 0


def test_codes_are_0_to_3_for_acgt_and_4_for_every_other_byte():
    assert [int(CODE[ord(letter)]) for letter in "ACGT"] == [0, 1, 2, 3]
    others = [byte for byte in range(256) if chr(byte) not in "ACGT"]
    assert set(CODE[others].tolist()) == {4}


def test_complement_agrees_with_biopython():
    expected = {letter: ambiguous_dna_complement[letter] for letter in IUPAC}
    assert {letter: chr(COMPLEMENT[ord(letter)]) for letter in IUPAC} == expected


def test_complement_of_the_complement_is_the_letter():
    letters = buffer(IUPAC)
    assert translate(translate(letters, COMPLEMENT), COMPLEMENT).tobytes() == letters.tobytes()


def test_protein_letters_stand_for_no_nucleotide():
    assert not set(PROTEIN_ONLY) & set(IUPAC + "U")


@given(st.text(IUPAC, max_size=60))
def test_reverse_complement_agrees_with_biopython(text):
    assert reverse_complement(buffer(text)).tobytes().decode() == str(Seq(text).reverse_complement())


@given(st.lists(st.text(IUPAC, max_size=9), max_size=8))
def test_reverse_complement_of_a_packed_buffer_reverses_the_order_of_its_sequences(texts):
    whole = reverse_complement(buffer("".join(texts))).tobytes().decode()
    offsets, n = offsets_of([len(text) for text in texts]).tolist(), sum(map(len, texts))
    for text, start, end in zip(texts, offsets[:-1], offsets[1:], strict=True):
        assert whole[n - end : n - start] == str(Seq(text).reverse_complement())


@given(st.binary(max_size=50))
def test_translate_is_a_look_up(data):
    letters = np.frombuffer(data, dtype=np.uint8)
    for table in (READ, CODE, COMPLEMENT):
        assert translate(letters, table).tolist() == table[letters].tolist()


@pytest.mark.parametrize("table", [READ, CODE, COMPLEMENT], ids=["READ", "CODE", "COMPLEMENT"])
def test_tables_cannot_be_written_to(table):
    assert table.shape == (256,)
    with pytest.raises(ValueError, match="read-only"):
        table[65] = 0


@given(LENGTHS, st.data())
def test_segment_sums_are_the_sums_of_slices(lengths, data):
    n = sum(lengths)
    values = np.array(data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), dtype=np.uint8)
    offsets = offsets_of(lengths)
    expected = [int(values[start:end].sum()) for start, end in pairwise(offsets)]
    sums = segment_sums(values, offsets)
    assert sums.dtype == np.int64
    assert sums.tolist() == expected


def test_segment_sums_do_not_overflow_bytes():
    assert segment_sums(np.full(600, 255, dtype=np.uint8), np.array([0, 600])).tolist() == [153_000]
    assert segment_sums(np.ones(600, dtype=bool), np.array([0, 300, 600])).tolist() == [300, 300]


def test_segment_sums_run_on_over_several_blocks():
    lengths = [3_000_000, 0, 2_500_000, 1, 5_000_000, 7]
    offsets = offsets_of(lengths)
    assert segment_sums(np.ones(offsets[-1], dtype=bool), offsets).tolist() == lengths


@given(LENGTHS, st.integers(1, 30))
def test_blocks_cover_every_sequence_once_in_order(lengths, letters):
    offsets = offsets_of(lengths)
    found = list(blocks(offsets, letters))
    assert [row for first, last in found for row in range(first, last)] == list(range(len(lengths)))
    for first, last in found:
        assert last - first == 1 or offsets[last] - offsets[first] <= letters


def test_one_sequence_longer_than_a_block_is_a_block():
    assert list(blocks(np.array([0, 100, 101, 102]), 10)) == [(0, 1), (1, 3)]


def test_no_sequence_is_no_block():
    assert list(blocks(np.array([0]), 10)) == []
