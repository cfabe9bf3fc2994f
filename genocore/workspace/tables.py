"""The tables of a workspace: small facts in SQL, everything bulky in files beside them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables."""


class WorkspaceRow(Base):
    """One person's work, found by an id that cannot be guessed."""

    __tablename__ = "workspaces"
    id: Mapped[str] = mapped_column(primary_key=True)
    created: Mapped[float]
    dataset: Mapped[str | None]
    """The dataset that pages work on."""
    run: Mapped[str | None]
    """The run that Evaluate and Predict show."""
    study: Mapped[str | None]
    """The study that Mutations shows."""


class DatasetRow(Base):
    """A dataset that was read; its label rule and fixes are applied each time it is opened."""

    __tablename__ = "datasets"
    id: Mapped[str] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    demo: Mapped[str | None]
    purpose: Mapped[str]
    """``data`` to work on, ``predict`` for what a model was asked about, ``replaced`` for data read anew since."""
    label: Mapped[str]
    fixes: Mapped[list[str]] = mapped_column(JSON)
    task: Mapped[str] = mapped_column(server_default="auto")
    """Whether labels are classes or numbers: ``auto``, ``classes`` or ``numbers``."""
    reading: Mapped[dict[str, Any]] = mapped_column(JSON, server_default="{}")
    """What was chosen about the reading of its files, as `genocore.sequences.reading.Reading.to_dict` gives it."""
    files: Mapped[list[str]] = mapped_column(JSON, server_default="[]")
    """Names of the files it was read from, in order; they are kept, to be read anew with other choices."""
    origin: Mapped[str] = mapped_column(server_default="")
    """Dataset under whose id the files are kept: the first that was read from them."""
    created: Mapped[float]


class StudyRow(Base):
    """Files about mutations and expression that belong together; they are read anew when they are opened."""

    __tablename__ = "studies"
    id: Mapped[str] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    demo: Mapped[str | None]
    files: Mapped[list[str]] = mapped_column(JSON)
    """Names of its files; those taken out stay on disk, with the role ``none``."""
    roles: Mapped[list[str]] = mapped_column(JSON)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was chosen, as `genocore.evidence.choices.Choices.to_dict` gives it."""
    created: Mapped[float]


class RunRow(Base):
    """A finished run; its numbers are in ``run.json``."""

    __tablename__ = "runs"
    workspace: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    dataset: Mapped[str]
    test: Mapped[str | None]
    """Dataset that was scored instead of a locked part."""
    title: Mapped[str]
    created: Mapped[float]


class JobRow(Base):
    """A piece of long work, so that a reload or restart can say what became of it."""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    label: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str]
    error: Mapped[str | None]
    owner: Mapped[str]
    """Process that runs the job, as ``pid:start time``; if it is gone, so is the job."""
    created: Mapped[float]
    ended: Mapped[float | None]
    stop_asked: Mapped[bool]
    seen: Mapped[bool]
    """True once the user has dismissed the job's end."""
