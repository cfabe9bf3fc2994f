"""Surroundings: short sequences that are part of longer ones, so that a model reads what it has learnt to read."""

from __future__ import annotations

import numpy as np

from genocore.explanation.windows import Changes
from genocore.sequences.alphabet import reverse_complement
from genocore.sequences.dataset import Dataset

_EFFORT = 5_000_000_000
"""Letters compared at most; beyond it, nothing is looked for."""


def widen(data: Dataset, changes: Changes, width: int) -> tuple[Changes, np.ndarray]:
    """Return changes of short sequences as changes of the longer ones they are part of.

    Parameters
    ----------
    data : Dataset
    changes : Changes
        Those without a sequence have -1 there.
    width : int
        Sequences of fewer letters are short, in bp: see `genocore.explanation.windows.shortest_read`.

    Returns
    -------
    Changes
        The same where a sequence is not short, or does not stand in exactly one place of all longer ones together.
    ndarray of object, shape (n,)
        Where each change was moved to, in words; empty for those that stayed.

    Examples
    --------
    >>> data = Dataset.from_strings(["GGA", "TTGGACC"], ids=["box", "promoter"])
    >>> change = Changes(np.array([0]), np.array([2]), np.array([1]), np.array(["T"], dtype=object))
    >>> moved, words = widen(data, change, 7)
    >>> moved.sequence.tolist(), moved.index.tolist(), words.tolist()
    ([1], [4], ['Read within promoter, 3 to 5.'])
    """
    used = np.unique(changes.sequence[changes.sequence >= 0])
    short = used[data.lengths[used] < width]
    words = np.full(len(changes), "", dtype=object)
    if not len(short) or data.lengths.max() <= data.lengths[short].min():
        return changes, words
    if len(short) * len(data.letters) > _EFFORT:
        return changes, words
    sequence, index, put = changes.sequence.copy(), changes.index.copy(), changes.put.copy()
    packed = np.asarray(data.letters).tobytes()
    for at in short.tolist():
        found = _place(data, packed, at)
        if found is None:
            continue
        there, start, turned = found
        length = int(data.lengths[at])
        rows = np.flatnonzero(changes.sequence == at)
        sequence[rows] = there
        index[rows] += start
        if turned:
            index[rows] = 2 * start + length - index[rows] - changes.span[rows]
            put[rows] = [_turned(text) for text in put[rows]]
        strand = ", on the opposite strand" if turned else ""
        words[rows] = f"Read within {data.ids[there]}, {start + 1:,} to {start + length:,}{strand}."
    return Changes(sequence, index, changes.span, put), words


def _place(data: Dataset, packed: bytes, at: int) -> tuple[int, int, bool] | None:
    """Return the only longer sequence that holds sequence `at`, where in it, and whether on the opposite strand."""
    letters = np.asarray(data.letters[data.offsets[at] : data.offsets[at + 1]])
    if not len(letters):
        return None
    forms = [(letters.tobytes(), False), (reverse_complement(letters).tobytes(), True)]
    forms = forms[:1] if forms[0][0] == forms[1][0] else forms
    found: list[tuple[int, int, bool]] = []
    for text, turned in forms:
        begin = packed.find(text)
        while begin >= 0 and len(found) < 2:
            there = int(np.searchsorted(data.offsets, begin, side="right")) - 1
            fits = begin + len(text) <= data.offsets[there + 1]
            if fits and data.lengths[there] > len(text):
                found.append((there, begin - int(data.offsets[there]), turned))
            begin = packed.find(text, begin + 1)
    return found[0] if len(found) == 1 else None


def _turned(text: str) -> str:
    return reverse_complement(np.frombuffer(text.encode("ascii"), dtype=np.uint8)).tobytes().decode()
