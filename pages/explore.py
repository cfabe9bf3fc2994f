"""Explore: what is in the data, and what could fool a model."""

import streamlit as st

from pages.exploring import bias, frames, landscape, overview, reader, values, where, words
from pages.shared import sections, shell, targets

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

section = sections.choose(SECTIONS, "show", "What to look at")
if len(data):
    SECTIONS[section](row, data, report)
else:
    st.info("No record is left. Undo a change on the Data page.")

targets.go_to_train(data, key="explore_go")
