from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genocore.sequences import Dataset
from genocore.sequences.dataset import concatenate

THREE = Dataset.from_strings(["ACGT", "GG", "TTNNT"], ids=["a", "b", "c"], labels=["donor", None, "acceptor"])
NUMBERS = replace(THREE.without_labels(), target=np.array([0.5, np.nan, -2.0]))


def with_columns(**columns):
    return replace(THREE, columns={name: np.array(values, dtype=object) for name, values in columns.items()})


def test_sequences_are_packed_one_byte_a_base():
    assert THREE.letters.tobytes() == b"ACGTGGTTNNT"
    assert THREE.letters.nbytes == 11
    assert THREE.offsets.tolist() == [0, 4, 6, 11]
    assert THREE.offsets.dtype == np.int64
    assert THREE.lengths.tolist() == [4, 2, 5]
    assert THREE.codes.tolist() == [0, 1, 2, 3, 2, 2, 3, 3, 4, 4, 3]


def test_sequences_come_back_as_text():
    assert [THREE.sequence(row) for row in range(3)] == list(THREE.sequences()) == ["ACGT", "GG", "TTNNT"]


def test_classes_are_sorted_by_name_and_no_label_is_minus_one():
    assert THREE.classes == ("acceptor", "donor")
    assert THREE.target.tolist() == [1, -1, 0]
    assert THREE.target.dtype == np.int32
    assert THREE.labelled.tolist() == [True, False, True]
    assert THREE.class_counts() == {"acceptor": 1, "donor": 1}


@pytest.mark.parametrize(
    ("labels", "task"),
    [
        (["a", "a", "a"], "binary"),
        (["a", "b", None], "binary"),
        (["a", "b", "c"], "multiclass"),
        ([None, None, None], "unlabelled"),
    ],
)
def test_the_task_follows_from_the_labels(labels, task):
    assert THREE.with_labels(labels).task == task


def test_records_without_any_label_are_unlabelled_and_not_numbers():
    data = THREE.with_labels([None, None, None])
    assert data.target is None
    assert data.labelled.tolist() == [False, False, False]
    assert data.class_counts() == {}


def test_numbers_are_regression_and_nan_is_unknown():
    assert NUMBERS.task == "regression"
    assert NUMBERS.labelled.tolist() == [True, False, True]
    assert NUMBERS.class_counts() == {}
    assert NUMBERS.table()["value"].dropna().tolist() == [0.5, -2.0]


def test_labels_can_be_taken_off():
    plain = THREE.without_labels()
    assert (plain.task, plain.target, plain.classes) == ("unlabelled", None, ())
    assert plain.labelled.tolist() == [False, False, False]


def test_an_empty_dataset_is_a_dataset():
    empty = Dataset.from_strings([])
    assert len(empty) == 0
    assert list(empty.sequences()) == []
    assert empty.lengths.tolist() == []
    assert empty.take(np.array([], dtype=int)).offsets.tolist() == [0]
    assert empty.table().columns.tolist() == ["id", "length"]
    assert len(empty.fingerprint) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"ids": np.array(["a", "b"], dtype=object)},
        {"target": np.array([1, 0], dtype=np.int32)},
        {"columns": {"group": np.array([1, 2, 3, 4])}},
        {"offsets": np.array([0, 4, 11])},
    ],
)
def test_columns_of_unequal_length_are_refused(change):
    with pytest.raises(ValueError, match=r"columns of a Dataset must all have \d rows"):
        replace(THREE, **change)


@pytest.mark.parametrize("name", ["ids", "letters", "offsets", "target"])
def test_a_dataset_cannot_be_changed_in_place(name):
    with pytest.raises(ValueError, match="read-only"):
        getattr(THREE, name)[0] = getattr(THREE, name)[1]
    with pytest.raises(FrozenInstanceError):
        setattr(THREE, name, None)


def test_columns_cannot_be_changed_in_place():
    data = with_columns(group=["x", "y", "z"])
    with pytest.raises(ValueError, match="read-only"):
        data.columns["group"][0] = "other"


@pytest.mark.parametrize("rows", [np.array([2, 0]), np.array([2, 0, 2]), np.array([], dtype=int), np.arange(3)])
def test_take_keeps_what_belongs_together_in_the_order_asked(rows):
    data = with_columns(group=["x", "y", "z"]).take(rows)
    assert list(data.sequences()) == [["ACGT", "GG", "TTNNT"][row] for row in rows]
    assert data.ids.tolist() == [["a", "b", "c"][row] for row in rows]
    assert data.target.tolist() == [[1, -1, 0][row] for row in rows]
    assert data.columns["group"].tolist() == [["x", "y", "z"][row] for row in rows]
    assert data.classes == THREE.classes
    assert data.offsets.dtype == np.int64


def test_take_by_booleans_keeps_the_true_ones():
    assert THREE.take(np.array([True, False, True])).ids.tolist() == ["a", "c"]
    assert len(THREE.take(np.zeros(3, dtype=bool))) == 0


def test_take_copies_letters():
    assert not np.shares_memory(THREE.take(np.arange(3)).letters, THREE.letters)


