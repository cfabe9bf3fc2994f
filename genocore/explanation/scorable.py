"""Which rows of a table of mutations a model can be asked about."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.explanation.mutagenesis import letters_read
from genocore.explanation.score import Score
from genocore.explanation.windows import Changes, compares_places, cut_out, longest_read
from genocore.mutations.places import STATUSES, Located
from genocore.sequences.dataset import Dataset

SCORED: dict[str, str] = {
    "scored": "",
    "not_in_place": "The check found something against this row: see its status.",
    "words_only": "The row says in words what changed: there are no letters to put in.",
    "too_large": "The change is too long for what the model reads.",
    "not_read": "The model does not look at this place: it cuts sequences before it.",
}
"""What can become of a row: every row has one status; their counts add up to the rows."""
_PLACED = ("matched", "located", "filtered")
"""Statuses of rows whose place is right, whether or not they count; repeats are asked about if such a row says it."""


def rows_in_place(located: Located, changes: Changes) -> np.ndarray:
    """Return which rows have a place that is right."""
    there = (located.index >= 0) & (located.sequence >= 0)
    right = there & np.isin(located.status, [list(STATUSES).index(key) for key in _PLACED])
    number = distinct(changes)[1]
    repeats = there & (located.status == list(STATUSES).index("duplicate"))
    return right | (repeats & np.isin(number, number[right]))


def status_of(score: Score, data: Dataset, located: Located, changes: Changes, in_place: np.ndarray) -> np.ndarray:
    """Return what becomes of each row: number in `SCORED`."""
    keys = list(SCORED)
    status = np.where(in_place, keys.index("scored"), keys.index("not_in_place"))
    status[in_place & ~located.spelled] = keys.index("words_only")
    width = longest_read(score.model)
    size, length = np.maximum(changes.added, changes.span), data.lengths[np.maximum(changes.sequence, 0)]
    moves = (changes.added != changes.span) & ((length > width) | compares_places(score.model))
    room = np.where(moves, width // 2, width)  # more would push out most of what else is read
    large = (size > 1) & ((size > room) | (changes.span - changes.added >= length))
    status[(status == keys.index("scored")) & large] = keys.index("too_large")
    rows = np.flatnonzero(status == keys.index("scored"))
    if len(rows) and hasattr(score.model.encoder, "reads") and not hasattr(score.model.estimator, "members_on"):
        status[rows[_unread(score, data, changes.take(rows))]] = keys.index("not_read")
    return status


def _unread(score: Score, data: Dataset, changes: Changes) -> np.ndarray:
    """Return for changes whether no letter that they touch is read; changes of length may shift others into view."""
    begin, end = cut_out(data, changes, longest_read(score.model))
    lengths = end - begin
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    blank = Dataset(np.zeros(len(changes), dtype=object), np.full(offsets[-1], 78, dtype=np.uint8), offsets)
    read = np.concatenate([[0], np.cumsum(letters_read(score.model, blank))])
    left = offsets[:-1] + changes.index - begin
    right = np.minimum(left + np.maximum(changes.span, 1), offsets[1:])
    touched = read[right] - read[np.minimum(left, right)]
    behind = (score.model.encoder.align == "start") & (changes.index - begin >= score.model.encoder.reads)
    return (touched == 0) & ((changes.added == changes.span) | behind)


def distinct(changes: Changes) -> tuple[np.ndarray, np.ndarray]:
    """Return the first row of each distinct change, and for each row which of them it is."""
    frame = pd.DataFrame(
        {"sequence": changes.sequence, "index": changes.index, "span": changes.span, "put": changes.put.astype(str)}
    )
    number = frame.groupby(list(frame), sort=False).ngroup().to_numpy()
    return np.flatnonzero(~pd.Series(number).duplicated().to_numpy()), number
