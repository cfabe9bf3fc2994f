from dataclasses import replace
from itertools import chain, combinations, permutations

import numpy as np
import pytest
from Bio.Seq import Seq
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.sequences import Dataset, Report, Source, load
from genocore.sequences.fixes import FIXES, apply_fixes

ALL = list(FIXES)
SUBSETS = list(chain.from_iterable(combinations(ALL, n) for n in range(len(ALL) + 1)))

TROUBLE = """\
>a normal
AACG
>b Normal
AACG
>c mutated
CGTT
>d mutated
GGGA
>d normal
GGGA
>e
TTTC
>f normal
CATC
>f mutated,
GATG
>g mutated
GATG
>h normal
AC-T
>i normal

>d_2 normal
ACGT
>j normal
ACGT
>k normal
TTGGA
>l normal
TCCAA
"""


def dataset(sequences, labels=None, ids=None):
    return Dataset.from_strings(sequences, labels=labels, ids=ids)


def fixed(data, *names):
    report = Report(["x.fa"], read=len(data), kept=len(data))
    return apply_fixes(data, report, names)


def trouble(fixes=()):
    return load([Source.from_text(TROUBLE, "x.fa")], label="header:2", fixes=fixes)


def test_nothing_is_changed_unless_asked_for():
    data, report = trouble()
    assert list(data.sequences()) == [
        "AACG", "AACG", "CGTT", "GGGA", "GGGA", "TTTC", "CATC", "GATG", "GATG", "ACGT", "ACGT",
        "TTGGA", "TCCAA",
    ]  # fmt: skip
    assert data.classes == ("Normal", "mutated", "mutated,", "normal")
    assert report.changes == []
    assert [row.code for row in report.rejected] == ["FA004", "FA013"]


def test_every_trouble_offers_its_fix():
    _, report = trouble()
    assert set(report.fixes()) == set(ALL)


@pytest.mark.parametrize("names", SUBSETS, ids=lambda names: "+".join(names) or "none")
def test_counts_add_up_and_every_change_is_written_down_whatever_is_asked_for(names):
    plain, _ = trouble()
    data, report = trouble(names)
    assert report.adds_up
    assert (report.read, report.kept) == (15, len(data))
    left_out = [row for row in report.rejected if row.reason.startswith("left out on request")]
    assert len(left_out) == len(plain) - len(data)
    counted = [int(change.split()[1]) for change in report.changes if "left out" in change]
    assert sum(counted) == len(left_out)
    assert bool(report.changes) == bool(names)
    assert all(change.startswith("FA017 ") for change in report.changes)
    kept = sorted([*data.sequences(), *(row.sequence for row in left_out)])
    assert kept == sorted(plain.sequences())


@pytest.mark.parametrize("names", [*list(permutations(ALL, 2))[::3], ALL[::-1]])
def test_the_order_in_which_fixes_are_named_does_not_matter(names):
    data, report = trouble(names)
    other, expected = trouble(sorted(names, key=ALL.index))
    assert data.fingerprint == other.fingerprint
    assert report.changes == expected.changes


@pytest.mark.parametrize("name", ALL)
def test_a_fix_that_was_applied_is_not_offered_again(name):
    _, report = trouble([name])
    assert name not in report.fixes()


@pytest.mark.parametrize("names", SUBSETS[::5], ids="+".join)
def test_a_second_time_changes_nothing(names):
    data, report = trouble(names)
    again, second = apply_fixes(data, replace(report, changes=[]), names)
    assert again.fingerprint == data.fingerprint
    assert second.changes == []


def test_what_was_given_is_not_changed():
    data = dataset(["AACG", "AACG"], ["x", "x"])
    report = Report(read=2, kept=2)
    before = data.fingerprint
    apply_fixes(data, report, ALL)
    assert report == Report(read=2, kept=2)
    assert data.fingerprint == before


