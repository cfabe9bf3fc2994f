"""Motifs that a model uses: short stretches of letters with large contributions that are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.explanation import modisco
from genocore.explanation.aligned import consensus, information
from genocore.explanation.modisco import Group
from genocore.sequences.alphabet import BASES
from genocore.sequences.dataset import Dataset

_TABLE = ("name", "sign", "seqlets", "sequences", "length", "consensus", "contribution")
_MATRIX = ("name", "position", "base", "share", "height", "contribution")
_SITES = ("name", "row", "id", "position", "strand")


@dataclass(frozen=True, eq=False)
class Patterns:
    """What was found, or why nothing was.

    Parameters
    ----------
    table : DataFrame
        One row a pattern: ``name``, ``sign`` (``for`` or ``against``), ``seqlets`` (stretches of sequence it is made
        of), ``sequences`` they lie in, ``length`` (bp), ``consensus`` (IUPAC letters) and ``contribution``, the mean
        over its stretches of what all its letters contribute.
    matrix : DataFrame
        Four rows a position of each: ``name``, ``position`` (1-based), ``base``, ``share`` of the stretches with that
        base (the PWM), ``height`` in a logo (bits) and ``contribution``, the mean over the stretches, 0 in those with
        another base (the CWM).
    sites : DataFrame
        One row a stretch: ``name``, ``row`` of the dataset (0-based), ``id``, ``position`` of the pattern's leftmost
        letter (1-based, on the strand as given) and ``strand`` it reads along.
    facts : dict
        ``sequences`` used, ``of`` how many, their ``length`` as used (bp), the share of ``letters`` used; stretches
        that stand out ``for`` and ``against`` the class, more than how many of one kind are ``needed``, and
        ``strength``: the 99 % quantile of the absolute sums over a window, divided by that of the same contributions in
        random order along each sequence.
    reason : str
        Why there is no pattern, with these numbers; empty if there is one.
    """

    table: pd.DataFrame
    matrix: pd.DataFrame
    sites: pd.DataFrame
    facts: dict[str, Any]
    reason: str


def find_patterns(
    data: Dataset, hypothetical: np.ndarray, *, window: int = 15, flank: int = 5, least: int = 100, seed: int = 42
) -> Patterns:
    """Group the stretches of sequence that contribute most, and align those that are alike, by TF-MoDISco.

    Parameters
    ----------
    data : Dataset
        Sequences of a class; labels are not looked at. Ambiguous letters contribute nothing.
    hypothetical : ndarray of float, shape (total letters, 4)
        What A, C, G and T would contribute at each letter, as attributions give it; of a
        `genocore.explanation.mutagenesis.Mutagenesis`, `centred` of its ``delta``. What is not finite counts as 0.
    window, flank : int, default 15 and 5
        Letters whose contributions are summed to find a stretch, and letters looked at on either side.
    least : int, default 100
        More stretches than this must speak for (or against) the class, or those are not grouped; 20 or more.
    seed : int, default 42
        Of the random order that ``strength`` compares with. TF-MoDISco's own seeds are fixed.

    Raises
    ------
    InputError
        PA001 if TF-MoDISco is not installed, and for contributions or settings that do not fit.

    Notes
    -----
    TF-MoDISco needs sequences of one length. Longer ones are cut to their middle and shorter ones left out, at the
    length that keeps most letters, see ``facts``; filled up with nothing instead, most stretches found in a trial were
    ends of sequences. Ends that the model does not read are left out too. Its own window of 21 and flank of 10 are for
    long sequences: of 200 motifs planted in 100 bp it grouped 60 with those, 198 with these. 1 to 10 s for 500
    stretches, a minute for 4,000; the first run on a machine compiles for half a minute more. Memory is about 80 bytes
    a letter and 30 kB a stretch.

    At least 3 % of all windows pass as stretches, of noise too: do not build on patterns where ``strength`` is near 1.
    A pattern is what this model uses in these sequences. It may be read along either strand, and be part of a longer
    motif, or two that stand side by side; several may be one motif. Weak or rare motifs make none.

    References
    ----------
    Shrikumar et al. 2018, arXiv:1811.00416.
    """
    if hypothetical.shape != (len(data.letters), 4):
        text = f"Contributions must be {len(data.letters):,} x 4, not {' x '.join(map(str, hypothetical.shape))}."
        raise InputError(text, code="PA001")
    if window < 4 or flank < 1 or least < modisco.ALIKE:
        text = f"Use a window of at least 4, a flank of at least 1 and {modisco.ALIKE} stretches or more."
        raise InputError(text, code="PA001")
    modisco.tool("modiscolite.tfmodisco", "TF-MoDISco")
    known = np.where(np.isfinite(hypothetical), hypothetical, 0.0).astype(np.float32)
    rows, begin, length = _common(data, known, window + 2 * flank)
    place = begin[:, None] + np.arange(length)
    letters = np.vstack([np.eye(4), np.zeros(4)]).astype(np.float32)[data.codes[place]]
    track = (letters * known[place]).sum(axis=2, dtype=np.float64)
    facts = {
        "sequences": len(rows), "of": len(data), "length": length, "letters": place.size / max(len(data.letters), 1),
        "for": 0, "against": 0, "needed": least, "strength": _strength(track, window, seed),
    }  # fmt: skip
    found: list[Group] = []
    reason = f"The longest sequence has {int(data.lengths.max(initial=0)):,} bp; at least {length} are needed."
    if len(rows):
        found, reason = _search(letters, known[place], track, facts, window, flank)
    return _described(found, data, rows, begin - data.offsets[rows], facts, reason)


def _search(
    letters: np.ndarray, known: np.ndarray, track: np.ndarray, facts: dict[str, Any], window: int, flank: int
) -> tuple[list[Group], str]:
    """Return the groups, or why there is none; the stretches that stand out are written into `facts`."""
    text = f"{facts['sequences']:,} of {facts['of']:,} sequences were used, {facts['length']:,} bp of each. "
    if not track.any():
        return [], f"{text}All contributions are 0: the answer does not depend on these letters."
    counts = modisco.count_stretches(track, window, flank)
    if counts is None:
        return [], f"{text}Contributions are of one sign, or mostly 0: TF-MoDISco cannot tell which of them are large."
    facts["for"], facts["against"] = counts
    text += (
        f"{counts[0]:,} stretches of {window} bp stand out for the class and {counts[1]:,} against it; the strongest "
        f"are {facts['strength']:.1f} times as strong as contributions in random order make them (near 1: the model "
        "looks at no place in particular). "
    )
    if max(counts) <= facts["needed"]:
        return [], f"{text}More than {facts['needed']:,} stretches of one kind are needed."
    groups = modisco.group(letters, known, window, flank, facts["needed"])
    if groups is None:
        return [], f"{text}TF-MoDISco broke off as it compared them."
    return groups, "" if groups else f"{text}TF-MoDISco made no group of {modisco.ALIKE} or more whose letters agree."


def centred(delta: np.ndarray) -> np.ndarray:
    """Return hypothetical contributions from the effects of replacements: less the mean over the four bases.

    Examples
    --------
    >>> centred(np.array([[0.0, -2.0, -2.0, 0.0]])).tolist()
    [[1.0, -1.0, -1.0, 1.0]]
    """
    return delta - delta.mean(axis=1, keepdims=True)


def _common(data: Dataset, known: np.ndarray, shortest: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Return which sequences are used, where in the buffer each begins, and the length that keeps most letters."""
    lengths = np.sort(data.lengths[data.lengths >= shortest])
    if not len(lengths):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), shortest
    length = int(lengths[np.argmax(lengths * np.arange(len(lengths), 0, -1))])
    rows = np.flatnonzero(data.lengths >= length)
    begin = data.offsets[rows] + (data.lengths[rows] - length) // 2
    read = np.flatnonzero(known[begin[:, None] + np.arange(length)].any(axis=(0, 2)))
    if len(read) and read[-1] - read[0] + 1 >= shortest:
        begin, length = begin + read[0], int(read[-1] - read[0] + 1)
    return rows, begin, length


