"""Names in the form of HGVS: mavehgvs reads them, and what it reads makes the mutated sequence again."""

import numpy as np
import pytest
from Bio.Seq import Seq
from mavehgvs import MaveHgvsParseError, Variant

from genocore.mutations.coding import CodingRegion
from genocore.mutations.hgvs import read_hgvs
from genocore.mutations.naming import dna_name, shifted
from tests.fuzzing import EXAMPLES


def bytes_of(text):
    return np.frombuffer(text.encode(), dtype=np.uint8)


def named(text, index, span, put, exons=(), strand=1, skip=0):
    region = CodingRegion(0, "g", tuple(exons), strand, bytes_of(text), skip) if exons else None
    return dna_name(bytes_of(text), index, span, put, region)


@pytest.mark.parametrize(
    ("text", "index", "span", "put", "name"),
    [
        ("GCAAATC", 1, 1, "T", "n.2C>T"),
        ("GCAAATC", 2, 1, "", "n.5del"),  # of AAA, the last
        ("GCAAATC", 3, 2, "", "n.4_5del"),
        ("GCAAATC", 2, 3, "", "n.3_5del"),
        ("GCAAATC", 2, 0, "A", "n.5dup"),
        ("GCAAATC", 5, 0, "AA", "n.4_5dup"),
        ("GCAAATC", 2, 0, "AAA", "n.3_5dup"),
        ("GCAAATC", 2, 0, "AAAA", "n.5_6insAAAA"),  # longer than what it would copy
        ("GCACACAT", 1, 2, "", "n.6_7del"),
        ("GCACACAT", 1, 0, "CA", "n.6_7dup"),
        ("GCACACAT", 2, 0, "AC", "n.6_7dup"),
        ("GCACACAT", 1, 0, "CAC", "n.2_4dup"),  # turned as it moves
        ("GCACACAT", 2, 0, "GG", "n.2_3insGG"),
        ("GCAAATC", 1, 2, "GT", "n.2_3delinsGT"),
        ("GCAAATC", 1, 1, "GT", "n.2delinsGT"),
        ("GCAAATC", 1, 3, "T", "n.2_4delinsT"),
        ("GCAAATC", 0, 0, "TT", "n.1delinsTTG"),  # nothing stands before the first letter
        ("GCAAATC", 7, 0, "TT", "n.7delinsCTT"),
        ("GCAAATC", 0, 0, "G", "n.1dup"),
        ("GCAAATC", 7, 0, "C", "n.7dup"),
        ("GCAAATC", 0, 7, "", "n.1_7del"),
        ("GCAAATC", 0, 1, "G", ""),
        ("GCAAATC", 3, 0, "", ""),
    ],
)
def test_changes_lie_as_far_to_the_end_as_they_can(text, index, span, put, name):
    assert named(text, index, span, put) == name


@pytest.mark.parametrize(
    ("index", "span", "put", "forward", "backward"),
    [
        (7, 1, "", "c.7del", "c.6del"),  # of CCC at 5 to 7; of GGG on the opposite strand
        (5, 0, "C", "c.7dup", "c.6dup"),
        (8, 2, "", "c.8_9del", "c.2_3del"),
        (1, 1, "G", "c.1A>G", "c.10T>C"),
        (0, 1, "G", "c.-1T>G", "c.*1A>C"),
        (11, 1, "A", "c.*1G>A", "c.-1C>T"),
        (4, 2, "TA", "c.4_5delinsTA", "c.6_7delinsTA"),
        (4, 0, "TG", "c.3_4insTG", "c.7_8insCA"),
        (4, 0, "GA", "c.3_4dup", "c.7_8dup"),
        (10, 0, "CGG", "c.9_10insCGG", "c.1_2insCCG"),
    ],
)
def test_on_the_opposite_strand_the_end_is_the_other_one(index, span, put, forward, backward):
    text = "TAAAGCCCTTAG"
    assert named(text, index, span, put, [(1, 11)]) == forward
    assert named(text, index, span, put, [(1, 11)], -1) == backward


def test_in_introns_places_count_from_the_nearer_exon():
    text = "CCATGAAGTAAGTTTTAGCC"
    for index, name in ((7, "c.5+1"), (9, "c.5+3"), (10, "c.6-2"), (11, "c.6-1")):
        put = "C" if text[index] != "C" else "G"
        assert named(text, index, 1, put, [(2, 7), (12, 18)]) == f"{name}{text[index]}>{put}"
    assert named(text, 7, 0, "C", [(2, 7), (12, 18)]) == "c.5_5+1insC"
    assert named(text, 4, 4, "", [(2, 7), (12, 18)]) == "c.3_5+1del"
    assert named(text, 7, 5, "", [(2, 7), (12, 18)]) == "c.5+1_6-1del"