@given(st.lists(st.text("ACGTN", max_size=6), min_size=1, max_size=8), st.data())
def test_take_agrees_with_a_list(texts, data):
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=10))
    taken = Dataset.from_strings(texts).take(np.array(rows, dtype=int))
    assert list(taken.sequences()) == [texts[row] for row in rows]


def test_equal_content_has_an_equal_fingerprint():
    again = Dataset.from_strings(["ACGT", "GG", "TTNNT"], ids=["a", "b", "c"], labels=["donor", None, "acceptor"])
    assert again.fingerprint == THREE.fingerprint
    assert again.take(np.arange(3)).fingerprint == THREE.fingerprint


def test_the_fingerprint_does_not_change_from_one_python_to_the_next():
    assert Dataset.from_strings(["ACGT"], ids=["a"], labels=["x"]).fingerprint == (
        "e0b2b447fe4172a49eefb7e344fc2d5469f1d3235498e3f0458cdf8ad03e130c"
    )


def test_where_records_come_from_is_not_in_the_fingerprint():
    moved = with_columns(header=["a 1", "b 2", "c 3"], file=["x", "y", "z"], line=[1, 5, 9], masked_share=[0, 0, 1])
    assert moved.fingerprint == THREE.fingerprint


@pytest.mark.parametrize(
    "other",
    [
        replace(THREE, ids=np.array(["a", "b", "d"], dtype=object)),
        Dataset.from_strings(["ACGT", "GG", "TTNNA"], ids=["a", "b", "c"], labels=["donor", None, "acceptor"]),
        Dataset.from_strings(["ACG", "TGG", "TTNNT"], ids=["a", "b", "c"], labels=["donor", None, "acceptor"]),
        THREE.with_labels(["donor", "donor", "acceptor"]),
        THREE.with_labels(["Donor", None, "acceptor"]),
        THREE.without_labels(),
        NUMBERS,
        THREE.take(np.array([1, 0, 2])),
        with_columns(group=["x", "y", "z"]),
    ],
    ids=["name", "letter", "border", "label", "class", "unlabelled", "numbers", "order", "column"],
)
def test_any_change_of_content_changes_the_fingerprint(other):
    assert other.fingerprint != THREE.fingerprint


def test_a_changed_extra_column_changes_the_fingerprint():
    assert with_columns(group=["x", "y", "z"]).fingerprint != with_columns(group=["x", "y", "w"]).fingerprint
    assert with_columns(group=["x", "y", "z"]).fingerprint != with_columns(batch=["x", "y", "z"]).fingerprint


def test_the_table_has_one_row_a_record_and_no_sequence():
    frame = with_columns(group=["x", "y", "z"]).table()
    assert frame.columns.tolist() == ["id", "label", "length", "group"]
    assert frame["id"].tolist() == ["a", "b", "c"]
    assert frame["label"].isna().tolist() == [False, True, False]
    assert frame["label"].dropna().tolist() == ["donor", "acceptor"]
    assert frame["length"].tolist() == [4, 2, 5]
    assert isinstance(frame, pd.DataFrame)


def test_concatenated_parts_keep_their_order_and_every_column():
    left = with_columns(file=["1", "1", "1"], group=["x", "y", "z"])
    right = replace(
        Dataset.from_strings(["", "C"], ids=["d", "e"]),
        columns={"file": np.array(["2", "2"], dtype=object), "tpm": np.array(["5", ""], dtype=object)},
    )
    both = concatenate([left, right])
    assert list(both.sequences()) == ["ACGT", "GG", "TTNNT", "", "C"]
    assert both.ids.tolist() == ["a", "b", "c", "d", "e"]
    assert both.offsets.tolist() == [0, 4, 6, 11, 11, 12]
    assert list(both.columns) == ["file", "group", "tpm"]
    assert both.columns["file"].tolist() == ["1", "1", "1", "2", "2"]
    assert both.columns["group"].tolist() == ["x", "y", "z", "", ""]
    assert both.columns["tpm"].tolist() == ["", "", "", "5", ""]
    assert both.task == "unlabelled"


def test_a_column_that_a_part_lacks_is_empty_there_in_the_way_of_its_kind():
    left = replace(
        THREE.without_labels(),
        columns={"share": np.array([0.5, 1, 0], dtype=np.float32), "line": np.array([1, 3, 5]), "mixed": np.ones(3)},
    )
    right = replace(Dataset.from_strings(["C"]), columns={"mixed": np.array(["x"], dtype=object)})
    both = concatenate([left, right])
    assert both.columns["share"].dtype.kind == "f"
    assert np.isnan(both.columns["share"]).tolist() == [False, False, False, True]
    assert both.columns["line"].tolist() == [1, 3, 5, 0]
    assert both.columns["line"].dtype == np.int64
    assert both.columns["mixed"].tolist() == [1, 1, 1, "x"]


def test_one_part_alone_is_returned_as_it_is():
    assert concatenate([THREE]) is THREE


def test_concatenating_empty_parts_is_harmless():
    empty = Dataset.from_strings([])
    assert list(concatenate([empty, THREE.without_labels(), empty]).sequences()) == ["ACGT", "GG", "TTNNT"]
    assert len(concatenate([empty, empty])) == 0
