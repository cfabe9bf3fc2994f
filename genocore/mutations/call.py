"""Mutations called from sequences: each mutated one is aligned with its normal one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.mutations.alignment import CELLS, LEAST, Comparison, Edit, compare
from genocore.mutations.partners import NOBODY, SEVERAL, find_partners
from genocore.sequences.alphabet import reverse_complement
from genocore.sequences.dataset import Dataset

_CLEARLY = 0.2
"""How much more of a sequence must be equal on the opposite strand, to say so: random DNA differs by less."""
_ALONE = {NOBODY: "no partner with this name", SEVERAL: "several normal records fit this name: not compared"}
_KINDS: dict[str, type | str] = {
    **{"normal": "str", "mutated": "str", "length_normal": "Int64", "length_mutated": "Int64"},
    **{"identity": np.float64, "mutations": "Int64", "ambiguous": "Int64", "note": "str"},
}
_COLUMNS: dict[str, type | str] = {
    **{"Gene": "str", "Position": np.int64, "Ref": "str", "Alt": "str", "Type": "str", "Sample": "str"},
}


def call_mutations(normal: Dataset, mutated: Dataset, *, reference: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find what differs between normal sequences and mutated ones.

    Parameters
    ----------
    normal, mutated : Dataset
        Records of the same name belong together; small and capital letters count as equal there, and an ending such as
        ``_normal``, ``-wt``, ``.ref`` or ``_mut`` does not count. If there is one normal record only, all mutated ones
        are compared with it.
    reference : str, optional
        Name of the one normal record that all mutated ones are compared with.

    Returns
    -------
    mutations : DataFrame
        One row a mutation. ``Gene``: name of the normal record. ``Position``: 1-based, in the normal sequence.
        ``Ref``, ``Alt``: letters, ``-`` for none. ``Type``: ``A>G`` and the like, ``MNV`` (neighbouring letters
        replaced by as many others), ``del``, ``ins`` or ``delins``. ``Sample``: name of the mutated record. A deletion
        stands at its first letter, an insertion at the letter BEFORE it (0 if it lies before the first).
    pairs : DataFrame
        One row for each mutated record in their order, then one for each normal record without a partner. ``normal``,
        ``mutated``: names, empty where there is no partner. ``length_normal``, ``length_mutated``: bp. ``identity``: 0
        to 1, equal columns of the alignment as a share of those without ambiguous letters. ``mutations``: how many
        were called; missing where nothing could be. ``ambiguous``: columns with an ambiguous letter. ``note``: what
        else is to be said, such as why nothing was called.

    Raises
    ------
    InputError
        PA002 if `reference` is not the name of a normal record. MU011 if several have that name, or if no mutated
        sequence has a partner.

    Notes
    -----
    Sequences are aligned from end to end (match 2, mismatch -3, a gap -5 and -2 for each further letter). Where an
    insertion or deletion could stand at several places, as in a run of equal letters, it is given at the one closest
    to the 3' end, as HGVS asks. Changes that touch, or would if one of them stood elsewhere, are one. Ambiguous letters
    are never called, nor are insertions and deletions with such a letter: the note counts them.

    What is aligned is the simplest story, not what happened: two substitutions near each other may have been a
    deletion and an insertion. A sequence that is only a part of its normal one gives a deletion at its end, and
    "too different" if more than 30 % is missing. Inversions and moved pieces come out as many false mutations, or as
    too different. Errors of sequencing look like mutations. Between the first and the last difference, about 20,000 bp
    can be aligned, with 0.8 GB of memory.

    References
    ----------
    Gotoh 1982, doi:10.1016/0022-2836(82)90398-9 (alignment). den Dunnen et al. 2016, doi:10.1002/humu.22981 (HGVS).

    Examples
    --------
    >>> normal = Dataset.from_strings(["ACGTTTGCAACGTGA"], ids=["g1"])
    >>> mutated = Dataset.from_strings(["ACGTTGCAACCTGA", "ACGTTTGCAACGTGA"], ids=["s1", "s2"])
    >>> mutations, pairs = call_mutations(normal, mutated)
    >>> mutations[["Position", "Ref", "Alt", "Type", "Sample"]].values.tolist()
    [[6, 'T', '-', 'del', 's1'], [12, 'G', 'C', 'G>C', 's1']]
    >>> pairs[["mutated", "mutations", "note"]].values.tolist()
    [['s1', 2, ''], ['s2', 0, 'identical']]
    """
    partners = find_partners(normal.ids, mutated.ids, reference)
    found: list[tuple[object, ...]] = []
    pairs: list[tuple[object, ...]] = []
    for row, partner in enumerate(partners.tolist()):
        sample, length = mutated.ids[row], mutated.lengths[row]
        if partner < 0:
            pairs.append(("", sample, pd.NA, length, np.nan, pd.NA, pd.NA, _ALONE[partner]))
            continue
        gene, one, other = normal.ids[partner], normal.sequence(partner), mutated.sequence(row)
        comparison = compare(one, other)
        called = comparison.edits if comparison else []
        found += [(gene, *_described(edit, one), sample) for edit in called]
        pairs.append((gene, sample, len(one), length, *_outcome(comparison), _note(comparison, one, other)))
    alone = "not the reference: not compared" if reference else _ALONE[NOBODY]
    for row in np.setdiff1d(np.arange(len(normal)), partners):
        pairs.append((normal.ids[row], "", normal.lengths[row], pd.NA, np.nan, pd.NA, pd.NA, alone))
    return _frame(found, _COLUMNS), _frame(pairs, _KINDS)


def _frame(rows: list[tuple[object, ...]], kinds: dict[str, type | str]) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else [()] * len(kinds)
    return pd.DataFrame(
        {name: pd.Series(list(cells), dtype=kinds[name]) for name, cells in zip(kinds, columns, strict=True)}
    )


def _described(edit: Edit, normal: str) -> tuple[int, str, str, str]:
    """Return position, letters before and after, and type of an edit."""
    ref = normal[edit.start : edit.end]
    if not ref:
        return edit.start, "-", edit.alt, "ins"  # the letter before it, 1-based
    if not edit.alt:
        return edit.start + 1, ref, "-", "del"
    kind = "delins" if len(ref) != len(edit.alt) else "MNV" if len(ref) > 1 else f"{ref}>{edit.alt}"
    return edit.start + 1, ref, edit.alt, kind


def _outcome(comparison: Comparison | None) -> tuple[object, ...]:
    """Return identity, mutations and ambiguous columns; no number where nothing was called: 0 would say "none"."""
    if comparison is None:
        return np.nan, pd.NA, pd.NA
    called = len(comparison.edits) if comparison.identity >= LEAST else pd.NA
    return comparison.identity, called, comparison.ambiguous


def _note(comparison: Comparison | None, normal: str, mutated: str) -> str:
    if comparison is None:
        return f"more than about {round(CELLS**0.5):,} bp between the first and the last difference: nothing called"
    if np.isnan(comparison.identity):
        return "no letters to compare: nothing called"
    if comparison.identity < LEAST:
        turned = compare(normal, reverse_complement(np.frombuffer(mutated.encode(), dtype=np.uint8)).tobytes().decode())
        if turned is not None and turned.identity >= comparison.identity + _CLEARLY:
            return "fits better on the opposite strand: nothing called"
        return "too different to be the same sequence: nothing called"
    if normal == mutated:
        return "identical"
    if comparison.unclear:
        return f"insertions or deletions with ambiguous letters, not called: {comparison.unclear}"
    return "" if comparison.edits else "no difference but ambiguous letters"
