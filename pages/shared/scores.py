"""Scores as tables and sentences."""

from __future__ import annotations

import pandas as pd

from genocore.evaluation import METRICS
from genocore.training.floors import FLOORS
from genocore.training.run import Metrics, Run
from genocore.training.verdict import interval


def metric_table(run: Run) -> pd.DataFrame:
    """Return one row a metric: each part's score beside that of no model on the same records."""
    floors = run.floors["dummy"]
    parts = {}
    for part, title in (("test", "test file" if run.split["test_file"] else "locked test"), ("cv", "cross-validation")):
        parts |= {title: run.metrics[part], f"no model ({title})": floors[part]}
        if f"{part}_original" in run.metrics:
            parts |= {f"{title}, values as in the file": run.metrics[f"{part}_original"]}
    rows = []
    for name, metric in METRICS.items():
        if name not in (run.metrics["cv"] or {}):
            continue
        cells = {title: interval(found[name], 3) for title, found in parts.items() if found}
        rows.append({"metric": metric.label, **cells, "better": metric.direction})
    return pd.DataFrame(rows)


def metric_help(run: Run) -> str:
    """Return what each metric says, as a list."""
    return "\n".join(f"- **{METRICS[name].label}**: {METRICS[name].help}" for name in run.metrics["cv"] or {})


def circumstances(run: Run) -> str:
    """Return in a few sentences how the records were divided."""
    asked, kind = run.settings.split, run.split["kind"]
    together = {
        "identical": "exact copies of a sequence kept together", "random": "divided at random",
        "families": "copies and near copies kept together",
    }.get(kind, "grouped by a column")  # fmt: skip
    near = run.split["near"]
    if (asked, kind) == ("auto", "random"):
        together = "no copies or near copies found, so divided at random"
        if near and near["related"]:
            together = "divided at random, because the families found cannot be spread over the folds with every class"
    found = "Near copies were not looked for, there are too many letters. "
    if near:
        found = ""
        if near["related"]:
            many = f"{near['related']:,} sequences in {near['families']:,} families of near copies"
            found = f"{many} (at least {near['identity']:.0%} identical, either strand)"
            twins = f"; {near['twins']:,} nearly equal pairs have different labels" if near["twins"] else ""
            found += f"{twins}. "
    return f"{run.n:,} labelled records, {together}. {found}Seed {run.settings.seed}, {run.seconds:.0f} s."


def metric_file(run: Run) -> pd.DataFrame:
    """Return the same numbers one a row, for a file."""
    parts: dict[str, Metrics | None] = dict(run.metrics)
    parts |= {f"no model ({part})": found for part, found in run.floors["dummy"].items()}
    rows = [
        {"part": part, "metric": name, **ends} for part, found in parts.items() if found for name, ends in found.items()
    ]
    return pd.DataFrame(rows)


def floor_table(run: Run) -> pd.DataFrame:
    """Return what no model, length, GC, bases and pairs of bases alone reach, beside the model."""
    metric = "auroc" if run.classes else "r2"
    parts = {part: title for part, title in (("test", "locked test"), ("cv", "cross-validation")) if run.metrics[part]}
    rows = []
    for key, name in (
        ("", "the model"),
        *((key, f"{name} alone") for key, name in FLOORS.items()),
        ("dummy", "no model"),
    ):
        scores = run.floors.get(key) if key else run.metrics
        if scores:
            found = {title: (scores[part] or {}).get(metric, {}).get("value") for part, title in parts.items()}
            rows.append({"what answers": name, **found})
    return pd.DataFrame(rows)
