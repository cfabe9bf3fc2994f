"""What a control found, in a sentence or two."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.training.controls.ground import AS_RUN, DIFFERENCE, OTHER
from genocore.training.run import Run
from genocore.training.verdict import LEAK, interval

TOGETHER = {"families": "near copies kept together", "identical": "exact copies kept together"}
"""What the divisions keep together, in words; all others are the groups of a column."""
_LITTLE, _MUCH = 0.01, 0.1
"""Change of a score below which more records bring little; how far above guessing shuffled labels give pause."""


def in_words(control: str, found: pd.DataFrame, run: Run) -> str:
    """Return what the table of a control says.

    Parameters
    ----------
    control : str
        Key of `genocore.training.controls.CONTROLS`.
    found : DataFrame
        What that control returned.
    run : Run
        Whose control it is.

    Examples
    --------
    >>> in_words("shuffled", shuffled_labels(run, data), run)  # doctest: +SKIP
    'With shuffled labels the same work reaches 0.50 (0.47 to 0.52 in three shuffles); with the true ones AUROC ...'
    """
    metric, guess = ("auroc", 0.5) if run.classes else ("r2", 0.0)
    rows = found[found["metric"] == metric]
    score = "AUROC" if run.classes else "R²"
    if rows["value"].isna().any():
        return f"{score} cannot be computed here: a class is missing from what was scored."
    return {"division": _division, "shuffled": _shuffled, "fewer": _fewer}[control](rows, score, guess, run)


def _row(rows: pd.DataFrame, arm: str) -> dict[str, Any]:
    """Return the last row of an arm; NaN become None."""
    found = rows[rows["arm"] == arm].iloc[-1].to_dict()
    return {str(name): None if isinstance(cell, float) and cell != cell else cell for name, cell in found.items()}


def _ends(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("value", "low", "high")}


def _signed(row: dict[str, Any]) -> str:
    value, low, high = (None if row[name] is None else round(row[name], 3) + 0.0 for name in ("value", "low", "high"))
    return f"{value:+.3f}" + ("" if low is None else f" ({low:+.3f} to {high:+.3f})")


def _division(rows: pd.DataFrame, score: str, guess: float, run: Run) -> str:
    first, other, gap = (_row(rows, arm) for arm in (AS_RUN, OTHER, DIFFERENCE))
    at_random, together = (first, other) if first["division"] == "random" else (other, first)
    kept = TOGETHER.get(together["division"], "the groups of a column kept together")
    both = f"Divided at random it reaches {score} {interval(_ends(at_random))}, with {kept} "
    both += f"{interval(_ends(together))}."
    if gap["low"] is not None and gap["low"] > 0:
        return f"{both} So {interval(_ends(gap), 3)} of a score at random comes from having seen relatives."
    twins = bool((run.split["near"] or {}).get("twins"))
    if gap["high"] is not None and gap["high"] < 0 and twins:
        return f"{both} It is lower at random because nearly equal sequences with different labels mislead it."
    return f"{both} The difference, {_signed(gap)}, is no evidence that relatives flatter this model."


def _shuffled(rows: pd.DataFrame, score: str, guess: float, run: Run) -> str:
    first, other = _row(rows, AS_RUN), _row(rows, OTHER)
    text = f"With shuffled labels the same work reaches {other['value']:.2f} ({other['low']:.2f} to "
    text += f"{other['high']:.2f} in three shuffles); with the true ones {score} {interval(_ends(first))}."
    if other["low"] > guess + _MUCH and run.leakage_of("cv") > 0:
        return f"{text} It should be near {guess:g}: near copies carry labels from training into scoring."
    if (first["value"] if first["low"] is None else first["low"]) > other["high"]:
        return f"{text} So the score does not come from the way of working."
    return f"{text} That is no difference to speak of."


def _fewer(rows: pd.DataFrame, score: str, guess: float, run: Run) -> str:
    gap, whole, half = _row(rows, DIFFERENCE), _row(rows, AS_RUN), _row(rows, OTHER)
    text = f"From {half['records']:,.0f} to {whole['records']:,.0f} records learnt from, {score} changed by "
    text += f"{_signed(gap)}."
    nothing = whole["value"] <= guess or (whole["low"] is not None and whole["low"] <= guess)
    if nothing or gap["low"] is None:
        return f"{text} Nothing was learnt yet, so what more would bring cannot be told."
    if run.leakage_of("cv") >= LEAK:
        return f"{text} As this score leaks, it cannot be told whether more records or more near copies brought that."
    if gap["low"] > -_LITTLE and gap["high"] < _LITTLE:
        return f"{text} It has levelled off: more records of the same kind would bring little."
    if gap["low"] > 0:
        return f"{text} It still rises: more records would probably help."
    return f"{text} Whether more would help cannot be told from these."
