"""Where coding bases lie, how places are counted as HGVS counts them, and when a reading frame is guessed."""

import numpy as np
import pytest
from Bio.Seq import Seq
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.mutations.coding import CodingRegion, Regions, guess_regions
from genocore.mutations.translate import code_of
from genocore.sequences.dataset import Dataset
from tests.fuzzing import EXAMPLES

many = settings(max_examples=EXAMPLES // 2, deadline=None, derandomize=True)
SPLIT = "CCATGAAgtaagTTTTAGCC".upper()
"""Exons at 2-7 and 12-18: ATGAA and TTTTAG make ATG AAT TTT AG; 20 letters."""


def region(text, exons, strand=1, **facts):
    return CodingRegion(0, "g", tuple(exons), strand, np.frombuffer(text.encode(), dtype=np.uint8), **facts)


def test_exons_are_spliced_on_either_strand():
    forward, backward = region(SPLIT, [(2, 7), (12, 18)]), region(SPLIT, [(2, 7), (12, 18)], -1)
    assert forward.text == "ATGAATTTTAG"
    assert backward.text == "CTAAAATTCAT"
    assert (forward.begin, forward.end) == (2, 18)
    assert forward.offsets(np.arange(-1, 20)).tolist() == [-1] * 3 + [*range(5)] + [-1] * 5 + [*range(5, 11)] + [-1] * 2
    assert backward.offsets(np.array([17, 12, 6, 2, 7, 18])).tolist() == [0, 5, 6, 10, -1, -1]


@pytest.mark.parametrize(
    ("index", "forward", "backward"),
    [(0, "-2", "*2"), (1, "-1", "*1"), (2, "1", "11"), (6, "5", "7"), (7, "5+1", "7-1"), (9, "5+3", "6+3"),
     (10, "6-2", "6+2"), (11, "6-1", "6+1"), (12, "6", "6"), (17, "11", "1"), (18, "*1", "-1"), (19, "*2", "-2")],
)  # fmt: skip
def test_places_are_counted_as_hgvs_counts_them(index, forward, backward):
    for strand, place in ((1, forward), (-1, backward)):
        found = region(SPLIT, [(2, 7), (12, 18)], strand)
        assert found.place(index) == place
        assert found.index_of(place) == index


def test_the_middle_of_an_intron_of_odd_length_counts_from_the_exon_before_it():
    text = "ATG" + "GTAAG" + "TAA"
    assert region(text, [(0, 3), (8, 11)]).place(5) == "3+3"
    assert region(text, [(0, 3), (8, 11)], -1).place(5) == "3+3"


def test_bases_before_the_first_whole_codon_count_downwards():
    found = region("CCATGAAATAGC", [(1, 11)], skip=1)
    assert [found.place(index) for index in (0, 1, 2, 10, 11)] == ["-2", "-1", "1", "9", "*1"]
    assert [found.index_of(place) for place in ("-2", "-1", "1", "9", "*1")] == [0, 1, 2, 10, 11]


@pytest.mark.parametrize("place", ["0", "*0", "-0", "-3", "*4", "1-9", "11+9", "99"])
def test_a_place_off_the_sequence_is_none(place):
    assert region(SPLIT, [(2, 7), (12, 18)]).index_of(place) is None


@st.composite
def regions(draw):
    """Make exons with introns between them in a random sequence, on either strand."""
    sizes = draw(st.lists(st.integers(1, 7), min_size=1, max_size=7).filter(lambda found: len(found) % 2))
    begin, skip = draw(st.integers(0, 4)), draw(st.integers(0, 2))
    edges = begin + np.cumsum([0, *sizes])
    exons = [(int(edges[i]), int(edges[i + 1])) for i in range(0, len(sizes), 2)]
    length = int(edges[-1]) + draw(st.integers(0, 4))
    text = draw(st.text("ACGTN", min_size=length, max_size=length))
    return region(text, exons, draw(st.sampled_from([1, -1])), skip=min(skip, sum(sizes[::2])))


@many
@given(regions())
def test_every_index_has_one_place_and_comes_back_from_it(found):
    places = [found.place(index) for index in range(len(found.letters))]
    assert len(set(places)) == len(places)
    assert [found.index_of(place) for place in places] == list(range(len(places)))


@many
@given(regions())
def test_coding_bases_are_counted_in_the_order_of_reading(found):
    letters, paired = found.letters.tobytes().decode(), dict(zip("ACGTN", "TGCAN", strict=True))
    text = "".join(letters[start:end] for start, end in found.exons)
    assert found.text == (text if found.strand == 1 else "".join(paired[base] for base in reversed(text)))
    inside = [index for start, end in found.exons for index in range(start, end)][:: found.strand]
    assert found.offsets(np.array(inside)).tolist() == list(range(len(inside)))
    others = sorted(set(range(-2, len(letters) + 2)) - set(inside))
    assert set(found.offsets(np.array(others)).tolist()) == {-1}


def test_the_region_of_a_row_is_of_its_gene_or_the_only_one_or_where_it_lies():
    text = "A" * 60
    one, two = (
        CodingRegion(0, name, exons, 1, region(text, exons).letters)
        for name, exons in (("a", ((0, 9),)), ("b", ((6, 12), (30, 39))))
    )
    both = Regions((one, two))
    assert both.of(0, "B") is two
    assert both.of(0, "x", 8) is both.of(0, "", 8) is one  # the first of two that hold it
    assert both.of(0, "", 11) is both.of(0, "", 20) is both.of(0, "", 35) is two
    assert both.of(0, "", 50) is both.of(0) is both.of(1, "a", 3) is None
    assert Regions((one,)).of(0, "other", 5) is Regions((one,)).of(0, "a", 50) is Regions((one,)).of(0, "", 50) is one
    assert Regions((one,)).of(0, "other", 50, by_gene=False) is None  # of another gene, and outside
    assert Regions((one,)).of(0, "", 5_009) is None
    assert both.genes == [("a", 0), ("b", 0)]
    assert (len(both), len(both.on(0)), len(both.on(7))) == (2, 2, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CC" + "ATG" + "GCA" * 20 + "TAA" + "G", [(((2, 68),), 1)]),
        ("C" + "TTA" + "TGC" * 20 + "CAT" + "GG", [(((1, 67),), -1)]),
        ("CC" + "ATG" + "GCA" * 20 + "G", []),  # no stop
        ("AATTAATGTGAGTTAGCTCACTCATTAGGCACCCCAGGCT", []),  # a promoter of 39 bp and a bit
        ("ATG" + "GCA" * 11 + "TAA", []),  # 39 bp: too short to say anything
        ("GCA" * 40 + "ATG" + "GCA" * 20 + "TAA", []),  # less than half of its sequence
        ("TAACCC" * 250 + "ATG" + "GCC" * 210 + "TAA", [(((1500, 2136),), 1)]),  # long enough all the same
        ("TAACCC" * 800 + "ATG" + "GCC" * 210 + "TAA", []),  # but not in so much else
        ("", []),
    ],
)
def test_a_reading_frame_is_guessed_if_it_is_long_and_marked_as_a_guess(text, expected):
    found = guess_regions(Dataset.from_strings([text], ids=["g"])).regions
    assert [(one.exons, one.strand) for one in found] == expected
    assert all(one.guess and one.gene == "" and one.code == 1 for one in found)
    assert all(one.text.startswith("ATG") and one.text.endswith("TAA") for one in found)


