"""Resamples of the records by families, as how often each record counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

CHUNK = 1 << 26
"""Weights (bytes) of resamples held at a time."""


def bootstrap_weights(groups: int | ArrayLike, resamples: int = 1000, seed: int = 0) -> NDArray[np.uint8]:
    """Draw groups with replacement; return how often each record is drawn.

    Parameters
    ----------
    groups : int or array, shape (n,)
        Number of records, each its own group, or the group (family) of each record: codes or names.
    resamples : int, default 1000
    seed : int, default 0

    Returns
    -------
    ndarray of uint8, shape (resamples, n)
        All records of a group have its count. ``resamples * n`` bytes.

    Raises
    ------
    ValueError
        If a group is missing.

    Notes
    -----
    This is the plain cluster bootstrap: as many groups are drawn as there are, whatever their sizes, so the number
    of records varies. With fewer than about 20 groups its intervals are too narrow. The same seed and groups give the
    same resamples, which makes two runs on the same records comparable pair by pair.

    References
    ----------
    Bootstrap: doi:10.1214/aos/1176344552. Of clusters: doi:10.1111/j.1467-9868.2007.00593.x.

    Examples
    --------
    >>> bootstrap_weights(["a", "a", "b"], resamples=2, seed=1)
    array([[1, 1, 1],
           [0, 0, 2]], dtype=uint8)
    """
    codes, n_groups = group_codes(groups)
    empty = np.zeros((0, len(codes)), np.uint8)
    return next(weight_chunks(codes, n_groups, resamples, seed, resamples), empty)


def percentile_ends(value: float, drawn: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return the 2.5 and 97.5 percentiles of the defined ones among the resampled values.

    None if `value` itself is undefined (NaN), or more than half of the resamples are.
    """
    defined = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not defined.size or 2 * defined.size < drawn.size:
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)


def group_codes(groups: int | ArrayLike) -> tuple[NDArray[np.intp], int]:
    """Return a code for each record, in the order of appearance, and the number of groups."""
    if isinstance(groups, int | np.integer):
        return np.arange(groups), int(groups)
    codes, names = pd.factorize(np.asarray(groups))
    if (codes < 0).any():
        raise ValueError("every record needs a group")
    return codes, len(names)


def weight_chunks(
    codes: NDArray[np.intp], n_groups: int, resamples: int, seed: int, rows: int | None = None
) -> Iterator[NDArray[np.uint8]]:
    """Yield the weights of all resamples, some rows at a time; how many does not change them."""
    generator = np.random.default_rng(seed)
    rows = rows or max(1, CHUNK // max(len(codes), 1))
    for start in range(0, resamples, rows):
        weights = np.zeros((min(rows, resamples - start), len(codes)), np.uint8)
        for row in weights if n_groups else ():
            # no count passes 255: with fewer groups it cannot, with more its probability is below 1e-500
            counts = np.bincount(generator.integers(0, n_groups, n_groups), minlength=n_groups)
            row[:] = counts.astype(np.uint8)[codes]
        yield weights