def test_all_fixes_together_leave_data_without_trouble():
    data, report = trouble(ALL)
    assert dict(zip(data.ids, data.sequences(), strict=True)) == {"d_2": "ACGT", "k": "TTGGA"}
    assert report.fixes() == []


def test_an_unknown_fix_is_refused_with_the_nearest_one():
    with pytest.raises(InputError) as caught:
        fixed(dataset(["A"]), "drop_duplicate")
    assert caught.value.code == "PA002"
    assert caught.value.hint == "Did you mean 'drop_duplicates'?"


def test_fixes_that_lose_information_are_not_called_safe():
    assert [key for key, fix in FIXES.items() if not fix.safe] == ["drop_opposite_strand", "drop_contradictions"]


def test_spellings_are_merged_into_the_commonest():
    data, report = fixed(dataset(["A", "C", "G"], ["Normal", "normal,", "Normal"]), "merge_labels")
    assert data.class_counts() == {"Normal": 3}
    assert report.changes == ["FA017 label 'normal,' read as 'Normal' (1 records)"]


def test_opposite_labels_that_differ_in_a_sign_are_not_merged():
    data, report = fixed(dataset(["A", "C", "G"], ["ER+", "ER-", "ER+"]), "merge_labels")
    assert data.class_counts() == {"ER+": 2, "ER-": 1}
    assert report.changes == []


def test_merging_makes_copies_of_one_label_of_what_looked_like_two():
    data, _ = fixed(dataset(["AACG", "AACG"], ["Normal", "normal"]), "merge_labels", "drop_duplicates")
    assert len(data) == 1


def test_repeated_names_get_a_number_that_is_not_taken():
    data, report = fixed(dataset(["A"] * 5, ids=["a", "a", "a_2", "a", "b"]), "rename_duplicates")
    assert data.ids.tolist() == ["a", "a_3", "a_2", "a_4", "b"]
    assert report.changes == ["FA017 record 'a' renamed to 'a_3'", "FA017 record 'a' renamed to 'a_4'"]


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "b", "a_2_2"]), max_size=8))
def test_renaming_makes_all_names_different_and_keeps_the_first_of_each(ids):
    data, _ = fixed(dataset(["A"] * len(ids), ids=ids), "rename_duplicates")
    assert len(set(data.ids)) == len(ids)
    for row, name in enumerate(ids):
        assert data.ids[row].startswith(name)
        assert name in ids[:row] or data.ids[row] == name


def test_copies_go_and_the_first_stays():
    data, report = fixed(dataset(["AACG", "GGGA", "AACG", "AACG"], ["x", "x", "x", "y"]), "drop_duplicates")
    assert data.ids.tolist() == ["seq1", "seq2", "seq4"]
    assert report.changes == ["FA017 1 records left out: same sequence and label as an earlier record"]
    row = report.rejected[0]
    assert (row.record, row.code, row.sequence, row.line) == ("seq3", "FA011", "AACG", None)
    assert row.reason == "left out on request: same sequence and label as an earlier record"


def test_a_record_left_out_is_listed_with_its_file_and_line():
    _, report = trouble(["merge_labels", "drop_duplicates"])
    row = next(row for row in report.rejected if row.record == "b")
    assert (row.file, row.line, row.code, row.sequence) == ("x.fa", 3, "FA011", "AACG")


def test_copies_with_and_without_a_label_are_both_kept():
    data, _ = fixed(dataset(["AACG", "AACG", "AACG"], ["x", None, None]), "drop_duplicates")
    assert data.ids.tolist() == ["seq1", "seq2"]


def test_copies_with_different_values_are_both_kept():
    data = replace(dataset(["AACG"] * 5), target=np.array([0.25, 0.5, 0.25, np.nan, np.nan]))
    assert fixed(data, "drop_duplicates")[0].ids.tolist() == ["seq1", "seq2", "seq4"]


