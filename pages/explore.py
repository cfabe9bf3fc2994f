"""Explore: what is in the data, and what could fool a model."""

import streamlit as st

from pages.exploring import bias, frames, landscape, overview, reader, values, where, words
from pages.shared import shell

shell.open_page("Explore", "Explore", "What is in the data, and what could fool a model.")
row, data, report = shell.need_dataset()

SECTIONS = {
    "overview": ("Overview", overview.draw),
    "bias": ("Could it be trivial?", bias.draw),
    "positions": ("Positions", where.draw),
    "words": ("Words", words.draw),
    "map": ("Map", landscape.draw),
    "sequences": ("Sequences", reader.draw),
    "frames": ("Reading frames", frames.draw),
} | ({"values": ("Values", values.draw)} if data.task == "regression" else {})

section = st.segmented_control(
    "What to look at",
    list(SECTIONS),
    format_func=lambda name: SECTIONS[name][0],
    default="overview",
    required=True,
    key="show",  # it stands in the address, so that a reload shows the same
    bind="query-params",
    label_visibility="collapsed",
)
if len(data):
    SECTIONS[section][1](row, data, report)
else:
    st.info("No record is left. Undo a change on the Data page.")

if st.button("Train a model on these", type="primary", key="explore_go", disabled=not data.labelled.any()):
    st.switch_page("pages/train.py")
