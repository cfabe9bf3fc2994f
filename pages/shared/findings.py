"""The validation centre: what was found in the data, what can be changed, and counts that add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from genocore.errors import CODES
from genocore.sequences import Dataset, Report
from genocore.sequences.fasta import fasta_text
from genocore.sequences.fixes import FIXES
from genocore.workspace import Workspace
from genocore.workspace.tables import DatasetRow
from pages.shared import cache, shell, tables

_CHANGES_SHOWN = 20
_ORDER = {"error": 0, "warning": 1, "notice": 2}


def show(space: Workspace, row: DatasetRow, data: Dataset, report: Report) -> None:
    """Draw messages, fixes, the log of changes, and what can be downloaded."""
    found = cache.message_table(space.id, row.id, row.label, tuple(row.fixes), row.task, report)
    if found["severity"].isin(["error", "warning"]).sum() == 0:
        st.success("No problem was found in the sequences.")
    if len(found):
        _messages(row, found)
    _fixes(space, row, found, report)
    if report.rejected:
        st.markdown("**Records, step by step**")
        st.dataframe(steps(report), hide_index=True, width=420, alt="How many records there are after each step")
    with st.container(horizontal=True):
        tables.download(
            "Cleaned FASTA", lambda: fasta_text(data), "cleaned.fasta", key="data_cleaned", mime="text/plain"
        )
        tables.download("Cleaned table", lambda: tables.csv_text(as_table(data)), "cleaned.csv", key="data_cleaned_csv")
        if report.rejected:
            rejected = report.rejected_table
            tables.download("Rows left out", lambda: tables.csv_text(rejected()), "left_out.csv", key="data_rejected")
        if report.changes:
            log = "\n".join(report.changes) + "\n"
            tables.download("Log of changes", lambda: log, "changes.txt", key="data_changes", mime="text/plain")


def as_table(data: Dataset) -> pd.DataFrame:
    """Return everything that is known of the records, sequences last."""
    hidden = [name for name in ("header", "file", "line", "masked_share") if name in data.columns]
    return data.table().drop(columns=hidden).assign(sequence=np.array(list(data.sequences()), dtype=object))


def steps(report: Report) -> pd.DataFrame:
    """Return how many records there were at each step; the last is the first less what was left out."""
    asked = sum(row.reason.startswith("left out on request") for row in report.rejected)
    counts = {
        "read from the files": report.read,
        "left out because they could not be read": asked - len(report.rejected),
        "left out on request": -asked,
        "kept": report.kept,
    }
    return pd.DataFrame({"step": list(counts), "records": list(counts.values())})


def _messages(row: DatasetRow, found: pd.DataFrame) -> None:
    """Draw the table of messages with its filters."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = [kind for kind in _ORDER if (found["severity"] == kind).any()]
        count = found["severity"].value_counts()
        shown = st.pills(
            "Show", kinds, selection_mode="multi", default=kinds, key=f"data_severity_{row.id}",
            format_func=lambda kind: f"{kind}s: {count[kind]:,}",
        )  # fmt: skip
        codes = st.multiselect(
            "Only these kinds", sorted(found["code"].unique()), key=f"data_codes_{row.id}",
            format_func=lambda code: f"{code}: {CODES[code]}",
        )  # fmt: skip
        text = st.text_input("Only with this text", key=f"data_text_{row.id}", placeholder="record, file, value …")
    found = found.sort_values("severity", key=lambda column: column.map(_ORDER), kind="stable")
    keep = found["severity"].isin(shown) & (found["code"].isin(codes) if codes else True)
    if text:
        everything = found.astype("string").fillna("").agg(" ".join, axis=1)
        keep &= everything.str.contains(text, case=False, regex=False)
    columns = ["severity", "code", "message", "suggestion", "record", "file", "line", "column", "value", "fix"]
    shown_rows = found.loc[keep, columns]
    empty = [name for name in shown_rows.columns if (shown_rows[name].astype("string").fillna("") == "").all()]
    event = tables.show(
        shown_rows.drop(columns=empty), "messages", key="data_messages", alt=f"{len(shown_rows)} messages",
        height=tables.height(2 * len(shown_rows), 420), row_height=58, on_select="rerun", selection_mode="single-row",
        column_config={
            "code": st.column_config.TextColumn(help=_codes(shown_rows["code"])),
            "message": st.column_config.TextColumn(width="large"),
            "suggestion": st.column_config.TextColumn(width="medium"),
        },
    )  # fmt: skip
    for place in event.selection.rows[:1]:
        if place < len(shown_rows):
            _in_full(shown_rows.iloc[place])
    st.caption("Choose a row to read it in full.")


def _in_full(row: pd.Series) -> None:
    texts = [shell.prose(str(row[name])) for name in ("message", "suggestion") if row[name]]
    st.info("  \n".join(texts), title=f"{row['code']}: {CODES[row['code']]}")


def _codes(codes: pd.Series) -> str:
    return "  \n".join(f"{code}: {CODES[code]}" for code in sorted(set(codes)))


def _fixes(space: Workspace, row: DatasetRow, found: pd.DataFrame, report: Report) -> None:
    """Draw the changes that can be asked for, each with its button, and what those asked for did."""
    affected = found["fix"].value_counts()
    offered = [key for key in FIXES if key in affected.index and key not in row.fixes]
    if not offered and not row.fixes:
        return
    st.markdown("**Changes** (none is made unasked)")
    safe = [key for key in offered if FIXES[key].safe]
    if len(safe) > 1 and st.button(
        f"Apply all {len(safe)} safe changes", key=f"data_fix_safe_{row.id}", icon=":material/auto_fix_high:"
    ):
        _set(space, row, [*row.fixes, *safe])
    for key in [*row.fixes, *offered]:
        done = key in row.fixes
        with st.container(horizontal=True, vertical_alignment="center"):
            label = "Undo" if done else "Apply"
            if st.button(label, key=f"data_fix_{key}_{row.id}"):
                _set(space, row, [name for name in row.fixes if name != key] if done else [*row.fixes, key])
            if done:
                st.markdown(f":material/check: {FIXES[key].label}")
            else:
                n = int(affected[key])
                risk = "" if FIXES[key].safe else " (loses information: look at them first)"
                st.markdown(f"{FIXES[key].label}: {n:,} message{'s' if n != 1 else ''}{risk}")
    for change in report.changes[:_CHANGES_SHOWN]:
        st.text(change)
    if len(report.changes) > _CHANGES_SHOWN:
        st.text(f"and {len(report.changes) - _CHANGES_SHOWN:,} more changes like these")


def _set(space: Workspace, row: DatasetRow, fixes: list[str]) -> None:
    space.change_dataset(row.id, fixes=[key for key in FIXES if key in fixes])
    st.rerun()
