"""Every row gets one status; a place is never wrapped around, and spellings of one change meet at one place."""

import numpy as np
import pytest

from genocore.errors import InputError
from genocore.files import Source
from genocore.mutations.coding import CodingRegion, Regions
from genocore.mutations.locate import locate
from genocore.mutations.match import match_names
from genocore.mutations.places import AS_WRITTEN, STATUSES, Counting
from genocore.mutations.read_table import read_mutations
from genocore.mutations.vcf import read_vcf
from genocore.sequences.dataset import Dataset
from genocore.tables import read_table

GENE = "ATGGCTAGCAAACCGTTACG"
HEAD = "Gene,Position,Ref,Alt\n"


def put(mutations, data, counting=AS_WRITTEN, regions=None):
    matching = match_names(list(mutations.rows["name"].cat.categories), data, regions.genes if regions else ())
    return locate(data, mutations, matching, counting, regions)


def located(text, sequence=GENE, counting=AS_WRITTEN, regions=None):
    data = sequence if isinstance(sequence, Dataset) else Dataset.from_strings([sequence], ids=["g"])
    return put(read_mutations(read_table(Source.from_text(text))[0]), data, counting, regions)


def edits(found):
    return list(zip(found.index.tolist(), found.span.tolist(), found.put.tolist(), strict=True))


def coding(strand, exons=((3, 15),)):
    return Regions((CodingRegion(0, "g", exons, strand, np.frombuffer(GENE.encode(), dtype=np.uint8)),))


@pytest.mark.parametrize("position", [0, -1, -19, -20, -21])
def test_a_position_below_one_is_never_counted_from_the_end(position):
    found = located(HEAD + "".join(f"g,{position},{ref},N\n" for ref in "ACGT"))
    assert found.keys.tolist() == ["below_one"] * 4
    assert (found.index.tolist(), found.applicable.any()) == ([-1] * 4, False)


@pytest.mark.parametrize(
    ("row", "status"),
    [("20,G,A", "matched"), ("21,G,A", "out_of_range"), ("999999999,G,A", "out_of_range"), ("20,GA,G", "out_of_range"),
     ("19,CG,-", "matched"), ("20,-,AA", "located"), ("21,-,AA", "out_of_range"), ("0,-,AA", "located"),
     ("-1,-,AA", "below_one"), ("1,A,G", "matched"), ("x,A,G", "not_understood"), (",A,G", "not_understood"),
     ("1.5,A,G", "not_understood"), ("1,A,A", "alt_is_ref"), ("1,A,<DEL>", "symbolic"), ("2,A,G", "ref_mismatch"),
     ("9007199254740991,A,G", "out_of_range"), ("-9007199254740991,A,G", "below_one")],
)  # fmt: skip
def test_every_row_has_the_status_that_it_deserves(row, status):
    found = located(f"{HEAD}g,{row}\n")
    assert found.keys.tolist() == [status]
    assert found.counts()[status] == 1 == sum(found.counts().values())


def test_one_bad_row_spoils_no_other():
    found = located(f"{HEAD}g,1,A,G\ng,NaN,A,G\ng,two,A,G\nx,1,A,G\ng,99,A,G\ng,2,T,G\n")
    bad = ["not_understood", "not_understood", "unknown_gene", "out_of_range"]
    assert found.keys.tolist() == ["matched", *bad, "matched"]
    assert set(found.counts()) == set(STATUSES)


def test_of_two_sequences_of_one_name_none_is_taken():
    two = Dataset.from_strings(["ACGT", "TTTT"], ids=["g", "g"])
    assert located(f"{HEAD}g,1,A,G\ng,1,T,G\n", two).keys.tolist() == ["unknown_gene"] * 2
    same = Dataset.from_strings(["ACGT", "ACGT"], ids=["g", "g"])
    assert located(f"{HEAD}g,1,A,G\n", same).keys.tolist() == ["matched"]


