"""How the rows of a feature matrix reach a network: a batch at a time, as whole-sequence codes or as numbers."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from genocore.features.letters import OTHER, PADDING

_COMPLEMENT = np.array([3, 2, 1, 0, OTHER, PADDING], dtype=np.uint8)
_FARTHEST = 10.0
"""Standard deviations from the mean beyond which a number counts as that far."""


class Feed(Protocol):
    """Turns some rows of a matrix into what the network's input layer takes."""

    dtype: str

    def learn(self, matrix: Any) -> None:
        """Take from the training rows what `rows` needs."""
        ...

    def rows(self, matrix: Any, index: Any) -> np.ndarray:
        """Return the rows at `index` (an array or a slice), dense."""
        ...

    @property
    def state(self) -> dict[str, Any]:
        """What was learnt, as plain values; `restore` takes it back."""
        ...

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave."""
        ...


class LetterFeed:
    """Codes of the encoder `letters`, passed on as they are: one byte a position."""

    dtype = "uint8"
    state: dict[str, Any] = {}  # noqa: RUF012 - empty and never written

    def learn(self, matrix: Any) -> None:
        """Do nothing."""

    def restore(self, state: dict[str, Any]) -> None:
        """Do nothing: there is no state."""

    def rows(self, matrix: Any, index: Any) -> np.ndarray:
        """Return codes 0-5; a sequence without any letter is read as one unknown letter.

        Examples
        --------
        >>> LetterFeed().rows(np.array([[0, 3, 5], [5, 5, 5]], dtype=np.uint8), slice(None)).tolist()
        [[0, 3, 5], [4, 5, 5]]
        """
        codes = np.minimum(matrix[index], PADDING).astype(np.uint8, copy=False)  # a copy
        codes[(codes == PADDING).all(axis=1), :1] = OTHER  # an average over no position would not be a number
        return codes


class ColumnFeed:
    """Columns of any meaning, each brought to mean 0 and standard deviation 1 of the training rows.

    Values more than ten standard deviations away count as ten, so that one odd value of a new sequence does not
    drown all others. Sparse rows become dense a batch at a time.
    """

    dtype = "float32"

    def __init__(self) -> None:
        self.mean = self.scale = np.zeros(0, dtype=np.float32)

    def learn(self, matrix: Any) -> None:
        """Take mean and standard deviation of each column."""
        n = max(matrix.shape[0], 1)
        mean = np.asarray(matrix.sum(axis=0, dtype=np.float64)).reshape(-1) / n
        squares = np.zeros(matrix.shape[1])
        for start in range(0, matrix.shape[0], 1024):
            squares += ((_dense(matrix[start : start + 1024]).astype(np.float64) - mean) ** 2).sum(axis=0)
        deviation = np.sqrt(squares / n)
        constant = deviation <= 1e-9 * np.maximum(np.abs(mean), 1e-30)
        self.mean = mean.astype(np.float32)
        self.scale = np.where(constant, 0, 1 / np.where(constant, 1, deviation)).astype(np.float32)

    def rows(self, matrix: Any, index: Any) -> np.ndarray:
        """Return standardised float32 rows.

        Examples
        --------
        >>> feed, matrix = ColumnFeed(), np.array([[0.0, 5.0], [2.0, 5.0]], dtype=np.float32)
        >>> feed.learn(matrix)
        >>> feed.rows(matrix, slice(None)).tolist()
        [[-1.0, 0.0], [1.0, 0.0]]
        """
        part = _dense(matrix[index]).astype(np.float32)
        part -= self.mean
        part *= self.scale
        return np.clip(part, -_FARTHEST, _FARTHEST, out=part)

    @property
    def state(self) -> dict[str, Any]:
        """Mean and factor of each column."""
        return {"mean": self.mean.tolist(), "scale": self.scale.tolist()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back means and factors.

        Raises
        ------
        ValueError
            If they are not two equally long lists of numbers.
        """
        mean, scale = (np.array(state[name], dtype=np.float32) for name in ("mean", "scale"))
        if mean.ndim != 1 or mean.shape != scale.shape or not np.isfinite([mean, scale]).all():
            raise ValueError("standardisation")
        self.mean, self.scale = mean, scale


FEEDS: dict[str, type[LetterFeed] | type[ColumnFeed]] = {"letters": LetterFeed, "columns": ColumnFeed}


def reverse_complement(codes: np.ndarray) -> np.ndarray:
    """Return the opposite strand of each row; the letters stay in the places they occupy, padding where it is.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n, length)
        See `genocore.features.letters`.

    Returns
    -------
    ndarray of uint8, shape (n, length)

    Examples
    --------
    >>> reverse_complement(np.array([[0, 0, 1, 5], [5, 4, 2, 3]], dtype=np.uint8)).tolist()
    [[2, 3, 3, 5], [5, 0, 1, 4]]
    """
    letters = codes != PADDING
    if letters.all():
        return _COMPLEMENT[codes[:, ::-1]]
    here = np.arange(codes.shape[1])
    ends = letters.argmax(axis=1) + codes.shape[1] - 1 - letters[:, ::-1].argmax(axis=1)
    inside = letters.any(axis=1)[:, None] & (here >= letters.argmax(axis=1)[:, None])
    inside &= here <= codes.shape[1] - 1 - letters[:, ::-1].argmax(axis=1)[:, None]
    return _COMPLEMENT[np.take_along_axis(codes, np.where(inside, ends[:, None] - here, here), axis=1)]


def _dense(part: Any) -> np.ndarray:
    return part.toarray() if hasattr(part, "toarray") else np.asarray(part)
