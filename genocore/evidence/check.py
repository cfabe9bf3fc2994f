"""The mutations of a study in their places: matched, checked, and what each of them does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from genocore.evidence.choices import Choices
from genocore.evidence.doubts import astray, failed_filter, not_understood, say_if_beyond
from genocore.evidence.study import Study
from genocore.files import Message, Report
from genocore.mutations.coding import Regions, guess_regions
from genocore.mutations.consequence import CONSEQUENCES, SILENT, annotate
from genocore.mutations.hypotheses import Proposal, match_rates, propose
from genocore.mutations.locate import locate
from genocore.mutations.match import Matching, match_names
from genocore.mutations.mutation_table import Mutations
from genocore.mutations.places import STATUSES, Located
from genocore.mutations.reasons import reasons
from genocore.mutations.regions import annotated_regions, read_regions
from genocore.sequences import Dataset


@dataclass(frozen=True, eq=False)
class Checked:
    """What was found of each row.

    Parameters
    ----------
    data : Dataset
        Empty if there are no sequences.
    mutations : Mutations
    matching : Matching
        Names of the table, and the sequence of each.
    located : Located
    regions : Regions
    rates : DataFrame
        Share of references that match under each way of counting; empty without sequences.
    proposal : Proposal or None
        Another way of counting that fits clearly better.
    effects : DataFrame
        What `genocore.mutations.consequence.annotate` gave.
    reasons : ndarray of object
        What stands against each row; empty where nothing does.
    relevant : ndarray of bool
        Rows whose consequence counts as mutated.
    vague : ndarray of bool
        Rows of which only words are known that are not understood: they count neither as mutated nor as intact.
    report : Report
        What is odd about coding regions, words and filters.
    """

    data: Dataset
    mutations: Mutations
    matching: Matching
    located: Located
    regions: Regions
    rates: pd.DataFrame
    proposal: Proposal | None
    effects: pd.DataFrame
    reasons: np.ndarray
    relevant: np.ndarray
    vague: np.ndarray
    report: Report

    @property
    def counts(self) -> np.ndarray:
        """Rows that can be used and whose consequence counts as mutated; bool, shape (n_rows,)."""
        return self.located.usable & self.relevant


def check(study: Study, choices: Choices | None = None) -> Checked:
    """Check every row of the mutations of a study.

    Parameters
    ----------
    study : Study
        With mutations.
    choices : Choices, optional

    Examples
    --------
    >>> from genocore.evidence.study import read_study
    >>> from genocore.files import Source
    >>> fasta, table = Source.from_text(">lacP\\nAATT\\n"), Source.from_text("Gene,Position,Type\\nlacP,9,A>C\\n")
    >>> found = check(read_study([fasta, table], ["sequences", "mutations"]))
    >>> found.reasons.tolist()
    ['MU001 Position 9 lies behind the end of the sequence of 4 bp.']
    """
    choices, mutations = choices or Choices(), study.mutations
    if mutations is None:
        raise ValueError("the study has no mutations")
    report = Report()
    data = study.data if study.data is not None else Dataset.from_strings([])
    regions = _regions(study, data, choices, report)
    mutations, matching = _matched(mutations, data, regions, choices)
    if study.data is None:
        located, rates, proposal = _unchecked(mutations), pd.DataFrame(), None
    else:
        located = locate(data, mutations, matching, choices.counting, regions)
        rates = match_rates(data, mutations, matching, regions)
        proposal = propose(rates, choices.counting)
    say_if_beyond(located, report)
    filtered = failed_filter(mutations, choices, report)
    located.status[filtered & located.usable] = list(STATUSES).index("filtered")
    effects = annotate(data, mutations, located, regions)
    effects["gene"] = _one_spelling(effects["gene"], study.expression.genes if study.expression else ())
    counted = effects["consequence"].isin(counting_consequences(effects, choices)).to_numpy()
    vague = not_understood(mutations, effects, report) & ("unknown" not in choices.consequences)
    vague |= astray(mutations, matching, located, regions, report)
    guessed = int((effects["by"] == "guess").sum())
    if guessed:
        text = f"{guessed:,} changes lie on sequences whose coding region is guessed: the longest reading frame."
        report.add(Message("notice", "MU013", text, suggestion="Give a table of coding regions to be sure."))
    return Checked(
        data, mutations, matching, located, regions, rates, proposal, effects,
        reasons(data, mutations, located, matching), counted & ~vague, vague, report,
    )  # fmt: skip


def counting_consequences(effects: pd.DataFrame, choices: Choices) -> tuple[str, ...]:
    """Return the consequences that count as mutated: those chosen, else all but silent ones.

    Where any consequence inside a coding region is known, changes outside do not count either unless asked for; where
    none is, as in promoters, they are all there is, and count.
    """
    if choices.consequences:
        return choices.consequences
    coding = set(effects["consequence"]) - {"unknown", "non_coding"}
    left = {*SILENT, *(("non_coding",) if coding else ())}
    return tuple(name for name in CONSEQUENCES if name not in left)


def _one_spelling(genes: pd.Series, expressed: Iterable[str]) -> pd.Series:
    """Return genes as the expression table spells them, else as they are spelled first."""
    spelled: dict[str, str] = {}
    for name in (*map(str, expressed), *pd.unique(genes)):
        spelled.setdefault(name.casefold(), name)
    exact = set(map(str, expressed))
    return genes.map({name: name if name in exact else spelled[name.casefold()] for name in pd.unique(genes)})


def _regions(study: Study, data: Dataset, choices: Choices, report: Report) -> Regions:
    """Return the coding regions of a table, else of the annotation, and guesses for sequences without one."""
    found = Regions()
    if study.regions is not None and len(data):
        found, noted = read_regions(study.regions, data, choices.code)
        report.include(noted)
    elif study.annotated is not None:
        from genocore.files.kinds import kind_of

        found, noted = annotated_regions(study.annotated, kind_of(study.annotated).key, data)
        report.include(noted)
    if not choices.guess or not len(data):
        return found
    guessed = guess_regions(data, choices.code, {region.sequence for region in found.regions})
    return Regions((*found.regions, *guessed.regions))


def _matched(mutations: Mutations, data: Dataset, regions: Regions, choices: Choices) -> tuple[Mutations, Matching]:
    """Return the names of the table with their sequences: its genes, or its chromosomes if more of these are known."""
    names = [str(name) for name in mutations.rows["name"].cat.categories]
    if choices.only_sequence and len(data) == 1:
        return mutations, Matching(names, np.zeros(len(names), dtype=np.int64), ["the only sequence"] * len(names))
    found = match_names(names, data, regions.genes)
    chromosomes = [str(name) for name in mutations.rows["chromosome"].cat.categories]
    if found.share == 1 or not any(chromosomes):
        return mutations, found
    other = match_names(chromosomes, data, regions.genes)
    if other.share <= found.share:
        return mutations, found
    return replace(mutations, rows=mutations.rows.assign(name=mutations.rows["chromosome"])), other


def _unchecked(mutations: Mutations) -> Located:
    """Return where rows are if there are no sequences: nowhere, and nothing against those that make sense."""
    keys, rows, edits = list(STATUSES), mutations.rows, mutations.edits
    status = np.full(len(rows), keys.index("unchecked"), dtype=np.int8)
    kind = edits["kind"].to_numpy(dtype=object)[rows["edit"].to_numpy()]
    columns = ["name", "position", "coding", "edit", "sample"]
    no_place = (rows["position"].isna() & (rows["coding"].astype(str) == "")).to_numpy()
    stated = (edits["term"] != "").to_numpy()[rows["edit"].to_numpy()]  # G12D: no bases, but what it does
    no_sense = no_place & ~stated | (rows["name"].astype(str) == "").to_numpy()
    for key, mask in (
        ("duplicate", rows[columns].duplicated().to_numpy() & ~no_place), ("alt_is_ref", kind == "none"),
        ("symbolic", kind == "symbolic"), ("below_one", (rows["position"] < 1).fillna(False).to_numpy(dtype=bool)),
        ("not_understood", no_sense),
    ):  # fmt: skip
        status[mask] = keys.index(key)
    nowhere = np.full(len(rows), -1, dtype=np.int64)
    put = np.full(len(rows), "", dtype=object)
    return Located(
        status, nowhere, nowhere, np.zeros(len(rows), dtype=np.int64), put, np.zeros(len(rows), dtype=bool), nowhere
    )
