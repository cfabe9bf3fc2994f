"""Encoders whose columns are places of a sequence: what they have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import numpy as np

from genocore.errors import InputError
from genocore.sequences.dataset import Dataset


def lay_out(data: Dataset, length: int, align: str = "start") -> np.ndarray:
    """Return the letters of each sequence in `length` places: longer ones cut, shorter ones filled up with zero bytes.

    Parameters
    ----------
    data, length, align
        See `genocore.features.onehot.one_hot`.

    Returns
    -------
    ndarray of uint8, shape (n * length,)
        ASCII, one sequence after the other.

    Examples
    --------
    >>> lay_out(Dataset.from_strings(["ACG", "T"]), 2).tobytes()
    b'ACT\\x00'
    """
    n = len(data)
    if n and (data.lengths == length).all():
        return np.asarray(data.letters)
    spare = length - data.lengths
    before = {"start": 0 * spare, "centre": spare // 2, "end": spare}[align]  # letters of padding; < 0: cut
    column = np.arange(length)
    letters = np.zeros(n * length, dtype=np.uint8)
    step = max((1 << 22) // max(length, 1), 1)
    for first in range(0, n, step):
        rows = slice(first, min(first + step, n))
        index = column - before[rows, None]
        inside = (index >= 0) & (index < data.lengths[rows, None])
        block = letters[first * length : rows.stop * length].reshape(len(index), length)
        block[inside] = data.letters[(data.offsets[:-1][rows, None] + index)[inside]]
    return letters


@dataclass
class Places:
    """Base of encoders that look at a fixed number of places, learnt from the training part.

    Parameters
    ----------
    length : int, default 0
        Places kept, in bp; 0 takes the longest sequence of the training part.
    align : {"start", "centre", "end"}, default "start"
        Where shorter sequences stand and what is kept of longer ones.
    """

    longest: ClassVar[int]
    """Length in bp that is still taken."""
    too_long: ClassVar[tuple[str, str]]
    """What a longer one is, and what to do about it."""

    length: int = 0
    align: str = "start"
    learns: bool = field(default=True, init=False)
    _length: int | None = field(default=None, init=False)

    def fit(self, data: Dataset) -> Self:
        """Learn the length of the longest sequence, unless a length was given.

        Raises
        ------
        InputError
            PA001 if it is over `longest`.
        """
        self._length = self.length or (int(data.lengths.max()) if len(data) else 0)
        if self._length > self.longest:
            what, hint = self.too_long
            raise InputError(f"The longest sequence has {self._length:,} bp: {what}.", hint=hint, code="PA001")
        return self

    def numbers(self) -> list[int]:
        """Return the number of each place: from 1, or from minus the length where ends are aligned."""
        first = -self._fitted if self.align == "end" else 1
        return [first + index for index in range(self._fitted)]

    @property
    def reads(self) -> int:
        """Places of a sequence that are looked at, in bp: of longer ones the rest is cut."""
        return self._fitted

    @property
    def _of_end(self) -> str:
        return ", counted from the end" if self.align == "end" else ""

    @property
    def _fitted(self) -> int:
        if self._length is None:
            raise ValueError("fit the encoder first")
        return self._length

    @property
    def state(self) -> dict[str, Any]:
        """The length in bp."""
        return {"length": self._length}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back the length.

        Raises
        ------
        ValueError
            If it is no length that `fit` could have learnt.
        """
        length = int(state["length"])
        if not 0 <= length <= self.longest:
            raise ValueError(f"a length of {length}")
        self._length = length
