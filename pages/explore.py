"""Explore: what is in the data, and what could fool a model."""

import streamlit as st

from pages.exploring import bias, frames, landscape, overview, reader, values, where, words
from pages.shared import shell

shell.open_page("Explore", "Explore", "What is in the data, and what could fool a model.")
row, data, report = shell.need_dataset()

SECTIONS = {
    "Overview": overview.draw,
    "Could it be trivial?": bias.draw,
    "Positions": where.draw,
    "Words": words.draw,
    "Map": landscape.draw,
    "Sequences": reader.draw,
    "Reading frames": frames.draw,
} | ({"Values": values.draw} if data.task == "regression" else {})

section = st.segmented_control(
    "What to look at",
    list(SECTIONS),
    default="Overview",
    required=True,
    key="show",  # it stands in the address, so that a reload shows the same
    bind="query-params",
    persist_state="session",
    label_visibility="collapsed",
)
if len(data):
    SECTIONS[section](row, data, report)
else:
    st.info("No record is left. Undo a change on the Data page.")

if st.button("Train a model on these", type="primary", key="explore_go", disabled=not data.labelled.any()):
    st.switch_page("pages/train.py")
