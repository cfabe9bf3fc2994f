"""Evaluate: what the first layer of a convolutional network responds to."""

from __future__ import annotations

import streamlit as st

from genocore.plots import weights
from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.explaining import measure, sequence
from pages.shared import shell, tables


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    of, _ = measure.choose(run, f"evaluate_filters_{run.key}", only_class=True)
    arguments = {"run": run.key, "dataset": row.dataset, "of": of}
    found = sequence.wanted("filters", "Looking at the filters", arguments, "Look at the filters")
    if found is None:
        return
    logos = shell.workspace().load_table(f"{sequence.name_of('filters', arguments)}logos")
    shown = found[found["sites"] > 0].head(weights.SHOWN)
    if logos is None or shown.empty:
        st.info("No filter responds to any of these sequences.")
        return
    titles = [f"{name}: {sites:,} sites" for name, sites in zip(shown["name"], shown["sites"], strict=True)]
    st.plotly_chart(
        weights.motifs(logos, shown["name"].tolist(), titles), key="evaluate_filter_logos",
        alt=weights.spoken(logos, shown["name"].tolist()),
    )  # fmt: skip
    number = st.column_config.NumberColumn
    tables.show(
        found, "filters", key="evaluate_filters", alt=f"{len(found):,} filters", height=tables.height(len(found)),
        column_config={
            "influence": number(format="%.3f", help="Mean change of the log odds, or number, without this filter"),
            "effect": number(format="%+.3f", help="Above 0: it speaks for the class, or a larger number"),
            "strongest": number(format="%.2f"), "information": number("bits", format="%.1f"),
        },
    )  # fmt: skip
    tables.explain(
        "Each logo: the stretches of sequence that excite one filter of the network's first layer, laid on each other; "
        "the most influential filters first. One filter need not be one motif: a network may make a motif up from "
        "several, and a filter that answers to many words looks like noise."
    )
