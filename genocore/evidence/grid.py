"""The grid: every mutation with its check, what it does, and how its gene is expressed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.evidence.check import Checked
from genocore.evidence.choices import Choices
from genocore.evidence.grouping import Grouped, covariates_of
from genocore.significance import TESTS
from genocore.significance.analyse import analyse

NAMED = 5
"""Samples of a file with many that are named in one cell."""
REF_CHECKS = {"matched": "match", "ref_mismatch": "mismatch", "located": "no reference given"}
"""What the check of the reference says, by status; all others could not be checked."""
EXPRESSION = (
    "n_mut",
    "n_wt",
    "log2fc",
    "ci_low",
    "ci_high",
    "g",
    "test",
    "p",
    "q",
    "significant",
    "testable",
    "reason",
)
"""What the grid takes of the table of genes: the same for all mutations of a gene, by construction."""


def gene_table(grouped: Grouped, checked: Checked | None = None, choices: Choices | None = None) -> pd.DataFrame:
    """Test every gene once.

    Parameters
    ----------
    grouped : Grouped
    checked : Checked, optional
        Adds ``n_mutations``, how many rows of the gene count as mutated, and ``classes``, how many of each consequence.
    choices : Choices, optional

    Returns
    -------
    DataFrame
        As `genocore.significance.analyse.analyse`, with two more columns if there are mutations.

    Notes
    -----
    A gene with many mutations is tested once: testing it for each of them would count one result several times.
    """
    choices = choices or Choices()
    takes = bool(TESTS[choices.test].extra.get("covariates"))
    covariates = covariates_of(grouped.facts, list(choices.covariates)) if takes and choices.covariates else None
    genes = analyse(
        grouped.groups, choices.test, choices.correction, choices.alpha, covariates=covariates,
        values=dict(choices.values),
    )  # fmt: skip
    if checked is None:
        return genes
    rows = checked.effects[checked.counts]
    number = rows.groupby("gene").size()
    classes = rows.groupby(["gene", "consequence"]).size().reset_index(name="n")
    texts = (classes["consequence"] + " " + classes["n"].astype(str)).groupby(classes["gene"]).agg(", ".join)
    return genes.assign(
        n_mutations=genes["gene"].map(number).fillna(0).astype(int), classes=genes["gene"].map(texts).fillna("")
    )


def grid(checked: Checked, genes: pd.DataFrame | None = None, asked: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one row for each row of the table of mutations, in its order.

    Parameters
    ----------
    checked : Checked
    genes : DataFrame, optional
        What `gene_table` gave.
    asked : DataFrame, optional
        What `genocore.evidence.model_effects.model_effects` gave.

    Returns
    -------
    DataFrame
        ``line, sequence, gene, position, ref, alt, type, sample, vaf`` as in the file; ``ref_check`` (one of
        `REF_CHECKS`), ``status`` and ``problem``; ``consequence, hgvs_c, hgvs_p, residue, by, note, counts``; what the
        model says, as `genocore.explanation.effects.effects`; then `EXPRESSION` of its gene.

    Notes
    -----
    What is known of a gene stands in each of its rows: rows of one gene are one finding about its expression. The
    effect of the model is what it would expect of such a sequence, not evidence that the mutation does anything.
    """
    mutations, rows = checked.mutations, checked.mutations.rows
    edit = rows["edit"].to_numpy()
    edits = {name: mutations.edits[name].to_numpy(dtype=object)[edit] for name in ("ref", "alt", "type")}
    effects = checked.effects
    frame = pd.DataFrame(
        {
            "line": rows["line"], "sequence": rows["name"].astype(str), "gene": effects["gene"],
            "position": rows["position"], **edits, "sample": _carriers(checked), "vaf": rows["vaf"],
            "ref_check": checked.located.keys.astype(str).map(REF_CHECKS).fillna("not checked"),
            "status": checked.located.keys.astype(str), "problem": checked.reasons,
            "consequence": effects["consequence"], "hgvs_c": effects["hgvs_c"], "hgvs_p": effects["hgvs_p"],
            "residue": effects["residue"], "by": effects["by"], "note": effects["note"], "counts": checked.counts,
        }
    )  # fmt: skip
    if genes is None:
        return frame if asked is None else with_answers(frame, asked)
    known = genes.drop_duplicates("gene").set_index("gene")[list(EXPRESSION)].reindex(frame["gene"])
    absent = known["testable"].isna().to_numpy()
    for name in ("significant", "testable"):
        known[name] = known[name].fillna(False).astype(bool)
    known.loc[absent, "reason"] = "EX004 The gene is not in the expression table."
    whole = pd.concat([frame, known.reset_index(drop=True)], axis=1)
    return whole if asked is None else with_answers(whole, asked)


def with_answers(table: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Return a grid with a model's answers before what is known of expression, in place of earlier answers."""
    measured = [name for name in EXPRESSION if name in table]
    earlier = [name for name in asked if name in table]
    return pd.concat([table.drop(columns=measured + earlier), asked, table[measured]], axis=1)


def significant_mutations(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mutations that count, of genes whose expression differs, in the columns of the well-known tutorial.

    Parameters
    ----------
    table : DataFrame
        What `grid` gave, with expression.

    Returns
    -------
    DataFrame
        ``Gene, Mutation Type, P-value`` and ``position, ref, alt, sample, hgvs_c, hgvs_p, consequence, q, log2fc,
        delta_score_mean, delta_score_sd, status``; the two scores are empty until a model was asked.

    Notes
    -----
    P is that of the gene, repeated for all its mutations: it says that expression differs between carriers and others,
    not that this mutation is the cause.
    """
    kept = table[table["counts"] & table["significant"]]
    delta = kept.reindex(columns=["delta_score_mean", "delta_score_sd"])
    return pd.DataFrame(
        {
            "Gene": kept["gene"], "Mutation Type": kept["type"], "P-value": kept["p"], "position": kept["position"],
            "ref": kept["ref"], "alt": kept["alt"], "sample": kept["sample"], "hgvs_c": kept["hgvs_c"],
            "hgvs_p": kept["hgvs_p"], "consequence": kept["consequence"], "q": kept["q"], "log2fc": kept["log2fc"],
            "delta_score_mean": delta["delta_score_mean"], "delta_score_sd": delta["delta_score_sd"],
            "status": kept["status"],
        }
    ).reset_index(drop=True)  # fmt: skip


def _carriers(checked: Checked) -> np.ndarray:
    """Return the sample of each row; of a file with many samples, how many carry it."""
    mutations = checked.mutations
    named = mutations.rows["sample"].astype(str).to_numpy(dtype=object)
    if mutations.layout != "vcf" or len(mutations.samples) < 2:
        return named
    calls = mutations.calls[mutations.calls["state"] == 1]
    numbers = np.bincount(calls["row"].to_numpy(), minlength=len(mutations)).tolist()
    first: dict[int, list[str]] = {}
    for row, sample in zip(calls["row"].tolist(), calls["sample"].tolist(), strict=True):
        names = first.setdefault(row, [])
        if len(names) < NAMED:
            names.append(mutations.samples[sample])
    return np.array(
        [_who(n, len(mutations.samples), first.get(row, [])) for row, n in enumerate(numbers)], dtype=object
    )


def _who(n: int, samples: int, names: list[str]) -> str:
    more = "" if n <= len(names) else ", …"
    return f"{n:,} of {samples:,}" + (f": {', '.join(names)}{more}" if names else "")
