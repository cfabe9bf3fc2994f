"""Explore: sequences that occur more than once."""

from __future__ import annotations

import re

import streamlit as st

from genocore.sequences import Report


def show(report: Report) -> None:
    """Say how many sequences repeat or contradict each other, and where to mend that."""
    again, contrary = count(report, "FA011"), count(report, "FA012")
    if not again and not contrary:
        st.caption("No sequence occurs twice, on either strand.")
        return
    text = f"**{again:,}** {'record repeats' if again == 1 else 'records repeat'} the sequence of an earlier one, on "
    text += "the same or the opposite strand. "
    if contrary:
        text += f"**{contrary:,}** {'sequence carries' if contrary == 1 else 'sequences carry'} different labels. "
    with st.container(border=True):
        st.markdown(text + "Copies in training and test make scores look better than they are.")
        st.page_link("pages/data.py", label="See them and mend it on the Data page", icon=":material/build:")


def count(report: Report, code: str) -> int:
    """Return how many findings of a kind there are, with those that are only counted."""
    texts = [message.message for message in report.messages if message.code == code]
    more = [re.match(r"([\d,]+) more ", text) for text in texts]
    return sum(int(found[1].replace(",", "")) if found else 1 for found in more)
