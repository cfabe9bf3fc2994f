"""The studies of a workspace: files about mutations and expression, with what was chosen about them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from genocore.errors import InputError
from genocore.evidence.choices import Choices
from genocore.evidence.demos import find_study
from genocore.evidence.roles import ROLES, roles_of
from genocore.files.source import Source
from genocore.registry import unknown
from genocore.workspace.files import keep_sources, kept_sources
from genocore.workspace.tables import StudyRow, WorkspaceRow
from genocore.workspace.workspace import Workspace

_OF_A_TABLE = ("columns", "offset", "strand", "only_sequence", "only_pass", "consequences")
"""Choices that make sense for one table of mutations only."""
LEFT_OUT = "none"
"""Role of a file that was taken out of a study."""


def add_study(space: Workspace, sources: Sequence[Source], name: str, demo: str | None = None) -> StudyRow:
    """Keep files as a study, and make it the current one.

    Raises
    ------
    InputError
        If a file is no table and no sequences; none is kept then. A table that is not recognised waits, unused, to be
        said what it is for.
    """
    roles = roles_of(sources, LEFT_OUT)
    row = StudyRow(
        id=secrets.token_hex(8), workspace=space.id, name=name, demo=demo, files=[source.name for source in sources],
        roles=roles, choices={}, created=time.time(),
    )  # fmt: skip
    keep_sources(space.folder / "studies" / row.id, sources)
    with space.store.session() as session:
        session.add(row)
        session.get_one(WorkspaceRow, space.id).study = row.id
    return row


def open_demo(space: Workspace, key: str) -> None:
    """Make a demo the current study; one that is there already, as it was opened, is used again."""
    for row in studies(space):
        if row.demo == key and not row.choices:
            choose_study(space, row.id)
            return
    demo = find_study(key)
    add_study(space, demo.sources, demo.title, demo=key)


def add_files(space: Workspace, study: str, sources: Sequence[Source]) -> None:
    """Add files to a study; one takes the place of an earlier one that is for the same, but for sequences."""
    row = study_of(space, study)
    there = [source for source, role in kept_files(space, row)]
    used = [role for role in row.roles if role != LEFT_OUT]
    alone = "mutations" in used
    new = roles_of(sources if alone else [*there, *sources], LEFT_OUT)[0 if alone else len(there) :]
    taken = set(new) - {"sequences"}
    old = [LEFT_OUT if role in taken else role for role in row.roles]
    keep_sources(space.folder / "studies" / study, sources, first=len(row.files))
    with space.store.session() as session:
        kept = session.get_one(StudyRow, study)
        kept.files = [*kept.files, *(source.name for source in sources)]
        kept.roles = [*old, *new]
        kept.demo = None
        if "mutations" in new:
            kept.choices = {name: chosen for name, chosen in kept.choices.items() if name not in _OF_A_TABLE}


def set_role(space: Workspace, study: str, number: int, role: str) -> None:
    """Say what a file of a study is for; `LEFT_OUT` takes it out."""
    if role not in ROLES and role != LEFT_OUT:
        raise unknown("role", role, [*ROLES, LEFT_OUT])
    study_of(space, study)
    with space.store.session() as session:
        row = session.get_one(StudyRow, study)
        row.roles = [role if at == number else old for at, old in enumerate(row.roles)]


def change_choices(space: Workspace, study: str, **values: Any) -> None:
    """Change choices about a study.

    Raises
    ------
    InputError
        PA001 or PA002 for a value that makes no sense; nothing is changed then.
    """
    made = Choices.checked(**(Choices.from_dict(study_of(space, study).choices).to_dict() | values))
    with space.store.session() as session:
        session.get_one(StudyRow, study).choices = made.to_dict()


def study_of(space: Workspace, study: str) -> StudyRow:
    """Return a study of this workspace.

    Raises
    ------
    InputError
        ML008 if it is not there any more.
    """
    with space.store.session() as session:
        row = session.get(StudyRow, study)
    if row is None or row.workspace != space.id:
        raise InputError("This study is not in the workspace any more.", hint="Load it again.", code="ML008")
    return row


def current_study(space: Workspace) -> StudyRow | None:
    """Return the study that is shown."""
    with space.store.session() as session:
        current = session.get_one(WorkspaceRow, space.id).study
        return session.get(StudyRow, current) if current else None


def studies(space: Workspace) -> list[StudyRow]:
    """Return the studies, newest first."""
    with space.store.session() as session:
        query = select(StudyRow).where(StudyRow.workspace == space.id).order_by(StudyRow.created.desc())
        return list(session.scalars(query))


def choose_study(space: Workspace, study: str) -> None:
    """Make another study the one that is shown."""
    study_of(space, study)
    with space.store.session() as session:
        session.get_one(WorkspaceRow, space.id).study = study


def kept_files(space: Workspace, row: StudyRow) -> list[tuple[Source, str]]:
    """Return the files of a study that are in use, each with its role."""
    sources = kept_sources(space.folder / "studies" / row.id, row.files)
    return [(source, role) for source, role in zip(sources, row.roles, strict=True) if role != LEFT_OUT]
