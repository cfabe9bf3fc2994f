"""The effect of a motif by itself: put into shuffled sequences, where nothing else of the data is left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.explanation.mutagenesis import letters_read
from genocore.explanation.score import Score
from genocore.exploration.motifs import STANDS_FOR, read_motif
from genocore.models.fit import Progress, silent
from genocore.sequences.dataset import Dataset
from genocore.sequences.shuffle import dinucleotide_shuffle


def marginal_effect(
    score: Score, data: Dataset, motif: str, *, position: int | None = None, sweep: int = 0, backgrounds: int = 200,
    seed: int = 42, on_progress: Progress = silent,
) -> pd.DataFrame:  # fmt: skip
    """Return how far a motif moves the score of sequences that have nothing but the composition of the data.

    Parameters
    ----------
    score : Score
    data : Dataset
        Sequences like those the model learnt from; their labels are not looked at.
    motif : str
        1 to 100 IUPAC letters; lower case is fine, U is read as T, blanks are left out. For an ambiguous letter one of
        the bases it stands for is drawn in each background.
    position : int, optional
        1-based place of the motif's first letter. By default it stands in the middle of what the model reads.
    sweep : int, default 0
        Step in bp: the motif is put at positions 1, 1 + `sweep` and so on, at every one for 1. 0 for one place.
    backgrounds : int, default 200
        Sequences drawn from `data` and shuffled, at most; only those are drawn that the motif fits into.
    seed : int, default 42
    on_progress : callable, optional

    Returns
    -------
    DataFrame
        Up to three rows a position: ``name`` (``motif``; ``shuffled motif``, a control: its letters in another order,
        drawn for each background; ``difference``, motif minus control), ``position`` (missing if the middle is not the
        same everywhere), ``mean`` change of the score with 95 % interval ``low`` to ``high``, ``sd`` of the change,
        ``n`` backgrounds, mean score ``before`` and ``after`` (of ``difference``: with the control and with the motif),
        and ``raised``, the share of backgrounds in which the score rose. A motif of one letter repeated has no control.

    Raises
    ------
    InputError
        PA001 for a motif that is empty, too long or holds what is no IUPAC letter, for a place that no sequence has,
        for a position and a sweep at once, and for fewer than 2 backgrounds.
    Cancelled
        If `on_progress` does.

    Notes
    -----
    Backgrounds are `dinucleotide_shuffle` of real sequences; the same ones, with the same letters drawn, at all
    positions. The motif replaces the letters there. Two questions a background and position. Where lengths differ, a
    position far to the right has fewer backgrounds, see ``n``.

    The interval is Student's t over backgrounds: it says how well the mean over such backgrounds is known, not how sure
    the model is, nor that anything binds. Any replaced letters may move a score: look at ``difference``. A motif that
    acts only together with another shows nothing here; nor does one at a place the model does not read (exactly 0).

    References
    ----------
    Global importance analysis: Koo et al. 2021, doi:10.1371/journal.pcbi.1008925.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from genocore.explanation.score import Scores
    >>> def ask(data):
    ...     return Scores(np.array([float("TATA" in text) for text in data.sequences()]))
    >>> counts = SimpleNamespace(ask=ask, model=SimpleNamespace(encoder=None, estimator=None))
    >>> data = Dataset.from_strings(["GGCAGCACGTGC"] * 50)
    >>> marginal_effect(counts, data, "tata")[["name", "position", "mean", "raised"]].values.tolist()
    [['motif', 5, 1.0, 1.0], ['shuffled motif', 5, 0.06, 0.06], ['difference', 5, 0.94, 0.94]]
    """
    letters = read_motif(motif)
    _check(position, sweep, backgrounds)
    rng = np.random.default_rng(seed)
    ground = _backgrounds(data, (position or 1) - 1 + len(letters), len(letters), backgrounds, rng)
    drawn = _draw(letters, len(ground), rng)
    control = _rearrange(drawn, rng)
    put = [drawn] if control is None else [drawn, control]
    before = score.ask(ground).joint
    places = _places(score, ground, position, sweep, len(letters))
    rows: list[dict[str, Any]] = []
    for done, start in enumerate(places, start=1):
        here = np.flatnonzero(start + len(letters) <= ground.lengths)
        changed = _with(ground, np.tile(here, len(put)), start[here], np.concatenate([one[here] for one in put]))
        after = np.asarray(score.ask(changed).joint).reshape(len(put), -1)
        shown = start[0] + 1 if (start == start[0]).all() else pd.NA
        rows.append({"name": "motif", "position": shown, **_change(before[here], after[0])})
        if len(put) > 1:
            rows.append({"name": "shuffled motif", "position": shown, **_change(before[here], after[1])})
            rows.append({"name": "difference", "position": shown, **_change(after[1], after[0])})
        on_progress(done / len(places), f"Position {done:,} of {len(places):,}")
    return pd.DataFrame(rows).astype({"position": "Int64"})


def _check(position: int | None, sweep: int, backgrounds: int) -> None:
    if backgrounds < 2:
        raise InputError(f"{backgrounds} backgrounds give no interval.", hint="Use at least 2.", code="PA001")
    if sweep < 0:
        raise InputError(f"A sweep goes on by at least 1 bp, not {sweep}.", code="PA001")
    if position is not None and sweep:
        raise InputError("A motif is put at one position or at many.", hint="Give one of the two.", code="PA001")
    if position is not None and position < 1:
        raise InputError(f"There is no position {position}: the first letter has position 1.", code="PA001")


def _backgrounds(data: Dataset, needed: int, motif: int, most: int, rng: np.random.Generator) -> Dataset:
    """Return shuffled sequences of at least `needed` bp."""
    rows = np.flatnonzero(data.lengths >= needed)
    if not len(rows):
        longest = int(data.lengths.max(initial=0))
        where = "" if needed == motif else f" at position {needed - motif + 1:,}"
        raise InputError(
            f"The motif of {motif} bp does not fit{where}: the longest sequence has {longest:,} bp.",
            hint="Use a shorter motif." if needed == motif else "Choose a smaller position.",
            code="PA001",
        )
    if len(rows) > most:
        rows = np.sort(rng.choice(rows, most, replace=False))
    return dinucleotide_shuffle(data.take(rows), seed=int(rng.integers(2**32)))


def _places(score: Score, ground: Dataset, position: int | None, sweep: int, motif: int) -> list[np.ndarray]:
    """Return for each place where the motif begins in each sequence; 0-based."""
    if sweep:
        return [np.full(len(ground), start) for start in range(0, int(ground.lengths.max()) - motif + 1, sweep)]
    if position is not None:
        return [np.full(len(ground), position - 1)]
    read = np.flatnonzero(letters_read(score.model, ground))
    bounds = np.searchsorted(read, ground.offsets)
    middle = (read[bounds[:-1]] + read[bounds[1:] - 1] + 1 - motif) // 2 - ground.offsets[:-1]
    return [np.clip(middle, 0, ground.lengths - motif)]


def _draw(motif: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Return the motif `n` times, a base drawn for each ambiguous letter; uint8, shape (n, letters)."""
    columns = [np.frombuffer(STANDS_FOR[chr(letter)].encode(), dtype=np.uint8) for letter in motif]
    return np.stack([rng.choice(bases, n) for bases in columns], axis=1)


