"""What reading and checking found: every message, and counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import pandas as pd

from genocore.errors import InputError
from genocore.files.findings import Match, Message, Rejected, Severity

LISTED = 1000
"""Messages of one kind that are listed one by one; the rest are counted in one line (rejected rows are all kept)."""


@dataclass
class Report:
    """Every message of reading and checking.

    Parameters
    ----------
    files, kinds : list of str
        Names of what was read, and what each of them is.
    read : int
        Records found in the files.
    kept : int
        Records in the dataset. ``read == kept + len(rejected)`` at all times.
    messages, rejected, changes, matches : list
        Findings; records left out, each with its reason; changes made on request; how tables were joined.

    Examples
    --------
    >>> report = Report(["a.fa"], read=2, kept=1)
    >>> report.reject(Rejected("a.fa", 3, "s2", "FA013", "no sequence", ""))
    >>> report.adds_up
    True
    """

    files: list[str] = field(default_factory=list)
    read: int = 0
    kept: int = 0
    messages: list[Message] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        """True if every record read is either kept or listed as rejected."""
        return self.read == self.kept + len(self.rejected)

    def add(self, message: Message) -> None:
        """Add one message."""
        self.messages.append(message)

    def add_each(self, messages: Sequence[Message], *, noun: str) -> None:
        """Add messages of one kind, the first `LISTED` one by one and a line a code that counts the others."""
        self.messages.extend(messages[:LISTED])
        rest = Counter((message.severity, message.code, message.file, message.fix) for message in messages[LISTED:])
        for (severity, code, file, fix), n in rest.items():
            self.add(Message(severity, code, f"{n:,} more {noun} like this.", file, fix=fix))

    def include(self, other: Report) -> None:
        """Add everything another report holds, as of another file."""
        self.files += other.files
        self.kinds += other.kinds
        self.read += other.read
        self.kept += other.kept
        self.messages += other.messages
        self.rejected += other.rejected
        self.changes += other.changes
        self.matches += other.matches

    def reject(self, row: Rejected) -> None:
        """Record that a record was left out."""
        self.rejected.append(row)

    def count(self, severity: Severity) -> int:
        """Return the number of messages of `severity`."""
        return sum(message.severity == severity for message in self.messages)

    def fixes(self) -> list[str]:
        """Return the names of the fixes that messages offer, each once, in order."""
        return list(dict.fromkeys(message.fix for message in self.messages if message.fix))

    def table(self) -> pd.DataFrame:
        """Return the messages, one row each, in the columns of `Message`."""
        return _frame(self.messages, Message).astype({"line": "Int64", "column": "Int64"})

    def rejected_table(self) -> pd.DataFrame:
        """Return the rejected records, one row each."""
        return _frame(self.rejected, Rejected).astype({"line": "Int64"})

    def summary(self) -> dict[str, Any]:
        """Return the counts as plain values, for JSON and for the page."""
        return {
            "files": self.files,
            "kinds": self.kinds,
            "read": self.read,
            "kept": self.kept,
            "rejected": len(self.rejected),
            "rejected_by_code": dict(Counter(row.code for row in self.rejected)),
            "errors": self.count("error"),
            "warnings": self.count("warning"),
            "notices": self.count("notice"),
            "fixes": self.fixes(),
            "changes": self.changes,
            "matches": [asdict(match) for match in self.matches],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Report:
        """Return the report that `to_dict` wrote."""
        report = cls(values["files"], values["read"], values["kept"], changes=values["changes"])
        report.kinds = list(values.get("kinds", []))
        report.messages = [Message(**row) for row in values["messages"]]
        report.rejected = [Rejected(**row) for row in values["rejected"]]
        report.matches = [Match(**row) for row in values.get("matches", [])]
        return report

    def copy(self) -> Report:
        """Return a report that can be added to without changing this one."""
        lists = (list(self.messages), list(self.rejected), list(self.changes), list(self.matches), list(self.kinds))
        return Report(list(self.files), self.read, self.kept, *lists)

    def need_records(self) -> None:
        """Raise the first error if nothing could be kept.

        Raises
        ------
        InputError
            With the code and place of the first error.
        """
        if self.kept:
            return
        first = next((message for message in self.messages if message.severity == "error"), None)
        if first is None:
            raise InputError("There is no record to work with.", code="FA001", file=", ".join(self.files))
        raise InputError(
            first.message, hint=first.suggestion, code=first.code, file=first.file, line=first.line, column=first.column
        )


def _frame(rows: Iterable[Any], kind: type) -> pd.DataFrame:
    return pd.DataFrame([asdict(row) for row in rows], columns=[f.name for f in fields(kind)])
