"""Changes to the data, each only on request, each written down with what it touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from genocore.files.report import Rejected, Report
from genocore.registry import unknown
from genocore.sequences.checks import contradictions, copies, identical_groups, place_of
from genocore.sequences.dataset import Dataset
from genocore.sequences.spellings import merge_classes, variants


@dataclass(frozen=True)
class Fix:
    """One change that can be asked for. ``safe`` ones lose no information about any sequence and its label."""

    key: str
    label: str
    safe: bool
    apply: Callable[[Dataset, Report], Dataset]


def apply_fixes(data: Dataset, report: Report, names: list[str] | tuple[str, ...]) -> tuple[Dataset, Report]:
    """Apply the named fixes in the order of `FIXES`, and write down what they did.

    Parameters
    ----------
    data : Dataset
    report : Report
        Not changed; a copy is returned.
    names : sequence of str
        Keys of `FIXES`.

    Raises
    ------
    InputError
        PA002 for a name that is no fix.
    """
    report = report.copy()
    for name in names:
        if name not in FIXES:
            raise unknown("fix", name, list(FIXES))
    for key, fix in FIXES.items():
        if key in names:
            data = fix.apply(data, report)
    report.kept = len(data)
    return data, report


def _merge_labels(data: Dataset, report: Report) -> Dataset:
    merged = variants(data.classes, data.class_counts())
    for name, other in merged.items():
        report.changes.append(f"FA017 label {name!r} read as {other!r} ({data.class_counts()[name]:,} records)")
    return merge_classes(data, merged) if merged else data


def _rename_duplicates(data: Dataset, report: Report) -> Dataset:
    ids = pd.Series(data.ids, dtype=object)
    taken, names = set(ids), ids.tolist()
    number = ids.groupby(ids).cumcount().to_numpy() + 1
    for row in np.flatnonzero(number > 1).tolist():
        copy = int(number[row])
        while f"{ids[row]}_{copy}" in taken:
            copy += 1
        names[row] = f"{ids[row]}_{copy}"
        taken.add(names[row])
        report.changes.append(f"FA017 record {ids[row]!r} renamed to {names[row]!r}")
    return replace(data, ids=np.array(names, dtype=object))


def _drop_duplicates(data: Dataset, report: Report) -> Dataset:
    drop, _ = copies(data, identical_groups(data))
    return _drop(data, drop, "FA011", "same sequence and label as an earlier record", report)


def _drop_opposite_strand(data: Dataset, report: Report) -> Dataset:
    _, drop = copies(data, identical_groups(data))
    return _drop(data, drop, "FA011", "reverse complement of an earlier record with the same label", report)


def _drop_contradictions(data: Dataset, report: Report) -> Dataset:
    drop = np.zeros(len(data), dtype=bool)
    for rows in contradictions(data, identical_groups(data)):
        drop[rows] = True
    return _drop(data, drop, "FA012", "its sequence carries different labels", report)


def _drop_unlabelled(data: Dataset, report: Report) -> Dataset:
    if not data.labelled.any():  # without labels there is nothing this could mean
        return data
    return _drop(data, ~data.labelled, "FA006", "no label", report)


def _drop(data: Dataset, drop: np.ndarray, code: str, why: str, report: Report) -> Dataset:
    for row in np.flatnonzero(drop).tolist():
        place = {"file": "", "line": None} | place_of(data, row)
        report.reject(Rejected(**place, code=code, reason=f"left out on request: {why}", sequence=data.sequence(row)))
    if n := int(drop.sum()):
        report.changes.append(f"FA017 {n:,} records left out: {why}")
    kept = data.take(~drop)
    if kept.target is not None and kept.classes and not all(kept.class_counts().values()):
        return kept.with_labels(np.array([*kept.classes, None], dtype=object)[kept.target])  # a class may be gone
    return kept


FIXES: dict[str, Fix] = {
    fix.key: fix
    for fix in (
        Fix("merge_labels", "Merge spellings of one class", True, _merge_labels),
        Fix("drop_unlabelled", "Leave out records without a label", True, _drop_unlabelled),
        Fix("drop_duplicates", "Keep one of identical records with the same label", True, _drop_duplicates),
        Fix("drop_opposite_strand", "Keep one of two records that are opposite strands", False, _drop_opposite_strand),
        Fix("drop_contradictions", "Leave out sequences that carry different labels", False, _drop_contradictions),
        Fix("rename_duplicates", "Give repeated names a number", True, _rename_duplicates),
    )
}  # fmt: skip
