"""Mutations: the files of the study, what each is for, and how to add others."""

from __future__ import annotations

import streamlit as st

from genocore.errors import GenoError
from genocore.evidence.demos import STUDIES
from genocore.evidence.roles import ROLES
from genocore.files.source import Source
from genocore.workspace.studies import LEFT_OUT, add_files, choose_study, open_demo, set_role, studies
from genocore.workspace.tables import StudyRow
from pages.annotating import welcome
from pages.shared import shell
from pages.shared.studied import View


def draw(view: View) -> None:
    """Draw a line about the study, and the fold-out with its files."""
    row = view.row
    used = [(name, role) for name, role in zip(row.files, row.roles, strict=True) if role != LEFT_OUT]
    said = ", ".join(f"{shell.literal(name)} ({ROLES[role]})" for name, role in used)
    st.markdown(f"**{shell.literal(row.name)}**")
    st.caption(f"{said}." if said else "No file is in use.")
    idle = [shell.literal(name) for name, role in zip(row.files, row.roles, strict=True) if role == LEFT_OUT]
    if idle:
        st.caption(
            f":material/warning: Not used: {', '.join(idle)}. Say under **Files** what it is for, if it should be."
        )
    if row.demo:
        st.caption(f":material/info: {STUDIES[row.demo].caution}")
    with st.expander("Files: add, replace, or open another study", icon=":material/folder_open:"):
        _others(view)
        for number, (name, role) in enumerate(zip(row.files, row.roles, strict=True)):
            names = [*ROLES, LEFT_OUT]
            chosen = st.selectbox(
                f"What is {shell.literal(name)} for?", names, names.index(role),
                key=f"mutations_role_{row.id}_{number}_{role}",
                format_func=lambda key: ROLES.get(key, "not used").capitalize(),
            )  # fmt: skip
            if chosen != role:
                set_role(view.space, row.id, number, chosen)
                st.rerun()
        _add(view)


def _others(view: View) -> None:
    there = {other.id: other for other in studies(view.space)}
    demos = [key for key in STUDIES if key not in {other.demo for other in there.values()}]
    options = [*there, *demos, "new"]

    def words(key: str) -> str:
        if key == "new":
            return "New study from my own files"
        return there[key].name if key in there else f"Demo: {STUDIES[key].title}"

    chosen = st.selectbox(
        "Study", options, options.index(view.row.id), format_func=words, key=f"mutations_study_{view.row.id}"
    )
    if chosen == "new":
        welcome.upload(view.space)
    elif chosen in demos:
        open_demo(view.space, chosen)
        st.rerun()
    elif chosen != view.row.id:
        choose_study(view.space, chosen)
        st.rerun()


def _add(view: View) -> None:
    row: StudyRow = view.row
    added = st.file_uploader(
        "Add files to this study: one takes the place of an earlier one for the same, but for sequences",
        accept_multiple_files=True, key=f"mutations_add_{row.id}_{len(row.files)}",
    )  # fmt: skip
    if not added:
        return
    try:
        add_files(view.space, row.id, [Source(file.name, data=file.getvalue()) for file in added])
    except GenoError as error:
        shell.show_error(error)
        return
    st.rerun()
