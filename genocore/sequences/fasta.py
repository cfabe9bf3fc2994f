"""FASTA in: any file a person may have, packed, with every problem named by line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from Bio.SeqIO.FastaIO import SimpleFastaParser

from genocore.errors import InputError
from genocore.sequences.alphabet import IUPAC, PROTEIN_ONLY, READ, segment_sums
from genocore.sequences.dataset import Dataset
from genocore.sequences.report import Message, Rejected, Report
from genocore.sequences.source import Source, foreign_kind

_BLOCK = 1 << 19
_PROTEIN_SHARE = 0.05
"""Share of letters that only amino acids use from which a record is called protein."""


@dataclass
class _Packed:
    """Records as they come from the parser, with what was counted on the way."""

    titles: list[str]
    lines: list[int]
    lengths: list[int]
    letters: bytearray
    illegal: list[np.ndarray]
    protein: list[np.ndarray]
    lower: list[np.ndarray]
    rna: list[np.ndarray]


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
        FA001 no records, FA002 not FASTA (the first line is shown), FA015 not readable.

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
    _need_fasta(source)
    packed = _parse(source)
    lengths = np.array(packed.lengths, dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    letters = np.frombuffer(packed.letters, dtype=np.uint8)
    illegal, protein, lower, rna = (
        np.concatenate(parts) for parts in (packed.illegal, packed.protein, packed.lower, packed.rna)
    )
    headers = np.array(packed.titles, dtype=object)
    ids = np.array(
        [(title.split(None, 1) or [f"record_{i}"])[0] for i, title in enumerate(packed.titles, start=1)],
        dtype=object,
    )
    share = (lower / np.maximum(lengths, 1)).astype(np.float32)
    files = np.full(len(ids), source.name, dtype=object)
    columns = {"header": headers, "file": files, "line": np.array(packed.lines, dtype=np.int64), "masked_share": share}
    data = Dataset(ids, letters, offsets, columns=columns)

    report = Report([source.name], read=len(ids), kept=len(ids))
    bad = (illegal > 0) | (lengths == 0)
    if bad.any():
        _reject(source, data, np.flatnonzero(bad), protein > _PROTEIN_SHARE * np.maximum(lengths, 1), report)
        data = data.take(~bad)
        report.kept = len(data)
    if n := int((rna & ~bad).sum()):
        text = f"{n:,} of {report.kept:,} records hold U (RNA); U was read as T."
        report.add(Message("notice", "FA008", text, source.name))
    return data, report


def _need_fasta(source: Source) -> None:
    head = source.head()
    lines = [(number, line) for number, line in enumerate(head.split("\n"), start=1) if line.strip()]
    body = [(number, line) for number, line in lines if not line.lstrip().startswith(";")]
    if not lines:
        raise InputError("The file is empty: 0 records.", hint="Choose another file.", code="FA001", file=source.name)
    if kind := foreign_kind(head):
        hint = "Genocore reads FASTA here: lines that begin with '>' followed by sequence lines."
        raise InputError(f"This is {kind}, not FASTA.", hint=hint, code="FA002", file=source.name, line=1)
    if body and not body[0][1].startswith(">"):
        number, line = body[0]
        shown = line.rstrip()[:40] + ("…" if len(line.rstrip()) > 40 else "")
        hint = "A FASTA record begins with a line like '>name label'."
        raise InputError(
            f"Not FASTA: it begins with {shown!r}.", hint=hint, code="FA002", file=source.name, line=number
        )


def _lines(source: Source, starts: list[int]) -> Iterator[str]:
    """Yield the lines without ``;`` comments, which the oldest files have; note in `starts` where records begin."""
    with source.open() as handle:
        for number, line in enumerate(handle, start=1):
            if line[0] == ">":
                starts.append(number)
            elif line[0] == ";":
                continue
            yield line


def _parse(source: Source) -> _Packed:
    packed = _Packed([], [], [], bytearray(), [], [], [], [])
    waiting: list[str] = []
    size = 0
    for title, sequence in SimpleFastaParser(_lines(source, packed.lines)):
        packed.titles.append(title)
        waiting.append(sequence)
        size += len(sequence)
        if size >= _BLOCK:
            _pack(waiting, packed)
            waiting, size = [], 0
    _pack(waiting, packed)
    if not packed.titles:
        raise InputError("There are 0 records.", hint="Choose another file.", code="FA001", file=source.name)
    return packed


def _pack(sequences: list[str], packed: _Packed) -> None:
    """Append a block of sequences to the buffer and count what each of them holds."""
    text = "".join(sequences).encode("ascii", errors="replace")
    lengths = list(map(len, sequences))
    packed.lengths += lengths
    if not text.translate(None, delete=_PLAIN):  # upper-case DNA throughout: nothing to count
        packed.letters += text
        raw = np.empty(0, dtype=np.uint8)
        offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    else:
        packed.letters += text.translate(_READ)
        raw = np.frombuffer(text, dtype=np.uint8)
        offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
    packed.illegal.append(segment_sums(READ[raw] == 0, offsets))
    packed.protein.append(segment_sums(_PROTEIN[raw], offsets))
    packed.lower.append(segment_sums(raw >= ord("a"), offsets))
    packed.rna.append(segment_sums((raw | 32) == ord("u"), offsets) > 0)


_READ = READ.tobytes()
_PLAIN = IUPAC.encode()
_PROTEIN = np.isin(np.arange(256), [ord(letter) for letter in PROTEIN_ONLY + PROTEIN_ONLY.lower()])


def _reject(source: Source, data: Dataset, rows: np.ndarray, protein: np.ndarray, report: Report) -> None:
    """Read the file again to say where each rejected record goes wrong."""
    rejected = set(rows.tolist())
    found: dict[int, Message] = {}
    texts: dict[int, list[str]] = {row: [] for row in rejected}
    record = -1
    with source.open() as handle:
        for number, line in enumerate(handle, start=1):
            if line[0] == ";":
                continue
            if line[0] == ">":
                record += 1
            elif record in rejected:
                texts[record].append(line.strip())
                if record not in found and (problem := _first_illegal(line)):
                    found[record] = _letter_message(
                        source.name, number, *problem, str(data.ids[record]), protein[record]
                    )
    messages = []
    for row in rows.tolist():
        name = str(data.ids[row])
        begin = int(data.columns["line"][row])
        empty = Message("error", "FA013", "The record has no sequence.", source.name, begin, record=name)
        message = found.get(row, empty)
        messages.append(message)
        report.reject(Rejected(source.name, message.line, name, message.code, message.message, "".join(texts[row])))
    report.add_each(messages, noun="records")


def _first_illegal(line: str) -> tuple[int, str] | None:
    """Return the 1-based column and the letter of the first one that is not DNA."""
    for column, letter in enumerate(line.rstrip(), start=1):
        if letter not in " \r" and (ord(letter) > 255 or not READ[ord(letter)]):
            return column, letter
    return None


def _letter_message(file: str, line: int, column: int, letter: str, record: str, protein: bool) -> Message:
    where = {"file": file, "line": line, "column": column, "record": record, "value": letter}
    if protein:
        text = f"{letter!r} is not a DNA letter; the record looks like protein."
        return Message("error", "FA009", text, suggestion="Give the gene's DNA instead.", **where)  # type: ignore[arg-type]
    if letter in "-.":
        text, hint = f"{letter!r} is a gap, not a DNA letter.", "This is an alignment: take the gaps out first."
    else:
        text, hint = f"{letter!r} is not a DNA letter.", "Is this a protein file?" if letter.isalpha() else "Remove it."
    return Message("error", "FA004", text, suggestion=hint, **where)  # type: ignore[arg-type]


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
