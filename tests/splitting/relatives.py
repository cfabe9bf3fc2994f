"""Sequences with relatives, made from a seed."""

import numpy as np

from genocore.sequences import Dataset

COMPLEMENT = str.maketrans("ACGT", "TGCA")


def letters(n, length, rng):
    return ["".join(row) for row in rng.choice(list("ACGT"), (n, length))]


def opposite(sequence):
    return sequence.translate(COMPLEMENT)[::-1]


def changed(sequence, edits, rng, *, indels=False):
    """Return the sequence with exactly so many edits, in different places."""
    out = list(sequence)
    for place in rng.choice(len(out), edits, replace=False):
        kind = rng.integers(0, 10) if indels else 9
        if kind == 0:
            out[place] = ""
        elif kind == 1:
            out[place] += rng.choice(list("ACGT"))
        else:
            out[place] = rng.choice([base for base in "ACGT" if base != sequence[place]])
    return "".join(out)


def families(n_families, copies, length, edits, *, seed=0, labels=None):
    """Return a Dataset of families, every second member on the opposite strand, and the family of each record."""
    rng = np.random.default_rng(seed)
    found, member = [], []
    for family, parent in enumerate(letters(n_families, length, rng)):
        for copy in range(copies):
            sequence = changed(parent, edits, rng)
            found.append(opposite(sequence) if copy % 2 else sequence)
            member.append(family)
    order = rng.permutation(len(found))
    member = np.array(member)[order]
    names = None if labels is None else [labels[family] for family in member]
    return Dataset.from_strings([found[i] for i in order], labels=names), member
