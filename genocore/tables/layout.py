"""How the text of a table is to be read: found by looking, shown, and open to correction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from genocore.errors import InputError

MISSING = ("", "NA", "N/A", "n/a", "N/a", "n.a.", "N.A.", "NaN", "nan", "null", "NULL", "<NA>", "#N/A", "#NA", "NA!")
"""Spellings of a missing value in any column."""
MISSING_NUMBER = (
    ".", "-", "--", "?", "nd", "n.d.", "ND", "none", "None", "missing", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!",
    "#NAME?", "#NULL!",
)  # fmt: skip
"""More spellings of a missing value, in columns of numbers only: elsewhere ``-`` may be a strand or a class."""
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blanks"}


@dataclass(frozen=True)
class Layout:
    """How a table is laid out.

    Parameters
    ----------
    encoding : str
        Of the text; empty for workbooks and Parquet.
    delimiter : str
        One of `DELIMITERS`, or another mark; a blank stands for one or more blanks.
    decimal : {".", ","}
        Decimal mark of numbers.
    thousands : {"", ",", ".", " ", "'"}
        What groups thousands, if anything does.
    header : bool
        Whether the first row holds names of columns.
    skip : int
        Lines before the header, such as comments; blank ones count.
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
        parts += [f"{self.skip} line{'s' * (self.skip > 1)} skipped before it"] if self.skip else []
        return ", ".join([*parts, *([self.encoding] if self.encoding else [])])

    def override(self, chosen: Mapping[str, Any]) -> Layout:
        """Return the layout with what a person chose in place of what was found.

        A thousands mark that was found gives way to a decimal mark that was chosen, and the other way round.

        Raises
        ------
        InputError
            PA001 for a field or value that makes no sense.

        Examples
        --------
        >>> made = Layout(thousands=",").override({"decimal": ","})
        >>> made.decimal, made.thousands
        (',', '')
        """
        unknown = set(chosen) - set(asdict(self))
        if unknown:
            raise InputError(f"A table's layout has no {min(unknown)!r}.", code="PA001")
        made = replace(self, **chosen)
        _need_sense(made)
        made = replace(made, missing=tuple(made.missing))
        if made.decimal == made.thousands and "thousands" not in chosen:
            return replace(made, thousands="")
        if made.decimal == made.thousands and "decimal" not in chosen and made.thousands:
            return replace(made, decimal="." if made.thousands == "," else ",")
        if made.decimal == made.thousands:
            raise InputError("Decimal mark and thousands mark cannot be the same.", code="PA001")
        return made


def _need_sense(made: Layout) -> None:
    """Raise PA001 if a field cannot be what it is."""
    delimiter, missing = made.delimiter, made.missing
    sound = {
        "delimiter": isinstance(delimiter, str) and len(delimiter) == 1 and delimiter not in '\r\n"\0',
        "decimal": made.decimal in (".", ","),
        "thousands": made.thousands in ("", ",", ".", " ", "'"),
        "header": isinstance(made.header, bool),
        "skip": isinstance(made.skip, int) and 0 <= made.skip < 10**9,
        "sheet": isinstance(made.sheet, str),
        "encoding": isinstance(made.encoding, str) and _is_encoding(made.encoding),
        "missing": isinstance(missing, list | tuple) and all(isinstance(text, str) for text in missing),
    }
    for name, fits in sound.items():
        if not fits:
            raise InputError(f"A table cannot be read with {name} {getattr(made, name)!r}.", code="PA001")


def _is_encoding(name: str) -> bool:
    """Return True for the name of an encoding of text, and for none."""
    try:
        return not name or isinstance(b"text".decode(name, "replace"), str)
    except (LookupError, ValueError):
        return False
