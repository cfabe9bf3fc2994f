"""Evaluate: among which records the model errs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from genocore.evaluation.slices import absolute_errors, equal_parts, error_slices
from genocore.plots.dots import dots, spoken
from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.evaluating import part
from pages.shared import tables

KINDS = {
    "class": "Class", "length": "Length (bp)", "gc": "GC (%)", "n_frac": "Ambiguous letters", "family": "Relatives",
    "near": "Near copy in training",
}  # fmt: skip


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    _, frame = part.choose(run)
    found = {kind: names for kind, names in _slices(run, frame).items() if len(set(names)) > 1}
    if not found:
        st.write("All records are alike in class, length, GC, ambiguous letters and relatives: there is no division.")
        return
    kind = st.segmented_control(
        "Divide the records by", list(found), format_func=KINDS.__getitem__, default=next(iter(found)),
        key="evaluate_slice", required=True, persist_state="session",
    )  # fmt: skip
    kind = kind if kind in found else next(iter(found))
    frame = frame.sort_values("true" if kind == "class" else kind, kind="stable")
    found = _slices(run, frame)
    if run.classes:
        right = (frame["true"] == frame["pred"]).to_numpy()
        table, overall = error_slices(found[kind], right, frame["family"]), float(right.mean())
        what = "Share called right"
    else:
        learnt = "_log2" if run.scale == "log2" else ""
        error = (frame[f"pred{learnt}"] - frame[f"true{learnt}"]).to_numpy()
        table, overall = absolute_errors(found[kind], error, frame["family"]), float(np.abs(error).mean())
        what = "Mean absolute error"
    shown = table.rename(columns={"slice": "name"})
    st.plotly_chart(
        dots(shown, what, line=overall, said="all records"), key="evaluate_slices",
        alt=f"{what} by {KINDS[kind]}: {spoken(shown)}",
    )  # fmt: skip
    number = st.column_config.NumberColumn
    tables.show(
        table, "errors", key="evaluate_slice_table", alt=f"{what} in each part",
        column_config={
            "slice": KINDS[kind], "n": "Records", "value": number(what, format="%.3f"),
            "low": number("95 % from", format="%.3f"), "high": number("to", format="%.3f"),
        },
    )  # fmt: skip
    tables.explain(
        "Each dot is the model's result among the records of one kind, with its 95 % interval; the dashed line is that "
        "of all. Where intervals lie apart, the model is better for one kind than for the other. Among many kinds one "
        "looks worse by chance. Lengths and GC are cut into four parts of about as many records."
    )


def _slices(run: Run, frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return the divisions that make sense for a run: families may be the groups of a column."""
    found = slices(frame, bool(run.classes))
    return {
        kind: names for kind, names in found.items() if kind != "family" or not run.split["kind"].startswith("group:")
    }


def slices(frame: pd.DataFrame, classes: bool) -> dict[str, list[str]]:
    """Return for each way of dividing records the name of each one's part."""
    shared = frame.groupby("family")["family"].transform("size").to_numpy() > 1
    ambiguous = frame["n_frac"].to_numpy() > 0
    found = {
        "length": equal_parts(frame["length"]), "gc": equal_parts((100 * frame["gc"]).round()),
        "n_frac": np.where(ambiguous, "some", "none").tolist(),
        "family": np.where(shared, "with relatives here", "alone").tolist(),
        "near": np.where(frame["near"], "yes", "no").tolist(),
    }  # fmt: skip
    return ({"class": frame["true"].astype(str).tolist()} if classes else {}) | found
