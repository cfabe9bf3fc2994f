import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genocore.features.counts import SPEC, Counts
from genocore.sequences import Dataset, Source, load


@given(st.lists(st.text("ACGTNR", max_size=20), max_size=8))
def test_counts_agree_with_str_count(texts):
    found = Counts().transform(Dataset.from_strings(texts))
    assert found.dtype == np.float32
    assert found.tolist() == [[len(text), *(text.count(base) for base in "ACGT")] for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AACN", [4, 2, 1, 0, 0]),
        ("NNNN", [4, 0, 0, 0, 0]),
        ("", [0, 0, 0, 0, 0]),
        ("ACGT" * 50_000, [200_000, 50_000, 50_000, 50_000, 50_000]),
    ],
)
def test_ambiguous_letters_count_towards_the_length_only(text, expected):
    assert Counts().transform(Dataset.from_strings(["G", text])).tolist() == [[1, 0, 0, 1, 0], expected]


def test_lower_case_and_rna_letters_count():
    data, _ = load([Source.from_text(">s1 normal\nacgtacgtacgt\n>s2 mutated\nUUUA\n")])
    assert Counts().transform(data).tolist() == [[12, 3, 3, 3, 3], [4, 1, 0, 0, 3]]


def test_columns_are_named():
    frame = Counts().features()
    assert frame["name"].tolist() == ["length", "A", "C", "G", "T"]
    assert frame["description"].iloc[1] == "number of A in the sequence"


def test_there_is_nothing_to_set():
    assert SPEC.settings() == {}
    assert SPEC.build() == Counts()
