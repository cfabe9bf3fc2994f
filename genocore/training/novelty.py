"""Novelty: what is unlike the sequences a model was trained on."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from genocore.features.words import list_words
from genocore.sequences.dataset import Dataset
from genocore.training.circumstances import properties

WORDS = (4, 6, 8)
"""Word lengths tried; the one that best tells shuffled training sequences from real ones is kept."""
_JUDGED = 2000
"""Training sequences from which the limits are learnt at most."""
_LETTERS = 100_000_000
"""Letters of training sequences whose words are remembered at most."""
FILE = "novelty.npz"


@dataclass(frozen=True, eq=False)
class Novelty:
    """What training sequences are like: length, GC, ambiguous letters, and the words they consist of.

    Parameters
    ----------
    limits : dict of str to (float, float)
        Between which 98 % of the training sequences lie: ``length`` (bp), ``gc`` and ``n_frac`` (shares).
    k : int
        Letters of a word.
    seen : ndarray of bool, shape (4**k,)
        Words that occur in training sequences.
    most_unseen : float
        Share of unseen words up to which a sequence is not novel: 99 % of the training sequences, each compared with
        the others alone, are below.
    power : float
        Share of shuffled training sequences whose words are called novel: how much that flag is worth here.

    Notes
    -----
    About 2 % of ordinary sequences are flagged for each property by design. Where training sequences are no relatives
    of each other, their words are as new to each other as those of any sequence, and `power` is near zero.
    """

    limits: dict[str, tuple[float, float]]
    k: int
    seen: np.ndarray
    most_unseen: float
    power: float

    @classmethod
    def fit(cls, data: Dataset, seed: int = 42) -> Novelty:
        """Learn the limits from the training sequences."""
        rng = np.random.default_rng(seed)
        if data.letters.size > _LETTERS:
            keep = max(int(len(data) * _LETTERS / data.letters.size), 1)
            data = data.take(np.sort(rng.choice(len(data), keep, replace=False)))
        limits = {name: _middle(values) for name, values in properties(data).items()}
        judged = data
        if len(data) > _JUDGED:
            judged = data.take(np.sort(rng.choice(len(data), _JUDGED, replace=False)))
        shuffled = _shuffle(judged, rng)
        best = None
        for k in WORDS:
            holders = _holders(data, k)
            own = _share(judged, k, holders <= 1)  # a word that one training sequence alone has is its own
            limit = float(np.quantile(own, 0.99, method="higher")) if len(own) else 1.0
            found = cls(limits, k, holders > 0, limit, 0.0)
            power = float(np.mean(found.unseen(shuffled) > limit)) if len(judged) else 0.0
            if best is None or power > best.power + 0.01:
                best = cls(limits, k, found.seen, limit, round(power, 4))
        assert best is not None
        return best

    def unseen(self, data: Dataset) -> np.ndarray:
        """Return the share of each sequence's words that no training sequence has; 0 without words."""
        return _share(data, self.k, ~self.seen)

    def flags(self, data: Dataset) -> np.ndarray:
        """Return in words what is unlike the training sequences, by `; ` if several; empty for nothing.

        Examples
        --------
        >>> like = Dataset.from_strings(["ACGTACGTAC", "ACGTACGTAA", "ACGTTCGTAC"])
        >>> Novelty.fit(like).flags(Dataset.from_strings(["ACGTACGTAC", "ACGT"])).tolist()
        ['', 'shorter than the training sequences (10 bp)']
        """
        text = np.full(len(data), "", dtype=object)
        low, high = (int(end) for end in self.limits["length"])
        gc_low, gc_high = self.limits["gc"]
        found = properties(data)
        for flag, rows in (
            (f"shorter than the training sequences ({low} bp)", found["length"] < low),
            (f"longer than the training sequences ({high} bp)", found["length"] > high),
            (f"less GC than the training sequences ({gc_low:.0%})", found["gc"] < gc_low - 1e-9),
            (f"more GC than the training sequences ({gc_high:.0%})", found["gc"] > gc_high + 1e-9),
            ("more ambiguous letters than the training sequences", found["n_frac"] > self.limits["n_frac"][1] + 1e-9),
            ("words unlike the training sequences", self.unseen(data) > self.most_unseen + 1e-9),
        ):
            text[rows] = [f"{old}; {flag}" if old else flag for old in text[rows]]
        return text

    def save(self, folder: Path) -> None:
        """Write ``novelty.npz``."""
        np.savez_compressed(folder / FILE, seen=np.packbits(self.seen))

    def to_dict(self) -> dict[str, Any]:
        """Return all but the words, as plain values."""
        limits = {name: list(ends) for name, ends in self.limits.items()}
        return {"limits": limits, "k": self.k, "most_unseen": self.most_unseen, "power": self.power}

    @classmethod
    def load(cls, folder: Path, values: dict[str, Any]) -> Novelty:
        """Read what `save` and `to_dict` gave.

        Raises
        ------
        ValueError, KeyError, TypeError, OSError
            If they are not of that form; nothing a file brings along is run.
        """
        k = int(values["k"])
        if k not in WORDS:
            raise ValueError(f"words of {k} letters")
        with zipfile.ZipFile(folder / FILE) as packed:
            if [(one.filename, one.file_size <= 4**k // 8 + 1024) for one in packed.infolist()] != [("seen.npy", True)]:
                raise ValueError("other contents")
        with np.load(folder / FILE, allow_pickle=False) as archive:
            bits = archive["seen"]
        if bits.dtype != np.uint8 or bits.shape != (4**k // 8,):
            raise ValueError("words of another length")
        limits = {name: (float(low), float(high)) for name, (low, high) in values["limits"].items()}
        if set(limits) != {"length", "gc", "n_frac"}:
            raise ValueError("limits of other properties")
        return cls(limits, k, np.unpackbits(bits).astype(bool), float(values["most_unseen"]), float(values["power"]))


def _middle(values: np.ndarray) -> tuple[float, float]:
    if not len(values):
        return 0.0, 0.0
    low, high = np.quantile(values, 0.01, method="lower"), np.quantile(values, 0.99, method="higher")
    return float(low), float(high)


def _holders(data: Dataset, k: int) -> np.ndarray:
    """Return in how many sequences each word occurs, 2 for more; uint8, shape (4**k,)."""
    out = np.zeros(4**k, dtype=np.uint8)
    for _, _, _, row, code in list_words(data, k, k):
        pair = np.sort(row.astype(np.int64) * 4**k + code)
        once = pair[np.concatenate([[True], pair[1:] != pair[:-1]])] if len(pair) else pair
        held = np.bincount(once % 4**k, minlength=4**k)
        out = np.minimum(out + np.minimum(held, 2), 2).astype(np.uint8)
    return out


def _share(data: Dataset, k: int, wanted: np.ndarray) -> np.ndarray:
    """Return the share of each sequence's words that are `wanted`; 0 without words."""
    hits, all_words = np.zeros(len(data)), np.zeros(len(data))
    for first, last, _, row, code in list_words(data, k, k):
        hits[first:last] += np.bincount(row, wanted[code], minlength=last - first)
        all_words[first:last] += np.bincount(row, minlength=last - first)
    return np.divide(hits, all_words, out=np.zeros(len(data)), where=all_words > 0)


def _shuffle(data: Dataset, rng: np.random.Generator) -> Dataset:
    """Return the sequences with the letters of each in random order."""
    row = np.repeat(np.arange(len(data)), data.lengths)
    order = np.lexsort([rng.random(len(row)), row])
    return Dataset(data.ids, np.asarray(data.letters)[order], data.offsets)
