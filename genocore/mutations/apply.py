"""Mutations put into their sequences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.mutations.places import Located
from genocore.sequences.dataset import Dataset

MOST, LARGE = 500_000_000, 100_000_000
"""Letters that are written at most; letters from which whole sequences are too much to ask for."""


def mutated_sequences(data: Dataset, located: Located, flank: int = 0) -> Iterator[tuple[int, str]]:
    """Yield each row that can be applied, and its sequence with this one change made.

    Parameters
    ----------
    data : Dataset
    located : Located
    flank : int, default 0
        Letters kept on either side of the change; 0 keeps the whole sequence.

    Yields
    ------
    row : int
    sequence : str

    Raises
    ------
    InputError
        FA019 if that would be more than `MOST` letters.

    Examples
    --------
    >>> found = Located(np.array([0]), np.array([0]), np.array([1]), np.array([1]), np.array(["G"], dtype=object),
    ...                 np.array([True]), np.array([1]))
    >>> list(mutated_sequences(Dataset.from_strings(["ACT"]), found))
    [(0, 'AGT')]
    """
    rows = np.flatnonzero(located.applicable & (located.index >= 0))
    size = size_of(data, located, flank)
    if size > MOST:
        raise InputError(
            f"The mutated sequences would have {size:,} letters.", hint="Write only what lies around each mutation.",
            code="FA019",
        )  # fmt: skip
    for row in rows.tolist():
        at, index, span = int(located.sequence[row]), int(located.index[row]), int(located.span[row])
        begin, end = int(data.offsets[at]), int(data.offsets[at + 1])
        place = begin + index
        left = max(begin, place - flank) if flank else begin
        right = min(end, place + span + flank) if flank else end
        before, after = data.letters[left:place], data.letters[place + span : right]
        yield row, f"{before.tobytes().decode()}{located.put[row]}{after.tobytes().decode()}"


def size_of(data: Dataset, located: Located, flank: int = 0) -> int:
    """Return about how many letters `mutated_sequences` would yield."""
    rows = located.applicable & (located.index >= 0)
    return int(np.minimum(data.lengths[located.sequence[rows]], 2 * flank + 1 if flank else 2**62).sum())


def mutated_fasta(data: Dataset, located: Located, names: pd.Series, flank: int = 0) -> Iterator[str]:
    """Yield a FASTA record for each row that can be applied, labelled ``mutated``, 70 letters a line.

    Parameters
    ----------
    data, located, flank
        As for `mutated_sequences`.
    names : Series of str
        HGVS name of each row, put behind the name of its sequence.
    """
    for row, text in mutated_sequences(data, located, flank):
        name = "_".join(f"{data.ids[located.sequence[row]]}|{names.iat[row]}".split())
        lines = (text[start : start + 70] for start in range(0, max(len(text), 1), 70))
        yield f">{name} mutated row={row + 1}\n" + "\n".join(lines) + "\n"
