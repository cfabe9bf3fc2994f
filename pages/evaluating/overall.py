"""Evaluate: every score with its interval, beside no model and beside what is trivial."""

from __future__ import annotations

import streamlit as st

from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.evaluating import floors
from pages.shared import scores, tables


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    st.subheader("Scores", anchor=False)
    st.dataframe(scores.metric_table(run), hide_index=True, key="evaluate_metrics", alt="Scores with 95 % intervals")
    tables.download(
        "Scores (CSV)", lambda: tables.csv_text(scores.metric_file(run)), "scores.csv", key="evaluate_metrics_csv"
    )
    tables.explain(
        "The first number is the score, the two in brackets are its 95 % interval: scores that the same model could "
        "well get on other records from the same source. Families of near copies count as one finding in it. **No "
        "model** always answers with the class frequencies, or the mean. A score whose interval reaches to it is no "
        "evidence of learning; for the Brier score and log loss lower is better, and the calibration error says "
        "nothing about learning (its interval always begins at 0: data can show that it is small, not that it is "
        "large). **Undefined** means that the score makes no sense here, for example because only one class was "
        "predicted.\n\n" + scores.metric_help(run)
    )
    if run.settings.repeats > 1:
        st.caption("Scores are means over the repeats; the figures and tables elsewhere show the first repeat.")
    floors.draw(run)
    with st.expander("Settings of this run"):
        st.json(run.settings.to_dict())
