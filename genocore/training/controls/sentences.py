"""What a control found, in a sentence or two."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.training.controls.ground import AS_RUN, DIFFERENCE, OTHER
from genocore.training.verdict import interval

_LITTLE, _MUCH = 0.01, 0.1
"""Change of a score below which more records bring little; how far above guessing shuffled labels give pause."""


def in_words(control: str, found: pd.DataFrame) -> str:
    """Return what the table of a control says.

    Parameters
    ----------
    control : str
        Key of `genocore.training.controls.CONTROLS`.
    found : DataFrame
        What that control returned.

    Examples
    --------
    >>> rows = [("as run", 0.9, 0.85, 0.95), ("other", 0.5, 0.45, 0.55)]
    >>> found = pd.DataFrame([("auroc", *row) for row in rows], columns=["metric", "arm", "value", "low", "high"])
    >>> in_words("shuffled", found)[:76]
    'With shuffled labels the same work reaches 0.50 (0.45 to 0.55 in three shuff'
    """
    metric, guess = ("auroc", 0.5) if "auroc" in set(found["metric"]) else ("r2", 0.0)
    rows = found[found["metric"] == metric]
    score = "AUROC" if metric == "auroc" else "R²"
    if rows["value"].isna().any():
        return f"{score} cannot be computed here: a class is missing from what was scored."
    return {"division": _division, "shuffled": _shuffled, "fewer": _fewer}[control](rows, score, guess)


def _row(rows: pd.DataFrame, arm: str) -> dict[str, Any]:
    """Return the last row of an arm; NaN become None."""
    found = rows[rows["arm"] == arm].iloc[-1].to_dict()
    return {str(name): None if isinstance(cell, float) and cell != cell else cell for name, cell in found.items()}


def _ends(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("value", "low", "high")}


def _signed(row: dict[str, Any]) -> str:
    value, low, high = (None if row[name] is None else round(row[name], 3) + 0.0 for name in ("value", "low", "high"))
    return f"{value:+.3f}" + ("" if low is None else f" ({low:+.3f} to {high:+.3f})")


def _division(rows: pd.DataFrame, score: str, guess: float) -> str:
    run, other, gap = (_row(rows, arm) for arm in (AS_RUN, OTHER, DIFFERENCE))
    at_random, together = (run, other) if run["division"] == "random" else (other, run)
    both = f"Divided at random it reaches {score} {interval(_ends(at_random))}, with relatives kept together "
    both += f"{interval(_ends(together))}."
    if gap["low"] is not None and gap["low"] > 0:
        return f"{both} So {interval(_ends(gap), 3)} of the first is memory of near copies, not knowledge."
    if gap["high"] is not None and gap["high"] < 0:
        return f"{both} Near copies mislead it: some have another label than their relatives, as mutated ones may."
    return f"{both} The difference, {_signed(gap)}, is no evidence that near copies flatter this model."


def _shuffled(rows: pd.DataFrame, score: str, guess: float) -> str:
    run, other = _row(rows, AS_RUN), _row(rows, OTHER)
    text = f"With shuffled labels the same work reaches {other['value']:.2f} ({other['low']:.2f} to "
    text += f"{other['high']:.2f} in three shuffles); with the true ones {score} {interval(_ends(run))}."
    if other["value"] > guess + _MUCH:
        return f"{text} It should be near {guess:g}: near copies carry labels from training into scoring."
    if (run["value"] if run["low"] is None else run["low"]) > other["high"]:
        return f"{text} So the score does not come from the way of working."
    return f"{text} That is no difference to speak of."


def _fewer(rows: pd.DataFrame, score: str, guess: float) -> str:
    gap, run = _row(rows, DIFFERENCE), _row(rows, AS_RUN)
    half = _row(rows, OTHER)
    text = (
        f"From {half['records']:,.0f} to {run['records']:,.0f} records learnt from, {score} changed by {_signed(gap)}."
    )
    if gap["high"] is not None and gap["high"] < _LITTLE:
        return f"{text} It has levelled off: more records of the same kind would bring little."
    if gap["low"] is not None and gap["low"] > 0:
        return f"{text} It still rises: more records would probably help."
    return f"{text} Whether more would help cannot be told from these."
