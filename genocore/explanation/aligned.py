"""Letters counted in aligned stretches of sequence: shares of the bases, and bits."""

from __future__ import annotations

import numpy as np


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
