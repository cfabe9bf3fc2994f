"""The files behind a dataset: what they are, how they were read, and what was joined to them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.files import Match
from genocore.sequences import Report, Source
from genocore.sequences.reading import Reading
from genocore.workspace import Workspace
from genocore.workspace.tables import DatasetRow
from pages.shared import mapper, shell


def show(space: Workspace, row: DatasetRow, report: Report) -> None:
    """Draw what the files are, the match report, and the ways to read them differently or add a table."""
    about = [
        f"{shell.literal(name)} is {shell.prose(kind)}" for name, kind in zip(report.files, report.kinds, strict=False)
    ]
    if about:
        st.caption(", ".join(about[:8]) + (f" and {len(about) - 8:,} more" if len(about) > 8 else "") + ".")
    sources, reading = space.sources(row.id) if row.files else [], Reading.from_dict(row.reading)
    for number, match in enumerate(report.matches):
        _misfit(space, row, reading, match, number)
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
    joined, kinds = bool(report.matches), mapper.kinds(sources)
    if "annotated" in kinds and reading.features == "records":
        _offer_genes(space, row, reading)
    if joined or kinds:
        with st.expander("How the files were read", icon=":material/tune:", key=f"data_reading_{row.id}"):
            chosen = mapper.choose(sources, reading, key=f"data_map_{row.id}", joined=joined)
            if chosen:
                _again(space, row, chosen, [])
    with st.expander("Add a table of labels or values", icon=":material/join:", key=f"data_join_{row.id}"):
        st.write("It is joined by name, never by the order of rows. One column must hold the names of the sequences.")
        added = st.file_uploader("CSV, TSV, Excel or Parquet", key=f"data_join_file_{row.id}")
        if added:
            _again(space, row, reading, [Source(added.name, data=added.getvalue())])


def _misfit(space: Workspace, row: DatasetRow, reading: Reading, match: Match, number: int) -> None:
    """Say that a table hardly fits, and offer to compare names without their versions if that helps."""
    better = match.bare > match.matched and not reading.strip_versions
    if not match.fits:
        who = f"only {match.matched:,}" if match.matched else "none"
        text = (
            f"The names do not fit: {who} of {match.sequences:,} sequences found a row in {shell.literal(match.table)}."
        )
        hint = "" if better else " Compare the names, or say under **How the files were read** which column holds them."
        (st.warning if match.matched else st.error)(text + hint, icon=":material/link_off:")
    if better and row.files:
        label = f"Match without .1, .2 ({match.bare:,} would match)"
        if st.button(label, key=f"data_strip_{number}_{row.id}", type="secondary" if match.fits else "primary"):
            _again(space, row, replace(reading, strip_versions=True), [])


def _offer_genes(space: Workspace, row: DatasetRow, reading: Reading) -> None:
    with st.container(border=True):
        st.write(
            "Whole records were read. To learn what tells genes from other DNA, cut them into pieces of one length: "
            "coding sequences against the stretches between genes. More choices are under **How the files were read**."
        )
        if st.button(f"Cut pieces of {reading.window} bp", key=f"data_genes_{row.id}", icon=":material/content_cut:"):
            _again(space, row, replace(reading, features="CDS"), [])


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
