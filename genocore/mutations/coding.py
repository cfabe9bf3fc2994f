"""The noun `CodingRegion`: where on a sequence protein is coded for, by a table, by annotation or by a guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from genocore.mutations.hgvs import parts
from genocore.sequences.alphabet import COMPLEMENT
from genocore.sequences.dataset import Dataset


@dataclass(frozen=True, eq=False)
class CodingRegion:
    """One coding region.

    Parameters
    ----------
    sequence : int
        Row of the dataset.
    gene : str
        Its name; may be empty.
    exons : tuple of (int, int)
        0-based, half-open, in the order of the sequence; they do not overlap.
    strand : {1, -1}
    letters : ndarray of uint8
        The whole sequence.
    skip : int, default 0
        Bases before the first whole codon (GFF's phase).
    code : int, default 1
        Genetic code, by its NCBI number.
    guess : bool, default False
        True for the longest reading frame: nobody said that it codes.
    """

    sequence: int
    gene: str
    exons: tuple[tuple[int, int], ...]
    strand: int
    letters: np.ndarray
    skip: int = 0
    code: int = 1
    guess: bool = False

    @property
    def begin(self) -> int:
        """0-based index of its first base on the sequence as given."""
        return self.exons[0][0]

    @property
    def end(self) -> int:
        """0-based index behind its last base."""
        return self.exons[-1][1]

    @cached_property
    def places(self) -> np.ndarray:
        """Index on the sequence of each coding base, in the order of reading; int64."""
        places = np.concatenate([np.arange(start, end) for start, end in self.exons])
        return places if self.strand == 1 else places[::-1]

    @cached_property
    def text(self) -> str:
        """The coding sequence, from its first base."""
        letters = self.letters[self.places]
        return (letters if self.strand == 1 else COMPLEMENT[letters]).tobytes().decode()

    @cached_property
    def _ascending(self) -> np.ndarray:
        return np.sort(self.places)

    def offsets(self, index: np.ndarray) -> np.ndarray:
        """Return which coding base each index of the sequence is, counted from 0; -1 outside and in introns."""
        found = np.searchsorted(self._ascending, index)
        inside = found < len(self._ascending)
        inside[inside] = self._ascending[found[inside]] == index[inside]
        return np.where(inside, found if self.strand == 1 else len(self._ascending) - 1 - found, -1)

    def place(self, index: int) -> str:
        """Return a place as HGVS counts it: from the first base of the first whole codon.

        Examples
        --------
        >>> letters = np.frombuffer(b"CCATGAAATAGC", dtype=np.uint8)
        >>> region = CodingRegion(0, "g", ((2, 11),), 1, letters)
        >>> [region.place(index) for index in (0, 2, 10, 11)]
        ['-2', '1', '9', '*1']
        """
        offset = int(self.offsets(np.array([index]))[0])
        if offset >= 0:
            return self._number(offset)
        before = index < self.begin if self.strand == 1 else index >= self.end
        if before or index < self.begin or index >= self.end:
            away = self.begin - index if index < self.begin else index - self.end + 1
            return f"-{away + self.skip}" if before else f"*{away}"
        starts, ends = (np.array(edge) for edge in zip(*self.exons, strict=True))
        left, right = int(ends[ends <= index].max()) - 1, int(starts[starts > index].min())
        near = left if index - left <= right - index else right
        if index - left == right - index:  # the middle of an intron counts from the exon before it
            near = left if self.strand == 1 else right
        step = (index - near) * self.strand
        return f"{self._number(int(self.offsets(np.array([near]))[0]))}{step:+d}"

    def _number(self, offset: int) -> str:
        number = offset - self.skip + 1
        return str(number if number > 0 else number - 1)

    def _is_border(self, offset: int, step: int) -> bool:
        """Return True if an intron begins behind, or for a negative `step` before, a coding base."""
        sizes = np.cumsum([end - start for start, end in self.exons][:: self.strand])[:-1]
        return bool(np.isin(offset + 1 if step > 0 else offset, sizes))

    def index_of(self, place: str) -> int | None:
        """Return the 0-based index that a place of HGVS means, or None if it is not on the sequence.

        Examples
        --------
        >>> region = CodingRegion(0, "g", ((2, 11),), 1, np.frombuffer(b"CCATGAAATAGC", dtype=np.uint8))
        >>> region.index_of("1"), region.index_of("-2"), region.index_of("*1"), region.index_of("*9")
        (2, 0, 11, None)
        """
        side, number, step = parts(place)
        if number == 0:  # HGVS has no base of this number
            return None
        last = len(self.places) - 1
        offset = last + number if side == "*" else (-number if side else number - 1) + self.skip
        inner = min(max(offset, 0), last)
        if step and (inner != offset or not self._is_border(offset, step)):
            return None
        index = int(self.places[inner]) + (offset - inner + step) * self.strand
        return index if 0 <= index < len(self.letters) else None


@dataclass(frozen=True, eq=False)
class Regions:
    """The coding regions of a dataset."""

    regions: tuple[CodingRegion, ...] = ()
    _by_sequence: dict[int, list[CodingRegion]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for region in self.regions:
            self._by_sequence.setdefault(region.sequence, []).append(region)

    def __len__(self) -> int:
        return len(self.regions)

    def on(self, sequence: int) -> list[CodingRegion]:
        """Return the regions of a sequence."""
        return self._by_sequence.get(sequence, [])

    def of(
        self, sequence: int, gene: str = "", index: int | None = None, *, by_gene: bool = True
    ) -> CodingRegion | None:  # fmt: skip
        """Return the region that is meant: of this gene, else the first that holds `index`, else the only one nearby.

        Between the genes of a chromosome none is meant; nor is the only one by a row of another gene, unless that is
        just how the table calls the sequence (`by_gene`).
        """
        there = self.on(sequence)
        named = self._by_name.get((sequence, gene.casefold())) if gene and there else None
        if named is not None or not there:
            return named
        if len(there) == 1:
            only = there[0]
            if index is None or only.begin <= index < only.end:
                return only
            other = bool(gene and only.gene and not by_gene)
            return None if other or not only.begin - NEAR <= index < only.end + NEAR else only
        if index is None:
            return None
        begins, ends = self._edges[sequence]
        around = [there[at] for at in np.flatnonzero((begins <= index) & (index < ends)).tolist()]
        exonic = (region for region in around if region.offsets(np.array([index]))[0] >= 0)
        return next(exonic, around[0] if around else None)

    @cached_property
    def _by_name(self) -> dict[tuple[int, str], CodingRegion]:
        return {(region.sequence, region.gene.casefold()): region for region in reversed(self.regions)}

    @cached_property
    def _edges(self) -> dict[int, tuple[np.ndarray, np.ndarray]]:
        return {
            sequence: (np.array([region.begin for region in there]), np.array([region.end for region in there]))
            for sequence, there in self._by_sequence.items()
        }

    @property
    def genes(self) -> list[tuple[str, int]]:
        """Names of the genes with the sequence that each lies in."""
        return [(region.gene, region.sequence) for region in self.regions if region.gene]


LEAST, SURE = 60, 600
"""Letters that a reading frame must have to be proposed if it fills half of its sequence, and if it fills a fifth."""
NEAR = 5_000
"""Bases from a sequence's only region within which a change is still named after it."""


def guess_regions(data: Dataset, code: int = 1, besides: Iterable[int] = ()) -> Regions:
    """Propose the longest reading frame of each sequence, on either strand, as its coding region.

    Parameters
    ----------
    data : Dataset
    code : int, default 1
        Genetic code.
    besides : iterable of int
        Sequences that have a region already.

    Notes
    -----
    A guess: long frames occur by chance. One is proposed only if it has its start and stop and fills at least half of
    a sequence, with 60 nt or more, or a fifth of it, with 600 nt or more: in a genome none is. A guess has no name:
    its gene is called as the table calls it.

    Examples
    --------
    >>> data = Dataset.from_strings(["CC" + "ATG" + "GCA" * 20 + "TAA" + "G"])
    >>> found = guess_regions(data).regions[0]
    >>> found.exons, found.strand, found.guess
    (((2, 68),), 1, True)
    """
    from genocore.sequences.orfs import longest_orfs

    frame, known = longest_orfs(data, both_strands=True, table=code), set(besides)
    length = frame["length"].to_numpy()
    share = frame["coverage"].to_numpy()
    good = (length >= LEAST) & (share >= 0.5) | (length >= SURE) & (share >= 0.2)
    good &= frame["complete"].to_numpy()
    found = []
    for row in np.flatnonzero(good).tolist():
        if row not in known:
            start, end, strand = (int(frame[name].to_numpy()[row]) for name in ("start", "end", "strand"))
            letters = data.letters[data.offsets[row] : data.offsets[row + 1]]
            found.append(CodingRegion(row, "", ((start - 1, end),), strand, letters, code=code, guess=True))
    return Regions(tuple(found))
