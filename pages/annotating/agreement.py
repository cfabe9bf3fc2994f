"""Mutations: what the model makes of a gene's mutations, beside how its expression differs."""

from __future__ import annotations

import streamlit as st

from genocore.errors import GenoError
from genocore.evidence.grid import with_answers
from genocore.evidence.model_effects import FEW, by_gene, rank_correlation
from genocore.plots import agreement
from pages.annotating import asking, gene
from pages.shared import shell, tables
from pages.shared.studied import View


def draw(view: View) -> None:
    """Draw the section."""
    asked = asking.draw(view)
    try:
        table = view.whole_table
    except GenoError as error:
        shell.show_error(error)
        return
    if asked is None:
        return
    found = by_gene(with_answers(table, asked[1]))
    if found.empty:
        st.info("No gene has both a tested expression and a mutation that the model was asked about.")
        return
    which = st.segmented_control(
        "Effect of the model", ["delta", "size"], default="delta", required=True, key=f"mutations_way_{view.row.id}",
        format_func=lambda name: {"delta": "with its sign", "size": "its size"}[name],
        help="The mean over the mutations of a gene; its size alone, if they go both ways.",
    )  # fmt: skip
    effect = found["log2fc"] if which == "delta" else found["log2fc"].abs()
    correlation = rank_correlation(found[which].to_numpy(), effect.to_numpy())
    st.markdown(_said(correlation))
    said = str(asked[1]["score"].iloc[0])
    frame = found.assign(
        name=found["gene"], label=found["gene"], delta=found[which], delta_sd=float("nan"), effect=effect,
        low=found["ci_low"] if which == "delta" else float("nan"),
        high=found["ci_high"] if which == "delta" else float("nan"),
    )  # fmt: skip
    of = "" if which == "delta" else "Size of the c"
    titles = f"{of or 'C'}hange of {said}", "Difference in expression" + (", its size" if of else "")
    event = st.plotly_chart(
        agreement.agreement(frame, *titles, "distinct mutations"), alt=agreement.spoken(frame),
        key=f"mutations_agreement_{view.row.id}_{which}", on_select="rerun", selection_mode="points",
    )  # fmt: skip
    tables.explain(
        "Each point is a gene. **Across**: the mean effect that the model expects of its mutations that count. "
        "**Up**: how far its expression differs between carriers and others. If a larger answer of the model means "
        "more expression, and it has learnt what matters in these sequences, points rise to the right; if a larger "
        "answer means less, as of a class of dead sequences, they fall. Mutations that are unlike what the model "
        "was trained on are left out. One gene is one point, however many mutations it has. Neither axis is proof "
        "of the other: carriers may differ in more than this gene, and the model knows only its training data."
    )
    tables.download(
        "Genes (CSV)", lambda: tables.csv_text(found), "model_and_expression.csv", key="mutations_agree_csv"
    )
    names = [str(point["customdata"][0]) for point in event.selection["points"] if "customdata" in point]
    if names:
        gene.draw(view, names[0])


def _said(found: dict[str, float]) -> str:
    if found["value"] is None:
        return f"{found['n']:,} genes: too few, or all alike, for a correlation."
    ends = "" if found["low"] is None else f" (95 % {found['low']:.2f} to {found['high']:.2f})"
    few = " So few genes say little: look at the interval." if found["n"] < FEW else ""
    return f"**Rank correlation {found['value']:.2f}**{ends} over {found['n']:,} genes.{few}"
