"""Lines of text cut into rows of cells."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from genocore.errors import InputError
from genocore.files import Source
from genocore.files.limits import limits
from genocore.tables.layout import Layout


def rows_of(lines: Iterable[str], delimiter: str, begin: int = 1, file: str = "") -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank: the number of the line it begins at, and its cells without blanks around them.

    Parameters
    ----------
    lines : iterable of str
    delimiter : str
        A blank stands for one or more blanks.
    begin : int
        Number of the first line.
    file : str
        If given, a quotation mark must have a partner, and the file is named if it has none.

    Raises
    ------
    InputError
        FA020 with the line where the row begins that does not end.

    Examples
    --------
    >>> list(rows_of(["id, note", "", 's1, "a, b"'], ","))
    [(1, ['id', 'note']), (3, ['s1', 'a, b'])]
    """
    csv.field_size_limit(min(limits().line_bytes, 2**31 - 1))
    blanks = delimiter == " "
    if blanks:
        lines = (" ".join(line.split()) for line in lines)
    rows = csv.reader(lines, delimiter=delimiter, strict=bool(file), skipinitialspace=not blanks)
    number = begin
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield number, cells
            number = begin + rows.line_num
    except csv.Error as error:
        raise InputError(
            f"The table cannot be read on from here ({error}).",
            hint='A quotation mark that opens a cell must close it: look for a single " near this line.',
            code="FA020",
            file=file,
            line=number,
        ) from None


def read_text_rows(source: Source, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of each row of a delimited text that is not blank.

    Raises
    ------
    InputError
        FA015 if it cannot be read, FA019 over a limit, FA020 if a quotation mark has no partner.
    """
    with source.open(layout.encoding) as handle:
        for _ in range(layout.skip):
            if not handle.readline():
                return
        yield from rows_of(_bounded(handle, source.name, layout), layout.delimiter, layout.skip + 1, source.name or "?")


def _bounded(lines: Iterable[str], file: str, layout: Layout) -> Iterator[str]:
    """Yield the lines, none with more cells than a table may have."""
    allowed = limits()
    for line in lines:
        if len(line) > allowed.cells:
            allowed.need("cells", line.count(layout.delimiter), file=file, noun="cells")
        yield line
