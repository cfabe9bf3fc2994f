"""Coding regions in: from a table with a row for each exon, or from the features of an annotated record."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.files.report import Message, Report
from genocore.files.source import Source
from genocore.mutations.coding import CodingRegion, Regions
from genocore.mutations.match import match_names
from genocore.sequences.dataset import Dataset
from genocore.tables.columns import find_column
from genocore.tables.numbers import to_numbers
from genocore.tables.table import Table

_MINUS = {"-", "-1", "minus", "reverse", "rev", "complement", "r"}
_STRANDS = {"+", "1", "plus", "forward", "fwd", "f", "", "."} | _MINUS


def read_regions(table: Table, data: Dataset, code: int = 1) -> tuple[Regions, Report]:
    """Read coding regions from a table.

    Parameters
    ----------
    table : Table
        ``gene`` or the name of the sequence, ``start`` and ``end`` (1-based, inclusive); if known ``strand``,
        ``phase`` (GFF: bases before the first whole codon, 0 to 2) or ``frame`` (1 to 3), ``code`` (genetic code) and
        ``transcript``. Several rows of one transcript, or of one gene without transcripts, are its exons.
    data : Dataset
    code : int, default 1
        Genetic code where the table names none.

    Returns
    -------
    Regions
    Report
        Rows that cannot be (MU012): no such sequence, outside it, no whole numbers, exons that overlap or lie on both
        strands; and regions whose length is no multiple of three, or that do not begin with a start or end with a
        stop. These last are kept.

    Raises
    ------
    InputError
        MU012 if there is no column of starts and ends.

    Examples
    --------
    >>> from genocore.tables import read_table
    >>> data = Dataset.from_strings(["CCATGAAATAGC"], ids=["g1"])
    >>> found, _ = read_regions(read_table(Source.from_text("gene,start,end\\ng1,3,11\\n"))[0], data)
    >>> found.regions[0].text
    'ATGAAATAG'
    """
    frame, report = table.frame, Report([table.name], read=len(table), kept=len(table))
    names = list(frame.columns)
    start, end = (
        _column(names, ("start", "begin", "cds_start", "from")),
        _column(names, ("end", "stop", "cds_end", "to")),
    )
    if start is None or end is None:
        raise InputError(
            "No columns say where coding begins and ends.", hint="Call them 'start' and 'end'.", code="MU012",
            file=table.name,
        )  # fmt: skip
    left = [name for name in names if name not in (start, end)]
    gene = find_column(left, "gene")
    sequence = _column(left, ("sequence", "sequence_id", "seqid", "record", "id", "chromosome", "chrom", "chr")) or gene
    region = find_column(left, "region") or gene or sequence
    cells = {name: frame[name].fillna("").str.strip() for name in names}
    blank = pd.Series("", index=frame.index, dtype="str")
    named = cells[sequence] if sequence else blank
    matching = match_names(list(dict.fromkeys(named)), data)
    where = dict(zip(matching.names, matching.sequence.tolist(), strict=True))
    if sequence is None and len(data) == 1:
        where = {"": 0}
    starts, ends = (to_numbers(cells[name].to_numpy(dtype=object))[0] for name in (start, end))
    strands = cells.get(find_column(left, "strand") or "", blank).str.lower()
    skips = _skips(cells, left, blank)
    codes = to_numbers(cells.get(find_column(left, "code") or "", blank).to_numpy(dtype=object))[0]
    exons: dict[tuple[int, str], list[int]] = {}
    for row in range(len(frame)):
        at = where.get(str(named.iat[row]), -1)
        reason = _refused(data, at, str(named.iat[row]), starts[row], ends[row], str(strands.iat[row]))
        if reason:
            report.add(Message("warning", "MU012", reason, table.name, line=int(table.lines[row])))
            continue
        key = str(cells[region].iat[row]) if region else ""
        exons.setdefault((at, key), []).append(row)
    found = []
    for (at, key), rows in exons.items():
        spans = sorted((int(min(starts[r], ends[r])) - 1, int(max(starts[r], ends[r]))) for r in rows)
        minus = {bool(strands.iat[r] in _MINUS or starts[r] > ends[r]) for r in rows}
        if len(minus) > 1:
            reason = f"The coding region {key[:40]!r} has exons on both strands; it was left out."
            report.add(Message("warning", "MU012", reason, table.name, line=int(table.lines[rows[0]])))
            continue
        strand = -1 if minus == {True} else 1
        first = rows[int(np.argmin(starts[rows]) if strand == 1 else np.argmax(starts[rows]))]
        used = code if np.isnan(codes[first]) else int(codes[first])
        called = str(cells[gene].iat[first]) if gene else key
        found.append(_region(data, at, called, spans, strand, int(skips[first]), used, table.name, report))
    return Regions(tuple(region for region in found if region)), report


def annotated_regions(source: Source, form: str, data: Dataset) -> tuple[Regions, Report]:
    """Return the coding sequences that a GenBank or EMBL file has as features.

    Parameters
    ----------
    source : Source
    form : {"genbank", "embl"}
    data : Dataset
        What was read from the same file as whole records.
    """
    from genocore.sequences.genbank import parse_features

    report, found = Report([source.name]), []
    places = {str(name): row for row, name in enumerate(data.ids)}
    for name, feature in parse_features(source, form):
        at = places.get(name)
        if at is None or feature.type != "CDS" or feature.location is None:
            continue
        parts = feature.location.parts
        if any(part.ref or not isinstance(part.start, int) or not isinstance(part.end, int) for part in parts):
            continue
        if any(part.start >= part.end for part in parts):  # a place between two bases
            continue
        tags = feature.qualifiers
        called = next((tags[key][0] for key in ("gene", "locus_tag", "protein_id") if tags.get(key)), "")
        strands = {part.strand for part in parts}
        spans = [(int(part.start), int(part.end)) for part in parts][:: -1 if strands == {-1} else 1]
        whole = spans[-1][1] <= data.lengths[at]
        if len(strands) != 1 or not whole or any(a[1] > b[0] for a, b in pairwise(spans)):
            text = f"The coding sequence {called[:40]!r} is joined in a way that is not followed; it was left out."
            report.add(Message("notice", "MU012", text, source.name))
            continue
        skip, code = min(_number(tags, "codon_start") - 1, 2), _number(tags, "transl_table")
        strand = -1 if strands == {-1} else 1
        found.append(_region(data, at, str(called), spans, strand, skip, code, source.name, report))
    return Regions(tuple(region for region in found if region)), report


def _column(names: list[str], words: tuple[str, ...]) -> str | None:
    plain = {name.casefold().replace(" ", "_"): name for name in reversed(names)}
    return next((plain[word] for word in words if word in plain), None)


def _number(tags: dict[str, list[str]], key: str) -> int:
    """Return the number of a qualifier, 1 where there is none."""
    text = tags.get(key, ["1"])[0]
    return max(int(text), 1) if text.isdecimal() and len(text) < 10 else 1


def _skips(cells: dict[str, pd.Series], names: list[str], blank: pd.Series) -> np.ndarray:
    """Return the bases before the first whole codon: from phases, or from frames that count from 1."""
    phase, frame = find_column(names, "phase"), find_column(names, "frame")
    numbers, _ = to_numbers(cells.get(phase or frame or "", blank).to_numpy(dtype=object))
    from_one = phase is None and frame is not None and not (numbers < 1).any()
    return np.clip(np.nan_to_num(numbers - 1 if from_one else numbers), 0, 2).astype(np.int64)


def _refused(data: Dataset, at: int, name: str, start: float, end: float, strand: str) -> str:
    """Return why a row cannot be a coding region; empty if it can."""
    if at < 0:
        return f"No sequence is called {name[:40]!r}; the region was left out."
    if np.isnan(start) or np.isnan(end) or start % 1 or end % 1:
        return "Start and end are no whole numbers; the region was left out."
    if min(start, end) < 1 or max(start, end) > data.lengths[at]:
        return f"{start:.0f} to {end:.0f} is not inside the sequence of {data.lengths[at]:,} bp; it was left out."
    return "" if strand in _STRANDS else f"{strand[:20]!r} is no strand; the region was left out."


def _region(
    data: Dataset, at: int, gene: str, spans: list[tuple[int, int]], strand: int, skip: int, code: int, file: str,
    report: Report,
) -> CodingRegion | None:  # fmt: skip
    """Return a region, and say what is odd about it; None for exons that overlap or a code that does not exist."""
    letters = data.letters[data.offsets[at] : data.offsets[at + 1]]
    region = CodingRegion(at, gene, tuple(spans), strand, letters, skip, code)
    for text in _oddities(region):
        where = f"The coding region of {gene[:40]!r} " if gene else "The coding region "
        report.add(Message("warning", "MU012", where + text, file))
    return region if _code_exists(code) and not _overlap(region) else None


def _oddities(region: CodingRegion) -> Iterator[str]:
    from genocore.mutations.translate import code_of

    if not _code_exists(region.code):
        yield f"has the genetic code {region.code}, which does not exist; it was left out."
        return
    if _overlap(region):
        yield "has exons that overlap; it was left out."
        return
    if (len(region.places) - region.skip) % 3:
        yield f"has {len(region.places) - region.skip:,} bases, no multiple of three: its end is not judged."
    code = code_of(region.code)
    if region.skip == 0 and region.text[:3] not in code.starts:
        yield f"begins with {region.text[:3]}, which is no start: is the strand or the frame right?"
    inner = code.protein(region.text[region.skip :])
    if "*" in inner[:-1]:
        yield f"has a stop inside, at codon {inner.index('*') + 1:,}: is the strand or the frame right?"
    elif not inner.endswith("*"):
        yield "has no stop codon at its end."


def _overlap(region: CodingRegion) -> bool:
    return any(a[1] > b[0] for a, b in pairwise(region.exons))


def _code_exists(code: Any) -> bool:
    from Bio.Data.CodonTable import unambiguous_dna_by_id

    return code in unambiguous_dna_by_id
