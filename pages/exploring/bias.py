"""Explore: whether something trivial tells the classes apart."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.exploration.bias import ENOUGH
from genocore.plots import audit as audit_plot
from genocore.sequences import Dataset, Report
from genocore.workspace.tables import DatasetRow
from pages.exploring import parts, verdict
from pages.shared import explored, shell, tables

_DRAWN = 4
"""Classes drawn at once."""


def draw(row: DatasetRow, data: Dataset, report: Report) -> None:
    """Draw the section."""
    if not parts.need_classes(data, "This check"):
        return
    frame = explored.audit(explored.key(data), data)
    worst = frame.dropna(subset="auroc").sort_values("auroc", ascending=False, kind="stable")
    verdict.show(frame, worst)
    classes = list(dict.fromkeys(frame["class"]))
    if len(classes) > _DRAWN:
        first = list(dict.fromkeys([*worst["class"], *classes]))[:_DRAWN]
        classes = st.multiselect(
            "Classes to draw", classes, first, max_selections=8, key=f"explore_bias_{row.id}", persist_state="session"
        )
    halves = st.grid(2 if len(classes) > 1 else 1, min_column_width=440)
    for number, name in enumerate(classes):
        with halves.container():
            st.markdown(f"{shell.literal(name)} against all other classes")
            rows = frame[frame["class"] == name]
            parts.plot(
                audit_plot.bias(rows), key=f"explore_bias_{number}",
                alt="AUROC of each property alone, with 95 % interval: "
                + "; ".join(f"{label} {auroc:.2f}" for label, auroc in zip(rows["label"], rows["auroc"], strict=True)),
            )  # fmt: skip
    st.caption(parts.sampled(frame.attrs["n_used"], frame.attrs["n"], "labelled records"))
    _explain()
    _table(frame)


def _explain() -> None:
    tables.explain(
        "Each dot is how well **one simple property alone** tells a class from the rest, without any biology: the "
        "AUROC, 0.5 for guessing and 1 for telling perfectly, with its 95 % interval. Numbers such as the length are "
        "compared as they are; base composition, pairs and positions are small models that are scored on records "
        "they did not see.\n\n"
        "- **● no problem**: up to 0.60\n- **◆ caution**: up to 0.70\n- **■ stands out**: above 0.70\n"
        "- **○ the same in all records**: it cannot tell any class\n"
        f"- **✕ too few records**: unknown, because there are fewer than {ENOUGH} records of the class or of the "
        "rest; the interval would be too wide for a verdict\n\n"
        "**■ is not an error.** True biology stands out as well: splice sites have a base at each position, and GC "
        "content tells many genes from what surrounds them. It says what a model must beat to have learnt *more*. "
        "Properties overlap: a shift in GC shows in bases, pairs and positions too."
    )


def _table(frame: pd.DataFrame) -> None:
    words = {light: text for light, (text, _, _) in audit_plot.LIGHTS.items()}
    shown = frame.assign(light=frame["light"].map(words))[
        ["class", "label", "light", "auroc", "low", "high", "n_class", "n_rest", "sentence"]
    ]
    number = st.column_config.NumberColumn
    tables.show(
        shown, "bias_audit", key="explore_audit", alt=f"{len(shown)} checks with AUROC and verdict",
        height=tables.height(len(shown), 400), placeholder="–",
        column_config={
            "class": "Class", "label": "Property", "light": "Verdict", "auroc": number("AUROC", format="%.3f"),
            "low": number("from", format="%.3f", help="Lower end of the 95 % interval"),
            "high": number("to", format="%.3f", help="Upper end of the 95 % interval"),
            "n_class": number("Records of the class", format="localized"),
            "n_rest": number("Other records", format="localized"), "sentence": "In words",
        },
    )  # fmt: skip
