"""The command line: the same verbs as the pages, for scripts and clusters."""

from __future__ import annotations

import io
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from genocore import console
from genocore.errors import GenoError, InputError, NotEnoughData
from genocore.export import csv_text
from genocore.sequences import Dataset, Report, Source, load

app = typer.Typer(
    help="Train sequence models and see whether the score is honest.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_UsageError: Any = typer.BadParameter.__base__
"""What typer raises for a command line that makes no sense; it does not export the name."""
Files = Annotated[list[Path], typer.Argument(help="FASTA files, plain or gzipped; - is standard input.")]
Label = Annotated[
    str | None,
    typer.Option(help="Where the label stands: header:2, header:last, key:NAME, field:SEP:N, regex:..., file, none."),
]
Fixes = Annotated[list[str] | None, typer.Option("--fix", help="Apply a fix that 'check' proposed; may be repeated.")]
Settings_ = Annotated[list[str] | None, typer.Option("--set", help="A parameter, as key=value; may be repeated.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 a bug, 2 the input is wrong."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal can show every name
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except GenoError as error:
        _end(error)
    except _UsageError as error:
        if not sys.argv[1:]:
            error.show()  # the help
            sys.exit(2)
        hint = f"See {error.ctx.command_path} --help" if error.ctx else ""
        _end(InputError(error.format_message(), hint=hint, code="PA001"))
    except (BrokenPipeError, SystemExit) as error:
        # typer makes exit code 1, which is for bugs, of a reader that went away, as `| head` does
        if not any(isinstance(cause, BrokenPipeError) for cause in (error, error.__context__)):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still buffered goes nowhere
        sys.exit(0)
    sys.exit(code)


def _end(error: GenoError) -> NoReturn:
    print(error.one_line(), file=sys.stderr)
    sys.exit(2)


@app.command()
def demo(name: str, out: Annotated[Path, typer.Option(help="Folder to write into.")]) -> None:
    """Write a bundled demo's files."""
    from genocore.sequences.demos import find_demo

    found = find_demo(name)
    source = found.source
    folder = console.folder(out)
    about = f"{found.title}\n\n{found.question}\nKeep in mind: {found.caution}\nSource: {found.attribution}\n"
    with console.writing(folder / source.name):
        (folder / source.name).write_bytes(source.path.read_bytes() if source.path else b"")
        (folder / f"{name}.txt").write_text(about, encoding="utf-8")
    typer.echo(f"{folder / source.name}: {found.title}")


@app.command()
def check(files: Files, label: Label = None, fix: Fixes = None, as_json: AsJson = False) -> None:
    """Say what was understood, and every message."""
    data, report = _load(files, label, fix)
    if as_json:
        console.print_json({**console.describe(data, report), "messages": console.records(report.table())})
    else:
        typer.echo(console.summary(data, report))
        for message in report.messages:
            typer.echo(f"{message.severity:8}{message}")
    report.need_records()


@app.command()
def features(
    files: Files,
    out: Annotated[Path, typer.Option(help="features.parquet or features.csv")],
    encoder: Annotated[str, typer.Option(help="counts, composition, kmers or onehot")] = "kmers",
    values: Settings_ = None,
    label: Label = None,
) -> None:
    """Write the features of every sequence, with id and label."""
    from genocore.features import ENCODERS

    if out.suffix not in (".csv", ".parquet"):
        raise InputError(f"'{out.name}' must end in .csv or .parquet.", code="PA001")
    spec = ENCODERS[encoder]
    data, report = _load(files, label, None)
    report.need_records()
    fitted = spec.build(**spec.settings(console.parse(values))).fit(data)
    import pandas as pd

    matrix = fitted.transform(data)
    if matrix.shape[0] * matrix.shape[1] > 1 << 29:
        what = f"{matrix.shape[0]:,} x {matrix.shape[1]:,} numbers are too many for one table."
        raise InputError(what, hint="Use shorter words, or fewer sequences at a time.", code="PA001")
    dense = matrix.toarray() if hasattr(matrix, "toarray") else matrix
    known = data.table()[["id", *(["label"] if data.classes else [])]]
    frame = pd.concat([known, pd.DataFrame(dense, columns=fitted.features()["name"].tolist())], axis=1)
    console.folder(out.parent)
    with console.writing(out):
        if out.suffix == ".csv":
            out.write_text(csv_text(frame), encoding="utf-8")
        else:
            frame.to_parquet(out, index=False)
    typer.echo(f"{out}: {len(frame):,} sequences x {dense.shape[1]:,} features")


@app.command()
def train(
    files: Files,
    out: Annotated[Path, typer.Option(help="Folder for the run.")],
    label: Label = None,
    fix: Fixes = None,
    task: Annotated[str, typer.Option(help="auto, binary or multiclass")] = "auto",
    model: Annotated[str, typer.Option(help="random_forest, logistic or dummy")] = "random_forest",
    encoder: Annotated[str, typer.Option(help="counts, composition, kmers or onehot")] = "kmers",
    values: Settings_ = None,
    split: Annotated[str, typer.Option(help="auto, random, identical or group:COLUMN")] = "auto",
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
        folds=folds, repeats=repeats, test_share=test_share, seed=seed,
    )  # fmt: skip
    data = _usable(files, label, fix)
    if task not in ("auto", data.task):
        raise NotEnoughData(f"The data are {data.task}, not {task}.", hint="Leave --task out.", code="PA001")
    test_data = _usable([test], label, fix, data.classes) if test else None
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
    as_json: AsJson = False,
) -> None:
    """Predict the class of new sequences with a saved run."""
    from genocore.training.bundle import Model
    from genocore.training.predict import predict as predict_classes

    fitted = Model.load(run)
    data, report = _load(files, "none", None)
    report.need_records()
    frame = predict_classes(fitted, data)
    for row in report.rejected:
        typer.echo(f"left out {row.record}: {row.code} {row.reason}", err=True)
    if out:
        console.folder(out.parent)
        with console.writing(out):
            out.write_text(csv_text(frame), encoding="utf-8")
    if as_json:
        rejected = console.records(report.rejected_table().drop(columns="sequence"))
        console.print_json({"n": len(frame), "rejected": rejected, "predictions": console.records(frame)})
    elif out:
        typer.echo(f"{out}: {len(frame):,} sequences")
    else:
        typer.echo(csv_text(frame), nl=False)


@app.command()
def evaluate(
    run: Path,
    files: Annotated[list[Path] | None, typer.Argument(help="Labelled FASTA; without it the run's own scores.")] = None,
    label: Label = None,
    as_json: AsJson = False,
) -> None:
    """Show the scores of a run, or score its model on another labelled file."""
    from genocore.training.run import Run
    from genocore.training.score import score

    if not files:
        loaded = Run.load(run)
        if as_json:
            console.print_json(loaded.to_dict())
        else:
            console.print_run(loaded)
        return
    from genocore.training.bundle import Model

    model = Model.load(run)
    data, report = _load(files, label, None, model.classes)
    report.need_records()
    scored = score(model, data)
    if as_json:
        console.print_json({**scored.to_dict(), "messages": console.records(report.table())})
    else:
        console.print_metrics({f"{scored.n:,} records": scored.metrics})
        console.print_report(scored.true, scored.predicted, scored.classes)


def _load(
    files: list[Path], label: str | None, fixes: list[str] | None, known: tuple[str, ...] = ()
) -> tuple[Dataset, Report]:
    return load([Source.from_path(path) for path in files], label=label, fixes=fixes or [], known=known)


def _usable(files: list[Path], label: str | None, fixes: list[str] | None, known: tuple[str, ...] = ()) -> Dataset:
    """Load files to work on; say on standard error how many records were left out."""
    data, report = _load(files, label, fixes, known)
    report.need_records()
    if report.rejected:
        typer.echo(f"{len(report.rejected):,} of {report.read:,} records left out; 'check' lists them", err=True)
    return data