def test_sequences_are_found_by_the_parts_of_their_names():
    data = Dataset.from_strings(["CCCC", GENE, GENE], ids=["other", "sp|P04637|P53_HUMAN", "ENST00000269305.9|TP53"])
    names = ("P04637", "P53_HUMAN", "sp|P04637|P53_HUMAN", "tp53", "ENST00000269305", "TP53", "TP5")
    found = located(
        HEAD + "".join(f"{name},{at},A,G\n" for at, name in zip((1, 7, 10, 1, 7, 10, 1), names, strict=True)), data
    )
    assert found.keys.tolist() == ["matched"] * 6 + ["unknown_gene"]
    assert found.sequence.tolist() == [1, 1, 1, 2, 2, 2, -1]


def test_without_a_reference_a_row_is_placed_but_not_confirmed():
    found = located("Gene,Position,Type\ng,4,del\ng,5,SNV\ng,6,missense\ng,7,insAC\ng,8,dup\n")
    assert found.keys.tolist() == ["located"] * 5
    assert found.spelled.tolist() == [True, False, False, True, True]
    assert found.applicable.tolist() == [True, False, False, True, True]
    assert edits(found)[0] == (3, 1, "")
    assert edits(found)[3] == (7, 0, "AC")
    assert edits(found)[4] == (8, 0, GENE[7])


def test_an_ambiguous_base_of_the_sequence_confirms_nothing():
    found = located(f"{HEAD}g,2,N,A\ng,2,C,T\ng,1,AC,T\ng,3,G,A\n", "ANGT")
    assert found.keys.tolist() == ["located", "located", "located", "matched"]


def test_spellings_of_one_indel_meet_at_one_place():
    """CT at 5 and 6 (of ATGG|CT|AGC...) is lost; TTT comes behind 8."""
    vcf = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\ng\t4\t.\tGCT\tG\t.\t.\t.\ng\t8\t.\tG\tGTTT\t.\t.\t.\n"
    ways = [
        put(read_vcf(Source.from_text(vcf)), Dataset.from_strings([GENE], ids=["g"])),
        located(f"{HEAD}g,5,CT,-\ng,8,-,TTT\n"),
        located("Gene,HGVS\ng,n.5_6del\ng,n.8_9insTTT\n"),
        located("Gene,HGVS\ng,n.5_6delCT\ng,n.8_9insTTT\n"),
        located("Gene,Position,End,Type\ng,5,6,del\ng,8,9,insTTT\n"),
        located("Gene,HGVS\ng,c.2_3del\ng,c.5_6insTTT\n", regions=coding(1)),
        located("Gene,HGVS\ng,c.10_11del\ng,c.7_8insAAA\n", regions=coding(-1)),
        located(f"{HEAD}g,4,GCT,G\ng,7,AG,AGTTT\n"),
    ]
    assert [edits(way) for way in ways] == [[(4, 2, ""), (8, 0, "TTT")]] * len(ways)
    assert all(way.applicable.all() for way in ways)


def test_the_same_change_of_one_sample_is_marked_in_any_spelling():
    text = "g,5,CT,-,s1,\ng,4,GCT,G,s1,\ng,,,,s1,n.5_6del\ng,5,CT,-,s2,\ng,5,CT,-,,\ng,5,CT,-,,\n"
    found = located("Gene,Position,Ref,Alt,Sample,HGVS\n" + text).keys.tolist()
    assert found == ["matched", "duplicate", "duplicate", "matched", "matched", "duplicate"]
    other = located(f"{HEAD}g,5,CT,-\ng,5,C,-\ng,5,C,T\ng,5,C,G\ng,4,-,C\ng,4,-,T\n")
    assert "duplicate" not in other.keys.tolist()


def test_a_copy_is_the_same_as_the_insertion_of_its_letters():
    found = located("Gene,HGVS\ng,n.5_6dup\ng,n.6_7insCT\n")
    assert found.keys.tolist() == ["located", "duplicate"]


def test_a_row_with_a_wrong_reference_takes_nothing_from_a_right_one():
    found = located(f"{HEAD}g,2,G,A\ng,2,T,A\ng,2,C,A\ng,2,T,A\n")
    assert found.keys.tolist() == ["ref_mismatch", "matched", "duplicate", "duplicate"]


