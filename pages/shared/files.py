"""The files behind a dataset: what they are, how they were read, and what was joined to them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.sequences import Report, Source
from genocore.sequences.reading import Reading
from genocore.workspace import Workspace
from genocore.workspace.tables import DatasetRow
from pages.shared import mapper, shell


def show(space: Workspace, row: DatasetRow, report: Report) -> None:
    """Draw what the files are, the match report, and the ways to read them differently or add a table."""
    about = ", ".join(
        f"{shell.literal(name)} is {kind}" for name, kind in zip(report.files, report.kinds, strict=False)
    )
    if about:
        st.caption(f"{about[:600]}.")
    for match in report.matches:
        st.markdown(f"**{shell.literal(match.table)} joined by name**, column {shell.literal(match.key)}")
        left = {"with a row": match.matched, "without a row": match.only_sequences, "all": match.sequences}
        right = {
            "used": match.used, "no such sequence": match.only_table, "name repeated": match.left_out,
            "no name": match.nameless, "all": match.rows,
        }  # fmt: skip
        with st.container(horizontal=True):
            _counts("sequences", left)
            _counts("rows of the table", right)
    if not row.files:
        return
    sources, reading = space.sources(row.id), Reading.from_dict(row.reading)
    joined = bool(report.matches)
    if joined or mapper.kinds(sources):
        with st.expander("How the files were read", icon=":material/tune:", key=f"data_reading_{row.id}"):
            chosen = mapper.choose(sources, reading, key=f"data_map_{row.id}", joined=joined)
            if chosen:
                _again(space, row, chosen, [])
    with st.expander("Add a table of labels or values", icon=":material/join:", key=f"data_join_{row.id}"):
        st.write("It is joined by name, never by the order of rows. One column must hold the names of the sequences.")
        added = st.file_uploader("CSV, TSV, Excel or Parquet", key=f"data_join_file_{row.id}")
        if added:
            _again(space, row, reading, [Source(added.name, data=added.getvalue())])


def _counts(noun: str, counts: dict[str, int]) -> None:
    frame = pd.DataFrame({noun: list(counts), "count": list(counts.values())})
    st.dataframe(frame, hide_index=True, width=320, alt=f"How many {noun} found a partner")


def _again(space: Workspace, row: DatasetRow, reading: Reading, more: list[Source]) -> None:
    try:
        with st.spinner("Reading…"):
            space.read_anew(row.id, reading, more)
    except GenoError as error:
        shell.show_error(error)
        return
    st.rerun()
