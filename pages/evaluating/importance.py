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
    arguments = {"run": run.key, "dataset": row.dataset, "test": row.test}
    found = shell.workspace().load_table(work.key_of("importance", shell.workspace().id, arguments))
    busy = progress.watch("importance", run=run.key)
    if found is not None:
        alt = f"Loss of {score} when a feature is shuffled"
        st.plotly_chart(bars.importance(found, score), key="evaluate_importance", alt=alt)
        tables.explain(
            f"Each bar: how much {score} the model loses on held-out records when this feature is shuffled among them "
            "(mean and sd of 5 shuffles). Features that come and go together would hide each other and are shuffled "
            "together; the file names them all. It tells about this model, not biology."
        )
        tables.download(
            "Importance (CSV)", lambda: tables.csv_text(found), "importance.csv", key="evaluate_importance_csv"
        )
    elif not (run.split["n_test"] or run.split["test_file"]):
        few = "There were too few records for a locked test part" if run.settings.test_share else "There is none"
        st.write(f"This is measured on the locked test part. {few} in this run.")
    elif run.settings.encoder == "letters" and not run.split["one_length"]:
        st.write(
            "This is measured by shuffling one feature at a time. What this model read are the letters of sequences of "
            "many lengths, where a position means nothing: train a model on words, such as a random forest on k-mers."
        )
    elif st.button("Measure importance", disabled=busy, key="evaluate_importance_start"):
        try:
            progress.start("importance", "Measuring importance", arguments)
        except GenoError as error:
            shell.show_error(error)
        else:
            st.rerun()
