"""Evaluate: the verdict, and what must be known before the score is believed."""

from __future__ import annotations

import streamlit as st

from genocore.training.run import Run
from genocore.training.verdict import verdict
from genocore.workspace.tables import RunRow
from pages.evaluating import leakage
from pages.shared import scores, shell

SAID = ("ML003", "ML004")
"""Cautions that the verdict or the banner already say."""


def draw(row: RunRow, run: Run) -> None:
    """Draw it."""
    found = verdict(run, shell.literal)
    st.markdown(f"#### {found.headline}")
    banner = leakage.say(run)
    rest = [text for text in found.details if text != banner[1]]
    if rest:
        st.markdown(" ".join(rest))
    leakage.draw(row, run, *banner)
    for caution in run.warnings:
        if not caution.startswith(SAID) or (caution.startswith("ML004") and found.situation != "below floor"):
            st.warning(shell.prose(caution))
    st.caption(scores.circumstances(run))
