"""The noun `Mutations`: what a table says of changes, before any of it is checked."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from genocore.files.report import Report
from genocore.mutations.changes import Change

CARRIES, UNKNOWN = 1, -1
"""States of a sample in ``calls``: it carries the change; nobody can say. Samples without a call do not carry it."""


@dataclass(frozen=True, eq=False)
class Mutations:
    """One row for each alternative allele of each row of a table.

    Parameters
    ----------
    rows : DataFrame
        ``row`` (0-based row of the upload), ``line`` (1-based, in the file), ``name`` (what names the sequence: the
        gene, else the chromosome), ``gene``, ``chromosome``, ``position`` (1-based, as in the file; missing where there
        is none), ``coding`` (a place such as ``88+2`` counted from the start of coding, where the row says only that),
        ``edit`` (row of `edits`), ``sample``, ``vaf`` (share of reads, 0 to 1), ``problem`` (what could not be
        understood, else empty). Texts are categories.
    edits : DataFrame
        The distinct changes: the fields of `genocore.mutations.changes.Change` and ``type``, the words of the row.
    calls : DataFrame
        Who carries what: ``row`` (row of `rows`), ``sample`` (number in `samples`), ``state``, ``genotype``, ``vaf``.
    samples : list of str
        Samples of the file: all columns of a VCF, whether they carry anything or not.
    inputs : DataFrame of str
        The upload as it came, one row a line.
    layout : str
        What kind of table it was: ``mutations``, ``maf``, ``variants``, ``vcf`` or ``called``.
    columns : dict of str to str
        Which column was read as what.
    report : Report
        What was noticed while reading; rows without sense stay in `rows` with their problem.
    """

    rows: pd.DataFrame
    edits: pd.DataFrame
    calls: pd.DataFrame
    samples: list[str]
    inputs: pd.DataFrame
    layout: str = "mutations"
    columns: dict[str, str] = field(default_factory=dict)
    report: Report = field(default_factory=Report)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def every_sample_listed(self) -> bool:
        """True if the file lists samples without a mutation too, as a VCF does."""
        return self.layout == "vcf" and len(self.samples) > 0


def edit_table(changes: list[Change], words: list[str]) -> pd.DataFrame:
    """Return distinct changes as a table, the form of `Mutations.edits`."""
    names = ("kind", "ref", "alt", "span", "term")
    columns = {name: [getattr(change, name) for change in changes] for name in names}
    return pd.DataFrame({**columns, "type": words}).astype({"span": np.int64})


def calls_by_row(sample: pd.Series, vaf: np.ndarray) -> tuple[pd.DataFrame, list[str]]:
    """Return the calls of a table with one sample a row, and its samples.

    Examples
    --------
    >>> calls, samples = calls_by_row(pd.Series(["s2", "", "s1"]), np.array([0.5, np.nan, np.nan]))
    >>> calls["row"].tolist(), samples
    ([0, 2], ['s2', 's1'])
    """
    codes, names = pd.factorize(sample.where(sample != ""))
    rows = np.flatnonzero(codes >= 0)
    calls = pd.DataFrame(
        {"row": rows, "sample": codes[rows], "state": np.int8(CARRIES), "genotype": "", "vaf": vaf[rows]}
    )
    return calls, [str(name) for name in names]


def as_category(texts: np.ndarray | pd.Series) -> pd.Series:
    """Return texts as categories: 200,000 rows then cost no more than their codes."""
    codes, names = pd.factorize(texts)
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(names, dtype="str")))
