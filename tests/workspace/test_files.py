import threading
from dataclasses import replace

import numpy as np
import pytest

from genocore.files.report import Rejected
from genocore.sequences import Dataset, Message, Report, Source, prepare, read
from genocore.workspace.files import load_dataset, save_dataset, whole_folder

TEXT = ">s1 donor\nACGTN\n>s2 acceptor\nggRtt\n>s3\nAC-T\n>s4 donor\nU\n>s2 donor\nACGTN\n"


@pytest.fixture
def data_and_report():
    return read([Source.from_text(TEXT, "sites.fa")])


def round_trip(folder, data, report=None):
    save_dataset(folder / "kept", data, report or Report())
    return load_dataset(folder / "kept")


def assert_equal(found, wanted):
    assert found.ids.tolist() == wanted.ids.tolist()
    assert list(found.sequences()) == list(wanted.sequences())
    assert found.offsets.tolist() == wanted.offsets.tolist()
    assert set(found.columns) == set(wanted.columns)
    for name, values in wanted.columns.items():
        assert found.columns[name].dtype == values.dtype, name
        assert found.columns[name].tolist() == values.tolist(), name
    assert found.fingerprint == wanted.fingerprint


def test_a_dataset_comes_back_as_it_was(data_and_report, tmp_path):
    data, report = data_and_report
    found, _ = round_trip(tmp_path, data, report)
    assert_equal(found, data)
    assert found.ids.dtype == object
    assert found.offsets.dtype == np.int64
    assert found.letters.dtype == np.uint8


def test_a_report_comes_back_as_it_was(data_and_report, tmp_path):
    data, report = data_and_report
    report.add(Message("notice", "FA008", "größe \U0001f9ec \n\t'\"", "a.fa", 1, 2, "r", "v", "s", "f"))
    report.reject(Rejected("b.fa", None, "x", "FA013", "no sequence", ""))
    report.changes.append("FA017 something")
    _, found = round_trip(tmp_path, data, report)
    assert found == report


def test_what_was_kept_can_be_labelled_checked_and_fixed_like_what_was_read(data_and_report, tmp_path):
    asked = {"label": "header:2", "fixes": ["rename_duplicates", "drop_contradictions"]}
    wanted, wanted_report = prepare(*data_and_report, **asked)
    found, found_report = prepare(*round_trip(tmp_path, *data_and_report), **asked)
    assert found.fingerprint == wanted.fingerprint
    assert found.class_counts() == wanted.class_counts()
    assert found_report == wanted_report


def test_the_fingerprint_is_of_the_content_with_labels_too(data_and_report, tmp_path):
    labels = ["a", "b", None, "a"]
    data, report = data_and_report
    found, _ = round_trip(tmp_path, data, report)
    assert found.with_labels(labels).fingerprint == data.with_labels(labels).fingerprint
    assert found.with_labels(labels).fingerprint != found.fingerprint


def test_labels_are_not_kept_only_what_they_are_read_from(tmp_path):
    found, _ = round_trip(tmp_path, Dataset.from_strings(["AC", "GT"], labels=["a", "b"]))
    assert found.task == "unlabelled"
    assert found.classes == ()


NAMES = ["=cmd()", "", " ", "größe", "\U0001f9ec", "a,b", "nan", "None", "1", "column id", "../../etc", "a" * 5000]


def test_names_of_every_kind_survive(tmp_path):
    data = Dataset.from_strings(["ACGT"] * len(NAMES), ids=NAMES)
    header = np.array(NAMES[::-1], dtype=object)
    data = replace(data, columns={"header": header, "id": header, "column x": header, "=x": header})
    assert_equal(round_trip(tmp_path, data)[0], data)


def test_columns_of_numbers_survive(tmp_path):
    data = Dataset.from_strings(["A", "C", "G"])
    columns = {
        "line": np.array([1, 3, 5], dtype=np.int64),
        "masked_share": np.array([0, 0.1, 1], dtype=np.float32),
        "score": np.array([-1.5, 1e300, 0.1]),
        "flag": np.array([True, False, True]),
    }
    assert_equal(round_trip(tmp_path, replace(data, columns=columns))[0], replace(data, columns=columns))


