"""How the text of a table is to be read: found by looking, shown, and open to correction."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from genocore.errors import InputError
from genocore.files import Source
from genocore.files.source import encoding_of

MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "<NA>", "#N/A", "#NA", "NA!")
"""Spellings of a missing value in any column."""
MISSING_NUMBER = (".", "-", "--", "?", "nd", "n.d.", "ND", "none", "None", "missing", "#VALUE!", "#REF!", "#DIV/0!")
"""More spellings of a missing value, in columns of numbers only: elsewhere ``-`` may be a strand or a class."""
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blanks"}
_SAMPLE = 200


@dataclass(frozen=True)
class Layout:
    """How a table is laid out.

    Parameters
    ----------
    encoding : str
        Of the text; empty for workbooks and Parquet.
    delimiter : str
        One of `DELIMITERS`; a blank stands for one or more blanks.
    decimal : {".", ","}
        Decimal mark of numbers.
    thousands : {"", ",", ".", " ", "'"}
        What groups thousands, if anything does.
    header : bool
        Whether the first row holds names of columns.
    skip : int
        Lines before the header, such as comments.
    sheet : str
        Sheet of a workbook.
    missing : tuple of str
        Spellings of a missing value.
    doubtful : str
        What could not be decided from the table, in a sentence.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    thousands: str = ""
    header: bool = True
    skip: int = 0
    sheet: str = ""
    missing: tuple[str, ...] = MISSING
    doubtful: str = ""

    def describe(self) -> str:
        """Return the layout in words.

        Examples
        --------
        >>> Layout(delimiter=";", decimal=",").describe()
        'columns set apart by semicolon, decimal comma, names in the first row, utf-8'
        """
        parts = [f"sheet {self.sheet!r}"] if self.sheet else []
        parts += (
            [f"columns set apart by {DELIMITERS.get(self.delimiter, repr(self.delimiter))}"] if self.encoding else []
        )
        parts.append("decimal comma" if self.decimal == "," else "decimal point")
        parts += [f"thousands grouped by {self.thousands!r}"] if self.thousands else []
        parts.append("names in the first row" if self.header else "no names of columns")
        parts += [f"{self.skip} lines skipped before it"] if self.skip else []
        return ", ".join([*parts, *([self.encoding] if self.encoding else [])])

    def override(self, chosen: Mapping[str, Any]) -> Layout:
        """Return the layout with what a person chose in place of what was found.

        Raises
        ------
        InputError
            PA001 for a field or value that makes no sense.
        """
        unknown = set(chosen) - set(asdict(self))
        if unknown:
            raise InputError(f"A table's layout has no {sorted(unknown)[0]!r}.", code="PA001")
        made = replace(self, **{**chosen, **({"missing": tuple(chosen["missing"])} if "missing" in chosen else {})})
        if len(made.delimiter) != 1 or made.decimal not in (".", ",") or made.thousands not in ("", ",", ".", " ", "'"):
            raise InputError("The delimiter, decimal mark or thousands mark is none that can be read.", code="PA001")
        if made.decimal == made.thousands:
            raise InputError("Decimal mark and thousands mark cannot be the same.", code="PA001")
        return made


def sniff_layout(source: Source) -> Layout:
    """Return the layout of a delimited text, from its first 64 K characters.

    Examples
    --------
    >>> found = sniff_layout(Source.from_text("id;tpm\\ns1;1,5\\ns2;0,25\\n"))
    >>> found.delimiter, found.decimal, found.header
    (';', ',', True)
    """
    with source.open_bytes() as raw:
        start = raw.peek(4096)
    encoding = encoding_of(start[:4096])
    head = source.head()
    if encoding == "utf-8" and _has_foreign_bytes(source):
        encoding = "cp1252"
    lines = head.splitlines()
    lines = lines if len(head) < 65536 or len(lines) < 2 else lines[:-1]  # the last may be cut
    skip = _preamble(lines)
    body = [line for line in lines[skip:] if line.strip()][:_SAMPLE]
    delimiter = _delimiter(body)
    skip += _title_lines(body, delimiter)
    rows = split_rows([line for line in lines[skip:] if line.strip()][:_SAMPLE], delimiter)
    decimal, thousands, doubtful = number_marks([cell for row in rows[1:] for cell in row], delimiter)
    return Layout(encoding, delimiter, decimal, thousands, has_header(rows), skip, doubtful=doubtful)


def split_rows(lines: list[str], delimiter: str) -> list[list[str]]:
    """Return the cells of each line, blank-trimmed; quotes may hold delimiters and line ends."""
    if delimiter == " ":
        return [line.split() for line in lines]
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:  # a quotation mark without its partner; reading says where
        return [[cell.strip() for cell in line.split(delimiter)] for line in lines]


def _has_foreign_bytes(source: Source) -> bool:
    try:
        source.first_bytes()[:60000].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason != "unexpected end of data"
    return False


