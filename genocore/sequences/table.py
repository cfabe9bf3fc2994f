"""Sequences from a table with a column of DNA."""

from __future__ import annotations

import numpy as np

from genocore.errors import InputError
from genocore.files import Message, Report
from genocore.files.ends import without_ends
from genocore.sequences.dataset import Dataset
from genocore.sequences.packing import Packer, build, first_illegal, keep_good, letter_message, say_ends
from genocore.sequences.reading import Reading
from genocore.tables import Table
from genocore.tables.columns import id_column, need_column, sequence_column
from genocore.tables.recognise import recognise
from genocore.tables.spreadsheet import mangled_names, may_have_been

_OWN = ("header", "file", "line", "masked_share")


def chosen(table: Table, name: str) -> str | None:
    """Return the column that was chosen by name, or None if this table has none of that name."""
    try:
        return need_column(list(table.frame.columns), name, table.name) if name else None
    except InputError:
        return None


def sequences_in(table: Table, reading: Reading) -> str | None:
    """Return the column of DNA: the one chosen, or the one that looks like it; None if there is none."""
    return chosen(table, reading.sequence) if reading.sequence else sequence_column(table.frame)


def read_sequence_table(table: Table, found: Report, reading: Reading | None = None) -> tuple[Dataset, Report]:
    """Return the sequences of a table as an unlabelled dataset that keeps the other columns.

    Parameters
    ----------
    table : Table
    found : Report
        What `genocore.tables.read_table` reported; rows it rejected stay rejected.
    reading : Reading, optional
        Columns of names and of DNA; by default those that look like it.

    Returns
    -------
    Dataset
        Every column but those two becomes a column of the dataset, as text; ``header`` is the name.
    Report

    Raises
    ------
    InputError
        EX001 if a chosen column is not there, FA001 without rows, FA024 if no column holds DNA.

    Examples
    --------
    >>> from genocore.files import Source
    >>> from genocore.tables import read_table
    >>> text = "id,dna,tpm\\ns1,ACGT,5\\ns2,AC-T,6\\n"
    >>> data, report = read_sequence_table(*read_table(Source.from_text(text, "t.csv")))
    >>> data.sequence(0), data.columns["tpm"].tolist()
    ('ACGT', ['5'])
    >>> report.rejected[0].reason
    "'-' is a gap, not a DNA letter (letter 3 in column 'dna')."
    """
    reading = reading or Reading()
    if reading.sequence:
        need_column(list(table.frame.columns), reading.sequence, table.name)
    column = sequences_in(table, reading)
    if column is None:
        what = recognise(table.frame)
        names = ", ".join(repr(name[:40]) for name in list(table.frame.columns)[:12])
        raise InputError(
            f"This is {what.words}; none of its columns holds DNA.",
            hint=f"Say which column does. There is {names}.",
            code="FA024",
            file=table.name,
        )
    others = [name for name in table.frame.columns if name != column]
    key = (
        need_column(list(table.frame.columns), reading.id, table.name)
        if reading.id
        else id_column(table.frame, [column])
    )
    if not len(table):
        raise InputError("There are 0 rows.", hint="Choose another file.", code="FA001", file=table.name)
    packer = Packer(table.name)
    marked = 0
    for cell in table.frame[column]:
        bare = without_ends(cell)
        marked += bare != cell
        packer.add("".join(bare.split()))
    packed = packer.finish()
    ids = [f"row_{line}" for line in table.lines.tolist()]
    if key is not None:
        ids = [str(name) or made for name, made in zip(table.frame[key], ids, strict=True)]
    columns = {_free(name): table.frame[name].to_numpy(dtype=object) for name in others if name != key}
    data = build(packed, table.name, ids, ids, table.lines.tolist(), columns)
    report = found.copy()
    report.read, report.kept = len(found.rejected), 0
    _say_columns(table, key, column, report)
    say_ends(marked, len(table), table.name, report)
    check_names_for_dates(table, key, report)
    messages = {}
    for row, text in packed.texts.items():
        if problem := first_illegal(text):
            where = f"letter {problem[0]:,} in column {column!r}"
            line, protein = int(table.lines[row]), bool(packed.protein[row])
            messages[row] = letter_message(table.name, line, None, problem[1], ids[row], protein=protein, where=where)
    return keep_good(data, packed, report, messages, packed.texts), report


def _free(name: str) -> str:
    """Return a name of a column that does not stand for where a record came from."""
    return f"{name} (table)" if name in _OWN else name


def _say_columns(table: Table, key: str | None, column: str, report: Report) -> None:
    named = f"names from column {key!r}" if key is not None else "no column names the rows: they are called by line"
    report.add(Message("notice", "FA025", f"DNA is taken from column {column!r}, {named}.", table.name))


def check_names_for_dates(table: Table, key: str | None, report: Report) -> None:
    """Report names that a spreadsheet program turned into dates or rounded numbers (EX005)."""
    if key is None:
        return
    names = table.frame[key].to_numpy(dtype=object)
    messages = []
    for row in np.flatnonzero(mangled_names(names)).tolist():
        gene = may_have_been(names[row])
        hint = (
            f"It may have been {gene} before a spreadsheet program changed it."
            if gene
            else "Look it up in the original."
        )
        text = f"The name {names[row]!r} looks like one that a spreadsheet program changed."
        messages.append(
            Message("warning", "EX005", text, table.name, int(table.lines[row]), record=names[row], suggestion=hint)
        )
    report.add_each(messages, noun="names")
