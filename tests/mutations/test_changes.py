"""Every spelling of a change is read as what it means, and what has no letters is not given any."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.mutations.changes import KINDS, TERMS, Change, kind_of, read_change, trimmed
from genocore.mutations.consequence import CONSEQUENCES
from tests.fuzzing import EXAMPLES

many = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
dna = st.text("ACGT", max_size=8)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("A>G", Change("snv", "A", "G")),
        ("a > g", Change("snv", "A", "G")),
        ("A->G", Change("snv", "A", "G")),
        ("A→G", Change("snv", "A", "G")),
        ("A/G", Change("snv", "A", "G")),
        ("A to G", Change("snv", "A", "G")),
        ("U>C", Change("snv", "T", "C")),
        ("AC>GT", Change("mnv", "AC", "GT", 2)),
        ("AC>G", Change("delins", "AC", "G", 2)),
        ("AC>A", Change("del", "AC", "A", 2)),
        ("A>AC", Change("ins", "A", "AC")),
        ("A>-", Change("del", "A", "")),
        ("->AC", Change("ins", "", "AC")),
        ("A>A", Change("none", "A", "A")),
        ("del", Change("del")),
        ("delAG", Change("del", "AG", "", 2)),
        ("insAG", Change("ins", "", "AG")),
        ("ins AG", Change("ins", "", "AG")),
        ("dup", Change("dup")),
        ("dupAG", Change("dup", "AG", "", 2)),
        ("delAinsGG", Change("delins", "A", "GG")),
        ("delinsGG", Change("delins", "", "GG")),
        ("deletion", Change("del")),
        ("Insertion", Change("ins")),
        ("indel", Change("delins")),
        ("SNV", Change("snv")),
        ("point mutation", Change("snv")),
        ("Missense_Mutation", Change(term="missense")),
        ("Nonsense_Mutation", Change(term="nonsense")),
        ("Frame_Shift_Del", Change(term="frameshift")),
        ("5'UTR", Change(term="non_coding")),
        ("3' UTR", Change(term="non_coding")),
        ("stop gained", Change(term="nonsense")),
        ("splice-region variant", Change(term="splice_adjacent")),
        ("", Change()),
        ("p.R72P", Change()),
        ("amplification", Change()),
    ],
)
def test_words_say_a_change(words, expected):
    assert read_change(words=words) == expected


@pytest.mark.parametrize(
    ("ref", "alt", "words", "expected"),
    [
        ("A", "G", "", Change("snv", "A", "G")),
        ("a", "g", "", Change("snv", "A", "G")),
        ("u", "g", "", Change("snv", "T", "G")),
        ("GTC", "G", "", Change("del", "GTC", "G", 3)),
        ("TC", "-", "", Change("del", "TC", "", 2)),
        ("TC", "", "DEL", Change("del", "TC", "", 2)),
        ("TC", "", "Frame_Shift_Del", Change("del", "TC", "", 2, "frameshift")),
        ("-", "TC", "", Change("ins", "", "TC")),
        ("", "TC", "INS", Change("ins", "", "TC")),
        ("G", "GTC", "", Change("ins", "G", "GTC")),
        ("CTC", "CAC", "SNP", Change("snv", "CTC", "CAC", 3)),
        ("AC", "GT", "Missense_Mutation", Change("mnv", "AC", "GT", 2, "missense")),
        ("AC", "GTA", "", Change("delins", "AC", "GTA", 2)),
        ("A", "A", "", Change("none", "A", "A")),
        ("A", ".", "", Change("none", "A", "A")),
        ("A", "*", "", Change("symbolic", "A")),
        ("A", "<DEL>", "", Change("symbolic", "A")),
        ("AC", "<INS:ME:ALU>", "", Change("symbolic", "AC", "", 2)),
        ("G", "G]17:198982]", "", Change("symbolic", "G")),
        ("G", "[13:123457[C", "", Change("symbolic", "G")),
        ("T", ".TGCA", "", Change("symbolic")),
        ("A", "G/T", "", Change("symbolic")),
        ("A", "5", "", Change("symbolic")),
        ("", "", "A>G", Change("snv", "A", "G")),
        ("-", "-", "delA", Change("del", "A")),
        ("A", "", "SNV", Change("snv", "A", "")),
        ("AN", "G", "", Change("delins", "AN", "G", 2)),
    ],
)
def test_alleles_say_a_change_before_any_words(ref, alt, words, expected):
    assert read_change(ref, alt, words) == expected


def test_from_where_to_where_says_how_long_a_change_in_words_is():
    assert read_change(words="del", span=7) == Change("del", "", "", 7)
    assert read_change(words="dup", span=7) == Change("dup", "", "", 7)
    assert read_change(words="delA", span=7) == Change("del", "A")
    assert read_change(words="whatever", span=7).span == 7


@pytest.mark.parametrize("words", ["-/-", "->-", "- > -"])
def test_nothing_to_nothing_is_no_change(words):
    assert read_change(words=words) == Change()
    assert read_change(words=words, span=3) == Change(span=3)


def test_every_word_for_a_consequence_means_one_that_there_is():
    assert set(TERMS.values()) <= set(CONSEQUENCES)
    assert all(read_change(words=word).term == meaning for word, meaning in TERMS.items())
    assert all(read_change(words=word.upper().replace("_", " ")).term == meaning for word, meaning in TERMS.items())


@many
@given(dna, dna)
def test_what_is_trimmed_off_is_the_same_on_both_sides_and_nothing_is_left_to_trim(ref, alt):
    start, cut, put = trimmed(ref, alt)
    end = ref[start + len(cut) :]
    assert ref == ref[:start] + cut + end
    assert alt == ref[:start] + put + end
    assert not (cut and put and (cut[0] == put[0] or cut[-1] == put[-1]))


@many
@given(dna, dna)
def test_the_kind_says_which_sides_have_letters(ref, alt):
    kind = kind_of(ref, alt)
    assert (kind == "none") == (ref == alt)
    if kind in ("snv", "mnv"):
        assert len(ref) == len(alt)
        assert (kind == "snv") == (sum(a != b for a, b in zip(ref, alt, strict=True)) == 1)
    if kind == "del":
        assert len(ref) > len(alt)
    if kind == "ins":
        assert len(ref) < len(alt)


@many
@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=20), st.integers(0, 50))
def test_any_cells_are_read_as_a_change(ref, alt, words, span):
    found = read_change(ref, alt, words, span)
    assert found.kind in KINDS
    assert found.span >= 1
    assert not set(found.ref + found.alt) - set("ACGTRYSWKMBDHVN")
    assert found.term in {"", *CONSEQUENCES}
