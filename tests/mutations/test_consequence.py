"""The table of consequences: all rows at once say what each row says alone, and by whose word."""

import numpy as np
import pandas as pd
import pytest
from Bio.Seq import Seq

from genocore.files import Source
from genocore.mutations.coding import CodingRegion, Regions, guess_regions
from genocore.mutations.consequence import CONSEQUENCES, SILENT, annotate, judge
from genocore.mutations.locate import locate
from genocore.mutations.match import match_names
from genocore.mutations.naming import dna_name
from genocore.mutations.places import Located
from genocore.mutations.read_table import read_mutations
from genocore.sequences.dataset import Dataset
from genocore.tables import read_table
from tests.fuzzing import EXAMPLES

GENE = "GGCACATGAAATTGGGTCGTTACTAAGCATGACC"
"""ATG AAA TTG GGT CGT TAC TAA from index 5 to 26."""


def region(text, exons, strand=1, **facts):
    return CodingRegion(
        0, facts.pop("gene", "r"), tuple(exons), strand, np.frombuffer(text.encode(), dtype=np.uint8), **facts
    )


def annotated(table, text=GENE, regions=None):
    data = Dataset.from_strings([text], ids=["g"])
    mutations = read_mutations(read_table(Source.from_text(table))[0])
    matching = match_names(list(mutations.rows["name"].cat.categories), data)
    located = locate(data, mutations, matching, regions=regions)
    found = annotate(data, mutations, located, regions)
    assert len(found) == len(mutations)
    assert set(found["consequence"]) <= set(CONSEQUENCES)
    return found


def says(found, *names):
    return found[list(names)].to_numpy().tolist()


ROWS = [
    ("11,A,G", "synonymous", "c.6A>G", "p.Lys2=", 6, 2),
    ("9,A,G", "missense", "c.4A>G", "p.Lys2Glu", 4, 2),
    ("9,A,T", "nonsense", "c.4A>T", "p.Lys2Ter", 4, 2),
    ("6,A,G", "start_lost", "c.1A>G", "p.Met1?", 1, 1),
    ("24,T,C", "stop_lost", "c.19T>C", "p.Ter7GlnextTer2", 19, 7),
    ("9,AAA,-", "inframe_deletion", "c.4_6del", "p.Lys2del", 4, 2),
    ("11,-,GAC", "inframe_insertion", "c.6_7insGAC", "p.Lys2_Leu3insAsp", 7, 3),
    ("11,A,-", "frameshift", "c.6del", "p.Lys2fs", 6, 2),
    ("10,AAT,A", "frameshift", "c.6_7del", "p.Lys2fs", 6, 2),
    ("9,A,N", "unknown", "c.4A>N", "", 4, 0),
    ("2,G,A", "non_coding", "c.-4G>A", "", 0, 0),
    ("29,A,G", "non_coding", "c.*3A>G", "", 0, 0),
]


@pytest.mark.parametrize(("row", "consequence", "hgvs_c", "hgvs_p", "place", "residue"), ROWS)
def test_each_class_on_both_strands(row, consequence, hgvs_c, hgvs_p, place, residue):
    position, ref, alt = row.split(",")
    turned = [str(Seq(part).reverse_complement()) if part != "-" else "-" for part in (ref, alt)]
    last = int(position) + (len(ref) - 1 if ref != "-" else 1)
    end = len(GENE)
    for text, exon, strand, table in (
        (GENE, (5, 26), 1, f"g,{row}"),
        (str(Seq(GENE).reverse_complement()), (end - 26, end - 5), -1, f"g,{end - last + 1},{','.join(turned)}"),
    ):
        found = annotated(f"Gene,Position,Ref,Alt\n{table}\n", text, Regions((region(text, [exon], strand),)))
        assert found.iloc[0].tolist()[:7] == ["g", consequence, hgvs_c, hgvs_p, place, residue, "sequence"]


def test_every_class_but_those_at_introns_is_among_the_cases_above():
    assert {row[1] for row in ROWS} == set(CONSEQUENCES) - {"splice_adjacent"}
    assert set(SILENT) < set(CONSEQUENCES)


def random_region(rng):
    """Draw exons on a random strand of a random sequence, perhaps with a start, with an N, or with a stop inside."""
    sizes = rng.integers(1, 30, rng.choice([1, 3, 5]))
    sizes[::2] += 5
    edges = int(rng.integers(0, 8)) + np.concatenate([[0], np.cumsum(sizes)])
    exons = [(int(edges[i]), int(edges[i + 1])) for i in range(0, len(sizes), 2)]
    strand = int(rng.choice([1, -1]))
    letters = rng.choice(list("ACGT") * 9 + ["N"], int(edges[-1]) + int(rng.integers(0, 8)))
    coding = [i for begin, end in exons for i in range(begin, end)][::strand]
    if rng.random() < 0.7:
        for at, base in zip(coding, "ATG", strict=False):
            letters[at] = base if strand == 1 else str(Seq(base).complement())
    return region(
        "".join(letters),
        exons,
        strand,
        skip=int(rng.integers(0, 3) * (rng.random() < 0.4)),
        code=int(rng.choice([1, 2, 11])),
    )


