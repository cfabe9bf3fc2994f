"""Explore: what is in the data, and what could fool a model."""

import streamlit as st

from pages.exploring import bias, frames, landscape, overview, reader, values, where, words
from pages.shared import shell, targets

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

# The section stands in the address, so that a reload shows the same. It is written there by hand: with a parameter that
# is bound to a widget, Streamlit 1.67 neither leaves the page nor clears the address.
wanted = st.session_state.get("show", st.query_params.get("show"))
st.session_state["show"] = wanted if wanted in SECTIONS else "Overview"
section = st.segmented_control(
    "What to look at",
    list(SECTIONS),
    required=True,
    key="show",
    persist_state="session",
    label_visibility="collapsed",
)
if st.query_params.get("show") != section:
    st.query_params["show"] = section
if len(data):
    SECTIONS[section](row, data, report)
else:
    st.info("No record is left. Undo a change on the Data page.")

targets.go_to_train(data, key="explore_go")
