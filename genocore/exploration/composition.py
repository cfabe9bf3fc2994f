"""What each record, and each class, is made of; and how such numbers are spread."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from genocore.features.words import count_words
from genocore.sequences.alphabet import BASES
from genocore.sequences.dataset import Dataset

ALL, NO_LABEL = "all records", "no label"
"""What the group of every record is called, and that of the records without a class: see `unlabelled_name`."""


def record_table(data: Dataset) -> pd.DataFrame:
    """Return length and composition of every record.

    Parameters
    ----------
    data : Dataset

    Returns
    -------
    DataFrame
        One row a record, in order: ``length`` (bp), ``gc`` (share of G and C among A, C, G and T, 0 to 1),
        ``ambiguous_share`` (letters other than A, C, G and T), ``masked_share`` (letters that were lower case in
        the file), ``A``, ``C``, ``G``, ``T`` (shares among A, C, G and T). NaN where there is nothing to divide by, and
        throughout ``masked_share`` if the data do not say it.

    Notes
    -----
    In short records shares are coarse: ten bases of random DNA have a GC content below 0.2 or above 0.8 in 2 % of
    cases. Lower case means "repeat" in genome files, and nothing at all in many others.

    Examples
    --------
    >>> record_table(Dataset.from_strings(["AACN", "NN"]))[["length", "gc", "ambiguous_share"]].values.tolist()
    [[4.0, 0.3333333333333333, 0.25], [2.0, nan, 1.0]]
    """
    parts = [counts[1] for _, _, counts in count_words(data, 1, 1)]
    counts = np.concatenate(parts) if parts else np.zeros((0, 4), dtype=np.int64)
    known = counts.sum(axis=1)
    share = _divide(counts, known[:, None])
    table = {
        "length": data.lengths,
        "gc": _divide(counts[:, 1] + counts[:, 2], known),
        "ambiguous_share": _divide(data.lengths - known, data.lengths),
        "masked_share": np.asarray(data.columns.get("masked_share", np.full(len(data), np.nan)), dtype=np.float64),
    }
    return pd.DataFrame(table | {base: share[:, index] for index, base in enumerate(BASES)})


def class_summary(data: Dataset, records: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return length and composition of each class, and of all records together.

    Parameters
    ----------
    data : Dataset
    records : DataFrame, optional
        What `record_table` gave for these data, if it is at hand.

    Returns
    -------
    DataFrame
        A row for each class, for the records without one ("no label") if there are any, and for "all records":
        ``class``, ``records``, ``length_min``, ``length_median``, ``length_max`` (bp), ``gc_mean``, ``gc_sd`` (over
        records; standard deviation of the sample), ``A``, ``C``, ``G``, ``T``, ``ambiguous_share``, ``masked_share``
        (over all letters). NaN where undefined, as the standard deviation of one record.

    Notes
    -----
    A long record counts as one in ``gc_mean``, but with all its letters in ``A`` to ``masked_share``: where lengths
    differ, ``C`` plus ``G`` need not equal ``gc_mean``.

    Examples
    --------
    >>> data = Dataset.from_strings(["GG", "AACC", "AT"], labels=["donor", "donor", None])
    >>> class_summary(data)[["class", "records", "length_max", "gc_mean", "G"]].values.tolist()[:2]
    [['donor', 2, 4, 0.75, 0.3333333333333333], ['no label', 1, 2, 0.0, 0.0]]
    """
    records = record_table(data) if records is None else records
    rows = []
    if data.target is not None and data.classes:
        rows = [_summary(name, records[data.target == code]) for code, name in enumerate(data.classes)]
        if not data.labelled.all():
            rows.append(_summary(unlabelled_name(data.classes), records[~data.labelled]))
    return pd.DataFrame([*rows, _summary(ALL, records)])


