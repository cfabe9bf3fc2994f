"""Mutations: which column of the table is what."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from genocore.mutations.read_table import ROLES, guess_columns
from genocore.workspace.studies import change_choices, kept_files
from pages.shared import cache
from pages.shared.studied import View

_WORDS = {
    "gene": "Gene or sequence", "chromosome": "Chromosome", "position": "Position", "end": "Last position",
    "ref": "Reference allele", "alt": "Alternative allele", "mutation": "Type or change", "hgvs": "HGVS name",
    "sample": "Sample", "vaf": "Share of reads",
}  # fmt: skip


def fill_in(view: View, names: Sequence[str], known: dict[str, str]) -> dict[str, str]:
    """Draw a choice for each role a column can have, and return what is chosen."""
    options = ["", *names]
    with st.grid(3, min_column_width=200):
        return {
            role: st.selectbox(
                _WORDS[role], options, options.index(known.get(role, "")) if known.get(role, "") in options else 0,
                format_func=lambda name: name or "(none)", key=f"mutations_column_{view.row.id}_{role}",
            )
            for role in ROLES
        }  # fmt: skip


def mend(view: View) -> None:
    """Draw the choices for a table that could not be read as it was understood."""
    tables = [source for source, role in kept_files(view.space, view.row) if role == "mutations"]
    if not tables or cache.kind(tables[0]).use != "table":
        return
    frame = cache.table_preview(tables[0], {})[0].frame
    st.write("Say which column is what:")
    st.dataframe(frame.head(5), hide_index=True, key="mutations_preview", alt="First rows of the table")
    with st.form(f"mutations_columns_{view.row.id}"):
        chosen = fill_in(view, list(frame.columns), guess_columns(frame) | dict(view.choices.columns))
        if st.form_submit_button("Read it so", type="primary", key=f"mutations_columns_use_{view.row.id}"):
            change_choices(view.space, view.row.id, columns=chosen)
            st.rerun()
