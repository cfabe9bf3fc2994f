"""Evaluate: whether the strand matters to the model."""

from __future__ import annotations

import streamlit as st

from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.explaining import sequence
from pages.shared import shell, tables


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    arguments = {"run": run.key, "dataset": row.dataset}
    found = sequence.wanted("strands", "Reading both strands", arguments, "Read both strands")
    if found is None:
        return
    values = found.iloc[0]
    what = "probability of the called class" if run.classes else "predicted value"
    with st.container(horizontal=True):
        ends = f"95 % {values['low']:.3f} to {values['high']:.3f}, over {int(values['n']):,} sequences"
        st.metric(
            "Mean difference between the strands", f"{values['mean']:.3f}", border=True, help=f"Of the {what}. {ends}"
        )
        if run.classes:
            ends = f"95 % {values['flips_low']:.1%} to {values['flips_high']:.1%}"
            st.metric("Called another class on the opposite strand", f"{values['flips']:.1%}", border=True, help=ends)
    if values["mean"] < 1e-9:
        st.write(f"The model takes both strands as one: the {shell.prose(what)} is the same for both.")
    tables.explain(
        "The same sequences are read once as they are and once as their reverse complement. Where sequences stand on "
        "either strand by chance, a model should say the same of both: train it with **Strand: both**. Where the "
        "strand has a meaning, as in genes and in promoters read in one direction, its answers should differ."
    )
    tables.download("Strands (CSV)", lambda: tables.csv_text(found), "strands.csv", key="evaluate_strands_csv")
