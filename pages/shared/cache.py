"""Everything that is kept between reruns. Keys are content and parameters, never the data themselves."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from genocore.errors import GenoError, NotEnoughData
from genocore.files.kinds import Kind, kind_of
from genocore.jobs import Jobs
from genocore.sequences import Dataset, Report, Source, prepare
from genocore.sequences.labels import LabelRule
from genocore.splitting.families import Families, find_families
from genocore.tables import Table, read_table
from genocore.tables.workbook import sheet_names
from genocore.training.compare import Comparison, compare_runs
from genocore.training.gates import check_trainable
from genocore.training.run import Run
from genocore.training.settings import Settings
from genocore.workspace import Store, Workspace

QUICK = 4_000_000
"""Letters among which near copies are found in about a second."""


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Return the store of all workspaces; on start, what a restart cut short is marked."""
    opened = Store()
    opened.mark_interrupted()
    return opened


@st.cache_resource(show_spinner=False, on_release=lambda desk: desk.close())
def jobs() -> Jobs:
    """Return the desk where long work is handed in; its workers start in the background."""
    modules = ("genocore.workspace.work", "sklearn.ensemble", "sklearn.linear_model", "sklearn.manifold", "skops.io")
    desk = Jobs(preload=modules)
    desk.start()
    return desk


@st.cache_resource(show_spinner=False)
def run_numbers() -> Iterator[int]:
    """Return a counter of script runs, shared by all visitors."""
    return itertools.count(1)


@st.cache_resource(show_spinner="Opening the data…", max_entries=8)
def raw(workspace: str, dataset: str, _workspace: Workspace) -> tuple[Dataset, Report]:
    """Return a dataset as it was read. Arrays are read-only, so that everybody may share them."""
    return _workspace.open_raw(dataset)


@st.cache_resource(show_spinner="Checking the data…", max_entries=8)
def prepared(
    workspace: str, dataset: str, label: str, fixes: tuple[str, ...], task: str, _workspace: Workspace
) -> tuple[Dataset, Report]:
    """Return a dataset labelled, checked and fixed."""
    return prepare(*raw(workspace, dataset, _workspace), label=label, fixes=fixes, task=task)


@st.cache_data(show_spinner=False, max_entries=32)
def label_preview(workspace: str, dataset: str, rule: str, _workspace: Workspace, rows: int = 8) -> pd.DataFrame:
    """Return headers from all over the data with the label that a rule reads from each."""
    data, _ = raw(workspace, dataset, _workspace)
    head = data.take(np.unique(np.linspace(0, len(data) - 1, min(rows, len(data)), dtype=int)))
    labels = [label or "" for label in LabelRule(rule).label(head)] if rule != "none" else [""] * len(head)
    if rule.startswith("column:"):
        return pd.DataFrame({"label": labels, "name": head.ids.astype(str)})
    return pd.DataFrame({"label": labels, "header": head.columns["header"].astype(str)})


@st.cache_data(show_spinner=False, max_entries=8)
def message_table(
    workspace: str, dataset: str, label: str, fixes: tuple[str, ...], task: str, _report: Report
) -> pd.DataFrame:
    """Return the messages of a report as a table."""
    return _report.table()


_BY_CONTENT = {Source: lambda source: (source.name, str(source.path), source.size, (source.data or b"")[:4096])}
"""A source stands for what is in it: kept files never change, and uploads differ in name, size or beginning."""


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs=_BY_CONTENT)
def kind(source: Source) -> Kind:
    """Return what a file is."""
    return kind_of(source)


@st.cache_data(show_spinner=False, max_entries=16, hash_funcs=_BY_CONTENT)
def sheets(source: Source) -> list[str]:
    """Return the names of a workbook's sheets."""
    return sheet_names(source)


@st.cache_data(show_spinner=False, max_entries=16, hash_funcs=_BY_CONTENT)
def table_preview(source: Source, layout: dict[str, Any]) -> tuple[Table, Report]:
    """Return the first rows of a table, read with some corrections."""
    return read_table(source, layout, at_most=500)


@st.cache_data(show_spinner=False, max_entries=64)
def trainable(
    fingerprint: str, settings_key: str, _data: Dataset, _settings: Settings
) -> tuple[list[str], GenoError | None]:
    """Return cautions about training, or what stands in its way."""
    try:
        return check_trainable(_data, _settings), None
    except NotEnoughData as error:
        return [], error


@st.cache_resource(show_spinner="Looking for near copies…", max_entries=8)
def families(fingerprint: str, _data: Dataset) -> Families | None:
    """Return the families of near copies; None if looking for them here would take too long."""
    return find_families(_data) if len(_data.letters) <= QUICK else None


@st.cache_resource(show_spinner="Opening the run…", max_entries=16)
def run(workspace: str, key: str, created: float, _workspace: Workspace) -> Run:
    """Return a finished run; `created` tells a repeated run from the first."""
    return Run.load(_workspace.run_folder(key))


@st.cache_data(show_spinner=False, max_entries=256)
def summary(workspace: str, key: str, created: float, _workspace: Workspace) -> dict[str, Any]:
    """Return the line of a run in a list of runs; nothing for one that cannot be read any more."""
    try:
        found = Run.load(_workspace.run_folder(key))
    except GenoError:
        return {}
    part = found.quoted
    metrics = found.metrics[part] or {}
    return {
        "key": key, "fingerprint": found.fingerprint, "run": found.title, "division": found.split["kind"],
        "scored": "locked part" if part == "test" else "cross-validation",
        **metrics["auroc" if found.classes else "r2"], "leakage_percent": found.split["leakage_percent"],
        "seconds": found.seconds, "trained": found.created.replace("T", " ")[:16],
    }  # fmt: skip


@st.cache_resource(show_spinner="Comparing…", max_entries=32)
def comparison(
    workspace: str, first: tuple[str, float], second: tuple[str, float], _workspace: Workspace
) -> Comparison | None:
    """Return how two runs, each by key and time, differ."""
    return compare_runs(*(Run.load(_workspace.run_folder(key)) for key, _ in (first, second)))
