from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from Bio.Seq import Seq
from hypothesis import given
from hypothesis import strategies as st

from genocore.sequences import Dataset, Report, checks
from genocore.sequences.checks import (
    check_duplicates,
    check_labels,
    check_names,
    check_unknown_bases,
    contradictions,
    copies,
    identical_groups,
)

TEXTS = st.lists(st.text("ACGTN", max_size=4), max_size=12)


def messages(check, data):
    report = Report()
    check(data, report)
    return report.messages


def same_molecule(a, b):
    return a == b or a == str(Seq(b).reverse_complement())


@given(TEXTS)
def test_identical_groups_agree_with_comparing_every_pair(texts):
    expected = [next(first for first, other in enumerate(texts) if same_molecule(text, other)) for text in texts]
    assert identical_groups(Dataset.from_strings(texts)).tolist() == expected


def test_identical_groups_rest_on_all_letters_where_samples_meet(monkeypatch):
    monkeypatch.setattr(checks, "_samples", lambda data: np.zeros(len(data), dtype=np.uint64))
    assert identical_groups(Dataset.from_strings(["AACG", "GGGG", "CGTT", "AACG", "GGGT"])).tolist() == [0, 1, 0, 0, 4]


def test_identical_groups_are_found_across_blocks():
    texts = ["ACGTT" * 200_000, "C" * 3_500_000, "AACGT" * 200_000, "C" * 3_500_000, "ACGTT" * 200_000 + "A"]
    assert identical_groups(Dataset.from_strings(texts)).tolist() == [0, 1, 0, 1, 4]


def test_ambiguous_letters_pair_with_their_complements():
    assert identical_groups(Dataset.from_strings(["ARN", "NYT", "NRT", "ARN"])).tolist() == [0, 0, 2, 0]


def test_names_used_twice_are_reported_from_the_second_on():
    data = Dataset.from_strings(["A", "C", "G", "T"], ids=["a", "b", "a", "a"])
    found = messages(check_names, data)
    assert [(m.severity, m.code, m.record, m.fix) for m in found] == [
        ("warning", "FA003", "a", "rename_duplicates")
    ] * 2
    assert str(found[0]) == (
        "FA003: This name was used before. Rename it, or predictions of the two cannot be told apart."
    )
    assert messages(check_names, Dataset.from_strings(["A", "C"])) == []


def test_names_that_differ_in_case_are_different():
    assert messages(check_names, Dataset.from_strings(["A", "C"], ids=["a", "A"])) == []


def test_records_with_more_than_a_tenth_of_ambiguous_letters_are_reported():
    data = Dataset.from_strings(["ACGTACGTAC", "ACGTACGTAN", "ACGTACGTNR", "N"], ids=["none", "tenth", "fifth", "all"])
    found = messages(check_unknown_bases, data)
    assert [(m.code, m.record, m.value) for m in found] == [("FA005", "fifth", "0.200"), ("FA005", "all", "1.000")]
    assert str(found[0]) == (
        "FA005: 20% of the letters are ambiguous (N, R, Y, ...). Features count only A, C, G and T."
    )


def test_unknown_bases_are_counted_in_each_block():
    texts = ["ACGT" * 1_000_000, "N" * 10, "ACGT" * 1_000_000, "NNAC"]
    found = messages(check_unknown_bases, Dataset.from_strings(texts))
    assert [(m.record, m.value) for m in found] == [("seq2", "1.000"), ("seq4", "0.500")]


def test_records_without_a_label_are_reported_one_by_one():
    data = Dataset.from_strings(["A", "C", "G"], labels=["x", None, "y"])
    found = messages(check_labels, data)
    assert [(m.code, m.record, m.fix) for m in found] == [("FA006", "seq2", "drop_unlabelled")]
    assert found[0].message == "The record has no label; it is kept, but not trained on."


def test_spellings_of_one_class_are_reported_with_their_counts():
    data = Dataset.from_strings(["A"] * 4, labels=["Normal", "normal,", "Normal", "mutated"])
    found = messages(check_labels, data)
    assert [(m.code, m.value, m.fix) for m in found] == [("FA007", "normal,", "merge_labels")]
    assert str(found[0]) == "FA007: 'normal,' (1) may be the same class as 'Normal' (2). Merge them."


def test_copies_are_reported_with_the_first_of_them_and_the_strand():
    data = Dataset.from_strings(["AACG", "GGGA", "AACG", "CGTT"], ids=["a", "b", "c", "d"])
    found = messages(check_duplicates, data)
    assert [(m.code, m.record, m.message, m.fix) for m in found] == [
        ("FA011", "c", "Same sequence as 'a'.", "drop_duplicates"),
        ("FA011", "d", "Same sequence as 'a', read on the opposite strand.", "drop_opposite_strand"),
    ]
    assert found[0].suggestion == "Copies in training and test make scores look better than they are."


