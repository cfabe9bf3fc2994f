"""A table of any make, as text cells with the line each row came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.files import Message, Rejected, Report, Source
from genocore.files.kinds import kind_of, need_use
from genocore.files.limits import limits
from genocore.tables.layout import Layout
from genocore.tables.numbers import plain_numbers
from genocore.tables.rows import read_text_rows
from genocore.tables.sniff import sniff_layout

_AHEAD = 100
"""Rows looked at to see how many columns there are."""


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


def read_table(
    source: Source, chosen: Mapping[str, Any] | None = None, *, at_most: int | None = None
) -> tuple[Table, Report]:
    """Read a delimited text, Excel workbook or Parquet file.

    Parameters
    ----------
    source : Source
    chosen : mapping, optional
        Fields of `Layout` that a person corrected.
    at_most : int, optional
        Rows to read, for a preview.

    Returns
    -------
    Table
    Report
        Rows with too many or too few cells are rejected and listed (FA023); what the layout was taken to be is said
        (FA025), and what is doubtful about it.

    Raises
    ------
    InputError
        FA001 no rows, FA002 no table, FA015 not readable, FA019 over a limit, FA020 an open quotation mark, PA001 a
        layout that makes no sense.
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
    if kind.use == "none" and kind.key != "text":  # a table of one column looks like any text
        need_use(source, kind)
    chosen = dict(chosen or {})
    if kind.key == "excel":
        from genocore.tables.workbook import read_workbook_rows

        layout, rows = read_workbook_rows(source, chosen)
    elif kind.key == "parquet":
        from genocore.tables.parquet import read_parquet_rows

        layout = Layout().override(chosen).override({"encoding": "", "header": True, "skip": 0, "sheet": ""})
        rows = read_parquet_rows(source)
    else:
        layout = sniff_layout(source, chosen)
        rows = read_text_rows(source, layout)
    report = Report([source.name])
    rows = rows if at_most is None else islice(rows, at_most + int(layout.header))
    frame, lines = _collect(rows, layout, source.name, report)
    report.add(Message("notice", "FA025", f"Read as a table: {layout.describe()}.", source.name))
    if layout.doubtful and not {"decimal", "thousands"} & set(chosen):
        hint = "Set the decimal mark if that is wrong."
        report.add(Message("warning", "EX007", layout.doubtful, source.name, suggestion=hint))
    return Table(frame, lines, layout, source.name), report


def _collect(
    rows: Iterator[tuple[int, list[str]]], layout: Layout, file: str, report: Report
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the rows that have as many cells as the header; write down the others."""
    ahead = list(islice(rows, _AHEAD))
    if not ahead:
        raise InputError("The table is empty: 0 rows.", hint="Choose another file.", code="FA001", file=file)
    head = _head([cells for _, cells in ahead], layout.header)
    width = len(head)
    kept: list[list[str]] = []
    lines: list[int] = []
    wrong: list[Message] = []
    allowed, total = limits(), 0
    for line, cells in chain(ahead[int(layout.header) :], rows):
        n = len(cells)
        total += max(n, 1)
        if total > allowed.cells:
            allowed.need("cells", total, file=file, noun="cells", line=line)
        if n > width and not any(cell.strip() for cell in cells[width:]):
            cells, n = cells[:width], width
        if n == width:
            kept.append(cells)
            lines.append(line)
            continue
        text = f"The row has {n:,} cells, but the {'header' if layout.header else 'others'} {width:,}."
        hint = "Is a delimiter missing, or a cell with one in it not quoted?"
        name = cells[0][:80] if cells else ""
        wrong.append(Message("error", "FA023", text, file, line, record=name, suggestion=hint))
        report.reject(Rejected(file, line, name, "FA023", text, "\t".join(cells)))
    report.add_each(wrong, noun="rows")
    report.read, report.kept = len(kept) + len(wrong), len(kept)
    columns = list(zip(*kept, strict=True)) if kept else [()] * width
    names = unique_names(head)
    frame = pd.DataFrame({name: _cleaned(cells, layout) for name, cells in zip(names, columns, strict=True)})
    return frame, np.array(lines, dtype=np.int64)


def _head(rows: list[list[str]], header: bool) -> list[str]:
    """Return the names of the columns, blank where there is none: as many as the rows have cells.

    Blank names at the end count if a cell stands under them. If every row has one cell more than there are names, the
    first column has none: R writes tables so.
    """
    first = rows[0]
    if not header:
        width = Counter(map(len, rows)).most_common(1)[0][0]
        first, rows = [""] * width, [row for row in rows if len(row) == width]
    elif len(rows) > 1 and all(len(row) == len(first) + 1 for row in rows[1:]) and any(row[-1] for row in rows[1:]):
        return ["", *first]
    width = len(first)
    while width > 1 and not any(row[width - 1] for row in rows if len(row) >= width):
        width -= 1
    return first[:width]


def _cleaned(cells: Sequence[str], layout: Layout) -> pd.Series:
    """Return a column with plain numbers, and nothing where a value is missing."""
    missing = frozenset(layout.missing)
    texts = ["" if (text := cell.strip()) in missing else text for cell in cells]
    return pd.Series(plain_numbers(texts, layout), dtype="str")


def unique_names(cells: Sequence[str]) -> list[str]:
    """Return names of columns, blank ones and repeated ones made up for.

    Examples
    --------
    >>> unique_names(["#id", "", "tpm", "tpm"])
    ['id', 'column 2', 'tpm', 'tpm (2)']
    """
    names: dict[str, None] = {}
    turns: Counter[str] = Counter()
    for number, cell in enumerate(cells, start=1):
        wanted = " ".join(cell.lstrip("\ufeff#").split()) or f"column {number}"
        name = wanted
        while name in names:
            turns[wanted] += 1
            name = f"{wanted} ({turns[wanted] + 1})"
        names[name] = None
    return list(names)
