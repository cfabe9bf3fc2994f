"""Explore: what there is of each class."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.plots import composition
from genocore.plots.histogram import histogram
from genocore.sequences import Dataset, Report
from genocore.workspace.tables import DatasetRow
from pages.exploring import parts, relatives, repeats
from pages.shared import explored, tables

_PROPERTIES = {
    "length": ("Length", "Length (bp)", "bp"),
    "gc": ("GC content", "GC content (share of A, C, G and T)", ""),
    "ambiguous_share": ("Unknown bases", "Unknown bases (share of the letters)", ""),
    "masked_share": ("Lower case", "Lower-case letters (share of the letters)", ""),
}
_PERCENT = {
    "gc_mean": "GC, mean", "gc_sd": "GC, sd", "A": "A", "C": "C", "G": "G", "T": "T", "ambiguous_share": "Unknown",
    "masked_share": "Lower case",
}  # fmt: skip


def draw(row: DatasetRow, data: Dataset, report: Report) -> None:
    """Draw the section."""
    key = explored.key(data)
    summary = explored.summary(key, data)
    columns = {
        "class": st.column_config.TextColumn("Class"),
        "records": st.column_config.NumberColumn("Records", format="localized"),
        **{
            f"length_{end}": st.column_config.NumberColumn(f"{words} (bp)", format="localized")
            for end, words in (("min", "Shortest"), ("median", "Median"), ("max", "Longest"))
        },
        **{name: st.column_config.NumberColumn(label, format="percent") for name, label in _PERCENT.items()},
    }
    whole = summary.dropna(axis="columns", how="all")
    whole = whole.drop(
        columns=[name for name in ("ambiguous_share", "masked_share") if name in whole and not whole[name].any()]
    )
    tables.show(
        whole, "classes", key="explore_summary", alt=f"Records, lengths and composition of {len(summary)} groups",
        column_config=columns, placeholder="–", height=tables.height(len(whole), 400),
    )  # fmt: skip
    repeats.show(report)
    relatives.show(data)
    halves = st.grid(2, min_column_width=440)
    with halves.container():
        _histogram(key, data)
    with halves.container():
        st.subheader("Base composition", anchor=False)
        order = parts.groups(data)
        parts.plot(
            composition.base_shares(summary, order), key="explore_bases", alt="Bars: share of each base in each class"
        )
        tables.explain(
            "Each group of bars is one base, each bar one class, over all its letters. Two strands of one genome have "
            "about as much A as T and as much C as G; genes on one strand often have not. A difference between "
            "classes is something a model will find first: see **Could it be trivial?**"
        )
    parts.say_left_out(data)


def _histogram(key: str, data: Dataset) -> None:
    records = explored.records(key, data)
    offered = [name for name in _PROPERTIES if name in ("length", "gc") or _varies(records[name])]
    st.subheader("Distribution", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Property", offered, int(not _varies(records["length"])), key="explore_property",
            format_func=lambda name: _PROPERTIES[name][0], persist_state="session",
        )  # fmt: skip
        log = chosen == "length" and st.toggle("Logarithmic axis", key="explore_log", persist_state="session")
    title, axis, unit = _PROPERTIES[chosen]
    low, high = records[chosen].min(), records[chosen].max()
    if pd.isna(low):
        st.write("No record has such a value.")
        return
    if low == high:
        value = f"{low:,.0f} bp" if chosen == "length" else f"{low:.1%}"
        st.write(f"All {len(data):,} records have the same {title[:1].lower() + title[1:]}: {value}.")
        return
    frame = explored.histogram(key, chosen, log, data)
    parts.plot(
        histogram(frame, parts.groups(data), axis, log=log, unit=unit), key="explore_hist",
        alt=f"Histogram of {title} of {len(data):,} records, by class",
    )  # fmt: skip
    missing = frame.attrs.get("missing", 0)
    st.caption(f"{len(data) - missing:,} records." + (f" {missing:,} have no such value." if missing else ""))
    tables.explain(
        "Each outline is one class. Its height is the share of that class's records in each bin, so that classes of "
        "different size compare; all classes have the same bins. In short records shares are coarse, and empty bins "
        "between full ones mean nothing."
    )
    tables.download("Histogram (CSV)", lambda: tables.csv_text(frame), f"{chosen}.csv", key="explore_hist_csv")


def _varies(values: pd.Series) -> bool:
    return bool(values.nunique() > 1)
