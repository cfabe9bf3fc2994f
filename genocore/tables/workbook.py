"""Excel workbooks, read sheet by sheet without running or loading anything else in them."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from genocore.errors import InputError, Refused
from genocore.files import Source
from genocore.files.limits import limits
from genocore.tables.layout import Layout, has_header


def read_rows(source: Source, chosen: Mapping[str, Any]) -> tuple[Layout, Iterator[tuple[int, list[str]]]]:
    """Return the layout of a workbook and its rows as text, each with its number.

    Parameters
    ----------
    source : Source
    chosen : mapping
        Fields of `Layout`; ``sheet`` is the first with at least two rows unless chosen.

    Raises
    ------
    InputError
        FA015 if the workbook is damaged, EX001 if it has no such sheet.
    Refused
        SE002 if it unpacks to more than is allowed.
    """
    sheets = _open(source)
    wanted = str(chosen.get("sheet", ""))
    if wanted and wanted not in sheets:
        offered = ", ".join(repr(name[:40]) for name in list(sheets)[:8])
        raise InputError(f"There is no sheet {wanted!r}.", hint=f"It has {offered}.", code="EX001", file=source.name)
    name = wanted or next((key for key, rows in sheets.items() if len(rows) > 1), next(iter(sheets), ""))
    rows = sheets.get(name, [])
    first = next((n for n, (_, cells) in enumerate(rows) if sum(map(bool, cells)) > 1), 0)
    header = has_header([cells for _, cells in rows[first : first + 20]])
    layout = Layout(encoding="", header=header, skip=rows[first][0] - 1 if rows else 0, sheet=name).override(chosen)
    return layout, iter([row for row in rows if row[0] > layout.skip])


def _open(source: Source) -> dict[str, list[tuple[int, list[str]]]]:
    import openpyxl

    _need_plausible_size(source)
    with source.open_packed() as raw, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and filters that are not read
        try:
            book = openpyxl.load_workbook(raw, read_only=True, data_only=True)
            try:
                return {sheet.title: list(_sheet_rows(sheet, source.name)) for sheet in book.worksheets}
            finally:
                book.close()
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a third-party parser makes of a stranger's file
            raise InputError(
                f"The workbook is damaged or protected ({type(error).__name__}).",
                hint="Open it in a spreadsheet program and save it anew, or save the sheet as CSV.",
                code="FA015",
                file=source.name,
            ) from None


def _need_plausible_size(source: Source) -> None:
    allowed = limits()
    try:
        with source.open_packed() as raw, zipfile.ZipFile(raw) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
        what = f"The workbook is damaged ({type(error).__name__})."
        raise InputError(what, hint="Save it anew.", code="FA015", file=source.name) from None
    if unpacked > allowed.unpacked_bytes or (
        unpacked > allowed.bomb_bytes and unpacked > allowed.expansion * max(source.size, 1)
    ):
        raise Refused(
            f"The workbook unpacks to {unpacked / 1e6:,.0f} MB, far more than a table its size.",
            hint="Save the sheet as CSV if you know what it is.",
            code="SE002",
            file=source.name,
        )


def _sheet_rows(sheet: Any, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything, all as wide as the widest of the first ones."""
    cells_read = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_as_text(value) for value in values]
        cells_read += len(cells)
        limits().need("cells", cells_read, file=file, noun="cells", line=number)
        if any(cells):
            yield number, cells


def _as_text(value: Any) -> str:
    """Return a cell as it would stand in a text; a date as the day and month a gene name was turned into."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value.day}-{value:%b}" if isinstance(value, datetime.date) else str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()
