"""The noun everything is about: sequences with what is known of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from genocore.sequences.alphabet import CODE, translate

Task = Literal["binary", "multiclass", "regression", "unlabelled"]
NO_CLASS = -1
"""Class code of a record without a label."""

PROVENANCE = ("header", "file", "line", "masked_share")
"""Columns that say where a record came from; they are not part of the content that a fingerprint stands for."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Sequences in one packed buffer, with their names and what is to be learnt.

    Parameters
    ----------
    ids : ndarray of object, shape (n,)
        Names, as in the file.
    letters : ndarray of uint8, shape (total letters,)
        Upper-case IUPAC letters of all sequences, one after the other. Read-only; 1 byte a base.
    offsets : ndarray of int64, shape (n + 1,)
        Sequence ``i`` is ``letters[offsets[i]:offsets[i + 1]]``.
    target : ndarray, shape (n,), optional
        Class codes (int32, ``-1`` where a record has no label) or numbers (float64, NaN where unknown).
    classes : tuple of str
        Class names in the order of the codes; empty for numbers and for no target.
    columns : mapping of str to ndarray, shape (n,)
        Everything else known of a record, e.g. ``header``, ``file``, ``line`` (1-based, of the header) and
        ``masked_share`` (fraction 0-1 of letters that were lower case).

    Notes
    -----
    Strings are made on demand: 1,000,000 reads of 150 bp take 150 MB here and about 200 MB as Python strings on
    top of that. A `take` copies the letters it keeps.

    Examples
    --------
    >>> data = Dataset.from_strings(["ACGT", "GG"], labels=["donor", None])
    >>> data.sequence(1), data.lengths.tolist(), data.task, data.target.tolist()
    ('GG', [4, 2], 'binary', [0, -1])
    """

    ids: np.ndarray
    letters: np.ndarray
    offsets: np.ndarray
    target: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    columns: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n = len(self.ids)
        parts = [self.offsets[:-1], *([] if self.target is None else [self.target]), *self.columns.values()]
        if any(len(part) != n for part in parts):
            raise ValueError(f"columns of a Dataset must all have {n} rows")
        for array in (self.ids, self.letters, self.offsets, *parts[1:]):
            array.setflags(write=False)

    @classmethod
    def from_strings(
        cls, sequences: list[str], *, ids: list[str] | None = None, labels: list[str | None] | None = None
    ) -> Dataset:
        """Build a dataset from upper-case DNA strings, mostly for tests and notebooks."""
        letters = np.frombuffer("".join(sequences).encode("ascii"), dtype=np.uint8)
        offsets = np.concatenate([[0], np.cumsum([len(s) for s in sequences], dtype=np.int64)]).astype(np.int64)
        names = np.array(ids or [f"seq{i + 1}" for i in range(len(sequences))], dtype=object)
        data = cls(names, letters, offsets)
        return data.with_labels(labels) if labels else data

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def task(self) -> Task:
        """What can be learnt: ``binary`` for one or two classes, ``multiclass``, ``regression`` or ``unlabelled``."""
        if self.target is None:
            return "unlabelled"
        if not self.classes:
            return "regression"
        return "binary" if len(self.classes) <= 2 else "multiclass"

    @cached_property
    def lengths(self) -> np.ndarray:
        """Lengths in bp, int64, shape (n,)."""
        return np.diff(self.offsets)

    @property
    def codes(self) -> np.ndarray:
        """Letters as 0, 1, 2, 3 for A, C, G, T and 4 for ambiguous ones; uint8, shape (total letters,)."""
        return translate(self.letters, CODE)

    @property
    def labelled(self) -> np.ndarray:
        """True where the target is known; shape (n,)."""
        if self.target is None:
            return np.zeros(len(self), dtype=bool)
        return self.target >= 0 if self.classes else ~np.isnan(self.target)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of names, letters, target and extra columns: equal content, equal fingerprint."""
        digest = hashlib.sha256()
        for name, array in (("letters", self.letters), ("offsets", self.offsets), ("target", self.target)):
            digest.update(name.encode())
            digest.update(b"" if array is None else np.ascontiguousarray(array).data)
        digest.update("\n".join(self.ids).encode("utf-8", "surrogatepass"))
        digest.update("\n".join(("", *self.classes)).encode())
        for name in sorted(set(self.columns) - set(PROVENANCE)):
            digest.update(("\n" + name + "\n" + "\n".join(map(str, self.columns[name]))).encode())
        return digest.hexdigest()

    def sequence(self, index: int) -> str:
        """Return sequence `index` (0-based) as text."""
        return self.letters[self.offsets[index] : self.offsets[index + 1]].tobytes().decode("ascii")

    def sequences(self) -> Iterator[str]:
        """Yield every sequence as text, in order."""
        return (self.sequence(index) for index in range(len(self)))

    def take(self, rows: np.ndarray) -> Dataset:
        """Return the records at `rows` (0-based indices, or booleans of shape (n,)), in that order."""
        rows = np.flatnonzero(rows) if rows.dtype == bool else rows
        starts, ends = self.offsets[rows].tolist(), self.offsets[rows + 1].tolist()
        packed = np.asarray(self.letters)  # a file mapped into memory is slow to cut
        pieces = [packed[start:end] for start, end in zip(starts, ends, strict=True)]
        letters = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.uint8)
        offsets = np.concatenate([[0], np.cumsum(self.lengths[rows])]).astype(np.int64)
        columns = {name: values[rows] for name, values in self.columns.items()}
        target = None if self.target is None else self.target[rows]
        return Dataset(self.ids[rows], letters, offsets, target, self.classes, columns)

    def with_labels(self, labels: list[str | None] | np.ndarray) -> Dataset:
        """Return the same records with classes from `labels`, sorted by name; None stands for no label.

        If no record has one, there is nothing to learn: the result is unlabelled.
        """
        names = np.array(["" if label is None else label for label in labels], dtype=object)
        codes, classes = pd.factorize(names, sort=True)
        shift = int(len(classes) > 0 and classes[0] == "")
        if len(classes) == shift:
            return self.without_labels()
        target = (codes - shift).astype(np.int32)
        return replace(self, target=target, classes=tuple(str(name) for name in classes[shift:]))

    def with_numbers(self, numbers: np.ndarray) -> Dataset:
        """Return the same records with numbers to learn; NaN stands for an unknown one.

        Examples
        --------
        >>> Dataset.from_strings(["ACGT"]).with_numbers(np.array([2.5])).task
        'regression'
        """
        return replace(self, target=numbers.astype(np.float64), classes=())

    def without_labels(self) -> Dataset:
        """Return the same records with nothing to learn."""
        return replace(self, target=None, classes=())

    def class_counts(self) -> dict[str, int]:
        """Return how many records each class has."""
        if self.target is None or not self.classes:
            return {}
        counts = np.bincount(self.target[self.target >= 0], minlength=len(self.classes))
        return dict(zip(self.classes, counts.tolist(), strict=True))

    def table(self) -> pd.DataFrame:
        """Return one row a record: ``id, label or value, length, ...`` and the columns, without the sequence."""
        frame = pd.DataFrame({"id": self.ids})
        if self.target is not None:
            named = np.array([*self.classes, None], dtype=object)
            frame["label" if self.classes else "value"] = named[self.target] if self.classes else self.target
        frame["length"] = self.lengths
        return frame.assign(**dict(self.columns))


def concatenate(parts: list[Dataset]) -> Dataset:
    """Return the records of all `parts`, unlabelled; a column that a part lacks is empty there."""
    if len(parts) == 1:
        return parts[0]
    shifts = np.cumsum([0, *(len(part.letters) for part in parts)])
    offsets = [part.offsets[:-1] + shift for part, shift in zip(parts, shifts, strict=False)]
    names = dict.fromkeys(name for part in parts for name in part.columns)
    return Dataset(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.letters for part in parts]),
        np.concatenate([*offsets, shifts[-1:]]).astype(np.int64),
        columns={name: _joined(name, parts) for name in names},
    )


def _joined(name: str, parts: list[Dataset]) -> np.ndarray:
    kinds = {part.columns[name].dtype.kind for part in parts if name in part.columns}
    empty, kind = (np.nan, np.float64) if kinds <= {"f"} else (0, np.int64) if kinds <= {"i"} else ("", object)
    return np.concatenate([part.columns.get(name, np.full(len(part), empty, dtype=kind)) for part in parts])
