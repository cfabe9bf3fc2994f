"""What all verbs of the command line have in common: options, and the loading of files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from genocore import console
from genocore.errors import InputError
from genocore.sequences import Dataset, Report, Source, load
from genocore.sequences.reading import Reading

app = typer.Typer(
    help="Train sequence models and see whether the score is honest.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Files = Annotated[
    list[Path],
    typer.Argument(
        help="FASTA, FASTQ, GenBank, EMBL, CSV, TSV, Excel or Parquet, plain or gzipped; - is standard input."
    ),
]
Label = Annotated[
    str | None,
    typer.Option(
        help="Where the label stands: header:2, header:last, key:NAME, field:SEP:N, regex:..., column:NAME, file, none."
    ),
]
Fixes = Annotated[list[str] | None, typer.Option("--fix", help="Apply a fix that 'check' proposed; may be repeated.")]
Values = Annotated[list[str] | None, typer.Option("--set", help="A parameter, as key=value; may be repeated.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
TablePath = Annotated[Path | None, typer.Option("--table", help="Table of labels or values, joined by name.")]
IdColumn = Annotated[str, typer.Option("--id", help="Column of names: of the table, or of a file that is one.")]
Target = Annotated[str | None, typer.Option(help="Column of labels or values; the same as --label column:NAME.")]
Read = Annotated[
    list[str] | None,
    typer.Option(
        "--read",
        help="How files are read, as key=value; repeatable: sequence=COLUMN, features=records|CDS|gene, window=BP, "
        "strip_versions=yes, duplicates=RULE, delimiter, decimal, thousands, encoding, header, skip, sheet.",
    ),
]
_LAYOUT = ("delimiter", "decimal", "thousands", "encoding", "header", "skip", "sheet")
_MARKS = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "bar": "|",
    "blank": " ",
    "blanks": " ",
    "point": ".",
    "none": "",
}


@dataclass(frozen=True)
class Request:
    """What the command line says about the files to load."""

    label: str | None = None
    table: Path | None = None
    id: str = ""
    target: str | None = None
    read: list[str] | None = None
    fixes: list[str] | None = None
    task: str = "auto"

    def load(self, files: list[Path], known: tuple[str, ...] = ()) -> tuple[Dataset, Report]:
        """Load the files as asked.

        Raises
        ------
        InputError
            PA001 for options that contradict each other.
        """
        if self.label and self.target:
            raise InputError("--label and --target say the same twice.", hint="Give one of them.", code="PA001")
        label = f"column:{self.target}" if self.target else self.label
        reading = reading_of(self.read)
        reading = replace(reading, key=self.id) if self.table else replace(reading, id=self.id)
        paths = [*files, *([self.table] if self.table else [])]
        sources = [Source.from_path(path) for path in paths]
        return load(sources, label, self.fixes or [], known, self.task, reading)

    def load_usable(self, files: list[Path], known: tuple[str, ...] = ()) -> Dataset:
        """Load files to work on; say on standard error how many records were left out."""
        data, report = self.load(files, known)
        report.need_records()
        if report.rejected:
            typer.echo(f"{len(report.rejected):,} of {report.read:,} records left out; 'check' lists them", err=True)
        return data


def reading_of(options: list[str] | None) -> Reading:
    """Return the choices that ``--read`` options make.

    Raises
    ------
    InputError
        PA001 for a value that makes no sense, PA002 for a name that is none.

    Examples
    --------
    >>> reading_of(["features=CDS", "delimiter=tab"]).layout
    {'delimiter': '\\t'}
    """
    given = console.parse(options, option="--read")
    layout = {name: _layout_value(name, value) for name, value in given.items() if name in _LAYOUT}
    rest = {name: value for name, value in given.items() if name not in _LAYOUT}
    known = [name for name in Reading.__dataclass_fields__ if name != "layout"]
    for name in rest:
        if name not in known:
            from genocore.registry import unknown

            raise unknown("choice about reading", name, [*known, *_LAYOUT])
    if "strip_versions" in rest:
        rest["strip_versions"] = _truth("strip_versions", rest["strip_versions"])  # type: ignore[assignment]
    return Reading.checked(layout=layout, **rest)


def _layout_value(name: str, value: str) -> str | bool | int:
    if name == "header":
        return _truth(name, value)
    if name == "skip":
        if not value.isdecimal():
            raise InputError(f"--read skip needs a number of lines, not {value!r}.", code="PA001")
        return int(value)
    return _MARKS.get(value, value) if name in ("delimiter", "decimal", "thousands") else value


def _truth(name: str, value: str) -> bool:
    if value.lower() not in ("yes", "no", "true", "false"):
        raise InputError(f"--read {name} is yes or no, not {value!r}.", code="PA001")
    return value.lower() in ("yes", "true")
