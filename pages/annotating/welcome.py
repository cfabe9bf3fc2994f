"""Mutations: nothing is loaded yet."""

from __future__ import annotations

import streamlit as st

from genocore.errors import GenoError
from genocore.evidence.demos import STUDIES
from genocore.files.source import Source
from genocore.workspace import Workspace
from genocore.workspace.studies import add_study, open_demo
from pages.shared import shell

KINDS = (
    "Sequences (FASTA, GenBank), mutations (a table with gene, position and type or alleles; VCF; MAF), expression "
    "(of any layout), a sample sheet, coding regions (gene, start, end, strand): those you have, together. "
    "Two FASTA files, normal and mutated, are compared."
)


def draw(space: Workspace) -> None:
    """Draw the demos and the uploader."""
    with st.container(border=True):
        st.subheader("Your own files", anchor=False)
        upload(space)
        if space.dataset() and st.button("Begin with the sequences of the Data page", key="mutations_from_data"):
            begin_with_data(space)
    st.subheader("Or try it with", anchor=False)
    cards = st.grid(3, min_column_width=260)
    for key, demo in STUDIES.items():
        with cards.container(border=True, height="stretch", vertical_alignment="distribute"):
            with st.container():
                st.markdown(f"**{demo.title}**")
                st.write(demo.question)
                st.caption(f"{demo.caution} Source: {demo.attribution}.")
            kind = "primary" if key == next(iter(STUDIES)) else "secondary"
            if st.button("Open it", key=f"mutations_demo_{key}", type=kind, width="stretch"):
                open_demo(space, key)
                st.rerun()


def upload(space: Workspace) -> None:
    """Draw the uploader; what is dropped there becomes a study."""
    turn = st.session_state.get("mutations_turn", 0)
    dropped = st.file_uploader(KINDS, accept_multiple_files=True, key=f"mutations_upload_{turn}")
    if not dropped:
        return
    sources = [Source(file.name, data=file.getvalue()) for file in dropped]
    name = dropped[0].name if len(dropped) == 1 else f"{dropped[0].name} and {len(dropped) - 1} more"
    try:
        add_study(space, sources, name)
    except GenoError as error:
        shell.show_error(error)
        return
    st.session_state["mutations_turn"] = turn + 1
    st.rerun()


def begin_with_data(space: Workspace) -> None:
    """Make a study of the files that the Data page works on."""
    row = space.dataset()
    sources = space.sources(row.id) if row else []
    try:
        add_study(space, [source for source in sources if _holds_sequences(source)], row.name if row else "")
    except GenoError as error:
        shell.show_error(error)
        return
    st.rerun()


def _holds_sequences(source: Source) -> bool:
    from genocore.files.kinds import kind_of

    return kind_of(source).use == "sequences"
