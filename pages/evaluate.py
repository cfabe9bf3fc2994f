"""Evaluate: how good the model is, and how sure one can be of that."""

import numpy as np
import streamlit as st

from genocore.errors import GenoError
from genocore.evaluation import classification_report, confusion, precision_recall_curve, roc_curve
from genocore.plots import bars, curves
from genocore.plots import confusion as confusion_plot
from genocore.workspace import work
from pages.shared import progress, runs, scores, shell, tables

shell.open_page("Evaluate", "Evaluate", "How good the model is, beside no model at all.")
row, run = runs.choose("evaluate")

st.markdown(f"#### {scores.verdict(run)}")
for caution in run.warnings:
    st.warning(shell.prose(caution))
st.caption(scores.circumstances(run))
with st.expander("Settings of this run"):
    st.json(run.settings.to_dict())

st.subheader("Scores", anchor=False)
st.dataframe(scores.metric_table(run), hide_index=True, key="evaluate_metrics", alt="Scores with 95 % intervals")
tables.download(
    "Scores (CSV)", lambda: tables.csv_text(scores.metric_file(run)), "scores.csv", key="evaluate_metrics_csv"
)
tables.explain(
    "The first number is the score, the two in brackets are its 95 % interval: scores that the same model could well "
    "get on other records from the same source. **No model** always answers with the class frequencies. A score "
    "whose interval reaches to it is no evidence of learning; for the Brier score and log loss lower is better, and "
    "the calibration error says nothing about learning (its interval always begins at 0: data can show that it is "
    "small, not that it is large). **Undefined** means that the score makes no sense "
    "here, for example because only one class was predicted.\n\n" + scores.metric_help(run)
)

if run.settings.repeats > 1:
    st.caption("Scores are means over the repeats; the figures and tables below show the first repeat.")
parts = {"test": "Test file" if run.split["test_file"] else "Locked test part", "cv": "Cross-validation"}
available = [part for part in parts if run.metrics[part]]
part = st.segmented_control(
    "Show", available, format_func=parts.get, default=available[0], key=f"evaluate_part_{run.key}", required=True
)
frame = run.scored(part)
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
    tables.explain("Each row is a true class: how many of its records were called what, and their share of the row.")
    tables.download("Confusion (CSV)", lambda: tables.csv_text(table), "confusion.csv", key="evaluate_confusion_csv")
with halves.container():
    st.subheader("Each class", anchor=False)
    report = classification_report(y, predicted, classes)
    tables.show(report, "classification_report", key="evaluate_report", alt="Precision, recall and F1 of each class")
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

st.subheader("What the model looks at", anchor=False)
arguments = {"run": run.key, "dataset": row.dataset, "test": row.test}
importance = shell.workspace().load_table(work.key_of("importance", shell.workspace().id, arguments))
busy = progress.watch("importance", run=run.key)
if importance is not None:
    st.plotly_chart(
        bars.importance(importance), key="evaluate_importance", alt="Loss of AUROC when a feature is shuffled"
    )
    tables.explain(
        "Each bar: how much AUROC the model loses on held-out records when this feature is shuffled among them (mean "
        "and sd of 5 shuffles). Features that say the same hide each other. It tells about this model, not biology."
    )
    tables.download(
        "Importance (CSV)", lambda: tables.csv_text(importance), "importance.csv", key="evaluate_importance_csv"
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

st.subheader("Every record", anchor=False)
records = frame.drop(columns=["part", "repeat", *(["fold"] if part == "test" else [])])
tables.show(records, "predictions", key="evaluate_predictions", alt="Prediction of each record", height=300)
if st.button("Predict new sequences", type="primary", key="evaluate_go"):
    st.switch_page("pages/predict.py")
