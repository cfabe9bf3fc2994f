"""Evaluate: what was called what, and the curves of each class."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from genocore.evaluation import (
    calibration_curve,
    classification_report,
    confusion,
    precision_recall_curve,
    roc_curve,
)
from genocore.plots import confusion as confusion_plot
from genocore.plots import curves
from genocore.training.run import Run
from genocore.training.verdict import interval
from genocore.workspace.tables import RunRow
from pages.evaluating import records
from pages.shared import shell, tables


def draw(row: RunRow, run: Run, frame: pd.DataFrame, part: str) -> None:
    """Draw the section for the predictions in `frame`, those of a `part` of the run."""
    classes = run.classes
    y = frame["true"].map(classes.index).to_numpy()
    predicted = frame["pred"].map(classes.index).to_numpy()
    chances = frame[[f"p_{name}" for name in classes]].to_numpy()
    table = confusion(y, predicted, classes)

    halves = st.grid(2, min_column_width=400)
    with halves.container():
        st.subheader("Right and wrong calls", anchor=False)
        event = st.plotly_chart(
            confusion_plot.confusion(table), key=f"evaluate_confusion_{part}", on_select="rerun",
            selection_mode="points",
            alt="Confusion matrix: counts and row percent",
        )  # fmt: skip
        st.caption("Click a cell to list its records.")
        tables.explain(
            "Each row is a true class: how many of its records were called what, and their share of the row."
        )
        tables.download(
            "Confusion (CSV)", lambda: tables.csv_text(table), "confusion.csv", key="evaluate_confusion_csv"
        )
    with halves.container():
        st.subheader("Each class", anchor=False)
        report = classification_report(y, predicted, classes)
        tables.show(
            report, "classification_report", key="evaluate_report", alt="Precision, recall and F1 of each class"
        )
        tables.explain(
            "**Precision**: how many of the records called so are so. **Recall**: how many of the class were found. "
            "**F1** joins the two. **Support**: records of the class."
        )
    _list_cell(row, run, frame, table, event)
    thirds = st.grid(3, min_column_width=300)
    with thirds.container():
        st.subheader("ROC", anchor=False)
        roc = roc_curve(y, chances, classes)
        st.plotly_chart(curves.roc(roc), key="evaluate_roc", alt="ROC curve of each class")
        tables.explain(
            "The higher above the diagonal, the better the ranking. With two classes there is one curve, for the class "
            "that comes second by name; with more, one a class, each against the others."
        )
        finite = roc.replace({np.inf: np.nan})
        tables.download("ROC (CSV)", lambda: tables.csv_text(finite), "roc.csv", key="evaluate_roc_csv")
    with thirds.container():
        st.subheader("Precision and recall", anchor=False)
        pr = precision_recall_curve(y, chances, classes)
        st.plotly_chart(curves.precision_recall(pr), key="evaluate_pr", alt="Precision-recall curve of each class")
        tables.explain("The thin line is the class's share of the records (prevalence): what guessing would reach.")
        tables.download(
            "Precision-recall (CSV)", lambda: tables.csv_text(pr), "precision_recall.csv", key="evaluate_pr_csv"
        )
    with thirds.container():
        st.subheader("Calibration", anchor=False)
        found = calibration_curve(y, chances, classes)
        st.plotly_chart(curves.calibration(found), key="evaluate_calibration", alt="Calibration curve of each class")
        metrics = run.metrics[part] or {}
        brier, ece = (interval(metrics[name], 3) for name in ("brier", "ece"))
        st.caption(f"Brier score {brier}, expected calibration error {ece}; of both, less is better.")
        tables.explain(
            "Of the records that were given a probability of about 0.8, about 80 % should be of the class: then points "
            "lie on the diagonal. Below it the model is too sure, above it too careful. Bars are 95 % intervals; a "
            "point of few records jumps."
        )
        tables.download(
            "Calibration (CSV)", lambda: tables.csv_text(found), "calibration.csv", key="evaluate_calibration_csv"
        )


def _list_cell(row: RunRow, run: Run, frame: pd.DataFrame, table: pd.DataFrame, event: Any) -> None:
    """List the records of the cell that was clicked."""
    points = [point["customdata"][0] for point in (event.selection["points"] if event else []) if "customdata" in point]
    if not points:
        return
    cell = table.iloc[points[0]]
    rows = frame[(frame["true"] == cell["true"]) & (frame["pred"] == cell["predicted"])]
    true, called = shell.literal(cell["true"]), shell.literal(cell["predicted"])
    st.markdown(f"**{len(rows):,} records of {true} that were called {called}**, the surest calls first")
    rows = rows.sort_values(f"p_{cell['predicted']}", ascending=False, kind="stable")
    records.show(row, run, rows, "cell", key="evaluate_cell")
