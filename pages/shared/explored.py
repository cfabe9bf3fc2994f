"""What exploring found, kept between reruns. Keys are content and parameters, never the data themselves."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from genocore.exploration.bias import audit as run_audit
from genocore.exploration.coding import coding_table
from genocore.exploration.composition import class_summary, distribution, group_names, record_table, unlabelled_name
from genocore.exploration.enrichment import kmer_enrichment
from genocore.exploration.motifs import find_motif
from genocore.exploration.positions import position_table
from genocore.exploration.projection import pca
from genocore.exploration.target import correlate
from genocore.features import ENCODERS
from genocore.features.encoder import Matrix
from genocore.sequences import Dataset

SAMPLE = 20_000
"""Records looked at, at most, where all of them would take too long."""
CELLS = 20_000_000
"""Features times records computed at most: 80 MB."""
LETTERS = 50_000_000
"""Letters searched at most where every one is looked at closely."""
SEED = 42


def key(data: Dataset) -> str:
    """Return what stands for the data; lower case is not part of a fingerprint, but is looked at here."""
    case = np.ascontiguousarray(data.columns.get("masked_share", np.empty(0)))
    return data.fingerprint + hashlib.blake2b(case.data, digest_size=8).hexdigest()


def draw(n: int, at_most: int) -> np.ndarray:
    """Return 0-based indices of a random sample, ascending; the same one every time.

    Examples
    --------
    >>> draw(3, 5).tolist(), len(draw(1000, 5))
    ([0, 1, 2], 5)
    """
    if n <= at_most:
        return np.arange(n)
    return np.sort(np.random.default_rng(SEED).choice(n, at_most, replace=False))


@st.cache_resource(show_spinner="Measuring every record…", max_entries=4)
def records(key: str, _data: Dataset) -> pd.DataFrame:
    """Return length and composition of every record; shared by all, so never to be changed."""
    return record_table(_data)


@st.cache_data(show_spinner="Measuring every record…", max_entries=16)
def summary(key: str, _data: Dataset) -> pd.DataFrame:
    """Return length and composition of each class."""
    return class_summary(_data, records(key, _data))


@st.cache_data(show_spinner="Counting…", max_entries=64)
def histogram(key: str, column: str, log: bool, _data: Dataset) -> pd.DataFrame:
    """Return the histogram of a column of `records`, or of the values to predict, class by class."""
    if column == "value":
        assert _data.target is not None
        return _of_values(_data.target, log)
    values, groups = records(key, _data)[column].to_numpy(), group_names(_data)
    length = int(_data.lengths[0])
    if column != "length" and (_data.lengths == length).all():
        return _in_steps(values, groups, 1 / max(length, 1))
    return distribution(values, groups, log=log)


def _of_values(values: np.ndarray, log: bool) -> pd.DataFrame:
    """Return the histogram of measured values; whole numbers, such as bins of a sorter, get whole bins."""
    known = values[np.isfinite(values)]
    if not log and len(known) and np.abs(known).max() < 1e9 and np.all(known == np.round(known)):
        return _in_steps(values, None, 1.0)
    return distribution(np.log2(values + 1) if log else values)


def _in_steps(values: np.ndarray, groups: np.ndarray | None, step: float) -> pd.DataFrame:
    """Return the histogram of values that come in steps, as shares of records of one length do; every bin has as many.

    Bins of another width would hold now one, now two steps, and show gaps and peaks that are not there.
    """
    known = np.isfinite(values)
    steps = np.rint(values[known] / step).astype(np.int64)
    frame = distribution(steps, None if groups is None else groups[known])
    frame[["low", "high"]] *= step
    frame.attrs["missing"] = int((~known).sum())
    return frame


@st.cache_data(show_spinner="Checking what could tell the classes apart…", max_entries=16)
def audit(key: str, _data: Dataset) -> pd.DataFrame:
    """Return the class-bias audit."""
    return run_audit(_data)


@st.cache_data(show_spinner="Counting bases at each position…", max_entries=16)
def positions(key: str, align: str, width: int, _data: Dataset) -> pd.DataFrame:
    """Return the bases at each position, class by class."""
    return position_table(_data, align, width)


@st.cache_data(show_spinner="Comparing words…", show_time=True, max_entries=16)
def enrichment(key: str, k: int, positive: str, both_strands: bool, _data: Dataset) -> pd.DataFrame:
    """Return the words that more records of a class hold than of the others."""
    return kmer_enrichment(_data, k, positive, both_strands)


@st.cache_data(show_spinner="Searching…", max_entries=16)
def motif(
    key: str, pattern: str, both_strands: bool, name: str, _rows: np.ndarray, _data: Dataset
) -> pd.DataFrame:  # fmt: skip
    """Return where a motif stands in the records at `_rows`, which are those whose name holds `name`."""
    if not name:
        return find_motif(_data, pattern, both_strands)
    hits = find_motif(_data.take(_rows), pattern, both_strands)
    hits["row"] = _rows[hits["row"]]
    return hits


@st.cache_data(show_spinner="Searching…", max_entries=16)
def named(key: str, text: str, _data: Dataset) -> np.ndarray:
    """Return the records whose name holds `text`, in any case; 0-based indices."""
    wanted = text.casefold()
    return np.flatnonzero([wanted in str(name).casefold() for name in _data.ids])


@st.cache_data(show_spinner="Looking for reading frames…", show_time=True, max_entries=16)
def coding(key: str, both_strands: bool, shortest: int, _data: Dataset) -> pd.DataFrame:
    """Return reading frames of a sample of the records that are long enough."""
    long = np.flatnonzero(_data.lengths >= shortest)
    letters = max(float(_data.lengths[long].mean()), 1.0) if len(long) else 1.0
    return coding_table(_data.take(long[draw(len(long), min(SAMPLE, max(int(LETTERS / letters), 1)))]), both_strands)


@st.cache_data(show_spinner=False, max_entries=32)
def spread(key: str, column: str, both_strands: bool, _table: pd.DataFrame) -> pd.DataFrame:
    """Return the histogram of a column of what `coding` gave, class by class."""
    classes = _table["class"]
    groups = None if classes.isna().all() else classes.fillna(unlabelled_name(classes.dropna())).to_numpy(dtype=object)
    values, lengths = _table[column].to_numpy(dtype=float, na_value=np.nan), _table["length"]
    if column == "orf_coverage" and lengths.nunique() == 1:
        return _in_steps(values, groups, 3 / float(lengths.iloc[0]))  # whole codons
    return distribution(values, groups)


@st.cache_resource(show_spinner="Computing features…", show_time=True, max_entries=3)
def features(key: str, encoder: str, values: dict[str, Any], _data: Dataset) -> tuple[np.ndarray, Matrix, pd.DataFrame]:
    """Return the rows of a sample, their features and what these are; shared by all, so never to be changed."""
    spec = ENCODERS[encoder]
    rows = draw(len(_data), SAMPLE)
    made = spec.build(**spec.settings(values)).fit(_data.take(rows))
    columns = made.features()
    rows = rows[draw(len(rows), max(CELLS // max(len(columns), 1), 500))]
    return rows, made.transform(_data.take(rows)), columns


@st.cache_data(show_spinner="Looking for the main directions…", show_time=True, max_entries=16)
def components(
    key: str, encoder: str, values: dict[str, Any], _data: Dataset
) -> tuple[pd.DataFrame, list[float], pd.DataFrame]:
    """Return a sample on two principal components, their shares, and the ten weightiest features of each."""
    rows, matrix, columns = features(key, encoder, values, _data)
    found = pca(matrix)
    tops = []
    for number, weights in enumerate(found.loadings, start=1):
        best = np.argsort(-np.abs(weights), kind="stable")[:10]
        part = columns.iloc[best][["name", "description"]].assign(weight=weights[best])
        tops.append(part.rename(columns={"name": "feature"}).assign(component=f"PC{number}"))
    frame = pd.DataFrame({"row": rows, "x": found.coordinates[:, 0], "y": found.coordinates[:, 1]})
    return frame, found.explained.tolist(), pd.concat(tops)[["component", "feature", "weight", "description"]]


@st.cache_data(show_spinner="Correlating…", show_time=True, max_entries=16)
def correlations(key: str, encoder: str, values: dict[str, Any], _data: Dataset) -> pd.DataFrame:
    """Return how strongly each feature follows the value to predict, in a sample of the records that have one."""
    assert _data.target is not None
    rows, matrix, columns = features(key + " known", encoder, values, _data.take(_data.labelled))
    target = _data.target[_data.labelled][rows]
    found = correlate(matrix, columns["name"].tolist(), target)
    words = dict(zip(columns["name"], columns["description"], strict=True))
    return found.assign(description=found["feature"].map(words))
