"""Everything that is worked out of a study, and the files it is written to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.evidence.check import Checked, check
from genocore.evidence.choices import Choices
from genocore.evidence.grid import gene_table, grid, significant_mutations
from genocore.evidence.grouping import Grouped, group_samples
from genocore.evidence.study import Study
from genocore.export import csv_text
from genocore.mutations.apply import LARGE, mutated_fasta, size_of
from genocore.mutations.mutation_table import CARRIES
from genocore.mutations.reasons import rejected
from genocore.mutations.recurrence import recurrent_positions
from genocore.mutations.spectrum import contexts, six_classes
from genocore.significance.correction import expected_false
from genocore.significance.recommend import Recommendation, recommend, unreachable

FLANK = 200
"""Letters on either side of a change that are written where whole sequences would be too much."""


@dataclass(frozen=True, eq=False)
class Results:
    """What was worked out; parts for which there are no files are None.

    Parameters
    ----------
    checked : Checked, optional
        The mutations in their places.
    grouped : Grouped, optional
        Who is compared with whom.
    genes : DataFrame, optional
        One row a gene: `genocore.evidence.grid.gene_table`.
    table : DataFrame, optional
        One row a mutation: `genocore.evidence.grid.grid`.
    """

    checked: Checked | None = None
    grouped: Grouped | None = None
    genes: pd.DataFrame | None = None
    table: pd.DataFrame | None = None


def work_out(study: Study, choices: Choices | None = None) -> Results:
    """Check the mutations of a study and test its expression.

    Raises
    ------
    InputError
        What `genocore.evidence.grouping.group_samples` and the test raise.
    """
    checked = check(study, choices) if study.mutations is not None else None
    grouped = group_samples(study, checked, choices) if study.expression is not None else None
    genes = gene_table(grouped, checked, choices) if grouped is not None else None
    return Results(checked, grouped, genes, grid(checked, genes) if checked is not None else None)


def files_of(results: Results) -> dict[str, Callable[[], Iterable[str]]]:
    """Return the files that results make: for each name what gives its text, in pieces.

    ``mutations.csv`` has every row with every column of the upload; ``significant_mutations.csv`` those that count in
    genes that differ; ``gene_significance.csv`` every gene; ``rejected.csv`` the rows that cannot be used, with
    reasons; ``mutated.fasta`` a sequence for each row that can be applied, whole, or `FLANK` letters on either side
    where that would be too much; ``spectrum.csv`` substitutions by context; ``recurrence.csv`` how often positions are
    hit, and how surprising that is.
    """
    checked, table, genes = results.checked, results.table, results.genes
    files: dict[str, Callable[[], Iterable[str]]] = {}
    if checked is not None and table is not None:
        files["mutations.csv"] = lambda: [csv_text(with_inputs(checked, table))]
        files["rejected.csv"] = lambda: [csv_text(rejected(checked.mutations, checked.located, checked.reasons))]
        if len(checked.data):
            whole = size_of(checked.data, checked.located) <= LARGE
            flank = 0 if whole else FLANK
            files["mutated.fasta"] = lambda: mutated_fasta(checked.data, checked.located, table["hgvs_c"], flank)
            files["spectrum.csv"] = lambda: [csv_text(spectrum(checked)[1])]
            files["recurrence.csv"] = lambda: [csv_text(recurrence(checked))]
    if genes is not None:
        files["gene_significance.csv"] = lambda: [csv_text(genes)]
        if table is not None:
            files["significant_mutations.csv"] = lambda: [csv_text(significant_mutations(table))]
    return files


def with_inputs(checked: Checked, table: pd.DataFrame) -> pd.DataFrame:
    """Return the grid with the columns of the upload behind it, each called ``input_`` and its name."""
    inputs = checked.mutations.inputs.iloc[checked.mutations.rows["row"].to_numpy()].reset_index(drop=True)
    return pd.concat([table, inputs.add_prefix("input_")], axis=1)


def spectrum(checked: Checked) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the single bases substituted (``ref, alt, sequence, index``), by their 96 contexts, and by six classes."""
    located = checked.located
    single = located.applicable & (located.index >= 0) & (located.span == 1)
    single &= pd.Series(located.put).str.len().eq(1).to_numpy()
    rows, _ = _carried(checked)
    rows = rows[single[rows]]
    sequence, index, alt = located.sequence[rows], located.index[rows], located.put[rows]
    letters = checked.data.letters[checked.data.offsets[sequence] + index]
    ref = letters.view("S1").astype(str).astype(object)
    bases = pd.DataFrame({"ref": ref, "alt": alt, "sequence": sequence, "index": index})
    return bases, contexts(checked.data, sequence, index, alt), six_classes(ref, alt)


