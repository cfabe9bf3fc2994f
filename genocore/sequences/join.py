"""A table of labels or values joined to sequences by name, never by the order of rows."""

from __future__ import annotations

import re
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
        Is added to: names without a partner (EX004), repeated names (EX006), changed names (EX005).
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
    frame = table.frame.assign(**{key: table.frame[key].str.strip()})
    plain = frame[key].str.replace(_VERSION, "", regex=True) if reading.strip_versions else frame[key]
    wanted = names.str.replace(_VERSION, "", regex=True) if reading.strip_versions else names
    rows = _one_row_a_name(frame, plain, table, report, reading.duplicates)
    nameless = int((plain == "").sum())
    known = plain.isin(wanted) & (plain != "")
    used = rows[rows.index.isin(wanted)]
    place = pd.Index(rows.index).get_indexer(wanted)
    found = place >= 0
    columns = {}
    for name in frame.columns:
        if name != key:
            cells = np.append(rows[name].to_numpy(dtype=object), "")
            columns[_free(name, data, table.name)] = cells[place]
    only_table = int((~known & (plain != "")).sum())
    repeats = int(known.sum()) - len(used)
    match = Match(
        table.name,
        key,
        len(data),
        int(found.sum()),
        int((~found).sum()),
        len(frame),
        len(used),
        only_table,
        repeats,
        nameless,
    )
    _say_unmatched(data, found, table, plain, known, report, reading)
    report.matches.append(match)
    return replace(data, columns={**data.columns, **columns}), match


def best_key(table: Table, names: pd.Series) -> str:
    """Return the column that shares most names with the sequences; the first one if none shares any."""
    known = set(names) | set(names.str.replace(_VERSION, "", regex=True))
    shared = {name: int(table.frame[name].str.strip().isin(known).sum()) for name in table.frame.columns}
    return max(shared, key=lambda name: shared[name])


def _free(name: str, data: Dataset, table: str) -> str:
    return f"{name} ({table})" if name in data.columns else name


def _one_row_a_name(frame: pd.DataFrame, plain: pd.Series, table: Table, report: Report, rule: str) -> pd.DataFrame:
    """Return one row a name, indexed by it; names whose rows contradict each other as `rule` says."""
    named = frame.assign(_name=plain, _line=table.lines)[plain != ""]
    cells = [name for name in frame.columns if name != plain.name]
    distinct = named.drop_duplicates(["_name", *cells])
    several = distinct["_name"].duplicated(keep=False)
    messages = []
    for name, group in distinct[several].groupby("_name", sort=False):
        lines = ", ".join(map(str, group["_line"].tolist()[:5]))
        done = {"first": "the first was taken", "mean": "the mean of numbers was taken"}.get(rule, "none was taken")
        text = f"The name stands in {len(group):,} rows with different cells (lines {lines}): {done}."
        messages.append(
            Message("warning", "EX006", text, table.name, int(group["_line"].iloc[0]), record=str(name)[:80],
                    suggestion="Choose what becomes of such rows, or mend the table.")
        )  # fmt: skip
    report.add_each(messages, noun="names")
    if rule == "first":
        rows = distinct.drop_duplicates("_name")
    elif rule == "mean":
        rows = _means(distinct, cells)
    else:
        rows = distinct[~several]
    return rows.set_index("_name")[cells]


def _means(distinct: pd.DataFrame, cells: list[str]) -> pd.DataFrame:
    """Return the first row of each name, with the mean in columns of numbers."""
    rows = distinct.drop_duplicates("_name").copy()
    for name in cells:
        if looks_numeric(distinct[name].to_numpy(dtype=object)):
            numbers = pd.Series(to_numbers(distinct[name].to_numpy(dtype=object))[0], index=distinct.index)
            mean = numbers.groupby(distinct["_name"]).mean().reindex(rows["_name"])
            rows[name] = pd.Series(["" if np.isnan(m) else repr(float(m)) for m in mean], index=rows.index, dtype="str")
    return rows


def _say_unmatched(
    data: Dataset, found: np.ndarray, table: Table, plain: pd.Series, known: pd.Series, report: Report, reading: Reading
) -> None:
    hint = ""
    if not reading.strip_versions:
        bare = set(plain[~known].str.replace(_VERSION, "", regex=True)) - {""}
        ids = pd.Series(data.ids[~found], dtype="str").str.strip()
        n = int(ids.str.replace(_VERSION, "", regex=True).isin(bare).sum())
        hint = f"Without version suffixes such as .1, {n:,} more would match." if n else ""
    files = data.columns.get("file", np.full(len(data), "", dtype=object))
    text = "The table has no row with this name."
    here = [
        Message("warning", "EX004", text, str(files[row]), record=str(data.ids[row])[:80], suggestion=hint)
        for row in np.flatnonzero(~found).tolist()
    ]
    report.add_each(here, noun="sequences")
    alone = (~known & (plain != "")).to_numpy(dtype=bool)
    there = [
        Message("warning", "EX004", "No sequence has this name.", table.name, line, record=name[:80], suggestion=hint)
        for name, line in zip(plain[alone], table.lines[alone].tolist(), strict=True)
    ]
    report.add_each(there, noun="rows")
