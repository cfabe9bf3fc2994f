"""What there is to learn, as a small chart."""

from __future__ import annotations

import streamlit as st

from genocore.plots import bars
from genocore.sequences import Dataset
from pages.shared import shell

FEW, RARE = 10, 0.1
"""Records of the rarest class, and its share, below which there is a caution."""


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
        _caution(data.class_counts())
    else:
        st.write("No labels yet. Choose where they stand; Predict works without them, Train does not.")


def _caution(counts: dict[str, int]) -> None:
    """Say so if the smallest class is too small to be learnt or judged well."""
    name, n = min(counts.items(), key=lambda item: item[1])
    share = n / max(sum(counts.values()), 1)
    if len(counts) < 2 or (n >= FEW and share >= RARE):
        return
    records = f"{n:,} record{'s' * (n != 1)}"
    text = f"The rarest class, {shell.literal(name)}, has {records} ({share:.1%} of those with a label)."
    if n < FEW:
        text += f" That is too few to judge a model by: collect at least {FEW}, better some hundreds."
    else:
        text += " A model that never names it would be right nearly always: look at balanced accuracy, not accuracy."
    st.warning(text, icon=":material/balance:")


def go_to_train(data: Dataset, *, key: str) -> None:
    """Draw the button that leads to the Train page; it is off while there is nothing to tell apart or to predict."""
    values = data.task == "regression" and data.labelled.any()
    off = not values and sum(n > 0 for n in data.class_counts().values()) < 2
    if st.button("Train a model on these", type="primary", key=key, disabled=off):
        st.switch_page("pages/train.py")
