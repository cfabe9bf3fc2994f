import re
import shutil
import subprocess
import sys
import threading

import psutil
import pytest
from sqlalchemy import select

from genocore.sequences import Dataset, Report
from genocore.workspace import Store
from genocore.workspace.store import process_name
from genocore.workspace.tables import DatasetRow, JobRow, RunRow, WorkspaceRow


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("GENOCORE_HOME", str(tmp_path / "home"))


@pytest.fixture
def store():
    store = Store()
    yield store
    store.close()


@pytest.fixture
def other(store):
    """Another store on the same folder, as another process has."""
    other = Store(store.folder)
    yield other
    other.close()


def add_data(workspace, *sequences):
    return workspace.add_dataset(Dataset.from_strings(list(sequences or ["ACGT"])), Report(), "x.fa", label="none")


def count(store, table):
    with store.session() as session:
        return len(session.scalars(select(table)).all())


# Who knows the id sees the data, nobody else


def test_ids_have_128_random_bits_and_fit_into_an_address(store):
    ids = [store.create().id for _ in range(50)]
    assert len(set(ids)) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", name) for name in ids)
    assert not any(a[:6] == b[:6] for a in ids for b in ids if a is not b)


def test_a_workspace_is_found_by_its_id(store):
    made = store.create()
    assert store.open(made.id).id == made.id
    assert store.open(made.id).folder == store.folder / "workspaces" / made.id


HOSTILE = [
    "", " ", ".", "..", "/", "../..", "..%2F..", "/etc/passwd", "C:\\Windows", "a" * 21, "a" * 22, "a" * 23, "a" * 5000,
    "a" * 21 + "/", "../../../../../../../aa", ".....................a", "a" * 22 + "\n", "\n" + "a" * 22,
    "é" * 22, "٣" * 22, "a" * 21 + "\x00", "%" * 22, "'; DROP TABLE jobs; --", "*" * 22, "_" * 22, "-" * 22,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=repr)
def test_a_wrong_or_hostile_id_opens_nothing(store, name):
    store.create()
    assert store.open(name) is None


def test_an_id_that_is_nearly_right_opens_nothing(store):
    made = store.create().id
    assert store.open(made[:-1]) is None
    assert store.open(made + "a") is None
    assert store.open(made + "\n") is None
    assert store.open(" " + made) is None
    assert store.open(made.swapcase()) is None
    assert store.open(made[::-1]) is None


@pytest.mark.parametrize("name", HOSTILE, ids=repr)
def test_a_hostile_id_deletes_nothing_but_a_workspace(store, name, monkeypatch):
    made, asked = store.create(), []
    monkeypatch.setattr(shutil, "rmtree", lambda path, **options: asked.append(path.resolve()))  # nothing is at risk
    store.delete(name)
    assert all(path.parent == (store.folder / "workspaces").resolve() for path in asked)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", path.name) for path in asked)
    assert store.open(made.id)


# Deleting


def fill(workspace):
    row = add_data(workspace)
    workspace.add_job("key", "train", "Training", {})
    with workspace.store.session() as session:
        session.add(RunRow(workspace=workspace.id, key="run", dataset=row.id, test=None, title="", created=0.0))
    return row


def test_deleting_removes_files_and_rows_of_this_workspace_only(store):
    gone, kept = store.create(), store.create()
    fill(gone)
    row = fill(kept)
    assert gone.folder.is_dir()
    store.delete(gone.id)
    assert store.open(gone.id) is None
    assert not gone.folder.exists()
    assert [count(store, table) for table in (WorkspaceRow, DatasetRow, RunRow, JobRow)] == [1, 1, 1, 1]
    assert len(kept.open_raw(row.id)[0]) == 1
    assert [job.key for job in kept.jobs()] == ["key"]


def test_deleting_twice_or_without_files_is_harmless(store):
    made = store.create()
    store.delete(made.id)
    store.delete(made.id)
    assert store.open(made.id) is None


# More than one process


def test_two_stores_on_one_folder_see_each_others_writes(store, other):
    made = store.create()
    there = other.open(made.id)
    row = add_data(there, "ACGT", "GG")
    assert made.dataset().id == row.id
    assert list(made.open_raw(row.id)[0].sequences()) == ["ACGT", "GG"]
    made.change_dataset(row.id, label="header:last", fixes=["drop_duplicates"])
    assert (there.dataset().label, there.dataset().fixes) == ("header:last", ["drop_duplicates"])
    job = there.add_job("key", "train", "Training", {"seed": 1})
    made.end_job(job, "failed", "because")
    assert [(found.state, found.error) for found in there.jobs()] == [("failed", "because")]
    other.delete(made.id)
    assert store.open(made.id) is None


def test_what_was_written_is_there_when_the_store_is_opened_again(store):
    made = store.create()
    row = add_data(made, "ACGT")
    store.close()
    again = Store(store.folder)
    assert again.open(made.id).dataset().id == row.id
    again.close()


