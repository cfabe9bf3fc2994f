"""Evaluate: the verdict, and what must be known before the score is believed."""

from __future__ import annotations

import streamlit as st

from genocore.training import verdict as verdicts
from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.evaluating import leakage
from pages.shared import scores, shell


def draw(row: RunRow, run: Run) -> None:
    """Draw it."""
    found = verdicts.verdict(run, shell.literal)
    st.markdown(f"#### {found.headline}")
    state, said = verdicts.leakage(run)
    rest = [text for text in found.details if text != said]
    if rest:
        st.markdown(" ".join(rest))
    leakage.draw(row, run, state, said)
    for caution in run.warnings:
        of_banner = caution.startswith("ML003") and (not run.split["test_file"] or said in caution)
        if not of_banner and not (caution.startswith("ML004") and found.situation == "below floor"):
            st.warning(shell.prose(caution))
    st.caption(scores.circumstances(run))
