"""GenBank and EMBL in: whole records, or their genes against what lies between them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from genocore.errors import GenoError, InputError
from genocore.files import Message, Report, Source
from genocore.sequences.dataset import Dataset
from genocore.sequences.packing import Packer, build, first_illegal, keep_good, letter_message
from genocore.sequences.reading import Reading

COVERING = (
    "CDS",
    "gene",
    "mRNA",
    "exon",
    "tRNA",
    "rRNA",
    "ncRNA",
    "tmRNA",
    "misc_RNA",
    "precursor_RNA",
    "mobile_element",
)
"""Features between which a stretch counts as intergenic."""
GENE, NOT_GENE = "gene", "non-gene"


def read_genbank(source: Source, reading: Reading | None = None, form: str = "genbank") -> tuple[Dataset, Report]:
    """Read a GenBank or EMBL file into a dataset.

    Parameters
    ----------
    source : Source
    reading : Reading, optional
        ``features="records"`` gives one record of the dataset for each of the file, with its organism. ``"CDS"`` or
        ``"gene"`` gives a set to tell genes from other DNA: windows of ``window`` bp from the features, read in their
        own direction, and as many from the stretches between genes, on a strand drawn at random.
    form : {"genbank", "embl"}

    Returns
    -------
    Dataset
        With columns ``organism`` and, for features, ``region`` (the feature or stretch a window was cut from; keep
        windows of one region together when splitting), ``start``, ``end`` (1-based, in the record) and ``strand``.
        The header's second word is ``gene`` or ``non-gene``.
    Report

    Raises
    ------
    InputError
        FA001 no records, FA015 not readable, FA019 over a limit, FA020 not understood, ML006 if nothing lies between
        the genes.

    Notes
    -----
    Joined features (introns) are spliced before they are cut. With ``window=0`` features stay whole: their lengths
    then give the classes away. Biopython parses; its remarks become notices (FA022).
    """
    reading = reading or Reading()
    report = Report([source.name])
    records = _parse(source, form, report)
    pieces = _whole(records) if reading.features == "records" else _features(records, reading, source.name, report)
    packer = Packer(source.name)
    ids: list[str] = []
    headers: list[str] = []
    facts: dict[str, list[Any]] = {}
    for name, header, sequence, known in pieces:
        ids.append(name)
        headers.append(header)
        packer.add(sequence)
        for key, value in known.items():
            facts.setdefault(key, []).append(value)
    if not ids:
        raise InputError("There are 0 records.", hint="Choose another file.", code="FA001", file=source.name)
    packed = packer.finish()
    columns = {key: np.array(values, dtype=object) for key, values in facts.items()}
    data = build(packed, source.name, ids, headers, [0] * len(ids), columns)
    messages = {}
    for row, text in packed.texts.items():
        if problem := first_illegal(text):
            where = f"letter {problem[0]:,} of the sequence"
            protein = bool(packed.protein[row])
            messages[row] = letter_message(source.name, None, None, problem[1], ids[row], protein=protein, where=where)  # type: ignore[arg-type]
    return keep_good(data, packed, report, messages, packed.texts), report


def _parse(source: Source, form: str, report: Report) -> Iterator[Any]:
    from Bio import BiopythonWarning, SeqIO

    with warnings.catch_warnings(record=True) as noted, source.open() as handle:
        warnings.simplefilter("always", BiopythonWarning)
        try:
            yield from SeqIO.parse(handle, form)
        except (GenoError, OSError, EOFError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a third-party parser makes of a stranger's file
            what = " ".join(str(error).split())[:200] or type(error).__name__
            raise InputError(
                f"The file is not understood as {'GenBank' if form == 'genbank' else 'EMBL'} ({what}).",
                hint="It may be cut off or edited: download it again, or save the sequences as FASTA.",
                code="FA020",
                file=source.name,
            ) from None
    for text in dict.fromkeys(" ".join(str(one.message).split())[:200] for one in noted):
        report.add(Message("notice", "FA022", text, source.name))


def _text(record: Any) -> str:
    """Return the letters of a record; empty if it has none, as in files of annotations only."""
    from Bio.Seq import UndefinedSequenceError

    try:
        return str(record.seq)
    except UndefinedSequenceError:
        return ""


def _organism(record: Any) -> str:
    return str(record.annotations.get("organism", ""))


def _whole(records: Iterator[Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for number, record in enumerate(records, start=1):
        name = str(record.id).strip() or f"record_{number}"
        yield name, f"{name} {record.description}".strip(), _text(record), {"organism": _organism(record)}


def _features(
    records: Iterator[Any], reading: Reading, file: str, report: Report
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield windows of features and as many of the stretches between genes."""
    rng = np.random.default_rng(reading.seed)
    genes: list[tuple[str, str, str, dict[str, Any]]] = []
    others: list[tuple[str, str, str, dict[str, Any]]] = []
    for record in records:
        if not _text(record):
            continue
        covered = np.zeros(len(record), dtype=bool)
        for feature in record.features:
            if feature.type in COVERING and feature.location is not None:
                for part in feature.location.parts:
                    covered[int(part.start) : int(part.end)] = True
            if feature.type == reading.features and feature.location is not None:
                genes += _cut_feature(record, feature, reading.window, rng)
        others += _cut_between(record, covered, reading.window, rng)
    if not genes or not others:
        missing = f"no feature of type {reading.features}" if not genes else "nothing between the genes"
        where = f" that is {reading.window} bp long" if reading.window else ""
        raise InputError(
            f"There is {missing}{where}, so there are no two classes.",
            hint="Take whole records, or another type or length.",
            code="ML006",
            file=file,
        )
    n = min(len(genes), len(others)) if reading.window else max(len(genes), len(others))
    for name, found in ((GENE, genes), (NOT_GENE, others)):
        if len(found) > n:
            text = f"{n:,} of {len(found):,} {name} windows were drawn, so that both classes have as many."
            report.add(Message("notice", "FA025", text, file))
            found[:] = [found[row] for row in np.sort(rng.choice(len(found), n, replace=False)).tolist()]
    yield from genes
    yield from others


