"""Two runs on the same records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from genocore.evaluation import with_intervals
from genocore.evaluation.comparison import DeLong, McNemar, delong, mcnemar
from genocore.evaluation.paired import paired_difference
from genocore.training.run import Run
from genocore.training.scored import Answered, answered
from genocore.training.verdict import LEAK


@dataclass(frozen=True, eq=False)
class Comparison:
    """How two runs differ.

    Parameters
    ----------
    part : {"test", "cv"}
        What both scored: the locked part if it is the same, else the records of both cross-validations.
    n : int
        Records that both scored.
    rows : list of dict
        ``arm`` (``first``, ``second`` or ``difference``, first minus second), ``metric, value, low, high``.
    mcnemar, delong
        Of the calls, and of two classes the AUROCs; None for numbers, and where `doubt` says that they mean nothing.
    doubt : str
        Why the difference is not one of the models alone; empty if nothing speaks against it.
    """

    part: str
    n: int
    rows: list[dict[str, Any]]
    mcnemar: McNemar | None
    delong: DeLong | None
    doubt: str = ""

    @property
    def sentence(self) -> str:
        """Which is better, if that can be told."""
        [row] = [one for one in self.rows if one["arm"] == "difference" and one["metric"] in ("auroc", "r2")]
        score = "AUROC" if row["metric"] == "auroc" else "R²"
        where = f"on the {self.n:,} records that both scored"
        if row["value"] is None:
            return f"{score} cannot be computed {where}."
        if row["low"] is None:
            return f"The two differ in {score} by {row['value']:+.3f} {where}."
        ends = f"{row['value']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f})"
        if self.doubt:
            return f"{self.doubt} The difference is {ends} in {score} {where}."
        if row["low"] > 0:
            return f"This run is better than the other by {ends} in {score} {where}."
        if row["high"] < 0:
            return f"The other run is better than this one: {ends} in {score} {where}."
        return f"No difference can be told: {ends} in {score} {where}."


def compare_runs(first: Run, second: Run, *, seed: int = 42) -> Comparison | None:
    """Compare two runs on the records that both scored.

    Parameters
    ----------
    first, second : Run
        Of the same data.
    seed : int
        Of the bootstrap.

    Returns
    -------
    Comparison or None
        None if they scored no record both, or numbers on different scales.

    Raises
    ------
    ValueError
        If they are not of the same data.

    Notes
    -----
    Intervals resample the families of `first`. A run that divided at random is flattered by relatives that the other
    kept together: then the difference is of the divisions as much as of the models.

    Examples
    --------
    >>> compare_runs(run, other).sentence  # doctest: +SKIP
    'No difference can be told: +0.004 (-0.008 to +0.015) in AUROC on the 638 records that both scored.'
    """
    if first.fingerprint != second.fingerprint:
        raise ValueError("the runs are of different data")
    if first.scale != second.scale:
        return None
    part = "test" if _same_test(first, second) else "cv"
    one, other = (answered(run.predictions, run.classes, part) for run in (first, second))
    rows = np.intersect1d(one.rows, other.rows)
    if not len(rows):
        return None
    one, other = _only(one, rows), _only(other, rows)
    frame = first.predictions
    family = frame[(frame["part"] == part) & (frame["repeat"] == 0)].set_index("row")["family"].reindex(rows).to_numpy()
    found: list[dict[str, Any]] = []
    for arm, answers in (("first", one), ("second", other)):
        scores = with_intervals(answers.y, answers.answers, family, baseline=answers.baseline, seed=seed)
        found += [{"arm": arm, "metric": name, **ends} for name, ends in scores.items()]
    for metric in ("auroc", "balanced_accuracy") if first.classes else ("r2", "spearman"):
        gap = paired_difference(metric, one.y, one.answers, other.answers, family, baseline=one.baseline, seed=seed)
        found.append({"arm": "difference", "metric": metric, **gap})
    doubt = _doubt(first, second, part)
    if not first.classes or doubt:
        return Comparison(part, len(rows), found, None, None, doubt)
    calls = mcnemar(one.y, one.answers.argmax(axis=1), other.answers.argmax(axis=1))
    two = delong(one.y, one.answers[:, 1], other.answers[:, 1]) if len(first.classes) == 2 else None
    return Comparison(part, len(rows), found, calls, two)


def _same_test(first: Run, second: Run) -> bool:
    """Return whether both scored the same records at the end: of a test file, those of the same names and labels."""
    kept = ["row", "id", "true"]
    one, other = (run.scored("test")[kept].sort_values("row", ignore_index=True) for run in (first, second))
    return bool(len(one)) and first.split["test_file"] == second.split["test_file"] and one.equals(other)


def _doubt(first: Run, second: Run, part: str) -> str:
    leaks = [run.leakage_of(part) for run in (first, second)]
    if max(leaks) < LEAK or first.split["kind"] == second.split["kind"]:
        return ""
    names = ["by groups" if run.split["kind"].startswith("group:") else run.split["kind"] for run in (first, second)]
    kinds = f"{names[0]}, {leaks[0]:.1f} % leakage, against {names[1]}, {leaks[1]:.1f} %"
    return f"The two were divided differently ({kinds}): what differs is in part, perhaps wholly, leakage."


def _only(found: Answered, rows: np.ndarray) -> Answered:
    kept = np.isin(found.rows, rows)
    baseline = None if found.baseline is None else found.baseline[kept]
    return Answered(found.y[kept], found.answers[kept], found.rows[kept], baseline)
