"""Codons to amino acids, many at once, by any genetic code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from genocore.errors import InputError
from genocore.sequences.alphabet import CODE

UNKNOWN = "X"
THREE = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu", "G": "Gly", "H": "His",
    "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe", "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp",
    "Y": "Tyr", "V": "Val", "U": "Sec", "O": "Pyl", "*": "Ter", "X": "Xaa",
}  # fmt: skip
"""One letter of an amino acid -> three, as HGVS writes them."""


@dataclass(frozen=True, eq=False)
class Code:
    """A genetic code.

    Parameters
    ----------
    aminos : ndarray of uint8, shape (125,)
        Letter of the amino acid of each codon, at ``25 a + 5 b + c`` with bases as 0 to 3 and 4 for ambiguous ones.
    starts : frozenset of str
        Codons that may begin. For the standard code only ATG: its rare others, lost or won by a mutation, are no start
        that anybody would count on.
    """

    aminos: np.ndarray
    starts: frozenset[str]

    def of_codons(self, letters: np.ndarray) -> np.ndarray:
        """Return the letters of the amino acids of codons; uint8, shape (n,), of uint8 letters of shape (n, 3)."""
        codes = CODE[letters].astype(np.int64)
        return self.aminos[codes[:, 0] * 25 + codes[:, 1] * 5 + codes[:, 2]]

    def protein(self, text: str) -> str:
        """Return the amino acids of a coding sequence, stops as ``*``; what is left at the end is not translated.

        Examples
        --------
        >>> code_of(1).protein("ATGAARTAGA")
        'MX*'
        """
        letters = np.frombuffer(text.encode(), dtype=np.uint8)
        whole = letters[: len(letters) // 3 * 3].reshape(-1, 3)
        return self.of_codons(whole).tobytes().decode()


def genetic_codes() -> dict[int, str]:
    """Return the number of each genetic code, with its name.

    Examples
    --------
    >>> genetic_codes()[1]
    'Standard'
    """
    from Bio.Data.CodonTable import unambiguous_dna_by_id

    return {number: str(table.names[0]) for number, table in sorted(unambiguous_dna_by_id.items())}


@lru_cache
def code_of(number: int) -> Code:
    """Return a genetic code by its NCBI number.

    Raises
    ------
    InputError
        PA001 if there is no such code.

    Notes
    -----
    A codon with an ambiguous base is ``X``, whatever that base may be.

    References
    ----------
    https://www.ncbi.nlm.nih.gov/Taxonomy/Utils/wprintgc.cgi, as distributed with Biopython.
    """
    from Bio.Data.CodonTable import unambiguous_dna_by_id

    if number not in unambiguous_dna_by_id:
        known = ", ".join(map(str, sorted(unambiguous_dna_by_id)))
        raise InputError(f"There is no genetic code {number!r}.", hint=f"Use one of {known}.", code="PA001")
    table = unambiguous_dna_by_id[number]
    aminos = np.full(125, ord(UNKNOWN), dtype=np.uint8)
    for codon in (a + b + c for a in "ACGT" for b in "ACGT" for c in "ACGT"):
        a, b, c = (int(CODE[ord(base)]) for base in codon)
        aminos[25 * a + 5 * b + c] = ord(table.forward_table.get(codon, "*"))
    for codon in table.stop_codons:  # in some codes a codon both stops and codes: it stops
        a, b, c = (int(CODE[ord(base)]) for base in codon)
        aminos[25 * a + 5 * b + c] = ord("*")
    return Code(aminos, frozenset({"ATG"} if number == 1 else {"ATG", *table.start_codons}))