def _cut_feature(record: Any, feature: Any, window: int, rng: np.random.Generator) -> Iterator[Any]:
    sequence = str(feature.extract(record.seq))
    start, end = int(feature.location.start), int(feature.location.end)
    tags = [feature.qualifiers.get(key, [""])[0] for key in ("locus_tag", "gene", "protein_id")]
    name = next((str(tag) for tag in tags if tag), f"{start + 1}_{end}")
    region = "_".join(f"{record.id}_{name}".split())
    strand = "-" if feature.location.strand == -1 else "+"
    known = {"organism": _organism(record), "region": region, "start": start + 1, "end": end, "strand": strand}
    return _windows(sequence, window, rng, region, GENE, known)


def _cut_between(record: Any, covered: np.ndarray, window: int, rng: np.random.Generator) -> Iterator[Any]:
    edges = np.flatnonzero(np.diff(np.concatenate([[True], covered, [True]]).astype(np.int8)))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start < max(window, 1):
            continue
        piece = record.seq[start:end]
        forward = bool(rng.integers(2))
        region = "_".join(f"{record.id}_between_{start + 1}_{end}".split())
        strand = "+" if forward else "-"
        known = {"organism": _organism(record), "region": region, "start": start + 1, "end": end, "strand": strand}
        yield from _windows(str(piece if forward else piece.reverse_complement()), window, rng, region, NOT_GENE, known)


def _windows(
    sequence: str, window: int, rng: np.random.Generator, region: str, label: str, known: dict[str, Any]
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Cut a sequence into windows that do not overlap, beginning at a place drawn at random."""
    if not window:
        yield region, f"{region} {label}", sequence, known
        return
    n, rest = divmod(len(sequence), window)
    first = int(rng.integers(rest + 1)) if n else 0
    for number in range(n):
        at = first + number * window
        name = f"{region}_w{number + 1}" if n > 1 else region
        yield name, f"{name} {label} {region}", sequence[at : at + window], known
