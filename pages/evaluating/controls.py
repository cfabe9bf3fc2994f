"""Evaluate: the same work again with one thing changed, to see what the score is made of."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.plots.dots import dots, spoken
from genocore.plots.learning import score_by_records
from genocore.training.advice import in_words
from genocore.training.controls.fewer import SHARES
from genocore.training.controls.ground import AS_RUN, DIFFERENCE, OTHER
from genocore.training.controls.sentences import in_words as control_in_words
from genocore.training.floors import FLOORS
from genocore.training.run import Run
from genocore.workspace import work
from genocore.workspace.tables import RunRow
from pages.shared import progress, shell, tables

QUESTIONS = {
    "division": ("What are near copies worth?", 1.0,
                 "The same records are divided the other way: at random, or with relatives kept together."),
    "shuffled": ("What would it score if there were nothing to learn?", 3.0,
                 "Labels are shuffled among the records, family by family, and everything is done again, three times."),
    "fewer": ("Would more data help?", 1.0,
              "Models learn from an eighth, a quarter and half of the records and are scored on all of them."),
}  # fmt: skip
"""Title, cost in cross-validations, and what is done."""


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    busy = progress.watch("control", run=run.key)
    for control, (title, cost, what) in QUESTIONS.items():
        arguments = {"run": run.key, "dataset": row.dataset, "control": control}
        found = shell.workspace().load_table(work.key_of("control", shell.workspace().id, arguments))
        with st.container(border=True):
            st.subheader(title, anchor=False)
            if found is not None:
                _show(control, run, found)
                continue
            st.write(what)
            if control == "division" and not _divisible(run):
                st.write("No record of these has a near copy, so every division is alike.")
                continue
            folds = run.settings.folds
            cost = len(SHARES) if control == "fewer" and run.search else cost  # each takes all of Auto's minutes
            seconds = cost * run.seconds * folds / (folds * run.settings.repeats + 1)
            label = f"Measure ({in_words(seconds)})"
            if st.button(label, disabled=busy, key=f"evaluate_control_{control}", icon=":material/science:"):
                try:
                    progress.start("control", title, arguments)
                except GenoError as error:
                    shell.show_error(error)
                else:
                    st.rerun()


def _divisible(run: Run) -> bool:
    near = run.split["near"]
    return near is None or bool(near["related"]) or run.split["kind"] != "random"


def _show(control: str, run: Run, found: pd.DataFrame) -> None:
    metric, guess, score = ("auroc", 0.5, "AUROC") if run.classes else ("r2", 0.0, "R²")
    st.markdown(f"**{control_in_words(control, found, run)}**")
    rows = found[(found["metric"] == metric) & (found["arm"] != DIFFERENCE)]
    if control == "fewer":
        st.plotly_chart(score_by_records(rows, score), key="evaluate_fewer", alt=f"{score} against records learnt from")
    else:
        names = {AS_RUN: "labels as they are", OTHER: "labels shuffled"}
        if control == "division":
            words = {"families": "near copies together", "identical": "copies together", "random": "at random"}
            names = {arm: words.get(kind, "groups of a column together") for arm, kind in
                     zip(rows["arm"], rows["division"], strict=True)}  # fmt: skip
        shown = rows.assign(name=rows["arm"].map(names))
        if control == "division":
            shown = pd.concat([shown, _floor(run, metric)], ignore_index=True)
        st.plotly_chart(
            dots(shown, score, line=guess, said="guessing"), key=f"evaluate_{control}",
            alt=f"{score}: {spoken(shown)}",
        )  # fmt: skip
    if control == "division":
        leaks = ", ".join(f"{names[arm]} {percent:.1f} %" for arm, percent in
                          zip(rows["arm"], rows["leakage_percent"], strict=True))  # fmt: skip
        st.caption(f"Records with a near copy in what was trained on: {leaks}. All scores are of the cross-validation.")
    tables.download(
        "All numbers (CSV)", lambda: tables.csv_text(found), f"{control}.csv", key=f"evaluate_control_{control}_csv"
    )


def _floor(run: Run, metric: str) -> pd.DataFrame:
    """Return the best floor on the run's own division as one more row; none if there is none."""
    if not run.gain:
        return pd.DataFrame()
    key = run.gain["floor"]
    found = (run.floors[key]["cv"] or {})[metric]
    return pd.DataFrame([{"name": f"{FLOORS[key]} alone", **found}])
