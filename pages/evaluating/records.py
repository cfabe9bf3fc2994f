"""Evaluate: the prediction of every record."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.evaluating import part
from pages.shared import tables

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
    show(frame, "predictions", key="evaluate_predictions")


def show(frame: pd.DataFrame, name: str, *, key: str) -> None:
    """Draw predictions as a table with a download."""
    folds = [] if (frame["fold"] >= 0).any() else ["fold"]
    shown = frame.drop(columns=["row", "part", "repeat", *folds]).assign(family=frame["family"] + 1)
    chances = {column: st.column_config.NumberColumn(format="%.3f") for column in shown if str(column).startswith("p_")}
    tables.show(
        shown, name, key=key, alt=f"Predictions of {len(shown):,} records", height=tables.height(len(shown), 400),
        column_config={**COLUMNS, **chances},
    )  # fmt: skip
