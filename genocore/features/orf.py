"""Encoder `orf`: what speaks for protein coding: reading frames, codons and the rhythm of three."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.features.encoder import Stateless, as_float, feature_table
from genocore.features.words import words_of
from genocore.registry import Param, Spec
from genocore.sequences.alphabet import CODE, blocks
from genocore.sequences.dataset import Dataset
from genocore.sequences.orfs import longest_orfs, period3, phase_counts

CODES = {
    **{"standard": 1, "vertebrate mitochondria": 2, "yeast mitochondria": 3, "mycoplasma": 4},
    **{"invertebrate mitochondria": 5, "ciliates": 6},
}
"""Genetic codes by name; the numbers are NCBI's. Bacteria and plastids stop where the standard code stops."""

_COLUMNS = {
    "ORF share": "share of the sequence in its longest open reading frame (ATG to stop or end), 0 to 1",
    "ORF complete": "1 if that frame has its stop codon, 0 if it runs off the end or there is none",
    "open share": "longest stretch without a stop codon in any frame, as a share of the sequence, 0 to 1",
    "GC3": "share of G and C at the third places of the codons, 0 to 1",
    "Fickett": "Fickett's TESTCODE score: coding from 0.95, non-coding below 0.74",
    "period 3": "strength of the rhythm of three that codons leave; about 1 in random DNA",
}

# Fickett 1982, as in EMBOSS' Etcode.dat; CPAT's copy agrees but lacks the limit 0.19. For each base: the weight, and
# the chance of coding in each class; a class begins at its limit.
_POSITION_LIMITS = [1.9, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 0.0]
_POSITION = {
    "A": (0.26, [0.94, 0.68, 0.84, 0.93, 0.58, 0.68, 0.45, 0.34, 0.20, 0.22]),
    "C": (0.18, [0.80, 0.70, 0.70, 0.81, 0.66, 0.48, 0.51, 0.33, 0.30, 0.23]),
    "G": (0.31, [0.90, 0.88, 0.74, 0.64, 0.53, 0.48, 0.27, 0.16, 0.08, 0.08]),
    "T": (0.33, [0.97, 0.97, 0.91, 0.68, 0.69, 0.44, 0.54, 0.20, 0.09, 0.09]),
}
_CONTENT_LIMITS = [0.33, 0.31, 0.29, 0.27, 0.25, 0.23, 0.21, 0.19, 0.17, 0.0]
_CONTENT = {
    "A": (0.11, [0.28, 0.49, 0.44, 0.55, 0.62, 0.49, 0.67, 0.65, 0.81, 0.21]),
    "C": (0.12, [0.82, 0.64, 0.51, 0.64, 0.59, 0.59, 0.43, 0.44, 0.39, 0.31]),
    "G": (0.15, [0.40, 0.54, 0.47, 0.64, 0.64, 0.73, 0.41, 0.41, 0.33, 0.29]),
    "T": (0.14, [0.28, 0.24, 0.39, 0.40, 0.55, 0.75, 0.56, 0.69, 0.51, 0.58]),
}


@dataclass
class OpenReadingFrames(Stateless):
    """The longest open reading frame, its codons, and two signs that need no frame.

    Parameters
    ----------
    strand : {"as read", "both"}, default "as read"
        ``both`` searches six frames and takes the higher of the two strands' Fickett scores.
    codons : bool, default True
        Add the shares of the 64 codons in the longest frame, or in frame 1 as read where there is none.
    length : bool, default False
        Add the length of the longest frame, nt. Off, because it grows with the length of the sequence.
    code : str, default "standard"
        Genetic code, a key of `CODES`.

    Notes
    -----
    Meant for sequences that may hold a gene from its start; in short windows hardly anything but ``open share`` and
    ``Fickett`` (made for 200 nt or more) has a basis. Unequal lengths show: long frames take a smaller share of long
    random sequences, and ``period 3`` grows with the length of coding DNA. What is undefined is 0. Ambiguous letters
    neither start nor stop a frame and are not counted. Memory is ``4 * n * n_features`` bytes: 5.6 MB for 20,000
    sequences.

    References
    ----------
    TESTCODE: Fickett 1982, doi:10.1093/nar/10.17.5303. Rhythm of three: Tiwari et al. 1997,
    doi:10.1093/bioinformatics/13.3.263. Codon usage: Sharp & Li 1987, doi:10.1093/nar/15.3.1281.

    Examples
    --------
    >>> row = OpenReadingFrames(codons=False).transform(Dataset.from_strings(["CATGAAATAA"]))[0]
    >>> [f"{name} {value:.2f}" for name, value in zip(_COLUMNS, row)][:4]
    ['ORF share 0.90', 'ORF complete 1.00', 'open share 0.90', 'GC3 0.33']
    """

    strand: str = "as read"
    codons: bool = True
    length: bool = False
    code: str = "standard"

    def fit(self, data: Dataset) -> OpenReadingFrames:
        """Return self: there is nothing to learn."""
        return self

    def transform(self, data: Dataset) -> np.ndarray:
        """Return float32, shape (n, n_features)."""
        orfs = longest_orfs(data, self.strand == "both", CODES[self.code])
        counts = codon_counts(data, orfs)
        usage = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        gc3 = usage.reshape(-1, 16, 4)[:, :, 1:3].sum(axis=(1, 2))
        phases = phase_counts(data)
        score = fickett(phases)
        if self.strand == "both":  # the other strand pairs A with T and C with G; which phase is first does not matter
            score = np.maximum(score, fickett(phases[:, :, ::-1]))
        unstopped = orfs["open"] / np.maximum(data.lengths, 1)
        rhythm = np.nan_to_num(period3(data, shortest=0))
        columns = [orfs["coverage"], orfs["complete"], unstopped, gc3, score, rhythm]
        columns += [orfs["length"]] if self.length else []
        columns += [usage] if self.codons else []
        return as_float(np.column_stack(columns))

    def features(self) -> pd.DataFrame:
        """Return name and description of each column."""
        from Bio.Data.CodonTable import unambiguous_dna_by_id

        columns = dict(_COLUMNS)
        if self.length:
            columns["ORF length"] = "length of the longest open reading frame, in nt"
        groups = list(columns)
        if self.codons:
            amino_acids = unambiguous_dna_by_id[CODES[self.code]].forward_table
            for word in words_of(3):
                columns[f"codon {word}"] = f"share of codons that are {word} ({amino_acids.get(word, 'stop')})"
                groups.append("codon usage")
        return feature_table(list(columns), list(columns.values()), groups)


