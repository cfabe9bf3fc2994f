"""What a worker does, from a folder and an id to what is kept."""

import re

import numpy as np
import pandas as pd
import pytest

from genocore.errors import Cancelled, GenoError, InputError, NotEnoughData
from genocore.explanation.importance import permutation_importance
from genocore.sequences import Source, load, read
from genocore.training.bundle import Model
from genocore.training.predict import predict
from genocore.training.run import Run
from genocore.training.settings import Settings
from genocore.training.train import train
from genocore.workspace import Store, work
from genocore.workspace.work import do, key_of

SETTINGS = Settings.checked(encoder="composition", values={"trees": 5}, folds=2)


def fasta(n=60, *, seed=0, classes=("a", "b"), copies=0):
    """Records of two classes that differ in composition, the last `copies` of them twice."""
    generator = np.random.default_rng(seed)
    lines = []
    for row in range(n):
        code = row % len(classes)
        letters = generator.choice(list("ACGT"), 30, p=[0.4, 0.1, 0.1, 0.4] if code else [0.1, 0.4, 0.4, 0.1])
        for copy in range(1 + (row >= n - copies)):
            lines.append(f">s{row}_{copy} {classes[code]} other{code}\n{''.join(letters)}\n")
    return "".join(lines)


def quiet(fraction, note):
    assert 0 <= fraction <= 1


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


def add(space, text=None, name="sites.fa", label="header:2", **options):
    return space.add_dataset(*read([Source.from_text(text or fasta(), name)]), name, label=label, **options).id


def train_here(space, dataset, *, label="header:2", fixes=(), test=None, settings=SETTINGS, on_progress=quiet):
    arguments = {
        "dataset": dataset, "label": label, "fixes": list(fixes), "settings": settings.to_dict(), "test": test,
        "name": "sites.fa",
    }  # fmt: skip
    return do("train", str(space.store.folder), space.id, arguments, on_progress=on_progress)


def ask(space, kind, on_progress=quiet, **arguments):
    return do(kind, str(space.store.folder), space.id, arguments, on_progress=on_progress)


# Names of work


def test_equal_work_has_equal_names_whatever_the_order_of_its_arguments():
    key = key_of("train", "w", {"dataset": "x", "settings": {"trees": 5, "k": [1, 2]}})
    assert key == key_of("train", "w", {"settings": {"k": [1, 2], "trees": 5}, "dataset": "x"})
    assert key == key_of("train", "w", {"settings": {"k": (1, 2), "trees": 5}, "dataset": "x"})
    assert re.fullmatch(r"[0-9a-f]{24}", key)


def test_the_name_does_not_change_from_one_python_to_the_next():
    assert key_of("train", "w", {"a": 1}) == "f385f699bff62961d8e7044a"


@pytest.mark.parametrize(
    "other",
    [
        ("predict", "w", {"a": 1, "b": None}),
        ("train", "v", {"a": 1, "b": None}),
        ("train", "w", {"a": 2, "b": None}),
        ("train", "w", {"a": "1", "b": None}),
        ("train", "w", {"a": 1}),
        ("train", "w", {"a": 1, "b": ""}),
        ("trainw", "", {"a": 1, "b": None}),
    ],
)
def test_other_work_has_another_name(other):
    assert key_of(*other) != key_of("train", "w", {"a": 1, "b": None})


# Train


def test_training_keeps_the_run_that_training_gives(space):
    key = train_here(space, add(space))
    run = Run.load(space.run_folder(key))
    data, _ = load([Source.from_text(fasta(), "sites.fa")], label="header:2")
    wanted, _ = train(data, SETTINGS, name="sites.fa")
    assert run.key == key == wanted.key
    assert (run.metrics, run.floors, run.split) == (wanted.metrics, wanted.floors, wanted.split)
    assert [row.key for row in space.runs()] == [key]
    assert space.current_run() == key


def test_the_same_work_twice_is_one_run(space):
    dataset = add(space)
    assert train_here(space, dataset) == train_here(space, dataset)
    assert len(space.runs()) == 1


def test_label_and_fixes_are_those_the_work_was_asked_with(space):
    dataset = add(space, fasta(50, copies=10))
    space.change_dataset(dataset, label="none", fixes=[])
    run = Run.load(space.run_folder(train_here(space, dataset, label="header:3", fixes=["drop_duplicates"])))
    assert (run.classes, run.n) == (("other0", "other1"), 50)


