"""Predict: how long sequences are read, and the answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from genocore.plots.track import track
from genocore.sequences import Dataset
from genocore.training.run import Run
from pages.explaining import sequence
from pages.shared import shell, tables

_ROWS = 50_000
"""Rows shown at most; the file has all of them."""


def choose_window(run: Run) -> dict[str, int]:
    """Draw the choice between one answer a sequence and a window that slides along; return the job's arguments."""
    longest = int(run.split.get("longest", 0))
    slide = st.toggle(
        "Slide a window along each sequence", key=f"predict_slide_{run.key}", persist_state="session",
        help=f"For sequences longer than those the model was trained on (up to {longest:,} bp).",
    )  # fmt: skip
    if not slide:
        return {}
    with st.container(horizontal=True):
        width = st.number_input("Window (bp)", 1, 100_000, max(longest, 1), key=f"predict_window_{run.key}")
        step = st.number_input("Step (bp)", 1, 100_000, max(longest // 10, 1), key=f"predict_step_{run.key}")
    return {"window": int(width), "step": int(step)}


def draw_track(run: Run, found: pd.DataFrame) -> None:
    """Draw the answers along one sequence."""
    names = list(dict.fromkeys(found["id"]))
    name = st.selectbox("Sequence", names, key=f"predict_track_{run.key}") if len(names) > 1 else names[0]
    rows = found[found["id"] == name]
    if run.classes:
        shown = list(run.classes[1:] if len(run.classes) == 2 else run.classes)[:6]
        columns, title = [f"p_{one}" for one in shown], "Probability"
        if len(shown) == 1:
            st.caption(f"The probability of {shell.literal(shown[0])} along the sequence.")
    else:
        shown, columns, title = ["prediction"], ["pred"], "Value"
    if len(rows) < 2:
        st.caption(f"{shell.literal(name)} is one window long; the table has its answer.")
        return
    st.plotly_chart(
        track(rows, columns, shown, title), key="predict_track_plot",
        alt=f"{title} along the sequence, in {len(rows):,} windows",
    )  # fmt: skip


def show(run: Run, found: pd.DataFrame, data: Dataset) -> None:
    """Draw the table of answers to the sequences of `data`, what its columns mean, and why the chosen one is so."""
    spread = "spread" if "sd" in run.classes else "p_sd"
    empty = [name for name in (spread, "pred_sd", "rc_discordance") if name in found and found[name].isna().all()]
    frame = found.drop(columns=empty)
    chances = [f"p_{name}" for name in run.classes]
    shown: dict[str, object] = {
        name: st.column_config.ProgressColumn(name, min_value=0.0, max_value=1.0, format="%.3f") for name in chances
    }
    shown |= {"abstain": st.column_config.CheckboxColumn("abstain")}
    order = ("id", "start", "pred", "low", "high", "conformal_set", "abstain", "ood_flags")
    first = [name for name in order if name in frame]
    rest = [name for name in frame.columns if name not in {*first, *chances, "model_id"}]
    if len(frame) > _ROWS:
        st.caption(f"The first {_ROWS:,} of {len(frame):,} rows are shown; the file has all of them.")
    event = st.dataframe(
        frame.head(_ROWS), hide_index=True, key="predict_table", alt="Predictions", column_config=shown,
        column_order=[*first, *chances, *rest], on_select="rerun", selection_mode="single-row",
    )  # fmt: skip
    tables.download(
        f"Download {len(found):,} row{'s' * (len(found) != 1)} (CSV)", lambda: tables.csv_text(found),
        "predictions.csv", key="predict_table_csv",
    )  # fmt: skip
    doubtful = int((frame["ood_flags"] != "").sum())
    if doubtful:
        are = "is" if doubtful == 1 else "are"
        st.warning(
            f"{doubtful:,} of {len(frame):,} {are} unlike the training sequences, or not read to the end: there the "
            "numbers mean little. The column with the flags says why."
        )
    tables.explain(_explain(run))
    chosen = event.selection.rows
    if not chosen or chosen[0] >= len(frame):
        st.caption("Choose a row to see why the model says so.")
        return
    row = frame.iloc[chosen[0]]
    letters = sequence_of(data, found, chosen[0])
    name = f"{row['id']}, {row['start']:,} to {row['start'] + len(letters) - 1:,}" if "start" in frame else row["id"]
    sequence.draw(run, str(name), letters, "predict_why", called=str(row["pred"]) if run.classes else "")


def sequence_of(data: Dataset, found: pd.DataFrame, at: int) -> str:
    """Return the letters that answer `at` is about: a whole sequence, or a window of one."""
    if "start" not in found:
        return data.sequence(at)
    begins = (found["start"] == 1).to_numpy()  # windows come sequence by sequence, each from its first letter
    whole = data.sequence(int(np.cumsum(begins)[at]) - 1)
    start = int(found["start"].iloc[at]) - 1
    return whole[start : start + int(found["length"].iloc[at])]


def _explain(run: Run) -> str:
    shared = (
        "**ood_flags** name what is unlike the training sequences: there, the model answers without having learnt "
        "about it, and none of the numbers hold. **n_frac** is the share of ambiguous letters. **p_sd** or **pred_sd** "
        "is how far the members of an ensemble disagree. **rc_discordance** is how far the answers for the two strands "
        "lie apart before they are averaged."
    )
    if not run.classes:
        return (
            "**pred** is the predicted value, on the scale of the training file. **low** and **high** hold nine in ten "
            "new measurements of sequences from the same source. " + shared
        )
    return (
        "**pred** is the class with the highest probability, **p_…** the probability of each class, calibrated on "
        "records that the model had not seen: of calls at 0.9 about nine in ten are right, for sequences from the same "
        "source. **conformal_set** holds all classes that cannot be excluded: nine in ten times the true one is among "
        "them. **abstain** is ticked where that is not exactly one class, or where something is flagged: better not "
        "call these. " + shared
    )
