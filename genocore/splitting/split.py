"""Who is trained on and who is scored: a locked test part, and folds of the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.sequences.checks import identical_groups
from genocore.sequences.dataset import Dataset
from genocore.splitting.families import GIANT, Families, find_families
from genocore.splitting.folds import deal_folds, lock_away

MOST = 100_000_000
"""Letters up to which relatives are looked for: that takes 1.6 GB."""
_STRATUM = 50
"""Numbers of like size that are divided together, at least."""


@dataclass(frozen=True)
class Split:
    """Rows by their use.

    Parameters
    ----------
    kind : str
        ``random``, ``identical`` (equal sequences stay together), ``families`` (relatives do) or ``group:COLUMN``.
    fold : ndarray of int, shape (repeats, n)
        Fold in which a row is scored; ``-1`` for rows of the locked test part and rows without a label.
    test : ndarray of int64
        Rows of the locked test part, in order; empty if there is none.
    group : ndarray of int64, shape (n,)
        Rows with equal numbers are never divided between training and scoring (all different for ``random``).
    unit : ndarray of int64, shape (n,)
        What intervals resample: the groups of a column, else `relatives`, as they are one finding.
    relatives : ndarray of int64, shape (n,)
        Family of each row. Copies alone count where no families were looked for, or where one holds more than a
        fifth of all rows.
    leakage_percent : float or None
        Share of scored rows, in percent, that have a relative (on either strand) among the rows trained on; the locked
        test part included; mean over repeats. None if nothing is scored.
    families : Families, optional
        None if there are more than 100 million letters.
    near_test : ndarray of bool, optional
        For a test file, which of its rows have a copy or near copy among those trained on; else `relatives` tells.
    """

    kind: str
    fold: np.ndarray
    test: np.ndarray
    group: np.ndarray
    unit: np.ndarray
    relatives: np.ndarray
    leakage_percent: float | None
    families: Families | None = None
    near_test: np.ndarray | None = None

    @property
    def train(self) -> np.ndarray:
        """Rows outside the locked test part that have a label; int64, ascending."""
        return np.flatnonzero(self.fold[0] >= 0)

    @property
    def groups(self) -> int:
        """Number of groups among the rows that are used."""
        return len(np.unique(self.group[np.concatenate([self.train, self.test])]))


def make_split(
    data: Dataset,
    kind: str = "auto",
    *,
    folds: int = 5,
    repeats: int = 1,
    test_share: float = 0.2,
    seed: int = 42,
) -> Split:
    """Divide the labelled rows of `data` into a locked test part and folds, every class in proportion.

    Numbers to predict are divided so that small and large ones are in every part alike.

    Parameters
    ----------
    data : Dataset
        With classes or numbers.
    kind : str, default "auto"
        ``random``; ``identical`` keeps copies of a sequence (either strand) together; ``families`` also near copies and
        their near copies (`find_families`); ``group:COLUMN`` keeps rows with the same value together. ``auto`` is
        ``families`` if there are any, unless one of them holds more than a fifth of the rows or a class has fewer
        families than there are folds; then it is ``identical`` if there are copies, else ``random``.
    folds, repeats : int, default 5 and 1
    test_share : float, default 0.2
        Share locked away; 0 for none. None is locked away either if a class is too small (`SMALLEST_TEST`) or if
        what remains could not fill the folds.
    seed : int, default 42

    Returns
    -------
    Split

    Raises
    ------
    InputError
        PA001 if `kind` is not understood or the groups are too few, ML005 if the classes are smaller than the folds.

    Notes
    -----
    A score on a family that is spread over training and test is better than one on new families. Relatives of less
    than about 75-80 % identity are not found: a column of gene families or chromosomes stays the better choice.

    Examples
    --------
    >>> data = Dataset.from_strings(["ACGT", "ACGA"] * 10, labels=["a", "b"] * 10)
    >>> split = make_split(data, "random", folds=2, test_share=0)
    >>> np.bincount(split.fold[0]).tolist()
    [10, 10]
    """
    labelled = np.flatnonzero(data.labelled)
    copies = identical_groups(data)
    families, relatives = find_relatives(data, copies)
    kind, group = _groups(data, kind, copies, families, folds)
    target = strata(data)
    test = lock_away(target, group, labelled, kind, test_share, folds, seed)
    rest = np.setdiff1d(labelled, test, assume_unique=True)
    fold = np.full((repeats, len(data)), -1, dtype=np.int64)
    for repeat in range(repeats):
        fold[repeat, rest] = deal_folds(target[rest], group[rest], folds, kind, seed + 1 + repeat)
    unit = group if kind.startswith("group:") else relatives
    return Split(kind, fold, test, group, unit, relatives, leakage_percent(fold, test, relatives), families)


def find_relatives(data: Dataset, copies: np.ndarray) -> tuple[Families | None, np.ndarray]:
    """Return the families, if they are looked for, and for each row whom it is a relative of: see `Split`."""
    families = find_families(data) if len(data.letters) <= MOST else None
    return families, copies if families is None or families.giant > GIANT else families.group


def strata(data: Dataset) -> np.ndarray:
    """Return the classes in proportion to which rows are divided: class codes, or for numbers up to ten by rank.

    Returns
    -------
    ndarray of int, shape (n,)
        -1 where there is no label.
    """
    target = np.asarray(data.target)
    if data.classes:
        return target
    out = np.full(len(target), -1, dtype=np.int64)
    known = np.flatnonzero(data.labelled)
    parts = max(min(10, len(known) // _STRATUM), 1)
    out[known[np.argsort(target[known], kind="stable")]] = np.arange(len(known)) * parts // max(len(known), 1)
    return out


def leakage_percent(fold: np.ndarray, test: np.ndarray, relatives: np.ndarray) -> float | None:
    """Return the percentage of scored rows with a relative in what their model was trained on, mean over repeats.

    Parameters
    ----------
    fold, test
        As in `Split`.
    relatives : ndarray of int, shape (n,)
        Equal numbers mean relatives, or copies.

    Examples
    --------
    >>> leakage_percent(np.array([[0, 1, 0, 1, -1]]), np.array([4]), np.array([0, 0, 2, 3, 3]))
    60.0
    """
    shares = []
    for row in fold:
        used = np.flatnonzero(row >= 0)
        in_folds = pd.Series(row[used]).groupby(relatives[used]).transform("nunique").to_numpy() > 1
        in_train = np.isin(relatives[test], relatives[used])
        scored = np.concatenate([in_folds, in_train])
        if len(scored):
            shares.append(float(scored.mean()) * 100)
    return float(np.mean(shares)) if shares else None


def _groups(
    data: Dataset, kind: str, copies: np.ndarray, families: Families | None, folds: int
) -> tuple[str, np.ndarray]:
    alone = np.arange(len(data))
    if kind == "auto":
        kind = "identical" if (copies != alone).any() else "random"
        if families is not None and (families.group != copies).any() and _divisible(data, families, folds):
            kind = "families"
    if kind == "random":
        return kind, alone
    if kind == "identical":
        return kind, copies
    if kind == "families" and families is not None:
        return kind, families.group
    if kind == "families":
        raise InputError(
            f"Relatives are looked for among up to {MOST:,} letters.",
            hint="Use identical or group:COLUMN.",
            code="PA001",
        )
    if kind.startswith("group:"):
        name = kind.removeprefix("group:")
        if name not in data.columns:
            raise InputError(
                f"There is no column '{name}' to group by.",
                hint=f"There is: {', '.join(data.columns)}.",
                code="PA002",
            )
        return kind, pd.factorize(np.asarray(data.columns[name], dtype=object))[0]
    raise InputError(
        f"The split '{kind}' is not known.", hint="Use auto, random, identical, families or group:COLUMN.", code="PA001"
    )


def _divisible(data: Dataset, families: Families, folds: int) -> bool:
    """Return whether families can be divided into folds that are worth comparing."""
    target = strata(data)
    fewest = min(len(np.unique(families.group[target == code])) for code in np.unique(target[data.labelled]))
    return families.giant <= GIANT and fewest >= folds
