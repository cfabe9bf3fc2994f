"""Evaluate: how good the model is, and how sure one can be of that."""

import streamlit as st

from pages.evaluating import comparison, controls, errors, model, overall, records, right, story
from pages.shared import runs, sections, shell

shell.open_page("Evaluate", "Evaluate", "How good the model is, and how sure one can be of that.")
row, run = runs.choose("evaluate")
story.draw(row, run)

SECTIONS = {
    "Scores": overall.draw,
    "Is it honest?": controls.draw,
    "Right and wrong": right.draw,
    "Where it errs": errors.draw,
    "What it looks at": model.draw,
    "Other runs": comparison.draw,
    "Every record": records.draw,
}
section = sections.choose(SECTIONS, "evidence", "What to look at")
SECTIONS[section](row, run)

if st.button("Predict new sequences", type="primary", key="evaluate_go"):
    st.switch_page("pages/predict.py")
