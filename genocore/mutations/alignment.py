"""Two versions of one sequence side by side: what was changed between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from genocore.mutations.changes import trimmed
from genocore.sequences.alphabet import CODE, translate

LEAST = 0.7
"""Identity below which two sequences are not taken for versions of one."""
CELLS = 400_000_000
"""Largest table of an alignment, in cells of about 2 bytes."""
CONTEXT = 30
"""Equal letters left on both sides of what differs."""
_SAME, _CHANGED, _UNSURE = 0, 1, 2
_PLAIN = np.frombuffer(b"ACGTN", dtype=np.uint8)


class Edit(NamedTuple):
    """Letters ``start`` to ``end`` (0-based, half-open) of the normal sequence, and what stands there instead."""

    start: int
    end: int
    alt: str
    sure: bool = True


@dataclass(frozen=True)
class Comparison:
    """What an alignment shows.

    Parameters
    ----------
    edits : list of Edit
        In order; empty if `identity` is below `LEAST`. Applied to the normal sequence they give the mutated one.
    identity : float
        Equal columns as a share (0 to 1) of all columns without ambiguous letters; NaN if there is none.
    ambiguous : int
        Columns with an ambiguous letter.
    unclear : int
        Insertions and deletions with an ambiguous letter, which are not among the edits.
    """

    edits: list[Edit]
    identity: float
    ambiguous: int
    unclear: int


def compare(normal: str, mutated: str, context: int = CONTEXT) -> Comparison | None:
    """Align two sequences from end to end; None if that would take a table of more than `CELLS`.

    Parameters
    ----------
    normal, mutated : str
        Upper-case IUPAC letters.
    context : int, default 30
        How many of the letters with which both begin, and with which both end, are aligned too.

    Notes
    -----
    Match 2, mismatch -3, a gap -5 and -2 for each further letter; an ambiguous letter against any other 0. With these
    scores no alignment is better than one that pairs all letters of the common ends: they can be left out. Edits are
    moved as far to the 3' end as they go; those that touch, or would in an equally good alignment, become one.

    Examples
    --------
    >>> compare("ACGTTTGCA", "ACGTTGCC").edits
    [Edit(start=5, end=6, alt='', sure=True), Edit(start=8, end=9, alt='C', sure=True)]
    """
    one, other = (translate(np.frombuffer(text.encode(), dtype=np.uint8), CODE) for text in (normal, mutated))
    places = _align(one, other, context)
    if places is None:
        return None
    edits: list[Edit] = []
    same = changed = ambiguous = 0
    for (begin, there), (end, there_end) in pairwise(places):
        a, b = one[begin:end], other[there:there_end]
        if len(a) != len(b):  # a gap: one of the two is empty
            unsure = int((a == 4).sum() + (b == 4).sum())
            ambiguous, changed = ambiguous + unsure, changed + len(a) + len(b) - unsure
            edits.append(Edit(begin, end, mutated[there:there_end], sure=not unsure))
            continue
        state = np.where((a == 4) | (b == 4), _UNSURE, a != b)
        counts = np.bincount(state, minlength=3).tolist()
        same, changed, ambiguous = same + counts[_SAME], changed + counts[_CHANGED], ambiguous + counts[_UNSURE]
        # Ambiguous stretches are kept for now, as walls that no edit passes or joins.
        borders = np.flatnonzero(np.diff(state, prepend=_SAME, append=_SAME)).tolist()
        for first, last in pairwise(borders):
            if state[first] != _SAME:
                alt = mutated[there + first : there + last]
                edits.append(Edit(begin + first, begin + last, alt, sure=state[first] == _CHANGED))
    identity = same / (same + changed) if same + changed else float("nan")
    unclear = sum(not edit.sure and edit.end - edit.start != len(edit.alt) for edit in edits)
    settled = _settle(edits, normal) if identity >= LEAST else []
    return Comparison([edit for edit in settled if edit.sure], identity, ambiguous, unclear)


def _align(one: np.ndarray, other: np.ndarray, context: int) -> list[tuple[int, int]] | None:
    """Return where blocks and gaps of the alignment begin and end, in both sequences, 0-based."""
    from Bio.Align import PairwiseAligner

    ends = (len(one), len(other))
    common = _common(one, other)
    behind = max(_common(one[common:][::-1], other[common:][::-1]) - context, 0)
    before = max(common - context, 0)
    inner = [codes[before : len(codes) - behind] for codes in (one, other)]
    if len(inner[0]) * len(inner[1]) > CELLS:
        return None
    path = [(0, 0), (len(inner[0]), len(inner[1]))]
    if len(inner[0]) and len(inner[1]):
        aligner = PairwiseAligner(mode="global", wildcard="N", match_score=2, mismatch_score=-3)
        aligner.open_gap_score, aligner.extend_gap_score = -5, -2
        best = aligner.align(*(_PLAIN[codes].tobytes().decode() for codes in inner))[0]
        path = best.coordinates.T.tolist()
    places = [(0, 0), *((before + a, before + b) for a, b in path), ends]
    return list(dict.fromkeys(places))  # a common end that is all context would stand twice


def _common(one: np.ndarray, other: np.ndarray) -> int:
    """Return with how many equal letters both begin."""
    shorter = min(len(one), len(other))
    differ = one[:shorter] != other[:shorter]
    return int(differ.argmax()) if differ.any() else shorter


def _settle(edits: list[Edit], normal: str) -> list[Edit]:
    """Move insertions and deletions as far to the 3' end as they go, and join edits that touch or could."""
    settled: list[Edit] = []  # the last one first: where an edit may go depends on the next one
    for edit in reversed(edits):
        while edit.sure:
            edit = _moved_on(edit, normal, settled[-1].start if settled else len(normal))
            if not settled or not settled[-1].sure:
                break
            # Equally good alignments have a gap beside a change or further on: both must give the same answer.
            after = _moved_back(settled[-1], normal, edit.end)
            if after.start > edit.end:
                break
            settled.pop()
            edit = Edit(edit.start, after.end, edit.alt + after.alt)
        if edit.end > edit.start or edit.alt:
            settled.append(edit)
    return settled[::-1]


def _moved_on(edit: Edit, normal: str, limit: int) -> Edit:
    """Return an edit without equal ends; if it is a mere insertion or deletion, as close to `limit` as it goes."""
    skipped, cut, put = trimmed(normal[edit.start : edit.end], edit.alt)
    start = edit.start + skipped
    end = start + len(cut)
    if bool(cut) == bool(put):
        return Edit(start, end, put)
    unit, steps = cut or put, 0
    while end + steps < limit and normal[end + steps] == unit[steps % len(unit)]:
        steps += 1
    turn = steps % len(unit)
    return Edit(start + steps, end + steps, put[turn:] + put[:turn])


def _moved_back(edit: Edit, normal: str, limit: int) -> Edit:
    """Return a mere insertion or deletion as close to `limit`, on its 5' side, as it goes; other edits as they are."""
    start, end, put = edit.start, edit.end, edit.alt
    if (start < end) == bool(put):
        return edit
    unit, steps = normal[start:end] or put, 0
    while start - steps > limit and normal[start - steps - 1] == unit[-1 - steps % len(unit)]:
        steps += 1
    turn = steps % len(unit)
    return Edit(start - steps, end - steps, put[-turn:] + put[:-turn])
