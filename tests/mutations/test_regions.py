"""Coding regions from tables and annotated records; what cannot be one is said and left out."""

import pytest

from genocore.errors import InputError
from genocore.files import Source
from genocore.mutations.regions import annotated_regions, read_regions
from genocore.sequences.dataset import Dataset
from genocore.sequences.genbank import read_genbank
from genocore.tables import read_table

DATA = Dataset.from_strings(
    ["CCATGAAATAGC", "GCTATTTCATGG", "CCATGAAGTAAGTTTTAGCC", "ATGAAAATAGC", "CCCCATGTGACTAAC"],
    ids=["plus", "minus", "split", "odd", "mito"],
)


def read(*rows, head="sequence,start,end,strand", data=DATA, code=1):
    found, report = read_regions(read_table(Source.from_text("\n".join([head, *rows]) + "\n"))[0], data, code)
    return found.regions, [(message.line, message.code, message.message) for message in report.messages]


def test_a_row_is_a_region_on_either_strand():
    found, messages = read("plus,3,11,+", "minus,2,10,-")
    assert [(one.sequence, one.exons, one.strand, one.text) for one in found] == [
        (0, ((2, 11),), 1, "ATGAAATAG"), (1, ((1, 10),), -1, "ATGAAATAG"),
    ]  # fmt: skip
    assert messages == []


@pytest.mark.parametrize("strand", ["-", "-1", "minus", "Reverse", "complement"])
def test_the_opposite_strand_has_many_names(strand):
    assert read(f"minus,2,10,{strand}")[0][0].text == "ATGAAATAG"


def test_a_start_behind_the_end_means_the_opposite_strand():
    assert read("minus,10,2,")[0][0].text == "ATGAAATAG"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_rows_of_one_gene_are_its_exons_in_any_order(order):
    rows = ["x,split,3,7,+", "x,split,13,18,+"]
    found, messages = read(*(rows[i] for i in order), head="gene,sequence,start,end,strand")
    assert [(one.gene, one.exons, one.text) for one in found] == [("x", ((2, 7), (12, 18)), "ATGAATTTTAG")]
    assert [message[1:] for message in messages] == [
        ("MU012", "The coding region of 'x' has 11 bases, no multiple of three: its end is not judged."),
        ("MU012", "The coding region of 'x' has no stop codon at its end."),
    ]


def test_transcripts_keep_the_exons_of_one_gene_apart():
    rows = ["x,t1,plus,3,11", "x,t2,plus,3,5", "x,t2,plus,9,11"]
    found, _ = read(*rows, head="gene,transcript,sequence,start,end")
    assert [(one.gene, one.exons) for one in found] == [("x", ((2, 11),)), ("x", ((2, 5), (8, 11)))]


def test_the_gene_may_name_the_sequence():
    found, _ = read("PLUS,3,11", head="Gene,Start,Stop")
    assert [(one.gene, one.sequence) for one in found] == [("PLUS", 0)]
    alone, _ = read("3,11", head="start,end", data=DATA.take(DATA.lengths == 11))
    assert [one.text for one in alone] == ["GAAAATAGC"]


@pytest.mark.parametrize(
    ("column", "cells", "skips"),
    [("phase", ["0", "1", "2", ""], [0, 1, 2, 0]), ("frame", ["1", "2", "3", ""], [0, 1, 2, 0]),
     ("codon_start", ["1", "3"], [0, 2]), ("frame", ["0", "2"], [0, 2]),
     ("phase", [".", "9", "-4", "x"], [0, 2, 0, 0])],
)  # fmt: skip
def test_the_bases_before_the_first_whole_codon(column, cells, skips):
    rows = [f"g{i},plus,2,11,{cell}" for i, cell in enumerate(cells)]
    found, _ = read(*rows, head=f"gene,sequence,start,end,{column}")
    assert [one.skip for one in found] == skips


def test_of_several_exons_the_first_one_read_says_the_phase():
    rows = ["x,split,3,7,{},1", "x,split,13,18,{},2"]
    for strand, skip in (("+", 1), ("-", 2)):
        found, _ = read(*(row.format(strand) for row in rows), head="gene,sequence,start,end,strand,phase")
        assert found[0].skip == skip


