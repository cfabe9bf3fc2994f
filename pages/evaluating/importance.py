"""Evaluate: which features the model cannot do without."""

from __future__ import annotations

import streamlit as st

from genocore.errors import GenoError
from genocore.plots import bars
from genocore.training.run import Run
from genocore.workspace import work
from genocore.workspace.tables import RunRow
from pages.shared import progress, shell, tables


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    score = "AUROC" if run.classes else "R²"
    st.subheader("What the model looks at", anchor=False)
    arguments = {"run": run.key, "dataset": row.dataset, "test": row.test}
    found = shell.workspace().load_table(work.key_of("importance", shell.workspace().id, arguments))
    busy = progress.watch("importance", run=run.key)
    if found is not None:
        alt = f"Loss of {score} when a feature is shuffled"
        st.plotly_chart(bars.importance(found, score), key="evaluate_importance", alt=alt)
        tables.explain(
            f"Each bar: how much {score} the model loses on held-out records when this feature is shuffled among them "
            "(mean and sd of 5 shuffles). Features that say the same hide each other. It tells about this model, not "
            "biology."
        )
        tables.download(
            "Importance (CSV)", lambda: tables.csv_text(found), "importance.csv", key="evaluate_importance_csv"
        )
    elif not (run.split["n_test"] or run.split["test_file"]):
        st.write("This run has no locked part to measure it on. Train with a locked test part above 0.")
    elif st.button("Measure importance", disabled=busy, key="evaluate_importance_start"):
        try:
            progress.start("importance", "Measuring importance", arguments)
        except GenoError as error:
            shell.show_error(error)
        else:
            st.rerun()
