"""Consequences and names of random changes, against Biopython's translation of the changed coding sequence."""

import re
from collections import Counter

import numpy as np
import pytest
from Bio.Seq import Seq
from Bio.SeqUtils import seq1
from mavehgvs import Variant

from genocore.mutations.coding import CodingRegion
from genocore.mutations.consequence import CONSEQUENCES
from genocore.mutations.protein import effect_of
from tests.fuzzing import EXAMPLES

CODONS = ["AAA", "TTG", "GGT", "CAA", "TAC", "AGA", "TGG", "AAG", "CTT", "GAA"]
ACROSS = ("start_lost", "stop_lost", "unknown", "synonymous", "splice_adjacent")
"""What a change may be that takes out an end of a region and what lies beyond it."""


def drawn(seed):
    """Make a gene with its exons on the strand as given, and a change in it or near it."""
    rng = np.random.default_rng(seed)

    def dna(least, most):
        return "".join(rng.choice(list("ACGT"), rng.integers(least, most + 1)))

    ends = rng.choice(["ATG", "ATG", "ATG", "GCA"]), rng.choice(["TAA", "TGA", "TAG", "", "A"])
    coding = "".join(rng.choice(CODONS, rng.integers(1, 8))).join(ends)
    cuts = sorted({int(cut) for cut in rng.integers(1, len(coding), rng.integers(0, 3))})
    text, exons = dna(0, 9), []
    for begin, end in zip([0, *cuts], [*cuts, len(coding)], strict=True):
        text += dna(1, 20) if begin else ""
        exons.append((len(text), len(text) + end - begin))
        text += coding[begin:end]
    text += dna(0, 12)
    first, last = (0, len(text)) if rng.random() < 0.3 else exons[rng.integers(len(exons))]
    index = int(rng.integers(first, last))
    span = min(int(rng.choice([0, 1, 1, 1, 2, 3, 4, 6])), len(text) - index)
    put = dna(span, span) if rng.random() < 0.4 else dna(0, 7)
    return text, exons, index, span, put


def judged(text, exons, index, span, put, strand):
    """Judge a change, or its mirror image on the opposite strand."""
    if strand == -1:
        exons = [(len(text) - end, len(text) - begin) for begin, end in reversed(exons)]
        text, put = str(Seq(text).reverse_complement()), str(Seq(put).reverse_complement())
        index = len(text) - index - span
    letters = np.frombuffer(text.encode(), dtype=np.uint8)
    return effect_of(CodingRegion(0, "g", tuple(exons), strand, letters), index, span, put)


def spliced(text, exons):
    return "".join(text[begin:end] for begin, end in exons)


