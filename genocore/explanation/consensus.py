"""What aligned stretches of sequence have in common: the letters of a logo, and a word of IUPAC letters."""

from __future__ import annotations

import numpy as np

from genocore.exploration.motifs import STANDS_FOR
from genocore.sequences.alphabet import BASES

_LETTER = {frozenset(bases): letter for letter, bases in STANDS_FOR.items()}


def heights(share: np.ndarray) -> np.ndarray:
    """Return the heights of the letters of a logo, in bits: the share of a base times 2 minus the entropy.

    Parameters
    ----------
    share : ndarray of float, shape (length, 4)
        Of A, C, G and T at each position.

    Notes
    -----
    Against a background in which the four bases are equally frequent, and without a correction for few sequences.

    References
    ----------
    Schneider & Stephens 1990, doi:10.1093/nar/18.20.6097.

    Examples
    --------
    >>> heights(np.array([[1.0, 0, 0, 0], [0.5, 0.5, 0, 0], [0.25, 0.25, 0.25, 0.25]])).tolist()
    [[2.0, 0.0, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    """
    logs = np.log2(share, out=np.zeros(share.shape), where=share > 0)
    return share * np.maximum(2 + (share * logs).sum(axis=1, keepdims=True), 0.0)


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
