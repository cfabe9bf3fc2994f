"""Explanations: integrated gradients of a network."""

from __future__ import annotations

import streamlit as st

from genocore.plots import scan
from genocore.training.run import Run
from pages.explaining import sequence
from pages.shared import tables


def possible(run: Run) -> bool:
    """Return whether the model is a network that reads letters."""
    return run.settings.model == "cnn"


def draw(run: Run, letters: str, of: str, key: str) -> None:
    """Ask for the gradients along a sequence and draw them."""
    table = sequence.fetch("gradients", "Computing gradients", {"run": run.key, "sequence": letters, "of": of})
    if table is None:
        return
    said = f"log odds of {of}" if of else "predicted value"
    st.plotly_chart(scan.attributions(table, said), key=f"{key}_gradients", alt=f"What each letter adds to the {said}")
    gap = float(table["gap"].iloc[0])
    st.caption(
        f"The letters add up to the difference between this sequence and one of which nothing is known, to {gap:.2%}."
        if gap <= 0.01
        else f":material/warning: The letters miss what they should add up to by {gap:.0%}: do not rely on them."
    )
    tables.explain(
        "How much of the answer the network owes to each letter, compared with a sequence of unknown letters, followed "
        "through the network itself (integrated gradients). It is quicker than replacing letters and shares what "
        "several letters say among them; it is about log odds, and about this network only."
    )
    tables.download("Gradients (CSV)", lambda: tables.csv_text(table), "gradients.csv", key=f"{key}_gradients_csv")
