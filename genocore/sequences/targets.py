"""What is to be learnt: classes or numbers, from where a rule says they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from genocore.files import Message, Report
from genocore.registry import unknown
from genocore.sequences import labels
from genocore.sequences.checks import place_of
from genocore.sequences.dataset import Dataset
from genocore.tables.numbers import is_limit, looks_numeric, mostly_numeric, to_numbers
from genocore.tables.scale import look_like_counts, outlying, scale_of

TASKS = ("auto", "classes", "numbers")


def set_target(
    data: Dataset, report: Report, label: str | None, known: Sequence[str] = (), task: str = "auto"
) -> Dataset:
    """Return `data` with what `label` names as the target; parameters as in `genocore.sequences.prepare`."""
    if task not in TASKS:
        raise unknown("kind of label", task, TASKS)
    guessed = label is None and (proposed := labels.propose(data)).startswith("column:")
    if guessed:
        label = proposed
    rule = labels.LabelRule(label or labels.DEFAULT)
    if rule.spec == "none":
        return data
    found = rule.label(data)
    texts = np.array([value or "" for value in found], dtype=object)
    asked = label is not None or (task == "numbers" and looks_numeric(texts))
    if not asked and not labels.second_words_are_labels(data.columns["header"], found, known):
        _say_no_labels(data, found, report)
        return data
    if not any(found):
        text = "No record has a label where the rule looks."
        report.add(Message("warning", "FA006", text, suggestion="Choose another rule."))
        return data
    numbers = task == "numbers" or (task == "auto" and rule.spec.startswith("column:") and are_measurements(texts))
    if guessed:
        what = "Numbers to predict" if numbers else "Labels"
        report.add(Message("notice", "FA025", f"{what} are taken from column {rule.spec[7:]!r}."))
    return _with_numbers(data, texts, report) if numbers else data.with_labels(found)


def are_measurements(texts: np.ndarray) -> bool:
    """Return True if values are numbers, and too many different ones for classes.

    Examples
    --------
    >>> are_measurements(np.array(["0.5", "1.25", "7", "2.2", "3.1", "0.1"], dtype=object))
    True
    >>> are_measurements(np.array(["0", "1", "1", "0"], dtype=object))
    False
    """
    if not looks_numeric(texts) and not mostly_numeric(texts):
        return False
    numbers, _ = to_numbers(texts)
    known = numbers[~np.isnan(numbers)]
    distinct = len(set(known.tolist()))
    whole = bool(np.all(known == np.round(known)))
    return distinct > 20 or (distinct > 4 and not whole)


def _with_numbers(data: Dataset, texts: np.ndarray, report: Report) -> Dataset:
    """Return the data with numbers to learn; say which cells are none, and what the numbers look like."""
    numbers, wrong = to_numbers(texts)
    if np.isnan(numbers).all():
        shown = next((text[:60] for text in texts[wrong]), "")
        text = f"No record has a number where the rule looks ({shown!r})." if shown else "No record has a number."
        hint = "Choose another rule, or take the values as classes."
        report.add(Message("warning", "EX002", text, suggestion=hint))
        return data
    _say_no_numbers(data, texts, wrong, report)
    scale, sentence = scale_of(numbers)
    if look_like_counts(numbers):
        hint = "Counts depend on how deep a sample was read: TPM or another normalised measure compares better."
        report.add(Message("notice", "EX008", "All values are whole numbers: they seem to be counts.", suggestion=hint))
    elif scale == "log":
        hint = "Do not take logarithms again."
        if np.nanmin(numbers) >= 0:
            hint = "If they are logarithms, do not take them again."
        report.add(Message("notice", "EX003", sentence, suggestion=hint))
    scaled = np.log2(numbers + 1) if scale == "linear" else numbers
    far = np.flatnonzero(outlying(scaled))
    if len(far) and scale != "none":
        shown = ", ".join(f"{str(data.ids[row])[:40]} ({numbers[row]:.4g})" for row in far[:3].tolist())
        even = " even as log2(x + 1)" if scale == "linear" else ""
        text = f"{len(far):,} values lie far from the others{even}: {shown}."
        report.add(Message("notice", "EX009", text, suggestion="Look at the distribution on the Explore page."))
    return data.with_numbers(numbers)


def _say_no_numbers(data: Dataset, texts: np.ndarray, wrong: np.ndarray, report: Report) -> None:
    """Say which cells are no numbers, and how many there are if they are many."""
    filled = sum(map(bool, texts))
    if wrong.sum() > 0.1 * filled:
        shown = ", ".join(repr(text[:20]) for text in dict.fromkeys(texts[wrong].tolist()[:200]))[:80]
        text = f"{wrong.sum():,} of {filled:,} cells are not numbers ({shown}); their records are not trained on."
        hint = "Write a number into these cells if they should count, or choose classes as the type."
        report.add(Message("warning", "EX002", text, suggestion=hint))
    messages = []
    for row in np.flatnonzero(wrong).tolist():
        cell, what, hint = texts[row][:60], "not a number", ""
        if is_limit(cell):
            what = "a limit, not a number"
            hint = "Write the limit itself, or half of it, if the record should count."
        text = f"{cell!r} is {what}; the record is kept, but not trained on."
        messages.append(Message("warning", "EX002", text, **place_of(data, row), value=cell, suggestion=hint))
    report.add_each(messages, noun="cells")


def _say_no_labels(data: Dataset, found: list[str | None], report: Report) -> None:
    values = Counter(value for value in found if value)
    if offered := [name for name in data.columns if name not in labels.PROVENANCE]:
        shown = ", ".join(repr(name[:30]) for name in offered[:8]) + (", ..." if len(offered) > 8 else "")
        text = f"No column stands out as the label; there is {shown}."
        hint = f"Say which one it is, such as column:{offered[0][:30]}. Predict needs none; Train does."
        report.add(Message("warning", "FA006", text, suggestion=hint))
        return
    if not values:
        hint = "Predict needs none; Train does."
        report.add(Message("warning", "FA006", "The headers hold no label.", suggestion=hint))
        return
    shown = ", ".join(repr(value[:30]) for value, _ in values.most_common(3))
    better = labels.propose(data)
    hint = f"Try the label rule {better}." if better != "none" else "Say where the label stands, if there is one."
    more = ", ..." if len(values) > 3 else ""
    text = f"The headers' second words ({shown}{more}) do not look like labels; none was taken."
    report.add(Message("warning", "FA014", text, suggestion=hint))
