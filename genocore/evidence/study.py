"""The noun `Study`: sequences, mutations and expression that belong together, as read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import pandas as pd

from genocore.errors import InputError
from genocore.files import Message, Report, Source
from genocore.files.kinds import kind_of
from genocore.mutations.call import call_mutations
from genocore.mutations.mutation_table import Mutations
from genocore.mutations.read_table import read_mutations
from genocore.mutations.vcf import read_vcf
from genocore.sequences import Dataset, read
from genocore.significance.expression import Expression, read_expression
from genocore.tables import Layout, Table, read_table

_Part = TypeVar("_Part")


@dataclass(frozen=True, eq=False)
class Study:
    """What was read; any part may be missing.

    Parameters
    ----------
    data : Dataset, optional
        The sequences that mutations lie in.
    mutations : Mutations, optional
        From a table, or called by comparing sequences.
    expression : Expression, optional
    regions : Table, optional
        Coding regions.
    annotated : Source, optional
        A GenBank or EMBL file among the sequences: its features are coding regions.
    sheet, profiled : DataFrame, optional
        What is known of samples; which of them were looked at for mutations, and in which genes.
    pairs : DataFrame, optional
        How compared sequences were paired, where mutations were called.
    report : Report
        What was noticed while reading.
    files : dict of str to list of str
        Names of the files, by role.
    """

    data: Dataset | None = None
    mutations: Mutations | None = None
    expression: Expression | None = None
    regions: Table | None = None
    annotated: Source | None = None
    sheet: pd.DataFrame | None = None
    profiled: pd.DataFrame | None = None
    pairs: pd.DataFrame | None = None
    report: Report = field(default_factory=Report)
    files: Mapping[str, list[str]] = field(default_factory=dict)


def read_study(
    sources: Sequence[Source], roles: Sequence[str], columns: Mapping[str, str] | None = None, reference: str = ""
) -> Study:
    """Read the files of a study.

    Parameters
    ----------
    sources : sequence of Source
    roles : sequence of str
        What each is for: see `genocore.evidence.roles.ROLES`.
    columns : mapping of str to str, optional
        Columns of the table of mutations, where they are not found by their names.
    reference : str
        The record that all sequences to be compared are compared with; empty to compare pairs by name.

    Raises
    ------
    InputError
        PA001 if a role that only one file can have has several, and what the readers raise.

    Examples
    --------
    >>> fasta, table = Source.from_text(">lacP\\nAATT\\n"), Source.from_text("Gene,Position,Type\\nlacP,1,A>C\\n")
    >>> study = read_study([fasta, table], ["sequences", "mutations"])
    >>> len(study.data), len(study.mutations)
    (1, 1)
    """
    by_role: dict[str, list[Source]] = {}
    for source, role in zip(sources, roles, strict=True):
        by_role.setdefault(role, []).append(source)
    for role, there in by_role.items():
        if len(there) > 1 and role != "sequences":
            names = " and ".join(repr(source.name[:60]) for source in there)
            raise InputError(f"{names} are both for {role}.", hint="Give one of them.", code="PA001")
    report = Report()
    one = {role: there[0] for role, there in by_role.items()}
    data = _noted(read(by_role["sequences"]), report) if "sequences" in by_role else None
    mutations, pairs = _mutations(one, data, columns, reference, report)
    expression = _noted(read_expression(_table(one["expression"], report)), report) if "expression" in one else None
    genbank = [source for source in by_role.get("sequences", []) if kind_of(source).key in ("genbank", "embl")]
    return Study(
        data, mutations, expression,
        _table(one["regions"], report) if "regions" in one else None,
        genbank[0] if genbank else None,
        _table(one["samples"], report).frame if "samples" in one else None,
        _table(one["profiled"], report).frame if "profiled" in one else None,
        pairs, report, {role: [source.name for source in there] for role, there in by_role.items()},
    )  # fmt: skip


def _noted(found: tuple[_Part, Report], report: Report) -> _Part:
    report.include(found[1])
    return found[0]


def _table(source: Source, report: Report) -> Table:
    table, found = read_table(source)
    report.messages += [message for message in found.messages if message.severity != "notice"]
    return table


def _mutations(
    one: Mapping[str, Source], data: Dataset | None, columns: Mapping[str, str] | None, reference: str, report: Report
) -> tuple[Mutations | None, pd.DataFrame | None]:
    """Return the mutations of a table, or those by which sequences differ."""
    pairs = None
    if "mutations" in one:
        source = one["mutations"]
        found = read_vcf(source) if kind_of(source).key == "vcf" else read_mutations(_table(source, report), columns)
    elif "mutated" in one and data is not None:
        mutated = _noted(read([one["mutated"]]), report)
        frame, pairs = call_mutations(data, mutated, reference=reference)
        lines = pd.RangeIndex(2, len(frame) + 2).to_numpy()
        found = read_mutations(Table(frame.astype("str"), lines, Layout(), "called mutations"))
        report.add(Message("notice", "FA025", _compared(pairs), one["mutated"].name))
    else:
        return None, None
    report.include(found.report)
    return found, pairs


def _compared(pairs: pd.DataFrame) -> str:
    called = int(pairs["mutations"].notna().sum())
    return f"{called:,} of {len(pairs):,} sequences were compared; {int(pairs['mutations'].sum()):,} mutations called."
