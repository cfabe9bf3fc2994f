"""Where mutations come back: positions and sequences hit more often than by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.errors import InputError

CORRECTIONS = ("bh", "by", "none")
"""Benjamini-Hochberg, Benjamini-Yekutieli, no correction."""


def recurrent_positions(
    sequence: np.ndarray, index: np.ndarray, sample: np.ndarray, lengths: np.ndarray, correction: str = "bh"
) -> pd.DataFrame:
    """Test whether a position is mutated in more samples than its sequence would give by chance.

    Parameters
    ----------
    sequence, index : ndarray of int, shape (n_mutations,)
        Row of the sequence and place in it, 0-based.
    sample : ndarray of str, shape (n_mutations,)
        Who carries the mutation. If all are empty, each row counts as a sample of its own; else the empty ones are
        taken for one sample.
    lengths : ndarray of int, shape (n_sequences,)
        Of all sequences, bp.
    correction : {"bh", "by", "none"}, default "bh"
        Over ALL positions of the sequences with a mutation: one that was not hit has been looked at too, with p = 1.

    Returns
    -------
    DataFrame
        One row a position that was hit, in order. ``sequence`` (0-based row), ``position`` (1-based), ``n`` (samples
        with a mutation there; several of one sample count once), ``total`` (sum of ``n`` over the sequence), ``p``
        (binomial: the chance of n or more of total, if each hits any base with probability 1 / length) and ``q``.
        ``attrs["tested"]`` is the number of positions that were corrected for.

    Raises
    ------
    InputError
        PA001 if the correction is not known.

    Notes
    -----
    Every base of a sequence is taken to mutate alike. It does not: CG mutates about ten times as often as other
    bases, and a base that more samples cover shows more mutations. A small p therefore says "more than an even spread
    gives", which is not "selected" and not "driver": hotspots of a mechanism, errors of sequencing that come back and
    variants of the germline are recurrent too. The test rests on independent samples: two samples of one patient,
    relatives or one lineage share mutations by descent and count as many. A mutation of several bases counts at its
    first one only, if that is how it is listed.

    References
    ----------
    Benjamini & Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x. Benjamini & Yekutieli 2001,
    doi:10.1214/aos/1013699998. Lawrence et al. 2013, doi:10.1038/nature12213 (why an even spread misleads).

    Examples
    --------
    >>> sequence, index = np.array([0, 0, 0, 0]), np.array([11, 11, 11, 40])
    >>> found = recurrent_positions(sequence, index, np.array(["s1", "s2", "s2", "s3"]), np.array([100, 80]))
    >>> found[["position", "n", "total"]].values.tolist(), found["p"].round(6).tolist(), found["q"].round(3).tolist()
    ([[12, 2, 3], [41, 1, 3]], [0.000298, 0.029701], [0.03, 1.0])
    """
    from scipy.stats import binom

    rows = pd.DataFrame({"sequence": sequence, "position": np.asarray(index) + 1, "sample": sample})
    if _named(sample):
        rows = rows.drop_duplicates()
    found = rows.groupby(["sequence", "position"], as_index=False).agg(n=("sample", "size"))
    found = found.astype(np.int64)
    found["total"] = found.groupby("sequence")["n"].transform("sum")
    own = np.asarray(lengths, dtype=np.int64)[found["sequence"]]
    found["p"] = binom.sf(found["n"] - 1, found["total"], 1 / own)
    tested = int(np.asarray(lengths, dtype=np.int64)[found["sequence"].unique()].sum())
    found["q"] = _corrected(found["p"].to_numpy(), tested, correction)
    found.attrs["tested"] = tested
    return found


def _named(sample: np.ndarray) -> bool:
    return bool((np.asarray(sample, dtype=object) != "").any())


def _corrected(p: np.ndarray, tested: int, correction: str) -> np.ndarray:
    """Correct p-values that belong to `tested` tests, of which all that are not given have p = 1."""
    from scipy.special import digamma
    from scipy.stats import false_discovery_control

    if correction not in CORRECTIONS:
        known = ", ".join(CORRECTIONS)
        raise InputError(f"There is no correction '{correction}' here. There is: {known}.", code="PA001")
    if not len(p) or correction == "none":
        return p.copy()
    # Both corrections grow with the number of tests: the rows with p = 1 need not be there to be allowed for.
    factor = tested / len(p)
    if correction == "by":
        factor *= digamma(tested + 1) + np.euler_gamma  # 1 + 1/2 + ... + 1/tested
    return np.minimum(false_discovery_control(p) * factor, 1)
