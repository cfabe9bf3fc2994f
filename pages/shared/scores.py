"""Scores as tables and sentences."""

from __future__ import annotations

import pandas as pd

from genocore.evaluation import METRICS
from genocore.splitting.families import GIANT
from genocore.training.floors import FLOORS
from genocore.training.run import Metrics, Run

LEAK = 2.0
"""Percent of scored records with a near copy from which a score is not to be trusted."""


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
        cells = {title: with_interval(found[name]) for title, found in parts.items() if found}
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
    found = "Near copies were not looked for, there are too many letters. "
    if near:
        found = ""
        if near["related"]:
            many = f"{near['related']:,} sequences in {near['families']:,} families of near copies"
            found = f"{many} (at least {near['identity']:.0%} identical, either strand)"
            twins = f"; {near['twins']:,} nearly equal pairs have different labels" if near["twins"] else ""
            found += f"{twins}. "
    return f"{run.n:,} labelled records, {together}. {found}Seed {run.settings.seed}, {run.seconds:.0f} s."


def leakage(run: Run) -> tuple[str, str]:
    """Return how bad the leakage is (``pass``, ``warn`` or ``fail``) and a sentence that says so."""
    near, percent = run.split["near"], run.split["leakage_percent"]
    if percent is None:
        return "pass", ""
    exact = near is None or near["giant"] > GIANT
    what = "an exact copy" if exact else "a copy or near copy"
    text = f"{percent:.1f} % of the scored records have {what} in what the model was trained on"
    if not percent:
        return "pass", f"No scored record has {what} in what the model was trained on."
    if percent < LEAK:
        return "warn", f"{text}: the score may be slightly too good."
    return "fail", f"{text}: the score shows in part what the model remembers, not what it learnt."


def metric_file(run: Run) -> pd.DataFrame:
    """Return the same numbers one a row, for a file."""
    parts: dict[str, Metrics | None] = dict(run.metrics)
    parts |= {f"no model ({part})": found for part, found in run.floors["dummy"].items()}
    rows = [
        {"part": part, "metric": name, **ends} for part, found in parts.items() if found for name, ends in found.items()
    ]
    return pd.DataFrame(rows)


def with_interval(metric: dict[str, float | None]) -> str:
    """Return a value with its 95 % interval, as text."""
    if metric["value"] is None:
        return "undefined"
    ends = "" if metric["low"] is None else f" ({metric['low']:.3f}–{metric['high']:.3f})"
    return f"{round(metric['value'], 3) + 0.0:.3f}{ends}"  # adding 0 takes the sign off a zero


def above_floor(run: Run) -> str:
    """Return in one sentence how far the model is above what trivial properties tell; nothing if it is not."""
    gain = run.gain
    if not gain or gain["value"] is None or gain["low"] is None or gain["low"] <= 0:
        return ""
    score = "AUROC" if gain["metric"] == "auroc" else "R²"
    ends = f"{gain['value']:.3f} ({gain['low']:.3f}–{gain['high']:.3f})"
    return f" Its {score} is {ends} above that of {FLOORS[gain['floor']]} alone."


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


def verdict(run: Run) -> str:
    """Return in a sentence or two what the run found, against no model and floors; class names are not quoted."""
    part = "test" if run.metrics["test"] else "cv"
    found, floor = run.metrics[part], run.floors["dummy"][part]
    assert found and floor, "a run has scores where it has a floor"
    name, words = ("balanced_accuracy", "balanced accuracy") if run.classes else ("r2", "R²")
    score, base = found[name], floor[name]
    where = "records left out in turn"
    if part == "test":
        what = "records of the test file" if run.split["test_file"] else "records kept back from training"
        where = f"{run.split['n_test']:,} {what}"
    text = f"On {where} the model's {words} is {with_interval(score)}"
    if score["value"] is None or base["value"] is None:
        return text + "."
    if score["value"] <= base["value"] or (score["low"] is not None and score["low"] <= base["value"]):
        return f"{text}. That is no evidence that it learnt anything: no model at all would reach {base['value']:.3f}."
    if not run.classes:
        return (
            f"{text}: so much of the variation it explains; always answering the mean explains none.{above_floor(run)}"
        )
    doubt = " No record was called wrong, which leaves no interval to compute." if score["low"] is None else ""
    return f"{text}; no model at all would reach {base['value']:.3f}.{above_floor(run)}{doubt}"
