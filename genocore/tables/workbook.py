"""Excel workbooks, read sheet by sheet without running or loading anything else in them."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from genocore.errors import GenoError, InputError
from genocore.files import Source
from genocore.files.guard import need_plausible_size
from genocore.files.limits import limits
from genocore.tables.layout import Layout
from genocore.tables.sniff import has_header

_LAST_ROW = 1 << 20
"""Rows a sheet can have; a damaged one may claim any number."""


def read_workbook_rows(source: Source, chosen: Mapping[str, Any]) -> tuple[Layout, Iterator[tuple[int, list[str]]]]:
    """Return the layout of a workbook and the rows of one sheet as text, each with its number.

    Parameters
    ----------
    source : Source
    chosen : mapping
        Fields of `Layout`; ``sheet`` is the first with at least two rows unless chosen.

    Raises
    ------
    InputError
        EX001 if it has no such sheet, FA015 if the workbook is damaged, FA019 over a limit, PA001 for a choice that
        makes no sense.
    Refused
        SE002 if it unpacks to more than is allowed.
    """
    Layout().override(chosen)
    name, rows = _open(source, chosen.get("sheet", ""))
    first = next((n for n, (_, cells) in enumerate(rows) if sum(map(bool, cells)) > 1), 0)
    skip = chosen.get("skip", rows[first][0] - 1 if rows else 0)
    rows = [row for row in rows if row[0] > skip]
    width = max((len(cells) for _, cells in rows[:100]), default=0)
    rows = [(number, cells + [""] * (width - len(cells))) for number, cells in rows]
    header = chosen.get("header", has_header([cells for _, cells in rows[:20]]))
    layout = Layout(header=header, skip=skip).override(chosen).override({"encoding": "", "sheet": name})
    return layout, iter(rows)


def sheet_names(source: Source) -> list[str]:
    """Return the names of the sheets; raises as `read_workbook_rows` does."""
    with _workbook(source) as book:
        return [sheet.title for sheet in book.worksheets]


def _open(source: Source, wanted: str) -> tuple[str, list[tuple[int, list[str]]]]:
    """Return the name and the rows of a sheet: the one wanted, else the first with two rows, else the first."""
    with _workbook(source) as book:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        if wanted and wanted not in sheets:
            _no_sheet(wanted, list(sheets), source.name)
        found: list[tuple[str, list[tuple[int, list[str]]]]] = []
        for name in [wanted] if wanted else sheets:
            found.append((name, list(_sheet_rows(sheets[name], source.name))))
            if len(found[-1][1]) > 1:
                return found[-1]
        return max(found, key=lambda sheet: len(sheet[1]), default=("", []))


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


def _sheet_rows(sheet: Any, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything, up to the last cell that does."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong, and rows would be lost
    allowed, read = limits(), 0
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_row=_LAST_ROW), start=1):
        cells = [_as_text(value) for value in values]
        read += len(cells)
        if read > allowed.cells:
            allowed.need("cells", read, file=file, noun="cells", line=number)
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _as_text(value: Any) -> str:
    """Return a cell as it would stand in a text; a date, which a gene's name may have become, as ``2024-03-01``."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return str(value.date()) if value.time() == datetime.time() else str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()
