"""The noun `Groups`: a value of each gene in each sample, and which samples are compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from genocore.significance.moments import Moments, two_groups
from genocore.significance.ranks import rank_sums

MUTATED, INTACT, NEITHER = 1, 0, -1


@dataclass(frozen=True, eq=False)
class Groups:
    """Expression of genes in two groups of samples.

    Parameters
    ----------
    genes : ndarray of str, shape (n_genes,)
    values : ndarray of float64, shape (n_genes, n_samples)
        On the scale that is tested; NaN where nothing was measured.
    member : ndarray of int8, shape (n_genes, n_samples) or (1, n_samples)
        1 where the sample carries a mutation that counts, 0 where it carries none, -1 where that is not known.
    samples : ndarray of str, shape (n_samples,)
        Their names; empty if they have none.
    pairs : ndarray of int64, shape (n_samples,), optional
        Equal numbers are one pair; -1 for a sample without a partner.

    Examples
    --------
    >>> groups = Groups(np.array(["BAX"]), np.array([[1.0, 2.0, 5.0, np.nan]]), np.array([[1, 1, 0, 0]], dtype=np.int8))
    >>> groups.mutated.tolist(), groups.intact.tolist()
    ([[True, True, False, False]], [[False, False, True, False]])
    """

    genes: np.ndarray
    values: np.ndarray
    member: np.ndarray
    samples: np.ndarray | None = None
    pairs: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.values.shape[0] != len(self.genes):
            raise ValueError("values need a row for each gene")
        if self.member.shape[1:] != self.values.shape[1:] or self.member.shape[0] not in (1, len(self.genes)):
            raise ValueError("member needs one row, or one for each gene, and a column for each sample")

    def __len__(self) -> int:
        return len(self.genes)

    @cached_property
    def measured(self) -> np.ndarray:
        """Where there is a number; bool, shape (n_genes, n_samples)."""
        return np.isfinite(self.values)

    @cached_property
    def mutated(self) -> np.ndarray:
        """Measured values of carriers; bool, shape (n_genes, n_samples)."""
        return self.measured & (self.member == MUTATED)

    @cached_property
    def intact(self) -> np.ndarray:
        """Measured values of samples that carry no such mutation; bool, shape (n_genes, n_samples)."""
        return self.measured & (self.member == INTACT)

    @cached_property
    def moments(self) -> tuple[Moments, Moments]:
        """Number, mean and variance of the mutated and of the intact values of each gene."""
        return two_groups(self.values, self.measured, self.member)

    @cached_property
    def rank_sums(self) -> tuple[np.ndarray, np.ndarray]:
        """Sum of the mid-ranks of the mutated values of each gene, and sum of t³ - t over its ties."""
        return rank_sums(self.values, self.mutated, self.intact)

    @cached_property
    def within_pairs(self) -> Groups:
        """The same groups with the values of complete pairs only.

        Raises
        ------
        ValueError
            If samples are not paired.
        """
        if self.pairs is None:
            raise ValueError("the samples are not paired")
        numbers = np.unique(self.pairs[self.pairs >= 0])
        complete = np.zeros(self.values.shape, dtype=bool)
        for place, number in enumerate(numbers):
            complete[:, self.pairs == number] = np.isfinite(self.differences[:, [place]])
        return Groups(self.genes, np.where(complete, self.values, np.nan), self.member, self.samples, self.pairs)

    @cached_property
    def differences(self) -> np.ndarray:
        """Mutated minus intact value of each complete pair; float64, shape (n_genes, n_pairs), NaN where incomplete.

        Raises
        ------
        ValueError
            If samples are not paired.
        """
        if self.pairs is None:
            raise ValueError("the samples are not paired")
        numbers = np.unique(self.pairs[self.pairs >= 0])
        out = np.full((len(self), len(numbers)), np.nan)
        for place, number in enumerate(numbers):
            at = self.pairs == number
            one, other = (np.where(mask[:, at], self.values[:, at], np.nan) for mask in (self.mutated, self.intact))
            single = (np.isfinite(one).sum(axis=1) == 1) & (np.isfinite(other).sum(axis=1) == 1)
            out[single, place] = np.nansum(one[single], axis=1) - np.nansum(other[single], axis=1)
        return out
