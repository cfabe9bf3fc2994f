"""What a run found, in sentences: the score first, then what speaks for it and against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from genocore.models import MODELS
from genocore.splitting.families import GIANT
from genocore.training.floors import FLOORS
from genocore.training.run import LEAST, Run

LEAK = 2.0
"""Percent of scored records with a near copy from which a score is not to be trusted."""
_WIDE, _FEW, _RARE = 0.25, 30, 0.1
"""Width of an interval that says little; records of a class that are few; share of a class that is rare."""

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
        with fewer than 10 records of the rarest class); the interval holds what guessing reaches; the model is not
        above the best of its floors by the interval; a class is rarer than one in ten; none of these.

    Notes
    -----
    The sentences are made from the numbers in the run alone. They speak of these records: another source may differ.
    """
    metric, guess = ("auroc", 0.5) if run.classes else ("r2", 0.0)
    part = run.quoted
    found = (run.metrics[part] or {})[metric]
    value, low, high = found["value"], found["low"], found["high"]
    subject, does = _subject(run), _does(run, name)
    n, rarest, share = _counts(run, part)
    where = _where(run, part, n)
    details = [_calls(run, part), _leak_sentence(run), _rarity(run, part, share, name)]
    if value is None:
        headline = f"The scores cannot be computed {where}: they need records of at least two classes."
        return Verdict("undefined", headline, _told(details))
    score = f"{'AUROC' if run.classes else 'R²'} {interval(found)}"
    state, _ = leakage(run)
    wide = high - low > _WIDE if low is not None and high is not None else rarest < LEAST
    if low is None:
        details.append("Every resample agrees, which leaves no interval to compute.")
    if rarest < _FEW:
        what = "records of the rarest class" if run.classes else "records"
        details.append(f"Only {rarest:,} {what} were scored: read the interval rather than the number.")
    if state == "fail":
        headline = f"This score leaks: {subject} {does} with {score} {where}, but had seen near copies of some."
        return Verdict("leaking", headline, _told(details))
    if wide:
        headline = f"There are too few records to tell: {score} {where}."
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
    return Verdict("unbalanced" if run.classes and share < _RARE else "good", headline, _told(details))


def leakage(run: Run) -> tuple[str, str]:
    """Return how bad the leakage is (``pass``, ``warn`` or ``fail``) and a sentence that says so; none if not known."""
    near, percent = run.split["near"], run.split["leakage_percent"]
    if percent is None:
        return "pass", ""
    exact = near is None or near["giant"] > GIANT
    what = "an exact copy" if exact else "a copy or near copy"
    text = f"{percent:.1f} % of the scored records have {what} in what the model was trained on"
    if not percent:
        return "pass", f"No scored record has {what} in what the model was trained on."
    if percent < LEAK:
        return "warn", f"{text}: the score may be slightly too good."
    return "fail", f"{text}: the score shows in part what the model remembers, not what it learnt."


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


def _counts(run: Run, part: str) -> tuple[int, int, float]:
    """Return how many records were scored, how many of the rarest class (of numbers: all), and its share."""
    scored = run.scored(part)
    if not run.classes:
        return len(scored), len(scored), 1.0
    rarest = int(scored["true"].value_counts().reindex(run.classes, fill_value=0).min())
    return len(scored), rarest, rarest / max(len(scored), 1)


def _calls(run: Run, part: str) -> str:
    metrics = run.metrics[part] or {}
    if run.classes:
        found = metrics["balanced_accuracy"]
        guess = f"guessing would call {1 / len(run.classes):.0%}"
        if found["value"] is None:
            return ""
        return f"Averaged over the classes it calls {found['value']:.0%} of the records right; {guess}."
    explained = metrics["r2"]["value"]
    if explained is None or explained <= 0:
        return ""
    scale = " of log2(x + 1)" if run.scale == "log2" else ""
    return f"It explains {explained:.0%} of the variation{scale} between the records."


def _leak_sentence(run: Run) -> str:
    state, text = leakage(run)
    return text if state != "fail" else _first(text)


def _rarity(run: Run, part: str, share: float, name: Callable[[str], str]) -> str:
    if not run.classes or share >= _RARE:
        return ""
    precision = (run.metrics[part] or {})["auprc"]
    counts = run.scored(part)["true"].value_counts().reindex(run.classes, fill_value=0)
    rare = name(str(counts.idxmin()))
    text = f"Class {rare} is rare ({share:.1%} of the records): a high AUROC can go with mostly false calls of it."
    if len(run.classes) > 2 or counts.idxmin() != run.classes[1]:
        return f"{text} Look at its precision below."
    return f"{text} Its average precision is {interval(precision)}, where guessing reaches {share:.2f}."


def _told(details: list[str]) -> tuple[str, ...]:
    return tuple(text for text in details if text)
