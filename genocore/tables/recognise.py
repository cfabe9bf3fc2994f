"""What a table without sequences is about, so that it can be sent to where it is of use."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from genocore.tables.columns import find_column
from genocore.tables.numbers import numeric_columns

_STATISTIC = re.compile(
    r"(^|[\W_])(p|q|t|fdr|padj|p[\W_]?adj|p[\W_]?val(ue)?|q[\W_]?val(ue)?|adj|log2?fc|statistic)($|[\W_])",
    re.IGNORECASE,
)
"""Names of columns that a statistical test gives."""


@dataclass(frozen=True)
class Content:
    """What a table holds: ``key``, the same in words, and whether it can be joined to sequences by name."""

    key: str
    words: str
    joins: bool = False


def recognise(frame: pd.DataFrame) -> Content:
    """Return what a table is about, from the names of its columns and the kinds of its cells.

    Parameters
    ----------
    frame : DataFrame of str

    Returns
    -------
    Content
        ``mutations``, ``mutations_maf``, ``variants``, ``expression_long``, ``expression_pairs``,
        ``expression_genes_in_rows``, ``expression_samples_in_rows``, ``statistics``, ``samples``, ``values``,
        ``labels`` or ``unknown``.

    Examples
    --------
    >>> recognise(pd.DataFrame({"Gene": ["TP53"], "Position": ["12"], "Type": ["A>C"]})).words
    'a table of mutations'
    >>> recognise(pd.DataFrame({"id": ["s1", "s2"], "tpm": ["1.5", "2"]})).key
    'values'
    """
    names = list(frame.columns)
    has = {
        role: find_column(names, role)
        for role in ("gene", "sample", "position", "ref", "alt", "mutation", "chromosome")
    }
    plain = {name.casefold() for name in names}
    if {"hugo_symbol", "variant_classification"} <= plain:
        return Content("mutations_maf", "a mutation table in MAF form")
    if has["chromosome"] and has["position"] and has["ref"] and has["alt"]:
        return Content("variants", "a table of variants at genome positions")
    if has["gene"] and has["position"] and (has["ref"] or has["alt"] or has["mutation"]):
        return Content("mutations", "a table of mutations")
    numeric = numeric_columns(frame.iloc[: max(20, min(500, 200_000 // max(len(names), 1)))])
    numbers = set(numeric)
    words = [name for name in names if name not in numbers]
    if has["gene"] and {"expression_mutated", "expression_non_mutated"} <= plain:
        return Content("expression_pairs", "an expression table with one column a group (long)")
    if has["gene"] and has["sample"] and has["gene"] != has["sample"] and numeric:
        return Content("expression_long", "an expression table with one row a gene and sample (long)")
    if sum(bool(_STATISTIC.search(name)) for name in names) >= 2:
        return Content("statistics", "a table of test results", joins=True)
    if len(numeric) >= 4 and words:
        return _wide(frame, numeric, words, has["sample"])
    if has["sample"] and not numeric:
        return Content("samples", "a sample sheet", joins=True)
    if numeric and words:
        return Content("values", "a table of values by name", joins=True)
    if len(words) >= 2:
        return Content("labels", "a table of labels by name", joins=True)
    return Content("unknown", "a table", joins=len(names) >= 2)


def _wide(frame: pd.DataFrame, numeric: list[str], words: list[str], sample: str | None) -> Content:
    """Tell which way an expression matrix lies; sample sheets with some measurements are told by few columns.

    The side that names samples is known by a column called so, or by words besides the names, such as a status, which
    a table with genes in rows does not have; otherwise by genes being more than samples.
    """
    first = find_column(words, "gene")
    samples_in_rows = sample is not None or (first is None and (len(words) > 1 or len(frame) < len(numeric)))
    if samples_in_rows:
        return Content("expression_samples_in_rows", "an expression matrix with samples in rows (wide)", joins=True)
    return Content("expression_genes_in_rows", "an expression matrix with genes in rows (wide)", joins=True)
