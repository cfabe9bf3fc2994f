"""Sequences packed into one buffer as they are read, whatever the file; what every reader has in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from genocore.files import Message, Rejected, Report
from genocore.files.limits import limits
from genocore.sequences.alphabet import IUPAC, PROTEIN_ONLY, READ, segment_sums
from genocore.sequences.dataset import Dataset

_BLOCK = 1 << 19
_PROTEIN_SHARE = 0.05
"""Share of letters that only amino acids use from which a record is called protein."""
_READ = READ.tobytes()
_PLAIN = IUPAC.encode()
_PROTEIN = np.isin(np.arange(256), [ord(letter) for letter in PROTEIN_ONLY + PROTEIN_ONLY.lower()])


@dataclass
class Packer:
    """Takes sequences one by one and packs them block by block.

    Parameters
    ----------
    file : str
        Name for messages.
    keep_rejected : bool
        Keep the text of records that hold other letters than DNA, to show where; a reader that can read the file a
        second time need not.

    Examples
    --------
    >>> packer = Packer("reads.fa")
    >>> packer.add("acGU")
    >>> packed = packer.finish()
    >>> packed.letters.tobytes(), packed.lower.tolist(), packed.rna.tolist()
    (b'ACGT', [2], [True])
    """

    file: str
    keep_rejected: bool = True
    _waiting: list[str] = field(default_factory=list)
    _size: int = 0
    _letters: bytearray = field(default_factory=bytearray)
    _lengths: list[int] = field(default_factory=list)
    _counts: list[np.ndarray] = field(default_factory=list)
    _texts: dict[int, str] = field(default_factory=dict)

    def add(self, sequence: str) -> None:
        """Take one sequence.

        Raises
        ------
        InputError
            FA019 if there are more records or letters than are read.
        """
        self._waiting.append(sequence)
        self._size += len(sequence)
        if self._size >= _BLOCK:
            self._pack()

    def finish(self) -> Packed:
        """Return everything that was added."""
        self._pack()
        illegal, protein, lower, rna = np.concatenate(self._counts, axis=1)
        lengths = np.array(self._lengths, dtype=np.int64)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        letters = np.frombuffer(self._letters, dtype=np.uint8)
        looks_protein = protein > _PROTEIN_SHARE * np.maximum(lengths, 1)
        return Packed(letters, offsets, illegal, looks_protein, lower, rna > 0, self._texts)

    def _pack(self) -> None:
        """Append the waiting sequences to the buffer and count what each of them holds."""
        first = len(self._lengths)
        lengths = list(map(len, self._waiting))
        self._lengths += lengths
        allowed = limits()
        allowed.need("records", len(self._lengths), file=self.file, noun="records")
        allowed.need("bases", len(self._letters) + self._size, file=self.file, noun="letters")
        text = "".join(self._waiting).encode("ascii", errors="replace")
        if not text.translate(None, delete=_PLAIN):  # upper-case DNA throughout: nothing to count
            self._letters += text
            self._counts.append(np.zeros((4, len(lengths)), dtype=np.int64))
        else:
            self._letters += text.translate(_READ)
            raw = np.frombuffer(text, dtype=np.uint8)
            offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
            found = [READ[raw] == 0, _PROTEIN[raw], raw >= ord("a"), (raw | 32) == ord("u")]
            self._counts.append(np.stack([segment_sums(one, offsets) for one in found]))
            if self.keep_rejected:
                wrong = np.flatnonzero(self._counts[-1][0]).tolist()
                self._texts.update({first + row: self._waiting[row] for row in wrong})
        self._waiting, self._size = [], 0


@dataclass(frozen=True)
class Packed:
    """What a `Packer` made: the buffer, and for each record what was counted in it.

    ``illegal`` letters that are no DNA, ``protein`` True where it looks like one, ``lower``-case letters, ``rna`` True
    where there was a U; ``texts`` the records with illegal letters, as they came.
    """

    letters: np.ndarray
    offsets: np.ndarray
    illegal: np.ndarray
    protein: np.ndarray
    lower: np.ndarray
    rna: np.ndarray
    texts: dict[int, str]

    @property
    def bad(self) -> np.ndarray:
        """True where a record cannot be kept; shape (n,)."""
        return (self.illegal > 0) | (np.diff(self.offsets) == 0)


def build(
    packed: Packed, file: str, ids: Sequence[str], headers: Sequence[str], lines: Sequence[int],
    columns: dict[str, np.ndarray] | None = None,
) -> Dataset:  # fmt: skip
    """Return all records as a dataset, those that cannot be kept included.

    Parameters
    ----------
    packed : Packed
    file : str
    ids, headers : sequence of str, length n
    lines : sequence of int, length n
        1-based line (or row of a workbook) where each record begins.
    columns : dict of str to ndarray, optional
        What else is known of the records.
    """
    lengths = np.maximum(np.diff(packed.offsets), 1)
    known = {
        "header": np.array(headers, dtype=object),
        "file": np.full(len(ids), file, dtype=object),
        "line": np.array(lines, dtype=np.int64),
        "masked_share": (packed.lower / lengths).astype(np.float32),
    }
    names = np.array(ids, dtype=object)
    return Dataset(names, packed.letters, packed.offsets, columns=known | (columns or {}))


def keep_good(
    data: Dataset, packed: Packed, report: Report, messages: dict[int, Message], texts: dict[int, str]
) -> Dataset:
    """Return the records that can be used; write down every other one with its reason.

    Parameters
    ----------
    data : Dataset
        What `build` gave.
    packed : Packed
    report : Report
        ``read`` is counted up by all records, ``kept`` by those returned.
    messages : dict of int to Message
        Why a record is left out, by row; without one it has no sequence.
    texts : dict of int to str
        The sequence of each record that is left out, as it was.
    """
    report.read += len(data)
    bad = packed.bad
    file = str(data.columns["file"][0]) if len(data) else ""
    listed = []
    for row in np.flatnonzero(bad).tolist():
        name, line = str(data.ids[row]), int(data.columns["line"][row]) or None  # formats without lines have 0
        message = messages.get(row) or Message("error", "FA013", "The record has no sequence.", file, line, record=name)
        listed.append(message)
        report.reject(Rejected(file, message.line, name, message.code, message.message, texts.get(row, "")))
    report.add_each(listed, noun="records")
    kept = data.take(~bad) if bad.any() else data
    report.kept += len(kept)
    if n := int((packed.rna & ~bad).sum()):
        text = f"{n:,} of {len(kept):,} records hold U (RNA); U was read as T."
        report.add(Message("notice", "FA008", text, file))
    return kept


def say_ends(marked: int, n: int, file: str, report: Report) -> None:
    """Say how many records had marks of the strand's ends around them (FA026)."""
    if marked:
        text = f"{marked:,} of {n:,} records had 5' and 3' written at their ends; these marks were taken off."
        report.add(Message("notice", "FA026", text, file))


