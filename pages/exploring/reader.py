"""Explore: the sequences themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.plots.viewer import sequences
from genocore.sequences import Dataset, Report
from genocore.workspace.tables import DatasetRow
from pages.exploring import matches, parts
from pages.shared import explored, shell, tables

_LINES, _WIDTHS = 25, (30, 60, 100, 150)


def draw(row: DatasetRow, data: Dataset, report: Report) -> None:
    """Draw the section."""
    key = explored.key(data)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Name contains", key=f"explore_name_{row.id}", persist_state="session", max_chars=200)
        motif = st.text_input(
            "Motif", key=f"explore_motif_{row.id}", persist_state="session", max_chars=200, placeholder="TATAWAW",
            help="IUPAC letters: R is A or G, Y is C or T, W is A or T, N is any base, and so on.",
        )  # fmt: skip
        both = st.checkbox("Both strands", True, key="explore_motif_both", persist_state="session")
    rows = explored.named(key, name.strip(), data) if name.strip() else np.arange(len(data))
    hits = None
    if motif.strip():
        try:
            hits = explored.motif(key, motif, both, name.strip(), rows, data)
        except GenoError as error:
            shell.show_error(error)
        else:
            matches.say(hits, len(rows))
            rows = hits["row"].unique()
            matches.begin(row, hits, (motif, both, name), rows[:_LINES])
    if not len(rows):
        st.info("No record fits. Shorten the name or the motif, or empty both fields.")
        return
    if hits is not None:
        matches.show(row, hits, rows, _LINES)
    page, start, columns = _place(row, data, rows)
    here = rows[(page - 1) * _LINES : page * _LINES]
    texts = [data.letters[a : min(a + columns, b)].tobytes().decode("ascii") for a, b in _ends(data, here, start)]
    marks = None
    if hits is not None:
        line = pd.Series(np.arange(len(here)), index=here)
        marks = hits[hits["row"].isin(here)].assign(
            line=lambda f: f["row"].map(line), length=lambda f: f["match"].str.len()
        )
    parts.plot(
        sequences(pd.DataFrame({"id": data.ids[here], "letters": texts}), start, columns, marks), key="explore_reader",
        alt=f"Letters of {len(here)} records, positions {start} to {start + columns - 1}",
    )  # fmt: skip
    st.caption(
        f"Records {(page - 1) * _LINES + 1:,} to {(page - 1) * _LINES + len(here):,} of {len(rows):,}, positions "
        f"{start:,} to {start + columns - 1:,}, on the strand as given. Grey: letters other than A, C, G and T."
        + (" Frames: matches of the motif." if hits is not None else "")
    )
    frame = parts.record_rows(data, here)
    header = data.columns.get("header")
    frame = frame if header is None else frame.assign(header=header[here].astype(str))
    frame = frame.assign(sequence=texts)
    tables.show(
        frame, "sequences", key="explore_lines_shown", alt=f"Names and headers of {len(frame)} records", height=300,
        column_config={
            "id": "Record", "class": "Class", "value": "Value", "length": "Length (bp)",
            "header": "Header, as in the file",
            "gc": st.column_config.NumberColumn("GC", format="percent"), "sequence": "Letters shown",
        },
    )  # fmt: skip
    tables.explain(
        "Each row is a record, each cell a letter; colour and letter say the same. Names are cut; the table below has "
        "them whole. A motif is searched in IUPAC letters; a match on the opposite strand is listed by its leftmost "
        "letter, read along that strand. Short motifs are found by chance: six letters once in 4,096 bp on each strand."
    )


def _ends(data: Dataset, rows: np.ndarray, start: int) -> list[tuple[int, int]]:
    """Return where each record's window begins in the buffer, and where the record ends."""
    ends = data.offsets[rows + 1]
    return list(zip(np.minimum(data.offsets[rows] + start - 1, ends).tolist(), ends.tolist(), strict=True))


def _place(row: DatasetRow, data: Dataset, rows: np.ndarray) -> tuple[int, int, int]:
    """Draw the pager; return page and position (1-based), and how many positions to show."""
    longest, pages = int(data.lengths[rows].max(initial=1)), -(-len(rows) // _LINES)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, most in (("page", pages), ("from", longest)):  # a search may have left fewer
            held = st.session_state.get(f"explore_{name}_{row.id}", 1)
            st.session_state[f"explore_{name}_{row.id}"] = max(min(int(held), most), 1)
        page = st.number_input(f"Page (of {pages:,})", 1, pages, key=f"explore_page_{row.id}", persist_state="session")
        columns = st.selectbox("Positions shown", _WIDTHS, 1, key="explore_columns", persist_state="session")
        start = st.number_input(
            f"From position (of {longest:,})", 1, longest, step=int(columns), key=f"explore_from_{row.id}",
            persist_state="session",
        )  # fmt: skip
    return int(page), int(start), int(columns)
