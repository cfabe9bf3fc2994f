"""What can be found in a file: messages, records left out, and how tables were joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from genocore.errors import place

Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True)
class Message:
    """One finding: what, where, and what can be done. ``fix`` names an entry of `genocore.sequences.fixes`."""

    severity: Severity
    code: str
    message: str
    file: str = ""
    line: int | None = None
    column: int | None = None
    record: str = ""
    value: str = ""
    suggestion: str = ""
    fix: str = ""

    def __str__(self) -> str:
        return f"{place(self.code, self.file, self.line, self.column)}{self.message} {self.suggestion}".strip()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was not taken, with the text to mend it from."""

    file: str
    line: int | None
    record: str
    code: str
    reason: str
    sequence: str


@dataclass(frozen=True)
class Match:
    """How a table was joined to sequences by name. Both sides add up.

    ``sequences == matched + only_sequences``; ``rows == used + only_table + left_out + nameless``, where ``left_out``
    rows repeat a name (copies of a row that is used, or rows that contradict each other).
    """

    table: str
    key: str
    sequences: int
    matched: int
    only_sequences: int
    rows: int
    used: int
    only_table: int
    left_out: int
    nameless: int
    bare: int = 0
    """Sequences that would have a row if names were compared without version suffixes."""

    @property
    def fits(self) -> bool:
        """True if a tenth of the sequences or more have a row; else the names are hardly those of the table."""
        return self.matched >= 0.1 * self.sequences

    @property
    def adds_up(self) -> bool:
        """True if no sequence and no row is unaccounted for."""
        rows = self.used + self.only_table + self.left_out + self.nameless
        return self.sequences == self.matched + self.only_sequences and self.rows == rows

    def sentence(self) -> str:
        """Return the counts in a sentence."""
        rest = [f"{self.left_out:,} rows repeat a name"] if self.left_out else []
        rest += [f"{self.nameless:,} rows have no name"] if self.nameless else []
        more = f" ({', '.join(rest)})" if rest else ""
        sequences = f"{self.matched:,} of {self.sequences:,} sequences have a row; {self.only_sequences:,} have none."
        return f"{sequences} {self.only_table:,} of {self.rows:,} rows have no sequence{more}."
