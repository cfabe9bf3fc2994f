"""Correction for many tests: from p-values to q-values."""

from __future__ import annotations

import numpy as np

from genocore.errors import InputError

CORRECTIONS = {
    "bh": "Benjamini-Hochberg: of the genes called, about alpha are false",
    "by": "Benjamini-Yekutieli: the same under any dependence between genes; stricter",
    "holm": "Holm: not even one false gene, with probability 1 - alpha; strictest",
    "none": "no correction: of all genes without a difference, alpha are called",
}
_METHODS = {"bh": "fdr_bh", "by": "fdr_by", "holm": "holm"}


def correct(p: np.ndarray, method: str = "bh") -> np.ndarray:
    """Return the corrected values; what was not tested (NaN) takes no part and stays NaN.

    Parameters
    ----------
    p : ndarray of float, shape (n,)
    method : {"bh", "by", "holm", "none"}

    Returns
    -------
    ndarray of float64, shape (n,)

    Raises
    ------
    InputError
        PA001 if the method is not known.

    References
    ----------
    Benjamini & Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x. Benjamini & Yekutieli 2001,
    doi:10.1214/aos/1013699998. Holm 1979, https://www.jstor.org/stable/4615733.

    Examples
    --------
    >>> correct(np.array([0.01, np.nan, 0.04]), "bh").tolist()
    [0.02, nan, 0.04]
    """
    from statsmodels.stats.multitest import multipletests

    if method not in CORRECTIONS:
        raise InputError(f"There is no correction '{method}'. There is: {', '.join(CORRECTIONS)}.", code="PA001")
    out = np.array(p, dtype=np.float64)
    tested = ~np.isnan(out)
    if tested.any() and method != "none":
        out[tested] = multipletests(out[tested], method=_METHODS[method])[1]
    return out


def expected_false(p: np.ndarray, cut: float) -> float:
    """Return how many genes would be called at ``p <= cut`` if none differed.

    Examples
    --------
    >>> expected_false(np.array([0.01, 0.2, np.nan, 0.9]), 0.05)
    0.15
    """
    return round(float((~np.isnan(p)).sum() * cut), 12)
