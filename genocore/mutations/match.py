"""Names in a table of mutations brought together with the names of sequences."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from genocore.sequences.dataset import Dataset

NONE, SEVERAL = -1, -2
"""In place of a sequence: none has this name; several have it."""
_VERSION = re.compile(r"\.\d+$")
_TAG = re.compile(r"(?:\bgene(?:_symbol|_name)?[=:]|\bGN=)\s*\"?([^\s\]\";,]+)", re.IGNORECASE)
_COMPARED = 2_000
"""Names of sequences among which a close one is looked for."""


@dataclass(frozen=True)
class Matching:
    """What `match_names` found: for each name a sequence (0-based, or `NONE` or `SEVERAL`), and how it was found."""

    names: list[str]
    sequence: np.ndarray
    how: list[str]

    def table(self, data: Dataset) -> pd.DataFrame:
        """Return one row a name: ``name``, ``sequence`` (its id, empty if there is none) and ``how``."""
        ids = [str(data.ids[at]) if at >= 0 else "" for at in self.sequence.tolist()]
        return pd.DataFrame({"name": self.names, "sequence": ids, "how": self.how})

    @property
    def share(self) -> float:
        """Share of the names that have a sequence."""
        return float((self.sequence >= 0).mean()) if len(self.names) else 0.0


def match_names(names: Sequence[str], data: Dataset, genes: Sequence[tuple[str, int]] = ()) -> Matching:
    """Find the sequence that each name means.

    Parameters
    ----------
    names : sequence of str
        Distinct names from a table.
    data : Dataset
    genes : sequence of (str, int)
        Names of coding regions with the sequence they lie in: another name of that sequence.

    Notes
    -----
    Tried in this order, and only where the answer is one sequence: the name itself; without case and blanks; without a
    version such as ``.6``; a part of the sequence's name between ``|`` or other marks (``sp|P04637|P53_HUMAN``); a gene
    that the header states (``gene=TP53``, ``GN=TP53``); a chromosome with or without ``chr``; a coding region. Equal
    sequences of one name count as one.

    Examples
    --------
    >>> data = Dataset.from_strings(["ACGT", "GG"], ids=["ENST0001.2|TP53", "chr7"])
    >>> match_names(["tp53", "7", "KRAS"], data).table(data).values.tolist()
    [['tp53', 'ENST0001.2|TP53', 'part of the name'], ['7', 'chr7', 'chromosome'], ['KRAS', '', '']]
    """
    ids = [str(name) for name in data.ids]
    headers = data.columns.get("header", np.full(len(data), "", dtype=object))
    tags = _pairs([str(head) for head in headers], lambda head: map(_folded, _TAG.findall(head)))
    levels: list[tuple[str, Callable[[str], str], Iterable[tuple[str, int]]]] = [
        ("same name", str, _pairs(ids, lambda name: [name])),
        ("without case", _folded, _pairs(ids, lambda name: [_folded(name)])),
        ("without version", _bare, _pairs(ids, lambda name: [_bare(name)])),
        ("part of the name", _bare, _pairs(ids, _parts)),
        ("gene in the header", _folded, tags),
        ("chromosome", _chromosome, _pairs(ids, lambda name: [_chromosome(name)])),
        ("coding region", _folded, ((_folded(gene), at) for gene, at in genes)),
    ]  # fmt: skip
    found = np.full(len(names), NONE, dtype=np.int64)
    how = [""] * len(names)
    for words, simplify, pairs in levels:
        if (found >= 0).all():
            break
        places: dict[str, set[int]] = {}
        for key, at in pairs:
            places.setdefault(key, set()).add(at)
        for number, name in enumerate(names):
            there = places.get(simplify(name)) if found[number] == NONE and name else None
            if there:
                one = _one(data, there)
                found[number], how[number] = one, words if one >= 0 else "several sequences have this name"
    return Matching([str(name) for name in names], found, how)


def closest(name: str, data: Dataset) -> str:
    """Return the name of a sequence that is written much like `name`, or an empty text."""
    known = {_folded(str(one)): str(one) for one in data.ids[:_COMPARED]}
    known |= {part: known[key] for key in list(known) for part in _parts(key) if part not in known}
    near = difflib.get_close_matches(_folded(name), list(known), n=1, cutoff=0.6)
    return known[near[0]] if near else ""


def _pairs(texts: list[str], keys: Callable[[str], Iterable[str]]) -> Iterable[tuple[str, int]]:
    return ((key, at) for at, text in enumerate(texts) for key in keys(text) if key)


def _one(data: Dataset, places: set[int]) -> int:
    """Return the one sequence that is meant; the first if all of them are equal."""
    first, *others = sorted(places)
    return first if all(data.sequence(other) == data.sequence(first) for other in others) else SEVERAL


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def _bare(name: str) -> str:
    return _VERSION.sub("", _folded(name))


def _parts(name: str) -> list[str]:
    parts = re.split(r"[|:;,/\s]+", name)
    return [_bare(part) for part in parts if len(part) > 1] if len(parts) > 1 else []


def _chromosome(name: str) -> str:
    plain = re.sub(r"^(chromosome|chrom|chr)[_ ]?", "", _folded(name))
    return "m" if plain == "mt" else plain