def distribution(
    values: np.ndarray, groups: np.ndarray | None = None, bins: int = 50, log: bool = False
) -> pd.DataFrame:
    """Return a histogram of each group on bins that all groups share.

    Parameters
    ----------
    values : ndarray of int or float, shape (n,)
    groups : ndarray of object, shape (n,), optional
        Name of each value's group; by default all are one, "all records".
    bins : int, default 50
        At most so many bins.
    log : bool, default False
        Make the bins equally wide on a log10 scale.

    Returns
    -------
    DataFrame
        A row for each group (by name) and bin: ``group``, ``low``, ``high`` (ends of the bin), ``count``, ``share``
        (of the group's values; NaN in a group without any). A value on a border belongs to the upper bin, the largest
        one to the last. ``attrs["missing"]`` counts the values left out: NaN, infinite, and with `log` those not
        above 0.

    Raises
    ------
    ValueError
        If `bins` is less than 1, or groups and values differ in number.

    Notes
    -----
    Whole numbers get bins of whole numbers: one bin a value, centred at it, if `bins` suffice, else as many values in
    each. Other numbers get equal bins from the smallest to the largest value, so that one outlier leaves few bins
    for the rest: compare with ``log=True``.

    Examples
    --------
    >>> distribution(np.array([3, 3, 5]))[["low", "high", "count"]].values.tolist()
    [[2.5, 3.5, 2.0], [3.5, 4.5, 0.0], [4.5, 5.5, 1.0]]
    """
    names = np.full(len(values), ALL, dtype=object) if groups is None else np.asarray(groups, dtype=object)
    if bins < 1 or len(names) != len(values):
        raise ValueError(f"{bins} bins, {len(values)} values and {len(names)} groups do not fit together")
    kept = np.isfinite(values) & ((values > 0) | (not log))
    numbers = np.log10(values[kept]) if log else values[kept]
    edges = _edges(numbers, bins)
    group, found = pd.factorize(names, sort=True, use_na_sentinel=False)
    cells = max(len(edges) - 1, 0)
    inside = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, cells - 1) if cells else np.empty(0, int)
    count = np.bincount(group[kept] * cells + inside, minlength=len(found) * cells).reshape(len(found), cells)
    ends = 10.0**edges if log else edges
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.asarray(found, dtype=object), cells),
            "low": np.tile(ends[:-1], len(found)),
            "high": np.tile(ends[1:], len(found)),
            "count": count.ravel(),
            "share": _divide(count, count.sum(axis=1, keepdims=True)).ravel(),
        }
    )
    frame.attrs["missing"] = int(len(values) - kept.sum())
    return frame


def group_names(data: Dataset) -> np.ndarray | None:
    """Return the class of each record by name, "no label" where there is none; None for data without classes.

    Examples
    --------
    >>> group_names(Dataset.from_strings(["A", "C"], labels=["donor", None])).tolist()
    ['donor', 'no label']
    """
    if data.target is None or not data.classes:
        return None
    return np.array([*data.classes, unlabelled_name(data.classes)], dtype=object)[
        data.target
    ]  # NO_CLASS is -1: the last of them


def unlabelled_name(classes: Iterable[str]) -> str:
    """Return what the group of records without a class is called: "no label", unless a class is called so.

    Examples
    --------
    >>> unlabelled_name(["donor"]), unlabelled_name(["donor", "no label"])
    ('no label', 'no label (none given)')
    """
    taken, name = set(classes), NO_LABEL
    while name in taken:
        name += " (none given)"
    return name


def _summary(name: str, rows: pd.DataFrame) -> dict[str, object]:
    known = (rows["length"] * (1 - rows["ambiguous_share"])).fillna(0)
    length = rows["length"]
    return {
        "class": name,
        "records": len(rows),
        **{f"length_{what}": length.agg(what) for what in ("min", "median", "max")},
        "gc_mean": rows["gc"].mean(),
        "gc_sd": rows["gc"].std(),
        **{base: _pooled(rows[base], known) for base in BASES},
        **{column: _pooled(rows[column], length) for column in ("ambiguous_share", "masked_share")},
    }


def _pooled(share: pd.Series, letters: pd.Series) -> float:
    """Return a share over all letters from each record's share; NaN if no record has one."""
    weight = letters[share.notna()].to_numpy()
    return float(np.average(share.dropna(), weights=weight)) if weight.sum() else np.nan


def _edges(numbers: np.ndarray, bins: int) -> np.ndarray:
    if not len(numbers):
        return np.empty(0)
    low, high = numbers.min(), numbers.max()
    if numbers.dtype.kind in "iub":
        wide = -(-(int(high) - int(low) + 1) // bins)  # values a bin; whole, or every other bin would hold one more
        return np.arange(int(low), int(high) + wide + 1, wide) - 0.5
    edges = np.linspace(low, high, bins + 1)
    return edges if (np.diff(edges) > 0).all() else np.array([low - 0.5, high + 0.5])


def _divide(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    part, whole = np.broadcast_arrays(part, whole)
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
