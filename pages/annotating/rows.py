"""Mutations: every row with its check, what it does, and the expression of its gene."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.evidence.check import Checked
from genocore.mutations.consequence import CONSEQUENCES
from pages.annotating import gene
from pages.shared import shell, tables
from pages.shared.studied import View

FIRST = (
    "line", "gene", "hgvs_c", "hgvs_p", "consequence", "status", "counts", "sample", "log2fc", "p", "q", "significant",
)  # fmt: skip
"""Columns that come first on the page, where not all are seen."""
_AROUND = 20
"""Letters shown on either side of a mutation."""


def draw(view: View) -> None:
    """Draw the section."""
    table = everything(view)
    kept = _filtered(view, table)
    st.caption(
        f"{len(kept):,} of {len(table):,} changes. p, q and the difference are those of the gene, the same for all its "
        "mutations: expression differs between carriers and others, which does not make one of them the cause."
        if "q" in table
        else f"{len(kept):,} of {len(table):,} changes."
    )
    kept = kept[[*(name for name in FIRST if name in kept), *(name for name in kept if name not in FIRST)]]
    empty = [name for name in kept.columns if kept[name].isna().all() or (kept[name].astype("string") == "").all()]
    event = tables.show(
        kept.drop(columns=[*empty, *(["test"] if "test" in kept else [])]), "mutations", key="mutations_rows",
        alt=f"{len(kept):,} mutations with check, consequence and expression", height=420, on_select="rerun",
        selection_mode="single-row", column_config=_columns(),
    )  # fmt: skip
    if not event.selection.rows or event.selection.rows[0] >= len(kept):
        st.caption("Choose a row to see it in its sequence, and its gene.")
        return
    row = kept.iloc[event.selection.rows[0]]
    _in_place(view, kept.index[event.selection.rows[0]], row)
    if "q" in table:
        gene.draw(view, str(row["gene"]))


def everything(view: View) -> pd.DataFrame:
    """Return the grid, with expression if there is any that can be tested."""
    if view.study.expression is None:
        return view.table
    try:
        return view.whole_table
    except GenoError:
        return view.table


def _filtered(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Draw the filters and return the rows they leave."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        genes = st.multiselect("Genes", sorted(set(table["gene"])), key=f"mutations_genes_{view.row.id}")
        kinds = [name for name in CONSEQUENCES if name in set(table["consequence"])]
        wanted = st.multiselect(
            "Consequences", kinds, key=f"mutations_kinds_{view.row.id}", format_func=lambda key: key.replace("_", " ")
        )
        states = st.multiselect(
            "Status", list(dict.fromkeys(table["status"])), key=f"mutations_states_{view.row.id}",
            format_func=lambda key: key.replace("_", " "),
        )  # fmt: skip
        only = "q" in table and st.checkbox("Only where expression differs", key=f"mutations_only_{view.row.id}_q")
    keep = pd.Series(True, index=table.index)
    for name, chosen in (("gene", genes), ("consequence", wanted), ("status", states)):
        if chosen:
            keep &= table[name].isin(chosen)
    if only:
        keep &= table["significant"] & table["counts"]
    return table[keep]


def _columns() -> dict[str, Any]:
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
    }  # fmt: skip


def _in_place(view: View, at: Hashable, row: pd.Series) -> None:
    """Show the letters around a mutation, and the change."""
    st.subheader(f"{shell.literal(row['gene'])} {shell.literal(row['hgvs_c'] or row['type'])}", anchor=False)
    if row["problem"]:
        st.warning(shell.prose(str(row["problem"])))
    checked = view.checked
    assert checked is not None and isinstance(at, int)
    if checked.located.index[at] >= 0:
        place = int(checked.located.sequence[at]), int(checked.located.index[at])
        st.session_state[f"mutations_place_{view.row.id}"] = place  # marked along the sequence
        st.code(context(checked, at), language=None)
    about = CONSEQUENCES.get(row["consequence"], "")
    words = [f"**{row['consequence'].replace('_', ' ').capitalize()}**: {about}"]
    words += [f"protein {shell.literal(row['hgvs_p'])}"] if row["hgvs_p"] else []
    words += ["the coding region is a guess"] if row["by"] == "guess" else []
    words += [shell.prose(row["note"])] if row["note"] else []
    st.markdown("; ".join(words) + ("" if row["note"] else "."))


def context(checked: Checked, at: int) -> str:
    """Return the letters around a row, the changed ones in brackets, above what they become."""
    located, data = checked.located, checked.data
    sequence, index, span = int(located.sequence[at]), int(located.index[at]), int(located.span[at])
    text = data.letters[data.offsets[sequence] : data.offsets[sequence + 1]].tobytes().decode()
    left, right = text[max(index - _AROUND, 0) : index], text[index + span : index + span + _AROUND]
    gone, come = text[index : index + span] or "-", str(located.put[at]) or "-"
    gone, come = (part if len(part) <= 2 * _AROUND else part[:_AROUND] + "…" for part in (gone, come))
    wide = max(len(gone), len(come))
    if not located.spelled[at]:
        return f"sequence {left}[{text[index : index + 1]}]{right[1:]}"
    return (
        f"sequence {left}[{gone.ljust(wide)}]{right}\nmutated  {left}[{come.ljust(wide)}]{right}\n"
        f"position {' ' * len(left)}^ {index + 1:,}"
    )