def _rearrange(drawn: np.ndarray, rng: np.random.Generator) -> np.ndarray | None:
    """Return the letters of each row in another order; None if there is no other in any."""
    other = np.array(drawn)
    again = np.flatnonzero((drawn != drawn[:, :1]).any(axis=1))
    if not len(again):
        return None
    while len(again):
        other[again] = rng.permuted(drawn[again], axis=1)
        again = again[(other[again] == drawn[again]).all(axis=1)]
    return other


def _with(ground: Dataset, rows: np.ndarray, start: np.ndarray, motif: np.ndarray) -> Dataset:
    """Return the sequences at `rows`, each with the letters of one row of `motif` at its `start`."""
    found = ground.take(rows)
    letters = np.array(found.letters)
    begin = found.offsets[:-1] + np.resize(start, len(rows))
    letters[begin[:, None] + np.arange(motif.shape[1])] = motif
    return Dataset(found.ids, letters, found.offsets)


def _change(before: np.ndarray, after: np.ndarray) -> dict[str, float]:
    """Return the mean change with what belongs to it."""
    from scipy.stats import t

    change, n = after - before, len(before)
    sd = float(change.std(ddof=1)) if n > 1 else np.nan
    half = float(t.ppf(0.975, n - 1)) * sd / np.sqrt(n) if n > 1 else np.nan
    mean = float(change.mean())
    return {
        "mean": mean, "low": mean - half, "high": mean + half, "sd": sd, "n": n,
        "before": float(before.mean()), "after": float(after.mean()), "raised": float(np.mean(change > 0)),
    }  # fmt: skip
