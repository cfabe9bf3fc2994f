"""Excel workbooks, read sheet by sheet without running or loading anything else in them."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pandas as pd

from genocore.errors import GenoError, InputError
from genocore.files import Source
from genocore.files.guard import need_plausible_size
from genocore.files.limits import limits
from genocore.tables.columns import dna_share, sequence_column
from genocore.tables.layout import Layout
from genocore.tables.marks import number_marks
from genocore.tables.sniff import has_header

_LAST_ROW = 1 << 20
"""Rows a sheet can have; a damaged one may claim any number."""
_LOOK = 60
"""Rows of a sheet in which a column of DNA is looked for."""

Row = tuple[int, list[str | float]]
"""Number of a row, and its cells: text, or a number that is not whole."""


def read_workbook_rows(source: Source, chosen: Mapping[str, Any]) -> tuple[Layout, Iterator[tuple[int, list[str]]]]:
    """Return the layout of a workbook and the rows of one sheet as text, each with its number.

    Parameters
    ----------
    source : Source
    chosen : mapping
        Fields of `Layout`; ``sheet`` is the first with a column of DNA, else the one with the largest table, unless
        chosen. Decimal and thousands marks are found in the cells that hold numbers as text.

    Raises
    ------
    InputError
        EX001 if it has no such sheet, FA015 if the workbook is damaged, FA019 over a limit, PA001 for a choice that
        makes no sense.
    Refused
        SE002 if it unpacks to more than is allowed.
    """
    Layout().override(chosen)
    name, found = _open(source, chosen.get("sheet", ""))
    skip = chosen.get("skip", found[_first(found)][0] - 1 if found else 0)
    found = [row for row in found if row[0] > skip]
    width = max((len(cells) for _, cells in found[:100]), default=0)
    header = chosen.get("header", has_header(_as_texts(found[:20], width, ".")))
    texts = (cell for _, cells in islice(found, int(header), 2000) for cell in cells if isinstance(cell, str))
    decimal, thousands, doubtful = number_marks(texts, "")
    layout = Layout(header=header, skip=skip, decimal=decimal, thousands=thousands, doubtful=doubtful)
    layout = layout.override(chosen).override({"encoding": "", "sheet": name})
    rows = _as_texts(found, width, layout.decimal)
    return layout, zip((number for number, _ in found), rows, strict=True)


def _first(rows: list[Row]) -> int:
    """Return the place of the first row with more than one cell that holds anything: above it may be a title."""
    return next((n for n, (_, cells) in enumerate(rows) if sum(map(_filled, cells)) > 1), 0)


def _filled(cell: str | float) -> bool:
    return cell != ""


def _as_texts(rows: list[Row], width: int, decimal: str) -> list[list[str]]:
    """Return cells as text, numbers with the decimal mark of the others, so that they are not taken for thousands."""
    return [
        [cell if isinstance(cell, str) else repr(cell).replace(".", decimal) for cell in cells]
        + [""] * (width - len(cells))
        for _, cells in rows
    ]


def sheet_names(source: Source) -> list[str]:
    """Return the names of the sheets; raises as `read_workbook_rows` does."""
    with _workbook(source) as book:
        return [sheet.title for sheet in book.worksheets]


def _open(source: Source, wanted: str) -> tuple[str, list[Row]]:
    """Return the name and the rows of a sheet: the one wanted, else the first with DNA, else the largest table."""
    with _workbook(source) as book:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        if wanted and wanted not in sheets:
            _no_sheet(wanted, list(sheets), source.name)
        offered = [wanted] if wanted else list(sheets)
        if len(offered) > 1:
            with_dna = (name for name in sheets if _has_dna(list(islice(_rows(sheets[name], source.name), _LOOK))))
            offered = list(islice(with_dna, 1)) or offered
        best: tuple[str, list[Row]] = ("", [])
        for name in offered:
            rows = list(_rows(sheets[name], source.name))
            if not best[0] or _size(rows) > _size(best[1]):
                best = name, rows
        return best


def _has_dna(rows: list[Row]) -> bool:
    """Return True if a column of the first rows holds DNA."""
    rows = rows[_first(rows) :]
    width = max((len(cells) for _, cells in rows), default=0)
    texts = _as_texts(rows, width, ".")
    header = has_header(texts[:20])
    names = texts[0] if texts and header and len(set(texts[0])) == width else list(map(str, range(width)))
    frame = pd.DataFrame(texts[int(header) :], columns=names, dtype="str")
    column = sequence_column(frame)
    return column is not None and dna_share(frame[column]) > 0.5


def _size(rows: list[Row]) -> tuple[int, int]:
    """Return how many cells stand in rows of more than one, and how many rows there are: notes are no table."""
    counts = [sum(map(_filled, cells)) for _, cells in rows]
    return sum(count for count in counts if count > 1), len(rows)


@contextmanager
def _workbook(source: Source) -> Iterator[Any]:
    """Open a workbook; whatever is wrong with it is said as a problem of the file."""
    import openpyxl

    _need_plausible(source)
    with source.open_packed() as raw, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and filters that are not read
        try:
            book = openpyxl.load_workbook(raw, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except GenoError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a third-party parser makes of a stranger's file
            raise InputError(
                f"The workbook is damaged or protected ({type(error).__name__}).",
                hint="Open it in a spreadsheet program and save it anew, or save the sheet as CSV.",
                code="FA015",
                file=source.name,
            ) from None


def _no_sheet(wanted: str, sheets: list[str], file: str) -> None:
    offered = ", ".join(repr(name[:40]) for name in sheets[:8])
    raise InputError(f"There is no sheet {wanted[:40]!r}.", hint=f"It has {offered}.", code="EX001", file=file)


def _need_plausible(source: Source) -> None:
    """Raise SE002 by the sizes the archive gives; no part of it is unpacked further than that."""
    try:
        with source.open_packed() as raw, zipfile.ZipFile(raw) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        what = f"The workbook is damaged ({type(error).__name__})."
        raise InputError(what, hint="Save it anew.", code="FA015", file=source.name) from None
    need_plausible_size(unpacked, source.size, source.name, "The workbook")


def _rows(sheet: Any, file: str) -> Iterator[Row]:
    """Yield the rows that hold anything, up to the last cell that does."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong, and rows would be lost
    allowed, read = limits(), 0
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_row=_LAST_ROW), start=1):
        cells = [_plain(value) for value in values]
        read += len(cells)
        if read > allowed.cells:
            allowed.need("cells", read, file=file, noun="cells", line=number)
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            yield number, cells


def _plain(value: Any) -> str | float:
    """Return a cell as it would stand in a text; a date, which a gene's name may have become, as ``2024-03-01``."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return str(value.date()) if value.time() == datetime.time() else str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else value
    return str(value).strip()
