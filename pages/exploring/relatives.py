"""Explore: sequences that are near copies of others."""

from __future__ import annotations

import streamlit as st

from genocore.sequences import Dataset
from genocore.splitting.families import GIANT, glue
from pages.shared import cache, families, shell, tables


def show(data: Dataset) -> None:
    """Say how many have near copies, and list them."""
    found = cache.families(data.fingerprint, data)
    st.caption(families.words(found, len(data)))
    if found is None or not found.related:
        return
    with st.expander("Near copies", icon=":material/family_history:"):
        frame = families.members(data, found)
        tables.show(
            frame, "families", key="explore_families", alt=f"{len(frame):,} records with near copies, by family",
            height=tables.height(len(frame)),
            column_config={"family": "Family", "records": "Records in it", "id": "Record", "class": "Class",
                           "value": "Value"},
        )  # fmt: skip
        if found.giant > GIANT:
            words = ", ".join(f"{shell.literal(word)} ({n:,} records)" for word, n in glue(data, found))
            st.markdown(f"Words that most of the largest family have in common: {words}. Is it a vector or an adapter?")
        if len(found.twins):
            st.markdown("**Nearly equal sequences with different labels**")
            pairs = families.twins(data, found)
            tables.show(
                pairs, "twins", key="explore_twins", alt=f"{len(pairs):,} pairs of nearly equal sequences",
                height=tables.height(len(pairs)),
                column_config={"id": "Record", "class": "Class", "other": "Near copy", "other class": "Its class"},
            )  # fmt: skip
        tables.explain(
            "Two sequences are linked if at least 80 % of the shorter one is found in the other, on either strand; all "
            "that hang together are a family. A model that has seen one of a family may remember it instead of "
            "learning, so families are kept on one side of every division. Relatives of less than about 75-80 % "
            "identity are not found: if you know gene families or chromosomes, put them in a column and choose it on "
            "Train. Nearly equal sequences with different labels, such as a gene and its mutant, cannot be told apart "
            "by composition: choose features that see positions."
        )