def _strength(track: np.ndarray, window: int, seed: int) -> float:
    """Return how much contributions heap up: 1 for no more than in random order."""
    ends = []
    for values in (track, np.random.default_rng(seed).permuted(track, axis=1)):
        running = np.pad(np.cumsum(values, axis=1), ((0, 0), (1, 0)))
        ends.append(np.quantile(np.abs(running[:, window:] - running[:, :-window]), 0.99) if len(values) else 0.0)
    return float(ends[0] / ends[1]) if ends[1] > 0 else float("nan")


def _described(
    found: list[Group], data: Dataset, rows: np.ndarray, skipped: np.ndarray, facts: dict[str, Any], reason: str
) -> Patterns:
    table: dict[str, list[Any]] = {name: [] for name in _TABLE}
    matrix: list[pd.DataFrame] = []
    sites: list[pd.DataFrame] = []
    for group in found:
        name, size = f"{group.sign} {table['sign'].count(group.sign) + 1}", len(group.share)
        row = rows[group.example]
        told = (name, group.sign, len(row), len(np.unique(row)), size, consensus(group.share), group.contribution.sum())
        for column, value in zip(_TABLE, told, strict=True):
            table[column].append(value)
        place, base = np.repeat(np.arange(1, size + 1), 4), list(BASES) * size
        bits = group.share * information(group.share * len(row))[:, None]
        numbers = (part.reshape(-1) for part in (group.share, bits, group.contribution))
        matrix.append(pd.DataFrame(dict(zip(_MATRIX, (name, place, base, *numbers), strict=True))))
        position, strand = group.start + skipped[group.example] + 1, np.where(group.minus, "-", "+")
        sites.append(pd.DataFrame(dict(zip(_SITES, (name, row, data.ids[row], position, strand), strict=True))))
    return Patterns(pd.DataFrame(table), _joined(matrix, _MATRIX), _joined(sites, _SITES), facts, reason)


def _joined(parts: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(columns))
