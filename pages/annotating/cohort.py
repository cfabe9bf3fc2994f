"""Mutations: genes against samples."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.plots import cohort
from genocore.significance.groups import NEITHER
from pages.shared import tables
from pages.shared.studied import View


def draw(view: View) -> None:
    """Draw the section."""
    checked = view.checked
    assert checked is not None
    cells = altered(view)
    if cells.empty and not (checked.mutations.calls["state"] == 1).any():
        st.info("No genotype of this file carries anything: all are 0/0 or missing.")
        return
    if cells.empty:
        st.info("No sample carries a mutation that counts.")
        return
    share = cells.groupby("gene")["sample"].nunique().sort_values(ascending=False, kind="stable")
    most = min(len(share), 60)
    n = st.slider("Genes shown", 1, max(most, 2), min(20, most), key=f"mutations_top_{view.row.id}") if most > 1 else 1
    genes = [str(name) for name in share.index[:n]]
    missing = _not_looked_at(view)
    samples = _in_order(cells[cells["gene"].isin(genes)], genes, [*checked.mutations.samples, *_others(view)])
    st.plotly_chart(
        cohort.matrix(cells, genes, samples, missing=missing), key=f"mutations_matrix_{view.row.id}",
        alt=f"Which of {len(samples)} samples carry a mutation in each of {len(genes)} genes; "
        f"most often {genes[0]}, in {int(share.iloc[0])}",
    )  # fmt: skip
    tables.explain(
        "Each row is a gene, each column a sample; those that carry most stand on the left. Only mutations count whose "
        "consequence does (see **Check**). A dot is a sample that was not looked at, or whose rows there cannot be "
        "judged: that is not the same as intact. Without expression, samples of the table count as looked at in all "
        "genes."
    )
    tables.download("Who carries what (CSV)", lambda: tables.csv_text(cells), "carriers.csv", key="mutations_cells_csv")


def altered(view: View) -> pd.DataFrame:
    """Return who carries what: ``gene, sample, consequence``, one row a gene and sample."""
    checked = view.checked
    assert checked is not None
    calls = checked.mutations.calls[checked.mutations.calls["state"] == 1]
    row = calls["row"].to_numpy()
    keep = checked.counts[row]
    names = np.array([*checked.mutations.samples, ""], dtype=object)[calls["sample"].to_numpy()]
    frame = pd.DataFrame(
        {
            "gene": checked.effects["gene"].to_numpy()[row], "sample": names,
            "consequence": checked.effects["consequence"].to_numpy()[row],
        }
    )[keep].drop_duplicates()  # fmt: skip
    kinds = frame.groupby(["gene", "sample"], sort=False)["consequence"].agg(list).reset_index()
    kinds["consequence"] = [found[0] if len(found) == 1 else "multiple" for found in kinds["consequence"]]
    return kinds


def _not_looked_at(view: View) -> frozenset[tuple[str, str]]:
    """Return the genes and samples that were not looked at, where the expression table has them."""
    if view.study.expression is None:
        return frozenset()
    try:
        grouped = view.grouped
    except GenoError:
        return frozenset()
    if grouped.by != "calls" or grouped.groups.samples is None:
        return frozenset()
    gene, sample = np.nonzero(grouped.groups.member == NEITHER)
    names = grouped.groups.samples
    return frozenset((str(grouped.groups.genes[g]), str(names[s])) for g, s in zip(gene, sample, strict=True))


def _others(view: View) -> list[str]:
    """Return samples of the expression table that the mutations do not name."""
    if view.study.expression is None or view.study.mutations is None or view.study.expression.member is not None:
        return []
    known = set(view.study.mutations.samples)
    return [str(name) for name in view.study.expression.samples if str(name) not in known]


def _in_order(cells: pd.DataFrame, genes: list[str], samples: list[str]) -> list[str]:
    """Return the samples so that carriers of the first gene come first, among them those of the second, and so on."""
    has: dict[str, set[str]] = {}
    for gene, sample in zip(cells["gene"], cells["sample"], strict=True):
        has.setdefault(str(sample), set()).add(str(gene))
    return sorted(samples, key=lambda name: [gene not in has.get(name, set()) for gene in genes])