def codon_counts(data: Dataset, orfs: pd.DataFrame) -> np.ndarray:
    """Count the codons of each record's open reading frame; of its first frame where it has none.

    Takes the frames of the same records from `longest_orfs`; returns int64, shape (n, 64): AAA, AAC, AAG, ... TTT, with
    the stop codon. Codons with an ambiguous letter are not counted.

    Examples
    --------
    >>> data = Dataset.from_strings(["CATGAAATAAC"])
    >>> np.flatnonzero(codon_counts(data, longest_orfs(data))[0]).tolist()  # AAA, ATG, TAA
    [0, 14, 48]
    """
    strand = orfs["strand"].fillna(1).to_numpy(np.int64)
    begin = orfs["start"].where(orfs["strand"] == 1, orfs["end"]).fillna(1).to_numpy(np.int64) - 1
    n_codons = np.where(orfs["length"] > 0, orfs["length"], data.lengths) // 3
    out = np.zeros((len(data), 64), dtype=np.int64)
    for first, last in blocks(data.offsets, 1 << 20):
        number = n_codons[first:last]
        row = np.repeat(np.arange(last - first), number)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
        step = strand[first:last][row]
        at = (data.offsets[first:last] + begin[first:last])[row] + 3 * nth * step
        codon, known = np.zeros(len(row), dtype=np.int64), np.ones(len(row), dtype=bool)
        for place in range(3):
            base = CODE[data.letters[at + place * step]].astype(np.int64)
            known &= base < 4
            codon = codon * 4 + np.where(step == 1, base, 3 - base)
        out[first:last] = np.bincount((row * 64 + codon)[known], minlength=(last - first) * 64).reshape(-1, 64)
    return out


def fickett(phases: np.ndarray) -> np.ndarray:
    """Return Fickett's TESTCODE score from `phase_counts`; float64, shape (n,); 0 without any base.

    Which of the three phases is the first does not matter.

    Examples
    --------
    >>> fickett(phase_counts(Dataset.from_strings(["GCC" * 40, "ACGT" * 30]))).round(3).tolist()
    [0.773, 0.465]
    """
    position = phases.max(axis=1) / (phases.min(axis=1) + 1)
    total = phases.sum(axis=(1, 2))
    content = phases.sum(axis=1) / np.maximum(total, 1)[:, None]
    score = np.zeros(len(phases))
    for values, limits, table in ((position, _POSITION_LIMITS, _POSITION), (content, _CONTENT_LIMITS, _CONTENT)):
        for column, (weight, chance) in enumerate(table.values()):
            reached = np.searchsorted(limits[::-1], values[:, column], side="right")  # limits that it is at or above
            score += weight * np.array(chance)[len(limits) - reached]
    return np.where(total > 0, score, 0)


def _build(**params: Any) -> OpenReadingFrames:
    return OpenReadingFrames(**params)


_STRAND = "'both' searches the opposite strand too: six frames instead of three."
_LENGTH = "Only if the length of your sequences is biology, not a trace of how they were collected."

SPEC = Spec(
    key="orf",
    label="Reading frames and codons",
    help="How much of the sequence is an open reading frame, which codons it uses, and the rhythm of three that coding "
    "leaves. For coding against non-coding, on sequences of 200 bp or more.",
    build=_build,
    params=(
        Param("strand", "choice", "as read", "Strand", _STRAND, choices=("as read", "both")),
        Param("codons", "bool", True, "Codon usage", "Add the shares of the 64 codons in the longest frame."),
        Param("length", "bool", False, "Include the length of the frame", _LENGTH),
        Param("code", "choice", "standard", "Genetic code", "Which codons are stops.", choices=tuple(CODES)),
    ),
)
