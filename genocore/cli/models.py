"""Verbs about models: train, predict, evaluate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from genocore import console
from genocore.cli.application import (
    AsJson,
    Files,
    Fixes,
    IdColumn,
    Label,
    Read,
    Request,
    TablePath,
    Target,
    Values,
    app,
)
from genocore.errors import InputError, NotEnoughData
from genocore.export import csv_text

if TYPE_CHECKING:
    from genocore.sequences import Dataset
    from genocore.training.run import Run


@app.command()
def train(
    files: Files,
    out: Annotated[Path, typer.Option(help="Folder for the run.")],
    label: Label = None,
    table: TablePath = None,
    id: IdColumn = "",
    target: Target = None,
    read: Read = None,
    fix: Fixes = None,
    task: Annotated[str, typer.Option(help="auto, binary, multiclass or regression")] = "auto",
    model: Annotated[str, typer.Option(help="Key of a model: see the README")] = "random_forest",
    encoder: Annotated[str, typer.Option(help="Key of the features; without it the model's own choice")] = "",
    values: Values = None,
    scale: Annotated[str, typer.Option(help="Of numbers to predict: auto, log2 or none")] = "auto",
    split: Annotated[str, typer.Option(help="auto, random, identical, families or group:COLUMN")] = "auto",
    folds: int = 5,
    repeats: int = 1,
    test_share: Annotated[float, typer.Option(help="Share locked away and scored once.")] = 0.2,
    test: Annotated[Path | None, typer.Option(help="Labelled FASTA to score instead of a locked part.")] = None,
    seed: int = 42,
    as_json: AsJson = False,
) -> None:
    """Cross-validate a model, score it once on the locked part, and save it."""
    from genocore.training.settings import Settings
    from genocore.training.train import train as train_model

    settings = Settings.checked(
        model=model, encoder=encoder, values=console.parse(values), split=split,
        folds=folds, repeats=repeats, test_share=test_share, seed=seed, scale=scale,
    )  # fmt: skip
    asked = Request(label, table, id, target, read, fix, console.kind_of_label(task))
    data = asked.load_usable(files)
    if task not in ("auto", data.task):
        raise NotEnoughData(f"The data are {data.task}, not {task}.", hint="Leave --task out.", code="PA001")
    test_data = asked.load_usable([test], data.classes) if test else None
    folder = console.folder(out)
    with console.progress(as_json) as on_progress:
        run, fitted = train_model(data, settings, name=files[0].name, test=test_data, on_progress=on_progress)
    with console.writing(folder):
        run.save(folder)
        fitted.save(folder)
    if as_json:
        console.print_json(run.to_dict())
    else:
        console.print_run(run)
        typer.echo(f"\nSaved in {folder}")


@app.command()
def predict(
    run: Path,
    files: Files,
    out: Annotated[Path | None, typer.Option(help="predictions.csv")] = None,
    id: IdColumn = "",
    read: Read = None,
    as_json: AsJson = False,
) -> None:
    """Predict the class, or the value, of new sequences with a saved run."""
    import pandas as pd

    from genocore.training.bundle import Model
    from genocore.training.predict import predict_batches

    fitted = Model.load(run)
    data, report = Request("none", id=id, read=read).load(files)
    report.need_records()
    for row in report.rejected:
        typer.echo(f"left out {row.record}: {row.code} {row.reason}", err=True)
    if out:
        console.folder(out.parent)
    kept: list[pd.DataFrame] = []

    def pieces() -> Iterator[str]:
        """Tell of the progress, and give the table as CSV; only JSON needs all of it at once."""
        done = 0
        with console.progress(as_json or not out) as on_progress:
            for frame in predict_batches(fitted, data):
                yield csv_text(frame, header=not done)
                done += len(frame)
                on_progress(done / max(len(data), 1), f"{done:,} of {len(data):,}")
                if as_json:
                    kept.append(frame)

    if out:
        console.write_pieces(out, pieces())
    else:
        for text in pieces():
            if not as_json:
                typer.echo(text, nl=False)
    if as_json:
        rejected = console.records(report.rejected_table().drop(columns="sequence"))
        predictions = console.records(pd.concat(kept, ignore_index=True))
        console.print_json({"n": len(data), "rejected": rejected, "predictions": predictions})
    elif out:
        typer.echo(f"{out}: {len(data):,} sequences")


@app.command()
def evaluate(
    run: Path,
    files: Annotated[list[Path] | None, typer.Argument(help="Labelled FASTA; without it the run's own scores.")] = None,
    label: Label = None,
    table: TablePath = None,
    id: IdColumn = "",
    target: Target = None,
    read: Read = None,
    fix: Fixes = None,
    control: Annotated[
        str, typer.Option(help="division, shuffled or fewer: cross-validate FILE, the run's own, with that changed.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show the scores of a run, score its model on another labelled file, or do a control of it on its own."""
    from genocore.training.run import Run
    from genocore.training.score import score

    if not files:
        loaded = Run.load(run)
        if as_json:
            console.print_json(loaded.to_dict())
        else:
            console.print_run(loaded)
        return
    if control:
        asked = Request(label, table, id, target, read, fix)
        _control(control, Run.load(run), asked.load_usable(files), as_json)
        return
    from genocore.training.bundle import Model

    model = Model.load(run)
    data, report = Request(label, table, id, target, read, fix).load(files, model.classes)
    report.need_records()
    scored = score(model, data)
    if as_json:
        console.print_json({**scored.to_dict(), "messages": console.records(report.table())})
    else:
        console.print_metrics({f"{scored.n:,} records": scored.metrics})
        if scored.classes:
            console.print_report(scored.true, scored.predicted, scored.classes)


def _control(control: str, run: Run, data: Dataset, as_json: bool) -> None:
    """Do a control of a run and print what it found."""
    from genocore.training.controls import CONTROLS
    from genocore.training.controls.sentences import in_words

    if control not in CONTROLS:
        raise InputError(f"There is no control '{control}'.", hint=f"There is: {', '.join(CONTROLS)}.", code="PA002")
    with console.progress(as_json) as on_progress:
        found = CONTROLS[control](run, data, on_progress=on_progress)
    sentence = in_words(control, found, run)
    if as_json:
        console.print_json({"control": control, "sentence": sentence, "rows": console.records(found)})
    else:
        typer.echo(sentence)
