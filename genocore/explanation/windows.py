"""What a model is given of a sequence and of its mutated form: the whole, or as much as it has learnt to read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genocore.sequences.alphabet import reverse_complement
from genocore.sequences.dataset import Dataset
from genocore.training.bundle import Model


@dataclass(frozen=True, eq=False)
class Changes:
    """One change of a sequence each; fields as in `genocore.mutations.places.Located`.

    Parameters
    ----------
    sequence : ndarray of int64
        Row of the dataset.
    index : ndarray of int64
        0-based place of the first letter taken out, or before which letters are put in.
    span : ndarray of int64
        Letters taken out.
    put : ndarray of object
        Letters put in.
    """

    sequence: np.ndarray
    index: np.ndarray
    span: np.ndarray
    put: np.ndarray

    def __len__(self) -> int:
        return len(self.sequence)

    @property
    def added(self) -> np.ndarray:
        """Letters put in; int64."""
        return np.array([len(text) for text in self.put], dtype=np.int64)

    def take(self, rows: np.ndarray) -> Changes:
        """Return some of the changes."""
        return Changes(self.sequence[rows], self.index[rows], self.span[rows], self.put[rows])


def longest_read(model: Model) -> int:
    """Return the length in bp up to which sequences are given to `model` whole: that of the training sequences."""
    return max(int(model.novelty.limits["length"][1]), 1)


def shortest_read(model: Model) -> int:
    """Return the length in bp below which sequences are shorter than those `model` was trained on."""
    return int(model.novelty.limits["length"][0])


def compares_places(model: Model) -> bool:
    """Return whether it matters to `model` where in its sequences something stands, as these were all of one length."""
    low, high = model.novelty.limits["length"]
    return low == high and hasattr(model.encoder, "reads")


def cut_out(data: Dataset, changes: Changes, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where the window of each change begins and ends, 0-based, the end not included.

    Parameters
    ----------
    data : Dataset
    changes : Changes
    width : int
        Letters a window has at most, in bp: see `longest_read`.

    Notes
    -----
    A sequence of no more than `width` letters is its own window. Of a longer one, as many letters are taken, with the
    change in the middle, or as near to it as the ends of the sequence allow.
    """
    length = data.lengths[changes.sequence]
    middle = changes.index + changes.span // 2
    begin = np.clip(middle - width // 2, 0, np.maximum(length - width, 0))
    return begin, np.minimum(begin + width, length)


def before_and_after(data: Dataset, changes: Changes, width: int) -> tuple[Dataset, Dataset]:
    """Return the window of each change as it is, and with the change made; parameters as for `cut_out`.

    Notes
    -----
    Both begin at the same letter. A window that does not reach the end of its sequence keeps its length, as far as
    there are letters: what a deletion takes out is made up for from behind, what an insertion adds pushes letters out,
    in the end those of its own.

    Examples
    --------
    >>> change = Changes(np.array([0]), np.array([4]), np.array([1]), np.array([""], dtype=object))
    >>> [list(part.sequences()) for part in before_and_after(Dataset.from_strings(["AACCGGTT"]), change, 4)]
    [['CCGG'], ['CCGT']]
    """
    begin, end = cut_out(data, changes, width)
    first, length = data.offsets[changes.sequence], data.lengths[changes.sequence]
    added = np.where(end < length, np.minimum(changes.added, end - changes.index), changes.added)
    stop = np.where(end < length, np.minimum(end - added + changes.span, length), length)
    letters, olds, news = np.asarray(data.letters), [], []
    bounds = (first + begin, first + changes.index, first + changes.index + changes.span, first + end, first + stop)
    puts = [text[:n].encode("ascii") for text, n in zip(changes.put, added.tolist(), strict=True)]
    for left, at, after, right, last, put in zip(*(part.tolist() for part in bounds), puts, strict=True):
        olds.append(letters[left:right])
        news += [letters[left:at], np.frombuffer(put, dtype=np.uint8), letters[after:last]]
    ids = data.ids[changes.sequence]
    return (
        _packed(ids, olds, end - begin),
        _packed(ids, news, changes.index - begin + added + stop - changes.index - changes.span),
    )


def opposite(data: Dataset) -> Dataset:
    """Return the reverse complement of each sequence.

    Examples
    --------
    >>> list(opposite(Dataset.from_strings(["AAC", "T"])).sequences())
    ['GTT', 'A']
    """
    turned = reverse_complement(np.asarray(data.letters))
    size = len(turned)
    pieces = [
        turned[size - end : size - start]
        for start, end in zip(data.offsets[:-1].tolist(), data.offsets[1:].tolist(), strict=True)
    ]
    return _packed(data.ids, pieces, data.lengths)


def _packed(ids: np.ndarray, pieces: list[np.ndarray], lengths: np.ndarray) -> Dataset:
    letters = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.uint8)
    return Dataset(ids, letters, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))
