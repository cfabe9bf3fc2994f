"""Mutations: every row with its check, what it does, and the expression of its gene."""

from __future__ import annotations

import contextlib
from collections.abc import Hashable

import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.evidence.check import Checked
from genocore.evidence.grid import with_answers
from genocore.mutations.consequence import CONSEQUENCES
from pages.annotating import asking, explained, gene, grid_columns
from pages.shared import shell, tables
from pages.shared.studied import View

_AROUND = 20
"""Letters shown on either side of a mutation."""


def draw(view: View) -> None:
    """Draw the section."""
    asked = asking.draw(view)
    table = everything(view, asked[1] if asked else None)
    kept = _filtered(view, table)
    kept = grid_columns.ordered(kept)
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = grid_columns.choose(view, kept)
        st.caption(f"{len(kept):,} of {len(table):,} changes.{_caveat(table)}")
    event = tables.show(
        kept, "mutations", key=f"mutations_rows_{view.row.id}", column_order=shown,
        alt=f"{len(kept):,} mutations with check, consequence, model and expression", height=420, on_select="rerun",
        selection_mode="single-row", column_config=grid_columns.labels(),
    )  # fmt: skip
    if not event.selection.rows or event.selection.rows[0] >= len(kept):
        st.caption("Choose a row to see it in its sequence, and its gene.")
        return
    row = kept.iloc[event.selection.rows[0]]
    _in_place(view, kept.index[event.selection.rows[0]], row)
    if asked:
        explained.draw(view, asked[0], row)
    if "q" in table:
        gene.draw(view, str(row["gene"]))


def everything(view: View, asked: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the grid, with a model's answers, and with expression if there is any that can be tested."""
    table = view.table
    if view.study.expression is not None:
        with contextlib.suppress(GenoError):
            table = view.whole_table
    return table if asked is None else with_answers(table, asked)


def _caveat(table: pd.DataFrame) -> str:
    """Return what the columns do not say."""
    of_gene = (
        " p, q and the difference are those of the gene, the same for all its mutations: expression differs between "
        "carriers and others, which does not make one of them the cause."
    )
    of_model = (
        " The effect is the model's: what it would expect of the changed sequence, no evidence that the mutation does "
        "anything."
    )
    return (of_model if "delta_score_mean" in table else "") + (of_gene if "q" in table else "")


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
