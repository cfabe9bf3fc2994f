"""Where a motif stands: every match of an IUPAC word, on one strand or both."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.sequences.alphabet import COMPLEMENT, IUPAC, READ, blocks, reverse_complement, translate
from genocore.sequences.dataset import Dataset

LONGEST = 100
"""Longest motif, in letters."""

STANDS_FOR = {
    **{"A": "A", "C": "C", "G": "G", "T": "T", "R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC"},
    **{"B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG", "N": "ACGT"},
}
"""IUPAC letter -> the bases it stands for."""
_BIT = {"A": 1, "C": 2, "G": 4, "T": 8}
_BITS = np.full(256, 16, dtype=np.uint8)  # a bit that no motif allows: what is no letter of DNA never matches
for _letter, _bases in STANDS_FOR.items():
    _BITS[ord(_letter)] = sum(_BIT[base] for base in _bases)


def find_motif(data: Dataset, motif: str, both_strands: bool = True, at_most: int = 10_000) -> pd.DataFrame:
    """Find every place where `motif` stands.

    Parameters
    ----------
    data : Dataset
    motif : str
        1 to 100 IUPAC letters, e.g. ``TATAWAW``; lower case is fine, U is read as T, blanks are left out.
    both_strands : bool, default True
        Look for the motif on the opposite strand too.
    at_most : int, default 10,000
        Matches listed; the first ones. All are counted.

    Returns
    -------
    DataFrame
        One row a match, in the order of the records and along each: ``row`` (0-based index of the record), ``id``,
        ``position`` (1-based, of the leftmost letter, on the strand as given), ``strand`` (``+`` or ``-``) and
        ``match`` (the letters found, read along that strand). ``attrs["total"]`` is the number of all matches,
        ``attrs["records"]`` the number of records with at least one.

    Raises
    ------
    InputError
        PA001 if the motif is empty, longer than 100 letters, or holds what is no IUPAC letter.

    Notes
    -----
    Overlapping matches are all found. A place that matches on both strands, such as every ``GAATTC``, is listed once,
    on ``+``. An ambiguous letter of the sequence matches only where the motif allows each base it may stand for: an
    ``R`` (A or G) matches ``R``, ``D``, ``V`` and ``N`` of a motif, but not ``A``. Memory is about 5 bytes for each
    letter of a block of 1 million, and the rows listed.

    Short motifs are found by chance: six letters are expected once in 4,096 bp on each strand of random DNA, more
    often where their bases are frequent. A match is no proof that anything binds.

    References
    ----------
    Letters: Cornish-Bowden 1985, doi:10.1093/nar/13.9.3021.

    Examples
    --------
    >>> data = Dataset.from_strings(["TTGAATTCAA", "GGTATAAAC"], ids=["a", "b"])
    >>> find_motif(data, "GAATTC")[["id", "position", "strand", "match"]].values.tolist()
    [['a', 3, '+', 'GAATTC']]
    >>> find_motif(data, "TWTA")[["id", "position", "strand", "match"]].values.tolist()
    [['b', 3, '+', 'TATA'], ['b', 5, '-', 'TTTA']]
    """
    letters = read_motif(motif)
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    total = records = listed = 0
    for first, last in blocks(data.offsets, 1 << 20):
        row, start, minus = _find_in_block(data, first, last, letters, both_strands)
        total += len(row)
        records += int(np.count_nonzero(np.diff(row, prepend=-1)))
        some = slice(0, max(at_most - listed, 0))
        found.append((row[some], start[some], minus[some]))
        listed += len(row[some])
    row, start, minus = (np.concatenate([part[i] for part in found]) if found else np.zeros(0, int) for i in range(3))
    frame = pd.DataFrame(
        {
            "row": row,
            "id": data.ids[row],
            "position": start - data.offsets[row] + 1,
            "strand": np.where(minus, "-", "+"),
            "match": _texts(data, start, minus.astype(bool), len(letters)),
        }
    )
    frame.attrs.update(total=total, records=records)
    return frame


def read_motif(motif: str) -> np.ndarray:
    """Return the letters of `motif`, upper case and with T for U; uint8, shape (n_letters,).

    Raises
    ------
    InputError
        PA001, see `find_motif`.

    Examples
    --------
    >>> read_motif("uar").tobytes()
    b'TAR'
    """
    text = "".join(motif.split())
    hint = f"Use the letters {', '.join(IUPAC)}; N stands for any base."
    if not text:
        raise InputError("The motif is empty.", hint=hint, code="PA001")
    if len(text) > LONGEST:
        raise InputError(
            f"The motif has {len(text):,} letters: too many.", hint=f"Use at most {LONGEST}.", code="PA001"
        )
    for index, letter in enumerate(text):
        if ord(letter) > 255 or not READ[ord(letter)]:
            raise InputError(f"Letter {index + 1} of the motif, {letter!r}, is not DNA.", hint=hint, code="PA001")
    return translate(np.frombuffer(text.encode("latin-1"), dtype=np.uint8), READ)


def _find_in_block(
    data: Dataset, first: int, last: int, motif: np.ndarray, both_strands: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return record, start in the packed buffer (0-based) and strand (True for minus) of each match, in order."""
    begin = int(data.offsets[first])
    bits = translate(data.letters[begin : data.offsets[last]], _BITS)
    plus = _matches(bits, _BITS[motif])
    minus = _matches(bits, _BITS[reverse_complement(motif)]) & ~plus if both_strands else np.zeros_like(plus)
    start = np.flatnonzero(plus | minus)
    row = np.searchsorted(data.offsets[first + 1 : last + 1], start + begin, side="right") + first
    whole = start + begin + len(motif) <= data.offsets[row + 1]  # does not run on into the next record
    return row[whole], start[whole] + begin, minus[start[whole]]


def _matches(bits: np.ndarray, motif: np.ndarray) -> np.ndarray:
    """Return where the motif begins; bool, one for each letter that enough letters follow."""
    fits = max(len(bits) - len(motif) + 1, 0)
    wrong = np.zeros(fits, dtype=np.uint8)
    for index, allowed in enumerate(motif):
        wrong |= bits[index : index + fits] & ~allowed
    return wrong == 0


def _texts(data: Dataset, start: np.ndarray, minus: np.ndarray, length: int) -> list[str]:
    """Return the letters of each match, along its strand."""
    windows = data.letters[start[:, None] + np.arange(length)]
    windows[minus] = COMPLEMENT[windows[minus]][:, ::-1]
    return [window.tobytes().decode("ascii") for window in windows]
