"""Mutations: why the model says what it says of one change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from genocore.explanation.effects import SCORED
from genocore.training.run import Run
from pages.explaining import sequence
from pages.shared import shell
from pages.shared.studied import View


def draw(view: View, run: Run, row: pd.Series) -> None:
    """Draw what the model says of a row of the grid, and the replacements around its place."""
    if row["model_status"] != "scored":
        st.info(f"The model was not asked about this change. {SCORED[row['model_status']]}")
        return
    with st.container(horizontal=True):
        sd = (
            ""
            if pd.isna(row["delta_score_sd"])
            else f"The members of the ensemble differ by {row['delta_score_sd']:.3f} (sd)."
        )
        said = shell.literal(str(row["score"]))
        st.metric("Model effect", f"{row['delta_score_mean']:+.3f}", border=True, help=f"Change of the {said}. {sd}")
        st.metric("Before and after", f"{row['score_ref']:.3f} → {row['score_alt']:.3f}", border=True)
        if pd.notna(row["percentile"]):
            n, of_all = int(row["n_compared"]), shell.literal(row["read_within"])
            st.metric(
                "Percentile", f"{row['percentile']:.0f}", border=True,
                help=f"Percent of {n:,} replacements of single letters of {of_all} whose effect is smaller in size",
            )  # fmt: skip
    if row["ood_flags"]:
        st.warning(f"Unlike what the model was trained on: {shell.literal(row['ood_flags'], 300)}.")
    if row["model_note"]:
        st.caption(shell.prose(row["model_note"]))
    window = _window(view, row)
    if window is None:
        return
    begin = int(row["window_from"])
    name = f"{row['read_within']}, {begin:,} to {int(row['window_to']):,}"
    _, of, measured = st.session_state[f"mutations_asked_{view.row.id}"]
    picked = min(int(row["read_position"]) - begin + 1, len(window))  # letters may be put in behind the last
    sequence.draw(run, name, window, f"mutations_why_{view.row.id}", picked=picked, asked=(of, measured))


def _window(view: View, row: pd.Series) -> str | None:
    """Return the letters that the model was given before the change."""
    checked = view.checked
    assert checked is not None
    data, end = checked.data, int(row["window_to"])
    rows = np.flatnonzero((data.ids.astype(str) == row["read_within"]) & (data.lengths >= end))
    if not len(rows):
        return None
    start = int(data.offsets[rows[0]])
    return data.letters[start + int(row["window_from"]) - 1 : start + end].tobytes().decode("ascii")