def _preamble(lines: list[str]) -> int:
    """Return how many comment lines stand before the table; a commented header, as in VCF, is not one of them."""
    n = 0
    while n < len(lines) and (not lines[n].strip() or lines[n].startswith(("##", "#!")) or _is_remark(lines, n)):
        n += 1
    return n if n < len(lines) else 0


def _is_remark(lines: list[str], n: int) -> bool:
    """Return True for a line with ``#`` that has fewer cells than the next line."""
    if not lines[n].startswith("#") or n + 1 >= len(lines):
        return False
    return max(lines[n].count(mark) for mark in ",;\t|") < max(lines[n + 1].count(mark) for mark in ",;\t|")


def _delimiter(lines: list[str]) -> str:
    """Return the mark that cuts most lines into the same number of cells, more than one."""
    best, score = ",", (False, 0.0, 0)
    for mark in DELIMITERS:
        widths = [len(row) for row in split_rows(lines, mark)]
        counts = Counter(width for width in widths if width > 1)
        if not counts or (mark == " " and score[1] > 0):  # blanks stand inside the cells of other tables
            continue
        cells, agreeing = counts.most_common(1)[0]
        found = (widths[0] == cells, round(agreeing / len(widths), 1), cells)
        if found > score:
            best, score = mark, found
    return best


def _title_lines(lines: list[str], delimiter: str) -> int:
    """Return how many lines at the top have one cell only where the table has several: a title, say."""
    widths = [len([cell for cell in row if cell]) for row in split_rows(lines[:20], delimiter)]
    usual = Counter(widths).most_common(1)[0][0] if widths else 1
    n = 0
    while usual > 1 and n < len(widths) and widths[n] == 1:
        n += 1
    return n


_NUMBER = re.compile(r"[+\-−]?\d[\d.,' \u00a0\u202f]*(?:[eE][+-]?\d+)?")


def number_marks(cells: list[str], delimiter: str) -> tuple[str, str, str]:
    """Return decimal mark, thousands mark, and a sentence if the cells leave it open.

    Examples
    --------
    >>> number_marks(["1.234,5"], ";")[:2], number_marks(["1,234,567"], "\\t")[:2], number_marks(["0,5"], "\\t")[:2]
    ((',', '.'), ('.', ','), (',', ''))
    """
    numbers = [cell for cell in cells if re.fullmatch(_NUMBER, cell)]
    comma = sum(bool(re.fullmatch(r"\D?\d*,\d+(e.*)?", cell, re.I)) and not _grouped(cell, ",") for cell in numbers)
    point = sum(bool(re.fullmatch(r"\D?\d*\.\d+(e.*)?", cell, re.I)) and not _grouped(cell, ".") for cell in numbers)
    both_comma = sum(bool(re.fullmatch(r"\D?\d{1,3}([.' \u00a0\u202f]\d{3})+,\d+", cell)) for cell in numbers)
    both_point = sum(bool(re.fullmatch(r"\D?\d{1,3}([,' \u00a0\u202f]\d{3})+\.\d+", cell)) for cell in numbers)
    grouped_comma = [cell for cell in numbers if _grouped(cell, ",")]
    grouped_point = [cell for cell in numbers if _grouped(cell, ".")]
    several_comma = any(cell.count(",") > 1 for cell in grouped_comma)
    several_point = any(cell.count(".") > 1 for cell in grouped_point)
    blanks = next((mark for mark in (" ", "'") if any(_grouped(cell, mark) for cell in numbers)), "")
    if both_comma or (comma and not point) or several_point:
        return ",", "." if grouped_point or any("." in cell and "," in cell for cell in numbers) else blanks, ""
    if both_point or several_comma:
        return ".", "," if grouped_comma or any("." in cell and "," in cell for cell in numbers) else blanks, ""
    if grouped_comma and not point:
        if delimiter == ";":
            return ",", blanks, ""
        doubtful = f"Numbers such as {grouped_comma[0]} were read as thousands; they may have a decimal comma."
        return ".", ",", doubtful
    return ".", "," if grouped_comma else blanks, ""


def _grouped(cell: str, mark: str) -> bool:
    """Return True if `mark` could group thousands in `cell`: three digits behind each, and no zero in front."""
    marks = "[ \u00a0\u202f]" if mark == " " else re.escape(mark)
    return bool(re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}({marks}\d{{3}})+", cell))


def has_header(rows: list[list[str]]) -> bool:
    """Return True if the first row reads like names: no number and no stretch of DNA in it.

    Examples
    --------
    >>> has_header([["id", "seq"], ["s1", "ACGT"]]), has_header([["s1", "ACGTACGTACGT"], ["s2", "ACGT"]])
    (True, False)
    """
    if not rows:
        return True
    first = [cell for cell in rows[0] if cell]
    dna = any(re.fullmatch(r"[ACGTUNacgtun]{8,}", cell) for cell in first)
    numbers = sum(bool(re.fullmatch(_NUMBER, cell)) for cell in first)
    later = [cell for row in rows[1:20] for cell in row if cell]
    any_later = sum(bool(re.fullmatch(_NUMBER, cell)) for cell in later)
    return not dna and not (numbers and numbers >= 0.5 * len(first) and any_later)