def first_illegal(text: str) -> tuple[int, str] | None:
    """Return the 1-based column and the letter of the first one that is not DNA, blanks apart.

    Examples
    --------
    >>> first_illegal("AC GJ"), first_illegal("acgu")
    ((5, 'J'), None)
    """
    for column, letter in enumerate(text.rstrip(), start=1):
        if letter not in " \r" and (ord(letter) > 255 or not READ[ord(letter)]):
            return column, letter
    return None


def letter_message(
    file: str, line: int | None, column: int | None, letter: str, record: str, *, protein: bool, where: str = ""
) -> Message:
    """Return the message about a letter that is not DNA; `where` is added in brackets if no column can be given."""
    if protein:
        code, text = "FA009", f"{letter!r} is not a DNA letter; the record looks like protein."
        hint = "Give the gene's DNA instead."
    elif letter in "-.":
        code, text = "FA004", f"{letter!r} is a gap, not a DNA letter."
        hint = "This is an alignment: take the gaps out first."
    else:
        code, text = "FA004", f"{letter!r} is not a DNA letter."
        hint = "Is this a protein file?" if letter.isalpha() else "Remove it."
    text = f"{text[:-1]} ({where})." if where else text
    return Message("error", code, text, file, line, column, record, letter, suggestion=hint)
