"""What must hold before training is worth starting; said before, not after."""

from __future__ import annotations

import numpy as np

from genocore.errors import NotEnoughData
from genocore.models import MODELS
from genocore.sequences.checks import identical_groups
from genocore.sequences.dataset import Dataset
from genocore.training.scaling import choose_scale
from genocore.training.settings import Settings

SMALLEST_CLASS = 10
"""Records a class must have: below that every score is an anecdote."""
SMALL_CLASS = 30
"""Records of a class below which a caution is attached to the run."""


def check_trainable(data: Dataset, settings: Settings) -> list[str]:
    """Return cautions about training on `data`.

    Raises
    ------
    NotEnoughData
        If there is nothing to learn from: no labels (FA006), one class (ML006), a class too small (ML001) or smaller
        than the folds (ML005), or all sequences equal (ML007).

    Examples
    --------
    >>> check_trainable(Dataset.from_strings(["ACGT"] * 3, labels=["a"] * 3), Settings())
    Traceback (most recent call last):
    ...
    genocore.errors.NotEnoughData: ML006: All 3 labelled records are 'a'. A model needs at least two classes.
    """
    labelled = int(data.labelled.sum())
    spec = MODELS[settings.model]
    if not labelled:
        raise NotEnoughData(
            f"None of the {len(data):,} records has a label.",
            hint="Say where the label stands: on the Data page, or with --label.",
            code="FA006",
        )
    if spec.tasks and data.task not in spec.tasks:
        what = f"'{settings.model}' is for {', '.join(spec.tasks)} tasks, not {data.task}."
        raise NotEnoughData(what, hint="Choose another model.", code="PA002")
    cautions = _check_classes(data, settings) if data.classes else _check_numbers(data, settings)
    groups = identical_groups(data)[data.labelled]
    if (groups == groups[0]).all():
        raise NotEnoughData(
            f"All {labelled:,} labelled records have the same sequence.",
            hint="There is nothing in them to tell them apart.",
            code="ML007",
        )
    strata = np.asarray(data.target)[data.labelled] if data.classes else np.zeros(labelled, dtype=int)
    different = min(len(np.unique(groups[strata == code])) for code in np.unique(strata))
    if settings.split in ("auto", "identical") and different < settings.folds:
        where = "A class has" if data.classes else "There are"
        raise NotEnoughData(
            f"{where} only {different} different sequences, fewer than the {settings.folds} folds.",
            hint="Copies are kept together, so folds need different sequences: use fewer folds or add records.",
            code="ML005",
        )
    return cautions


def _check_classes(data: Dataset, settings: Settings) -> list[str]:
    counts = data.class_counts()
    if len(counts) < 2:
        raise NotEnoughData(
            f"All {int(data.labelled.sum()):,} labelled records are '{data.classes[0]}'.",
            hint="A model needs at least two classes.",
            code="ML006",
        )
    name, n = min(counts.items(), key=lambda item: item[1])
    if n < SMALLEST_CLASS:
        raise NotEnoughData(
            f"Class '{name}' has {n} record{'s' if n != 1 else ''}; at least {SMALLEST_CLASS} are needed.",
            hint="Add records, merge classes or leave this class out.",
            code="ML001",
        )
    if n < settings.folds:
        raise NotEnoughData(
            f"Class '{name}' has {n} records, fewer than the {settings.folds} folds.",
            hint=f"Use {n} folds or fewer.",
            code="ML005",
        )
    least = int(MODELS[settings.model].extra.get("least", 0))
    if n < least:
        raise NotEnoughData(
            f"Class '{name}' has {n} records; a network needs at least {least} of each class.",
            hint="Choose another model: with so few records they do better.",
            code="ML001",
        )
    if n < SMALL_CLASS:
        return [f"ML001 Class '{name}' has only {n} records: read the intervals before the scores."]
    return []


def _check_numbers(data: Dataset, settings: Settings) -> list[str]:
    known = np.asarray(data.target)[data.labelled]
    least = max(int(MODELS[settings.model].extra.get("least", 0)), SMALLEST_CLASS * 2)
    if len(known) < least:
        raise NotEnoughData(
            f"There are {len(known)} records with a number; at least {least} are needed for this model.",
            hint="Add records, or choose a simpler model.",
            code="ML001",
        )
    if len(known) < settings.folds:
        raise NotEnoughData(
            f"There are {len(known)} records with a number, fewer than the {settings.folds} folds.",
            hint="Use fewer folds.",
            code="ML005",
        )
    if (known == known[0]).all():
        raise NotEnoughData(
            f"All {len(known):,} numbers are {known[0]:g}.",
            hint="There is nothing to predict: choose another column.",
            code="ML006",
        )
    choose_scale(known, settings.scale)
    if len(known) < 2 * SMALL_CLASS:
        return [f"ML001 There are only {len(known)} records: read the intervals before the scores."]
    return []
