import pytest
from hypothesis import given
from hypothesis import strategies as st

from genocore.sequences import Dataset
from genocore.sequences.spellings import merge_classes, plain_name, variants


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Normal", "normal"),
        ("NORMAL,", "normal"),
        (" not  mutated. ", "notmutated"),
        ("non-gene", "nongene"),
        ("ER+", "er+"),
        ("ER-", "er-"),
        ("1.5", "1.5"),
        ("-1", "-1"),
        ("?", "?"),
        ("", ""),
    ],
)
def test_case_and_decoration_are_taken_off(name, plain):
    assert plain_name(name) == plain


@pytest.mark.parametrize(
    ("counts", "merged"),
    [
        ({"normal": 3, "Normal": 5, "NORMAL,": 1}, {"normal": "Normal", "NORMAL,": "Normal"}),
        ({"non-gene": 2, "non_gene": 1, "gene": 9}, {"non_gene": "non-gene"}),
        ({"(donor)": 1, "donor": 1}, {"donor": "(donor)"}),
        ({"class-1": 1, "class1": 2, "class_2": 1}, {"class-1": "class1"}),
        ({"a": 1, "b": 1}, {}),
        ({"+": 1, "-": 1}, {}),
        ({"+1": 1, "-1": 1}, {}),
        ({"1": 1, "-1": 1}, {}),
        ({"ER+": 1, "ER-": 1}, {}),
        ({"1.5": 1, "15": 1, "1,5": 1}, {}),
        ({"1-2": 1, "12": 1}, {}),
        ({"!": 1, "?": 1}, {}),
        ({"STRASSE": 2, "straße": 1}, {"straße": "STRASSE"}),
        ({}, {}),
    ],
)
def test_spellings_that_differ_in_case_and_punctuation_go_to_the_commonest(counts, merged):
    assert variants(sorted(counts), counts) == merged


@given(st.dictionaries(st.text("aAbB1_-+., ", min_size=1, max_size=4), st.integers(1, 9), max_size=8))
def test_every_spelling_goes_to_one_that_stays(counts):
    merged = variants(counts, counts)
    assert set(merged) | set(merged.values()) <= set(counts)
    assert not set(merged) & set(merged.values())
    assert all(counts[name] <= counts[other] for name, other in merged.items())


def test_merged_classes_keep_every_record():
    data = Dataset.from_strings(["A", "C", "G", "T"], labels=["Normal", "normal", None, "mutated"])
    merged = merge_classes(data, {"normal": "Normal"})
    assert merged.class_counts() == {"Normal": 2, "mutated": 1}
    assert merged.labelled.tolist() == [True, True, False, True]
