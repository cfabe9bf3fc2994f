"""Substitutions are counted once for both strands, and against what there was to be hit."""

import numpy as np
import pandas as pd
import pytest
from Bio.Seq import reverse_complement

from genocore.mutations import spectrum
from genocore.mutations.spectrum import contexts, six_classes, ti_tv
from genocore.sequences.dataset import Dataset

PAIRS = [(ref, alt) for ref in "ACGT" for alt in "ACGT" if ref != alt]


def letters(text):
    return np.array(list(text), dtype=object)


def counts(table, key):
    return {name: n for name, n in zip(table[key], table["n"], strict=True) if n}


def random_data(n=12, seed=0, alphabet="ACGTN"):
    rng = np.random.default_rng(seed)
    return Dataset.from_strings(["".join(rng.choice(list(alphabet), size)) for size in rng.integers(0, 60, n)])


@pytest.mark.parametrize(
    ("ref", "alt", "change"),
    [
        ("C", "A", "C>A"), ("C", "G", "C>G"), ("C", "T", "C>T"),
        ("T", "A", "T>A"), ("T", "C", "T>C"), ("T", "G", "T>G"),
        ("G", "T", "C>A"), ("G", "C", "C>G"), ("G", "A", "C>T"),
        ("A", "T", "T>A"), ("A", "G", "T>C"), ("A", "C", "T>G"),
    ],
)  # fmt: skip
def test_a_change_is_named_by_its_pyrimidine(ref, alt, change):
    found = six_classes(letters(ref), letters(alt))
    assert counts(found, "change") == {change: 1}
    assert found["change"].tolist() == ["C>A", "C>G", "C>T", "T>A", "T>C", "T>G"]
    assert found["share"].sum() == 1


def test_only_one_base_for_another_is_a_substitution():
    ref = np.array(["A", "-", "AC", "N", "C", "G", "", "a"], dtype=object)
    alt = np.array(["-", "A", "GT", "A", "C", "R", "T", "g"], dtype=object)
    assert six_classes(ref, alt)["n"].sum() == 0
    assert ti_tv(ref, alt) == (0, 0, None)


@pytest.mark.parametrize("kind", [object, "U1"])
def test_letters_may_be_objects_or_text(kind):
    ref, alt = np.array(["A", "C"], dtype=kind), np.array(["G", "A"], dtype=kind)
    assert counts(six_classes(ref, alt), "change") == {"T>C": 1, "C>A": 1}
    assert ti_tv(ref, alt) == (1, 1, 1.0)


def test_without_mutations_there_is_no_share():
    none = np.array([], dtype=object)
    found = six_classes(none, none)
    assert found["n"].tolist() == [0] * 6
    assert found["share"].isna().all()
    assert ti_tv(none, none) == (0, 0, None)


def test_purine_for_purine_and_pyrimidine_for_pyrimidine_are_transitions():
    kinds = {pair: ti_tv(letters(pair[0]), letters(pair[1]))[:2] for pair in PAIRS}
    assert {pair for pair, kind in kinds.items() if kind == (1, 0)} == {("A", "G"), ("G", "A"), ("C", "T"), ("T", "C")}
    assert sum(kind == (0, 1) for kind in kinds.values()) == 8
    ref, alt = zip(*PAIRS, strict=True)
    assert ti_tv(letters(ref), letters(alt)) == (4, 8, 0.5)


def test_a_mutation_and_its_twin_on_the_other_strand_have_one_context():
    data = Dataset.from_strings(["TACGA", "TCGTA"])
    found = contexts(data, np.array([0, 1]), np.array([2, 2]), letters("TA"))
    assert counts(found, "context") == {"A[C>T]G": 2}
    assert found["change"][found["n"] > 0].tolist() == ["C>T"]


def test_contexts_are_those_found_letter_by_letter():
    data = random_data()
    rng = np.random.default_rng(1)
    sequence = rng.choice(np.flatnonzero(data.lengths > 0), 500)
    index = (rng.random(500) * data.lengths[sequence]).astype(int)
    alt = rng.choice(list("ACGT"), 500)
    found = contexts(data, sequence, index, alt)
    expected, without, not_counted = {}, 0, 0
    for row, place, new in zip(sequence, index, alt, strict=True):
        text = data.sequence(row)
        old, around = text[place], text[max(place - 1, 0) : place + 2]
        if old in ("N", new):
            not_counted += 1
        elif len(around) < 3 or place == 0 or "N" in around:
            without += 1
        else:
            if old in "AG":
                around, new = reverse_complement(around), reverse_complement(str(new))
            name = f"{around[0]}[{around[1]}>{new}]{around[2]}"
            expected[name] = expected.get(name, 0) + 1
    assert counts(found, "context") == expected
    assert found.attrs == {"without_context": without, "not_counted": not_counted}
    assert without > 20 < not_counted


@pytest.mark.parametrize("block", [1, 2, 7, 1 << 20])
def test_opportunities_are_the_words_of_three_on_either_strand(monkeypatch, block):
    monkeypatch.setattr(spectrum, "_BLOCK", block)
    data = random_data(30, seed=2)
    hit = np.array([3, 3, 8, 20, 29, 0])
    hit = hit[data.lengths[hit] > 0]
    found = contexts(data, hit, np.zeros(len(hit), dtype=int), letters("A" * len(hit)))
    words = pd.Series(
        [text[i : i + 3] for row in set(hit.tolist()) for text in [data.sequence(row)] for i in range(len(text) - 2)]
    )
    for change, context, opportunities in found[["change", "context", "opportunities"]].values.tolist():
        three = context[0] + change[0] + context[-1]
        assert opportunities == (words == three).sum() + (words == reverse_complement(three)).sum()
    assert found.drop_duplicates(["context"])["opportunities"].sum() == 3 * (~words.str.contains("N")).sum()


def test_the_ninety_six_rows_are_in_the_usual_order():
    none = np.array([], dtype=int)
    found = contexts(Dataset.from_strings(["ACGT"]), none, none, none.astype(object))
    assert len(found) == found["context"].nunique() == 96
    assert found["context"].tolist()[:5] == ["A[C>A]A", "A[C>A]C", "A[C>A]G", "A[C>A]T", "C[C>A]A"]
    assert found["context"].tolist()[-1] == "T[T>G]T"
    assert (found[["n", "opportunities"]] == 0).all(axis=None)


def test_ends_and_unknown_neighbours_are_counted_apart():
    data = Dataset.from_strings(["CCC", "NCC", "C"])
    found = contexts(data, np.array([0, 0, 0, 1, 2]), np.array([0, 1, 2, 1, 0]), letters("TTTTT"))
    assert counts(found, "context") == {"C[C>T]C": 1}
    assert found.attrs["without_context"] == 4


@pytest.mark.parametrize("index", [-1, 4])
def test_a_place_outside_its_sequence_is_refused(index):
    data = Dataset.from_strings(["ACGT", "ACGT", "ACGT"])
    with pytest.raises(ValueError, match="outside"):
        contexts(data, np.array([1]), np.array([index]), letters("T"))
