"""Changes of DNA named as HGVS has them, relative to the sequence that was given."""

from __future__ import annotations

import numpy as np

from genocore.mutations.coding import CodingRegion
from genocore.sequences.alphabet import COMPLEMENT


def dna_name(letters: np.ndarray, index: int, span: int, put: str, region: CodingRegion | None = None) -> str:
    """Return the name of one change.

    Parameters
    ----------
    letters : ndarray of uint8
        The whole sequence, as given.
    index : int
        0-based place of the first letter taken out, or before which letters are put in.
    span : int
        Letters taken out.
    put : str
        Letters put in, on the strand as given.
    region : CodingRegion, optional
        ``c.`` names count from its start and are read on its strand; without one, ``n.`` names count from the first
        letter of the sequence.

    Returns
    -------
    str
        Deletions, insertions and copies lie as far towards the 3' end as they can. Empty if nothing changes.

    Notes
    -----
    Relative to the uploaded sequence, not to a transcript of a database: for a name to be quoted elsewhere, that
    sequence must be one. Inversions and repeats are named as ``delins`` and ``ins`` or ``dup``. Shifting does not stop
    at the border of an exon.

    References
    ----------
    den Dunnen et al. 2016, doi:10.1002/humu.22981. https://hgvs-nomenclature.org

    Examples
    --------
    >>> letters = np.frombuffer(b"CAAAT", dtype=np.uint8)
    >>> dna_name(letters, 1, 1, ""), dna_name(letters, 1, 0, "A"), dna_name(letters, 0, 1, "G")
    ('n.4del', 'n.4dup', 'n.1C>G')
    """
    strand = region.strand if region else 1
    if span == len(put) == 1:
        old, new = (_read(text, strand) for text in (chr(letters[index]), put))
        return "" if old == new else f"{_head(region)}{_place(index, region)}{old}>{new}"
    if not put and not span:
        return ""
    index, put = shifted(letters, index, span, put, strand)
    if span and not put:
        return f"{_head(region)}{_range(index, index + span, region)}del"
    if not span:
        copied = _copied(letters, index, put, strand)
        if copied is not None:
            return f"{_head(region)}{_range(copied, copied + len(put), region)}dup"
        if 0 < index < len(letters):
            return f"{_head(region)}{_range(index - 1, index + 1, region)}ins{_read(put, strand)}"
        inner = 0 if index == 0 else index - 1  # outside the ends there is nothing to stand between
        base = chr(letters[inner])
        put, index, span = (put + base if index == 0 else base + put), inner, 1
    return f"{_head(region)}{_range(index, index + span, region)}delins{_read(put, strand)}"


def shifted(letters: np.ndarray, index: int, span: int, put: str, strand: int = 1) -> tuple[int, str]:
    """Return where a deletion or insertion lies if it is moved towards the 3' end of a strand as far as it goes.

    Examples
    --------
    >>> shifted(np.frombuffer(b"CAAAT", dtype=np.uint8), 1, 1, "")
    (3, '')
    """
    if bool(span) == bool(put):
        return index, put
    text, last = letters, len(letters)
    if strand == 1:
        while span and index + span < last and text[index] == text[index + span]:
            index += 1
        while put and index < last and text[index] == ord(put[0]):
            index, put = index + 1, put[1:] + put[0]
    else:
        while span and index > 0 and text[index - 1] == text[index + span - 1]:
            index -= 1
        while put and index > 0 and text[index - 1] == ord(put[-1]):
            index, put = index - 1, put[-1] + put[:-1]
    return index, put


def _copied(letters: np.ndarray, index: int, put: str, strand: int) -> int | None:
    """Return where the letters stand that an insertion repeats, next to it on its 5' side; None if it repeats none."""
    begin = index - len(put) if strand == 1 else index
    if begin < 0 or letters[begin : begin + len(put)].tobytes() != put.encode():
        return None
    return begin


def _range(begin: int, end: int, region: CodingRegion | None) -> str:
    first, last = (begin, end - 1) if region is None or region.strand == 1 else (end - 1, begin)
    return _place(first, region) if first == last else f"{_place(first, region)}_{_place(last, region)}"


def _place(index: int, region: CodingRegion | None) -> str:
    return region.place(index) if region else str(index + 1)


def _head(region: CodingRegion | None) -> str:
    return "c." if region else "n."


def _read(text: str, strand: int) -> str:
    """Return letters as the strand reads them."""
    if strand == 1:
        return text
    return COMPLEMENT[np.frombuffer(text.encode(), dtype=np.uint8)][::-1].tobytes().decode()
