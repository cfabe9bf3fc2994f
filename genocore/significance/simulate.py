"""A small study whose truth is known: genes, mutations and expression, with the traps of real ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.sequences.alphabet import BASES, reverse_complement

DIFFERING, UNPROFILED = 8, 6
"""Genes whose expression the mutations change, and samples in which nobody looked for mutations."""
_SHIFT, _SPREAD = 1.5, 0.5
"""Change, and standard deviation between samples, both in log2 units."""
_DECOYS = 7
"""Genes in which further samples carry a silent mutation; four of them differ."""
_INDELS = 0.1
_LEAST_GENES, _LEAST_SAMPLES = 16, 40


@dataclass(frozen=True, eq=False)
class Cohort:
    """A simulated study: what a lab would have as files, and the truth.

    Parameters
    ----------
    fasta : str
        One sequence a gene, of 300 to 600 nt.
    mutations : DataFrame
        ``Gene, Position, Ref, Alt, Sample, VAF``: one row a mutation of a sample. Positions are 1-based and letters
        those of the sequence as given, also for genes on the minus strand; indels have the base before them, as in VCF.
        VAF is the share of reads, 0 to 1.
    expression : DataFrame
        ``Gene`` and a column for each sample; amounts on a linear scale.
    profiled : DataFrame
        ``sample, gene``: who was looked at, and in which gene.
    regions : DataFrame
        ``gene, start, end, strand``: the coding region, 1-based with both ends, on the sequence as given; + or -.
    truth : DataFrame
        ``gene, differs, shift, note``: whether mutations change expression, by how many log2 units; what is special.
    """

    fasta: str
    mutations: pd.DataFrame
    expression: pd.DataFrame
    profiled: pd.DataFrame
    regions: pd.DataFrame
    truth: pd.DataFrame


class _Gene(NamedTuple):
    name: str
    plus: str
    coding: str
    start: int  # 0-based, on the plus strand
    minus: bool


def simulate_cohort(seed: int = 1, genes: int = 40, samples: int = 60) -> Cohort:
    """Make a study in which mutations change the expression of 8 genes, and of no other.

    Parameters
    ----------
    seed : int, default 1
        The same seed gives the same study.
    genes : int, default 40
        At least 16.
    samples : int, default 60
        At least 40.

    Returns
    -------
    Cohort

    Raises
    ------
    InputError
        PA001 with too few genes or samples.

    Notes
    -----
    10 to 40 % of the samples carry a mutation of a gene that changes its protein. In 8 genes these have 1.5 log2 units
    more or less of it; values vary between samples with a standard deviation of 0.5. The traps: in 7 genes a fifth of
    the samples carries a silent mutation, without effect; 6 samples were not looked at, and have the expression of
    carriers wherever there is an effect, so that they are not to be taken as intact; one gene does not vary; one has a
    single carrier. A third of the genes lies on the minus strand.

    Real data are harder: here samples are independent, mutations of a gene act alike, and nothing goes with batches.

    Examples
    --------
    >>> cohort = simulate_cohort()
    >>> cohort.expression.shape, len(cohort.profiled), int(cohort.truth["differs"].sum())
    ((40, 61), 2160, 8)
    """
    if genes < _LEAST_GENES or samples < _LEAST_SAMPLES:
        least = f"{_LEAST_GENES} genes and {_LEAST_SAMPLES} samples"
        raise InputError(f"A study has at least {least}, not {genes} and {samples}.", code="PA001")
    rng = np.random.default_rng(seed)
    made = [_gene(rng, name, minus=number % 3 == 2) for number, name in enumerate(_names("GENE", genes))]
    names = np.array(_names("S", samples))
    mixed = rng.permutation(samples)
    unknown, looked_at = mixed[:UNPROFILED], np.sort(mixed[UNPROFILED:])
    order = rng.permutation(genes)
    differing, (still, lonely) = order[:DIFFERING], order[DIFFERING : DIFFERING + 2]
    decoys = {*order[: DIFFERING // 2].tolist(), *order[DIFFERING + 2 :][: _DECOYS - DIFFERING // 2].tolist()}
    shift = np.zeros(genes)
    shift[differing] = np.resize([_SHIFT, -_SHIFT], DIFFERING)

    logs = rng.uniform(5, 10, (genes, 1)) + rng.normal(0, _SPREAD, (genes, samples))
    rows, notes = [], [""] * genes
    for number, gene in enumerate(made):
        carriers = 1 if number == lonely else int(rng.integers(-(-samples // 10), samples * 2 // 5 + 1))
        mixed = rng.permutation(looked_at)
        silent = mixed[carriers : carriers + samples // 5] if number in decoys else mixed[:0]
        rows += [(gene.name, *_mutation(rng, gene), names[one]) for one in mixed[:carriers]]
        rows += [(gene.name, *_snv(rng, gene, silent=True), names[one]) for one in silent]
        logs[number, np.concatenate([mixed[:carriers], unknown])] += shift[number]
        if len(silent):
            notes[number] = f"{len(silent)} more samples carry a silent mutation, without effect"
    logs[still] = logs[still, 0]
    notes[still], notes[lonely] = "the expression does not vary", "one carrier only: cannot be tested"

    ids = [gene.name for gene in made]
    mutations = pd.DataFrame(rows, columns=["Gene", "Position", "Ref", "Alt", "Sample"])
    mutations["VAF"] = rng.uniform(0.15, 0.6, len(rows)).round(3)
    regions = [(one.name, one.start + 1, one.start + len(one.coding), "-" if one.minus else "+") for one in made]
    amounts = pd.DataFrame(np.round(2.0**logs, 3), columns=names)
    return Cohort(
        "".join(f">{gene.name}\n{gene.plus}\n" for gene in made),
        mutations.sort_values(["Gene", "Position", "Sample"], ignore_index=True),
        pd.concat([pd.DataFrame({"Gene": ids}), amounts], axis=1),
        pd.DataFrame({"sample": np.repeat(names[looked_at], genes), "gene": np.tile(ids, len(looked_at))}),
        pd.DataFrame(regions, columns=["gene", "start", "end", "strand"]),
        pd.DataFrame({"gene": ids, "differs": shift != 0, "shift": shift, "note": notes}),
    )


def _names(stem: str, number: int) -> list[str]:
    width = len(str(number))  # of equal width, so that they sort
    return [f"{stem}{place + 1:0{width}d}" for place in range(number)]


def _gene(rng: np.random.Generator, name: str, minus: bool) -> _Gene:
    """Draw a coding region between two untranslated ones, and lay it on a strand."""
    from Bio.Data.CodonTable import unambiguous_dna_by_id

    sense, stops = sorted(unambiguous_dna_by_id[1].forward_table), unambiguous_dna_by_id[1].stop_codons
    coding = "ATG" + "".join(rng.choice(sense, int(rng.integers(78, 159)))) + str(rng.choice(stops))
    ends = ["".join(rng.choice(list(BASES), int(size))) for size in rng.integers(30, 61, 2)]
    own = ends[0] + coding + ends[1]
    return _Gene(name, _opposite(own) if minus else own, coding, len(ends[1 if minus else 0]), minus)


def _opposite(letters: str) -> str:
    return reverse_complement(np.frombuffer(letters.encode(), dtype=np.uint8)).tobytes().decode()


def _mutation(rng: np.random.Generator, gene: _Gene) -> tuple[int, str, str]:
    """Draw a mutation that changes the protein: position (1-based), Ref and Alt on the plus strand."""
    return _indel(rng, gene) if rng.random() < _INDELS else _snv(rng, gene, silent=False)


def _snv(rng: np.random.Generator, gene: _Gene, silent: bool) -> tuple[int, str, str]:
    """Draw an SNV between start and stop codon until it is silent, or changes the protein, as asked."""
    from Bio.Data.CodonTable import unambiguous_dna_by_id

    acids = unambiguous_dna_by_id[1].forward_table  # a stop codon is not in it
    while True:
        place = int(rng.integers(3, len(gene.coding) - 3))
        letter = str(rng.choice(list(BASES)))
        codon = gene.coding[place - place % 3 :][:3]
        changed = codon[: place % 3] + letter + codon[place % 3 + 1 :]
        if changed != codon and (acids.get(changed) == acids[codon]) == silent:
            break
    ref = gene.coding[place]
    if not gene.minus:
        return gene.start + place + 1, ref, letter
    return gene.start + len(gene.coding) - place, _opposite(ref), _opposite(letter)


def _indel(rng: np.random.Generator, gene: _Gene) -> tuple[int, str, str]:
    """Draw a deletion or insertion of 1 to 3 nt well inside the coding region, as far left as it can be written."""
    while True:
        anchor = gene.start + int(rng.integers(6, len(gene.coding) - 12))  # 0-based, the base before the change
        size = int(rng.integers(1, 4))
        before = gene.plus[anchor]
        if rng.random() < 0.5:
            ref, alt = gene.plus[anchor : anchor + size + 1], before
        else:
            ref, alt = before, before + "".join(rng.choice(list(BASES), size))
        if (ref + alt[1:])[-1] != before:  # else it could be written one base further left
            return anchor + 1, ref, alt
