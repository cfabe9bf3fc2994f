"""A table of labels or values joined to sequences by name, never by the order of rows."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace

import numpy as np
import pandas as pd

from genocore.files import Match, Message, Report
from genocore.sequences.dataset import Dataset
from genocore.sequences.reading import Reading
from genocore.sequences.table import check_names_for_dates
from genocore.tables import Table
from genocore.tables.columns import need_column
from genocore.tables.numbers import looks_numeric, to_numbers

_VERSION = re.compile(r"\.\d+$")


def join_table(data: Dataset, table: Table, report: Report, reading: Reading | None = None) -> tuple[Dataset, Match]:
    """Give each sequence the cells of the row with its name.

    Parameters
    ----------
    data : Dataset
    table : Table
    report : Report
        Is added to: names without a partner (EX004; an error if no sequence has one), repeated names (EX006), changed
        names (EX005).
    reading : Reading, optional
        ``key`` column, ``strip_versions`` and what becomes of ``duplicates``.

    Returns
    -------
    Dataset
        The same records in the same order, with a column for each of the table but the key; empty where there is no
        row.
    Match

    Raises
    ------
    InputError
        EX001 if there is no such key column.

    Notes
    -----
    Names are compared letter by letter after trimming. Rows of one name with equal cells count once; with different
    cells they are left out, unless ``duplicates`` says to take the first, or the mean of numbers.

    Examples
    --------
    >>> from genocore.files import Source
    >>> from genocore.tables import read_table
    >>> table, report = read_table(Source.from_text("name,tpm\\nb,2\\na,1\\nc,3\\n"))
    >>> joined, match = join_table(Dataset.from_strings(["AC", "GT"], ids=["a", "b"]), table, report)
    >>> joined.columns["tpm"].tolist(), match.adds_up, match.only_table
    (['1', '2'], True, 1)
    """
    reading = reading or Reading()
    names = pd.Series(data.ids, dtype="str").str.strip()
    key = need_column(list(table.frame.columns), reading.key, table.name) if reading.key else best_key(table, names)
    check_names_for_dates(table, key, report)
    plain, wanted = table.frame[key].str.strip(), names
    if reading.strip_versions:
        plain, wanted = _bare(plain), _bare(names)
    named = plain != ""
    known = plain.isin(wanted) & named
    rows = _one_row_a_name(table.frame.assign(**{key: plain})[known], key, table, report, reading.duplicates)
    place = pd.Index(rows.index).get_indexer(wanted)
    found = place >= 0
    columns = {}
    for name in rows.columns:
        cells = np.append(rows[name].to_numpy(dtype=object), "")
        columns[_free(name, data.columns, table.name)] = cells[place]
    match = Match(
        table=table.name,
        key=key,
        sequences=len(data),
        matched=int(found.sum()),
        only_sequences=int((~found).sum()),
        rows=len(table),
        used=len(rows),
        only_table=int((named & ~known).sum()),
        left_out=int(known.sum()) - len(rows),
        nameless=int((~named).sum()),
        bare=int(_bare(names).isin(set(_bare(plain[named]))).sum()),
    )
    _say_misfit(match, names, plain[named], report)
    _say_unmatched(data, wanted[~found], table, plain[named & ~known], set(plain[known]), report, reading)
    report.matches.append(match)
    return replace(data, columns={**data.columns, **columns}), match


def best_key(table: Table, names: pd.Series) -> str:
    """Return the column that shares most names with the sequences; the first one if none shares any."""
    known = set(_bare(names))
    shared = {name: int(_bare(table.frame[name].str.strip()).isin(known).sum()) for name in table.frame.columns}
    return max(shared, key=lambda name: shared[name])


def _bare(names: pd.Series) -> pd.Series:
    """Return names without their version suffixes."""
    return names.str.replace(_VERSION, "", regex=True)


def _free(name: str, taken: Container[str], table: str) -> str:
    """Return `name`, or one made of it that is not `taken`."""
    made, turn = name, 1
    while made in taken:
        made, turn = f"{name} ({table})" if turn == 1 else f"{name} ({table}, {turn})", turn + 1
    return made


def _one_row_a_name(frame: pd.DataFrame, key: str, table: Table, report: Report, rule: str) -> pd.DataFrame:
    """Return one row a name, indexed by it; names whose rows contradict each other as `rule` says."""
    distinct = frame.drop_duplicates()
    names = distinct[key]
    several = names.duplicated(keep=False)
    done = {"first": "the first was taken", "mean": "the mean of numbers was taken"}.get(rule, "none was taken")
    messages = []
    for name, group in names[several].groupby(names[several], sort=False):
        places = table.lines[group.index].tolist()
        lines = ", ".join(map(str, places[:5])) + (", ..." if len(places) > 5 else "")
        text = f"The name stands in {len(group):,} rows with different cells (lines {lines}): {done}."
        hint = "Choose what becomes of such rows, or mend the table."
        messages.append(
            Message("warning", "EX006", text, table.name, places[0], record=str(name)[:80], suggestion=hint)
        )
    report.add_each(messages, noun="names")
    if rule == "first":
        distinct = distinct[~names.duplicated()]
    elif rule == "mean":
        distinct = _means(distinct, names)
    else:
        distinct = distinct[~several]
    return distinct.set_index(key)


def _means(distinct: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Return the first row of each name, with the mean in columns of numbers."""
    rows = distinct[~names.duplicated()].copy()
    for name in distinct.columns:
        if name != names.name and looks_numeric(distinct[name].to_numpy(dtype=object)):
            numbers = pd.Series(to_numbers(distinct[name].to_numpy(dtype=object))[0], index=distinct.index)
            mean = numbers.groupby(names).mean().reindex(names[rows.index])
            rows[name] = pd.Series(["" if np.isnan(m) else repr(float(m)) for m in mean], index=rows.index, dtype="str")
    return rows