def test_all_rows_at_once_say_what_each_says_alone():
    """Every substitution of every base, and as many other changes, on both strands, with introns, phases and codes."""
    rng, seen = np.random.default_rng(0), set()
    for _ in range(EXAMPLES // 12):
        one = random_region(rng)
        text = one.letters.tobytes().decode()
        changes = [(i, 1, base) for i in range(len(text)) for base in "ACGTN" if base != text[i]]
        for _ in range(len(text)):
            index, span = int(rng.integers(len(text))), int(rng.integers(0, 4))
            put = "".join(rng.choice(list("ACGT"), rng.integers(0 if span else 1, 4)))
            changes.append((index, min(span, len(text) - index), put))
        index, span, put = zip(*changes, strict=True)
        n = len(changes)
        located = Located(
            np.zeros(n, dtype=np.int8), np.zeros(n, dtype=np.int64), np.array(index), np.array(span),
            np.array([*put, ""], dtype=object)[:-1], np.ones(n, dtype=bool), np.array(index),
        )  # fmt: skip
        mutations = read_mutations(read_table(Source.from_text("Gene,Position\n" + "g,1\n" * n))[0])
        found = annotate(Dataset.from_strings([text], ids=["g"]), mutations, located, Regions((one,)))
        alone = [judge(one, one.letters, *change) for change in changes]
        names = [dna_name(one.letters, *change, one) for change in changes]
        columns = ["consequence", "hgvs_p", "residue", "note", "hgvs_c"]
        wanted = [[e.consequence, e.name, e.residue, e.note, name] for e, name in zip(alone, names, strict=True)]
        assert says(found, *columns) == wanted
        seen |= set(found["consequence"])
    assert seen == set(CONSEQUENCES)


def test_without_a_region_only_the_words_of_the_table_say_a_consequence():
    table = "Gene,Position,Ref,Alt,Type\ng,9,A,G,Missense_Mutation\ng,9,A,T,\nnowhere,9,A,T,Silent\ng,,,,stop_gained\n"
    found = annotated(table)
    assert says(found, "gene", "consequence", "hgvs_c", "by") == [
        ["g", "missense", "n.9A>G", "table"], ["g", "unknown", "n.9A>T", ""], ["nowhere", "synonymous", "", "table"],
        ["g", "nonsense", "", "table"],
    ]  # fmt: skip


def test_the_sequence_goes_before_the_words_of_the_table():
    table = "Gene,Position,Ref,Alt,Type\ng,9,A,G,Silent\ng,9,A,N,Silent\n"
    found = annotated(table, regions=Regions((region(GENE, [(5, 26)]),)))
    assert says(found, "consequence", "by") == [["missense", "sequence"], ["unknown", "sequence"]]


def test_what_rests_on_a_guess_is_marked():
    text = "CC" + "ATG" + "GCA" * 20 + "TAA" + "G"
    found = annotated("Gene,Position,Ref,Alt\ng,7,C,A\n", text, guess_regions(Dataset.from_strings([text], ids=["g"])))
    assert says(found, "gene", "consequence", "hgvs_p", "by") == [["g", "missense", "p.Ala2Glu", "guess"]]


def test_a_row_that_changes_nothing_or_has_no_place_is_given_no_consequence_of_its_own():
    table = "Gene,Position,Ref,Alt\ng,9,A,A\ng,9,A,.\ng,9,C,G\ng,99,A,G\ng,0,A,G\nx,9,A,G\ng,9,A,<DEL>\ng,z,A,G\n"
    found = annotated(table, regions=Regions((region(GENE, [(5, 26)]),)))
    assert set(found["consequence"]) == {"unknown"}
    assert (found[["hgvs_c", "hgvs_p", "by"]] == "").all(axis=None)
    for name in ("n.9delinsA", "n.9A>A", "c.4delinsA", "n.9="):
        found = annotated(f"Gene,HGVS\ng,{name}\n", regions=Regions((region(GENE, [(5, 26)]),)))
        assert says(found, "consequence", "hgvs_c", "hgvs_p") == [["unknown", "", ""]]


def test_of_several_regions_the_one_that_is_hit_is_meant():
    text = "ATGAAATAA" + "CCC" + "ATGGGGTAA"
    regions = Regions((region(text, [(0, 9)], gene="a"), region(text, [(12, 21)], gene="b")))
    found = annotated("Gene,Position,Ref,Alt\ng,4,A,G\ng,16,G,A\ng,11,C,A\n", text, regions)
    assert says(found, "gene", "consequence", "hgvs_c") == [
        ["a", "missense", "c.4A>G"], ["b", "missense", "c.4G>A"], ["g", "non_coding", "n.11C>A"],
    ]  # fmt: skip


def test_words_alone_have_a_place_but_no_name():
    found = annotated("Gene,Position,Type\ng,9,SNV\ng,9,missense\n", regions=Regions((region(GENE, [(5, 26)]),)))
    assert says(found, "consequence", "hgvs_c", "by") == [["unknown", "", ""], ["missense", "", "table"]]


def test_an_empty_table_gives_an_empty_one():
    mutations = read_mutations(read_table(Source.from_text("Gene,Position\ng,1\n"))[0])
    data = Dataset.from_strings([GENE], ids=["g"])
    none = type(mutations)(mutations.rows.iloc[:0], mutations.edits, mutations.calls, [], mutations.inputs)
    found = annotate(data, none, locate(data, none, match_names(["g"], data)), Regions((region(GENE, [(5, 26)]),)))
    assert isinstance(found, pd.DataFrame)
    assert len(found) == 0