def drawn(seed):
    """Draw a sequence with many repeats, exons on either strand or none, and a change of it."""
    rng = np.random.default_rng(seed)
    letters = ["ACGT", "AAC", "AG"][rng.integers(3)]
    text = "".join(rng.choice(list(letters), rng.integers(1, 25)))
    index = int(rng.integers(0, len(text) + 1))
    span = int(min(rng.choice([0, 0, 1, 1, 2, 4]), len(text) - index))
    put = "".join(rng.choice(list(letters), rng.integers(0 if span else 1, 5)))
    while span and put and (text[index] == put[0] or text[index + span - 1] == put[-1]):  # as the table's reader trims
        cut = text[index] == put[0]
        index, span, put = index + cut, span - 1, put[1:] if cut else put[:-1]
    edges = sorted(
        int(edge) for edge in rng.choice(len(text) + 1, min(len(text) + 1, rng.choice([0, 2, 4])), replace=False)
    )
    exons = list(zip(edges[::2], edges[1::2], strict=False))
    return text, index, span, put, exons, int(rng.choice([1, -1])) if exons else 1


def index_of(place, exons, strand):
    """Return where a place of mavehgvs lies, by counting along the coding bases."""
    if not exons:
        return place.position - 1
    coding = [i for begin, end in exons for i in range(begin, end)][::strand]
    step = strand * (place.intronic_position or 0)
    if place.utr:
        return coding[-1 if place.position > 0 else 0] + strand * place.position
    return coding[place.position - 1] + step


def made(name, text, exons, strand):
    """Make what a name says of a sequence, as mavehgvs reads the name."""
    variant = Variant(name)
    places = variant.positions if isinstance(variant.positions, tuple) else (variant.positions, variant.positions)
    first, last = sorted(index_of(place, exons, strand) for place in places)
    inner, kind = text[first : last + 1], variant.variant_type
    letters = variant.sequence[1] if kind == "sub" else variant.sequence if kind in ("ins", "delins") else ""
    letters = letters if strand == 1 else str(Seq(letters).reverse_complement())
    new = {"sub": letters, "delins": letters, "del": "", "dup": inner * 2, "ins": text[first] + letters + text[last]}[
        kind
    ]
    if kind == "sub":
        assert inner == (variant.sequence[0] if strand == 1 else str(Seq(variant.sequence[0]).reverse_complement()))
    assert kind != "ins" or last == first + 1
    return text[:first] + new + text[last + 1 :]


def test_every_name_makes_the_mutated_sequence_again():
    """mavehgvs cannot know that c.9 and c.*1, or both middle bases of an intron, are neighbours: it refuses them."""
    refused = 0
    for seed in range(10 * EXAMPLES):
        text, index, span, put, exons, strand = drawn(seed)
        name = named(text, index, span, put, exons, strand)
        mutated = text[:index] + put + text[index + span :]
        if mutated == text:
            assert name == "", (seed, text)
            continue
        try:
            assert made(name, text, exons, strand) == mutated, (seed, name)
        except MaveHgvsParseError as error:
            assert "must be adjacent" in str(error), (seed, name)
            refused += 1
    assert refused < 0.05 * 10 * EXAMPLES


def test_no_other_spelling_lies_further_to_the_end_and_all_have_one_name():
    for seed in range(3 * EXAMPLES):
        text, index, span, put, exons, strand = drawn(seed)
        if bool(span) == bool(put):
            continue
        mutated = text[:index] + put + text[index + span :]
        others = [
            (i, span, mutated[i : i + len(put)])
            for i in range(len(text) + 1 - span)
            if text[:i] + mutated[i : i + len(put)] + text[i + span :] == mutated
        ]
        assert len({named(text, *other, exons, strand) for other in others}) == 1, seed
        at, _ = shifted(bytes_of(text), index, span, put, strand)
        assert at == (max if strand == 1 else min)(others)[0], seed


def test_the_reader_of_names_understands_those_that_are_given():
    for seed in range(3 * EXAMPLES):
        text, index, span, put, exons, strand = drawn(seed)
        name = named(text, index, span, put, exons, strand)
        if not name or (exons and "_" in name):  # from an exon to an intron: how long that is, a name does not say
            continue
        found, theirs = read_hgvs(name), Variant(name)
        first = theirs.positions[0] if isinstance(theirs.positions, tuple) else theirs.positions
        assert found.first == str(first), (seed, name)
        assert found.change.kind == {"sub": "snv"}.get(theirs.variant_type, theirs.variant_type), (seed, name)