def test_another_process_sees_the_same(store):
    made = store.create()
    code = (
        "import sys\nfrom pathlib import Path\nfrom genocore.sequences import Dataset, Report\n"
        "from genocore.workspace import Store\nspace = Store(Path(sys.argv[1])).open(sys.argv[2])\n"
        "space.add_dataset(Dataset.from_strings(['ACGTT']), Report(), 'there.fa', label='none')\n"
    )
    subprocess.run([sys.executable, "-c", code, str(store.folder), made.id], check=True)
    assert made.dataset().name == "there.fa"
    assert made.open_raw(made.dataset().id)[0].sequence(0) == "ACGTT"


def at_once(work, n=8):
    """Do `work` in `n` threads that begin together; return what went wrong."""
    start, errors = threading.Barrier(n), []

    def run(number):
        start.wait()
        try:
            work(number)
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_stores_can_be_opened_on_a_new_folder_at_the_same_time(tmp_path):
    for attempt in range(3):
        stores = []
        assert at_once(lambda number: stores.append(Store(tmp_path / str(attempt)))) == []  # noqa: B023
        made = stores[0].create()
        assert all(store.open(made.id) for store in stores)
        for store in stores:
            store.close()


def test_many_can_write_at_the_same_time(store, other):
    made = store.create()
    spaces = [made, other.open(made.id)]

    def write(number):
        space = spaces[number % 2]
        space.end_job(space.add_job(str(number), "train", "Training", {}), "done")

    assert at_once(write) == []
    assert sorted(job.key for job in made.jobs()) == [str(number) for number in range(8)]
    assert {job.state for job in made.jobs()} == {"done"}


def test_an_error_while_writing_undoes_all_of_it(store):
    made = store.create()
    with pytest.raises(RuntimeError), store.session() as session:
        session.get_one(WorkspaceRow, made.id).dataset = "half"
        session.flush()
        raise RuntimeError
    with store.session() as session:
        assert session.get_one(WorkspaceRow, made.id).dataset is None


# Jobs of processes that are gone


def states(store):
    with store.session() as session:
        return {row.key: row.state for row in session.scalars(select(JobRow))}


def add_job(store, workspace, key, state="running", owner=None):
    job = workspace.add_job(key, "train", "Training", {})
    with store.session() as session:
        row = session.get_one(JobRow, job)
        row.state, row.owner = state, row.owner if owner is None else owner
    return job


def test_only_jobs_whose_process_is_gone_are_marked(store):
    made = store.create()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    alive = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = process_name(alive.pid)
    gone = f"{ended.pid}:{psutil.Process(ended.pid).create_time():.0f}"
    ended.wait()
    for key, state, owner in (
        ("mine", "running", None),
        ("theirs", "running", name),
        ("gone", "running", gone),
        ("gone, waiting", "queued", gone),
        ("same number, later process", "running", f"{alive.pid}:{float(name.split(':')[1]) - 60:.0f}"),
        ("no such process", "running", "4194999:1"),
        ("nonsense", "running", "nonsense"),
        ("nothing", "running", ""),
        ("done", "done", gone),
        ("failed", "failed", gone),
        ("cancelled", "cancelled", gone),
    ):
        add_job(store, made, key, state, owner)
    try:
        assert store.mark_interrupted() == 6
    finally:
        alive.communicate(b"\n")
    assert states(store) == {
        "mine": "running", "theirs": "running", "gone": "interrupted", "gone, waiting": "interrupted",
        "same number, later process": "interrupted", "no such process": "interrupted", "nonsense": "interrupted",
        "nothing": "interrupted", "done": "done", "failed": "failed", "cancelled": "cancelled",
    }  # fmt: skip
    for job in made.jobs():
        assert (job.ended is not None) == (job.state == "interrupted")


def test_jobs_are_marked_once(store):
    add_job(store, store.create(), "gone", owner="4194999:1")
    assert store.mark_interrupted() == 1
    assert store.mark_interrupted() == 0


def test_jobs_of_all_workspaces_are_marked(store):
    for key in ("a", "b"):
        add_job(store, store.create(), key, owner="4194999:1")
    assert store.mark_interrupted() == 2


def test_a_process_has_one_name_from_wherever_it_is_seen(store, other):
    assert store.me == other.me == process_name(psutil.Process().pid)
    assert store.me.split(":")[0] == str(psutil.Process().pid)


# Another database


def test_the_database_can_be_named(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'lab.sqlite'}"
    named = Store(tmp_path / "files", url=url)
    made = named.create()
    monkeypatch.setenv("DATABASE_URL", url)
    assert Store(tmp_path / "files").open(made.id).id == made.id
    assert not (tmp_path / "files" / "genocore.sqlite").exists()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert Store(tmp_path / "files").open(made.id) is None
    assert Store(tmp_path / "files", url=url).open(made.id).id == made.id
