"""What each row of a table of mutations does: gene, consequence and names, many rows at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.mutations.coding import CodingRegion, Regions
from genocore.mutations.mutation_table import Mutations
from genocore.mutations.naming import dna_name, shifted
from genocore.mutations.places import Located
from genocore.mutations.protein import EDGE, Effect, effect_of
from genocore.mutations.translate import THREE, UNKNOWN, code_of
from genocore.sequences.alphabet import COMPLEMENT
from genocore.sequences.dataset import Dataset

CONSEQUENCES: dict[str, str] = {
    "nonsense": "a codon becomes a stop",
    "frameshift": "the reading frame is shifted",
    "start_lost": "the start codon is lost",
    "stop_lost": "the stop codon is lost",
    "splice_adjacent": "next to or across an exon's border: the effect on splicing is not known",
    "missense": "another amino acid",
    "inframe_deletion": "amino acids are lost, the frame is kept",
    "inframe_insertion": "amino acids are added, the frame is kept",
    "synonymous": "the same amino acid",
    "non_coding": "outside the coding region",
    "unknown": "no coding region is known, or the change cannot be read",
}
"""Consequences and what they mean, the gravest first."""
SILENT = ("synonymous",)
"""Consequences that do not count as mutated unless asked for."""


def annotate(data: Dataset, mutations: Mutations, located: Located, regions: Regions | None = None) -> pd.DataFrame:
    """Return what each row does.

    Parameters
    ----------
    data : Dataset
    mutations : Mutations
    located : Located
    regions : Regions, optional
        Coding regions; without one on its sequence, a change has no consequence (``unknown``).

    Returns
    -------
    DataFrame
        One row a row: ``gene`` (of the region hit, else as in the table, else the sequence's name), ``consequence``,
        ``hgvs_c`` (``c.`` in a region, else ``n.``), ``hgvs_p``, ``coding_position`` (of the first base in the order of
        reading) and ``residue`` (1-based; 0 if there is none), ``by`` (``sequence``, ``guess`` for a guessed region,
        ``table`` where only the table's own words say it, else empty) and ``note``.

    Notes
    -----
    Each row is judged alone: two changes in one codon of one sample are two missense changes here, and may be another
    one together. Rows without a place keep the consequence that the table states.
    """
    n, rows = len(mutations), mutations.rows
    table_gene = rows["gene"].astype(str).to_numpy(dtype=object)
    by_gene = rows["name"].astype(str).to_numpy(dtype=object) == table_gene
    region_of, known = _regions_of(located, regions or Regions(), table_gene, by_gene)
    out = {name: np.full(n, "", dtype=object) for name in ("hgvs_c", "hgvs_p", "note", "by")}
    consequence, residue = np.full(n, "unknown", dtype=object), np.zeros(n, dtype=np.int64)
    coding = np.zeros(n, dtype=np.int64)
    repeated = (located.keys == "duplicate").to_numpy() & located.spelled  # their samples may be others
    applicable = np.flatnonzero((located.applicable | repeated) & (located.index >= 0))
    order = applicable[np.argsort(region_of[applicable], kind="stable")]
    for chunk in np.split(order, np.flatnonzero(np.diff(region_of[order])) + 1) if len(order) else []:
        region = known[region_of[chunk[0]]] if region_of[chunk[0]] >= 0 else None
        left = chunk
        if region is not None:
            out["by"][chunk] = "guess" if region.guess else "sequence"
            first = located.index[chunk] + (0 if region.strand == 1 else located.span[chunk] - 1)  # in order of reading
            offsets = region.offsets(first)
            coding[chunk] = np.maximum(offsets - region.skip + 1, 0)
            plain = _substitutions(region, located, chunk, offsets, consequence, residue, out)
            left = chunk[~plain]
        _one_by_one(data, located, left, region, consequence, residue, out)
    outside = applicable[(region_of[applicable] < 0) & _anywhere(located, regions or Regions())[applicable]]
    consequence[outside], out["by"][outside] = "non_coding", "sequence"
    stated = mutations.edits["term"].to_numpy(dtype=object)[rows["edit"].to_numpy()]
    taken = (consequence == "unknown") & (stated != "") & (out["by"] != "sequence")
    consequence[taken], out["by"][taken] = stated[taken], "table"
    names = np.append(data.ids, "").astype(object)[located.sequence]
    names = np.where(names != "", names, rows["name"].astype(str).to_numpy(dtype=object))
    called = np.array([*(region.gene for region in known), ""], dtype=object)[region_of]
    # where the table names a record of many genes, its region says which gene it is
    record = by_gene & _of_many(located, regions or Regions())
    gene = np.where(
        (called != "") & ((table_gene == "") | record), called, np.where(table_gene != "", table_gene, names)
    )
    frame = {"gene": gene, "consequence": consequence, **out, "coding_position": coding, "residue": residue}
    return pd.DataFrame(frame)[
        ["gene", "consequence", "hgvs_c", "hgvs_p", "coding_position", "residue", "by", "note"]
    ]  # fmt: skip


def _anywhere(located: Located, regions: Regions) -> np.ndarray:
    """Return True for rows on a sequence with coding regions that nobody guessed."""
    known = {region.sequence for region in regions.regions if not region.guess}
    return np.isin(located.sequence, sorted(known))


def _of_many(located: Located, regions: Regions) -> np.ndarray:
    """Return True for rows on a sequence with several coding regions."""
    many = [sequence for sequence in np.unique(located.sequence).tolist() if len(regions.on(sequence)) > 1]
    return np.isin(located.sequence, many)


def _regions_of(
    located: Located, regions: Regions, genes: np.ndarray, by_gene: np.ndarray
) -> tuple[np.ndarray, list[CodingRegion]]:  # fmt: skip
    """Return the number of each row's region, -1 for none, and the regions."""
    number = {id(region): at for at, region in enumerate(regions.regions)}
    out = np.full(len(located.sequence), -1, dtype=np.int64)
    placed = np.flatnonzero((located.sequence >= 0) & (located.index >= 0))
    known = np.array([bool(regions.on(at)) for at in range(int(located.sequence.max(initial=-1)) + 1)], dtype=bool)
    placed = placed[known[located.sequence[placed]]]
    key = pd.factorize(pd.Series(located.sequence[placed]) * 2**40 + located.index[placed])[0]
    asked: dict[tuple[int, str], int] = {}  # the same place is asked about once
    for row, place in zip(placed.tolist(), key.tolist(), strict=True):
        gene = str(genes[row])
        if (place, gene) not in asked:
            place_of = int(located.sequence[row]), gene, int(located.index[row])
            region = regions.of(*place_of, by_gene=bool(by_gene[row]))
            asked[place, gene] = number[id(region)] if region else -1
        out[row] = asked[place, gene]
    return out, list(regions.regions)


def _substitutions(
    region: CodingRegion, located: Located, rows: np.ndarray, offsets: np.ndarray, consequence: np.ndarray,
    residue: np.ndarray, out: dict[str, np.ndarray],
) -> np.ndarray:  # fmt: skip
    """Judge single bases in whole codons, all at once; return which rows that were.

    Start and stop codons, and what is next to an intron, are left to be judged one by one.
    """
    span, put = located.span[rows], located.put[rows]
    single = (span == 1) & (np.array([len(text) for text in put]) == 1)
    at = offsets - region.skip
    whole = (len(region.text) - region.skip) // 3 * 3
    inner = single & (offsets >= 0) & (at >= 3 * (region.skip == 0)) & (at < whole)
    if len(region.exons) > 1:
        borders = np.cumsum([end - start for start, end in region.exons][:: region.strand])[:-1]
        inner &= (np.abs(offsets[:, None] + 0.5 - borders) > EDGE).all(axis=1)
    picked, at = rows[inner], at[inner]
    text = np.frombuffer(region.text.encode(), dtype=np.uint8)[region.skip :]
    old = text[(at // 3 * 3)[:, None] + np.arange(3)]
    new = old.copy()
    letters = np.frombuffer("".join(put[inner]).encode(), dtype=np.uint8)
    letters = letters if region.strand == 1 else COMPLEMENT[letters]
    new[np.arange(len(at)), at % 3] = letters
    code = code_of(region.code)
    before, after = code.of_codons(old), code.of_codons(new)
    unread = (before == ord(UNKNOWN)) | (after == ord(UNKNOWN)) | (before == ord("*"))
    stops = np.flatnonzero(code.of_codons(text[:whole].reshape(-1, 3)) == ord("*"))
    unread |= at // 3 > (stops[0] if len(stops) else whole)
    keep = ~unread
    picked, at, before, after = picked[keep], at[keep], before[keep], after[keep]
    same, stop = before == after, after == ord("*")
    consequence[picked] = np.where(same, "synonymous", np.where(stop, "nonsense", "missense"))
    residue[picked] = at // 3 + 1
    bases = text[at].tobytes().decode(), letters[keep].tobytes().decode()
    aminos = before.tobytes().decode(), after.tobytes().decode()
    out["hgvs_c"][picked] = [f"c.{n + 1}{a}>{b}" if a != b else "" for n, a, b in zip(at.tolist(), *bases, strict=True)]
    out["hgvs_p"][picked] = [
        f"p.{THREE[a]}{n}{'=' if a == b else THREE[b]}" for n, a, b in zip((at // 3 + 1).tolist(), *aminos, strict=True)
    ]
    done = np.zeros(len(rows), dtype=bool)
    done[np.flatnonzero(inner)[keep]] = True
    return done


def judge(region: CodingRegion, letters: np.ndarray, index: int, span: int, put: str) -> Effect:
    """Judge a change where its name has it, at the 3' end of a repeat; if it can as well lie outside, it is outside."""
    at, text = shifted(letters, index, span, put, region.strand)
    effect = effect_of(region, at, span, text)
    if bool(span) != bool(put) and effect.consequence != "non_coding":
        first, text = shifted(letters, at, span, text, -region.strand)
        outside = effect_of(region, first, span, text) if first != at else effect
        effect = outside if outside.consequence == "non_coding" else effect
    return effect


def _one_by_one(
    data: Dataset, located: Located, rows: np.ndarray, region: CodingRegion | None, consequence: np.ndarray,
    residue: np.ndarray, out: dict[str, np.ndarray],
) -> None:  # fmt: skip
    for row in rows.tolist():
        sequence = int(located.sequence[row])
        letters = data.letters[data.offsets[sequence] : data.offsets[sequence + 1]]
        index, span, put = int(located.index[row]), int(located.span[row]), str(located.put[row])
        out["hgvs_c"][row] = dna_name(letters, index, span, put, region)
        if region is not None:
            effect = judge(region, letters, index, span, put)
            consequence[row], residue[row] = effect.consequence, effect.residue
            out["hgvs_p"][row], out["note"][row] = effect.name, effect.note
