"""What a model says of each row of a table of mutations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.explanation.changed import ask_changes, percentiles
from genocore.explanation.mutagenesis import letters_read, only_read
from genocore.explanation.score import Score
from genocore.explanation.surroundings import widen
from genocore.explanation.windows import Changes, cut_out, longest_read, opposite
from genocore.models.fit import Progress, silent
from genocore.mutations.places import STATUSES, Located
from genocore.sequences.dataset import Dataset
from genocore.training.ask import ask

SCORED: dict[str, str] = {
    "scored": "",
    "not_in_place": "The row has no place that could be checked.",
    "words_only": "The row says in words what changed: there are no letters to put in.",
    "too_large": "The change is longer than the sequences the model was trained on.",
    "not_read": "The model does not look at this place: it cuts sequences before it.",
}
"""What can become of a row: every row has one status; their counts add up to the rows."""
_PLACED = ("matched", "located", "filtered")
"""Statuses of rows whose place is right, whether or not they count; repeats are asked about if such a row says it."""
_ASKED = ("score_ref", "score_alt", "delta_score_mean", "delta_score_sd", "rc_discordance")
_OF_SCORE = (*_ASKED[:4], "percentile", "n_compared", _ASKED[4])


def effects(
    score: Score, data: Dataset, located: Located, *, seed: int = 42, on_progress: Progress = silent
) -> pd.DataFrame:
    """Ask a model about every row.

    Parameters
    ----------
    score : Score
    data : Dataset
        The sequences that the rows lie in.
    located : Located
        Of those rows, from `genocore.mutations.locate`.
    seed : int, default 42
        Of the choice of letters to compare with.
    on_progress : callable, optional

    Returns
    -------
    DataFrame
        One row a row, in their order: ``score_ref`` and ``score_alt`` (the score of the window before and after the
        change), ``delta_score_mean`` (after minus before), ``delta_score_sd`` (of that over the members of an ensemble;
        NaN without), ``percentile`` (share in percent of all letters of that sequence, each replaced alone, whose
        effect is smaller in size; halves of equal ones), ``n_compared`` (how many those were), ``rc_discordance`` (how
        far the effect lies from that of the same change read on the opposite strand), ``ood_flags`` (what of the window
        is unlike the training sequences), ``read_within, read_position, window_from, window_to`` (which sequence the
        model was given, where in it the change is and which part of it was read, all 1-based), ``model_status`` (a key
        of `SCORED`) and ``model_note``.

    Raises
    ------
    Cancelled
        If `on_progress` does.

    Notes
    -----
    Sequences are given to the model as `genocore.explanation.windows.cut_out` says. A sequence with more than
    1,000 possible replacements is represented by a random 1,000 of them (fewer each if there are very many sequences),
    so that a percentile is exact to about one. Equal changes are asked about once. A sequence that is shorter than what
    the model reads, but part of exactly one longer sequence of `data`, is read within that one.

    The effect is the model's: it says what the model would expect of such a sequence, not what the mutation does. Where
    `ood_flags` is not empty the model has not learnt about such sequences. On data whose strand has a meaning,
    `rc_discordance` means nothing; it is 0 by construction for models that read both strands.
    """
    n, width = len(located.status), longest_read(score.model)
    out = pd.DataFrame({name: np.full(n, np.nan) for name in _OF_SCORE})
    text = {name: np.full(n, "", dtype=object) for name in ("ood_flags", "model_note", "read_within")}
    place = np.full((n, 3), np.nan)
    given = Changes(located.sequence, located.index, located.span, located.put)
    in_place = _in_place(located, given)
    every, within = widen(data, Changes(np.where(in_place, given.sequence, -1), *_rest(given)), width)
    status = _status(score, data, located, every, in_place)
    rows = np.flatnonzero(status == list(SCORED).index("scored"))
    if len(rows):
        first, of_first = _distinct(every.take(rows))
        changes = every.take(rows[first])
        found, flags = _ask(score, data, changes, on_progress)

        def compared(done: int, letters: int) -> None:
            on_progress(0.4 + 0.6 * done / letters, f"compared with {done:,} of {letters:,} letters")

        effect = found["delta_score_mean"].to_numpy()
        found["percentile"], found["n_compared"] = percentiles(score, data, changes, effect, seed, compared)
        out.loc[rows, list(found)] = found.iloc[of_first].to_numpy()
        text["ood_flags"][rows] = flags[of_first]
        begin, end = cut_out(data, changes, width)
        place[rows] = np.column_stack([changes.index + 1, begin + 1, end])[of_first]
        text["read_within"][rows] = data.ids[every.sequence[rows]]
        notes = _notes(score, data, changes, end - begin)[of_first]
        text["model_note"][rows] = [f"{a} {b}".strip() for a, b in zip(within[rows], notes, strict=True)]
    for number, words in enumerate(SCORED.values()):
        text["model_note"][(status == number) & (words != "")] = words
    where = pd.DataFrame(place, columns=["read_position", "window_from", "window_to"]).astype("Int64")
    out["n_compared"] = out["n_compared"].astype("Int64")
    return pd.concat([out, where], axis=1).assign(**text, model_status=np.array(list(SCORED), dtype=object)[status])


def usual_class(score: Score, data: Dataset) -> str:
    """Return the class that the model calls most of some sequences; empty for a model of numbers."""
    if not score.model.classes or not len(data):
        return ""
    called = np.bincount(ask(score.model, data).joint.argmax(axis=1), minlength=len(score.model.classes))
    return score.model.classes[int(called.argmax())]


def _rest(changes: Changes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return changes.index, changes.span, changes.put


def _in_place(located: Located, changes: Changes) -> np.ndarray:
    """Return which rows have a place that is right."""
    there = (located.index >= 0) & (located.sequence >= 0)
    right = there & np.isin(located.status, [list(STATUSES).index(key) for key in _PLACED])
    number = _distinct(changes)[1]
    repeats = there & (located.status == list(STATUSES).index("duplicate"))
    return right | (repeats & np.isin(number, number[right]))


def _status(score: Score, data: Dataset, located: Located, changes: Changes, in_place: np.ndarray) -> np.ndarray:
    """Return what becomes of each row: number in `SCORED`."""
    keys = list(SCORED)
    status = np.where(in_place, keys.index("scored"), keys.index("not_in_place"))
    status[in_place & ~located.spelled] = keys.index("words_only")
    size = np.maximum(changes.added, changes.span)
    rows = np.flatnonzero(status == keys.index("scored"))
    status[rows[(size[rows] >= longest_read(score.model)) & (size[rows] > 1)]] = keys.index("too_large")
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


def _distinct(changes: Changes) -> tuple[np.ndarray, np.ndarray]:
    """Return the first row of each distinct change, and for each row which of them it is."""
    frame = pd.DataFrame(
        {"sequence": changes.sequence, "index": changes.index, "span": changes.span, "put": changes.put.astype(str)}
    )
    number = frame.groupby(list(frame), sort=False).ngroup().to_numpy()
    return np.flatnonzero(~pd.Series(number).duplicated().to_numpy()), number


def _ask(score: Score, data: Dataset, changes: Changes, on_progress: Progress) -> tuple[pd.DataFrame, np.ndarray]:
    """Return scores and flags of each change."""
    found = pd.DataFrame({name: np.full(len(changes), np.nan) for name in _OF_SCORE})
    flags = np.full(len(changes), "", dtype=object)
    for rows, before, at, after, old, new in ask_changes(score, data, changes):
        delta, sd = after.minus(before, at)
        new_back, old_back = (opposite(only_read(score.model, part)) for part in (new, old))
        turned, _ = score.ask(new_back).minus(score.ask(old_back), at)
        columns = [before.joint[at], after.joint, delta, np.nan if sd is None else sd, np.abs(delta - turned)]
        for name, values in zip(_ASKED, columns, strict=True):
            found.loc[rows, name] = values
        flags[rows] = _flags(score, old.take(at), new)
        on_progress(0.4 * (rows[-1] + 1) / len(changes), f"{rows[-1] + 1:,} of {len(changes):,} changes")
    return found, flags


def _flags(score: Score, old: Dataset, new: Dataset) -> np.ndarray:
    """Return what is unlike the training sequences, after the change and, where it is more, before it."""
    after, before = score.model.novelty.flags(new), score.model.novelty.flags(old)
    out = after.copy()
    for row in np.flatnonzero(before != after):
        gone = [flag for flag in before[row].split("; ") if flag and flag not in after[row].split("; ")]
        out[row] = "; ".join(filter(None, [after[row], *(f"before the change: {flag}" for flag in gone)]))
    return out


def _notes(score: Score, data: Dataset, changes: Changes, width: np.ndarray) -> np.ndarray:
    """Return what to know of how a row was given to the model."""
    notes = np.full(len(changes), "", dtype=object)
    cut = width < data.lengths[changes.sequence]
    notes[cut] = "A window around the change was given to the model."
    if hasattr(score.model.encoder, "reads") and not hasattr(score.model.estimator, "members_on"):
        notes[cut] += " It compares places, and was trained on sequences cut around something else than this change."
    return notes
