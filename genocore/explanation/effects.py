"""What a model says of each row of a table of mutations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.explanation.changed import ask_changes, percentiles
from genocore.explanation.mutagenesis import only_read
from genocore.explanation.scorable import SCORED, distinct, rows_in_place, status_of
from genocore.explanation.score import Score
from genocore.explanation.surroundings import widen
from genocore.explanation.windows import Changes, compares_places, cut_out, longest_read, opposite, shortest_read
from genocore.models.fit import Progress, silent
from genocore.mutations.places import Located
from genocore.sequences.dataset import Dataset

_ASKED = ("score_ref", "score_alt", "delta_score_mean", "delta_score_sd", "rc_discordance")
_OF_SCORE = (
    "score_ref", "score_alt", "delta_score_mean", "delta_score_sd", "percentile", "n_compared", "rc_discordance",
)  # fmt: skip


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
    1,000 possible replacements is represented by a random 1,000 of them, which places a percentile within about 3 (by
    200, and within 7, if there are very many sequences). Equal changes are asked about once. A sequence that is shorter
    than those the model was trained on, but part of exactly one longer sequence of `data`, is read within that one, and
    compared with the letters of that one. The sd says how far the members disagree; as the answers of all are joined
    before they are calibrated, the effect is not the mean of theirs, and sd is no error bar of it.

    The effect is the model's: it says what the model would expect of such a sequence, not what the mutation does. Where
    `ood_flags` is not empty the model has not learnt about such sequences. On data whose strand has a meaning,
    `rc_discordance` means nothing; it is 0 by construction for models that read both strands.
    """
    n, width = len(located.status), longest_read(score.model)
    out = pd.DataFrame({name: np.full(n, np.nan) for name in _OF_SCORE})
    text = {name: np.full(n, "", dtype=object) for name in ("ood_flags", "model_note", "read_within")}
    place = np.full((n, 3), np.nan)
    given = Changes(located.sequence, located.index, located.span, located.put)
    in_place = rows_in_place(located, given)
    there = Changes(np.where(in_place, given.sequence, -1), given.index, given.span, given.put)
    every, within = widen(data, there, shortest_read(score.model))
    status = status_of(score, data, located, every, in_place)
    rows = np.flatnonzero(status == list(SCORED).index("scored"))
    if len(rows):
        first, of_first = distinct(every.take(rows))
        changes = every.take(rows[first])
        found, flags = _ask(score, data, changes, on_progress)

        def compared(done: int, letters: int) -> None:
            on_progress(0.4 + 0.6 * done / letters, f"compared with {done:,} of {letters:,} letters")

        effect = found["delta_score_mean"].to_numpy()
        found["percentile"], found["n_compared"] = percentiles(score, data, changes, effect, seed, compared)
        out.loc[rows, list(found)] = found.iloc[of_first].to_numpy()
        begin, end = cut_out(data, changes, width)
        cut = end - begin < data.lengths[changes.sequence]
        text["ood_flags"][rows] = _with_anchor(score, flags, cut)[of_first]
        place[rows] = np.column_stack([changes.index + 1, begin + 1, end])[of_first]
        text["read_within"][rows] = data.ids[every.sequence[rows]]
        notes = np.where(cut, "A window around the change was given to the model.", "")[of_first]
        text["model_note"][rows] = [f"{a} {b}".strip() for a, b in zip(within[rows], notes, strict=True)]
    for number, words in enumerate(SCORED.values()):
        text["model_note"][(status == number) & (words != "")] = words
    where = pd.DataFrame(place, columns=["read_position", "window_from", "window_to"]).astype("Int64")
    out["n_compared"] = out["n_compared"].astype("Int64")
    return pd.concat([out, where], axis=1).assign(**text, model_status=np.array(list(SCORED), dtype=object)[status])


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


def _with_anchor(score: Score, flags: np.ndarray, cut: np.ndarray) -> np.ndarray:
    """Return flags, with one more for windows that a model which compares places was not trained on."""
    if not compares_places(score.model):
        return flags
    said = "not cut around the same place as the training sequences"
    out = flags.copy()
    out[cut] = [f"{said}; {flag}" if flag else said for flag in flags[cut]]
    return out