@pytest.mark.parametrize("sequences", [[], [""], ["", "ACGT", ""]], ids=["no records", "no letters", "some empty"])
def test_records_without_letters_survive(tmp_path, sequences):
    data = Dataset.from_strings(sequences)
    assert_equal(round_trip(tmp_path, data)[0], data)


def test_a_file_of_which_nothing_could_be_kept_survives(tmp_path):
    data, report = read([Source.from_text(">s1\nAC-T\n")])
    found, found_report = round_trip(tmp_path, data, report)
    assert_equal(found, data)
    assert found_report == report
    assert found_report.rejected[0].sequence == "AC-T"


def test_letters_are_mapped_and_cannot_be_changed(tmp_path):
    found, _ = round_trip(tmp_path, Dataset.from_strings(["ACGT"] * 100))
    assert isinstance(found.letters, np.memmap)
    for array in (found.ids, found.letters, found.offsets):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]


def test_saving_changes_nothing(data_and_report, tmp_path):
    data, report = data_and_report
    before = data.fingerprint, report.copy()
    save_dataset(tmp_path / "kept", data, report)
    assert (replace(data).fingerprint, report) == before


def test_the_folder_holds_arrays_a_table_and_json_and_nothing_that_runs(data_and_report, tmp_path):
    save_dataset(tmp_path / "kept", *data_and_report)
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert names == ["letters.npy", "offsets.npy", "records.parquet", "report.json"]


def test_an_array_of_objects_is_not_opened(data_and_report, tmp_path):
    save_dataset(tmp_path / "kept", *data_and_report)
    np.save(tmp_path / "kept" / "offsets.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle"):
        load_dataset(tmp_path / "kept")


def test_a_dataset_is_replaced_as_a_whole(tmp_path):
    save_dataset(tmp_path / "kept", Dataset.from_strings(["ACGT"]), Report(["old.fa"]))
    old, _ = load_dataset(tmp_path / "kept")
    found, report = round_trip(tmp_path, Dataset.from_strings(["GG", "TT"]), Report(["new.fa"]))
    assert list(found.sequences()) == ["GG", "TT"]
    assert report.files == ["new.fa"]
    assert list(old.sequences()) == ["ACGT"]  # who reads the old one goes on reading it


# whole_folder


def content(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def write(folder, text):
    (folder / "deep").mkdir()
    (folder / "deep" / "file").write_text(text)


def test_the_folder_appears_only_when_all_is_written(tmp_path):
    folder = tmp_path / "new" / "kept"
    with whole_folder(folder) as part:
        write(part, "text")
        assert not folder.exists()
        assert part.parent == folder.parent  # on the same disk, so that it can be moved in one step
    assert content(folder) == {"deep/file": "text"}
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, OSError])
def test_a_writer_that_fails_leaves_nothing(tmp_path, error):
    with pytest.raises(error), whole_folder(tmp_path / "kept") as part:
        write(part, "half")
        raise error
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_fails_leaves_what_was_there(tmp_path):
    with whole_folder(tmp_path / "kept") as part:
        write(part, "old")
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "kept") as part:
        write(part, "half")
        raise RuntimeError
    assert content(tmp_path) == {"kept/deep/file": "old"}


def test_nothing_of_the_old_folder_is_left_in_the_new_one(tmp_path):
    for name in ("old", "new"):
        with whole_folder(tmp_path / "kept") as part:
            (part / name).write_text(name)
    assert content(tmp_path) == {"kept/new": "new"}


def test_two_writers_do_not_mix(tmp_path):
    with whole_folder(tmp_path / "kept") as first:
        (first / "first").write_text("1")
        with whole_folder(tmp_path / "kept") as second:
            (second / "second").write_text("2")
        assert content(tmp_path / "kept") == {"second": "2"}
    assert content(tmp_path) == {"kept/first": "1"}


def test_a_failed_dataset_leaves_nothing(tmp_path, data_and_report, monkeypatch):
    data, report = data_and_report
    monkeypatch.setattr(type(report), "to_dict", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save_dataset(tmp_path / "kept", data, report)
    assert list(tmp_path.iterdir()) == []


def test_many_writers_of_different_folders_do_not_disturb_each_other(tmp_path):
    def work(number):
        with whole_folder(tmp_path / f"kept{number}") as part:
            write(part, str(number))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert content(tmp_path) == {f"kept{number}/deep/file": str(number) for number in range(8)}
