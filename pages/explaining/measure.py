"""Explanations: which number of the model's answer is looked at."""

from __future__ import annotations

import streamlit as st

from genocore.explanation.score import MEASURES
from genocore.training.run import Run


def choose(run: Run, key: str, called: str = "", *, only_class: bool = False) -> tuple[str, str]:
    """Draw the choice of class and measure, none for numbers; return both. `called` is the class that comes first."""
    if not run.classes:
        return "", ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        classes = list(run.classes)
        index = classes.index(called) if called in classes else 1
        of = st.selectbox("Class", classes, index, key=f"{key}_class_{called}")
        if only_class:
            return str(of), "log_odds"
        measure = st.segmented_control(
            "Measured as", ["probability", "log_odds"], default="probability", required=True,
            key=f"{key}_measure", persist_state="session", format_func=lambda name: MEASURES[name].capitalize(),
            help="The probability hardly moves where the model is sure; the log odds still do.",
        )  # fmt: skip
    return str(of), str(measure)


def words(run: Run, of: str, measure: str) -> str:
    """Return what is looked at, e.g. for an axis."""
    if not of:
        return "predicted log2(value + 1)" if run.scale == "log2" else "predicted value"
    return f"{MEASURES[measure]} of {of}"