def _say_misfit(match: Match, here: pd.Series, there: pd.Series, report: Report) -> None:
    """Say it once, before all else, if hardly any sequence has a row."""
    if match.fits or not match.rows:
        return
    who = f"Only {match.matched:,} of the {match.sequences:,} sequences have" if match.matched else "No sequence has"
    text = f"{who} a row of the table with the same name."
    if match.bare > match.matched:
        hint = f"Match names without version suffixes such as .1: {match.bare:,} would have a row."
    else:
        examples = " and ".join(repr(str(names.iloc[0])[:40]) for names in (here, there) if len(names))
        hint = f"Compare the names ({examples}), or choose another column of names."
    report.add(Message("warning" if match.matched else "error", "EX004", text, match.table, suggestion=hint))


def _say_unmatched(
    data: Dataset, here: pd.Series, table: Table, there: pd.Series, known: set[str], report: Report, reading: Reading
) -> None:
    """Report the names of sequences without a row, by record, and those of rows without a sequence, by row."""
    hint = ""
    if not reading.strip_versions and (n := int(_bare(here).isin(set(_bare(there))).sum())):
        hint = f"Without version suffixes such as .1, {n:,} more would match."
    files = data.columns.get("file", np.full(len(data), "", dtype=object))
    messages = []
    for row, name in zip(here.index, here, strict=True):
        text = "The table has no row with this name."
        if name in known:
            text = "The rows with this name contradict each other; none was taken."
        record = str(data.ids[row])[:80]
        messages.append(Message("warning", "EX004", text, str(files[row]), record=record, suggestion=hint))
    report.add_each(messages, noun="sequences")
    text = "No sequence has this name."
    messages = [
        Message("warning", "EX004", text, table.name, int(table.lines[row]), record=name[:80], suggestion=hint)
        for row, name in zip(there.index, there, strict=True)
    ]
    report.add_each(messages, noun="rows")
