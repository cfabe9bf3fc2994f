"""Tables among several files: those with records of their own, and those that are joined to records by name."""

from __future__ import annotations

from dataclasses import replace

from genocore.files import Message, Report
from genocore.sequences.dataset import Dataset
from genocore.sequences.join import join_table
from genocore.sequences.reading import Reading
from genocore.sequences.table import chosen, read_sequence_table, sequences_in
from genocore.tables import Table
from genocore.tables.columns import need_column
from genocore.tables.recognise import recognise


def need_chosen(tables: list[Table], reading: Reading) -> None:
    """Refuse columns that were chosen and that no table has.

    Raises
    ------
    InputError
        EX001 with the closest name the first table has.
    """
    for name in (reading.sequence, reading.id, reading.key):
        if tables and name and not any(chosen(table, name) for table in tables):
            need_column(list(tables[0].frame.columns), name, tables[0].name)


def read_tables(
    tables: list[tuple[Table, Report]], reading: Reading, parts: list[Dataset], report: Report
) -> list[Table]:
    """Add the records of tables with a column of DNA to `parts`; return the tables that are to be joined by name.

    A table that mostly gives the records of the other files again, under the same names, is joined too.

    Parameters
    ----------
    tables : list of Table and Report
        What `genocore.tables.read_table` returned.
    reading : Reading
    parts : list of Dataset
        Records of the other files.
    report : Report
    """
    earlier = list(parts)
    joined = []
    for table, found in tables:
        own = replace(reading, id=chosen(table, reading.id) or "")
        if column := sequences_in(table, own):
            data, told = read_sequence_table(table, found, own)
            if not _there_already(data, earlier):
                parts.append(data)
                report.include(told)
                continue
            table = replace(table, frame=table.frame.drop(columns=column))
            text = f"Column {column!r} holds the sequences of the other files again and was left out."
            found.add(Message("notice", "FA025", text, table.name))
        found.read = found.kept = 0  # its rows are counted by the join
        found.rejected = []
        sheet = f", sheet {table.layout.sheet!r}" if table.layout.sheet else ""
        found.kinds = [recognise(table.frame).words + sheet]
        report.include(found)
        joined.append(table)
    return joined


def join_tables(data: Dataset, tables: list[Table], report: Report, reading: Reading) -> tuple[Dataset, Report]:
    """Return the data with the columns of each table, and the report with what was noticed.

    A table of something that has many rows for one name, such as mutations, is noted and not joined, unless its
    column of names was chosen.
    """
    for table in tables:
        key = chosen(table, reading.key) or chosen(table, reading.id) or ""
        told = report.copy()
        joined, match = join_table(data, table, told, replace(reading, key=key))
        content = recognise(table.frame)
        if key or content.joins or match.left_out <= match.used:
            data, report = joined, told
        else:
            text = f"This is {content.words}, with more than one row for a name; it was not joined to the sequences."
            hint = "Choose its column of names if it is to be joined."
            report.add(Message("notice", "FA018", text, table.name, suggestion=hint))
    return data, report


def _there_already(data: Dataset, parts: list[Dataset]) -> bool:
    """Return True if most records, or most of those in `parts`, have the name and sequence of one on the other side."""
    names = set(data.ids.tolist())
    known = {(name, part.sequence(row)) for part in parts for row, name in enumerate(part.ids) if name in names}
    shared = len(known.intersection(zip(data.ids, data.sequences(), strict=True)))
    return 2 * shared > min(len(data), sum(map(len, parts)))
