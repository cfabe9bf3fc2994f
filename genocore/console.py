"""What the command line reads and prints, between the verbs and the terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from genocore.errors import InputError
from genocore.models.fit import Progress, silent
from genocore.sequences import Dataset, Report

if TYPE_CHECKING:
    from genocore.training.run import Metrics, Run


def describe(data: Dataset, report: Report) -> dict[str, Any]:
    """Return what was understood of a file, as plain values."""
    lengths = data.lengths
    return {
        **report.summary(),
        "task": data.task,
        "classes": data.class_counts(),
        "unlabelled": int((~data.labelled).sum()),
        "length": {"min": int(lengths.min()), "max": int(lengths.max())} if len(data) else None,
        "fingerprint": data.fingerprint,
    }


def summary(data: Dataset, report: Report) -> str:
    """Return what was understood of a file, in two lines and one for each change."""
    classes = ", ".join(f"{name} {n:,}" for name, n in data.class_counts().items()) or "no labels"
    if data.task == "regression":
        known = data.target[data.labelled] if data.target is not None else data.target
        classes = f"{len(known):,} numbers" if known is not None else classes
    length = f", {data.lengths.min():,}-{data.lengths.max():,} bp" if len(data) else ""
    files = [f"{name} is {kind}" for name, kind in zip(report.files, report.kinds, strict=False)]
    counts = f"{report.read:,} records read, {report.kept:,} kept, {len(report.rejected):,} rejected{length}"
    joined = [f"{match.table}: {match.sentence()}" for match in report.matches]
    return "\n".join([*files, counts, *joined, f"task: {data.task} ({classes})", *report.changes])


def print_run(run: Run) -> None:
    """Print the verdict, scores beside those of no model, the classification report and the cautions."""
    from genocore.training.verdict import verdict

    said = verdict(run)
    print(f"{said.headline}\n{' '.join(said.details)}\n")
    print(f"{run.name}: {run.n:,} records, {run.settings.model} on {run.settings.encoder}, split {run.split['kind']}")
    floors = run.floors["dummy"]
    titles = {"cv": f"cross-validation ({run.split['n_cv']:,})", "test": f"locked test ({run.split['n_test']:,})"}
    columns: dict[str, Metrics] = {}
    for part, title in titles.items():
        found, floor = run.metrics[part], floors[part]
        if found and floor:
            columns |= {title: found, "no model" + (" there" if columns else ""): floor}
    print_metrics(columns)
    test = run.metrics["test"]
    if run.classes:
        scored = run.scored("test" if test else "cv")
        print_report(scored["true"].tolist(), scored["pred"].tolist(), run.classes)
    elif run.scale == "log2":
        print("\nScores are of log2(value + 1); run.json also has those of the values themselves.")
    for warning in run.warnings:
        print(f"caution: {warning}")


def print_metrics(columns: dict[str, Metrics]) -> None:
    """Print metrics with intervals, one column for each set of them."""
    from genocore.evaluation import METRICS

    names = next(iter(columns.values()))
    first = max(len(METRICS[name].label) for name in names) + 2
    width = max(24, *(len(title) + 3 for title in columns))
    print("\n" + " " * first + "".join(f"{title:<{width}}" for title in columns).rstrip())
    for name in names:
        cells = "".join(f"{_interval(metrics[name]):<{width}}" for metrics in columns.values())
        print(f"{METRICS[name].label:<{first}}{cells}".rstrip())


def _interval(metric: dict[str, float | None]) -> str:
    if metric["value"] is None:
        return "undefined"
    ends = "" if metric["low"] is None else f" ({metric['low']:.3f}-{metric['high']:.3f})"
    return f"{metric['value']:.3f}{ends}"


def print_report(true: list[str], predicted: list[str], classes: tuple[str, ...]) -> None:
    """Print precision, recall and F1 of each class."""
    from genocore.evaluation import classification_report

    codes = {name: code for code, name in enumerate(classes)}
    frame = classification_report([codes[c] for c in true], [codes[c] for c in predicted], classes)
    print("\n" + frame.to_string(index=False, float_format=lambda value: f"{value:.3f}", na_rep="undefined"))


def kind_of_label(task: str) -> str:
    """Return what a ``--task`` says of labels: ``auto``, ``classes`` or ``numbers``."""
    return {"regression": "numbers", "binary": "classes", "multiclass": "classes"}.get(task, "auto")


def parse(values: list[str] | None, option: str = "--set") -> dict[str, str]:
    """Return options such as ``--set key=value`` as names and values."""
    pairs = {}
    for text in values or []:
        name, sign, value = text.partition("=")
        if not sign or not name:
            hint = "For example: --set k=1-4" if option == "--set" else "For example: --read features=CDS"
            raise InputError(f"{option} needs key=value, not {text!r}.", hint=hint, code="PA001")
        pairs[name.strip()] = value.strip()
    return pairs


def folder(path: Path) -> Path:
    """Return `path`, made if it is not there."""
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say it as a problem of the input if `path` cannot be written."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise InputError(f"Cannot write there: {reason}.", code="FA015", file=str(path)) from None


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write a text piece by piece; a file that was there before stays until all of it is written."""
    goal = path.resolve()  # a link stays a link
    special = goal.exists() and not goal.is_file()  # a device or a pipe; a folder is refused
    part = goal if special else goal.with_name(f".{goal.name}.part")
    try:
        with writing(path):
            file = part.open("w", encoding="utf-8", newline="")
        with file:
            for text in pieces:
                with writing(path):
                    file.write(text)
        if not special:
            with writing(path):
                part.replace(goal)
    finally:
        if not special:
            part.unlink(missing_ok=True)


def records(frame: Any) -> list[dict[str, Any]]:
    """Return a table as plain values, one dictionary a row."""
    return json.loads(frame.to_json(orient="records", double_precision=15))


def print_json(values: dict[str, Any]) -> None:
    """Print one JSON object."""
    print(json.dumps(values, indent=2, allow_nan=False))  # in ASCII, so that no terminal's encoding can spoil it


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """Yield a progress callback that draws on standard error, if a person is looking."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        job = bar.add_task("Training", total=1.0)

        def tell(fraction: float, note: str = "", **details: Any) -> None:
            bar.update(job, completed=fraction, description=note or "Training")

        yield tell
