"""What a run found, in sentences: the score first, then what speaks for it and against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import pandas as pd

from genocore.models import MODELS
from genocore.splitting.families import GIANT, SHORTEST
from genocore.training.division import OF_FILE
from genocore.training.floors import FLOORS
from genocore.training.run import LEAST, Run, fewest_families

LEAK = 2.0
"""Percent of scored records with a near copy from which a score is not to be trusted."""
_WIDE, _FEW, _TOO_FEW, _RARE = 0.25, 30, 6, 0.1
"""Width of an interval that says little; families of a class that are few, and too few; share of a rare class."""

Situation = Literal["undefined", "leaking", "too little", "chance", "below floor", "unbalanced", "good"]


class Verdict(NamedTuple):
    """What is to be said of a run: which case it is, the sentence to read first, and those that follow."""

    situation: Situation
    headline: str
    details: tuple[str, ...]


def verdict(run: Run, name: Callable[[str], str] = str) -> Verdict:
    """Say what a run found.

    Parameters
    ----------
    run : Run
    name : callable
        Makes the name of a class, which comes from a file, safe to show.

    Returns
    -------
    Verdict
        Of the locked part or test file if it is large enough (`Run.quoted`), else of the cross-validation. The
        situation is the first that holds: the score cannot be computed; it leaks (2 % of the scored records or more
        have a near copy in what was trained on); there is too little to tell (an interval wider than 0.25, or none
        with fewer than 10 families or single records of a class, or fewer than 6 of them at all); the interval holds
        what guessing reaches; the model is not above the best of its floors by the interval; a class is rarer than
        one in ten; none of these.

    Notes
    -----
    The sentences are made from the numbers in the run alone. They speak of these records: another source may differ.
    """
    metric, guess = ("auroc", 0.5) if run.classes else ("r2", 0.0)
    part = run.quoted
    found = (run.metrics[part] or {})[metric]
    value, low, high = found["value"], found["low"], found["high"]
    subject, does = _subject(run), _does(run, name)
    scored = run.scored(part)
    where = _where(run, part, len(scored))
    present = tuple(one for one in run.classes if (scored["true"] == one).any())
    fewest = fewest_families(scored, present)
    details = [_calls(run, part, len(present)), _leak_sentence(run), _rarity(run, part, scored, present, name)]
    if absent := [name(one) for one in run.classes if one not in present]:
        details.append(f"No record of {', '.join(absent)} was scored: how well it is called is not known.")
    if value is None:
        headline = f"The scores cannot be computed {where}: they need records of at least two classes."
        return Verdict("undefined", headline, _told(details))
    score = f"{'AUROC' if run.classes else 'R²'} {interval(found)}"
    state, _ = leakage(run)
    wide = high - low > _WIDE if low is not None and high is not None else fewest < LEAST
    if low is None:
        details.append("Every resample agrees, which leaves no interval to compute.")
    if fewest < _FEW:
        what = "of the rarest class were scored" if run.classes else "were scored"
        many = int(fewest if run.classes else 2 * fewest)
        details.append(f"Only {many:,} independent records {what}: read the interval rather than the number.")
    if state == "fail":
        headline = f"This score leaks: {subject} {does} with {score} {where}, but had seen near copies of some."
        return Verdict("leaking", headline, _told(details))
    if wide or fewest < _TOO_FEW:
        headline = f"There are too few independent records to tell: {score} {where}."
        return Verdict("too little", headline, _told(details))
    if value <= guess or (low is not None and low <= guess):
        scale = "guessing reaches 0.5" if run.classes else "always answering the mean reaches 0"
        headline = f"No evidence that {subject} learnt anything: {score} {where}; {scale}."
        return Verdict("chance", headline, _told(details))
    gain = run.gain
    beaten = not gain or gain["value"] is None or (gain["low"] is not None and gain["low"] > 0)
    if gain and not beaten:
        ends = f"{gain['value']:+.2f}" + (
            "" if gain["low"] is None else f" ({gain['low']:+.2f} to {gain['high']:+.2f})"
        )
        than = f"{FLOORS[gain['floor']]} alone (difference {ends})"
        headline = f"{_first(subject)} {does} with {score} {where}, no better than {than}."
        return Verdict("below floor", headline, _told(details))
    above = f", {gain['value']:.2f} above {FLOORS[gain['floor']]} alone" if gain and gain["value"] is not None else ""
    headline = f"{_first(subject)} {does} with {score} {where}{above}."
    rare = bool(run.classes) and scored["true"].value_counts().min() < _RARE * len(scored)
    return Verdict("unbalanced" if rare else "good", headline, _told(details))


def leakage(run: Run) -> tuple[str, str]:
    """Return how bad the leakage is (``pass``, ``warn`` or ``fail``) and a sentence that says so; none if not known.

    It passes only if near copies were looked for and could be kept apart.
    """
    near, percent = run.split["near"], run.split["leakage_percent"]
    if percent is None:
        return "pass", ""
    told = [caution for caution in run.warnings if caution.startswith(OF_FILE)]
    if run.split["test_file"] and told:
        return "fail" if percent >= LEAK else "warn", told[0].removeprefix("ML003 ")
    giant = near is not None and near["giant"] > GIANT
    what = "an exact copy" if near is None or giant else "a copy or near copy"
    shown = f"{percent:.1f}" if percent >= 0.05 or not percent else "Less than 0.1"
    text = f"{shown} % of the scored records have {what} in what the model was trained on"
    if percent >= LEAK:
        return "fail", f"{text}: the score shows in part what the model remembers, not what it learnt."
    if giant:
        many = f"{near['giant']:.0%} of the sequences are near copies of each other and cannot be kept apart"
        return "warn", f"{many}: the score is about new members of this family. {text}."
    if near is None:
        return "warn", f"{text}. Near copies were not looked for: there are too many letters."
    if run.split["longest"] < SHORTEST:
        return "warn", f"{text}. Sequences of less than {SHORTEST} bp were only compared for being equal."
    if not percent:
        return "pass", f"No scored record has {what} in what the model was trained on."
    return "warn", f"{text}: the score may be slightly too good."


def interval(metric: dict[str, float | None], digits: int = 0) -> str:
    """Return a value with its 95 % interval, as text; by default two digits, from 0.95 on three.

    Examples
    --------
    >>> interval({"value": 0.891, "low": 0.87, "high": 0.9}), interval({"value": 0.981, "low": 0.97, "high": 0.99})
    ('0.89 (0.87–0.90)', '0.981 (0.970–0.990)')
    >>> interval({"value": -0.001, "low": None, "high": None})
    '0.00'
    """
    if metric["value"] is None:
        return "undefined"
    digits = digits or (3 if metric["value"] >= 0.95 else 2)
    ends = (metric[name] for name in ("value", "low", "high"))
    value, low, high = (None if end is None else round(end, digits) + 0.0 for end in ends)  # adding 0: no "-0.00"
    return f"{value:.{digits}f}" + ("" if low is None else f" ({low:.{digits}f}–{high:.{digits}f})")


def _subject(run: Run) -> str:
    if run.settings.model == "dummy":
        return "no model"
    if run.search:
        return "the model that Auto chose"
    label = MODELS[run.settings.model].label.split(" (")[0]
    return f"the {label[0].lower()}{label[1:]}"


def _first(text: str) -> str:
    return text[0].upper() + text[1:]


def _does(run: Run, name: Callable[[str], str]) -> str:
    if not run.classes:
        return "predicts the values"
    if len(run.classes) == 2:
        return f"separates {name(run.classes[0])} from {name(run.classes[1])}"
    return f"tells the {len(run.classes)} classes apart"


def _where(run: Run, part: str, n: int) -> str:
    if part == "cv":
        return f"on {n:,} records left out in turn"
    return f"on {n:,} records " + ("of the test file" if run.split["test_file"] else "kept back from training")


def _calls(run: Run, part: str, classes: int) -> str:
    metrics = run.metrics[part] or {}
    if run.classes:
        found = metrics["balanced_accuracy"]
        if found["value"] is None:
            return ""
        right, guess = (_percent(share) for share in (found["value"], 1 / max(classes, 1)))
        return f"Averaged over the classes it calls {right} of the records right; guessing would call {guess}."
    explained = metrics["r2"]["value"]
    if explained is None or explained <= 0:
        return ""
    scale = " of log2(x + 1)" if run.scale == "log2" else ""
    return f"It explains {_percent(explained)} of the variation{scale} between the records."


def _percent(share: float) -> str:
    """Return a share in whole percent, never rounded to none or all."""
    return f"{share:.0%}" if share in (0, 1) or 0.005 <= share < 0.995 else f"{share:.2%}"


def _leak_sentence(run: Run) -> str:
    state, text = leakage(run)
    return text if state != "fail" else _first(text)


def _rarity(run: Run, part: str, scored: pd.DataFrame, present: tuple[str, ...], name: Callable[[str], str]) -> str:
    if not present:
        return ""
    counts = scored["true"].value_counts()
    share = counts.min() / len(scored)
    if share >= _RARE or len(present) < 2:
        return ""
    rare = str(counts.idxmin())
    text = (
        f"Class {name(rare)} is rare ({share:.1%} of the records): a high AUROC can go with mostly false calls of it."
    )
    if len(run.classes) > 2 or rare != run.classes[1]:
        return f"{text} Look at its precision below."
    precision = (run.metrics[part] or {})["auprc"]
    return f"{text} Its average precision is {interval(precision)}, where guessing reaches {share:.2f}."


def _told(details: list[str]) -> tuple[str, ...]:
    return tuple(text for text in details if text)
