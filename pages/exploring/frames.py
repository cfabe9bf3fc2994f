"""Explore: what speaks for protein coding."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.exploration.coding import SHORTEST
from genocore.plots.histogram import histogram
from genocore.sequences import Dataset, Report
from genocore.workspace.tables import DatasetRow
from pages.exploring import parts
from pages.shared import explored, tables

_SIGNS = {
    "orf_coverage": ("Longest reading frame", "Longest open reading frame (share of the record)"),
    "period3": ("Rhythm of three", "Rhythm of three (period-3 signal, no unit)"),
}


def draw(row: DatasetRow, data: Dataset, report: Report) -> None:
    """Draw the section."""
    long = int((data.lengths >= SHORTEST).sum())
    if not long:
        st.info(
            f"All records are shorter than {SHORTEST} bp. Reading frames that short occur by chance everywhere, so "
            "they are not looked for.", icon=":material/straighten:",
        )  # fmt: skip
        return
    both = st.checkbox(
        "Look on both strands", key="explore_frames_both", persist_state="session",
        help="Six frames instead of three: for records whose strand is not known.",
    )  # fmt: skip
    table = explored.coding(explored.key(data), both, SHORTEST, data)
    order = parts.groups(data)
    halves = st.grid(2, min_column_width=440)
    for column, (title, axis) in _SIGNS.items():
        with halves.container():
            st.subheader(title, anchor=False)
            frame = explored.spread(explored.key(data), column, both, table)
            if frame.empty:
                st.write("No record has a value.")
                continue
            parts.plot(
                histogram(frame, order, axis), key=f"explore_{column}",
                alt=f"Histogram of {axis.lower()} of {len(table):,} records, by class",
            )  # fmt: skip
            file = f"{column}.csv"
            tables.download(
                "Histogram (CSV)", lambda frame=frame: tables.csv_text(frame), file, key=f"explore_{column}_csv"
            )
    parts.say_left_out(data)
    short = (
        f" {len(data) - long:,} records are shorter than {SHORTEST} bp and are left out." if long < len(data) else ""
    )
    st.caption(parts.sampled(len(table), long, f"records of at least {SHORTEST} bp") + short)
    tables.explain(
        "**Longest reading frame**: from ATG to the first stop of its frame, or to the end of the record where no stop "
        "follows, as a share of the record; 1 if all of it could be translated. The table says which have a stop. "
        "**Rhythm of three**: protein-coding DNA repeats its composition every three bases; a "
        "higher value speaks for coding. Both grow with the length of a record, so compare records of like length. "
        "Long frames also occur by chance, above all in GC-rich DNA, and introns break them. Genes on the other "
        "strand are seen only if you look on both."
    )
    _table(table)


def _table(table: pd.DataFrame) -> None:
    number = st.column_config.NumberColumn
    shown = table.dropna(axis="columns", how="all")
    tables.show(
        shown, "reading_frames", key="explore_frames", alt=f"Longest reading frame of {len(table):,} records",
        height=360, placeholder="–",
        column_config={
            "id": "Record", "class": "Class", "length": number("Length (bp)", format="localized"),
            "orf_start": "Frame from", "orf_end": "to", "orf_strand": number("Strand", format="%+d"),
            "orf_length": number("Frame (nt)", format="localized"),
            "orf_coverage": number("Share of the record", format="percent"), "complete": "Has a stop",
            "period3": number("Rhythm of three", format="%.2f"),
        },
    )  # fmt: skip
