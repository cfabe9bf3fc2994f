"""The layout of a text, found by looking at its first lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice, zip_longest
from typing import Any

from genocore.files import Source
from genocore.files.source import encoding_of
from genocore.tables.columns import SYNONYMS, plain_name
from genocore.tables.layout import MISSING, MISSING_NUMBER, Layout
from genocore.tables.marks import is_number, number_marks
from genocore.tables.rows import rows_of

_SAMPLE = 200
_CHARACTERS = 65536
_MOST = 8 << 20
_IDS = {plain_name(word) for role in ("id", "gene", "sample") for word in SYNONYMS[role]}
_NONE = {*MISSING, *MISSING_NUMBER}
_MARKS = ("\t", ";", "|", ",", " ")


def sniff_layout(source: Source, chosen: Mapping[str, Any] | None = None) -> Layout:
    """Return the layout of a delimited text, from its first 64 K characters, or more if its lines are long.

    Parameters
    ----------
    source : Source
    chosen : mapping, optional
        Fields of `Layout` that a person chose; the others are found to go with them.

    Raises
    ------
    InputError
        PA001 for a choice that makes no sense, and what reading raises.

    Examples
    --------
    >>> found = sniff_layout(Source.from_text("id;tpm\\ns1;1,5\\ns2;0,25\\n"))
    >>> found.delimiter, found.decimal, found.header
    (';', ',', True)
    """
    chosen = dict(chosen or {})
    Layout().override(chosen)
    encoding = chosen.get("encoding") or _encoding(source)
    lines = _first_lines(source, encoding)
    skip = chosen.get("skip", _remarks(lines, 0))
    delimiter = chosen.get("delimiter") or _delimiter([line for line in lines[skip:] if line.strip()][:_SAMPLE])
    if "skip" not in chosen:
        skip = _titles(lines, skip, delimiter)
    rows = [cells for _, cells in islice(rows_of(lines[skip:], delimiter), _SAMPLE)]
    header = chosen.get("header", has_header(rows))
    cells = [cell for row in rows[int(header) :] for cell in row]
    decimal, thousands, doubtful = number_marks(cells[:50_000], delimiter)
    found = Layout(encoding, delimiter, decimal, thousands, header, skip, doubtful=doubtful).override(chosen)
    return found.override({"encoding": encoding, "sheet": ""})


def has_header(rows: list[list[str]]) -> bool:
    """Return True if the first row reads like names: no stretch of DNA, and no number above numbers.

    Numbers may be names too, of samples say: beside a name such as ``gene``, beside a blank above the names of rows, or
    where another column has a word above numbers.

    Examples
    --------
    >>> has_header([["id", "seq"], ["s1", "ACGT"]]), has_header([["s1", "ACGTACGTACGT"], ["s2", "ACGT"]])
    (True, False)
    >>> has_header([["gene", "1", "2"], ["TP53", "0.5", "3"]]), has_header([["TP53", "1", "2"], ["KRAS", "0.5", "3"]])
    (True, False)
    """
    if not rows:
        return True
    first = [cell for cell in rows[0] if cell]
    if any(re.fullmatch(r"[ACGTUNacgtun]{8,}", cell) for cell in first):
        return False
    unnamed = not rows[0][0] and len(rows) > 1 and all(row[0] and not is_number(row[0]) for row in rows[1:20])
    if unnamed or plain_name(rows[0][0]) in _IDS:
        return True
    below = list(zip_longest(*rows[1:20], fillvalue=""))[: len(rows[0])]
    shares = [_share_of_values(cells) for cells in below] + [1.0] * (len(rows[0]) - len(below))
    above = [cell for cell, share in zip(rows[0], shares, strict=True) if share > 0.7 and cell not in _NONE]
    if len(rows) > 1 and not all(map(_is_value, above)):
        return True
    return not any(map(is_number, above))


def _encoding(source: Source) -> str:
    """Return the encoding; Windows-1252 if there are letters, and none of them is UTF-8."""
    start = source.first_bytes()
    if len(start) == 1 << 16:  # the last letter may be cut
        start = start[: start.rfind(b"\n") + 1] or start[:-4]
    found = encoding_of(start[:4096])
    if found != "utf-8" or not start.decode("utf-8", "ignore").isascii():
        return found
    return "utf-8" if start.isascii() else "cp1252"


def _first_lines(source: Source, encoding: str) -> list[str]:
    """Return the first lines without line ends, none of them cut; blank ones at the top, however many, are blank."""
    blank = 0
    with source.open(encoding) as handle:
        while (line := handle.readline(_CHARACTERS)) and not line.strip():
            blank += line.endswith("\n")
        text = line + handle.read(_CHARACTERS)
        while text.count("\n") < 6 and len(text) < _MOST and (more := handle.read(1 << 20)):
            text += more
        cut = bool(handle.read(1))
    lines = text.split("\n")
    return [""] * blank + (lines[:-1] if cut and len(lines) > 1 else lines)


def _remarks(lines: list[str], start: int) -> int:
    """Return the first line from `start` that is no comment; a commented header, as in VCF, is none either."""
    n = start
    while n < len(lines) and (not lines[n].strip() or lines[n].startswith(("##", "#!")) or _is_remark(lines, n)):
        n += 1
    return n if n < len(lines) else start


def _is_remark(lines: list[str], n: int) -> bool:
    """Return True for a line with ``#`` and fewer cells than the next, or with names under it already."""
    if not lines[n].startswith("#"):
        return False
    after = [line for line in lines[n + 1 : n + 41] if line.strip()][:20]
    if not after or after[0].startswith("#"):
        return bool(after)
    mark = max(",;\t|", key=after[0].count)
    return lines[n].count(mark) < after[0].count(mark) or _names_above_values(after, mark)


