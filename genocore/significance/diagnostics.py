"""Whether the p-values of a whole table can be trusted: their histogram, their quantiles, and both in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.significance.correction import expected_false

SMALLEST, DRAWN = 1_000, 2_000
"""Rows of `quantiles` that are the smallest p, all of them, and rows at most."""
LEAST = 1e-300
"""A p below this, down to 0, is taken as this: 0 has no logarithm."""
_ENOUGH = 100
"""Tested genes from which shapes are judged; of fewer, chance alone makes any shape."""
_LAMBDA, _BINS, _INFLATED = 0.5, 20, 1.2


def p_histogram(p: np.ndarray, bins: int = 20) -> pd.DataFrame:
    """Count the p-values in equally wide bins from 0 to 1.

    Parameters
    ----------
    p : ndarray of float, shape (n_genes,)
        NaN where a gene was not tested; those are left out.
    bins : int, default 20

    Returns
    -------
    DataFrame
        One row a bin: ``left``, ``right`` (p), ``n`` (genes), ``expected`` (genes, if none differed).

    Raises
    ------
    InputError
        PA001 if there is not at least one bin.

    Notes
    -----
    A good histogram is flat, with a peak at the left where genes differ. Exact tests of few samples can give only a few
    different p, which stand as separate spikes: that is no fault. Genes that go together make waves by chance.

    References
    ----------
    Murdoch, Tsai & Adcock 2008, doi:10.1198/000313008X332421.

    Examples
    --------
    >>> p_histogram(np.array([0.01, 0.2, 0.7, np.nan, 0.04]), bins=2).values.tolist()
    [[0.0, 0.5, 3.0, 2.0], [0.5, 1.0, 1.0, 2.0]]
    """
    if bins < 1:
        raise InputError(f"A histogram has at least one bin, not {bins}.", code="PA001")
    tested = p[~np.isnan(p)]
    counts, edges = np.histogram(tested, bins=bins, range=(0.0, 1.0))
    return pd.DataFrame({"left": edges[:-1], "right": edges[1:], "n": counts, "expected": len(tested) / bins})


def quantiles(p: np.ndarray, confidence: float = 0.95) -> pd.DataFrame:
    """Compare the sorted p-values with those that chance alone would give: the points of a QQ plot.

    Parameters
    ----------
    p : ndarray of float, shape (n_genes,)
        NaN where a gene was not tested; those are left out.
    confidence : float, default 0.95
        Between 0 and 1: how often chance alone keeps one point inside the band.

    Returns
    -------
    DataFrame
        All as -log10 p, the smallest p first: ``expected``, ``observed``, ``low``, ``high`` (ends of the band). Of more
        than 2,000 tested genes, the 1,000 smallest p and at most 1,000 of the others, evenly spread along the axis.

    Raises
    ------
    InputError
        PA001 if `confidence` is not between 0 and 1.

    Notes
    -----
    The k-th smallest of m independent p follows Beta(k, m - k + 1) if no gene differs; k / (m + 1) is its mean. The
    band is for each point alone: somewhere along the line, points leave it far more often than 5 times in 100. Genes
    that go together leave it without any cause. A p of 0 is drawn as 1e-300.

    References
    ----------
    Casella & Berger 2002, ISBN 978-0-534-24312-8, example 5.4.5.

    Examples
    --------
    >>> quantiles(np.array([0.5, 0.001, np.nan])).round(2).values.tolist()
    [[0.48, 3.0, 0.07, 1.9], [0.18, 0.3, 0.01, 0.8]]
    """
    from scipy.special import betaincinv

    if not 0 < confidence < 1:
        raise InputError(f"The confidence must lie between 0 and 1, not {confidence:g}.", code="PA001")
    ordered = np.sort(p[~np.isnan(p)])
    m = len(ordered)
    rank = np.arange(1, m + 1)
    if m > DRAWN:  # on a log scale the large p lie so close that most of them would hide each other
        rest = np.geomspace(SMALLEST + 1, m, DRAWN - SMALLEST).round().astype(np.int64)
        rank = np.concatenate([rank[:SMALLEST], np.unique(rest)])
    tail = (1 - confidence) / 2
    parts = {
        "expected": rank / (m + 1),
        "observed": ordered[rank - 1],
        "low": betaincinv(rank, m - rank + 1, 1 - tail),  # a large p is a low point
        "high": betaincinv(rank, m - rank + 1, tail),
    }
    # adding 0: no "-0.0" for a p of 1
    return pd.DataFrame({name: -np.log10(np.maximum(part, LEAST)) + 0.0 for name, part in parts.items()})


def read_diagnostics(p: np.ndarray, q: np.ndarray, alpha: float = 0.05) -> list[str]:
    """Say what the p-values show as a whole, and what speaks against trusting them.

    Parameters
    ----------
    p, q : ndarray of float, shape (n_genes,)
        Before and after correction; NaN where a gene was not tested. Those are left out.
    alpha : float, default 0.05
        Cut on q.

    Returns
    -------
    list of str
        First how many genes were tested and called, then how many calls chance alone would give at that cut. From 100
        tested genes on: the share of genes that do not differ, and a warning if p pile up near 1 or in the middle, or
        if half of them are too small.

    Notes
    -----
    The share is Storey's, with lambda 0.5: twice the share of p above 0.5, at most 1. With 100 genes it is right to
    about 0.1, and it means little if p are discrete. P pile up if one of the 20 bins of `p_histogram` is above 1.5
    times its expected count and above four standard deviations of chance: the last bin always counts, others from the
    third on if they are higher than the first. The inflation factor is the median p as chi-square, divided by 0.455;
    it counts as large above 1.2 and above 1 + 7/√m, which is three standard errors of chance. Genes that really differ
    raise it too, and genes that go together move all of these by chance.

    References
    ----------
    Storey & Tibshirani 2003, doi:10.1073/pnas.1530509100. Inflation: Devlin & Roeder 1999,
    doi:10.1111/j.0006-341X.1999.00997.x.

    Examples
    --------
    >>> read_diagnostics(np.array([0.001, 0.3, np.nan, 0.8]), np.array([0.003, 0.45, np.nan, 0.8]))[0]
    'Genes tested: 3. Called, with a q of 0.05 or less: 1. Not tested, and left out: 1.'
    """
    tested = ~np.isnan(p)
    m, without = int(tested.sum()), int((~tested).sum())
    if not m:
        return ["No gene could be tested."]
    called = tested & (q <= alpha)
    number = int(called.sum())
    left_out = f" Not tested, and left out: {without:,}." if without else ""
    said = [f"Genes tested: {m:,}. Called, with a q of {alpha:g} or less: {number:,}.{left_out}"]
    cut = float(p[called].max()) if number else alpha
    said.append(_by_chance(expected_false(p, cut), number, cut))
    if m >= _ENOUGH:
        share = min(1.0, float((p[tested] > _LAMBDA).mean()) / (1 - _LAMBDA))
        said.append(f"By estimate, {share:.0%} of the tested genes do not differ (Storey's method).")
        said += _piles(p)
        said += _inflation(p[tested])
    return said


def _by_chance(false: float, called: int, cut: float) -> str:
    many = f"{false:,.0f}" if false >= 10 else f"{false:.2g}"
    text = f"If no gene differed, chance alone would give about {many} a p of {cut:.2g} or less"
    if false >= called > 0:
        return f"{text}: everything that is called may be false."
    return f"{text}: of the {called:,} called, expect at most so many to be false." if called else f"{text}."


def _piles(p: np.ndarray) -> list[str]:
    counts, expected = p_histogram(p, _BINS)["n"].to_numpy(), float((~np.isnan(p)).sum() / _BINS)
    high = counts > max(1.5 * expected, expected + 4 * np.sqrt(expected))
    if high[-1]:
        where = "near 1"
    elif (high[2:] & (counts[2:] > counts[0])).any():
        where = "in the middle"
    else:
        return []
    text = "the test may not suit these data, or few samples or equal values allow only a few different p"
    return [f"The p-values pile up {where}: {text}. Look at the histogram before trusting the calls."]


def _inflation(p: np.ndarray) -> list[str]:
    from scipy.special import ndtri

    # as chi-squares, with one degree of freedom: squares of the z of a two-sided p
    factor = float((ndtri(max(np.median(p), LEAST) / 2) / ndtri(0.25)) ** 2)
    if factor <= max(_INFLATED, 1 + 7 / np.sqrt(len(p))):
        return []
    cause = "either a large part of the genes differs, or the groups differ in something else, such as batch or purity"
    return [f"The p-values are too small as a whole (inflation factor {factor:.2f}, 1 by chance): {cause}."]