def test_a_test_file_is_read_from_its_own_dataset(space):
    test = add(space, fasta(20, seed=5), "test.fa", purpose="predict")
    key = train_here(space, add(space), test=test)
    assert (Run.load(space.run_folder(key)).split["n_test"], space.runs()[0].test) == (20, test)


def test_progress_is_told_up_to_the_end(space):
    seen = []
    train_here(space, add(space), on_progress=lambda fraction, note: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_training_that_is_stopped_keeps_nothing(space):
    def stop(fraction, note):
        raise Cancelled

    with pytest.raises(Cancelled):
        train_here(space, add(space), on_progress=stop)
    assert space.runs() == []
    assert not (space.folder / "runs").exists()


def test_what_cannot_be_trained_on_is_said_as_everywhere(space):
    dataset = add(space, fasta(12))
    with pytest.raises(NotEnoughData, match="ML001"):
        train_here(space, dataset)
    with pytest.raises(InputError, match="ML008: This dataset is not in the workspace"):
        train_here(space, "../../other")
    assert space.runs() == []


# Predict


def test_predicting_keeps_the_table(space):
    key = train_here(space, add(space))
    new = add(space, fasta(7, seed=9), "new.fa", label="none", purpose="predict")
    assert ask(space, "predict", run=key, dataset=new) == 7
    found = space.load_table(key_of("predict", space.id, {"run": key, "dataset": new}))
    wanted = predict(Model.load(space.run_folder(key)), space.open_raw(new)[0])
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)


@pytest.mark.parametrize("run", ["../../x", "", "a" * 16])
def test_predicting_with_a_run_that_is_not_there_is_refused(space, run):
    with pytest.raises(GenoError) as caught:
        ask(space, "predict", run=run, dataset=add(space))
    assert caught.value.code in ("ML008", "SE001")


def test_predicting_with_a_model_that_was_changed_is_refused(space):
    dataset = add(space)
    key = train_here(space, dataset)
    (space.run_folder(key) / "model" / "model.skops").write_bytes(b"PK")
    with pytest.raises(GenoError, match="SE001"):
        ask(space, "predict", run=key, dataset=dataset)
    assert space.load_table(key_of("predict", space.id, {"run": key, "dataset": dataset})) is None


# Importance


def test_importance_is_kept_as_it_is_computed(space):
    dataset = add(space)
    key = train_here(space, dataset)
    arguments = {"run": key, "dataset": dataset, "test": None}
    n = ask(space, "importance", **arguments)
    found = space.load_table(key_of("importance", space.id, arguments))
    folder = space.run_folder(key)
    wanted = permutation_importance(Run.load(folder), Model.load(folder), space.open_dataset(dataset)[0])
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)
    assert n == len(found) == 9


def test_importance_is_measured_on_the_test_file_if_there_is_one(space):
    dataset = add(space)
    test = add(space, fasta(20, seed=5), "test.fa", purpose="predict")
    key = train_here(space, dataset, test=test)
    arguments = {"run": key, "dataset": dataset, "test": test}
    ask(space, "importance", **arguments)
    assert set(space.load_table(key_of("importance", space.id, arguments))["n"]) == {20}


REFUSED = r"ML008: The data were changed after this run \(labels or fixes\)\. Train again\."


@pytest.mark.parametrize("change", [{"label": "header:3"}, {"label": "none"}, {"fixes": ["drop_duplicates"]}])
def test_importance_is_refused_for_data_that_were_changed_since(space, change):
    dataset = add(space, fasta(50, copies=10))
    key = train_here(space, dataset)
    space.change_dataset(dataset, **change)
    with pytest.raises(InputError, match=REFUSED):
        ask(space, "importance", run=key, dataset=dataset, test=None)
    space.change_dataset(dataset, label="header:2", fixes=[])
    assert ask(space, "importance", run=key, dataset=dataset, test=None) == 9


@pytest.mark.parametrize("change", [{"label": "header:3"}, {"label": "none"}, {"fixes": ["drop_duplicates"]}])
def test_importance_is_refused_for_a_test_file_that_was_changed_since(space, change):
    dataset = add(space)
    test = add(space, fasta(20, seed=5, copies=4), "test.fa", purpose="predict")
    key = train_here(space, dataset, test=test)
    space.change_dataset(test, **change)
    with pytest.raises(InputError, match=REFUSED):
        ask(space, "importance", run=key, dataset=dataset, test=test)


