"""Families: sequences that are near copies of each other, on either strand, and of each other's near copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from genocore.sequences.alphabet import reverse_complement
from genocore.sequences.checks import identical_groups
from genocore.sequences.dataset import Dataset
from genocore.splitting.pairs import Pairs, find_pairs

IDENTITY = 0.8
"""Share of the shorter sequence that two of a family have in common, at least."""
TWINS = 0.75
"""Share of words in common from which two sequences with different labels are twins."""
GIANT = 0.2
"""Share of all sequences in one family from which it is pointed out."""
SHORTEST = 20
"""Letters below which two sequences are alike by chance; only equal ones are kept together then."""
_ALIGNED = 20_000
"""Letters up to which sequences are aligned; longer ones are compared by their words alone."""


@dataclass(frozen=True, eq=False)
class Families:
    """Which sequences belong together.

    Parameters
    ----------
    group : ndarray of int64, shape (n,)
        Row of the first sequence of each one's family; equal numbers mean one family.
    links : DataFrame
        The pairs by which families were found: ``first, second`` (rows), ``identity``, ``opposite`` (strands).
    twins : ndarray of int64, shape (n_twins, 2)
        Rows of nearly equal sequences with different classes.
    identity : float
        What was asked for.
    k : int
        Letters of the words by which pairs were found.
    """

    group: np.ndarray
    links: pd.DataFrame
    twins: np.ndarray
    identity: float
    k: int

    def to_dict(self) -> dict[str, float]:
        """Return the counts: ``related`` sequences, ``families`` of several, ``giant`` share, pairs of ``twins``."""
        sizes = self.sizes
        return {
            "related": self.related, "families": int((sizes > 1).sum()), "giant": round(self.giant, 4),
            "twins": len(self.twins), "identity": self.identity,
        }  # fmt: skip

    @property
    def sizes(self) -> np.ndarray:
        """Sequences in each family, the largest first; int64."""
        return np.sort(np.unique(self.group, return_counts=True)[1])[::-1]

    @property
    def related(self) -> int:
        """Sequences that are not alone."""
        return int(self.sizes[self.sizes > 1].sum())

    @property
    def giant(self) -> float:
        """Share of all sequences that is in the largest family."""
        return float(self.sizes[0] / len(self.group)) if len(self.group) > 1 else 0.0


def find_families(data: Dataset, identity: float = IDENTITY) -> Families:
    """Find near copies, and join them, and their near copies, to families.

    Parameters
    ----------
    data : Dataset
    identity : float, default 0.8
        Two sequences are linked if the shorter one, on either strand, can be found within the longer one with so
        few changes (substitutions, insertions, deletions) that this share of it stays.

    Returns
    -------
    Families

    Notes
    -----
    Pairs that share at least four words (`find_pairs`) are aligned with edlib; those that are alike are linked, and
    all that hang together are a family. Relatives below about 75-80 % identity are not found by words: where genes of
    one family or chromosome are known, a column that names them stays the better choice. Sequences shorter than 20 bp
    are only compared for being equal. Beyond 20,000 bp, two sequences count as alike if the share of words in common
    is what this identity leaves, ``identity ** k``.

    References
    ----------
    Šošić & Šikić 2017, Edlib, doi:10.1093/bioinformatics/btw753. On words and identity: Ondov et al. 2016, Mash,
    doi:10.1186/s13059-016-0997-x.

    Examples
    --------
    >>> copy = "ACGTTGCAACGGATCTTAGGCATC"
    >>> found = find_families(Dataset.from_strings([copy, "GATGCCTAAGATCCGTTGCAACGT", copy[:12] + "T" + copy[13:]]))
    >>> found.group.tolist()
    [0, 0, 0]
    """
    pairs = find_pairs(data)
    copies = identical_groups(data)
    far, first, second = np.zeros(len(pairs.first)), pairs.first, pairs.second
    if len(first):
        far = np.fromiter(_identities(data, pairs, copies, identity), dtype=np.float64, count=len(first))
    near = far >= identity
    links = pd.DataFrame(
        {"first": first[near], "second": second[near], "identity": far[near], "opposite": pairs.opposite[near]}
    )
    group = _components(len(data), np.append(first[near], copies), np.append(second[near], np.arange(len(data))))
    return Families(group, links, _twins(data, pairs), identity, pairs.k)


def _identities(data: Dataset, pairs: Pairs, copies: np.ndarray, least: float) -> Iterator[float]:
    """Yield the identity of each pair, or 0 if it is less than `least`."""
    import edlib

    rows = np.union1d(pairs.first, pairs.second)
    there = {int(row): data.letters[data.offsets[row] : data.offsets[row + 1]] for row in rows}
    back = {int(row): reverse_complement(there[int(row)]).tobytes() for row in np.unique(pairs.second[pairs.opposite])}
    ahead = {row: letters.tobytes() for row, letters in there.items()}
    enough = pairs.containment >= least**pairs.k
    for first, second, opposite, alike in zip(
        pairs.first.tolist(), pairs.second.tolist(), pairs.opposite.tolist(), enough.tolist(), strict=True
    ):
        if copies[first] == copies[second]:
            yield 1.0
            continue
        query, target = ahead[first], back[second] if opposite else ahead[second]
        if len(query) > len(target):
            query, target = target, query
        if len(query) < SHORTEST:
            yield 0.0
        elif len(target) > _ALIGNED:
            yield least if alike else 0.0
        else:
            most = int((1 - least) * len(query) + 1e-9)
            distance = edlib.align(query, target, mode="HW", task="distance", k=most + len(query) // 10)["editDistance"]
            if distance > most and len(query) == len(target):  # neither is the shorter one: which is sought in which?
                distance = edlib.align(target, query, mode="HW", task="distance", k=most)["editDistance"]
            yield 1 - distance / len(query) if 0 <= distance <= most else 0.0


def _components(n: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return for each row the first row that hangs together with it."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    _, member = connected_components(coo_array((np.ones(len(first), dtype=bool), (first, second)), shape=(n, n)))
    _, start, inverse = np.unique(member, return_index=True, return_inverse=True)
    return start[inverse]


def _twins(data: Dataset, pairs: Pairs) -> np.ndarray:
    if not data.classes:
        return np.zeros((0, 2), dtype=np.int64)
    codes = np.asarray(data.target)
    one, other = codes[pairs.first], codes[pairs.second]
    found = (pairs.containment >= TWINS) & (one != other) & (one >= 0) & (other >= 0)
    return np.column_stack([pairs.first[found], pairs.second[found]])


def glue(data: Dataset, families: Families, most: int = 5) -> list[tuple[str, int]]:
    """Return the words that most members of the largest family share, with the number of members that have them.

    Examples
    --------
    >>> data = Dataset.from_strings(["ACGTTGCAACGGATCTTAGGCATC"] * 3)
    >>> glue(data, find_families(data), most=1)
    [('AACGGATC', 3)]
    """
    numbers, counts = np.unique(families.group, return_counts=True)
    members = data.take(np.flatnonzero(families.group == numbers[counts.argmax()]))
    text = list(members.sequences())
    seen: dict[str, int] = {}
    for letters in text[:1000]:
        opposite = reverse_complement(np.frombuffer(letters.encode(), dtype=np.uint8)).tobytes().decode()
        size = len(letters)
        words = {
            min(letters[at : at + families.k], opposite[size - at - families.k : size - at])
            for at in range(size - families.k + 1)
        }
        for word in words:
            seen[word] = seen.get(word, 0) + 1
    return sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:most]
