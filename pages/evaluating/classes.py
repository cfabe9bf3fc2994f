"""Evaluate: what was called what, and the curves of each class."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from genocore.evaluation import classification_report, confusion, precision_recall_curve, roc_curve
from genocore.plots import confusion as confusion_plot
from genocore.plots import curves
from genocore.training.run import Run
from pages.shared import tables


def draw(run: Run, frame: pd.DataFrame) -> None:
    """Draw the section for the predictions in `frame`."""
    classes = run.classes
    y = frame["true"].map(classes.index).to_numpy()
    predicted = frame["pred"].map(classes.index).to_numpy()
    chances = frame[[f"p_{name}" for name in classes]].to_numpy()

    halves = st.grid(2, min_column_width=400)
    with halves.container():
        st.subheader("Right and wrong calls", anchor=False)
        table = confusion(y, predicted, classes)
        st.plotly_chart(
            confusion_plot.confusion(table), key="evaluate_confusion", alt="Confusion matrix: counts and row percent"
        )
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
    with halves.container():
        st.subheader("ROC", anchor=False)
        roc = roc_curve(y, chances, classes)
        st.plotly_chart(curves.roc(roc), key="evaluate_roc", alt="ROC curve of each class")
        tables.explain(
            "The higher above the diagonal, the better the ranking. With two classes there is one curve, for the class "
            "that comes second by name; with more, one a class, each against the others."
        )
        finite = roc.replace({np.inf: np.nan})
        tables.download("ROC (CSV)", lambda: tables.csv_text(finite), "roc.csv", key="evaluate_roc_csv")
    with halves.container():
        st.subheader("Precision and recall", anchor=False)
        pr = precision_recall_curve(y, chances, classes)
        st.plotly_chart(curves.precision_recall(pr), key="evaluate_pr", alt="Precision-recall curve of each class")
        tables.explain("The thin line is the class's share of the records (prevalence): what guessing would reach.")
        tables.download(
            "Precision-recall (CSV)", lambda: tables.csv_text(pr), "precision_recall.csv", key="evaluate_pr_csv"
        )
