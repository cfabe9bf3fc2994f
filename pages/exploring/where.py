"""Explore: which bases stand where."""

from __future__ import annotations

import streamlit as st

from genocore.exploration.positions import WIDEST, consensus
from genocore.plots.positions import base_lines, logo
from genocore.sequences import Dataset, Report
from genocore.workspace.tables import DatasetRow
from pages.exploring import parts
from pages.shared import explored, shell, tables

_LETTERS, _FIRST, _MOST = 60, 4, 6
"""Positions of a logo; classes drawn at first, and at most."""
_ALIGN = {"start": "Start", "end": "End", "centre": "Centre"}
_COUNTED = {
    "start": "1 is the first letter", "end": "-1 is the last letter", "centre": "0 is the middle letter",
}  # fmt: skip


def draw(row: DatasetRow, data: Dataset, report: Report) -> None:
    """Draw the section."""
    longest, shortest = int(data.lengths.max()), int(data.lengths.min())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        align = st.segmented_control(
            "Line the records up at their", list(_ALIGN), format_func=_ALIGN.__getitem__, default="start",
            key="explore_align", required=True, persist_state="session",
        )  # fmt: skip
        width = min(longest, WIDEST)
        if longest > WIDEST:
            sizes = [size for size in (WIDEST, 500, 1000, 2000) if size < longest]
            sizes += [longest] if longest < 2000 else []
            width = st.selectbox("Positions counted", sizes, format_func="{:,}".format, key=f"explore_width_{row.id}")
    table = explored.positions(explored.key(data), align, width, data)
    names = list(dict.fromkeys(table["class"]))
    shown = names
    if len(names) > _FIRST:
        shown = st.multiselect("Classes", names, names[:_FIRST], max_selections=_MOST, key=f"explore_where_{row.id}")
    first, last = int(table["position"].min()), int(table["position"].max())
    if not shown:
        return
    if shortest != longest:
        st.info(
            f"The records have {shortest:,} to {longest:,} bp. Lined up at the {_ALIGN[align].lower()}, those that do "
            "not reach a position do not count there: far positions speak of the long records only. Choose the end "
            "that means the same in all of them, such as the start of a gene."
        )
    axis = f"Position (bp; {_COUNTED[align]})"
    low, high = _window(row, align, first, last)
    window = table[table["position"].between(low, high)]
    st.subheader("Sequence logo", anchor=False)
    parts.plot(logo(window, shown, axis), key="explore_logo", alt=f"Sequence logo, positions {low} to {high}")
    tables.explain(
        "The height of a stack says how much the base at this position is fixed, in bits: 0 if all four are equally "
        "common, 2 if it is always the same one. The letters share the height by how often they occur. What chance "
        "alone would give in so many records is taken off. A genome rich in A and T has some height everywhere, and "
        "copies of one record look like a strong motif. All panels have the same scale."
    )
    st.markdown("**Consensus**: the commonest base; in capitals where at least half of the records have it")
    for name in shown:
        n = int(window.loc[window["class"] == name, "n"].max())
        st.caption(f"{shell.literal(name)}, positions {low} to {high}, n = {n:,}")
        st.code(consensus(window, name), language=None)
    st.subheader("Share of each base", anchor=False)
    alt = f"Lines: share of A, C, G and T at positions {first} to {last}"
    parts.plot(base_lines(table, shown, axis), key="explore_lines", alt=alt)
    tables.explain(
        "One panel a class, one line a base: the share of the records that have this base there, among those that "
        "have A, C, G or T. Point at a line for the number of records. Lines that run level mean no preference for a "
        "position, only the overall composition."
    )
    file = f"positions_{align}.csv"
    tables.download("Positions (CSV)", lambda: tables.csv_text(table), file, key="explore_positions_csv")


def _window(row: DatasetRow, align: str, first: int, last: int) -> tuple[int, int]:
    """Draw the choice of the positions of the logo, and return the ends."""
    if last - first < _LETTERS:
        return first, last
    middle = {"start": first, "end": last - _LETTERS + 1, "centre": -_LETTERS // 2}[align]
    low, high = st.slider(
        f"Positions of the logo (at most {_LETTERS})", first, last, (middle, middle + _LETTERS - 1),
        key=f"explore_window_{row.id}_{align}_{last - first}",
    )  # fmt: skip
    if high - low >= _LETTERS:
        st.caption(f"Letters of more than {_LETTERS} positions cannot be read; the first {_LETTERS} are drawn.")
    return low, min(high, low + _LETTERS - 1)
