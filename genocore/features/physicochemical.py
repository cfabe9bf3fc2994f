"""Encoder `physicochemical`: shape and stability of the double helix, and how they go along the sequence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.features.encoder import Stateless, as_float, feature_table
from genocore.features.gapped_kmers import list_pairs
from genocore.features.words import count_words, opposite_codes, words_of
from genocore.registry import Param, Spec
from genocore.sequences.dataset import Dataset

PROPERTIES = {
    "twist": "turn from one base pair to the next, degrees",
    "tilt": "opening of the step towards one strand, degrees",
    "roll": "opening of the step towards a groove, degrees",
    "shift": "sideways shift of the step towards a groove, ångström",
    "slide": "slide of the step along the base pairs, ångström",
    "rise": "distance from one base pair to the next, ångström",
    "stacking": "free energy of the step at 37 °C, kcal/mol; the lower, the more stable",
}

# Twist to rise: means in protein-DNA crystals, Olson et al. 1998, table 1 (the emDNA program lists the same for these
# ten steps). Stacking: unified nearest-neighbour free energies, SantaLucia 1998, table 1. Raw values, ordered as above.
_STEPS = {
    "CG": (36.1, 0.0, 5.4, 0.00, 0.41, 3.39, -2.17),
    "CA": (37.3, 0.5, 4.7, 0.09, 0.53, 3.33, -1.45),
    "TA": (37.8, 0.0, 3.3, 0.00, 0.05, 3.42, -0.58),
    "AG": (31.9, -1.7, 4.5, 0.09, -0.25, 3.34, -1.28),
    "GG": (32.9, -0.1, 3.6, 0.05, -0.22, 3.42, -1.84),
    "AA": (35.1, -1.4, 0.7, -0.03, -0.08, 3.27, -1.00),
    "GA": (36.3, -1.5, 1.9, -0.28, 0.09, 3.37, -1.30),
    "AT": (29.3, 0.0, 1.1, 0.00, -0.59, 3.31, -0.88),
    "AC": (31.5, -0.1, 0.7, 0.13, -0.58, 3.36, -1.44),
    "GC": (33.6, 0.0, 0.3, 0.00, -0.38, 3.40, -2.24),
}
_MIRROR = np.array([1, -1, 1, -1, 1, 1, 1])
"""What each property is multiplied with on the opposite strand: tilt and shift have a direction."""
_UNIT = 100
"""The values have two decimals: a hundred times them, all sums are whole numbers and exact in any order."""


def step_table() -> np.ndarray:
    """Return the seven properties of the 16 steps AA, AC, ... TT; float64, shape (16, 7), in the units of `PROPERTIES`.

    A step that is not in the published ten has the values of its reverse complement, with tilt and shift negated.

    Examples
    --------
    >>> table = step_table()
    >>> table[0, :3].tolist(), table[15, :3].tolist()  # AA and TT
    ([35.1, -1.4, 0.7], [35.1, 1.4, 0.7])
    """
    words = words_of(2)
    mirrors = [words[code] for code in opposite_codes(2)]
    pairs = zip(words, mirrors, strict=True)
    rows = [_STEPS[word] if word in _STEPS else _STEPS[mirror] * _MIRROR for word, mirror in pairs]
    return np.array(rows, dtype=np.float64)


@dataclass
class Physicochemical(Stateless):
    """Mean of seven properties of the helix, and their auto-covariance along the sequence (DAC).

    Parameters
    ----------
    lag : int, default 5
        Auto-covariance of steps 1 to `lag` bp apart, 1 to 30.

    Notes
    -----
    A step is a pair of neighbouring bases. The means are in the properties' own units. The auto-covariance at a lag is
    the mean product of what two steps that far apart differ from the sequence's mean, each property in standard
    deviations over the 16 steps, so that all are on one scale; above 0 where such steps are alike. Steps with an
    ambiguous letter are skipped; what has no pair of steps at a lag (fewer than lag + 2 bp) is 0 there.

    On the opposite strand the means of tilt and shift change sign; nothing else changes. Nothing is measured on your
    DNA: the values come from crystals and oligonucleotides, each step regardless of its neighbours, and the means
    follow from the frequencies of the 16 pairs, which `kmers` gives too. Memory is ``28 * n * (lag + 1)`` bytes.

    References
    ----------
    Auto-covariance: Dong, Zhou & Guan 2009, doi:10.1093/bioinformatics/btp500. Steps: Olson et al. 1998,
    doi:10.1073/pnas.95.19.11163. Free energy: SantaLucia 1998, doi:10.1073/pnas.95.4.1460.

    Examples
    --------
    >>> encoder = Physicochemical(lag=1)
    >>> row = encoder.transform(Dataset.from_strings(["AAAT"]))[0]
    >>> [f"{name} {value:.2f}" for name, value in zip(encoder.features()["name"], row)][:3]
    ['twist 33.17', 'tilt -0.93', 'roll 0.83']
    """

    lag: int = 5

    def fit(self, data: Dataset) -> Physicochemical:
        """Return self: there is nothing to learn."""
        return self

    def transform(self, data: Dataset) -> np.ndarray:
        """Return float32, shape (n, 7 * (lag + 1)): the means, then the properties at lag 1, at lag 2, ..."""
        value = np.rint(step_table() * _UNIT)
        spread = value.std(axis=0)
        # Of a pair of steps, coded as 16 * first + second: product, and sum, of their values.
        product = (value[:, None] * value).reshape(256, -1)
        total = (value[:, None] + value).reshape(256, -1)
        mean = np.zeros((len(data), len(PROPERTIES)))
        for first, last, counts in count_words(data, 2, 2):
            mean[first:last] = _per_item(counts[2], value)
        parts = [mean / _UNIT, *np.zeros((self.lag, *mean.shape))]
        for first, last, pairs in list_pairs(data, 2, 2, range(1, self.lag + 1)):
            centre = mean[first:last]
            for lag, (row, code) in enumerate(pairs, start=1):
                found = np.bincount(row * 256 + code, minlength=(last - first) * 256).reshape(-1, 256)
                seen = found.any(axis=1, keepdims=True)
                covariance = _per_item(found, product) - centre * _per_item(found, total) + centre**2 * seen
                parts[lag][first:last] = covariance / spread**2
        return as_float(np.column_stack(parts))

    def features(self) -> pd.DataFrame:
        """Return name and description of each column; those of a property form a group."""
        names, descriptions = list(PROPERTIES), [f"mean {text}" for text in PROPERTIES.values()]
        for lag in range(1, self.lag + 1):
            names += [f"{name} lag {lag}" for name in PROPERTIES]
            descriptions += [
                f"how alike the {name} of steps {lag} bp apart is (auto-covariance)" for name in PROPERTIES
            ]
        return feature_table(names, descriptions, list(PROPERTIES) * (self.lag + 1))


def _per_item(counts: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the mean of `values` over what was counted; 0 where there is nothing.

    All terms are whole numbers, so that the sums are exact and do not depend on how many rows there are.
    """
    return counts.astype(np.float64) @ values / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def _build(**params: Any) -> Physicochemical:
    return Physicochemical(**params)


SPEC = Spec(
    key="physicochemical",
    label="Shape and stability of the helix",
    help="Mean twist, roll, stacking energy and other properties of the double helix, and how alike they are a few "
    "base pairs further on. For nucleosomes, promoters and other places where DNA bends or melts.",
    build=_build,
    params=(Param("lag", "int", 5, "Lag", "Compare steps 1 to this many base pairs apart.", low=1, high=30),),
)
