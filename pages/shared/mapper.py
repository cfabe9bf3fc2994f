"""How files are read: what was found by looking at them, open to correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from genocore.errors import GenoError
from genocore.sequences import Source
from genocore.sequences.reading import DUPLICATES, FEATURES, Reading
from genocore.tables.columns import id_column, sequence_column
from genocore.tables.layout import DELIMITERS
from pages.shared import cache, shell

_TAKE = {
    "records": "Whole records",
    "CDS": "Coding sequences (CDS) against the stretches between genes",
    "gene": "Genes against the stretches between them",
}
_RULES = {"leave out": "use none of them", "first": "use the first", "mean": "use the mean of numbers"}
_THOUSANDS = {"": "nothing", ",": "comma", ".": "point", " ": "blank", "'": "apostrophe"}
_ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8 with mark", "utf-16": "UTF-16", "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE", "cp1252": "Windows, Western Europe", "latin-1": "Latin-1",
}  # fmt: skip
_NUMBERS: dict[str, tuple[str, Mapping[str, str]]] = {
    "decimal": ("Decimal mark", {".": "point", ",": "comma"}),
    "thousands": ("Thousands set apart by", _THOUSANDS),
}
_MARKS = {
    "delimited": {
        "delimiter": ("Columns set apart by", DELIMITERS), **_NUMBERS, "encoding": ("Letters encoded as", _ENCODINGS),
    },
    "excel": _NUMBERS,
}  # fmt: skip
"""What can be chosen about a file of each kind: label, and values with their words."""
_FOUND = "as found"


def kinds(sources: Sequence[Source]) -> dict[str, list[Source]]:
    """Return the sources whose reading has choices: tables and annotated records."""
    found: dict[str, list[Source]] = {"table": [], "annotated": []}
    for source in sources:
        kind = cache.kind(source)
        if kind.use == "table":
            found["table"].append(source)
        elif kind.key in ("genbank", "embl"):
            found["annotated"].append(source)
    return {name: some for name, some in found.items() if some}


def choose(sources: Sequence[Source], reading: Reading, *, key: str, joined: bool = False) -> Reading | None:
    """Draw the choices about reading; return them when the button is pressed.

    Parameters
    ----------
    sources : sequence of Source
        What is read.
    reading : Reading
        What is chosen so far.
    key : str
        Prefix of widget keys; should change with the data.
    joined : bool
        Whether a table is joined to sequences by name.
    """
    found = kinds(sources)
    values: dict[str, Any] = {}
    if "annotated" in found:
        values |= _annotated(reading, key)
    if "table" in found:
        values |= _table(found["table"][0], reading, key)
    if joined:
        values |= _joining(reading, key)
    if st.button("Apply", key=f"{key}_read"):
        return Reading.checked(**{**reading.to_dict(), **values})
    return None


def _annotated(reading: Reading, key: str) -> dict[str, Any]:
    take = st.radio(
        "Take from annotated records", FEATURES, FEATURES.index(reading.features), format_func=_TAKE.__getitem__,
        key=f"{key}_features",
    )  # fmt: skip
    if take == "records":
        return {"features": take}
    window = st.number_input(
        "Length of the pieces (bp)", 0, 100_000, reading.window, step=50, key=f"{key}_window",
        help="Genes and the stretches between them are cut into pieces of this length, as many of one as of the other. "
        "0 leaves them whole; then their lengths alone tell them apart.",
    )  # fmt: skip
    return {"features": take, "window": int(window)}


def _table(source: Source, reading: Reading, key: str) -> dict[str, Any]:
    """Draw layout and columns of the first table, with the rows they give."""
    chosen = dict(reading.layout)
    try:
        plain, _ = cache.table_preview(source, {})
    except GenoError:
        plain = None  # what was found by looking does not read; a correction may
    found = plain.layout if plain else None
    with st.container(horizontal=True):
        if cache.kind(source).key == "excel":
            sheets = cache.sheets(source)
            at = chosen.get("sheet") or (found.sheet if found else "")
            chosen["sheet"] = st.selectbox("Sheet", sheets, sheets.index(at) if at in sheets else 0, key=f"{key}_sheet")
        offered = _MARKS.get(cache.kind(source).key, {})
        marks = {name: _pick(label, values, name, chosen, found, key) for name, (label, values) in offered.items()}
        chosen |= {name: value for name, value in marks.items() if value is not None}
        skip = chosen.get("skip", found.skip if found else 0)
        chosen["skip"] = int(st.number_input("Lines to skip", 0, 1000, skip, key=f"{key}_skip"))
    header = chosen.get("header", found.header if found else True)
    chosen["header"] = st.checkbox("The first row holds the names of the columns", header, key=f"{key}_header")
    chosen = {name: value for name, value in chosen.items() if found is None or getattr(found, name) != value}
    try:
        table, _ = cache.table_preview(source, chosen)
    except GenoError as error:
        shell.show_error(error)
        return {"layout": chosen}
    names = list(table.frame.columns)
    dna = reading.sequence or sequence_column(table.frame) or ""
    named = reading.id or id_column(table.frame, [dna]) or ""
    with st.container(horizontal=True):
        sequence = _column("Column of DNA", names, dna, key=f"{key}_sequence_{len(names)}")
        name = _column("Column of names", names, named, key=f"{key}_id_{len(names)}")
    st.caption(f"The first rows of {shell.literal(source.name)}, read so:")
    st.dataframe(table.frame.head(8), hide_index=True, key=f"{key}_preview", alt="The first rows of the table")
    return {"layout": chosen, "sequence": sequence, "id": name}


def _pick(
    label: str, offered: Mapping[str, str], name: str, chosen: dict[str, Any], found: Any, key: str
) -> str | None:
    """Draw a choice of a mark; the one that was found is named so."""
    at = chosen.get(name, getattr(found, name) if found else None)
    options = list(offered)
    what = getattr(found, name, None)
    return st.selectbox(
        label, options, options.index(at) if at in options else None, key=f"{key}_{name}",
        format_func=lambda mark: f"{offered[mark]} ({_FOUND})" if mark == what else offered[mark],
    )  # fmt: skip


def _column(label: str, names: list[str], at: str, *, key: str) -> str:
    options = ["", *names]
    index = options.index(at) if at in options else 0
    return st.selectbox(label, options, index, format_func=lambda name: name or "none", key=key)


def _joining(reading: Reading, key: str) -> dict[str, Any]:
    strip = st.checkbox(
        "Match names without version suffixes, such as .1", reading.strip_versions, key=f"{key}_versions"
    )
    rule = st.selectbox(
        "If a name has several rows with different values", DUPLICATES, DUPLICATES.index(reading.duplicates),
        format_func=_RULES.__getitem__, key=f"{key}_duplicates",
    )  # fmt: skip
    return {"strip_versions": strip, "duplicates": rule}
