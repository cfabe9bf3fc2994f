"""Tables of mutations as people make them: every row stays, with what it says or with what is wrong with it."""

import pandas as pd
import pytest

from genocore.errors import InputError
from genocore.files import Source
from genocore.mutations.mutation_table import CARRIES
from genocore.mutations.read_table import guess_columns, read_mutations
from genocore.tables import read_table

MAF = ["Hugo_Symbol", "Chromosome", "Start_Position", "End_Position", "Variant_Classification", "Variant_Type",
       "Reference_Allele", "Tumor_Seq_Allele1", "Tumor_Seq_Allele2", "Tumor_Sample_Barcode", "t_vaf"]  # fmt: skip


def read(text, columns=None):
    return read_mutations(read_table(Source.from_text(text, "m.csv"))[0], columns)


def changes(found):
    columns = ["kind", "ref", "alt", "span", "term"]
    return [tuple(row) for row in found.edits[columns].iloc[found.rows["edit"]].to_numpy().tolist()]


def column(found, name):
    return found.rows[name].astype(object).where(found.rows[name].notna(), None).tolist()


def maf(*rows):
    return read("\n".join("\t".join(row) for row in [MAF, *rows]) + "\n")


def test_the_three_columns_of_the_tutorial():
    found = read("Gene,Position,Type\nGene_A,15,SNV\nGene_A,40,A>G\nGene_B,7,del\nGene_B,9,missense\n")
    assert column(found, "gene") == column(found, "name") == ["Gene_A", "Gene_A", "Gene_B", "Gene_B"]
    assert column(found, "position") == [15, 40, 7, 9]
    assert [change[0] for change in changes(found)] == ["snv", "snv", "del", "unknown"]
    assert changes(found)[3][4] == "missense"
    assert found.layout == "mutations"
    assert found.samples == []
    assert not found.every_sample_listed


def test_a_richer_table_has_alleles_samples_and_shares():
    text = "Gene,Position,Ref,Alt,Sample,VAF,Comment\nTP53,5,A,G,s1,35,x\nTP53,6,AC,A,s2,7,y\nKRAS,2,-,T,s1,,z\n"
    found = read(text)
    assert changes(found) == [("snv", "A", "G", 1, ""), ("del", "AC", "A", 2, ""), ("ins", "", "T", 1, "")]
    assert found.samples == ["s1", "s2"]
    assert found.calls[["row", "sample", "state"]].to_numpy().tolist() == [[0, 0, 1], [1, 1, 1], [2, 0, 1]]
    assert column(found, "vaf") == [0.35, 0.07, None]  # percentages
    assert found.inputs["Comment"].tolist() == ["x", "y", "z"]
    assert list(found.inputs.columns) == ["Gene", "Position", "Ref", "Alt", "Sample", "VAF", "Comment"]
    assert read(text.replace(",35,", ",0.35,").replace(",7,", ",0.07,")).rows["vaf"].tolist()[:2] == [0.35, 0.07]


def test_a_maf_file_is_read_by_its_own_columns():
    found = maf(
        ["TP53", "17", "100", "100", "Missense_Mutation", "SNP", "C", "C", "T", "p1", "0.4"],
        ["TP53", "17", "100", "101", "Frame_Shift_Del", "DEL", "CA", "CA", "-", "p2", "0.2"],
        ["KRAS", "12", "50", "51", "In_Frame_Ins", "INS", "-", "-", "GGT", "p1", ""],
    )
    assert found.layout == "maf"
    assert changes(found) == [
        ("snv", "C", "T", 1, "missense"), ("del", "CA", "", 2, "frameshift"),
        ("ins", "", "GGT", 1, "inframe_insertion"),
    ]  # fmt: skip
    assert column(found, "chromosome") == ["17", "17", "12"]
    assert column(found, "position") == [100, 100, 50]
    assert found.samples == ["p1", "p2"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("C", "T", "T"),
        ("T", "C", "T"),
        ("T", "T", "T"),
        ("T", "", "T"),
        ("", "T", "T"),
        ("T", "G", "G"),
        ("C", "C", "C"),
    ],
)
def test_of_the_two_alleles_of_a_maf_file_the_one_that_is_not_the_reference_counts(first, second, expected):
    found = maf(["TP53", "17", "9", "9", "Missense_Mutation", "SNP", "C", first, second, "p1", ""])
    assert changes(found)[0][:3] == ("none" if expected == "C" else "snv", "C", expected)


