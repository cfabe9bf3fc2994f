"""FASTQ in: reads with the mean of their qualities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

import numpy as np
from Bio.SeqIO.QualityIO import FastqGeneralIterator

from genocore.errors import InputError
from genocore.files import Message, Rejected, Report, Source
from genocore.sequences.alphabet import segment_sums
from genocore.sequences.dataset import Dataset
from genocore.sequences.packing import Packer, build, first_illegal, keep_good, letter_message

_OLD_ILLUMINA = 64
_OLD_HIGHEST = ord("j")
_BLOCK = 1 << 20


def read_fastq(source: Source) -> tuple[Dataset, Report]:
    """Read FASTQ into an unlabelled dataset with a column ``mean_quality``.

    Parameters
    ----------
    source : Source
        What to read; records may span several lines.

    Returns
    -------
    Dataset
        As from `genocore.sequences.fasta.read_fasta`, with ``mean_quality``: the mean Phred score of each read.
    Report
        With every record that was left out. A broken record ends the reading: what stands behind it cannot be told
        apart, so the report says that nothing after its line was read (FA020).

    Raises
    ------
    InputError
        FA001 no records, FA015 not readable, FA019 over a limit.

    Notes
    -----
    Qualities count from ``!`` (33) unless no letter is below ``@`` (64), some are above ``J`` and none above ``j``, as
    in Illumina files before 2011 (FA021). The mean of Phred scores flatters a read with a few very bad bases; it is NaN
    if the read is empty or other letters than ``!`` to ``~`` stand there.

    References
    ----------
    Cock et al. 2010, doi:10.1093/nar/gkp1137.

    Examples
    --------
    >>> data, report = read_fastq(Source.from_text("@r1 x\\nACGT\\n+\\nIIII\\n@r2\\nAC"))
    >>> data.columns["mean_quality"].tolist(), report.read, report.kept
    ([40.0], 2, 1)
    """
    report = Report([source.name])
    packer = Packer(source.name)
    titles: list[str] = []
    lines: list[int] = []
    quality = _Qualities()
    broken = ""
    begin = 0
    with source.open() as handle:
        counted = _Lines(handle)
        try:
            for title, sequence, letters in FastqGeneralIterator(counted):  # type: ignore[arg-type]
                lines.append(begin or counted.first)
                titles.append(title)
                packer.add(sequence)
                quality.add(letters)
                begin = counted.number  # the parser has taken the next record's first line already
        except ValueError as error:
            broken = str(error)
    packed = packer.finish()
    ids = [(title.split(None, 1) or [f"record_{i}"])[0] for i, title in enumerate(titles, start=1)]
    means = quality.means(packed.offsets, source.name, report)
    data = build(packed, source.name, ids, titles, lines, {"mean_quality": means})
    messages = {}
    for row, text in packed.texts.items():
        if problem := first_illegal(text):
            where = f"letter {problem[0]:,} of the read"
            name, protein = str(ids[row]), bool(packed.protein[row])
            messages[row] = letter_message(
                source.name, lines[row], None, problem[1], name, protein=protein, where=where
            )
    data = keep_good(data, packed, report, messages, packed.texts)
    if broken:
        _say_broken(source.name, begin or counted.first, broken, report)
    if not report.read:
        raise InputError("There are 0 records.", hint="Choose another file.", code="FA001", file=source.name)
    return data, report


def _say_broken(file: str, line: int, why: str, report: Report) -> None:
    text = f"The record that begins here is broken ({why.rstrip('.')[:200]}); nothing behind it was read."
    hint = "The file may have been cut off while copying: get it again."
    report.read += 1
    report.add(Message("error", "FA020", text, file, line, suggestion=hint))
    report.reject(Rejected(file, line, "", "FA020", text, ""))


class _Lines:
    """A text that counts the lines the parser has taken, and skips blank ones before the first record."""

    def __init__(self, handle: IO[str]) -> None:
        self._handle, self.number, self.first = handle, 0, 1

    def read(self, size: int) -> str:
        return self._handle.read(size)

    def readline(self) -> str:
        for line in self:
            if line.strip():
                self.first = self.number
                return line
        return ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._handle)
        self.number += 1
        return line


class _Qualities:
    """Sums of quality letters, block by block."""

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._size = 0
        self._sums: list[np.ndarray] = []
        self._wrong: list[np.ndarray] = []
        self._low, self._high = 255, 0

    def add(self, letters: str) -> None:
        self._waiting.append(letters)
        self._size += len(letters)
        if self._size >= _BLOCK:
            self._sum()

    def _sum(self) -> None:
        text = "".join(self._waiting)
        if not text.isascii():
            text = re.sub(r"[^\x00-\x7f]", "\x7f", text)
        raw = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
        offsets = np.concatenate([[0], np.cumsum(list(map(len, self._waiting)))]).astype(np.int64)
        wrong = (raw < ord("!")) | (raw > ord("~"))
        self._sums.append(segment_sums(raw, offsets))
        self._wrong.append(segment_sums(wrong, offsets) > 0)
        if len(right := raw[~wrong]):
            self._low, self._high = min(self._low, int(right.min())), max(self._high, int(right.max()))
        self._waiting, self._size = [], 0

    def means(self, offsets: np.ndarray, file: str, report: Report) -> np.ndarray:
        """Return the mean Phred score of each read, float32; NaN for an empty one and for what are no qualities."""
        self._sum()
        sums, wrong = np.concatenate(self._sums), np.concatenate(self._wrong)
        old = self._low >= _OLD_ILLUMINA and ord("J") < self._high <= _OLD_HIGHEST
        if old:
            text = "The qualities count from 64, as in Illumina files before 2011; they were read so."
            report.add(Message("notice", "FA021", text, file))
        if n := int(wrong.sum()):
            text = f"{n:,} of {len(sums):,} reads hold letters that are no qualities; their mean is left out."
            report.add(Message("warning", "FA022", text, file))
        lengths = np.diff(offsets)
        mean = np.full(len(lengths), np.nan, dtype=np.float32)
        return np.subtract(np.divide(sums, lengths, out=mean, where=(lengths > 0) & ~wrong), 64 if old else 33)
