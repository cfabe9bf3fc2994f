"""VCF files, small ones imitated by hand: each allele a row, each genotype as it says, each line accounted for."""

import gzip

import numpy as np
import pytest

from genocore.errors import InputError
from genocore.files import Source
from genocore.mutations.locate import locate
from genocore.mutations.match import match_names
from genocore.mutations.vcf import read_vcf
from genocore.sequences.dataset import Dataset

HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"


def vcf(*lines, samples=()):
    """Write a file of lines with blanks for tabs, of at least the eight columns that every line has."""
    head = "\t".join([HEAD, *(["FORMAT"] if samples else []), *samples])
    rows = ["\t".join([*line.split(" "), *["."] * (8 - len(line.split(" ")))]) for line in lines]
    return read_vcf(Source.from_text("\n".join([head, *rows]) + "\n", "a.vcf"))


def alleles(found):
    return found.edits[["kind", "ref", "alt"]].iloc[found.rows["edit"]].to_numpy().tolist()


def genotyped(form, *cells, alt="G"):
    """Read one site, with what each sample's cell says of it."""
    samples = [f"s{i}" for i in range(len(cells))]
    found = vcf(f"chr1 5 . A {alt} . . . {form} " + " ".join(cells), samples=samples)
    names = np.array(samples, dtype=object)[found.calls["sample"]].tolist()
    return found, list(zip(found.calls["row"].tolist(), names, found.calls["state"].tolist(), strict=True))


def test_a_row_with_several_alleles_is_split():
    found = vcf("chr1 5 rs1 A G,T", "chr1 7 . GTC G,GTCT,GT", "chr2 9 . C A")
    assert alleles(found) == [
        ["snv", "A", "G"], ["snv", "A", "T"], ["del", "GTC", "G"], ["ins", "GTC", "GTCT"], ["del", "GTC", "GT"],
        ["snv", "C", "A"],
    ]  # fmt: skip
    assert found.rows["row"].tolist() == [0, 0, 1, 1, 1, 2]
    assert found.rows["line"].tolist() == [3, 3, 4, 4, 4, 5]
    assert found.rows["position"].tolist() == [5, 5, 7, 7, 7, 9]
    assert found.rows["name"].tolist() == ["chr1"] * 5 + ["chr2"]
    assert found.inputs["ID"].tolist() == ["rs1", ".", "."]
    assert (found.report.read, found.report.kept, found.report.adds_up) == (3, 3, True)


@pytest.mark.parametrize(
    ("alt", "kind"),
    [("*", "symbolic"), ("<DEL>", "symbolic"), ("<CN0>", "symbolic"), ("G]17:198982]", "symbolic"), (".", "none"),
     ("]13:123456]T", "symbolic"), ("A.", "symbolic"), ("A", "none"), ("a", "none"), ("g", "snv")],
)  # fmt: skip
def test_alleles_without_letters_stay_as_rows(alt, kind):
    found = vcf("chr1 5 . A G", f"chr1 6 . A {alt}")
    assert [row[0] for row in alleles(found)] == ["snv", kind]
    both = vcf(f"chr1 5 . A G,{alt}")
    assert len(both) == 2


def test_who_carries_an_allele_is_what_the_genotype_names():
    found, calls = genotyped("GT", "0/0", "0/1", "1|1", "1", "0|1", "0", "1/0/1", "0/0/0")
    assert calls == [(0, "s1", 1), (0, "s2", 1), (0, "s3", 1), (0, "s4", 1), (0, "s6", 1)]
    assert found.calls["genotype"].tolist() == ["0/1", "1|1", "1", "0|1", "1/0/1"]
    assert found.samples == [f"s{i}" for i in range(8)]
    assert found.every_sample_listed


def test_of_several_alleles_each_is_called_by_itself():
    _, calls = genotyped("GT", "1/2", "0/2", "0/0", "2|2", alt="G,T")
    assert calls == [(0, "s0", 1), (1, "s0", 1), (1, "s1", 1), (1, "s3", 1)]


def test_a_missing_genotype_is_unknown_and_a_half_missing_one_in_part():
    _, calls = genotyped("GT", "./.", ".", ".|.", "./1", "0/.", alt="G,T")
    unknown = [(row, f"s{i}", -1) for i in (0, 1, 2) for row in (0, 1)]
    assert calls == [*unknown, (0, "s3", 1), (1, "s3", -1), (0, "s4", -1), (1, "s4", -1)]


@pytest.mark.parametrize(("form", "cells"), [("DP", ["0", "12"]), (".", [".", "."]), ("DP:GT", ["0", "7:."])])
def test_of_a_sample_without_a_genotype_nobody_can_say_what_it_carries(form, cells):
    assert genotyped(form, *cells)[1] == [(0, "s0", -1), (0, "s1", -1)]


def test_the_genotype_may_stand_in_any_place():
    _, calls = genotyped("DP:GT:AD", "9:0/0:9,0", "9:0/1:5,4", "9:./.:.")
    assert calls == [(0, "s1", 1), (0, "s2", -1)]


@pytest.mark.parametrize(
    ("form", "cell", "expected"),
    [
        ("GT:AD", "0/1:30,10", 0.25), ("GT:AD:AF", "0/1:30,10:0.9", 0.25), ("GT:AF", "0/1:0.3", 0.3),
        ("GT:AD:AF", "0/1:.:0.3", 0.3), ("GT:AD:AF", "0/1:.,.:0.3", 0.3), ("GT:AD:AF", "0/1:10:0.3", 0.3),
        ("GT:AD:AF", "0/1:0,0:0.3", 0.3), ("GT", "0/1", None), ("GT:AD", "0/1:0,0", None), ("GT:AD:AF", "0/1", None),
        ("GT:AD", "0/1:x,y", None), ("GT:AF", "0/1:.", None),
    ],
)  # fmt: skip
def test_the_share_of_reads_is_of_depths_or_else_as_the_file_says(form, cell, expected):
    found, _ = genotyped(form, cell)
    shares = [found.calls["vaf"].iloc[0], found.rows["vaf"].iloc[0]]
    assert shares == [expected] * 2 if expected is not None else np.isnan(shares).all()


