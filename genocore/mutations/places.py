"""The nouns `Located` and `Counting`: where rows are, and what can become of one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from genocore.errors import InputError

STATUSES: dict[str, tuple[str, str]] = {
    "matched": ("", "The reference is what the sequence has there."),
    "located": ("", "The position is in the sequence; the row names no reference to check."),
    "unchecked": ("", "There are no sequences to check the row against."),
    "ref_mismatch": ("MU004", "The sequence has another base there."),
    "out_of_range": ("MU001", "The position lies behind the end of the sequence."),
    "below_one": ("MU002", "The position is below 1; positions count from 1."),
    "unknown_gene": ("MU003", "No sequence, or no single one, has this name."),
    "not_understood": ("MU008", "The position or the change is not understood."),
    "symbolic": ("MU007", "The allele has no letters that could be put in."),
    "alt_is_ref": ("MU006", "The alternative is the reference: there is no change."),
    "filtered": ("MU014", "The filter of the caller did not pass it."),
    "duplicate": ("MU009", "An earlier row says the same of the same sample."),
}
"""What can become of a row: key -> code and words. Every row has one; their counts add up to the rows."""
USABLE = ("matched", "located", "unchecked")
"""Statuses of rows that further steps work on."""
STRANDS = ("given", "complement", "reverse")
"""How alleles and positions are meant: as given; alleles on the opposite strand; all of it on the opposite strand."""


@dataclass(frozen=True)
class Counting:
    """How a table counts: what is added to its positions, and which strand it speaks of.

    Parameters
    ----------
    offset : {-1, 0, 1}
        1 for a table that counts from 0.
    strand : {"given", "complement", "reverse"}
        ``complement``: letters of the opposite strand at positions of this one; ``reverse``: positions too count from
        the end.
    """

    offset: int = 0
    strand: str = "given"

    def __post_init__(self) -> None:
        if self.offset not in (-1, 0, 1) or self.strand not in STRANDS:
            raise InputError(f"A table cannot count by {self.offset} on strand {self.strand!r}.", code="PA001")


AS_WRITTEN = Counting()


@dataclass(frozen=True, eq=False)
class Located:
    """Where each row is.

    Parameters
    ----------
    status : ndarray of int8
        Number in `STATUSES`.
    sequence : ndarray of int64
        Row of the dataset; -1 if there is none.
    index : ndarray of int64
        0-based place of the first letter taken out, or before which letters are put in; -1 without a place.
    span : ndarray of int64
        Letters taken out.
    put : ndarray of object
        Letters put in.
    spelled : ndarray of bool
        False where the row has words only, such as ``SNV`` or ``missense``, so that nothing can be put in.
    start : ndarray of int64
        0-based place of the first letter of the reference as the row has it, before common ends were taken off.
    """

    status: np.ndarray
    sequence: np.ndarray
    index: np.ndarray
    span: np.ndarray
    put: np.ndarray
    spelled: np.ndarray
    start: np.ndarray

    @property
    def applicable(self) -> np.ndarray:
        """True for rows that can be put into their sequence; shape (n,)."""
        return self.usable & self.spelled

    @property
    def usable(self) -> np.ndarray:
        """True for rows with a place and nothing against them; shape (n,)."""
        return self.status < len(USABLE)

    @property
    def keys(self) -> pd.Series:
        """The status of each row by name."""
        return pd.Series(pd.Categorical.from_codes(self.status.tolist(), categories=pd.Index(STATUSES)))

    def counts(self) -> dict[str, int]:
        """Return how many rows have each status; the counts add up to the rows."""
        found = np.bincount(self.status, minlength=len(STATUSES))
        return {key: int(n) for key, n in zip(STATUSES, found, strict=True)}
