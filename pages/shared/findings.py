"""What was found in the data, and the changes that can be asked for."""

from __future__ import annotations

import streamlit as st

from genocore.sequences import Report
from genocore.sequences.fixes import FIXES
from genocore.workspace import Workspace
from genocore.workspace.tables import DatasetRow
from pages.shared import cache, tables

_CHANGES_SHOWN = 20


def show(space: Workspace, row: DatasetRow, report: Report) -> None:
    """Draw the messages and the fixes they offer; a changed choice of fixes is kept and the page drawn anew."""
    messages = cache.message_table(space.id, row.id, row.label, tuple(row.fixes), report)
    if messages.empty:
        st.success("No problem was found in the sequences.")
    else:
        kinds = sorted(messages["severity"].unique())
        shown = st.pills("Show", kinds, selection_mode="multi", default=kinds, key=f"data_severity_{row.id}")
        tables.show(
            messages[messages["severity"].isin(shown)].dropna(axis="columns", how="all").drop(columns="fix"),
            "messages",
            key="data_messages",
            alt=f"{len(messages)} messages about the data",
            height=tables.height(len(messages)),
        )
    offered = [key for key in FIXES if key in set(report.fixes()) | set(row.fixes)]
    if offered:
        fixes = st.multiselect(
            "Changes to make (none is made unasked)",
            offered,
            row.fixes,
            format_func=lambda key: FIXES[key].label,
            key=f"data_fixes_{row.id}_{'_'.join(sorted(row.fixes))}",  # what another tab chose makes a new widget
        )
        if sorted(fixes) != sorted(row.fixes):
            space.change_dataset(row.id, fixes=fixes)
            st.rerun()
    for change in report.changes[:_CHANGES_SHOWN]:
        st.text(change)
    if len(report.changes) > _CHANGES_SHOWN:
        st.text(f"and {len(report.changes) - _CHANGES_SHOWN:,} more changes like these")