def test_of_several_alleles_each_has_its_own_share():
    found, _ = genotyped("GT:AD", "1/2:10,20,10", "0/2:10,0,30", alt="G,T")
    assert found.calls["vaf"].tolist() == [0.5, 0.25, 0.75]
    assert found.rows["vaf"].isna().all()  # of several samples no row has one


def test_the_one_sample_of_a_file_is_the_sample_of_the_rows_that_it_carries():
    found = vcf("chr1 5 . A G . . . GT 0/1", "chr1 6 . A G . . . GT 0/0", samples=["tumour"])
    assert found.rows["sample"].tolist() == ["tumour", ""]


def test_names_with_chr_and_without_are_the_same_chromosome():
    data = Dataset.from_strings(["ACGTACGT", "CCCCCC", "ACGT"], ids=["chr1", "2", "chrM"])
    found = vcf("1 5 . A G", "chr2 2 . C T", "MT 2 . C T", "chr3 2 . C T")
    matching = match_names(list(found.rows["name"].cat.categories), data)
    located = locate(data, found, matching)
    assert located.sequence.tolist() == [0, 1, 2, -1]
    assert located.keys.tolist() == ["matched", "matched", "matched", "unknown_gene"]


def test_lines_that_are_cut_off_are_listed_and_the_rest_is_read():
    text = (
        HEAD + "\tFORMAT\ts1\ts2\nchr1\t5\t.\tA\tG\t.\t.\t.\tGT\t0/1\t0/0\nchr1\t6\t.\tA\tG\t.\t.\t.\tGT\t0/1\nchr1\t7"
    )
    found = read_vcf(Source.from_text(text, "a.vcf"))
    assert len(found) == 1
    assert [(row.line, row.code) for row in found.report.rejected] == [(4, "FA023"), (5, "FA023")]
    assert (found.report.read, found.report.kept, found.report.adds_up) == (3, 1, True)
    none = read_vcf(Source.from_text(HEAD + "\nchr1\t5\n", "a.vcf"))
    assert (len(none), len(none.report.rejected), none.report.adds_up) == (0, 1, True)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "FA002"), ("chr1\t5\t.\tA\tG\t.\t.\t.\n", "FA002"), (HEAD + "\n", "FA001"), (">s1\nACGT\n", "FA002"),
     ("##fileformat=VCFv4.2\nchr1\t5\t.\tA\tG\t.\t.\t.\n", "FA002"),
     (HEAD.replace("\t", " ") + "\n1 5 . A G", "FA002")],
)  # fmt: skip
def test_a_file_without_column_names_or_rows_is_refused(text, code):
    with pytest.raises(InputError, match=code):
        read_vcf(Source.from_text(text, "a.vcf"))


def test_remarks_between_the_lines_are_passed_over_and_other_samples_refused():
    names, row = HEAD.splitlines()[1] + "\tFORMAT\ts1", "\nchr1\t5\t.\tA\tG\t.\t.\t.\tGT\t0/1"
    found = read_vcf(Source.from_text(f"{names}\n#filtered\tby hand{row}\n# again\n##x{row}\n{names}{row}\n"))
    assert (len(found), found.samples, len(found.calls)) == (3, ["s1"], 3)
    with pytest.raises(InputError, match="other samples"):
        read_vcf(Source.from_text(f"{names}{row}\n{names.replace('s1', 's2')}{row}\n"))


def test_line_ends_of_windows_and_packed_files_make_no_difference():
    text = HEAD + "\tFORMAT\ts1\n\nchr1\t5\t.\tA\tG\t.\t.\t.\tGT\t0/1\n"
    plain = read_vcf(Source.from_text(text, "a.vcf"))
    for data in (text.replace("\n", "\r\n").encode(), gzip.compress(text.encode())):
        found = read_vcf(Source("a.vcf", data=data))
        assert found.rows.equals(plain.rows)
        assert (alleles(found), found.samples) == (alleles(plain), ["s1"])
        assert found.calls.equals(plain.calls)


@pytest.mark.parametrize("cell", ["x", "-5", "5.5", "", "9" * 30, "9" * 5000, "²", "٣"])
def test_a_position_that_is_none_is_a_problem_of_its_row(cell):
    found = vcf("chr1 5 . A G", f"chr1 {cell} . A G,T")
    assert found.rows["position"].isna().tolist() == [False, True, True]
    assert found.rows["problem"].tolist()[1].startswith("MU008")


@pytest.mark.parametrize(
    ("lines", "info"),
    [
        ("", "DP=4;GENE=TP53"), ("", "SYMBOL=TP53"), ("", "Gene.refGene=TP53"), ("", "GENEINFO=TP53:7157|WRAP53:55135"),
        ("", "ANN=G|missense_variant|MODERATE|TP53|ENSG1,G|x|y|Z|"),
        ("##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Format: Allele|SYMBOL|Gene\">\n", "CSQ=G|TP53|ENSG1"),
    ],
)  # fmt: skip
def test_the_gene_is_what_annotation_says(lines, info):
    found = read_vcf(
        Source.from_text(lines + HEAD + f"\nchr1\t5\t.\tA\tG\t.\t.\t{info}\nchr1\t6\t.\tA\tG\t.\t.\tDP=3\n")
    )
    assert found.rows["gene"].tolist() == ["TP53", ""]
    assert found.rows["name"].tolist() == ["TP53", "chr1"]
