"""Mutations: one gene, its expression and its mutations."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.plots import differences
from pages.shared import shell, tables
from pages.shared.studied import View

PAIRED = ("paired_t", "wilcoxon")


def draw(view: View, name: str) -> None:
    """Draw the values of a gene in both groups, with what the test says of them."""
    genes = view.genes
    found = genes[genes["gene"] == name]
    if found.empty:
        st.info(f"{shell.literal(name)} is not in the expression table.")
        return
    row = found.iloc[0]
    st.subheader(f"Expression of {shell.literal(name)}", anchor=False)
    with st.container(horizontal=True):
        ends = "" if pd.isna(row["ci_low"]) else f"95 % {row['ci_low']:+.2f} to {row['ci_high']:+.2f}"
        _metric("Difference", row["log2fc"], "+.2f", f"Mutated minus intact, on the tested scale. {ends}")
        _metric("p", row["p"], ".2g", f"Test: {row['test']}")
        _metric("q", row["q"], ".2g", "Corrected for the number of genes tested")
        _metric("Hedges g", row["g"], "+.2f", "Difference in standard deviations")
        help = "Complete pairs" if view.choices.test in PAIRED else "Samples with a value (and all covariates)"
        st.metric("Mutated, intact", f"{row['n_mut']:,}, {row['n_wt']:,}", border=True, help=help)
    st.markdown(_said(view, row))
    groups = view.grouped.groups
    at = list(groups.genes).index(name)
    member = groups.member[at if len(groups.member) > 1 else 0]
    values, mutated, intact = groups.values[at], groups.mutated[at], groups.intact[at]
    kept = mutated | intact
    names = groups.samples if groups.samples is not None else [""] * len(member)
    paired = None
    if groups.pairs is not None and view.choices.test in PAIRED:
        paired = [int(pair) if pair >= 0 else None for pair in groups.pairs[kept]]
    frame = pd.DataFrame(
        {
            "sample": [str(one) for one, keep in zip(names, kept, strict=True) if keep],
            "group": ["mutated" if one else "intact" for one in mutated[kept]], "value": values[kept],
        }
    )  # fmt: skip
    figure = differences.strip(
        frame["value"].tolist(), frame["group"].tolist(), frame["sample"].tolist(), paired=paired
    )
    scale = {"log2": "log2(expression + 1)", "log2_floor": "log2 expression"}.get(view.grouped.scale, "expression")
    figure.update_yaxes(title=scale)
    st.plotly_chart(
        figure, key=f"mutations_gene_{view.row.id}_{at}",
        alt=f"Expression of {name}: {int(mutated.sum())} mutated and {int(intact.sum())} intact samples",
    )  # fmt: skip
    tables.download(
        "Values of this gene (CSV)", lambda: tables.csv_text(frame), f"{name}_expression.csv", key="mutations_gene_csv"
    )
    _mutations(view, name)


def _metric(label: str, value: float, form: str, help: str) -> None:
    st.metric(label, "–" if pd.isna(value) else format(value, form), border=True, help=help)


def _said(view: View, row: pd.Series) -> str:
    """Return what the test says, in a sentence that claims no more."""
    if not row["testable"]:
        return f"Not tested: {shell.prose(str(row['reason']))}"
    alpha = view.choices.alpha
    if row["significant"]:
        way = "higher" if row["log2fc"] > 0 else "lower"
        return f"Expression is **{way}** in mutated samples than in others (q {row['q']:.2g}, cut {alpha:g})."
    of = " of the differences within pairs" if view.choices.test in PAIRED else ""
    return (
        f"No difference was shown (q {row['q']:.2g}, cut {alpha:g}). With these numbers of samples, one test would "
        f"have shown a difference of {row['mde']:.2f} standard deviations{of} four times in five."
    )


def _mutations(view: View, name: str) -> None:
    """List the mutations of the gene."""
    table = view.table
    if table.empty:
        return
    rows = table[table["gene"] == name]
    if rows.empty:
        st.caption("The table of mutations has none in this gene.")
        return
    st.markdown(f"**{len(rows):,} mutations of this gene**, {int(rows['counts'].sum()):,} of them count as mutated")
    columns = ["line", "position", "type", "sample", "status", "consequence", "hgvs_c", "hgvs_p", "counts"]
    tables.show(
        rows[columns], f"{name}_mutations", key="mutations_of_gene", alt=f"{len(rows):,} mutations of a gene",
        height=tables.height(len(rows)),
    )  # fmt: skip