def protein(text):
    """Translate whole codons up to the first stop, and with it."""
    found = str(Seq(text[: len(text) // 3 * 3]).translate())
    return found[: found.index("*") + 1] if "*" in found else found


def kinds(text, exons, index, span):
    """Say of each base that is touched whether it is coding, in an intron or outside."""
    touched = range(index - (span == 0), index + max(span, 1))
    begin, end = exons[0][0], exons[-1][1]
    coding = {i for a, b in exons for i in range(a, b)}
    return [("coding" if i in coding else "intron" if begin <= i < end else "outside") for i in touched], list(touched)


def proteins(text, exons, index, span, put):
    """Translate a gene as it is, and with a change inside one exon made."""
    more, mutated = len(put) - span, text[:index] + put + text[index + span :]
    hit = next(i for i, (a, b) in enumerate(exons) if a <= index < b or (span == 0 and a < index < b))
    moved = [(a + more * (i > hit), b + more * (i >= hit)) for i, (a, b) in enumerate(exons)]
    old, new = protein(spliced(text, exons)), spliced(mutated, moved)
    return old, protein(new + mutated[moved[-1][1] :] if "*" in old else new), new[:3]


def expected(text, exons, index, span, put):
    """Judge a change by the proteins alone; None where a border is crossed."""
    where, touched = kinds(text, exons, index, span)
    if set(where) == {"outside"} or (span == 0 and "outside" in where):
        return "non_coding"
    if "outside" in where:
        return None
    if set(where) == {"coding", "intron"}:
        return "splice_adjacent"
    if set(where) == {"intron"}:
        away = min(abs(i - edge) for i in touched for a, b in exons for edge in (a, b - 1))
        return "splice_adjacent" if away <= 8 else "non_coding"
    coding = spliced(text, exons)
    at = len([i for a, b in exons for i in range(a, b) if i < index])
    if at + max(span, 1) > len(coding) // 3 * 3:
        return "unknown"
    old, new, start = proteins(text, exons, index, span, put)
    if coding[:3] == "ATG" != start:
        return "start_lost"
    shift, whole = len(put) - span, "*" in old
    if at // 3 >= len(old):
        return "unknown"
    if old == new:
        return "frameshift" if shift % 3 and not whole else "synonymous"
    kept = len(old) + shift // 3
    if whole and new.startswith(old[:-1]) and new[len(old) - 1 :] != "*" and (shift % 3 or kept != new.find("*") + 1):
        return "stop_lost"
    if shift % 3:
        return "frameshift"
    if "*" in new and (not whole or len(new) < kept):
        return "nonsense"
    if (whole and len(new) != kept) or (whole and "*" not in new):
        return "stop_lost"
    return "missense" if not shift else "inframe_insertion" if shift > 0 else "inframe_deletion"


@pytest.mark.parametrize("strand", [1, -1])
def test_the_consequence_is_what_the_proteins_show(strand):
    seen = Counter()
    for seed in range(5 * EXAMPLES):
        gene = drawn(seed)
        found, wanted = judged(*gene, strand).consequence, expected(*gene)
        assert found == wanted or (wanted is None and found in ACROSS), gene
        seen[found] += 1
    assert min(seen[name] for name in CONSEQUENCES) > 0.005 * 5 * EXAMPLES, seen


def applied(name, old):
    """Return the protein that a name describes of another; what follows is left open where the name leaves it open."""
    residue = r"([A-Z][a-z]{2})(\d+)"
    if name == "p.(=)" or re.fullmatch(f"p.{residue}=", name):
        return old, True
    if found := re.fullmatch(rf"p.{residue}fs", name):
        return old[: int(found[2]) - 1], False
    if found := re.fullmatch(r"p.Ter(\d+)([A-Z][a-z]{2})extTer(\d+|\?)", name):
        return old[:-1] + seq1(found[2]), False
    if found := re.fullmatch(rf"p.{residue}_{residue}ins((?:[A-Z][a-z]{{2}})+)", name):
        assert int(found[4]) == int(found[2]) + 1
        return old[: int(found[2])] + seq1(found[5]) + old[int(found[2]) :], True
    found = re.fullmatch(rf"p.{residue}(?:_{residue})?(del|dup|delins|)((?:[A-Z][a-z]{{2}})*)", name)
    first, last = int(found[2]) - 1, int(found[4] or found[2])
    assert seq1(found[1]) == old[first]
    assert not found[3] or seq1(found[3]) == old[last - 1]
    if found[5] == "dup":
        return old[:last] + old[first:last] + old[last:], True
    after = old[:first] + seq1(found[6]) + old[last:]
    return after[: after.index("*") + 1] if "*" in after else after, True


@pytest.mark.parametrize("strand", [1, -1])
def test_the_name_of_a_change_makes_the_changed_protein_of_the_old_one(strand):
    named = 0
    for seed in range(5 * EXAMPLES):
        gene = text, exons, index, span, _ = drawn(seed)
        found = judged(*gene, strand)
        if not found.name or found.name == "p.Met1?" or set(kinds(text, exons, index, span)[0]) != {"coding"}:
            continue
        named += 1
        old, new, _ = proteins(*gene)
        made, whole = applied(found.name, old)
        assert new == made if whole else new.startswith(made), (gene, found)
        if found.name.endswith("fs"):
            assert new[found.residue - 1 : found.residue] != old[found.residue - 1], (gene, found)
        if "ext" in found.name:
            ends = found.name.rpartition("Ter")[2]
            assert ends == "?" if "*" not in new else int(ends) == len(new) - len(old), (gene, found)
        else:
            Variant(found.name)  # the parser knows no extensions and no p.Met1?
    assert named > EXAMPLES
