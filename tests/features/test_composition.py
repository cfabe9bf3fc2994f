from itertools import groupby

import numpy as np
import pytest
from Bio.SeqUtils import GC_skew, gc_fraction
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy

from genocore.features.composition import SPEC, Composition, longest_runs
from genocore.sequences import Dataset

NAMES = ["A", "C", "G", "T", "GC", "GC skew", "CpG o/e", "entropy", "longest run"]
TEXTS = st.lists(st.text("AACGTTN", max_size=20), max_size=8)


def row(text, **settings):
    encoder = Composition(**settings)
    return dict(
        zip(encoder.features()["name"], encoder.transform(Dataset.from_strings([text]))[0].tolist(), strict=True)
    )


def longest_run(text):
    return max((len(list(run)) for base, run in groupby(text) if base in "ACGT"), default=0)


def by_hand(text):
    counts = [text.count(base) for base in "ACGT"]
    total, (_, c, g, _) = sum(counts), counts
    return [
        *(count / max(total, 1) for count in counts),
        gc_fraction(text.replace("N", "")) if total else 0,
        (g - c) / (g + c) if g + c else 0,
        text.count("CG") * total / (c * g) if c and g else 0,
        entropy(counts, base=2) if total else 0,
        longest_run(text),
    ]


@given(TEXTS)
def test_numbers_agree_with_biopython_scipy_and_itertools(texts):
    found = Composition().transform(Dataset.from_strings(texts))
    assert found.shape == (len(texts), 9)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, np.reshape([by_hand(text) for text in texts], found.shape), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("text", ["GGGC", "ACGT", "CCC", "GGCCGGATATTTG"])
def test_skew_agrees_with_biopython(text):
    assert row(text)["GC skew"] == pytest.approx(GC_skew(text, window=len(text))[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ACGT", [0.25, 0.25, 0.25, 0.25, 0.5, 0, 4, 2, 1]),
        ("AACG", [0.5, 0.25, 0.25, 0, 0.5, 0, 4, 1.5, 2]),
        ("CGCG", [0, 0.5, 0.5, 0, 1, 0, 2, 1, 1]),
        ("GGGC", [0, 0.25, 0.75, 0, 1, 0.5, 0, 0.811278, 3]),
        ("TTTT", [0, 0, 0, 1, 0, 0, 0, 0, 4]),
        ("CNGN", [0, 0.5, 0.5, 0, 1, 0, 0, 1, 1]),
        ("NNN", [0] * 9),
        ("", [0] * 9),
    ],
)
def test_known_sequences_have_known_numbers(text, expected):
    assert list(row(text).values()) == pytest.approx(expected, abs=1e-6)


def test_entropy_of_one_base_is_zero_and_not_minus_zero():
    found = Composition().transform(Dataset.from_strings(["AAAA", "N", ""]))
    assert not np.signbit(found).any()


def test_ambiguous_letters_do_not_count():
    assert row("ACGTNNNNRY") == row("ACGT")


def test_the_length_is_left_out_unless_asked_for():
    assert list(row("ACGT")) == NAMES
    assert list(row("ACGTN", length=True)) == [*NAMES, "length"]
    assert row("ACGTN", length=True)["length"] == 5


def test_the_length_does_not_show_in_the_shares():
    short, long = row("ACGGTA"), row("ACGGTA" * 50)
    for name in ("A", "C", "G", "T", "GC", "GC skew", "entropy"):
        assert short[name] == long[name]


@given(TEXTS)
def test_longest_runs_agree_with_itertools(texts):
    assert longest_runs(Dataset.from_strings(texts)).tolist() == [longest_run(text) for text in texts]


@pytest.mark.parametrize(
    ("texts", "runs"),
    [
        (["AA", "AAA", "A"], [2, 3, 1]),
        (["", "AA", "", "", "A", ""], [0, 2, 0, 0, 1, 0]),
        (["NNNN", "ANNNA", "RRYY"], [0, 1, 0]),
        (["AANAA"], [2]),
        (["", ""], [0, 0]),
        ([], []),
    ],
)
def test_runs_end_with_the_sequence_and_at_ambiguous_letters(texts, runs):
    assert longest_runs(Dataset.from_strings(texts)).tolist() == runs


def test_numbers_agree_over_several_blocks():
    texts = ["ACGT" * 30_000, "", "CG" * 50, "N" * 70_000, "A" * 66_000, "GC"]
    found = Composition().transform(Dataset.from_strings(texts))
    np.testing.assert_allclose(found, [by_hand(text) for text in texts], rtol=1e-5, atol=1e-6)


def test_the_settings_build_what_they_say():
    assert SPEC.build(**SPEC.settings()) == Composition(length=False)
    assert SPEC.build(**SPEC.settings({"length": "yes"})) == Composition(length=True)
