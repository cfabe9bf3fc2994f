"""Windows of genes, and of what lies between them, from annotated records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from genocore.errors import InputError
from genocore.files import Message, Report
from genocore.sequences.alphabet import COMPLEMENT, IUPAC
from genocore.sequences.reading import Reading

COVERING = (
    "CDS", "gene", "mRNA", "prim_transcript", "precursor_RNA", "exon", "intron", "5'UTR", "3'UTR", "tRNA", "rRNA",
    "ncRNA", "tmRNA", "misc_RNA", "mobile_element", "V_segment", "D_segment", "J_segment", "C_region",
)  # fmt: skip
"""Features between which a stretch counts as intergenic."""
GENE, NOT_GENE = "gene", "non-gene"
_PAIRS = str.maketrans({letter: chr(COMPLEMENT[ord(letter)]) for letter in IUPAC} | {"U": "A"})
_PAIRS |= {ord(chr(letter).lower()): other.lower() for letter, other in _PAIRS.items()}

Piece = tuple[str, str, str, dict[str, Any]]
"""Name, header, sequence, and what else is known of it."""
Part = tuple[int, int, int]
"""Start (0-based), end, and strand (1 or -1) of one of the stretches that a feature is joined from."""


@dataclass(frozen=True)
class Annotated:
    """A record with what a parser found in it: ``text`` its letters, ``features`` as Biopython gives them."""

    name: str
    header: str
    text: str
    organism: str
    features: list[Any]


def cut_regions(records: Iterable[Annotated], reading: Reading, file: str, report: Report) -> Iterator[Piece]:
    """Yield windows of features, and as many of the stretches between genes.

    Parameters
    ----------
    records : iterable of Annotated
    reading : Reading
        ``features``, ``window`` and ``seed``.
    file : str
        Name for messages.
    report : Report
        Is told how many windows were drawn.

    Raises
    ------
    InputError
        FA013 if no record has a sequence, ML006 if there would be one class only.
    """
    rng = np.random.default_rng(reading.seed)
    genes: list[Piece] = []
    others: list[Piece] = []
    read = without = 0
    for record in records:
        read, without = read + 1, without + (not record.text)
        covered = np.zeros(len(record.text), dtype=bool)
        taken: dict[str, list[Part]] = {}
        for feature in record.features if record.text else []:
            parts = _parts(feature)
            if feature.type in COVERING:
                for start, end in _spans(feature, parts):
                    covered[start:end] = True
            if feature.type == reading.features and parts:
                genes += _cut_feature(record, feature, parts, taken, reading.window, rng)
        others += _cut_between(record, covered, reading.window, rng)
    if read and read == without:
        hint = "Download the file with its sequence: it stands behind ORIGIN or SQ."
        raise InputError("The records have no sequence.", hint=hint, code="FA013", file=file)
    if read and not (genes and others):
        missing = "nothing between the genes" if genes else f"no feature of type {reading.features}"
        where = f" that is {reading.window} bp long" if reading.window else ""
        raise InputError(
            f"There is {missing}{where}, so there are no two classes.",
            hint="Take whole records, or another type or length.",
            code="ML006",
            file=file,
        )
    n = min(len(genes), len(others)) if reading.window else max(len(genes), len(others))
    for label, found in ((GENE, genes), (NOT_GENE, others)):
        rows = np.arange(len(found))
        if len(found) > n:
            text = f"{n:,} of {len(found):,} {label} windows were drawn, so that both classes have as many."
            report.add(Message("notice", "FA025", text, file))
            rows = np.sort(rng.choice(len(found), n, replace=False))
        yield from (found[row] for row in rows.tolist())


def _parts(feature: Any) -> list[Part]:
    """Return the stretches of a feature in the order of reading; none if one is elsewhere or its place not known."""
    parts = feature.location.parts if feature.location is not None else []
    if any(part.ref or not (isinstance(part.start, int) and isinstance(part.end, int)) for part in parts):
        return []
    return [(int(part.start), int(part.end), -1 if part.strand == -1 else 1) for part in parts]


def _spans(feature: Any, parts: list[Part]) -> Iterator[tuple[int, int]]:
    """Yield what a feature covers with its introns, but not what lies between stretches that are joined otherwise."""
    yield from ((start, end) for start, end, _ in parts)
    for (start, end, strand), (next_start, next_end, next_strand) in pairwise(parts):
        if strand == next_strand and "trans_splicing" not in feature.qualifiers:
            yield (end, next_start) if strand == 1 else (next_end, start)  # nothing over the origin of a circle


def _cut_feature(
    record: Annotated, feature: Any, parts: list[Part], taken: dict[str, list[Part]], window: int,
    rng: np.random.Generator,
) -> Iterator[Piece]:  # fmt: skip
    """Cut a feature up, unless one of the same name and strand that overlaps it was `taken`: another transcript."""
    strands = {strand for _, _, strand in parts}
    strand = {1: "+", -1: "-"}[strands.pop()] if len(strands) == 1 else "both"
    first, last = (parts[-1], parts[0]) if strand == "-" else (parts[0], parts[-1])
    tags = [feature.qualifiers.get(key, [""])[0] for key in ("locus_tag", "gene", "protein_id")]
    called = next((str(tag) for tag in tags if tag), f"{first[0] + 1}_{last[1]}")
    region = "_".join(f"{record.name}_{called}".split())
    earlier = taken.setdefault(region, [])
    place = min(start for start, _, _ in parts), max(end for _, end, _ in parts), parts[0][2]
    if any(start < place[1] and place[0] < end and way == place[2] for start, end, way in earlier):
        return
    earlier.append(place)
    pieces = [_strand(record.text[start:end], way) for start, end, way in parts]
    name = region if len(earlier) == 1 else f"{region}_{len(earlier)}"
    known = {"organism": record.organism, "region": region, "start": first[0] + 1, "end": last[1], "strand": strand}
    yield from _windows("".join(pieces), window, rng, name, GENE, known)


def _cut_between(record: Annotated, covered: np.ndarray, window: int, rng: np.random.Generator) -> Iterator[Piece]:
    edges = np.flatnonzero(np.diff(np.concatenate([[True], covered, [True]]).astype(np.int8)))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start < max(window, 1):
            continue
        way = 1 if rng.integers(2) else -1
        region = f"{record.name}_between_{start + 1}_{end}"
        strand = "+" if way == 1 else "-"
        known = {"organism": record.organism, "region": region, "start": start + 1, "end": end, "strand": strand}
        yield from _windows(_strand(record.text[start:end], way), window, rng, region, NOT_GENE, known)


def _strand(text: str, way: int) -> str:
    return text if way == 1 else text.translate(_PAIRS)[::-1]


def _windows(
    sequence: str, window: int, rng: np.random.Generator, called: str, label: str, known: dict[str, Any]
) -> Iterator[Piece]:
    """Cut a sequence into windows that do not overlap, beginning at a place drawn at random."""
    if not window:
        yield called, f"{called} {label} {known['region']}", sequence, known
        return
    n, rest = divmod(len(sequence), window)
    first = int(rng.integers(rest + 1)) if n else 0
    for number in range(n):
        at = first + number * window
        name = f"{called}_w{number + 1}" if n > 1 else called
        yield name, f"{name} {label} {known['region']}", sequence[at : at + window], known
