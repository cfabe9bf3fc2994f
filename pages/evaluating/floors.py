"""Evaluate: what length, GC, bases or pairs of bases alone would have reached."""

from __future__ import annotations

import streamlit as st

from genocore.training.run import Run
from pages.shared import scores, tables


def draw(run: Run) -> None:
    """Draw the section."""
    st.subheader("Beside what is trivial", anchor=False)
    frame = scores.floor_table(run)
    score = "AUROC" if run.classes else "R²"
    number = st.column_config.NumberColumn
    tables.show(
        frame, "floors", key="evaluate_floors", alt=f"{score} of the model and of trivial properties alone",
        column_config={name: number(f"{score}, {name}", format="%.3f") for name in frame.columns[1:]},
    )  # fmt: skip
    tables.explain(
        "Each line answers from one property alone, learnt and scored on the same records as the model. What a model "
        "is above the best of them it has learnt from the order of the bases; the rest could be had without it. "
        "Classes that differ in GC or length are told apart without any biology of interest: see the class-bias audit "
        "on Explore."
    )
