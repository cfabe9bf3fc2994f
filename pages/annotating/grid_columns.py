"""Mutations: the columns of the grid, what each is called, and which are shown."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared.studied import View

FIRST = (
    "gene", "position", "ref", "alt", "hgvs_c", "hgvs_p", "delta_score_mean", "delta_score_sd", "percentile",
    "ref_check", "consequence", "ood_flags", "sample", "status", "counts", "n_mut", "n_wt", "log2fc", "ci_low",
    "ci_high", "g", "p", "q", "significant", "testable", "reason", "note", "line",
)  # fmt: skip
"""Columns that come first on the page, where not all are seen."""
HIDDEN = (
    "test", "score", "n_compared", "read_within", "read_position", "window_from", "window_to", "score_ref",
    "score_alt", "model_note", "rc_discordance", "ref", "alt",
)  # fmt: skip
"""Columns that are shown if asked for."""


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Return the grid with the columns first that come first."""
    return table[[*(name for name in FIRST if name in table), *(name for name in table if name not in FIRST)]]


def choose(view: View, table: pd.DataFrame) -> list[str]:
    """Draw the choice of columns and return those shown; the file has all of them."""
    empty = {name for name in table if table[name].isna().all() or (table[name].astype("string") == "").all()}
    names = [name for name in table if name not in empty]
    asked = "model" if "delta_score_mean" in table else "plain"
    with st.popover("Columns", icon=":material/view_column:"):
        return st.multiselect(
            "Columns shown", names, [name for name in names if name not in HIDDEN],
            key=f"mutations_shown_{view.row.id}_{asked}_{'q' in table}",
            format_func=lambda name: str((labels().get(name) or {}).get("label") or name.replace("_", " ")),
        )  # fmt: skip


def labels() -> dict[str, Any]:
    """Return what columns are called and how their values are written."""
    number = st.column_config.NumberColumn
    return {
        "line": number("line", help="Line of the file"), "hgvs_c": st.column_config.TextColumn("DNA"),
        "hgvs_p": st.column_config.TextColumn("protein"), "by": st.column_config.TextColumn("read from"),
        "counts": st.column_config.CheckboxColumn("counts", help="Counts as mutated"),
        "vaf": number("VAF", format="percent", help="Share of reads"), "n_mut": number("n mutated"),
        "n_wt": number("n intact"), "log2fc": number("difference", format="%.2f"),
        "g": number("Hedges g", format="%.2f"),
        "ci_low": number("from", format="%.2f"), "ci_high": number("to", format="%.2f"),
        "p": number("p", format="scientific"), "q": number("q", format="scientific"),
        "significant": st.column_config.CheckboxColumn("differs"), "residue": number("residue"),
        "testable": st.column_config.CheckboxColumn("tested"),
        "ref_check": st.column_config.TextColumn("reference"),
        "delta_score_mean": number(
            "model effect", format="%+.3f", help="The model's answer after the change, minus that before"
        ),
        "delta_score_sd": number(
            "its sd", format="%.3f", help="How far the members of the ensemble differ; it is no error bar"
        ),
        "percentile": number(
            "percentile", format="%.0f",
            help="Percent of the single letters of its sequence (at most 1,000 of them) with a smaller effect",
        ),
        "ood_flags": st.column_config.TextColumn("unlike training", help="There the model's answer means little"),
        "rc_discordance": number(
            "strand", format="%.3f",
            help="How far the effect differs if read on the other strand: of interest where strands mean nothing",
        ),
        "score_ref": number("before", format="%.3f"), "score_alt": number("after", format="%.3f"),
    }  # fmt: skip
