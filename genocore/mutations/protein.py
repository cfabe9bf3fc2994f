"""What one change does to the protein that a region codes for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genocore.mutations.coding import CodingRegion
from genocore.mutations.translate import THREE, UNKNOWN, Code, code_of
from genocore.sequences.alphabet import COMPLEMENT

SPLICE = 8
"""Bases of an intron next to an exon whose change may alter splicing."""
EDGE = 3
"""Bases of an exon next to an intron whose change may alter splicing too."""
_AMBIGUOUS = "The codon has an ambiguous base."


@dataclass(frozen=True)
class Effect:
    """A consequence, a key of `genocore.mutations.consequence.CONSEQUENCES`.

    ``name`` is the name of the protein's change or empty, ``residue`` the first one changed, counted from 1, or 0, and
    ``note`` what to know besides.
    """

    consequence: str
    name: str = ""
    residue: int = 0
    note: str = ""


def effect_of(region: CodingRegion, index: int, span: int, put: str) -> Effect:
    """Return what a change does to a protein.

    Parameters
    ----------
    region : CodingRegion
    index, span : int
        0-based place of the first letter taken out, and how many are.
    put : str
        Letters put in, on the strand of the sequence as given.

    Notes
    -----
    Translation of the changed coding sequence is compared with that of the unchanged one; of a lost stop it is
    followed to the next stop behind the region. What lies within `SPLICE` bases of an intron, or crosses the border of
    an exon, is ``splice_adjacent``: whether the exon is still spliced in cannot be read from the sequence, so no
    consequence is given. Codons with ambiguous letters give ``unknown``. Names follow HGVS without the brackets that
    mark a prediction; a shifted frame is named in the short form, ``p.Arg97fs``.

    Examples
    --------
    >>> letters = np.frombuffer(b"ATGAAATAG", dtype=np.uint8)
    >>> region = CodingRegion(0, "g", ((0, 9),), 1, letters)
    >>> effect_of(region, 3, 1, "T")
    Effect(consequence='nonsense', name='p.Lys2Ter', residue=2, note='')
    >>> effect_of(region, 4, 1, "").name
    'p.Lys2fs'
    """
    added = put
    if region.strand == -1:
        added = COMPLEMENT[np.frombuffer(put.encode(), dtype=np.uint8)][::-1].tobytes().decode()
    offset = _offset(region, index, span, added)
    if isinstance(offset, Effect):
        return offset
    code = code_of(region.code)
    old, at = region.text[region.skip :], offset - region.skip
    if at < 0 or at + max(span, 1) > len(old) // 3 * 3:
        return Effect("unknown", note="In a codon that is not whole.")
    new = old[:at] + added + old[at + span :]
    note = _near_border(region, offset, span)
    begins = region.skip == 0 and old[:3] in code.starts
    if begins and new[:3] not in (old[:3], "ATG"):
        if code.protein(new[:3]) == UNKNOWN:
            return Effect("unknown", note=_AMBIGUOUS)
        other = f"{new[:3]} is a start too in this genetic code, mostly a weaker one." if new[:3] in code.starts else ""
        return Effect("start_lost", "p.Met1?", 1, " ".join(filter(None, [other, note])))
    found = _compare(code, old, new, at, span, added, _tail(region), begins)
    return Effect(found.consequence, found.name, found.residue, " ".join(filter(None, [found.note, note])))


def _offset(region: CodingRegion, index: int, span: int, added: str) -> int | Effect:
    """Return the coding base at which a change begins, or its effect if it is not inside one exon."""
    inner = 0 if span else 1  # an insertion lies between two bases
    touched = np.arange(index - inner, index + max(span, 1))
    offsets = region.offsets(touched)
    coding = offsets >= 0
    if coding.all() and np.ptp(offsets) == len(offsets) - 1:
        return int(offsets.min()) + inner
    outside = (touched < region.begin) | (touched >= region.end)
    if outside.all() or (inner and outside.any()):
        return Effect("non_coding")
    if outside.any() and coding.any():
        return _across_end(region, offsets, added)
    if coding.any():
        return Effect("splice_adjacent", note="Crosses the border of an exon.")
    edges = np.array([edge for start, end in region.exons for edge in (start, end - 1)])
    away = int(np.abs(edges[:, None] - touched[None, :]).min())
    return Effect("splice_adjacent" if away <= SPLICE else "non_coding", note=f"In an intron, {away:,} from an exon.")


def _across_end(region: CodingRegion, offsets: np.ndarray, added: str) -> Effect:
    """Return the effect of a change that takes out an end of a region and what lies next to it."""
    code, old = code_of(region.code), region.text[region.skip :]
    coding, protein = offsets[offsets >= 0], code.protein(old)
    if 0 in coding and region.skip == 0 and old[:3] in code.starts:
        return Effect("start_lost", "p.Met1?", 1)
    if 0 in coding or len(old) % 3 or protein.find("*") != len(protein) - 1:
        return Effect("unknown", note="Crosses the end of the coding region.")
    at, text = int(coding.min()) - region.skip, old + _tail(region)
    after = code.protein(text[:at] + added + text[at + len(offsets) :])
    if len(coding) == len(old) - at and after.startswith(protein):  # what follows makes up for it
        return Effect("synonymous", "p.(=)", at // 3 + 1)
    return Effect("stop_lost", "", len(protein))


def _near_border(region: CodingRegion, offset: int, span: int) -> str:
    """Say it if a change in an exon is next to an intron."""
    if len(region.exons) < 2:
        return ""
    sizes = [end - start for start, end in region.exons][:: region.strand]
    borders = np.cumsum(sizes)[:-1]
    near = ((offset + max(span, 1) > borders - EDGE) & (offset < borders + EDGE)).any()
    return "Next to the border of an exon: splicing may change too." if near else ""


def _tail(region: CodingRegion) -> str:
    """Return what follows a region in the direction of reading, up to 1,000 codons."""
    if region.strand == 1:
        return region.letters[region.end : region.end + 3000].tobytes().decode()
    return COMPLEMENT[region.letters[max(region.begin - 3000, 0) : region.begin]][::-1].tobytes().decode()


def _compare(code: Code, old: str, new: str, at: int, span: int, added: str, tail: str, begins: bool) -> Effect:
    before, after = code.protein(old), code.protein(new + tail)
    if "*" in before:
        before = before[: before.index("*") + 1]
        after = after[: after.index("*") + 1] if "*" in after else after
    else:
        after = code.protein(new)
        after = after[: after.index("*") + 1] if "*" in after else after
    if begins:
        before, after = "M" + before[1:], "M" + after[1:]
    codon = at // 3
    if codon >= len(before):
        return Effect("unknown", note="Behind a stop inside the coding region.")
    if before == after and (before.endswith("*") or (len(added) - span) % 3 == 0):
        touched = before[codon : (at + max(span, 1) - 1) // 3 + 1]
        if UNKNOWN in touched:
            return Effect("unknown", note=_AMBIGUOUS)
        single = len(touched) == 1 and span == len(added)
        return Effect("synonymous", f"p.{THREE[touched]}{codon + 1}=" if single else "p.(=)", codon + 1)
    first = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    one, other = before[first : first + 1], after[first : first + 1]
    if UNKNOWN in (one, other):
        return Effect("unknown", note=_AMBIGUOUS)
    more = len(added) - span
    if one == "*" and (more % 3 or after.find("*") != first + more // 3):
        return _stop_lost(first, after)
    if more % 3:
        name = f"p.{THREE[one]}{first + 1}{'Ter' if other == '*' else 'fs'}" if one else ""
        return Effect("frameshift", name, first + 1)
    return _in_frame(before, after, first, span, len(added))


def _stop_lost(first: int, after: str) -> Effect:
    """Return the effect of a stop that codes: the protein goes on to the next one."""
    end = after.find("*", first)
    new = THREE[after[first]] if first < len(after) else ""
    more = f"extTer{end - first}" if end >= 0 else "extTer?"
    return Effect("stop_lost", f"p.Ter{first + 1}{new}{more}" if new else "", first + 1)


def _in_frame(before: str, after: str, first: int, span: int, added: int) -> Effect:
    """Return the effect of a change that keeps the frame."""
    one, stop, kept = before[first : first + 1], after.find("*"), len(before) - 1 - (span - added) // 3
    if before.endswith("*") and not 0 <= stop <= kept:
        return Effect("stop_lost", "", first + 1)
    if stop >= 0 and (stop < kept or not before.endswith("*")):
        made = "Ter" if stop == first else f"delins{_three(after[first:])}"
        return Effect("nonsense", f"p.{THREE[one]}{first + 1}{made}" if one else "", first + 1)
    end = 0
    while end < min(len(before), len(after)) - first and before[-1 - end] == after[-1 - end]:
        end += 1
    gone, come = before[first : len(before) - end], after[first : len(after) - end]
    if UNKNOWN in gone + come:
        return Effect("unknown", note=_AMBIGUOUS)
    kind = "missense" if span == added else "inframe_deletion" if span > added else "inframe_insertion"
    if len(gone) == len(come) == 1:
        return Effect(kind, f"p.{THREE[gone]}{first + 1}{THREE[come]}", first + 1)
    if not come:
        while first + len(gone) < len(before) and before[first] == before[first + len(gone)]:
            first += 1
        return Effect(kind, f"p.{_residues(before, first, first + len(gone))}del", first + 1)
    if not gone:
        return Effect(kind, *_inserted(before, first, come))
    return Effect(kind, f"p.{_residues(before, first, first + len(gone))}delins{_three(come)}", first + 1)


def _inserted(before: str, first: int, come: str) -> tuple[str, int]:
    """Return the name of residues put in, and the first that is changed."""
    while first < len(before) and before[first] == come[0]:
        first, come = first + 1, come[1:] + come[0]
    begin = first - len(come)
    if begin >= 0 and before[begin:first] == come:
        return f"p.{_residues(before, begin, first)}dup", begin + 1
    if first in (0, len(before)):  # of a region without its start or stop: nothing stands on the other side
        old = before[0] if first == 0 else before[-1]
        new, number = (come + old, 1) if first == 0 else (old + come, first)
        return f"p.{THREE[old]}{number}delins{_three(new)}", number
    return f"p.{_residues(before, first - 1, first + 1)}ins{_three(come)}", first + 1


def _residues(protein: str, begin: int, end: int) -> str:
    first = f"{THREE[protein[begin]]}{begin + 1}"
    return first if end - begin == 1 else f"{first}_{THREE[protein[end - 1]]}{end}"


def _three(residues: str) -> str:
    return "".join(THREE[residue] for residue in residues)