def test_an_opposite_strand_with_another_value_is_kept():
    data = replace(dataset(["AACG", "CGTT", "CGTT"]), target=np.array([0.25, 0.75, 0.25]))
    assert fixed(data, "drop_opposite_strand")[0].ids.tolist() == ["seq1", "seq2"]


def test_opposite_strands_are_kept_by_drop_duplicates_and_copies_by_drop_opposite_strand():
    data = dataset(["AACG", "CGTT", "AACG", "CGTT"])
    assert fixed(data, "drop_duplicates")[0].ids.tolist() == ["seq1", "seq2"]
    assert fixed(data, "drop_opposite_strand")[0].ids.tolist() == ["seq1", "seq3"]
    assert fixed(data, "drop_duplicates", "drop_opposite_strand")[0].ids.tolist() == ["seq1"]


def test_a_sequence_that_is_its_own_opposite_strand_is_not_one_of_two():
    assert len(fixed(dataset(["ACGT", "ACGT"]), "drop_opposite_strand")[0]) == 2


def test_an_opposite_strand_goes_also_where_the_first_copy_has_another_label():
    data = dataset(["AACG", "AACG", "CGTT"], ["x", "y", "y"])
    assert fixed(data, "drop_opposite_strand")[0].ids.tolist() == ["seq1", "seq2"]


def test_all_records_of_a_contradiction_go_on_both_strands():
    data, report = fixed(dataset(["AACG", "CGTT", "AACG", "GGGA"], ["x", "y", None, "x"]), "drop_contradictions")
    assert data.ids.tolist() == ["seq3", "seq4"]
    assert [row.code for row in report.rejected] == ["FA012", "FA012"]


def test_records_without_a_label_go_on_request():
    data, report = fixed(dataset(["A", "C", "G"], ["x", None, "y"]), "drop_unlabelled")
    assert data.ids.tolist() == ["seq1", "seq3"]
    assert report.changes == ["FA017 1 records left out: no label"]


def test_dropping_the_unlabelled_of_unlabelled_data_changes_nothing():
    data, report = fixed(dataset(["A", "C"]), "drop_unlabelled")
    assert (len(data), report.rejected, report.changes) == (2, [], [])


def test_data_without_labels_can_be_fixed():
    data, report = fixed(
        dataset(["AACG", "AACG", "CGTT"], ids=["a", "a", "a"]),
        "merge_labels", "drop_duplicates", "drop_opposite_strand", "drop_contradictions", "rename_duplicates",
    )  # fmt: skip
    assert data.ids.tolist() == ["a"]
    assert report.adds_up


RECORDS = st.lists(
    st.tuples(
        st.text("ACN", min_size=1, max_size=3), st.sampled_from(["x", "X", "y", "x+", None]), st.sampled_from("ab")
    ),
    min_size=1, max_size=10,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(RECORDS, st.sets(st.sampled_from([name for name in ALL if name != "drop_unlabelled"])))
def test_counts_add_up_for_any_records(records, names):
    sequences, labels, ids = map(list, zip(*records, strict=True))
    data, report = fixed(dataset(sequences, labels, ids), *names)
    assert report.adds_up
    assert report.kept == len(data)
    assert {str(sequence) for sequence in data.sequences()} <= set(sequences)
    if {"drop_duplicates", "drop_opposite_strand"} <= names:
        targets = data.target if data.target is not None else [0] * len(data)
        molecules = [
            (min(text, str(Seq(text).reverse_complement())), target)
            for text, target in zip(data.sequences(), targets, strict=True)
        ]
        assert len(set(molecules)) == len(molecules)


def test_a_class_whose_records_are_all_left_out_is_gone():
    data = Dataset.from_strings(["ACGT", "ACGT", "GGGG", "CCCA"], labels=["a", "b", "c", "d"])
    fixed, _ = apply_fixes(data, Report(read=4, kept=4), ["drop_contradictions"])
    assert fixed.class_counts() == {"c": 1, "d": 1}
