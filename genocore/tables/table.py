"""A table of any make, as text cells with the line each row came from."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.files import Message, Rejected, Report, Source
from genocore.files.kinds import kind_of
from genocore.files.limits import limits
from genocore.tables.layout import Layout, sniff_layout
from genocore.tables.numbers import plain_numbers


@dataclass(frozen=True)
class Table:
    """Cells as text, numbers with a decimal point, missing values as empty text.

    Parameters
    ----------
    frame : DataFrame of str
        One column for each of the table, with unique names.
    lines : ndarray of int64, shape (n,)
        1-based line of a text, or row of a workbook, where each row begins.
    layout : Layout
    name : str
        File name.
    """

    frame: pd.DataFrame
    lines: np.ndarray
    layout: Layout
    name: str

    def __len__(self) -> int:
        return len(self.frame)


def read_table(source: Source, chosen: Mapping[str, Any] | None = None) -> tuple[Table, Report]:
    """Read a delimited text, Excel workbook or Parquet file.

    Parameters
    ----------
    source : Source
    chosen : mapping, optional
        Fields of `Layout` that a person corrected.

    Returns
    -------
    Table
    Report
        Rows with too many or too few cells are rejected and listed (FA023); what the layout was taken to be is said
        (FA025), and what is doubtful about it.

    Raises
    ------
    InputError
        FA001 no rows, FA015 not readable, FA019 over a limit, FA020 an open quotation mark, PA001 a layout that makes
        no sense.
    Refused
        SE002 if a workbook unpacks to more than is allowed.

    Notes
    -----
    Everything is held as text: about 60 bytes a cell more than the text itself.

    Examples
    --------
    >>> table, report = read_table(Source.from_text("id;tpm\\ns1;1,5\\ns2;0,25;x\\n"))
    >>> table.frame.to_dict("list"), report.rejected[0].line
    ({'id': ['s1'], 'tpm': ['1.5']}, 3)
    """
    kind = kind_of(source)
    chosen = dict(chosen or {})
    if kind.key == "excel":
        from genocore.tables.workbook import read_rows

        layout, rows = read_rows(source, chosen)
    elif kind.key == "parquet":
        from genocore.tables.parquet import read_parquet_rows

        layout, rows = Layout(encoding="").override(chosen), read_parquet_rows(source)
    else:
        layout = sniff_layout(source).override(chosen)
        rows = _text_rows(source, layout)
    report = Report([source.name])
    frame, lines = _collect(rows, layout, source.name, report)
    for column in frame.columns:
        cells = frame[column].str.strip()
        frame[column] = plain_numbers(cells.where(~cells.isin(layout.missing), ""), layout)
    report.add(Message("notice", "FA025", f"Read as a table: {layout.describe()}.", source.name))
    if layout.doubtful and not {"decimal", "thousands"} & set(chosen):
        hint = "Set the decimal mark if that is wrong."
        report.add(Message("warning", "EX007", layout.doubtful, source.name, suggestion=hint))
    return Table(frame, lines, layout, source.name), report


def _text_rows(source: Source, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of each row that is not blank."""
    csv.field_size_limit(min(limits().line_bytes, 2**31 - 1))
    with source.open(layout.encoding) as handle:
        for _ in range(layout.skip):
            next(handle, None)
        if layout.delimiter == " ":
            for number, line in enumerate(handle, start=layout.skip + 1):
                if line.strip():
                    yield number, line.split()
            return
        begin = layout.skip + 1
        rows = csv.reader(handle, delimiter=layout.delimiter, strict=True)
        try:
            for cells in rows:
                if any(cells):
                    yield begin, cells
                begin = layout.skip + rows.line_num + 1
        except csv.Error as error:
            raise InputError(
                f"The table cannot be read on from here ({error}).",
                hint='A quotation mark that opens a cell must close it: look for a single " near this line.',
                code="FA020",
                file=source.name,
                line=begin,
            ) from None


def _collect(
    rows: Iterator[tuple[int, list[str]]], layout: Layout, file: str, report: Report
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the rows that have as many cells as the header; write down the others."""
    _, first = next(rows, (0, []))
    if not first:
        raise InputError("The table is empty: 0 rows.", hint="Choose another file.", code="FA001", file=file)
    while first and not first[-1].strip():
        first = first[:-1]
    width = len(first)
    names = unique_names(first if layout.header else [""] * width)
    kept: list[list[str]] = [] if layout.header else [first]
    lines: list[int] = [] if layout.header else [layout.skip + 1]
    wrong: list[Message] = []
    allowed = limits()
    for line, cells in rows:
        n = len(cells)
        if n > width and not any(cell.strip() for cell in cells[width:]):
            cells, n = cells[:width], width
        if n == width:
            kept.append(cells)
            lines.append(line)
            if not len(kept) % 10000:
                allowed.need("cells", len(kept) * width, file=file, noun="cells", line=line)
            continue
        text = f"The row has {n:,} cells, but the header {width:,}."
        hint = "Is a delimiter missing, or a cell with one in it not quoted?"
        wrong.append(
            Message("error", "FA023", text, file, line, record=cells[0][:80] if cells else "", suggestion=hint)
        )
        report.reject(Rejected(file, line, cells[0][:80] if cells else "", "FA023", text, "\t".join(cells)))
    report.add_each(wrong, noun="rows")
    report.read, report.kept = len(kept) + len(wrong), len(kept)
    columns = list(zip(*kept, strict=True)) if kept else [()] * width
    frame = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in zip(names, columns, strict=True)})
    return frame, np.array(lines, dtype=np.int64)


def unique_names(cells: list[str]) -> list[str]:
    """Return names of columns, blank ones and repeated ones made up for.

    Examples
    --------
    >>> unique_names(["#id", "", "tpm", "tpm"])
    ['id', 'column 2', 'tpm', 'tpm (2)']
    """
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.lstrip("\ufeff#").split()) or f"column {number}"
        turn, wanted = 2, name
        while name in names:
            name, turn = f"{wanted} ({turn})", turn + 1
        names.append(name)
    return names