@pytest.mark.parametrize(
    ("cell", "position", "problem"),
    [
        ("12", 12, ""), ("12.0", 12, ""), ("+12", 12, ""), ('"1,234"', 1234, ""), ("0", 0, ""), ("-3", -3, ""),
        ("1e3", 1000, ""), ("12.5", None, "MU008 '12.5' is no position."), ("x12", None, "MU008 'x12' is no position."),
        ("NaN", None, "MU008 There is no position."), ("", None, "MU008 There is no position."),
        ("NA", None, "MU008 There is no position."), ("inf", None, "MU008 'inf' is no position."),
        ("1e300", None, "MU008 '1e300' is no position."),
        ("99999999999999999999", None, "MU008 '99999999999999999999' is no position."),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_position_keeps_its_row_and_says_so(cell, position, problem):
    found = read(f"Gene,Position,Type\nTP53,3,A>G\nTP53,{cell},A>G\nTP53,4,del\n")
    assert len(found) == len(found.inputs) == found.report.read == found.report.kept == 3
    assert column(found, "position") == [3, position, 4]
    assert column(found, "problem") == ["", problem, ""]
    assert column(found, "line") == [2, 3, 4]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Gene_Symbol", "POS", "REF", "ALT"], {"gene": "Gene_Symbol", "position": "POS", "ref": "REF", "alt": "ALT"}),
        (["symbol", "start", "stop", "mut"], {"gene": "symbol", "position": "start", "end": "stop", "alt": "mut"}),
        (["chrom", "pos", "patient"], {"chromosome": "chrom", "position": "pos", "sample": "patient"}),
        (["Gene", "HGVSc", "cell line"], {"gene": "Gene", "mutation": "HGVSc", "sample": "cell line"}),
        (["name", "Site", "Type", "HGVSc"], {"gene": "name", "position": "Site", "mutation": "Type", "hgvs": "HGVSc"}),
        (["a", "b"], {}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_synonyms(names, expected):
    assert guess_columns(pd.DataFrame(columns=names)) == expected


def test_columns_can_be_named_by_hand_and_left_out():
    text = "what,where,Position,Ref\nTP53,8,3,A\n"
    found = read(text, {"gene": "what", "position": "where", "ref": ""})
    assert (column(found, "gene"), column(found, "position"), changes(found)[0][1]) == (["TP53"], [8], "")
    with pytest.raises(InputError, match="EX001"):
        read(text, {"gene": "nowhere"})
    with pytest.raises(InputError, match="EX001"):
        read("Gene,Type\nTP53,SNV\n")


def test_rows_may_say_where_they_are_by_an_hgvs_name():
    found = read("Gene,HGVSc\nTP53,c.5A>G\nTP53,c.88+2_88+3del\n,KRAS:n.7dup\nTP53,p.Arg72Pro\nTP53,?\n")
    assert column(found, "coding") == ["5", "88+2", "", "", ""]
    assert column(found, "position") == [None, None, 7, None, None]
    assert column(found, "name") == ["TP53", "TP53", "KRAS", "TP53", "TP53"]
    assert [change[0] for change in changes(found)][:3] == ["snv", "del", "dup"]
    problems = column(found, "problem")
    assert problems[:3] == ["", "", ""]
    assert "does not say which bases" in problems[3]
    assert problems[4].startswith("MU008")
    assert column(read("Gene,Mutation\nTP53,TP53:c.5A>G\n"), "coding") == ["5"]  # in any column of changes


def test_alleles_of_their_own_columns_go_before_the_name_and_the_words():
    found = read("Gene,Position,Ref,Alt,Type,HGVSc\nTP53,5,A,G,missense,c.5A>T\nTP53,5,,,missense,c.5A>T\n")
    assert changes(found) == [("snv", "A", "G", 1, "missense"), ("snv", "A", "T", 1, "missense")]


def test_from_where_to_where_a_change_in_words_goes():
    found = read("Gene,Start,End,Type\nTP53,5,8,del\nTP53,8,5,del\nTP53,5,,del\n")
    assert [change[3] for change in changes(found)] == [4, 1, 1]


@pytest.mark.parametrize(
    "place", ["n.100000000000000000000A>G", "c.5_99999999999999999999del", "g.1000000000000000A>G"]
)
def test_a_place_of_astronomic_size_is_a_problem_of_its_row(place):
    found = read(f"Gene,HGVS\nTP53,c.5A>G\nTP53,{place}\n")
    assert column(found, "problem") == ["", "MU008 There is no position."]


def test_a_gene_that_became_a_date_is_pointed_out():
    found = read("Gene,Position,Type\n1-Mar,5,A>G\n1-Mar,6,A>G\nTP53,5,A>G\n2024-09-02,3,del\n")
    assert [message.code for message in found.report.messages] == ["EX005", "EX005"]
    assert "MARCHF1" in found.report.messages[0].suggestion
    assert "SEPTIN2" in found.report.messages[1].suggestion


def test_the_name_of_a_sequence_is_the_gene_of_the_row_or_else_its_chromosome():
    found = read("Gene,Chrom,Pos,Ref,Alt\nTP53,17,5,A,G\n,17,6,A,G\n")
    assert column(found, "name") == ["TP53", "17"]
    assert column(read("Chrom,Pos,Ref,Alt\nchr17,5,A,G\n"), "name") == ["chr17"]
    assert read("Chrom,Pos,Ref,Alt\nchr17,5,A,G\n").layout == "variants"


def test_a_table_of_a_header_alone_has_no_rows():
    found = read_mutations(read_table(Source.from_text("Gene,Position,Type\na,1,b\n"))[0])
    empty = read_table(Source.from_text("Gene,Position,Type\na,1,b\n"))[0]
    table = type(empty)(empty.frame.iloc[:0], empty.lines[:0], empty.layout, empty.name)
    assert len(read_mutations(table)) == 0
    assert list(read_mutations(table).rows.columns) == list(found.rows.columns)


def test_a_sample_of_a_row_carries_its_change():
    found = read("Gene,Position,Sample\nTP53,5,s2\nTP53,6,\nTP53,7,s1\nTP53,8,s2\n")
    assert found.samples == ["s2", "s1"]
    assert found.calls["row"].tolist() == [0, 2, 3]
    assert set(found.calls["state"]) == {CARRIES}
