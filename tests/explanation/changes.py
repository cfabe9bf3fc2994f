"""Changes of sequences for tests: made up, and put into plain text the slow way."""

import numpy as np

from genocore.explanation.windows import Changes
from genocore.mutations.places import STATUSES, Located
from tests.explanation.small import random_texts


def changes_of(*rows):
    """Return changes from tuples of sequence, index, letters taken out and letters put in."""
    sequence, index, span = (np.array([row[at] for row in rows], dtype=np.int64) for at in range(3))
    return Changes(sequence, index, span, np.array([*(row[3] for row in rows), ""], dtype=object)[:-1])


def mutated(text, index, span, put):
    return text[:index] + put + text[index + span :]


def random_changes(texts, n, *, seed=0, longest=4):
    """Return changes of every kind at random places, more often than chance at the ends."""
    rng = np.random.default_rng(seed)
    found = []
    while len(found) < n:
        sequence = int(rng.integers(len(texts)))
        length = len(texts[sequence])
        span, added = (int(size) for size in rng.integers(0, longest + 1, 2))
        if rng.random() < 0.4:
            span = added = 1
        if span > length or span == added == 0:
            continue
        index = int(rng.choice([0, length - span, rng.integers(0, length - span + 1)], p=[0.15, 0.15, 0.7]))
        put = random_texts(1, added, seed=int(rng.integers(2**31)))[0]
        if put != texts[sequence][index : index + span]:
            found.append((sequence, index, span, put))
    return found


def located_of(*rows):
    """Return where rows are, from tuples of status, sequence, index, letters taken out, letters put in and spelled."""
    changes = changes_of(*(row[1:5] for row in rows))
    status = np.array([list(STATUSES).index(row[0]) for row in rows], dtype=np.int8)
    spelled = np.array([row[5] if len(row) > 5 else True for row in rows], dtype=bool)
    return Located(status, changes.sequence, changes.index, changes.span, changes.put, spelled, changes.index)
