"""Explore: records drawn as a map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.exploration.composition import group_names
from genocore.features import ENCODERS
from genocore.plots.scatter import points
from genocore.sequences import Dataset, Report
from genocore.tables.scale import scale_of
from genocore.workspace import work
from genocore.workspace.tables import DatasetRow
from pages.exploring import parts
from pages.shared import explored, progress, shell, tables


def draw(row: DatasetRow, data: Dataset, report: Report) -> None:
    """Draw the section."""
    key = explored.key(data)
    encoder, values = parts.choose_features(row, data, "map")
    kinds = {"pca": "Main directions (PCA)", "tsne": "Neighbours (t-SNE)"}
    kind = st.segmented_control(
        "Map", list(kinds), format_func=kinds.__getitem__, default="pca", key="explore_map", required=True,
        persist_state="session",
    )  # fmt: skip
    try:
        if kind == "pca":
            _pca(key, data, encoder, values)
        else:
            _tsne(row, data, encoder, values)
    except GenoError as error:
        shell.show_error(error)


def _pca(key: str, data: Dataset, encoder: str, values: dict[str, Any]) -> None:
    frame, explained, loadings = explored.components(key, encoder, values, data)
    titles = [f"PC{number}: {share:.1%} of the variance" for number, share in enumerate(explained, start=1)]
    _map(data, frame, *titles, "pca")
    tables.explain(
        "Each point is a record. The two axes are the directions in which the features, each scaled to the same "
        f"spread, vary most; they explain {sum(explained):.1%} of the variance. Where that is little, groups that "
        "overlap here may well be separable. What varies most is often length or base composition, not what you "
        "look for."
    )
    st.markdown("**Features that make up the axes**")
    tables.show(
        loadings, "loadings", key="explore_loadings", alt="The ten features of the largest weight on each axis",
        height=300,
        column_config={
            "component": "Axis", "feature": "Feature", "description": "What it is",
            "weight": st.column_config.NumberColumn(
                "Weight", format="%.3f", help="Features with weights of one sign rise together along the axis."
            ),
        },
    )  # fmt: skip


def _tsne(row: DatasetRow, data: Dataset, encoder: str, values: dict[str, Any]) -> None:
    arguments = {
        "dataset": row.id, "label": row.label, "fixes": list(row.fixes), "task": row.task, "encoder": encoder,
        "values": values, "seed": explored.SEED,
    }  # fmt: skip
    busy = progress.watch("projection")
    space = shell.workspace()
    frame = space.load_table(work.key_of("projection", space.id, arguments))
    if frame is None:
        st.write(f"This takes a while: of more than {work.MAPPED:,} records, a random sample of so many is drawn.")
        if st.button("Draw the map", disabled=busy, key="explore_tsne", icon=":material/scatter_plot:"):
            progress.start("projection", f"t-SNE of {ENCODERS[encoder].label}", arguments)
            st.rerun()
        return
    _map(data, frame, "t-SNE 1 (no unit)", "t-SNE 2 (no unit)", "tsne")
    tables.explain(
        "Records with similar features lie side by side. **Only who is next to whom means something**: distances "
        "between clusters, their sizes and densities do not, and even pure noise can look clustered. Another computer "
        "may draw another picture."
    )


def _map(data: Dataset, frame: pd.DataFrame, x: str, y: str, kind: str) -> None:
    """Draw the points and, below, the records of those that are selected."""
    rows = frame["row"].to_numpy()
    shown = frame.assign(id=data.ids[rows])
    value = ""
    order = parts.groups(data)
    names = group_names(data)
    if data.task == "regression" and data.target is not None:
        long_tail = scale_of(data.target)[0] == "linear"
        value = "log2(value + 1)" if long_tail else "Value"
        shown["value"] = np.log2(data.target[rows] + 1) if long_tail else data.target[rows]
    else:
        shown["group"] = order[0] if names is None else names[rows]
    event = parts.plot(
        points(shown, order, x, y, value=value), key=f"explore_{kind}", on_select="rerun",
        alt=f"Map of {len(shown):,} records, by class",
    )  # fmt: skip
    st.caption(parts.sampled(len(shown), len(data)) + " Drag a lasso or a box around points to list their records.")
    parts.say_left_out(data)
    chosen = parts.picked(event)
    if chosen:
        parts.show_records(data, chosen, f"selected_{kind}", f"explore_{kind}_rows")
    columns = [name for name in ("id", "group", "value", "x", "y") if name in shown]
    tables.download(
        "Coordinates (CSV)", lambda: tables.csv_text(shown[columns]), f"{kind}.csv", key=f"explore_{kind}_csv"
    )