def recurrence(checked: Checked, correction: str = "bh") -> pd.DataFrame:
    """Return the positions that are mutated, with how surprising their numbers are.

    Returns
    -------
    DataFrame
        ``name`` (of the sequence), ``position, n, total, p, q``, the most surprising first: see
        `genocore.mutations.recurrence.recurrent_positions`.
    """
    located = checked.located
    row, sample = _carried(checked)
    found = recurrent_positions(
        located.sequence[row], located.index[row], sample, checked.data.lengths, correction=correction
    )
    found.insert(0, "name", checked.data.ids[found["sequence"].to_numpy()])
    return found.drop(columns="sequence").sort_values(["p", "name", "position"]).reset_index(drop=True)


def _carried(checked: Checked) -> tuple[np.ndarray, np.ndarray]:
    """Return rows in their place, once for each sample that carries them, and the samples.

    Rows of which no sample is named count once; of a file that lists all samples, those that nobody carries do not.
    """
    located, mutations = checked.located, checked.mutations
    usable = located.usable & (located.index >= 0)
    calls = mutations.calls[mutations.calls["state"] == CARRIES]
    row, sample = calls["row"].to_numpy(), np.array([*mutations.samples, ""], dtype=object)[calls["sample"].to_numpy()]
    if not (mutations.every_sample_listed and len(calls)):
        alone = np.setdiff1d(np.arange(len(mutations)), row)
        row, sample = np.concatenate([row, alone]), np.concatenate([sample, np.full(len(alone), "", dtype=object)])
    keep = usable[row]
    return row[keep], sample[keep]


def summary(study: Study, results: Results, choices: Choices) -> dict[str, Any]:
    """Return the counts and choices as plain values, for JSON and for a page."""
    out: dict[str, Any] = {"files": dict(study.files), "choices": choices.to_dict()}
    if results.checked is not None:
        checked = results.checked
        out |= {
            "uploaded": checked.mutations.report.read, "unread": len(checked.mutations.report.rejected),
            "rows": len(checked.mutations), "status": checked.located.counts(), "counted": int(checked.counts.sum()),
            "consequences": {str(key): int(n) for key, n in checked.effects["consequence"].value_counts().items()},
            "proposal": checked.proposal.sentence() if checked.proposal else None,
        }  # fmt: skip
    if results.genes is not None and results.grouped is not None:
        genes, grouped = results.genes, results.grouped
        called = genes["significant"]
        cut = float(genes.loc[called, "p"].max()) if called.any() else 0.0
        out |= {
            "groups": grouped.said, "scale": grouped.scale, "why_scale": grouped.why_scale, "test": choices.test,
            "correction": choices.correction, "alpha": choices.alpha, "genes": len(genes),
            "tested": int(genes["testable"].sum()), "significant": int(called.sum()),
            "expected_false_at_cut": expected_false(genes["p"].to_numpy(), cut),
            "recommended": advice(grouped, choices)[0].test,
        }  # fmt: skip
    return out


def advice(grouped: Grouped, choices: Choices) -> tuple[Recommendation, str]:
    """Return which test suits the groups, and what the chosen one cannot reach with them; empty if it can."""
    found = recommend(grouped.groups, alpha=choices.alpha, correction=choices.correction)
    exact = choices.test in ("mann_whitney", "wilcoxon", "permutation")
    return found, unreachable(grouped.groups, choices.test, choices.alpha, choices.correction) if exact else ""


def messages(study: Study, results: Results) -> list[Any]:
    """Return what was noticed along the way."""
    return [
        *study.report.messages,
        *(results.checked.report.messages if results.checked else []),
        *(results.grouped.report.messages if results.grouped else []),
    ]
