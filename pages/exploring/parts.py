"""What the sections have in common."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from genocore.exploration.composition import ALL, unlabelled_name
from genocore.features import ENCODERS
from genocore.sequences import Dataset
from genocore.training.advice import advise_encoder
from genocore.workspace.tables import DatasetRow
from pages.shared import explored, forms, tables

MOST = 10
"""Classes drawn at once: there are ten colours."""


def groups(data: Dataset) -> list[str]:
    """Return the groups to draw, in the order of their colours; of many classes the largest."""
    if not data.classes:
        return [ALL]
    counts = data.class_counts()
    largest = set(sorted(counts, key=lambda name: -counts[name])[:MOST])
    return [name for name in data.classes if name in largest] + (
        [] if data.labelled.all() else [unlabelled_name(data.classes)]
    )


def say_left_out(data: Dataset) -> None:
    """Say how many classes are not drawn."""
    if len(data.classes) > MOST:
        st.caption(f"The {MOST} largest of {len(data.classes):,} classes are drawn; tables have all of them.")


def plot(figure: Any, *, key: str, alt: str, **options: Any) -> Any:
    """Draw a figure that is saved, from its tool bar, as a sharp file of its own name."""
    config = {"toImageButtonOptions": {"format": "svg", "filename": key}, "displaylogo": False}
    return st.plotly_chart(figure, key=key, alt=alt, config=config, **options)


def need_classes(data: Dataset, what: str) -> bool:
    """Return whether there are two classes; if not, say kindly that `what` needs them."""
    if len(data.class_counts()) >= 2 and sum(n > 0 for n in data.class_counts().values()) >= 2:
        return True
    if data.task == "regression":
        why = "Your labels are numbers. Look at **Values** for what goes up and down with them"
    else:
        why = "There is only one class" if data.classes else "Your records have no labels"
        why += ". Choose on the Data page where the labels stand"
    st.info(f"{what} needs at least two classes. {why}; Overview and Positions work without classes.")
    return False


def sampled(used: int, n: int, what: str = "records") -> str:
    """Return how many records were looked at, as a sentence.

    Examples
    --------
    >>> sampled(5, 5), sampled(5, 1000)
    ('All 5 records.', 'A random sample of 5 of 1,000 records, the same one every time.')
    """
    if used == n:
        return f"All {n:,} {what}."
    return f"A random sample of {used:,} of {n:,} {what}, the same one every time."


def picked(event: Any) -> list[int]:
    """Return the rows of the points selected in a chart, from their first ``customdata``."""
    points = event.selection.points if event else []
    return [point["customdata"][0] for point in points if "customdata" in point]


def record_rows(data: Dataset, rows: np.ndarray | list[int]) -> pd.DataFrame:
    """Return the records at `rows` as a table: id, class or value, length, GC content."""
    where = np.asarray(rows, dtype=np.int64)
    frame = pd.DataFrame({"id": data.ids[where]})
    if data.target is not None:
        named = np.array([*data.classes, ""], dtype=object)
        frame["class" if data.classes else "value"] = named[data.target[where]] if data.classes else data.target[where]
    gc = explored.records(explored.key(data), data)["gc"].to_numpy()
    return frame.assign(length=data.lengths[where], gc=gc[where])


def show_records(data: Dataset, rows: list[int], name: str, key: str) -> None:
    """Draw the table of the records at `rows`."""
    frame = record_rows(data, rows)
    percent = st.column_config.NumberColumn("GC", format="percent")
    tables.show(
        frame, name, key=key, alt=f"{len(frame):,} selected records", height=tables.height(len(frame)),
        column_config={"id": "Record", "class": "Class", "value": "Value", "length": "Length (bp)", "gc": percent},
    )  # fmt: skip


def choose_features(row: DatasetRow, data: Dataset, where: str) -> tuple[str, dict[str, Any]]:
    """Draw the choice of an encoder and its settings; return its key and the settings."""
    advised, _ = advise_encoder(data)
    spec = forms.choose(
        "How sequences become numbers", list(ENCODERS.values()), key=f"explore_{where}_encoder_{row.id}",
        default=advised,
    )  # fmt: skip
    values: dict[str, Any] = {}
    if spec.params:
        with st.expander("Settings of the features"):
            values = forms.fill_in(spec.params, key=f"explore_{where}_{spec.key}")
    return spec.key, values
