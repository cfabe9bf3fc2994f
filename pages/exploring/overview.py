"""Explore: what there is of each class."""

from __future__ import annotations

import re

import streamlit as st

from genocore.plots import composition
from genocore.plots.histogram import histogram
from genocore.sequences import Dataset, Report
from genocore.workspace.tables import DatasetRow
from pages.exploring import parts
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
    tables.show(
        whole, "classes", key="explore_summary", alt=f"Records, lengths and composition of {len(summary)} groups",
        column_config=columns, height=tables.height(len(whole), 400),
    )  # fmt: skip
    _repeats(report)
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
    st.subheader("How they are spread", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Property", offered, format_func=lambda name: _PROPERTIES[name][0], key="explore_property",
            persist_state="session",
        )  # fmt: skip
        log = chosen == "length" and st.toggle("Logarithmic axis", key="explore_log", persist_state="session")
    title, axis, unit = _PROPERTIES[chosen]
    low, high = records[chosen].min(), records[chosen].max()
    if low == high:
        value = f"{low:,.0f} bp" if chosen == "length" else f"{low:.1%}"
        st.write(f"All {len(data):,} records have the same: {title.lower()} {value}.")
        return
    frame = explored.histogram(key, chosen, log, data)
    parts.plot(
        histogram(frame, parts.groups(data), axis, log=log, unit=unit), key="explore_hist",
        alt=f"Histogram of {title.lower()} of {len(data):,} records, by class",
    )  # fmt: skip
    missing = frame.attrs.get("missing", 0)
    st.caption(f"{len(data) - missing:,} records." + (f" {missing:,} have no such value." if missing else ""))
    tables.explain(
        "Each outline is one class. Its height is the share of that class's records in each bin, so that classes of "
        "different size compare; all classes have the same bins. In short records shares are coarse, and empty bins "
        "between full ones mean nothing."
    )
    tables.download("Histogram (CSV)", lambda: tables.csv_text(frame), f"{chosen}.csv", key="explore_hist_csv")


def _varies(values) -> bool:
    return bool(values.nunique() > 1)


def _repeats(report: Report) -> None:
    """Say how many sequences repeat or contradict each other, and where to mend that."""
    again, contrary = _count(report, "FA011"), _count(report, "FA012")
    if not again and not contrary:
        st.caption("No sequence occurs twice, on either strand.")
        return
    text = f"**{again:,}** records repeat the sequence of an earlier one, on the same or the opposite strand. "
    text += f"**{contrary:,}** sequences carry different labels. " if contrary else ""
    with st.container(border=True):
        st.markdown(text + "Copies in training and test make scores look better than they are.")
        st.page_link("pages/data.py", label="See them and mend it on the Data page", icon=":material/build:")


def _count(report: Report, code: str) -> int:
    """Return how many findings of a kind there are, with those that are only counted."""
    texts = [message.message for message in report.messages if message.code == code]
    more = [re.match(r"([\d,]+) more ", text) for text in texts]
    return sum(int(found[1].replace(",", "")) if found else 1 for found in more)
