"""Which bases are exchanged for which, and between which neighbours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.sequences.alphabet import BASES, CODE, translate
from genocore.sequences.dataset import Dataset

CHANGES = tuple(f"{ref}>{alt}" for ref in "CT" for alt in BASES if alt != ref)
"""The six changes, named by the pyrimidine of the pair: a G>T on one strand is a C>A on the other."""
CONTEXTS = tuple(f"{five}[{change}]{three}" for change in CHANGES for five in BASES for three in BASES)
"""The 96 changes with their neighbours, in the usual order."""
_BLOCK = 1 << 20


def six_classes(ref: np.ndarray, alt: np.ndarray) -> pd.DataFrame:
    """Count the six kinds of substitution.

    Parameters
    ----------
    ref, alt : ndarray of str, shape (n_mutations,)
        Upper-case letters before and after. Rows other than one base for another take no part.

    Returns
    -------
    DataFrame
        Six rows. ``change``: ``C>A`` to ``T>G``. ``n``: mutations, int64. ``share``: of all six, 0 to 1; NaN if there
        are none.

    Notes
    -----
    Both strands count as one: which of them was hit first cannot be seen. Shares depend on the bases there are: in
    GC-rich sequences changes of C are the more frequent without any cause of their own. They also say little about few
    mutations: of 20, a share of 0.3 may well stand for 0.15 or 0.5.

    References
    ----------
    Alexandrov et al. 2013, doi:10.1038/nature12477.

    Examples
    --------
    >>> found = six_classes(np.array(["G", "C", "T", "A"]), np.array(["A", "T", "A", "-"]))
    >>> found[found["n"] > 0].values.tolist()
    [['C>T', 2, 0.6666666666666666], ['T>A', 1, 0.3333333333333333]]
    """
    one, other = _codes(ref), _codes(alt)
    single = (one >= 0) & (other >= 0) & (one != other)
    n = np.bincount(_change(one[single], other[single]), minlength=len(CHANGES))
    share = n / n.sum() if n.sum() else np.full(len(CHANGES), np.nan)
    return pd.DataFrame({"change": CHANGES, "n": n, "share": share})


def contexts(data: Dataset, sequence: np.ndarray, index: np.ndarray, alt: np.ndarray) -> pd.DataFrame:
    """Count substitutions by the bases on both sides.

    Parameters
    ----------
    data : Dataset
        The normal sequences.
    sequence, index : ndarray of int, shape (n_mutations,)
        Row of `data` and place in that sequence, 0-based.
    alt : ndarray of str, shape (n_mutations,)
        The new base, an upper-case letter.

    Returns
    -------
    DataFrame
        96 rows. ``change``: ``C>A`` to ``T>G``. ``context``: such as ``A[C>A]T``, on the strand where the changed base
        is a pyrimidine. ``n``: mutations, int64. ``opportunities``: how often the three bases stand, on either strand,
        in the sequences named in `sequence`, int64.
        ``attrs["without_context"]``: substitutions at an end or next to an ambiguous letter, in no row.
        ``attrs["not_counted"]``: rows that replace no base by another one.

    Raises
    ------
    ValueError
        If a place lies outside its sequence.

    Notes
    -----
    Compare ``n / opportunities`` rather than ``n`` where sequences are short or of uneven composition: CG, for one, is
    rare in vertebrates. Opportunities are counted over whole sequences, also where nobody looked for mutations. A
    mutation found in several samples counts as often; one ancestor that they share then looks like a process. Patterns
    of published signatures were found in whole genomes and exomes of tumours: with fewer than some hundred mutations,
    likeness to one of them means little.

    References
    ----------
    Alexandrov et al. 2013, doi:10.1038/nature12477.

    Examples
    --------
    >>> data = Dataset.from_strings(["TACGA", "CC"])
    >>> found = contexts(data, np.array([0, 0, 1]), np.array([2, 3, 0]), np.array(["T", "A", "T"]))
    >>> found[found["n"] > 0][["context", "n", "opportunities"]].values.tolist()
    [['A[C>T]G', 1, 1], ['T[C>T]G', 1, 1]]
    >>> found.attrs["without_context"]
    1
    """
    sequence, index = np.asarray(sequence, dtype=np.int64), np.asarray(index, dtype=np.int64)
    if ((index < 0) | (index >= data.lengths[sequence])).any():
        raise ValueError("an index lies outside its sequence")
    place = data.offsets[sequence] + index
    old, new = translate(data.letters[place], CODE).astype(np.int64), _codes(alt)
    single = (old < 4) & (new >= 0) & (old != new)
    inside = (index > 0) & (index < data.lengths[sequence] - 1)
    kept = np.flatnonzero(single & inside)
    three = _threes(*(translate(data.letters[place[kept] + step], CODE) for step in (-1, 0, 1)))
    known = three >= 0
    cell = _change(old[kept][known], new[kept][known]) * 16 + three[known] % 16
    found = pd.DataFrame(
        {
            "change": np.repeat(CHANGES, 16),
            "context": CONTEXTS,
            "n": np.bincount(cell, minlength=len(CONTEXTS)),
            "opportunities": np.repeat(_opportunities(data.take(np.unique(sequence))), 3, axis=0).ravel(),
        }
    )
    found.attrs = {"without_context": int(single.sum() - known.sum()), "not_counted": int((~single).sum())}
    return found


def ti_tv(ref: np.ndarray, alt: np.ndarray) -> tuple[int, int, float | None]:
    """Count transitions (A-G, C-T) and transversions (all other substitutions).

    Parameters
    ----------
    ref, alt : ndarray of str, shape (n_mutations,)
        Upper-case letters before and after. Rows other than one base for another take no part.

    Returns
    -------
    transitions, transversions : int
    ratio : float or None
        The one by the other; None without transversions.

    Notes
    -----
    If all changes were equally frequent the ratio would be 0.5, for there are two transversions for each transition.
    In human genomes it is about 2, in exomes about 3; much less there hints at false calls. It is uncertain for few
    mutations, and other species, mitochondria and tumours have ratios of their own.

    References
    ----------
    DePristo et al. 2011, doi:10.1038/ng.806.

    Examples
    --------
    >>> ti_tv(np.array(["A", "C", "A"]), np.array(["G", "T", "C"]))
    (2, 1, 2.0)
    """
    one, other = _codes(ref), _codes(alt)
    single = (one >= 0) & (other >= 0) & (one != other)
    transitions = int((single & (np.abs(one - other) == 2)).sum())
    transversions = int(single.sum()) - transitions
    return transitions, transversions, transitions / transversions if transversions else None


def _codes(letters: np.ndarray) -> np.ndarray:
    """Return 0, 1, 2, 3 for A, C, G, T and -1 for anything else; int64."""
    return pd.Index(list(BASES), dtype=object).get_indexer(pd.Index(letters, dtype=object)).astype(np.int64)


def _change(ref: np.ndarray, alt: np.ndarray) -> np.ndarray:
    """Return the place in `CHANGES` of substitutions given as codes."""
    purine = ref % 2 == 0
    ref, alt = np.where(purine, 3 - ref, ref), np.where(purine, 3 - alt, alt)
    return np.where(ref == 3, 3, 0) + alt - (alt > ref)


def _threes(five: np.ndarray, middle: np.ndarray, three: np.ndarray) -> np.ndarray:
    """Number three neighbouring bases on the strand where the middle one is C (0 to 15) or T (16 to 31); else -1."""
    five, middle, three = (codes.astype(np.int8) for codes in (five, middle, three))
    purine = middle % 2 == 0
    first, last = np.where(purine, 3 - three, five), np.where(purine, 3 - five, three)
    thymine = (middle == 0) | (middle == 3)
    known = (five < 4) & (middle < 4) & (three < 4)
    return np.where(known, 16 * thymine + 4 * first + last, -1)


def _opportunities(data: Dataset) -> np.ndarray:
    """Count the numbers of `_threes` over all sequences; int64, shape (2, 16)."""
    counts = np.zeros(32, dtype=np.int64)
    borders = data.offsets[1:-1]
    across = np.concatenate([borders - 2, borders - 1])  # three letters from here on are of two records
    for start in range(0, len(data.letters) - 2, _BLOCK):
        codes = translate(data.letters[start : start + _BLOCK + 2], CODE)
        found = _threes(codes[:-2], codes[1:-1], codes[2:])
        found[across[(across >= start) & (across < start + len(found))] - start] = -1
        counts += np.bincount(found[found >= 0], minlength=32)
    return counts.reshape(2, 16)