def test_the_genetic_code_is_of_its_column_or_the_one_asked_for():
    rows = ["a,mito,5,13,2", "b,mito,5,13,", "c,mito,5,13,99", "d,mito,5,13,11"]
    found, messages = read(*rows, head="gene,sequence,start,end,transl_table", code=4)
    assert [(one.gene, one.code) for one in found] == [("a", 2), ("b", 4), ("d", 11)]
    assert any("genetic code 99, which does not exist" in text for _, _, text in messages)
    assert [text for _, _, text in messages if "'d'" in text] == [
        "The coding region of 'd' has a stop inside, at codon 2: is the strand or the frame right?"
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("nowhere,3,11,+", "No sequence is called 'nowhere'"), ("plus,3,13,+", "not inside the sequence of 12 bp"),
        ("plus,0,11,+", "not inside"), ("plus,-3,11,+", "not inside"), ("plus,x,11,+", "no whole numbers"),
        ("plus,,11,+", "no whole numbers"), ("plus,3.5,11,+", "no whole numbers"), ("plus,3,1e300,+", "not inside"),
        ("plus,3,11,up", "'up' is no strand"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_a_region_is_listed_with_its_line(row, words):
    found, messages = read("plus,3,11,+", row)
    assert len(found) == 1
    assert [(line, code) for line, code, _ in messages] == [(3, "MU012")]
    assert words in messages[0][2]


def test_a_region_that_looks_wrong_is_kept_and_said():
    found, messages = read("a,odd,1,10", "b,plus,4,12", "c,plus,3,8", "d,plus,3,11", head="gene,sequence,start,end")
    assert [one.gene for one in found] == ["a", "b", "c", "d"]
    assert [text.removeprefix("The coding region of ") for *_, text in messages] == [
        "'a' has 10 bases, no multiple of three: its end is not judged.", "'a' has no stop codon at its end.",
        "'b' begins with TGA, which is no start: is the strand or the frame right?",
        "'b' has a stop inside, at codon 1: is the strand or the frame right?", "'c' has no stop codon at its end.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "words"),
    [(["x,split,3,7,+", "x,split,13,18,-"], "on both strands"), (["x,split,3,7,+", "x,split,18,13,+"], "both strands"),
     (["x,split,3,9,+", "x,split,9,18,+"], "that overlap"), (["x,split,3,8,+", "x,split,3,8,+"], "that overlap")],
)  # fmt: skip
def test_exons_that_cannot_be_of_one_region_are_left_out(rows, words):
    found, messages = read(*rows, "y,plus,3,11,+", head="gene,sequence,start,end,strand")
    assert [one.gene for one in found] == ["y"]
    assert len(messages) == 1
    assert words in messages[0][2]
    assert "left out" in messages[0][2]


def test_without_columns_of_start_and_end_there_is_nothing_to_read():
    with pytest.raises(InputError, match="MU012"):
        read("plus,3", head="gene,start")


RECORD = """LOCUS       TEST                      36 bp    DNA     circular BCT 01-JAN-2000
DEFINITION  A small one.
ACCESSION   TEST
VERSION     TEST.1
FEATURES             Location/Qualifiers
     source          1..36
     CDS             3..11
                     /gene="one"
                     /transl_table=11
     CDS             complement(join(13..15,19..24))
                     /locus_tag="two"
     CDS             join(31..36,1..3)
                     /gene="over"
     CDS             join(3..5,complement(7..9))
                     /gene="mixed"
     CDS             join(3..8,8..10)
                     /gene="slip"
     CDS             <1..11
                     /gene="part"
                     /codon_start=3
     CDS             join(J00194.1:100..202,1..9)
                     /gene="far"
     CDS             3..11
                     /gene="strange"
                     /codon_start=x
     tRNA            3..11
                     /gene="none"
ORIGIN
        1 ccatgaaata gcctatttcc ttcatggaaa atgaaa
//
"""


def test_features_of_a_record_are_regions():
    source = Source.from_text(RECORD, "a.gb")
    data, _ = read_genbank(source)
    found, report = annotated_regions(source, "genbank", data)
    by_gene = {one.gene: one for one in found.regions}
    assert set(by_gene) == {"one", "two", "part", "strange"}
    assert (by_gene["one"].text, by_gene["one"].code, by_gene["one"].strand) == ("ATGAAATAG", 11, 1)
    two = by_gene["two"]
    assert (two.exons, two.strand, two.text) == (((12, 15), (18, 24)), -1, "TGAAGGTAG")
    assert (by_gene["part"].skip, by_gene["strange"].skip) == (2, 0)
    left_out = [message.message for message in report.messages if "left out" in message.message]
    assert [name for name in ("over", "mixed", "slip") if any(f"'{name}'" in text for text in left_out)] == [
        "over",
        "mixed",
        "slip",
    ]
    assert len(left_out) == 3