def _names_above_values(lines: list[str], mark: str) -> bool:
    """Return True if some column begins with a word and has nothing but numbers or DNA below it."""
    rows = [cells for _, cells in rows_of(lines, mark)]
    columns = zip(*(row for row in rows if len(row) == len(rows[0])), strict=True)
    return any(not _is_value(cells[0]) and _share_of_values(cells[1:]) > 0.7 for cells in columns)


def _share_of_values(cells: Sequence[str]) -> float:
    """Return the share of cells that are numbers or DNA, of those that hold anything."""
    filled = [cell for cell in cells if cell not in _NONE]
    return sum(map(_is_value, filled)) / len(filled) if filled else 0.0


def _is_value(cell: str) -> bool:
    return is_number(cell) or re.fullmatch(r"[ACGTUN]{4,}", cell, re.IGNORECASE) is not None


def _delimiter(lines: list[str]) -> str:
    """Return the mark that cuts most lines into the same number of cells, more than one."""
    best, score = ",", (False, 0.0, 0)
    decimal_commas = not re.search(r"(?<!\d),|,(?!\d)", "\n".join(lines))
    for mark in _MARKS:
        widths = [len(cells) for _, cells in rows_of(lines, mark)]
        counts = Counter(width for width in widths if width > 1)
        if not counts or (mark == " " and score[1] > 0.5):  # blanks stand inside the cells of other tables
            continue
        cells, agreeing = counts.most_common(1)[0]
        found = (widths[0] == cells, round(agreeing / len(widths), 1), cells)
        if mark == "," and best in "\t;|" and score[1] >= 0.9 and decimal_commas:
            continue
        if found > score:
            best, score = mark, found
    return best


def _titles(lines: list[str], start: int, delimiter: str) -> int:
    """Return the line of the first row with several cells, where the table has several: above it may be a title."""
    rows = [(begin, cells) for begin, cells in islice(rows_of(lines[start:], delimiter, start), 20)]
    widths = [sum(map(bool, cells)) for _, cells in rows]
    if not rows or Counter(widths).most_common(1)[0][0] < 2:
        return start
    n = next((n for n, width in enumerate(widths) if width > 1 and not _is_remark(lines, rows[n][0])), 0)
    under = [cells for _, cells in rows[n:]]
    if n and len(under[0]) == 2 and " " not in rows[n - 1][1][0] and not has_header(under):
        n -= 1  # R leaves out the name of the column that names the rows
    return rows[n][0]