def test_guesses_are_only_for_sequences_without_a_region_and_by_the_code_asked_for():
    text = "ATG" + "GCA" * 10 + "TGA" + "GCA" * 10 + "TAA"
    data = Dataset.from_strings([text, text], ids=["a", "b"])
    assert [one.sequence for one in guess_regions(data, besides=[0]).regions] == []
    mito = guess_regions(data, code=2, besides=[0]).regions
    assert [(one.sequence, one.exons, one.code) for one in mito] == [(1, ((0, 69),), 2)]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 11, 25, 33])
def test_codons_mean_what_biopython_says(number):
    codons = [a + b + c for a in "ACGT" for b in "ACGT" for c in "ACGT"]
    code = code_of(number)
    assert [code.protein(codon) for codon in codons] == [str(Seq(codon).translate(table=number)) for codon in codons]
    assert code.protein("ATGNAAAARTA") == "MXX"
    assert "ATG" in code.starts


def test_a_genetic_code_that_there_is_not_is_refused():
    with pytest.raises(InputError, match="PA001"):
        code_of(7)
    assert code_of(1).starts == {"ATG"}
    assert {"ATG", "GTG", "TTG"} <= code_of(11).starts
    assert code_of(2).protein("ATATGAAGA") == "MW*"
    assert code_of(27).protein("TGA") == "*"  # there it both stops and codes
