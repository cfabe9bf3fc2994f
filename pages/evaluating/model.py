"""Evaluate: what the model is and what it looks at."""

from __future__ import annotations

import streamlit as st

from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.evaluating import choice, filters, importance, motif, patterns, positions, strands

WAYS = {
    "Features": importance.draw,
    "Positions": positions.draw,
    "Filters": filters.draw,
    "Put a motif in": motif.draw,
    "Motifs it uses": patterns.draw,
    "Strands": strands.draw,
}


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    choice.draw(run)
    st.subheader("What the model looks at", anchor=False)
    ways = [way for way in WAYS if way != "Filters" or run.settings.model == "cnn"]
    way = st.segmented_control(
        "Way", ways, default=ways[0], required=True, key=f"evaluate_way_{run.key}", persist_state="session",
        label_visibility="collapsed",
    )  # fmt: skip
    WAYS[str(way)](row, run)
