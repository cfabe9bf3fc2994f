"""Explore: the numbers to predict, and what goes up and down with them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.exploration.target import describe_target
from genocore.plots import audit
from genocore.plots.histogram import histogram
from genocore.sequences import Dataset, Report
from genocore.tables.scale import scale_of
from genocore.workspace.tables import DatasetRow
from pages.exploring import parts
from pages.shared import explored, shell, tables

_WORDS = {
    "n": "Values", "missing": "Missing", "min": "Smallest", "q1": "Lower quartile", "median": "Median",
    "q3": "Upper quartile", "max": "Largest", "mean": "Mean", "sd": "Standard deviation", "skewness": "Skewness",
    "share_zero": "Share of zeros", "share_negative": "Share below zero", "share_whole": "Share of whole numbers",
    "distinct": "Different values",
}  # fmt: skip
_TOP = 20


def draw(row: DatasetRow, data: Dataset, report: Report) -> None:
    """Draw the section."""
    assert data.target is not None
    key = explored.key(data)
    found = describe_target(data.target)
    scale, why = scale_of(data.target)
    halves = st.grid(2, min_column_width=440)
    with halves.container():
        st.subheader("Distribution", anchor=False)
        log = found["min"] is not None and found["min"] >= 0 and st.toggle(
            "As log2(x + 1)", scale == "linear", key=f"explore_log2_{row.id}", persist_state="session"
        )  # fmt: skip
        st.caption(why)
        frame = explored.histogram(key, "value", log, data)
        axis = "log2(value + 1)" if log else "Value (as in your file)"
        parts.plot(
            histogram(frame, parts.groups(data), axis), key="explore_values",
            alt=f"Histogram of {found['n']:,} values",
        )  # fmt: skip
        st.caption(f"{found['n']:,} records with a value, {found['missing']:,} without.")
        tables.download("Histogram (CSV)", lambda: tables.csv_text(frame), "values.csv", key="explore_values_csv")
    with halves.container():
        st.subheader("In numbers", anchor=False)
        shown = pd.DataFrame({"what": _WORDS.values(), "value": [_text(found[name]) for name in _WORDS]})
        tables.show(
            shown, "values_described", key="explore_described", alt="Quartiles, mean and the like of the values",
            column_config={"what": "", "value": "Value"}, height=tables.height(len(shown), 600),
        )  # fmt: skip
    tables.explain(
        "A long tail to the right (skewness far above 0), as counts and intensities have, lets the few largest values "
        "outweigh all others; log2(x + 1) makes equal *ratios* equally far apart. Whoever measured knows the unit: "
        "fractions and percentages look like logarithms to the rule used here. This switch changes the chart only."
    )
    _follow(row, key, data)


def _follow(row: DatasetRow, key: str, data: Dataset) -> None:
    st.subheader("What goes up and down with the value", anchor=False)
    encoder, values = parts.choose_features(row, data, "values")
    try:
        frame = explored.correlations(key, encoder, values, data)
    except GenoError as error:
        shell.show_error(error)
        return
    tested = int(frame["p"].notna().sum())
    found = int((frame["q"] <= 0.05).sum())
    n = int(frame["n"].max()) if len(frame) else 0
    st.markdown(f"**{found:,}** of {tested:,} features that vary follow the value (q at most 0.05).")
    parts.plot(
        audit.correlations(frame, _TOP), key="explore_follow",
        alt=f"Rank correlation of the {min(_TOP, tested)} features of the smallest p with the value",
    )  # fmt: skip
    st.caption(parts.sampled(n, int(np.isfinite(data.target).sum()), "records with a value"))
    tables.explain(
        "Each dot is a feature: +1 if it rises whenever the value rises, -1 if it falls, 0 without a trend, with its "
        "95 % interval. Filled dots have a false discovery rate q of at most 0.05 over all features. Only trends in "
        "one direction are seen. Features that depend on each other (length, words that overlap) rise and fall "
        "together, and none of them need be a cause; copies and relatives make p too small."
    )
    number = st.column_config.NumberColumn
    columns = ["feature", "description", *(name for name in frame if name not in ("feature", "description"))]
    tables.show(
        frame[columns], "correlations", key="explore_correlations", alt=f"Rank correlation of {len(frame):,} features",
        height=360, placeholder="–",
        column_config={
            "feature": "Feature", "description": "What it is",
            "spearman": number("Spearman", format="%.3f"), "low": number("from", format="%.3f"),
            "high": number("to", format="%.3f"), "p": number("p", format="scientific"),
            "q": number("q", format="scientific"), "n": number("Records", format="localized"),
        },
    )  # fmt: skip


def _text(value: float | int | None) -> str:
    if value is None:
        return "undefined"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
