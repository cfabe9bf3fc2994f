"""Signs of protein coding along a sequence: open reading frames, codons and the rhythm of three."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.sequences.alphabet import CODE, blocks, reverse_complement, translate
from genocore.sequences.dataset import Dataset

_START, _STOP = 1, 2


def longest_orfs(data: Dataset, both_strands: bool = False, table: int = 1) -> pd.DataFrame:
    """Find the longest open reading frame of each record: ATG to the first stop codon of its frame, or to its end.

    Parameters
    ----------
    data : Dataset
    both_strands : bool, default False
        Search the opposite strand too: six frames instead of three.
    table : int, default 1
        Genetic code, by its NCBI number; it decides which codons stop.

    Returns
    -------
    DataFrame
        One row a record. ``start``, ``end``: 1-based, inclusive, on the strand as given, so that start < end for both
        strands (as in GFF). ``strand``: 1 or -1. ``frame``: 1 to 3, counted from the first base of its strand.
        ``length``: nt, with the stop codon if there is one; 0 and no coordinates where there is no ATG. ``coverage``:
        length as a share of the record, 0 to 1. ``complete``: it has its stop codon. ``open``: nt of the longest
        stretch of codons without a stop in any frame, with or without an ATG.

    Raises
    ------
    InputError
        PA001 if there is no such genetic code.

    Notes
    -----
    A frame that runs from an ATG off the end of the record counts with its whole codons, as not complete. Of equally
    long ones a complete one goes first, then the strand as given, then the one that starts first along its strand.
    Codons with an ambiguous letter neither start nor stop. Other start codons (GTG, TTG) are not looked for. Memory is
    about 20 bytes for each letter of a block of 1 million.

    Long frames occur by chance: in random DNA of even composition 1 in 21 codons is a stop, in GC-rich DNA fewer.
    Longer records hold longer ones, and introns break them.

    References
    ----------
    Genetic codes: https://www.ncbi.nlm.nih.gov/Taxonomy/Utils/wprintgc.cgi, as distributed with Biopython.

    Examples
    --------
    >>> orfs = longest_orfs(Dataset.from_strings(["CATGAAATAAC"]))
    >>> orfs[["start", "end", "strand", "frame", "length"]].values.tolist()
    [[2, 10, 1, 2, 9]]
    """
    kinds = _codon_kinds(table)
    best = np.zeros((len(data), 5), dtype=np.int64)  # begin (0-based, along the strand), length, complete, strand, open
    for first, last in blocks(data.offsets, 1 << 20):
        letters = data.letters[data.offsets[first] : data.offsets[last]]
        offsets = data.offsets[first : last + 1] - data.offsets[first]
        found = [_scan(letters, offsets, kinds, 1)]
        if both_strands:
            orfs, unstopped = _scan(reverse_complement(letters), offsets[-1] - offsets[::-1], kinds, -1)
            orfs[:, 0] = last - first - 1 - orfs[:, 0]  # the opposite strand of a block reads its records backwards
            found.append((orfs, unstopped[::-1]))
        orfs = np.concatenate([part[0] for part in found])
        row, begin, length, complete, strand = orfs.T
        order = np.lexsort((begin, -strand, -complete, -length, row))
        row, top = np.unique(row[order], return_index=True)
        best[first + row, :4] = orfs[order[top], 1:]
        best[first:last, 4] = np.max([part[1] for part in found], axis=0)
    return _frame(best, data.lengths)


def _frame(best: np.ndarray, lengths: np.ndarray) -> pd.DataFrame:
    begin, length, complete, strand, unstopped = best.T
    start = np.where(strand == -1, lengths - begin - length, begin) + 1
    places = {"start": start, "end": start + length - 1, "strand": strand, "frame": begin % 3 + 1}
    columns = {name: pd.Series(values, dtype="Int64").mask(length == 0) for name, values in places.items()}
    coverage = length / np.maximum(lengths, 1)
    rest = {"length": length, "coverage": coverage, "complete": complete.astype(bool), "open": unstopped}
    return pd.DataFrame({**columns, **rest})


def _codon_kinds(table: int) -> np.ndarray:
    """Return for each code of `_codons` whether that codon starts, stops or does neither."""
    from Bio.Data.CodonTable import unambiguous_dna_by_id

    if table not in unambiguous_dna_by_id:
        known = ", ".join(map(str, sorted(unambiguous_dna_by_id)))
        raise InputError(f"There is no genetic code {table!r}.", hint=f"Use one of {known}.", code="PA001")
    kinds = np.zeros(64 * 21 + 1, dtype=np.uint8)
    for kind, words in ((_START, ["ATG"]), (_STOP, unambiguous_dna_by_id[table].stop_codons)):
        for word in words:
            kinds[_codons(np.frombuffer(word.encode(), dtype=np.uint8))] = kind
    return kinds


def _codons(letters: np.ndarray) -> np.ndarray:
    """Return the codon that begins at each letter: 0 to 63 for AAA to TTT, 64 or more with an ambiguous letter."""
    codes = translate(letters, np.where(CODE == 4, 64, CODE).astype(np.uint8)).astype(np.uint16)
    fits = max(len(codes) - 2, 0)
    return codes[:fits] * 16 + codes[1 : fits + 1] * 4 + codes[2 : fits + 2]


def _scan(letters: np.ndarray, offsets: np.ndarray, kinds: np.ndarray, strand: int) -> tuple[np.ndarray, np.ndarray]:
    """Return all open reading frames of one strand of a block, and each record's longest stretch without a stop, nt.

    The columns of the frames are: record within the block, begin (0-based), length, complete, strand.
    """
    lengths = np.diff(offsets)
    kind = kinds[_codons(letters)]
    at = np.flatnonzero(kind)
    row = np.searchsorted(offsets[1:], at, side="right")
    inside = at + 3 <= offsets[row + 1]
    at, row = at[inside], row[inside]
    # Every frame of every record ends at a wall, behind its last whole codon: what is open there has no stop codon.
    wall_row, wall_frame = np.divmod(np.arange(3 * len(lengths)), 3)
    wall = wall_frame + np.maximum(lengths[wall_row] - wall_frame, 0) // 3 * 3
    begin = np.concatenate([at - offsets[row], wall])
    row = np.concatenate([row, wall_row])
    stops = np.concatenate([kind[at] == _STOP, np.ones(len(wall), dtype=bool)])
    order = np.argsort((3 * row + begin % 3) * (lengths.max(initial=0) + 3) + begin)  # along each frame
    begin, row, stops, walls = begin[order], row[order], stops[order], order >= len(at)

    closing = np.flatnonzero(stops)
    previous = closing[:-1]
    opens = np.concatenate([[0], previous + 1])  # what follows the previous stop or wall: an ATG, unless it is closing
    after_stop = np.where(walls[previous], begin[closing[1:]] % 3, begin[previous] + 3)
    first_codon = np.concatenate([begin[closing[:1]] % 3, after_stop])
    unstopped = np.zeros(len(lengths), dtype=np.int64)
    np.maximum.at(unstopped, row[closing], begin[closing] - first_codon)

    opens, closing = opens[opens < closing], closing[opens < closing]  # at least one ATG before the stop
    complete = ~walls[closing]
    length = begin[closing] - begin[opens] + 3 * complete
    return np.column_stack([row[opens], begin[opens], length, complete, np.full(len(opens), strand)]), unstopped


def phase_counts(data: Dataset) -> np.ndarray:
    """Count each base at the 1st, 2nd and 3rd of every three letters; int64, shape (n, 3, 4).

    Examples
    --------
    >>> phase_counts(Dataset.from_strings(["ACGA"])).tolist()
    [[[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]]
    """
    out = np.zeros((len(data), 3, 4), dtype=np.int64)
    for first, last in blocks(data.offsets, 1 << 20):
        begin, rows = data.offsets[first], last - first
        cells = np.repeat(np.arange(rows) * 5, data.lengths[first:last])
        cells += translate(data.letters[begin : data.offsets[last]], CODE)
        of_block = [np.bincount(cells[phase::3], minlength=rows * 5).reshape(rows, 5) for phase in range(3)]
        shift = (data.offsets[first:last] - begin) % 3
        for phase in range(3):
            out[first:last, phase] = np.stack(of_block)[(phase + shift) % 3, np.arange(rows), :4]
    return out


def period3(data: Dataset, shortest: int = 90) -> np.ndarray:
    """Measure the rhythm of three that codons leave in coding DNA.

    Parameters
    ----------
    data : Dataset
    shortest : int, default 90
        Records of fewer nt give NaN.

    Returns
    -------
    ndarray of float64, shape (n,)
        Fourier power at frequency 1/3, summed over the indicators of the four bases, divided by the mean power over all
        frequencies but 0. NaN too where nothing varies (one base only).

    Notes
    -----
    Random DNA gives 1 on average, whatever its length; about 1 in 16 is above 2. Coding DNA gives the more, the longer
    it is, and passes 4 in most genes of several hundred nt: there, unequal lengths show. Repeats of 3 letters give much
    too. No transform is needed: the power at 1/3 follows from the counts of each base at the three phases, the mean
    power from Parseval's theorem. The strand makes no difference. Ambiguous letters count as none of the bases.

    References
    ----------
    Tiwari et al. 1997, doi:10.1093/bioinformatics/13.3.263.

    Examples
    --------
    >>> period3(Dataset.from_strings(["ACG" * 40, "ACGT"])).round(1).tolist()
    [59.5, nan]
    """
    one, two, three = phase_counts(data).transpose(1, 0, 2).astype(np.float64)
    power = (one**2 + two**2 + three**2 - one * two - two * three - three * one).sum(axis=1)
    bases = one + two + three
    total = data.lengths * bases.sum(axis=1) - (bases**2).sum(axis=1)  # all power but that of frequency 0
    good = (total > 0) & (data.lengths >= shortest)
    return np.divide(power * (data.lengths - 1), total, out=np.full(len(data), np.nan), where=good)