@pytest.mark.parametrize(
    ("sequences", "labels", "fixes"),
    [
        (["AACG", "AACG"], "xx", ["drop_duplicates"]),
        (["AACG", "CGTT"], "xx", ["drop_opposite_strand"]),
        (["AACG", "AACG"], "xy", ["", "drop_contradictions"]),
        (["AACG", "CGTT"], "xy", ["", "drop_contradictions"]),
        (["AACG", "CGTT", "CGTT"], "xyy", ["", "drop_duplicates", "drop_contradictions"]),
        (["AACG", "CGTT", "AACG"], "xyy", ["drop_opposite_strand", "", "drop_contradictions"]),
    ],
)
def test_a_copy_offers_the_fix_that_takes_it_out(sequences, labels, fixes):
    data = Dataset.from_strings(sequences, labels=list(labels))
    assert [m.fix for m in messages(check_duplicates, data)] == fixes


@given(TEXTS, st.data())
def test_copies_agree_with_comparing_every_pair(texts, data):
    labels = data.draw(st.lists(st.sampled_from(["x", "y", None]), min_size=len(texts), max_size=len(texts)))
    dataset = Dataset.from_strings(texts, labels=labels or None)
    copy, reverse = copies(dataset, identical_groups(dataset))
    for row, text in enumerate(texts):
        earlier = [
            other for other, label in zip(texts[:row], labels, strict=False)
            if label == labels[row] and same_molecule(text, other)
        ]  # fmt: skip
        assert copy[row] == (text in earlier)
        assert reverse[row] == (earlier[:1] not in ([], [text]))


def test_a_sequence_that_is_its_own_opposite_strand_is_a_plain_copy():
    found = messages(check_duplicates, Dataset.from_strings(["ACGT", "ACGT"]))
    assert [m.fix for m in found] == ["drop_duplicates"]


def test_one_sequence_with_two_labels_is_reported_once_for_all_its_records():
    data = Dataset.from_strings(["AACG", "GGGA", "AACG", "CGTT"], ids=["a", "b", "c", "d"], labels=["x", "x", "y", "x"])
    found = [m for m in messages(check_duplicates, data) if m.code == "FA012"]
    assert [(m.record, m.fix) for m in found] == [("a", "drop_contradictions")]
    assert str(found[0]) == (
        "FA012: One sequence with different labels: a (x), c (y), d (x). Find out which label is right."
    )


def test_a_contradiction_shows_four_records_at_most_and_long_names_cut():
    data = Dataset.from_strings(["A"] * 6, ids=["x" * 100, *"bcdef"], labels=["u", "v", "u", "v", "u", "v"])
    found = [m for m in messages(check_duplicates, data) if m.code == "FA012"]
    assert found[0].message == f"One sequence with different labels: {'x' * 60} (u), b (v), c (u), d (v)."


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["x", "x", "x", "y"], []),
        (["x", "y", "x", "y"], [[0, 1, 2]]),
        (["x", None, "x", "y"], []),
        (["x", None, "y", "y"], [[0, 2]]),
        (None, []),
    ],
)
def test_contradictions_need_two_labels_on_one_sequence(labels, expected):
    data = Dataset.from_strings(["AACG", "AACG", "CGTT", "TTTT"], labels=labels)
    assert contradictions(data, identical_groups(data)) == expected


@given(TEXTS, st.data())
def test_contradictions_agree_with_comparing_every_pair(texts, data):
    labels = data.draw(st.lists(st.sampled_from(["x", "y", None]), min_size=len(texts), max_size=len(texts)))
    dataset = Dataset.from_strings(texts, labels=labels or None)
    expected = {
        row
        for pair in combinations(range(len(texts)), 2)
        if labels[pair[0]] and labels[pair[1]] and labels[pair[0]] != labels[pair[1]]
        if same_molecule(texts[pair[0]], texts[pair[1]])
        for row in pair
    }
    found = {row for rows in contradictions(dataset, identical_groups(dataset)) for row in rows}
    assert expected <= found
    assert all(any(same_molecule(texts[row], texts[other]) for other in expected) for row in found)


@pytest.mark.parametrize("check", [check_names, check_unknown_bases, check_labels, check_duplicates])
def test_no_records_give_no_messages(check):
    one = Dataset.from_strings(["AC"], labels=["x"])
    assert messages(check, one.take(np.array([], dtype=int))) == []


def test_messages_name_file_line_and_record_as_far_as_known():
    data = Dataset.from_strings(["AC", "NN"], ids=["a", "a"])
    columns = {"file": np.array(["x.fa", "y.fa"], dtype=object), "line": np.array([7, 31])}
    placed = messages(check_names, replace(data, columns=columns)) + messages(check_names, data)
    assert [(m.file, m.line, m.column, m.record) for m in placed] == [("y.fa", 31, None, "a"), ("", None, None, "a")]
    assert type(placed[0].line) is int


def test_more_than_a_thousand_copies_are_counted_in_a_line():
    found = messages(check_duplicates, Dataset.from_strings(["AACG"] * 1200 + ["CGTT"] * 3))
    assert len(found) == 1000 + 1 + 3
    assert str(found[1000]) == "FA011: 199 more records like this."
    assert {m.fix for m in found[:1001]} == {"drop_duplicates"}
    assert [m.fix for m in found[1001:]] == ["drop_opposite_strand", "drop_duplicates", "drop_duplicates"]
