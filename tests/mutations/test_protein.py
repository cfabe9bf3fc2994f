"""What a change does to a protein is what Biopython's translation of the changed sequence shows."""

import numpy as np
import pytest
from Bio.Seq import Seq
from hypothesis import settings

from genocore.mutations.coding import CodingRegion
from genocore.mutations.protein import effect_of
from tests.fuzzing import EXAMPLES

many = settings(max_examples=2 * EXAMPLES, deadline=None, derandomize=True)
GENE = "GGCACATGAAATTGGGTCGTTACTAAGCATGACC"
"""ATG AAA TTG GGT CGT TAC TAA from index 5 to 26, M K L G R Y and the stop; then GCA TGA CC."""


def region(text, exons, strand=1, **facts):
    return CodingRegion(0, "g", tuple(exons), strand, np.frombuffer(text.encode(), dtype=np.uint8), **facts)


def judged(text, exons, index, span, put, **facts):
    """Judge a change on the strand as given, and its mirror image on the opposite one; both must say the same."""
    end = len(text)
    given = effect_of(region(text, exons, **facts), index, span, put)
    mirrored = [(end - b, end - a) for a, b in reversed(exons)]
    turned = str(Seq(text).reverse_complement())
    other = effect_of(
        region(turned, mirrored, -1, **facts), end - index - span, span, str(Seq(put).reverse_complement())
    )
    assert given == other
    return given


@pytest.mark.parametrize(
    ("index", "span", "put", "consequence", "name"),
    [
        (10, 1, "G", "synonymous", "p.Lys2="),
        (8, 1, "G", "missense", "p.Lys2Glu"),
        (8, 1, "T", "nonsense", "p.Lys2Ter"),
        (12, 1, "A", "nonsense", "p.Leu3Ter"),
        (5, 1, "G", "start_lost", "p.Met1?"),
        (7, 1, "A", "start_lost", "p.Met1?"),
        (5, 3, "", "start_lost", "p.Met1?"),
        (4, 2, "", "start_lost", "p.Met1?"),
        (23, 1, "C", "stop_lost", "p.Ter7GlnextTer2"),
        (25, 1, "T", "stop_lost", "p.Ter7TyrextTer2"),
        (25, 1, "G", "synonymous", "p.Ter7="),
        (23, 3, "", "stop_lost", "p.Ter7AlaextTer1"),
        (8, 3, "", "inframe_deletion", "p.Lys2del"),
        (11, 6, "", "inframe_deletion", "p.Leu3_Gly4del"),
        (20, 3, "", "inframe_deletion", "p.Tyr6del"),
        (14, 9, "", "inframe_deletion", "p.Gly4_Tyr6del"),
        (23, 0, "GGG", "inframe_insertion", "p.Tyr6_Ter7insGly"),
        (23, 0, "TAC", "inframe_insertion", "p.Tyr6dup"),
        (24, 0, "GGG", "stop_lost", "p.Ter7TrpextTer3"),
        (9, 3, "", "inframe_deletion", "p.Lys2_Leu3delinsMet"),
        (11, 0, "GAC", "inframe_insertion", "p.Lys2_Leu3insAsp"),
        (11, 0, "AAA", "inframe_insertion", "p.Lys2dup"),
        (8, 0, "AAA", "inframe_insertion", "p.Lys2dup"),
        (14, 0, "AAATTG", "inframe_insertion", "p.Lys2_Leu3dup"),
        (11, 0, "TAA", "nonsense", "p.Leu3Ter"),
        (9, 0, "TTG", "inframe_insertion", "p.Lys2delinsIleGlu"),
        (10, 1, "", "frameshift", "p.Lys2fs"),
        (13, 1, "", "frameshift", "p.Gly4fs"),
        (10, 2, "", "frameshift", "p.Lys2fs"),
        (10, 4, "", "frameshift", "p.Leu3fs"),
        (9, 0, "T", "frameshift", "p.Lys2fs"),
        (11, 0, "TAAG", "frameshift", "p.Leu3Ter"),
        (10, 2, "GA", "missense", "p.Leu3Met"),
        (8, 6, "GGGTTC", "missense", "p.Lys2_Leu3delinsGlyPhe"),
        (8, 3, "GG", "frameshift", "p.Lys2fs"),
        (8, 3, "GGGTTC", "inframe_insertion", "p.Lys2delinsGlyPhe"),
        (20, 4, "GGGC", "stop_lost", ""),
        (20, 4, "GGGCGGG", "stop_lost", ""),
        (22, 6, "", "stop_lost", ""),
        (24, 3, "", "stop_lost", ""),
        (24, 3, "GC", "stop_lost", ""),
        (25, 3, "A", "synonymous", "p.(=)"),
        (24, 6, "GA", "synonymous", "p.(=)"),
        (2, 1, "T", "non_coding", ""),
        (5, 0, "A", "non_coding", ""),
        (26, 0, "A", "non_coding", ""),
        (30, 2, "", "non_coding", ""),
    ],
)
def test_each_class_of_change_on_both_strands(index, span, put, consequence, name):
    found = judged(GENE, [(5, 26)], index, span, put)
    if name:
        assert (found.consequence, found.name) == (consequence, name)
    assert found.consequence == consequence


