"""How a table counts is found out from its references, and nothing is proposed where they say little."""

import numpy as np
import pandas as pd
import pytest

from genocore.files import Source
from genocore.mutations.hypotheses import match_rates, propose
from genocore.mutations.locate import locate
from genocore.mutations.match import match_names
from genocore.mutations.places import AS_WRITTEN, Counting
from genocore.mutations.read_table import read_mutations
from genocore.sequences.dataset import Dataset
from genocore.tables import read_table

PAIRED = {"A": "T", "C": "G", "G": "C", "T": "A"}
GENES = {f"g{i}": "".join(np.random.default_rng(i).choice(list("ACGT"), 300)) for i in range(3)}
DATA = Dataset.from_strings(list(GENES.values()), ids=list(GENES))


def rows(n=60, seed=0):
    """Draw substitutions, deletions, insertions and copies as (gene, position, ref, alt), all of them right."""
    rng, out = np.random.default_rng(seed), []
    for i in range(n):
        gene, at = f"g{rng.integers(3)}", int(rng.integers(10, 290))
        ref = GENES[gene][at - 1 : at - 1 + int(rng.integers(1, 4)) if i % 3 == 0 else at]
        out.append((gene, at, ref, "-" if len(ref) > 1 else rng.choice([b for b in "ACGT" if b != ref])))
    return out


def opposite(text):
    return "-" if text == "-" else "".join(PAIRED[base] for base in reversed(text))


def read(table):
    text = "Gene,Position,Ref,Alt\n" + "".join(f"{','.join(map(str, row))}\n" for row in table)
    mutations = read_mutations(read_table(Source.from_text(text))[0])
    return mutations, match_names(list(mutations.rows["name"].cat.categories), DATA)


def judged(table):
    rates = match_rates(DATA, *read(table))
    return rates, propose(rates)


def edits(table, counting):
    found = locate(DATA, *read(table), counting)
    assert found.keys.isin(["matched", "duplicate"]).all()
    return found.sequence.tolist(), found.index.tolist(), found.span.tolist(), found.put.tolist()


@pytest.mark.parametrize(("shift", "words"), [(-1, "positions count from 0"), (1, "positions are one too large")])
def test_a_table_that_is_shifted_by_one_is_found_out(shift, words):
    table = [(gene, at + shift, ref, alt) for gene, at, ref, alt in rows()]
    rates, proposal = judged(table)
    assert proposal.counting == Counting(-shift)
    assert (proposal.share, rates["share"].iloc[0]) == (1.0, proposal.now)
    assert proposal.now < 0.5
    assert words in proposal.sentence()
    assert propose(rates, proposal.counting) is None
    assert edits(table, proposal.counting) == edits(rows(), AS_WRITTEN)


def test_alleles_of_the_opposite_strand_are_found_out():
    table = [(gene, at, opposite(ref), opposite(alt)) for gene, at, ref, alt in rows()]
    _, proposal = judged(table)
    assert proposal.counting == Counting(0, "complement")
    assert edits(table, proposal.counting) == edits(rows(), AS_WRITTEN)


@pytest.mark.parametrize("shift", [0, -1])
def test_a_table_counted_from_the_other_end_is_found_out(shift):
    table = [(gene, 302 - at - len(ref) + shift, opposite(ref), opposite(alt)) for gene, at, ref, alt in rows()]
    _, proposal = judged(table)
    assert proposal.counting == Counting(-shift, "reverse")
    assert edits(table, proposal.counting) == edits(rows(), AS_WRITTEN)


def test_an_insertion_counted_from_the_other_end_lies_between_the_same_letters():
    data = Dataset.from_strings(["AACCGGTT"], ids=["g"])  # reversed: AACCGGTT, of which a G is put in behind base 3
    mutations = read_mutations(read_table(Source.from_text("Gene,HGVS\ng,n.3_4insG\ng,n.3_4dup\ng,n.2_3del\n"))[0])
    found = locate(data, mutations, match_names(["g"], data), Counting(0, "reverse"))
    after = [
        "AACCGGTT"[:i] + p + "AACCGGTT"[i + s :] for i, s, p in zip(found.index, found.span, found.put, strict=True)
    ]
    assert after == ["AACCGCGTT", "AACCGGGGTT", "AACCGT"]  # opposite: AACGCGGTT, AACCCCGGTT, ACGGTT


@pytest.mark.parametrize("seed", range(3))
def test_a_table_with_some_bad_rows_is_read_as_it_is(seed):
    table = rows(100, seed)
    for i in np.random.default_rng(seed).choice(100, 5, replace=False):
        gene, at, ref, _ = table[i]
        table[i] = (gene, at, opposite(ref) if opposite(ref) != ref else "A", "N")
    rates, proposal = judged(table)
    assert proposal is None
    assert rates["share"].iloc[0] >= 0.94
    assert judged([(gene, at - 1, ref, alt) for gene, at, ref, alt in table])[1].counting == Counting(1)


def test_a_few_rows_say_nothing():
    shifted = [(gene, at - 1, ref, alt) for gene, at, ref, alt in rows(4)]
    assert judged(shifted)[1] is None
    assert propose(pd.DataFrame(columns=["offset", "strand", "checked", "share"])) is None
    assert judged([("g0", at, "", "") for at in range(10, 40)])[1] is None


def test_one_change_that_many_rows_repeat_counts_once():
    """Said a hundred times it could match by chance as well as said once."""
    gene, at, ref, alt = rows(4)[1]
    wrong = next(base for base in "ACGT" if base != ref)
    rates, proposal = judged([(gene, at, wrong, alt if alt != wrong else ref)] * 100)
    assert set(rates["checked"]) == {1}
    assert proposal is None


def test_a_row_that_is_said_again_is_no_match():
    shifted = [(gene, at - 1, ref, alt) for gene, at, ref, alt in rows()]
    once, again = judged(shifted), judged(shifted * 3)
    assert again[1].counting == Counting(1)
    assert again[0]["share"].tolist() == pytest.approx(once[0]["share"].tolist())


def test_rows_off_the_ends_count_as_not_matching():
    rates, _ = judged([*rows(30), *[("g0", 5000 + i, "A", "C") for i in range(10)]])
    assert rates["checked"].iloc[0] == 40
    assert rates["share"].iloc[0] == pytest.approx(0.75)


def test_rows_on_no_sequence_and_without_a_reference_are_not_counted():
    rates, _ = judged(
        [*rows(30), *[("nowhere", i, "A", "C") for i in range(9)], ("g0", 5, "-", "T"), ("g0", 5, "A", "A")]
    )
    assert rates["checked"].tolist() == [30] * 9
    assert rates[["offset", "strand"]].iloc[0].tolist() == [0, "given"]
    assert len(rates) == 9
