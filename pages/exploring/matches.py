"""Explore: where a motif was found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from genocore.workspace.tables import DatasetRow
from pages.shared import tables


def say(hits: pd.DataFrame, n: int) -> None:
    """Say how often a motif was found."""
    total, records = hits.attrs["total"], hits.attrs["records"]
    first = f" The first {len(hits):,} matches are listed and shown." if len(hits) < total else ""
    st.markdown(f"**{total:,}** matches in **{records:,}** of {n:,} records.{first}")


def begin(row: DatasetRow, hits: pd.DataFrame, search: tuple[object, ...], first: np.ndarray) -> None:
    """Bring the first match on the first page into view, once after each new search."""
    if st.session_state.get(f"explore_search_{row.id}") != search:
        st.session_state[f"explore_search_{row.id}"] = search
        st.session_state[f"explore_page_{row.id}"] = 1
        leftmost = hits.loc[hits["row"].isin(first), "position"].min()
        st.session_state[f"explore_from_{row.id}"] = max(int(leftmost) - 10, 1) if len(hits) else 1


def show(row: DatasetRow, hits: pd.DataFrame, rows: np.ndarray, lines: int) -> None:
    """Draw the list of matches; a row that is chosen is brought into view."""

    def go() -> None:
        chosen = st.session_state["explore_hits"].selection.rows
        if chosen:
            hit = hits.iloc[chosen[0]]
            st.session_state[f"explore_page_{row.id}"] = int(np.searchsorted(rows, hit["row"])) // lines + 1
            st.session_state[f"explore_from_{row.id}"] = max(int(hit["position"]) - 10, 1)

    with st.expander(f"List of {len(hits):,} matches"):
        st.caption("Choose a row to bring it into view below.")
        tables.show(
            hits.drop(columns="row"), "matches", key="explore_hits", alt=f"{len(hits):,} matches of the motif",
            height=tables.height(len(hits)), on_select=go, selection_mode="single-row",
            column_config={"id": "Record", "position": "Position", "strand": "Strand", "match": "Match"},
        )  # fmt: skip