def test_an_ambiguous_letter_makes_it_unknown():
    for index, put in ((8, "N"), (8, "R"), (23, "N")):
        assert judged(GENE, [(5, 26)], index, 1, put).consequence == "unknown"
    masked = GENE[:9] + "N" + GENE[10:]
    assert judged(masked, [(5, 26)], 8, 1, "G").consequence == "unknown"
    assert judged(masked, [(5, 26)], 12, 1, "A").consequence == "nonsense"  # another codon
    assert judged(GENE, [(5, 26)], 5, 1, "N").consequence == "unknown"
    assert judged(GENE, [(5, 26)], 8, 6, "GGGTNC").consequence == "unknown"


def test_codons_that_are_not_whole_are_not_judged():
    assert judged(GENE, [(6, 26)], 7, 1, "T", skip=2).consequence == "unknown"
    assert judged(GENE, [(5, 24)], 23, 1, "C").consequence == "unknown"
    assert judged(GENE, [(5, 24)], 8, 1, "G").name == "p.Lys2Glu"
    assert judged(GENE, [(6, 26)], 8, 1, "G", skip=2).name == "p.Lys1Glu"
    assert judged(GENE, [(6, 26)], 5, 2, "", skip=2).consequence == "unknown"  # across the edge of a part of a gene
    assert judged(GENE, [(5, 23)], 22, 2, "").consequence == "unknown"


SPLIT = "CCATGAAA" + "GTAAGTCCCCCCCCTTTCAG" + "GGTCGTGATTAGCC"
"""M K, an intron of 20 from index 8, and G R D with the stop up to index 40."""


@pytest.mark.parametrize(
    ("index", "span", "put", "consequence", "note"),
    [
        (8, 1, "A", "splice_adjacent", "In an intron, 1 from an exon."),
        (15, 1, "A", "splice_adjacent", "In an intron, 8 from an exon."),
        (16, 1, "A", "non_coding", "In an intron, 9 from an exon."),
        (20, 1, "A", "splice_adjacent", "In an intron, 8 from an exon."),
        (27, 1, "A", "splice_adjacent", "In an intron, 1 from an exon."),
        (12, 6, "", "splice_adjacent", "In an intron, 5 from an exon."),
        (6, 4, "", "splice_adjacent", "Crosses the border of an exon."),
        (8, 0, "A", "splice_adjacent", "Crosses the border of an exon."),
        (28, 0, "A", "splice_adjacent", "Crosses the border of an exon."),
        (4, 30, "", "splice_adjacent", "Crosses the border of an exon."),
        (7, 1, "G", "synonymous", "Next to the border of an exon: splicing may change too."),
        (5, 1, "T", "nonsense", "Next to the border of an exon: splicing may change too."),
        (30, 1, "A", "synonymous", "Next to the border of an exon: splicing may change too."),
        (31, 1, "A", "missense", ""),
        (3, 1, "C", "start_lost", ""),
        (36, 6, "", "stop_lost", ""),
        (0, 30, "", "start_lost", ""),
    ],
)
def test_near_an_intron_nothing_is_claimed_of_splicing(index, span, put, consequence, note):
    found = judged(SPLIT, [(2, 8), (28, 40)], index, span, put)
    assert (found.consequence, found.note) == (consequence, note)


@pytest.mark.parametrize(
    ("code", "index", "put", "consequence"),
    [(1, 5, "G", "start_lost"), (11, 5, "G", "start_lost"), (11, 5, "T", "start_lost"), (11, 6, "A", "start_lost"),
     (1, 7, "A", "start_lost"), (2, 7, "A", "start_lost"), (1, 9, "G", "missense"), (2, 9, "G", "nonsense"),
     (1, 13, "A", "nonsense"), (2, 13, "A", "synonymous"), (1, 24, "G", "synonymous"), (2, 24, "G", "stop_lost")],
)  # fmt: skip
def test_the_genetic_code_decides(code, index, put, consequence):
    text = GENE[:11] + "TGG" + GENE[14:]
    assert judged(text, [(5, 26)], index, 1, put, code=code).consequence == consequence
