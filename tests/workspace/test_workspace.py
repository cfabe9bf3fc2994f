import time

import numpy as np
import pandas as pd
import pytest

from genocore.errors import InputError
from genocore.sequences import Dataset, Report, Source, prepare, read
from genocore.sequences.labels import propose
from genocore.sequences.reading import Reading
from genocore.training.bundle import Model
from genocore.training.predict import predict
from genocore.training.run import Run
from genocore.training.settings import Settings
from genocore.training.train import train
from genocore.workspace import Store

TEXT = ">s1 Donor\nACGT\n>s2 acceptor\nGGTT\n>s3 donor\nAC-T\n>s4 donor\nTTTA\n>s5 donor\nTTTA\n"
HOSTILE = ["", ".", "..", "../x", "../../x", "/etc/passwd", "a/b", "a\\b", "a.b", "C:x", "a b", "a\n", "\x00", "a\x00"]


@pytest.fixture
def store(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("GENOCORE_HOME", str(tmp_path / "home"))
    store = Store()
    yield store
    store.close()


@pytest.fixture
def space(store):
    return store.create()


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock of which no two looks are equal, so that newest first is never a matter of luck."""
    ticks = iter(range(1_800_000_000, 1_900_000_000))
    monkeypatch.setattr(time, "time", lambda: float(next(ticks)))


def add(space, text=TEXT, name="sites.fa", label="header:2", **options):
    return space.add_dataset(*read([Source.from_text(text, name)]), name, label=label, **options)


@pytest.fixture(scope="module")
def trained():
    letters = np.random.default_rng(0).choice(list("ACGT"), (40, 20))
    data = Dataset.from_strings(["".join(row) for row in letters], labels=["a", "b"] * 20)
    values = {"model": "logistic", "encoder": "composition", "folds": 2, "test_share": 0}
    return [train(data, Settings.checked(**values, seed=seed), name="sites.fa") for seed in (1, 2)]


# Datasets


def test_a_dataset_is_opened_as_it_was_read(space):
    data, report = read([Source.from_text(TEXT, "sites.fa")])
    row = add(space)
    found, found_report = space.open_raw(row.id)
    assert found.fingerprint == data.fingerprint
    assert found_report == report
    assert (row.name, row.label, row.fixes, row.demo) == ("sites.fa", "header:2", [], None)


def test_a_dataset_is_labelled_checked_and_fixed_as_chosen(space):
    row = add(space)
    assert space.open_dataset(row.id)[0].class_counts() == {"Donor": 1, "acceptor": 1, "donor": 2}
    space.change_dataset(row.id, fixes=["merge_labels", "drop_duplicates"])
    data, report = space.open_dataset(row.id)
    wanted, wanted_report = prepare(
        *read([Source.from_text(TEXT, "sites.fa")]), label="header:2", fixes=["merge_labels", "drop_duplicates"]
    )
    assert data.fingerprint == wanted.fingerprint
    assert report == wanted_report
    assert data.class_counts() == {"acceptor": 1, "donor": 2}
    assert (report.read, report.kept, len(report.rejected)) == (5, 3, 2)


def test_a_label_is_looked_for_anew_once_a_table_matches(space):
    fasta = "".join(f">NM_{row}.1\nACGT{'ACGT'[row]}\n" for row in range(4))
    table = "id,label\n" + "".join(f"NM_{row}.2,{'ab'[row % 2]}\n" for row in range(4))
    sources = [Source.from_text(fasta, "x.fa"), Source.from_text(table, "t.csv")]
    data, report = read(sources)
    row = space.add_dataset(data, report, "x.fa", label=propose(data), sources=sources)
    assert row.label == "none"
    row = space.read_anew(row.id, Reading(strip_versions=True))
    assert row.label == "column:label"
    assert space.open_dataset(row.id)[0].class_counts() == {"a": 2, "b": 2}


def test_label_and_fixes_are_kept_and_changed_one_by_one(space, store):
    row = add(space, demo="splice-sites")
    space.change_dataset(row.id, label="header:last")
    space.change_dataset(row.id, fixes=["drop_duplicates"])
    again = store.open(space.id).dataset()
    assert (again.label, again.fixes, again.demo) == ("header:last", ["drop_duplicates"], "splice-sites")
    space.change_dataset(row.id)
    assert (space.dataset().label, space.dataset().fixes) == ("header:last", ["drop_duplicates"])
    space.change_dataset(row.id, fixes=[])
    assert space.dataset().fixes == []


def test_a_list_of_fixes_that_changes_later_is_not_kept_changed(space):
    row = add(space)
    fixes = ["drop_duplicates"]
    space.change_dataset(row.id, fixes=fixes)
    fixes.append("merge_labels")
    assert space.dataset().fixes == ["drop_duplicates"]


def test_datasets_are_listed_newest_first(space):
    rows = [add(space, name=f"{number}.fa") for number in range(3)]
    assert [row.name for row in space.datasets()] == ["2.fa", "1.fa", "0.fa"]
    assert len({row.id for row in rows}) == 3


def test_the_newest_dataset_is_worked_on_until_another_is_chosen(space):
    assert space.dataset() is None
    assert space.datasets() == []
    first, second = add(space, name="first.fa"), add(space, name="second.fa")
    assert space.dataset().id == second.id
    space.choose_dataset(first.id)
    assert space.dataset().id == first.id
    add(space, name="to predict.fa", purpose="predict")
    assert space.dataset().id == first.id
    assert [row.name for row in space.datasets()] == ["second.fa", "first.fa"]


def test_a_dataset_whose_files_could_not_be_written_is_not_listed(space, monkeypatch):
    monkeypatch.setattr(Report, "to_dict", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add(space)
    assert space.datasets() == []
    assert space.dataset() is None


@pytest.mark.parametrize("name", [*HOSTILE, "0123456789abcdef"], ids=repr)
def test_a_dataset_that_is_not_there_is_said_so(space, name):
    for ask in (space.open_raw, space.open_dataset, space.choose_dataset, space.change_dataset):
        with pytest.raises(
            InputError, match=r"^ML008: This dataset is not in the workspace any more\. Load it again\."
        ):
            ask(name)


def test_a_dataset_of_another_workspace_can_neither_be_read_nor_changed(space, store):
    theirs = store.create()
    row = add(theirs)
    for ask in (
        lambda: space.open_raw(row.id),
        lambda: space.open_dataset(row.id),
        lambda: space.choose_dataset(row.id),
        lambda: space.change_dataset(row.id, label="none", fixes=["drop_duplicates"]),
    ):
        with pytest.raises(InputError, match="ML008"):
            ask()
    assert space.datasets() == []
    assert (theirs.dataset().label, theirs.dataset().fixes) == ("header:2", [])


# Runs


def keep(space, run, model, dataset="0123456789abcdef", **options):
    space.add_run(run, model, dataset, **options)
    return run.key


def test_a_run_and_its_model_are_kept(space, trained):
    run, model = trained[0]
    key = keep(space, run, model, test="other")
    folder = space.run_folder(key)
    assert folder.parent.parent == space.folder
    assert Run.load(folder).to_dict() == run.to_dict()
    new = Dataset.from_strings(["ACGTACGTAC"])
    assert predict(Model.load(folder), new).equals(predict(model, new))
    row = space.runs()[0]
    assert (row.key, row.dataset, row.test) == (key, "0123456789abcdef", "other")
    assert row.title == "sites.fa: Logistic regression, Composition"


def test_runs_are_listed_newest_first_and_the_newest_is_shown(space, trained):
    assert space.runs() == []
    assert space.current_run() is None
    first, second = (keep(space, *one) for one in trained)
    assert [row.key for row in space.runs()] == [second, first]
    assert space.current_run() == second
    space.choose_run(first)
    assert space.current_run() == first
    assert [row.key for row in space.runs()] == [second, first]


def test_equal_work_replaces_itself(space, trained):
    first, second = (keep(space, *one) for one in trained)
    (space.run_folder(first) / "left over").write_text("")
    keep(space, *trained[0], dataset="f" * 16)
    assert [(row.key, row.dataset) for row in space.runs()] == [(first, "f" * 16), (second, "0123456789abcdef")]
    assert space.current_run() == first
    assert sorted(path.name for path in (space.folder / "runs").iterdir()) == sorted([first, second])
    assert not (space.run_folder(first) / "left over").exists()


def test_a_run_that_could_not_be_written_is_not_listed_and_leaves_the_old_one(space, trained, monkeypatch):
    run, model = trained[0]
    keep(space, run, model)
    created = space.runs()[0].created
    monkeypatch.setattr(Model, "save", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep(space, run, model)
    with pytest.raises(ZeroDivisionError):
        keep(space, *trained[1])
    monkeypatch.undo()
    assert [(row.key, row.created) for row in space.runs()] == [(run.key, created)]
    assert Run.load(space.run_folder(run.key)).key == Model.load(space.run_folder(run.key)).key == run.key
    assert [path.name for path in (space.folder / "runs").iterdir()] == [run.key]


def test_two_workspaces_keep_the_same_run_apart(space, store, trained):
    other = store.create()
    key = keep(space, *trained[0])
    keep(other, *trained[0])
    store.delete(other.id)
    assert [row.key for row in space.runs()] == [key]
    assert Run.load(space.run_folder(key)).key == key


@pytest.mark.parametrize("name", HOSTILE, ids=repr)
def test_no_name_of_a_run_or_table_leads_out_of_the_workspace(space, name):
    for ask in (space.run_folder, space.table_path, space.load_table):
        with pytest.raises(InputError, match="ML008: This is not the name of a "):
            ask(name)


def test_no_table_is_written_outside_of_the_workspace(space):
    with pytest.raises(InputError, match="ML008"):
        space.save_table("../other", pd.DataFrame({"a": [1]}))
    assert not space.folder.exists()


def test_every_file_is_in_the_folder_of_its_workspace(space, store, trained):
    assert space.folder == store.folder / "workspaces" / space.id
    add(space)
    keep(space, *trained[0])
    space.save_table("abc", pd.DataFrame({"a": [1]}))
    top = {path for path in store.folder.iterdir() if not path.name.startswith("genocore.sqlite")}
    assert top == {store.folder / "workspaces"}
    assert list((store.folder / "workspaces").iterdir()) == [space.folder]
    assert {path.name for path in space.folder.iterdir()} == {"datasets", "runs", "tables"}


# Jobs


def test_a_job_is_written_down_from_beginning_to_end(space, store):
    arguments = {"dataset": "x", "settings": {"trees": 10, "k": [1, 2]}, "test": None}
    job = space.add_job("key", "train", "Training on größe", arguments)
    row = space.jobs()[0]
    assert (row.id, row.key, row.kind, row.label, row.arguments) == (
        job,
        "key",
        "train",
        "Training on größe",
        arguments,
    )
    assert (row.state, row.error, row.ended, row.seen, row.owner) == ("running", None, None, False, store.me)
    space.end_job(job, "failed", "It broke.")
    row = space.jobs()[0]
    assert (row.state, row.error, row.seen) == ("failed", "It broke.", False)
    assert row.ended > row.created
    space.dismiss_job(job)
    assert space.jobs()[0].seen


def test_jobs_are_listed_newest_first_and_by_kind(space, store):
    for key, kind in (("a", "train"), ("b", "predict"), ("c", "train")):
        space.add_job(key, kind, "", {})
    store.create().add_job("d", "train", "", {})
    assert [job.key for job in space.jobs()] == ["c", "b", "a"]
    assert [job.key for job in space.jobs("train")] == ["c", "a"]
    assert space.jobs("importance") == []


def test_the_end_of_a_job_that_was_deleted_meanwhile_is_no_error(space, store):
    job = space.add_job("key", "train", "", {})
    store.delete(space.id)
    space.end_job(job, "done")
    assert store.open(space.id) is None


# Tables


def test_a_table_comes_back_as_it_was(space):
    frame = pd.DataFrame({"id": ["=a", "größe"], "p_<b>x</b>": [0.1 + 0.2, 1.0], "n": [1, 2], "flags": ["", "short"]})
    assert space.load_table("abc123") is None
    space.save_table("abc123", frame)
    pd.testing.assert_frame_equal(space.load_table("abc123"), frame)
    assert space.load_table("abc124") is None


def test_a_table_is_replaced_and_leaves_no_parts(space):
    for number in (1, 2):
        space.save_table("abc", pd.DataFrame({"a": [number]}))
    assert space.load_table("abc")["a"].tolist() == [2]
    assert [path.name for path in (space.folder / "tables").iterdir()] == ["abc.parquet"]


def test_a_table_that_could_not_be_written_leaves_the_old_one(space):
    space.save_table("abc", pd.DataFrame({"a": [1]}))

    def pieces():
        yield pd.DataFrame({"a": [2]})
        raise OSError

    with pytest.raises(OSError):
        space.save_pieces("abc", pieces())
    assert space.load_table("abc")["a"].tolist() == [1]
    assert [path.name for path in (space.folder / "tables").iterdir()] == ["abc.parquet"]


def test_a_table_in_pieces_is_the_table_as_a_whole(space):
    whole = pd.DataFrame({"id": ["a", "ß", ""], "p": [0.1, np.nan, 1.0], "n": [1, 2, 3], "flag": [True, False, True]})
    assert space.save_pieces("abc", (whole.iloc[[row]] for row in range(3))) == 3
    pd.testing.assert_frame_equal(space.load_table("abc"), whole)
    assert space.save_pieces("none", iter([whole.iloc[:0]])) == 0
    assert space.load_table("none").columns.tolist() == whole.columns.tolist()


def test_tables_of_two_workspaces_are_apart(space, store):
    other = store.create()
    space.save_table("abc", pd.DataFrame({"a": [1]}))
    assert other.load_table("abc") is None
