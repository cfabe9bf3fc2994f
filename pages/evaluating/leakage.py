"""Evaluate: whether what was scored had been seen, and the way out."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from genocore.errors import GenoError
from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.shared import launch, shell


def draw(row: RunRow, run: Run, state: str, text: str) -> None:
    """Draw the banner: passed, to be read with care, or failed, in words and with a sign."""
    if not text:
        return
    show = {"pass": st.success, "warn": st.warning, "fail": st.error}[state]
    title = {"pass": "No leakage found", "warn": "A little leakage", "fail": "Leakage"}[state]
    show(text, title=title)
    known_data = next((one for one in shell.workspace().datasets() if one.id == row.dataset), None)
    if state == "pass" or run.split["test_file"] or run.settings.split != "random" or not known_data:
        return
    if st.button("Train again with relatives kept together", icon=":material/family_history:", key="evaluate_remedy"):
        try:
            data, _ = shell.workspace().open_dataset(row.dataset)
            launch.train(known_data, data, replace(run.settings, split="auto"), test=None)
        except GenoError as error:
            shell.show_error(error)
        else:
            st.rerun()
