"""Rows that make sense but should not be believed, or not without a word."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.evidence.choices import Choices
from genocore.files import Message, Report
from genocore.mutations.coding import Regions
from genocore.mutations.match import Matching
from genocore.mutations.mutation_table import Mutations
from genocore.mutations.places import Located

FAR = 1_000
"""Bases from the gene that a row names beyond which it is not believed."""


def failed_filter(mutations: Mutations, choices: Choices, report: Report) -> np.ndarray:
    """Return which rows of a VCF file did not pass its filter and are to be left out; say how many did not."""
    if "FILTER" not in mutations.inputs or mutations.layout != "vcf":
        return np.zeros(len(mutations), dtype=bool)
    said = mutations.inputs["FILTER"].to_numpy(dtype=object)[mutations.rows["row"].to_numpy()]
    failed = ~np.isin(said.astype(str), ["PASS", ".", ""])
    if failed.any():
        names = ", ".join(f"{str(name)[:30]} {n:,}" for name, n in pd.Series(said[failed]).value_counts().items())
        done = "are left out" if choices.only_pass else "are used all the same"
        text = f"{int(failed.sum()):,} changes did not pass the filter ({names}); they {done}."
        report.add(Message("warning", "MU014", text))
    return failed & choices.only_pass


def not_understood(mutations: Mutations, effects: pd.DataFrame, report: Report) -> np.ndarray:
    """Return which rows have words only that are not understood; say which words."""
    edits = mutations.edits
    unread = ((edits["kind"] == "unknown") & (edits["term"] == "") & (edits["type"] != "")).to_numpy()
    vague = unread[mutations.rows["edit"].to_numpy()] & (effects["consequence"] == "unknown").to_numpy()
    if vague.any():
        words = ", ".join(repr(str(word)[:30]) for word in edits["type"][unread][:5])
        text = f"{int(vague.sum()):,} rows say {words}{' …' if unread.sum() > 5 else ''}, which is not understood:"
        report.add(Message("warning", "MU008", f"{text} they count neither as mutated nor as intact."))
    return vague


def astray(
    mutations: Mutations, matching: Matching, located: Located, regions: Regions, report: Report
) -> np.ndarray:  # fmt: skip
    """Return which rows name a gene of a longer record but lie far outside it: they may count along the gene."""
    by_gene = np.array([*(how == "coding region" for how in matching.how), False])
    rows = np.flatnonzero(by_gene[mutations.rows["name"].cat.codes.to_numpy()] & located.usable & (located.index >= 0))
    genes, out = mutations.rows["name"].astype(str).to_numpy(dtype=object), np.zeros(len(mutations), dtype=bool)
    for row in rows.tolist():
        region = regions.of(int(located.sequence[row]), str(genes[row]))
        index = int(located.index[row])
        out[row] = region is not None and not region.begin - FAR <= index < region.end + FAR
    if out.any():
        text = f"{int(out.sum()):,} changes lie more than {FAR:,} bp from the gene they name, as positions are read "
        text += "along the whole record. They do not count."
        hint = "If they count along each gene, load the sequences of the genes instead, or give HGVS names (c.)."
        report.add(Message("warning", "MU005", text, suggestion=hint))
    return out


def say_if_beyond(located: Located, report: Report) -> None:
    """Say it if most positions lie behind the ends of their sequences: they count along something longer."""
    beyond, placed = int((located.keys == "out_of_range").sum()), int((located.sequence >= 0).sum())
    if beyond > 10 and beyond > placed / 2:
        text = f"{beyond:,} of {placed:,} positions lie behind the ends of their sequences."
        hint = "Do they count along chromosomes? Load these then, or positions within the sequences."
        report.add(Message("warning", "MU001", text, suggestion=hint))
