"""FASTA in: any file a person may have, packed, with every problem named by line and column."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from Bio.SeqIO.FastaIO import SimpleFastaParser

from genocore.errors import InputError
from genocore.files import Message, Report, Source
from genocore.files.ends import without_ends
from genocore.sequences.dataset import Dataset
from genocore.sequences.packing import Packed, Packer, build, first_illegal, keep_good, letter_message, say_ends

_SPECIAL = frozenset(">;\ufeff")


def read_fasta(source: Source) -> tuple[Dataset, Report]:
    """Read FASTA into an unlabelled dataset.

    Plain, gzip or BGZF; any line ending; blank lines, ``;`` comments and spaces inside sequences are skipped; lower
    case is kept as a share; U is read as T; IUPAC letters are kept; records with gaps or other letters are rejected.

    Parameters
    ----------
    source : Source
        What to read.

    Returns
    -------
    Dataset
        Unlabelled, with columns ``header``, ``file``, ``line`` (of the header, 1-based) and ``masked_share``.
    Report
        With every record that was left out, by line and column.

    Raises
    ------
    InputError
        FA001 no records, FA015 not readable, FA019 over a limit.
    Refused
        SE002 if a gzip file unpacks to more than is plausible.

    Notes
    -----
    Streams: peak memory is about 1.5 bytes a base plus the headers, for one huge record about 5. The file is read a
    second time only if there is something to point at.

    Examples
    --------
    >>> data, report = read_fasta(Source.from_text(">s1 donor\\nACGU\\n>s2 donor\\nAC-T\\n"))
    >>> data.sequence(0), report.read, report.kept
    ('ACGT', 2, 1)
    >>> print(report.messages[0])
    FA004 pasted text line 4, column 3: '-' is a gap, not a DNA letter. This is an alignment: take the gaps out first.
    """
    packer = Packer(source.name, keep_rejected=False)
    titles: list[str] = []
    lines: list[int] = []
    marked = 0
    for title, sequence in SimpleFastaParser(_lines(source, lines)):
        titles.append(title)
        if "5" in sequence[:2]:
            bare = without_ends(sequence)
            marked += bare != sequence
            sequence = bare
        packer.add(sequence)
    if not titles:
        hint = "A record begins with a line like '>name label', without blanks in front."
        raise InputError("There are 0 records.", hint=hint, code="FA001", file=source.name)
    packed = packer.finish()
    ids = [(title.split(None, 1) or [f"record_{i}"])[0] for i, title in enumerate(titles, start=1)]
    data = build(packed, source.name, ids, titles, lines)
    report = Report([source.name])
    say_ends(marked, len(titles), source.name, report)
    messages, texts = _look_again(source, data, packed) if packed.bad.any() else ({}, {})
    return keep_good(data, packed, report, messages, texts), report


def _lines(source: Source, starts: list[int]) -> Iterator[str]:
    """Yield the lines without ``;`` comments, which the oldest files have; note in `starts` where records begin."""
    with source.open() as handle:
        for number, line in enumerate(handle, start=1):
            if line[0] in _SPECIAL:
                line = line.lstrip("\ufeff") or "\n"  # files that were joined keep the mark each began with
                if line[0] == ">":
                    starts.append(number)
                elif line[0] == ";":
                    continue
            yield line


def _look_again(source: Source, data: Dataset, packed: Packed) -> tuple[dict[int, Message], dict[int, str]]:
    """Read the file again to say where each rejected record goes wrong, and what it was."""
    rejected = set(np.flatnonzero(packed.bad).tolist())
    found: dict[int, Message] = {}
    texts: dict[int, list[str]] = {row: [] for row in rejected}
    record = -1
    with source.open() as handle:
        for number, line in enumerate(handle, start=1):
            line = line.lstrip("\ufeff")
            if line[:1] == ";":
                continue
            if line[:1] == ">":
                record += 1
            elif record in rejected:
                texts[record].append(line.strip())
                if record not in found and (problem := first_illegal(line)):
                    protein = bool(packed.protein[record])
                    name = str(data.ids[record])
                    found[record] = letter_message(source.name, number, *problem, name, protein=protein)
    return found, {row: "".join(parts) for row, parts in texts.items()}


def fasta_text(data: Dataset) -> str:
    r"""Return the records as FASTA, 60 letters a line: the headers as they were, or with a new name or label in front.

    Examples
    --------
    >>> fasta_text(Dataset.from_strings(["ACGT"], labels=["donor"]))
    '>seq1 donor\nACGT\n'
    """
    names = np.array([*data.classes, ""], dtype=object)
    labels = names[data.target] if data.classes and data.target is not None else np.full(len(data), "", dtype=object)
    headers = data.columns.get("header", data.ids)
    parts = []
    for name, label, header, sequence in zip(data.ids, labels, headers, data.sequences(), strict=True):
        words = str(header).split()
        word = "_".join(str(label).split())
        told = words[:1] == [name] and (not label or str(label) in header)  # the header says it all already
        parts.append(f">{header}" if told else " ".join([f">{name}", *([word] if word else []), *words[1:]]))
        parts.extend(sequence[start : start + 60] for start in range(0, len(sequence), 60))
    return "\n".join(parts) + "\n"
