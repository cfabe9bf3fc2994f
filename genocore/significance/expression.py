"""The noun `Expression`: measured values of genes in samples, read from the tables people have."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.files.report import Message, Report
from genocore.significance.groups import Groups
from genocore.tables.columns import find_column
from genocore.tables.numbers import numeric_columns, to_numbers
from genocore.tables.recognise import recognise
from genocore.tables.scale import scale_of
from genocore.tables.table import Table

SCALES = ("auto", "log2", "log2_floor", "none")
_PAIRS = ("expression_mutated", "expression_non_mutated")


@dataclass(frozen=True, eq=False)
class Expression:
    """Genes by samples.

    Parameters
    ----------
    genes, samples : ndarray of str
        Names, each once.
    values : ndarray of float64, shape (n_genes, n_samples)
        As in the file; NaN where nothing was measured.
    member : ndarray of int8, shape (1, n_samples), optional
        The groups, where the table itself has them (the tutorial's two columns).
    facts : DataFrame
        What the table says of the samples besides, one row a sample, indexed by their names.
    """

    genes: np.ndarray
    samples: np.ndarray
    values: np.ndarray
    member: np.ndarray | None = None
    facts: pd.DataFrame = field(default_factory=pd.DataFrame)

    def on_scale(self, scale: str = "auto") -> tuple[Expression, str, str]:
        """Return the values on the scale to be tested, which one that is, and why.

        Parameters
        ----------
        scale : {"auto", "log2", "log2_floor", "none"}
            ``auto`` takes log2(x + 1) where `genocore.tables.scale.scale_of` finds amounts on a linear scale;
            ``log2_floor`` is log2 of what is above 1 and 0 below, as is usual for intensities of arrays.

        Raises
        ------
        InputError
            EX003 for log2 of negative values, PA001 for an unknown scale.
        """
        if scale not in SCALES:
            raise InputError(f"There is no scale '{scale}'. There is: {', '.join(SCALES)}.", code="PA001")
        seems, why = scale_of(self.values.ravel())
        if scale == "none" or (scale == "auto" and seems != "linear"):
            return self, "none", why
        if (self.values < -1e-12).any():
            raise InputError(
                "Negative values have no logarithm; they seem to be on a log scale already.",
                hint="Use the scale 'none'.",
                code="EX003",
            )
        floor = scale == "log2_floor"
        logs = np.log2(np.maximum(self.values, 1.0) if floor else np.maximum(self.values, 0.0) + 1)
        return (
            Expression(self.genes, self.samples, logs, self.member, self.facts),
            "log2_floor" if floor else "log2",
            why,
        )

    def groups(self, member: np.ndarray | None = None, pairs: np.ndarray | None = None) -> Groups:
        """Return the groups to compare: those given, or those of the table.

        Raises
        ------
        InputError
            EX001 if there are none.
        """
        member = self.member if member is None else member
        if member is None:
            raise InputError(
                "The table does not say which samples carry a mutation.",
                hint="Give a sample sheet and its column, or a table of mutations with samples.",
                code="EX001",
            )
        return Groups(self.genes, self.values, member, self.samples, pairs)


def read_expression(table: Table) -> tuple[Expression, Report]:
    """Read an expression table of any of the usual layouts.

    Parameters
    ----------
    table : Table
        Genes in rows or in columns, one row a gene and sample, or the tutorial's two columns a gene
        (``Gene, Expression_Mutated, Expression_Non_Mutated``).

    Returns
    -------
    Expression
    Report
        Cells that are no numbers (EX002), rows without a gene, and genes in several rows (EX006: their mean is taken).

    Raises
    ------
    InputError
        EX001 if the table is none of these.

    Examples
    --------
    >>> from genocore.files import Source
    >>> from genocore.tables import read_table
    >>> text = "Gene,Expression_Mutated,Expression_Non_Mutated\\nBAX,1,4\\nBAX,2,\\nMDM2,3,5\\n"
    >>> found, _ = read_expression(read_table(Source.from_text(text))[0])
    >>> found.genes.tolist(), found.values.tolist()
    (['BAX', 'MDM2'], [[1.0, 2.0, 4.0, nan], [3.0, nan, 5.0, nan]])
    """
    content = recognise(table.frame).key
    report = Report([table.name])
    readers = {
        "expression_pairs": _two_columns, "expression_genes_in_rows": _genes_in_rows,
        "expression_samples_in_rows": _samples_in_rows, "expression_long": _long,
    }  # fmt: skip
    if content not in readers:
        raise InputError(
            f"'{table.name}' is not recognised as an expression table.",
            hint="It needs genes in rows and samples in columns, or the other way round.",
            code="EX001",
            file=table.name,
        )
    return readers[content](table, report), report


def _numbers(table: Table, cells: pd.DataFrame, report: Report) -> np.ndarray:
    """Return cells as numbers; those that are none are told with their line."""
    values, wrong = (part.reshape(cells.shape) for part in to_numbers(cells.to_numpy(dtype=object).ravel()))
    for row, column in np.argwhere(wrong)[:100]:
        text = f"{str(cells.iat[row, column])[:40]!r} in column '{cells.columns[column]}' is no number."
        report.add(Message("warning", "EX002", text, table.name, line=int(table.lines[row])))
    if (more := int(wrong.sum()) - 100) > 0:
        report.add(Message("warning", "EX002", f"{more:,} more cells are no numbers.", table.name))
    return values


def _names(table: Table, role: str, words: list[str]) -> str:
    return find_column(words, role) or words[0]


def _genes_in_rows(table: Table, report: Report) -> Expression:
    frame = table.frame
    numeric = numeric_columns(frame)
    words = [name for name in frame.columns if name not in set(numeric)]
    gene = _names(table, "gene", words)
    others = [name for name in words if name != gene]
    if others:
        text = f"Columns without numbers are no samples: {', '.join(others[:5])}{' …' if len(others) > 5 else ''}."
        report.add(Message("notice", "EX002", text, table.name))
    values = _numbers(table, frame[numeric], report)
    return _merged(table, frame[gene].str.strip(), np.array(numeric, dtype=object), values, report)


def _samples_in_rows(table: Table, report: Report) -> Expression:
    frame = table.frame
    numeric = numeric_columns(frame)
    words = [name for name in frame.columns if name not in set(numeric)]
    name = find_column(words, "sample") or words[0]
    samples = frame[name].str.strip()
    if samples.duplicated().any():
        twice = samples[samples.duplicated()].iloc[0]
        raise InputError(
            f"The sample '{twice}' stands in several rows.",
            hint="Name each sample once.",
            code="EX006",
            file=table.name,
        )
    values = _numbers(table, frame[numeric], report).T
    facts = frame[[one for one in words if one != name]].set_axis(samples)
    found = _merged(table, pd.Series(numeric, dtype="str"), samples.to_numpy(dtype=object), values, report)
    return Expression(found.genes, found.samples, found.values, None, facts)


def _long(table: Table, report: Report) -> Expression:
    frame = table.frame
    gene, sample = find_column(list(frame.columns), "gene"), find_column(list(frame.columns), "sample")
    numeric = [name for name in numeric_columns(frame) if name not in (gene, sample)]
    value = find_column(numeric, "value") or numeric[0]
    numbers = _numbers(table, frame[[value]], report)[:, 0]
    long = pd.DataFrame({"gene": frame[gene].str.strip(), "sample": frame[sample].str.strip(), "value": numbers})
    again = int(long.duplicated(["gene", "sample"]).sum())
    if again:
        text = f"{again:,} rows repeat a gene and sample of an earlier one: their mean is taken."
        report.add(Message("warning", "EX006", text, table.name))
    wide = long.groupby(["gene", "sample"], sort=False)["value"].mean().unstack()
    order = list(dict.fromkeys(long["gene"])), list(dict.fromkeys(long["sample"]))
    wide = wide.reindex(index=order[0], columns=order[1])
    return Expression(wide.index.to_numpy(dtype=object), wide.columns.to_numpy(dtype=object), wide.to_numpy())


def _two_columns(table: Table, report: Report) -> Expression:
    frame = table.frame
    plain = {name.casefold(): name for name in frame.columns}
    genes = frame[_names(table, "gene", list(frame.columns))].str.strip()
    values = _numbers(table, frame[[plain[name] for name in _PAIRS]], report)
    names = np.array(list(dict.fromkeys(genes)), dtype=object)
    row = pd.Categorical(genes, categories=names).codes
    turn = pd.Series(row).groupby(row).cumcount().to_numpy()
    size = int(turn.max(initial=-1)) + 1
    out = np.full((len(names), 2 * size), np.nan)
    for group in (0, 1):
        out[row, group * size + turn] = values[:, group]
    samples = np.array(
        [f"{side} {number + 1}" for side in ("mutated", "intact") for number in range(size)], dtype=object
    )
    return Expression(names, samples, out, np.repeat(np.array([[1, 0]], dtype=np.int8), size, axis=1))


def _merged(table: Table, genes: pd.Series, samples: np.ndarray, values: np.ndarray, report: Report) -> Expression:
    """Return the matrix with each gene once; of several rows the mean of what was measured."""
    codes, names = pd.factorize(genes)
    again = len(codes) - len(names)
    if again:
        text = f"{again:,} rows repeat a gene of an earlier one: the mean of its rows is taken."
        report.add(Message("warning", "EX006", text, table.name))
        values = pd.DataFrame(values).groupby(codes).mean().to_numpy()
    return Expression(np.asarray(names, dtype=object), samples, values)
