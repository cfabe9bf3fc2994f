"""Sections of a long page: one is drawn at a time, and its name stands in the address."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st


def choose(names: Iterable[str], parameter: str, label: str) -> str:
    """Draw the choice of a section and return it; the first is the default.

    The section stands in the address, so that a reload shows the same. It is written there by hand: with a parameter
    that is bound to a widget, Streamlit 1.67 neither leaves the page nor clears the address.
    """
    known = list(names)
    wanted = st.session_state.get(parameter, st.query_params.get(parameter))
    st.session_state[parameter] = wanted if wanted in known else known[0]
    section = st.segmented_control(
        label, known, required=True, key=parameter, persist_state="session", label_visibility="collapsed"
    )
    if st.query_params.get(parameter) != section:
        st.query_params[parameter] = section
    return str(section)
