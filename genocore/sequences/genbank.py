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
from genocore.sequences.regions import Annotated, Piece, cut_regions


def read_genbank(source: Source, reading: Reading | None = None, form: str = "genbank") -> tuple[Dataset, Report]:
    """Read a GenBank or EMBL file into a dataset.

    Parameters
    ----------
    source : Source
    reading : Reading, optional
        ``features="records"`` gives one record of the dataset for each of the file, with its organism. ``"CDS"`` or
        ``"gene"`` gives a set to tell genes from other DNA: windows of ``window`` bp from the features, read in their
        own direction, and as many from the stretches between genes, on a strand drawn at random. Of several
        transcripts of one gene the first is taken.
    form : {"genbank", "embl"}

    Returns
    -------
    Dataset
        With columns ``organism`` and, for features, ``region`` (the feature or stretch a window was cut from; keep
        windows of one region together when splitting), its ``start`` and ``end`` (1-based, in the record; a feature
        over the origin of a circle ends before it starts) and ``strand``. The header's second word is ``gene`` or
        ``non-gene``.
    Report

    Raises
    ------
    InputError
        FA001 no records, FA013 no sequence to cut from, FA015 not readable, FA019 over a limit, FA020 not understood,
        ML006 if there are no features of the type or nothing lies between the genes.

    Notes
    -----
    Joined features (introns) are spliced before they are cut. With ``window=0`` features stay whole: their lengths
    then give the classes away. Biopython parses; its remarks become notices (FA022).
    """
    reading = reading or Reading()
    report = Report([source.name])
    records = (_annotated(record, number) for number, record in enumerate(_parse(source, form, report), start=1))
    pieces = _whole(records) if reading.features == "records" else cut_regions(records, reading, source.name, report)
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
            messages[row] = letter_message(source.name, None, None, problem[1], ids[row], protein=protein, where=where)
    return keep_good(data, packed, report, messages, packed.texts), report


def parse_features(source: Source, form: str) -> Iterator[tuple[str, Any]]:
    """Yield every feature of a GenBank or EMBL file with the name that `read_genbank` gives its record."""
    for number, record in enumerate(_parse(source, form, Report([source.name])), start=1):
        found = _annotated(record, number)
        yield from ((found.name, feature) for feature in found.features)


def _parse(source: Source, form: str, report: Report) -> Iterator[Any]:
    from Bio import BiopythonWarning, SeqIO

    remarks: dict[str, None] = {}
    with source.open() as handle:
        records = SeqIO.parse(handle, form)
        while True:
            with warnings.catch_warnings(record=True) as noted:
                warnings.simplefilter("always", BiopythonWarning)
                try:
                    record = next(records, None)
                except (GenoError, OSError, EOFError):
                    raise
                except Exception as error:  # noqa: BLE001 - whatever a third-party parser makes of a stranger's file
                    what = " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
                    raise InputError(
                        f"The file is not understood as {'GenBank' if form == 'genbank' else 'EMBL'} ({what}).",
                        hint="It may be cut off or edited: download it again, or save the sequences as FASTA.",
                        code="FA020",
                        file=source.name,
                    ) from None
            remarks |= dict.fromkeys(" ".join(str(one.message).split())[:200] for one in noted)
            if record is None:
                break
            yield record
    report.add_each([Message("notice", "FA022", text, source.name) for text in remarks], noun="remarks")


def _annotated(record: Any, number: int) -> Annotated:
    from Bio.Seq import UndefinedSequenceError

    try:
        text = "".join(str(record.seq).split())
    except UndefinedSequenceError:  # a file of annotations only
        text = ""
    name = "_".join(_known(record.id).split()) or f"record_{number}"
    header = f"{name} {_known(record.description)}".strip()
    return Annotated(name, header, text, _known(record.annotations.get("organism", "")), record.features)


def _known(word: Any) -> str:
    """Return a text, empty where the parser says ``<unknown id>`` or the file has a point in its place."""
    text = " ".join(str(word).split())
    return "" if text.startswith("<unknown ") or text == "." else text


def _whole(records: Iterator[Annotated]) -> Iterator[Piece]:
    return ((record.name, record.header, record.text, {"organism": record.organism}) for record in records)
