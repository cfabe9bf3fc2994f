"""Which column is what: by the names people give them, and by what is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.files.ends import FIVE, THREE, without_ends
from genocore.registry import unknown
from genocore.tables.numbers import looks_numeric

SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "seq_id", "sequence_id", "seqid", "sequence_name", "name", "record", "identifier", "accession",
        "gene_id", "transcript_id", "transcript", "probe", "probe_id", "gene", "gene_name", "gene_symbol", "symbol",
    ),
    "sequence": (
        "sequence", "seq", "dna", "dna_sequence", "dna_seq", "sequence_dna", "nt_sequence", "nucleotide_sequence",
        "nucleotides", "cdna", "oligo", "insert", "promoter_sequence", "bases",
    ),
    "label": (
        "label", "labels", "class", "target", "y", "category", "classification", "group", "status", "condition", "type",
        "annotation", "phenotype", "outcome",
    ),
    "value": (
        "expression_level", "expression", "value", "tpm", "fpkm", "rpkm", "cpm", "counts", "count", "level", "activity",
        "intensity", "log2_expression", "log2fc", "score", "signal", "measurement", "y", "target",
    ),
    "gene": ("gene", "gene_symbol", "hugo_symbol", "symbol", "gene_name", "gene_id", "geneid", "name"),
    "sample": (
        "sample", "sample_id", "sampleid", "tumor_sample_barcode", "patient", "cell_line", "barcode", "donor",
    ),
    "position": ("position", "pos", "start_position", "start", "site"),
    "ref": ("ref", "reference", "reference_allele", "ref_allele", "wt", "wild_type"),
    "alt": ("alt", "alternate", "alt_allele", "tumor_seq_allele2", "tumor_seq_allele1", "mutant", "mut", "allele"),
    "mutation": (
        "mutation_type", "type", "variant_classification", "mutation", "hgvs", "hgvsc", "hgvsp_short", "change",
    ),
    "chromosome": ("chromosome", "chrom", "chr", "contig", "seqname", "seqid"),
    "end": ("end_position", "end", "stop", "position_end", "chromend"),
    "vaf": (
        "vaf", "t_vaf", "tumor_vaf", "i_tumor_vaf", "allele_fraction", "variant_allele_frequency", "allele_frequency",
    ),
    "hgvs": ("hgvs", "hgvsc", "hgvs_c", "hgvs_nt", "cdna_change", "txchange", "c_change", "hgvsg", "hgvs_g", "hgvs_n"),
    "strand": ("strand", "orientation"),
    "phase": ("phase",),
    "frame": ("frame", "codon_start"),
    "code": ("genetic_code", "transl_table", "code", "translation_table"),
    "region": ("transcript", "transcript_id", "cds_id", "protein_id", "region", "cds"),
}  # fmt: skip
"""Names of columns for each role, commonest first; compared without case, blanks and punctuation."""
_LETTERS = r"[ACGTUNRYSWKMBDHVacgtunryswkmbdhv\s]+"
_DNA = rf"{_LETTERS}|{FIVE}{_LETTERS}{THREE}"
_UNIT = re.compile(r"\s*(\([^()]*\)|\[[^\[\]]*\])\s*$")


def find_column(names: Sequence[str], role: str) -> str | None:
    """Return the column whose name says that it holds `role`, or None; units in brackets at the end do not count.

    Examples
    --------
    >>> find_column(["Seq-ID", "DNA sequence", "TPM"], "sequence"), find_column(["a", "b"], "id")
    ('DNA sequence', None)
    >>> find_column(["Gene", "Expression (a.u.)"], "value")
    'Expression (a.u.)'
    """
    backwards = list(reversed(list(names)))  # of equal ones the first counts
    plain = {plain_name(_UNIT.sub("", name)): name for name in backwards}
    plain |= {plain_name(name): name for name in backwards}
    return next((plain[plain_name(word)] for word in SYNONYMS[role] if plain_name(word) in plain), None)


def sequence_column(frame: pd.DataFrame) -> str | None:
    """Return the column that holds DNA: by its name if most of its cells are DNA, else by its cells alone.

    By cells alone, nine in ten must be DNA letters, at least six on average, and not all of the same few kinds, so
    that a column of bases or of short words is not taken for sequences.
    """
    named = find_column(list(frame.columns), "sequence")
    if named is not None and dna_share(frame[named]) > 0.5:
        return named
    best, longest = None, 0.0
    for name in _may_hold_dna(frame):
        cells = frame[name].iloc[:500]
        cells = cells[cells != ""]
        length = float(cells.str.len().mean()) if len(cells) else 0.0
        if dna_share(frame[name]) >= 0.9 and length >= 6 and _looks_like_dna(cells) and length > longest:
            best, longest = name, length
    return best if best is not None else named


def id_column(frame: pd.DataFrame, besides: Sequence[str] = ()) -> str | None:
    """Return the column that names the rows: by its name, else the first with a different text in every row."""
    names = [name for name in frame.columns if name not in besides]
    named = find_column(names, "id")
    if named is not None:
        return named
    for name in names:
        cells = frame[name]
        if len(cells) and cells.is_unique and (cells != "").all() and not looks_numeric(cells.to_numpy()[:500]):
            return name
    return None


def need_column(names: Sequence[str], name: str, file: str) -> str:
    """Return `name` if there is such a column, compared as in `find_column` if it is not written the same.

    Raises
    ------
    InputError
        EX001 with the closest name there is.
    """
    if name in names:
        return name
    same = [other for other in names if plain_name(other) == plain_name(name)]
    if len(same) == 1:
        return same[0]
    hint = unknown("column", name, list(names)).hint
    there = ", ".join(repr(other[:40]) for other in names[:12]) + (f" and {len(names) - 12:,} more" * (len(names) > 12))
    raise InputError(f"There is no column {name[:80]!r}. There is {there}.", hint=hint, code="EX001", file=file)


def plain_name(name: str) -> str:
    """Return a name of a column without case, blanks and punctuation."""
    return re.sub(r"[\W_]+", "", name).casefold()


def dna_share(cells: pd.Series) -> float:
    """Return which share of the cells that hold anything, of the first 500, are DNA and nothing else."""
    filled = cells[cells != ""].iloc[:500]
    return float(filled.str.fullmatch(_DNA).mean()) if len(filled) else 0.0


def _may_hold_dna(frame: pd.DataFrame) -> list[str]:
    """Return the columns worth a look: of a table with one for each gene only those with DNA in the first rows."""
    if len(frame.columns) <= 200:
        return list(frame.columns)
    cells = frame.iloc[:20].to_numpy(dtype=object)
    return [
        name
        for name, column in zip(frame.columns, cells.T, strict=True)
        if any(len(cell) >= 6 and re.fullmatch(_DNA, cell) for cell in column)
    ]


def _looks_like_dna(cells: pd.Series) -> bool:
    """Return True if most letters are A, C, G, T or U: ``"KRAS"`` is IUPAC from end to end."""
    text = np.frombuffer(
        "".join(map(without_ends, cells.str.upper())).encode("ascii", errors="replace"), dtype=np.uint8
    )
    return len(text) > 0 and float(np.isin(text, [*b"ACGTUN"]).mean()) > 0.9
