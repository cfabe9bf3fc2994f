"""Letters counted in aligned stretches of sequence: shares of the bases, bits, and a word for them."""

from __future__ import annotations

import numpy as np

from genocore.exploration.motifs import STANDS_FOR
from genocore.sequences.alphabet import BASES

_LETTER = {frozenset(bases): letter for letter, bases in STANDS_FOR.items()}


def shares(counts: np.ndarray) -> np.ndarray:
    """Return the share of each base at each position; NaN where there is none.

    Parameters
    ----------
    counts : ndarray, shape (..., width, 4)

    Examples
    --------
    >>> shares(np.array([[3, 1, 0, 0]])).tolist()
    [[0.75, 0.25, 0.0, 0.0]]
    """
    n = counts.sum(axis=-1, keepdims=True)
    return counts / np.where(n > 0, n, np.nan)


def information(counts: np.ndarray) -> np.ndarray:
    """Return how much each position says, in bits: 0 for four equally common bases, 2 for one alone.

    Parameters
    ----------
    counts : ndarray, shape (..., width, 4)

    Returns
    -------
    ndarray of float64, shape (..., width)
        NaN where there is no base.

    Notes
    -----
    Less what chance alone would give in so few stretches, and not below 0. Measured against four equally common bases.

    References
    ----------
    Schneider et al. 1986, doi:10.1016/0022-2836(86)90165-8.

    Examples
    --------
    >>> information(np.array([[100, 0, 0, 0], [25, 25, 25, 25]])).round(2).tolist()
    [1.98, 0.0]
    """
    share, n = shares(counts), counts.sum(axis=-1)
    logs = np.log2(share, out=np.zeros_like(share), where=share > 0)
    chance = 3 / (2 * np.log(2) * np.where(n > 0, n, np.nan))
    return np.maximum(2 + (share * logs).sum(axis=-1) - chance, 0)


def consensus(share: np.ndarray) -> str:
    """Return a base where one has more than half and twice as much as any other, two where they have 75 %, else N.

    Parameters
    ----------
    share : ndarray of float, shape (length, 4)

    References
    ----------
    Cavener 1987, doi:10.1093/nar/15.4.1353.

    Examples
    --------
    >>> consensus(np.array([[0.9, 0.1, 0, 0], [0.4, 0, 0.5, 0.1], [0.3, 0.3, 0.2, 0.2]]))
    'ARN'
    """
    order = np.argsort(-share, axis=1, kind="stable")
    first, second = np.take_along_axis(share, order, axis=1)[:, :2].T
    kept = np.where((first > 0.5) & (first > 2 * second), 1, np.where(first + second > 0.75, 2, 4))
    return "".join(
        _LETTER[frozenset(BASES[base] for base in bases[:n])] for bases, n in zip(order.tolist(), kept, strict=True)
    )
