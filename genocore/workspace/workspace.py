"""One workspace: its datasets, runs and jobs."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import select

from genocore.errors import InputError
from genocore.sequences import Dataset, Report, Source, prepare, read
from genocore.sequences.labels import propose
from genocore.sequences.reading import Reading
from genocore.training.bundle import Model
from genocore.training.run import Run
from genocore.workspace.files import keep_sources, kept_sources, load_dataset, save_dataset, whole_folder, write_table
from genocore.workspace.tables import DatasetRow, JobRow, RunRow, WorkspaceRow

if TYPE_CHECKING:
    from genocore.workspace.store import Store


class Workspace:
    """A handle on one workspace; holds no state of its own, so that any process may have one.

    Parameters
    ----------
    store : Store
    id : str
    """

    def __init__(self, store: Store, id: str) -> None:
        self.store, self.id = store, id

    @property
    def folder(self) -> Path:
        """Folder of this workspace's files."""
        return self.store.folder / "workspaces" / self.id

    def _need(self) -> None:
        """Refuse to write into a workspace that was deleted meanwhile."""
        if self.store.open(self.id) is None:
            raise InputError("The workspace was deleted.", code="ML008")

    # datasets

    def add_dataset(
        self, data: Dataset, report: Report, name: str, *, label: str, demo: str | None = None, purpose: str = "data",
        sources: Sequence[Source] = (), reading: Reading | None = None,
    ) -> DatasetRow:  # fmt: skip
        """Keep what was read; pages work on it from now on, unless its purpose is another than ``data``.

        The `sources` are kept too, so that they can be read anew with other choices.
        """
        id = secrets.token_hex(8)
        keep_sources(self.folder / "uploads" / id, sources)
        return self._keep(
            data, report, id=id, name=name, demo=demo, purpose=purpose, label=label, task="auto", origin=id,
            files=[source.name for source in sources], reading=(reading or Reading()).to_dict(),
        )  # fmt: skip

    def sources(self, dataset: str) -> list[Source]:
        """Return the files a dataset was read from."""
        row = self._dataset(dataset)
        return kept_sources(self.folder / "uploads" / row.origin, row.files)

    def read_anew(self, dataset: str, reading: Reading, more: Sequence[Source] = ()) -> DatasetRow:
        """Read the files of a dataset with other choices, or together with more files; the result takes its place.

        The label rule is kept if it can be; fixes start afresh. Work that was begun on the old one is not disturbed.

        Raises
        ------
        InputError
            If they cannot be read so; the dataset then stays as it was.
        """
        old, sources = self._dataset(dataset), [*self.sources(dataset), *more]
        data, report = read(sources, reading)
        report.need_records()
        other = more or reading.features != old.reading.get("features") or old.label.startswith(("column:", "none"))
        keep_sources(self.folder / "uploads" / old.origin, more, first=len(old.files))
        row = self._keep(
            data, report, id=secrets.token_hex(8), name=old.name, demo=old.demo, purpose=old.purpose, task=old.task,
            label=propose(data) if other else old.label, origin=old.origin, reading=reading.to_dict(),
            files=[source.name for source in sources],
        )  # fmt: skip
        with self.store.session() as session:
            session.get_one(DatasetRow, dataset).purpose = "replaced"
        return row

    def _keep(self, data: Dataset, report: Report, **facts: Any) -> DatasetRow:
        row = DatasetRow(workspace=self.id, fixes=[], created=time.time(), **facts)
        save_dataset(self.folder / "datasets" / row.id, data, report)
        with self.store.session() as session:
            session.add(row)
            if row.purpose == "data":
                session.get_one(WorkspaceRow, self.id).dataset = row.id
        return row

    def datasets(self) -> list[DatasetRow]:
        """Return the datasets to work on, newest first."""
        with self.store.session() as session:
            query = select(DatasetRow).where(DatasetRow.workspace == self.id, DatasetRow.purpose == "data")
            return list(session.scalars(query.order_by(DatasetRow.created.desc())))

    def dataset(self) -> DatasetRow | None:
        """Return the dataset that pages work on."""
        with self.store.session() as session:
            current = session.get_one(WorkspaceRow, self.id).dataset
            return session.get(DatasetRow, current) if current else None

    def describe_dataset(self, dataset: str) -> str:
        """Return the name under which a dataset was loaded."""
        return self._dataset(dataset).name

    def choose_dataset(self, dataset: str) -> None:
        """Make another dataset the one that pages work on."""
        self._dataset(dataset)
        with self.store.session() as session:
            session.get_one(WorkspaceRow, self.id).dataset = dataset

    def change_dataset(
        self, dataset: str, *, label: str | None = None, fixes: list[str] | None = None, task: str | None = None
    ) -> None:
        """Set the label rule, the fixes or the task of a dataset."""
        self._dataset(dataset)
        with self.store.session() as session:
            row = session.get_one(DatasetRow, dataset)
            row.label = row.label if label is None else label
            row.fixes = row.fixes if fixes is None else list(fixes)
            row.task = row.task if task is None else task

    def open_raw(self, dataset: str) -> tuple[Dataset, Report]:
        """Return a dataset as it was read, without labels."""
        self._dataset(dataset)
        return load_dataset(self.folder / "datasets" / dataset)

    def open_dataset(self, dataset: str) -> tuple[Dataset, Report]:
        """Return a dataset labelled, checked and fixed as chosen."""
        row = self._dataset(dataset)
        return prepare(*self.open_raw(dataset), label=row.label, fixes=row.fixes, task=row.task)

    def _dataset(self, dataset: str) -> DatasetRow:
        with self.store.session() as session:
            row = session.get(DatasetRow, dataset)
        if row is None or row.workspace != self.id:
            raise InputError("This dataset is not in the workspace any more.", hint="Load it again.", code="ML008")
        return row

    # runs

    def add_run(self, run: Run, model: Model, dataset: str, test: str | None = None) -> None:
        """Keep a run and its model under the run's key; equal work replaces itself."""
        self._need()
        with whole_folder(self.run_folder(run.key)) as part:
            run.save(part)
            model.save(part)
        with self.store.session() as session:
            session.merge(
                RunRow(workspace=self.id, key=run.key, dataset=dataset, test=test, title=run.title, created=time.time())
            )
            session.get_one(WorkspaceRow, self.id).run = run.key

    def run_folder(self, key: str) -> Path:
        """Return the folder of a run."""
        if not key.isalnum():
            raise InputError("This is not the name of a run.", code="ML008")
        return self.folder / "runs" / key

    def runs(self) -> list[RunRow]:
        """Return the runs, newest first."""
        with self.store.session() as session:
            query = select(RunRow).where(RunRow.workspace == self.id).order_by(RunRow.created.desc())
            return list(session.scalars(query))

    def current_run(self) -> str | None:
        """Return the key of the run that Evaluate and Predict show."""
        with self.store.session() as session:
            return session.get_one(WorkspaceRow, self.id).run

    def choose_run(self, key: str) -> None:
        """Make another run the one that is shown."""
        with self.store.session() as session:
            session.get_one(WorkspaceRow, self.id).run = key

    # jobs

    def add_job(self, key: str, kind: str, label: str, arguments: dict[str, Any]) -> str:
        """Write down that a job was started; return its id."""
        row = JobRow(
            id=secrets.token_hex(8), workspace=self.id, key=key, kind=kind, label=label, arguments=arguments,
            state="running", error=None, owner=self.store.me, created=time.time(), ended=None, stop_asked=False,
            seen=False,
        )  # fmt: skip
        with self.store.session() as session:
            session.add(row)
        return row.id

    def ask_stop(self, job: str) -> None:
        """Note that the user, and not a closing app, stops a job."""
        with self.store.session() as session:
            session.get_one(JobRow, job).stop_asked = True

    def end_job(self, job: str, state: str, error: str | None = None) -> None:
        """Write down how a job ended, once; one that is cancelled unasked was interrupted by the app's end."""
        with self.store.session() as session:
            row = session.get(JobRow, job)
            if row and row.ended is None:
                unasked = state == "cancelled" and not row.stop_asked
                row.state, row.error, row.ended = "interrupted" if unasked else state, error, time.time()

    def jobs(self, kind: str | None = None, *, going: bool = False) -> list[JobRow]:
        """Return the jobs, newest first; with `going` only those that have not ended."""
        with self.store.session() as session:
            query = select(JobRow).where(JobRow.workspace == self.id).order_by(JobRow.created.desc())
            query = query.where(JobRow.ended.is_(None)) if going else query
            return list(session.scalars(query.where(JobRow.kind == kind) if kind else query))

    def dismiss_job(self, job: str) -> None:
        """Note that the user has read how a job ended."""
        with self.store.session() as session:
            session.get_one(JobRow, job).seen = True

    # results of jobs that are tables

    def table_path(self, key: str) -> Path:
        """Return where the table that the job called `key` makes is kept."""
        if not key.isalnum():
            raise InputError("This is not the name of a job.", code="ML008")
        return self.folder / "tables" / f"{key}.parquet"

    def save_table(self, key: str, frame: pd.DataFrame) -> None:
        """Keep a table; it appears complete or not at all."""
        self.save_pieces(key, [frame])

    def save_pieces(self, key: str, frames: Iterable[pd.DataFrame]) -> int:
        """Keep a table that comes in pieces of the same columns, without ever holding it whole; return its rows."""
        self._need()
        return write_table(self.table_path(key), frames)

    def load_table(self, key: str) -> pd.DataFrame | None:
        """Return a table that `save_table` kept, or None."""
        path = self.table_path(key)
        return pd.read_parquet(path) if path.is_file() else None
