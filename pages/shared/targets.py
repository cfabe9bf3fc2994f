"""What there is to learn, as a small chart."""

from __future__ import annotations

import streamlit as st

from genocore.plots import bars
from genocore.sequences import Dataset


def show(data: Dataset) -> None:
    """Draw the records of each class, or say what the numbers are."""
    if data.task == "regression" and data.target is not None:
        known = data.target[data.labelled]
        st.markdown("**Values**")
        with st.container(horizontal=True):
            for name, value in (("Smallest", known.min()), ("Mean", known.mean()), ("Largest", known.max())):
                st.metric(name, f"{value:,.4g}", border=True)
        return
    st.markdown("**Classes**")
    if data.classes:
        chart = bars.class_counts(data.class_counts())
        st.plotly_chart(chart, key="data_classes", alt=f"Bars: records of each of {len(data.classes)} classes")
    else:
        st.write("No labels yet. Choose where they stand; Predict works without them, Train does not.")
