"""Verbs about data: demo, check, features."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
from genocore.errors import InputError
from genocore.export import csv_text


@app.command()
def demo(name: str, out: Annotated[Path, typer.Option(help="Folder to write into.")]) -> None:
    """Write a bundled demo's files."""
    from genocore.evidence.demos import STUDIES
    from genocore.registry import unknown
    from genocore.sequences.demos import DEMOS

    if name not in DEMOS and name not in STUDIES:
        raise unknown("demo", name, [*DEMOS, *STUDIES])
    found = DEMOS[name] if name in DEMOS else STUDIES[name]
    folder = console.folder(out)
    about = f"{found.title}\n\n{found.question}\nKeep in mind: {found.caution}\nSource: {found.attribution}\n"
    for source in found.sources:
        with console.writing(folder / source.name):
            (folder / source.name).write_bytes(source.path.read_bytes() if source.path else source.data or b"")
    with console.writing(folder / f"{name}.txt"):
        (folder / f"{name}.txt").write_text(about, encoding="utf-8")
    typer.echo(f"{', '.join(str(folder / source.name) for source in found.sources)}: {found.title}")


@app.command()
def check(
    files: Files, label: Label = None, table: TablePath = None, id: IdColumn = "", target: Target = None,
    read: Read = None, fix: Fixes = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say what was understood, and every message."""
    data, report = Request(label, table, id, target, read, fix).load(files)
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
    values: Values = None,
    label: Label = None,
    id: IdColumn = "",
    read: Read = None,
) -> None:
    """Write the features of every sequence, with id and label."""
    from genocore.features import ENCODERS

    if out.suffix not in (".csv", ".parquet"):
        raise InputError(f"'{out.name}' must end in .csv or .parquet.", code="PA001")
    spec = ENCODERS[encoder]
    data, report = Request(label, id=id, read=read).load(files)
    report.need_records()
    fitted = spec.build(**spec.settings(console.parse(values))).fit(data)
    import pandas as pd

    matrix = fitted.transform(data)
    if matrix.shape[0] * matrix.shape[1] > 1 << 29:
        what = f"{matrix.shape[0]:,} x {matrix.shape[1]:,} numbers are too many for one table."
        raise InputError(what, hint="Use shorter words, or fewer sequences at a time.", code="PA001")
    dense = matrix.toarray() if hasattr(matrix, "toarray") else matrix
    known = data.table()
    known = known[[name for name in ("id", "label", "value") if name in known]]
    frame = pd.concat([known, pd.DataFrame(dense, columns=fitted.features()["name"].tolist())], axis=1)
    console.folder(out.parent)
    with console.writing(out):
        if out.suffix == ".csv":
            out.write_text(csv_text(frame), encoding="utf-8")
        else:
            frame.to_parquet(out, index=False)
    typer.echo(f"{out}: {len(frame):,} sequences x {dense.shape[1]:,} features")