def test_importance_of_other_data_than_the_runs_is_refused(space):
    dataset = add(space)
    key = train_here(space, dataset)
    other = add(space, fasta(60, seed=8))
    with pytest.raises(InputError, match="ML008"):
        ask(space, "importance", run=key, dataset=other, test=None)
    with pytest.raises(InputError, match="ML008"):
        ask(space, "importance", run=key, dataset=dataset, test=other)


def test_importance_needs_a_locked_part(space):
    dataset = add(space)
    settings = Settings.checked(encoder="composition", values={"trees": 5}, folds=2, test_share=0)
    key = train_here(space, dataset, settings=settings)
    with pytest.raises(NotEnoughData, match="ML001: This run has no locked test part"):
        ask(space, "importance", run=key, dataset=dataset, test=None)


# Map


def project(space, dataset, on_progress=quiet, **changes):
    arguments = map_of(dataset) | changes
    n = ask(space, "projection", on_progress, **arguments)
    return n, space.load_table(key_of("projection", space.id, arguments))


def map_of(dataset):
    asked = {"dataset": dataset, "label": "header:2", "fixes": [], "task": "auto"}
    return asked | {"encoder": "composition", "values": {}, "seed": 42}


def test_a_map_is_kept_with_a_place_for_every_record(space):
    n, found = project(space, add(space))
    assert n == len(found) == 60
    assert list(found.columns) == ["row", "x", "y"]
    assert found["row"].tolist() == list(range(60))
    at = found[["x", "y"]].to_numpy()
    apart = np.linalg.norm(at[:, None] - at, axis=2) + np.diag([np.inf] * 60)
    assert (apart.argmin(axis=1) % 2 == np.arange(60) % 2).sum() >= 57  # records of like composition lie together


def test_the_same_map_is_drawn_the_same_again(space):
    dataset = add(space)
    pd.testing.assert_frame_equal(project(space, dataset)[1], project(space, dataset)[1])


def test_of_many_records_a_map_shows_a_random_sample_of_known_rows(space, monkeypatch):
    monkeypatch.setattr(work, "MAPPED", 20)
    dataset = add(space)
    n, found = project(space, dataset)
    rows = found["row"].tolist()
    assert n == len(set(rows)) == 20
    assert rows == sorted(rows)
    assert max(rows) > 20  # not just the first ones
    assert project(space, dataset, seed=1)[1]["row"].tolist() != rows


def test_a_map_is_of_the_records_that_the_fixes_leave(space):
    dataset = add(space, fasta(50, copies=10))
    assert project(space, dataset)[0] == 60
    assert project(space, dataset, fixes=["drop_duplicates"])[0] == 50


def test_progress_of_a_map_is_told_up_to_the_end(space):
    seen = []
    project(space, add(space), on_progress=lambda fraction, note: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_too_few_records_for_a_map_are_refused_and_nothing_is_kept(space):
    dataset = add(space, fasta(9))
    with pytest.raises(NotEnoughData, match="9 records are too few"):
        project(space, dataset)
    assert space.load_table(key_of("projection", space.id, map_of(dataset))) is None


# Where the work is


@pytest.mark.parametrize("name", ["", "../..", "a" * 22])
def test_work_in_a_workspace_that_is_gone_is_refused(store, name):
    with pytest.raises(InputError, match=r"^ML008: The workspace is gone\.$"):
        do("predict", str(store.folder), name, {"run": "x", "dataset": "y"}, on_progress=quiet)


def test_work_that_does_not_exist_is_a_bug(space):
    with pytest.raises(KeyError):
        do("os.system", str(space.store.folder), space.id, {}, on_progress=quiet)


def test_the_store_is_closed_whatever_happens(space, monkeypatch):
    closed = []
    monkeypatch.setattr(Store, "close", lambda self: closed.append(self))
    monkeypatch.setitem(work.WORK, "echo", lambda workspace, **arguments: arguments["value"])
    assert do("echo", str(space.store.folder), space.id, {"value": 3}, on_progress=quiet) == 3
    with pytest.raises(KeyError):
        do("echo", str(space.store.folder), space.id, {}, on_progress=quiet)
    assert len(closed) == 2
