"""Evaluate: how good the model is, and how sure one can be of that."""

import streamlit as st

from pages.evaluating import choice, classes, floors, importance, leakage, numbers
from pages.shared import runs, scores, shell, tables

shell.open_page("Evaluate", "Evaluate", "How good the model is, beside no model at all.")
row, run = runs.choose("evaluate")

st.markdown(f"#### {scores.verdict(run)}")
leakage.draw(row, run)
for caution in run.warnings:
    if not caution.startswith(leakage.CODE):
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
    "get on other records from the same source. **No model** always answers with the class frequencies, or the mean. "
    "A score whose interval reaches to it is no evidence of learning; for the Brier score and log loss lower is "
    "better, and the calibration error says nothing about learning (its interval always begins at 0: data can show "
    "that it is small, not that it is large). **Undefined** means that the score makes no sense "
    "here, for example because only one class was predicted.\n\n" + scores.metric_help(run)
)

floors.draw(run)
if run.settings.repeats > 1:
    st.caption("Scores are means over the repeats; the figures and tables below show the first repeat.")
parts = {"test": "Test file" if run.split["test_file"] else "Locked test part", "cv": "Cross-validation"}
available = [part for part in parts if run.metrics[part]]
part = st.segmented_control(
    "Show", available, format_func=parts.get, default=available[0], key=f"evaluate_part_{run.key}", required=True
)
frame = run.scored(part)
if run.classes:
    classes.draw(run, frame)
else:
    numbers.draw(run, frame, runs.data_of(row, part))
choice.draw(run)

importance.draw(row, run)

st.subheader("Every record", anchor=False)
records = frame.drop(columns=["part", "repeat", *(["fold"] if part == "test" else [])])
tables.show(records, "predictions", key="evaluate_predictions", alt="Prediction of each record", height=300)
if st.button("Predict new sequences", type="primary", key="evaluate_go"):
    st.switch_page("pages/predict.py")
