"""Mutations: which genes are expressed differently in mutated samples."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.plots import diagnostics as charts
from genocore.plots import differences
from genocore.significance.diagnostics import p_histogram, quantiles, read_diagnostics
from pages.annotating import gene, groups
from pages.shared import shell, tables
from pages.shared.studied import View

FIRST = ("gene", "n_mut", "n_wt", "log2fc", "ci_low", "ci_high", "p", "q", "significant", "testable", "reason")
"""Columns that come first on the page, where not all are seen."""


def draw(view: View) -> None:
    """Draw the section."""
    groups.draw(view)
    try:
        genes, grouped = view.genes, view.grouped
    except GenoError as error:
        shell.show_error(error)
        return
    for message in grouped.report.messages[:6]:
        (st.warning if message.severity == "warning" else st.caption)(shell.prose(str(message)))
    tested, called = genes[genes["testable"]], genes[genes["significant"]]
    st.markdown(
        f"**{len(called):,} of {len(tested):,} tested genes** differ in expression between mutated and other samples "
        f"(q at most {view.choices.alpha:g}); {len(genes) - len(tested):,} could not be tested."
    )
    if tested.empty:
        _table(view, genes)
        return
    measure = st.segmented_control(
        "Height", ["p", "q"], default="p", required=True, key=f"mutations_measure_{view.row.id}",
        help="p: of each gene alone. q: corrected for all genes tested.",
    )  # fmt: skip
    key = f"mutations_picked_{view.row.id}"
    figure = differences.volcano(genes, view.choices.alpha, measure=measure, picked=st.session_state.get(key))
    if grouped.scale == "none":  # whether that is a logarithm, only the person knows
        figure.update_xaxes(title="Difference of means (right: higher in mutated)")
    event = st.plotly_chart(
        figure, key=f"mutations_volcano_{view.row.id}_{measure}", on_select="rerun", selection_mode="points",
        alt=f"Volcano plot of {len(tested):,} genes; {len(called):,} differ",
    )  # fmt: skip
    tables.explain(
        "Each point is a gene. **To the right**: higher in mutated samples; on a log2 scale 1 is twice as much. "
        "**Higher**: harder to explain by chance, on a log scale (3 is 0.001). Genes on or above the dotted line are "
        "called at the chosen cut. Click a gene to see its samples. A gene that differs is not thereby driven by its "
        "mutation: samples that carry it may differ in other ways too."
    )
    picked = _picked(event, key)
    if picked in set(genes["gene"]):
        gene.draw(view, picked)
    _table(view, genes)
    with st.expander("Can these p be trusted?", icon=":material/rule:"):
        _diagnostics(view, genes)


def _picked(event: object, key: str) -> str:
    """Return the gene that was clicked last, on the chart or in the table."""
    points = event.selection["points"] if event else []  # type: ignore[attr-defined]
    names = [str(point["customdata"][0]) for point in points if "customdata" in point]
    if names and st.session_state.get(f"{key}_seen") != names[0]:
        st.session_state[key] = st.session_state[f"{key}_seen"] = names[0]
        st.rerun()  # so that the chart marks it
    if not names:
        st.session_state.pop(f"{key}_seen", None)
    return str(st.session_state.get(key, ""))


def _table(view: View, genes: pd.DataFrame) -> None:
    st.subheader("Every gene", anchor=False)
    ordered = genes.sort_values("p", kind="stable", na_position="last")
    ordered = ordered[[*FIRST, *(name for name in ordered if name not in FIRST)]]
    number = st.column_config.NumberColumn
    key = f"mutations_picked_{view.row.id}"
    event = tables.show(
        ordered, "gene_significance", key=f"mutations_genes_{view.row.id}_table", on_select="rerun",
        selection_mode="single-row", alt=f"{len(genes):,} genes with difference, p and q",
        height=tables.height(len(genes), 420),
        column_config={
            "n_mut": number("n mutated"), "n_wt": number("n intact"), "mean_mut": number("mean mutated", format="%.2f"),
            "mean_wt": number("mean intact", format="%.2f"), "log2fc": number("difference", format="%.2f"),
            "ci_low": number("from", format="%.2f"), "ci_high": number("to", format="%.2f"),
            "g": number("Hedges g", format="%.2f"), "g_ci_low": number("g from", format="%.2f"),
            "g_ci_high": number("g to", format="%.2f"), "rank_biserial": number("rank-biserial", format="%.2f"),
            "stat": number("statistic", format="%.2f"), "df": number("df", format="%.1f"),
            "p": number("p", format="scientific"), "q": number("q", format="scientific"),
            "least_p": number("least p", format="scientific", help="The smallest p these numbers of samples can give"),
            "mde": number("detectable", format="%.2f", help="Difference, in standard deviations, shown 4 times in 5"),
            "significant": st.column_config.CheckboxColumn("differs"),
            "testable": st.column_config.CheckboxColumn("tested"),
        },
    )  # fmt: skip
    chosen = event.selection.rows
    if chosen and chosen[0] < len(ordered):
        name = str(ordered["gene"].iloc[chosen[0]])
        if st.session_state.get(f"{key}_row") != name:
            st.session_state[key] = st.session_state[f"{key}_row"] = name
            st.rerun()
    else:
        st.session_state.pop(f"{key}_row", None)


def _diagnostics(view: View, genes: pd.DataFrame) -> None:
    p, q = genes["p"].to_numpy(), genes["q"].to_numpy()
    for sentence in read_diagnostics(p, q, view.choices.alpha):
        st.markdown(f"- {shell.prose(sentence)}")
    halves = st.grid(2, min_column_width=360)
    with halves.container():
        st.plotly_chart(charts.p_histogram(p_histogram(p)), key="mutations_histogram", alt="Histogram of p in 20 bins")
        tables.explain("Flat, with a peak on the left where genes differ: so it should be. A peak on the right is odd.")
    with halves.container():
        st.plotly_chart(
            charts.qq(quantiles(p)), key="mutations_qq", alt="p of the genes against what chance would give"
        )
        tables.explain("Points on the line are what chance gives; those that leave the band at the top differ.")