def test_what_a_gene_on_the_opposite_strand_says_is_compared_as_the_sequence_reads():
    """Base 4 of the sequence, a G, is c.12 of the region on the opposite strand: C there."""
    text = "Gene,Position,Ref,Alt,HGVS\ng,,,,c.12C>A\ng,4,G,A,\ng,4,G,T,\n"
    found = located(text, regions=coding(-1))
    assert found.keys.tolist() == ["matched", "matched", "duplicate"]
    assert edits(found) == [(3, 1, "T"), (3, 1, "A"), (3, 1, "T")]


@pytest.mark.parametrize(
    ("name", "strand", "expected"),
    [("c.1G>A", 1, (3, 1, "A")), ("c.-1G>A", 1, (2, 1, "A")), ("c.*1T>A", 1, (15, 1, "A")),
     ("c.12G>T", 1, (14, 1, "T")), ("c.1C>A", -1, (14, 1, "T")), ("c.-1A>G", -1, (15, 1, "C")),
     ("c.*1C>G", -1, (2, 1, "C")), ("c.1_3del", -1, (12, 3, "")), ("c.1_2insAC", -1, (14, 0, "GT")),
     ("c.1_3dup", -1, (15, 0, "CCG"))],
)  # fmt: skip
def test_places_counted_from_the_start_of_coding(name, strand, expected):
    found = located(f"Gene,HGVS\ng,{name}\n", regions=coding(strand))
    assert found.usable.all()
    after = [GENE[:at] + text + GENE[at + span :] for at, span, text in (edits(found)[0], expected)]
    assert after[0] == after[1]


def test_a_place_that_no_region_has_is_not_understood():
    names = "Gene,HGVS\ng,c.0A>G\ng,c.*0A>G\ng,c.-0A>G\ng,c.-99A>G\ng,c.*99A>G\n"
    for strand in (1, -1):
        assert set(located(names, regions=coding(strand)).keys) == {"not_understood"}
    assert located("Gene,HGVS\ng,c.1G>A\n").keys.tolist() == ["not_understood"]  # nobody knows where coding starts


def test_letters_put_in_the_place_of_the_same_ones_are_no_change():
    found = located("Gene,HGVS\ng,n.5delinsC\ng,n.5_6delinsCT\ng,n.5=\ng,n.5C>C\n")
    assert found.keys.tolist() == ["alt_is_ref"] * 4


def test_a_way_of_counting_that_there_is_not_is_refused():
    for offset, strand in ((2, "given"), (0, "other")):
        with pytest.raises(InputError, match="PA001"):
            Counting(offset, strand)


def test_random_tables_are_placed_as_one_loop_places_them():
    """200 tables of three genes and 12 rows, told apart by their genes and read as one."""
    rng = np.random.default_rng(0)
    sequences, rows, seen, expected = {}, [], set(), []
    for table in range(200):
        sequences |= {f"{table}_{i}": "".join(rng.choice(list("ACGT"), rng.integers(1, 12))) for i in range(3)}
        for _ in range(12):
            gene, at = f"{table}_{rng.integers(4)}", int(rng.integers(-2, 14))
            ref, alt, sample = rng.choice(list("ACGT")), rng.choice(list("ACGT")), rng.choice(["s1", "s2"])
            rows.append(f"{gene},{at},{ref},{alt},{sample}")
            text = sequences.get(gene)
            if text is None:
                expected.append("unknown_gene")
            elif ref == alt:
                expected.append("alt_is_ref")
            elif not 1 <= at <= len(text):
                expected.append("below_one" if at < 1 else "out_of_range")
            elif (gene, at, alt, sample, text[at - 1] == ref) in seen:
                expected.append("duplicate")
            else:
                seen.add((gene, at, alt, sample, text[at - 1] == ref))
                expected.append("matched" if text[at - 1] == ref else "ref_mismatch")
    data = Dataset.from_strings(list(sequences.values()), ids=list(sequences))
    found = located("Gene,Position,Ref,Alt,Sample\n" + "\n".join(rows) + "\n", data)
    assert found.keys.tolist() == expected
    assert set(expected) == set(STATUSES) - {"located", "unchecked", "not_understood", "symbolic", "filtered"}
    assert sum(found.counts().values()) == len(rows) == 2400
