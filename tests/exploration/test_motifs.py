import re

import numpy as np
import pytest
from Bio.Data.IUPACData import ambiguous_dna_values
from Bio.Seq import Seq
from Bio.SeqUtils import nt_search
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.exploration import motifs
from genocore.exploration.motifs import find_motif, read_motif
from genocore.sequences import Dataset

TEXTS = st.lists(st.text("AACGTTRYN", max_size=14), max_size=6)
MOTIFS = st.text("ACGTTRYSWKMBDHVN", min_size=1, max_size=5)
PLACE = ["id", "position", "strand", "match"]


def places(texts, motif, **options):
    return find_motif(Dataset.from_strings(texts), motif, **options)[PLACE].to_numpy().tolist()


def starts(text, motif):
    """Return where the motif matches (0-based), letter by letter."""
    sets = [set(ambiguous_dna_values[letter]) for letter in motif]
    windows = range(len(text) - len(motif) + 1)
    return [
        at
        for at in windows
        if all(set(ambiguous_dna_values[letter]) <= allowed for letter, allowed in zip(text[at:], sets, strict=False))
    ]


def by_hand(texts, motif, both_strands):
    found = []
    for index, text in enumerate(texts):
        plus = starts(text, motif)
        minus = set(starts(text, str(Seq(motif).reverse_complement()))) - set(plus) if both_strands else set()
        for at in sorted([*plus, *minus]):
            piece = text[at : at + len(motif)]
            match = str(Seq(piece).reverse_complement()) if at in minus else piece
            found.append([f"seq{index + 1}", at + 1, "-" if at in minus else "+", match])
    return found


@settings(deadline=None, max_examples=300)
@given(TEXTS, MOTIFS, st.booleans())
def test_matches_are_those_of_looking_letter_by_letter(texts, motif, both_strands):
    assert places(texts, motif, both_strands=both_strands) == by_hand(texts, motif, both_strands)


@pytest.mark.parametrize("motif", ["TATAAT", "GATC", "RYNNRY", "W", "CANNTG"])
def test_matches_agree_with_biopython_and_regular_expressions(motif):
    generator = np.random.default_rng(1)
    texts = ["".join(generator.choice(list("ACGT"), n)) for n in (0, 3, 500, 2_000)]
    found = find_motif(Dataset.from_strings(texts), motif, both_strands=False)
    pattern = "(?=" + "".join(f"[{ambiguous_dna_values[letter]}]" for letter in motif) + ")"
    for index, text in enumerate(texts):
        positions = found.loc[found["row"] == index, "position"].tolist()
        assert positions == [hit + 1 for hit in nt_search(text, motif)[1:]]
        assert positions == [hit.start() + 1 for hit in re.finditer(pattern, text)]


def test_a_palindrome_is_listed_once():
    assert places(["TTGAATTCAA"], "GAATTC") == [["seq1", 3, "+", "GAATTC"]]


def test_the_opposite_strand_is_read_in_its_own_direction():
    assert places(["CCTTTAGG"], "CTAAA") == [["seq1", 3, "-", "CTAAA"]]
    assert places(["CCTTTAGG"], "CTAAA", both_strands=False) == []


def test_overlapping_matches_are_all_found():
    assert [place[1] for place in places(["AAAAA"], "AAA")] == [1, 2, 3]


def test_a_match_never_runs_over_the_border_of_records():
    assert places(["AAGA", "ATTC", "", "GAATTC"], "GAATTC") == [["seq4", 1, "+", "GAATTC"]]


def test_an_ambiguous_letter_matches_only_what_allows_all_it_stands_for():
    assert [bool(places(["R"], motif, both_strands=False)) for motif in "RDVNAGYS"] == [True] * 4 + [False] * 4
    assert places(["ANT"], "ANT") == [["seq1", 1, "+", "ANT"]]
    assert places(["ANT"], "AAT") == []


def test_what_is_no_letter_of_dna_matches_nothing():
    assert places(["A-X"], "N", both_strands=False) == [["seq1", 1, "+", "A"]]


@pytest.mark.parametrize("motif", ["gaattc", "GAAUUC", " gaa uuc\n"])
def test_the_motif_may_be_lower_case_rna_or_spaced(motif):
    assert places(["GAATTC"], motif) == [["seq1", 1, "+", "GAATTC"]]


def test_all_are_counted_and_only_the_first_listed():
    data = Dataset.from_strings(["AAAA", "CCCC", "AAAAA"])
    found = find_motif(data, "A", at_most=5)
    assert found["row"].tolist() == [0, 0, 0, 0, 2]
    assert found.attrs == {"total": 9, "records": 2}
    assert find_motif(data, "A", at_most=0).attrs == {"total": 9, "records": 2}
    assert find_motif(data, "GG", both_strands=False).attrs == {"total": 0, "records": 0}


def test_blocks_make_no_difference(monkeypatch):
    texts = ["ACGTACGAT", "", "TTTACG", "CGTA"] * 5
    expected = find_motif(Dataset.from_strings(texts), "ACG", at_most=7)
    monkeypatch.setattr(motifs, "blocks", lambda offsets, _: ((row, row + 1) for row in range(len(offsets) - 1)))
    found = find_motif(Dataset.from_strings(texts), "ACG", at_most=7)
    assert found.equals(expected)
    assert found.attrs == expected.attrs


def test_no_record_gives_an_empty_table():
    found = find_motif(Dataset.from_strings([]), "ACG")
    assert found.columns.tolist() == ["row", *PLACE]
    assert found.attrs == {"total": 0, "records": 0}


@pytest.mark.parametrize(
    ("motif", "message"),
    [
        ("", "PA001: The motif is empty. Use the letters A, C, G, T, R"),
        (" \n", "PA001: The motif is empty."),
        ("GAXTC", "PA001: Letter 3 of the motif, 'X', is not DNA. Use the letters"),
        ("A-C", "PA001: Letter 2 of the motif, '-', is not DNA."),
        ("ß", "PA001: Letter 1 of the motif, 'ß', is not DNA."),
        ("AΩ", "PA001: Letter 2 of the motif, 'Ω', is not DNA."),
        ("A" * 101, "PA001: The motif has 101 letters: too many. Use at most 100."),
    ],
)
def test_a_motif_that_is_none_is_refused(motif, message):
    with pytest.raises(InputError) as raised:
        find_motif(Dataset.from_strings(["ACGT"]), motif)
    assert str(raised.value).startswith(message)


def test_the_longest_motif_is_accepted():
    assert len(read_motif("N" * 100)) == 100
    assert places(["A" * 100], "A" * 100) == [["seq1", 1, "+", "A" * 100]]
