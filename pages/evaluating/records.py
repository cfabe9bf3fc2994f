"""Evaluate: the prediction of every record."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.evaluating import part
from pages.explaining import sequence
from pages.shared import cache, shell, tables

COLUMNS = {
    "id": "Record", "fold": "Fold", "true": "True", "pred": "Predicted", "length": "Length (bp)",
    "gc": st.column_config.NumberColumn("GC", format="percent"),
    "n_frac": st.column_config.NumberColumn("Ambiguous letters", format="percent"),
    "family": st.column_config.NumberColumn("Family", format="%d", help="Records of one number count as one finding."),
    "near": st.column_config.CheckboxColumn("Near copy in training"),
}  # fmt: skip


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    _, frame = part.choose(run)
    show(row, run, frame, "predictions", key="evaluate_predictions")


def show(row: RunRow, run: Run, frame: pd.DataFrame, name: str, *, key: str) -> None:
    """Draw predictions as a table with a download, and why the chosen one is so."""
    folds = [] if (frame["fold"] >= 0).any() else ["fold"]
    shown = frame.drop(columns=["row", "part", "repeat", *folds]).assign(family=frame["family"] + 1)
    chances = {column: st.column_config.NumberColumn(format="%.3f") for column in shown if str(column).startswith("p_")}
    event = tables.show(
        shown, name, key=key, alt=f"Predictions of {len(shown):,} records", height=tables.height(len(shown), 400),
        column_config={**COLUMNS, **chances}, on_select="rerun", selection_mode="single-row",
    )  # fmt: skip
    chosen = event.selection.rows
    if not chosen or chosen[0] >= len(frame):
        st.caption("Choose a row to see why the model says so.")
        return
    record = frame.iloc[chosen[0]]
    letters = _letters(row, run, int(record["row"]))
    if letters is None:
        st.info("The data were changed after this run: its sequences are not the same any more.")
        return
    st.caption(
        "The explanation is of the final model. The prediction in the table is of a model that had not seen this "
        "record, and may differ."
        if record["fold"] >= 0
        else "This record was not trained on."
    )
    sequence.draw(run, str(record["id"]), letters, f"{key}_why", called=str(record["pred"]) if run.classes else "")


def _letters(row: RunRow, run: Run, at: int) -> str | None:
    """Return the letters of record `at`: of the data, or behind them of the test file; None if they were changed."""
    space = shell.workspace()
    try:
        datasets = {kept.id: kept for kept in space.datasets()}
        kept = datasets[row.dataset]
        data, _ = cache.prepared(space.id, kept.id, kept.label, tuple(kept.fixes), kept.task, space)
        if run.fingerprint != data.fingerprint:
            return None
        if at < len(data):
            return data.sequence(at)
        other = datasets[str(row.test)]
        test, _ = cache.prepared(space.id, other.id, other.label, tuple(other.fixes), other.task, space)
        if run.key != run.settings.key(run.fingerprint + test.fingerprint):
            return None
        return test.sequence(at - len(data)) if at - len(data) < len(test) else None
    except (KeyError, GenoError):
        return None
