"""The store: workspaces by id, over SQLite (or another database) and a folder of files."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event, inspect, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from genocore.workspace.home import home
from genocore.workspace.tables import Base, JobRow, WorkspaceRow
from genocore.workspace.workspace import Workspace

_ID = re.compile(r"[A-Za-z0-9_-]{22}")


class Store:
    """All workspaces of one installation.

    Parameters
    ----------
    folder : Path, optional
        Where files are kept; `genocore.workspace.home.home` by default.
    url : str, optional
        Database; ``DATABASE_URL`` or SQLite in `folder` by default.

    Notes
    -----
    Who knows a workspace's id sees its data: ids have 128 random bits and are never listed.
    """

    def __init__(self, folder: Path | None = None, url: str | None = None) -> None:
        self.folder = folder or home()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.engine = _engine(url or os.environ.get("DATABASE_URL") or f"sqlite:///{self.folder / 'genocore.sqlite'}")
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self.me = process_name(os.getpid())

    def create(self) -> Workspace:
        """Return a new, empty workspace."""
        workspace = secrets.token_urlsafe(16)
        with self.session() as session:
            session.add(WorkspaceRow(id=workspace, created=time.time(), dataset=None, run=None, study=None))
        return Workspace(self, workspace)

    def open(self, workspace: str) -> Workspace | None:
        """Return the workspace with this id, or None if there is none."""
        if not _ID.fullmatch(workspace):
            return None
        with self.session() as session:
            return Workspace(self, workspace) if session.get(WorkspaceRow, workspace) else None

    def delete(self, workspace: str) -> None:
        """Forget a workspace and remove its files."""
        if not _ID.fullmatch(workspace):
            return
        with self.session() as session:
            row = session.get(WorkspaceRow, workspace)
            if row:
                session.delete(row)
        shutil.rmtree(self.folder / "workspaces" / workspace, ignore_errors=True)

    def mark_interrupted(self) -> int:
        """Mark jobs whose process is gone as ``interrupted``; return how many there were.

        Called when the app starts: a restart ends the work of its workers.
        """
        with self.session() as session:
            rows = session.scalars(select(JobRow).where(JobRow.state.in_(("queued", "running")))).all()
            lost = [row for row in rows if not _alive(row.owner)]
            for row in lost:
                row.state, row.ended = "interrupted", time.time()
            return len(lost)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a database session that is committed at the end."""
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _configure(connection: object, record: object) -> None:
            cursor = connection.cursor()  # type: ignore[attr-defined]
            cursor.execute("PRAGMA busy_timeout=5000")
            cursor.execute("PRAGMA journal_mode=WAL")  # readers do not wait for a writer
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.close()

    for last in (*[False] * 50, True):
        try:
            with engine.begin() as connection:
                _make_tables(connection)
            break
        except OperationalError:  # another process is at the same: SQLite does not wait for it to switch to WAL
            if last:
                raise
            time.sleep(0.1)
    return engine


def _make_tables(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:  # not `create_all`, which fails if another process is quicker
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))
    _add_columns(connection)


def _add_columns(connection: Connection) -> None:
    """Add the columns that a database written by an earlier version lacks; each has a default in the database."""
    inspector = inspect(connection)
    for table in Base.metadata.sorted_tables:
        there = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                definition = CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {definition}")


def process_name(pid: int) -> str:
    """Return a name of a process that no later process with the same number shares."""
    import psutil

    return f"{pid}:{psutil.Process(pid).create_time():.0f}"


def _alive(owner: str) -> bool:
    import psutil

    try:
        return process_name(int(owner.split(":")[0])) == owner
    except (psutil.Error, ValueError):
        return False
