"""Which records a run trains on and which it scores, with what must be said about that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from genocore.errors import InputError, NotEnoughData
from genocore.sequences.checks import identical_groups
from genocore.sequences.dataset import NO_CLASS, Dataset
from genocore.splitting import Split, make_split
from genocore.splitting.families import GIANT, Families
from genocore.splitting.split import find_relatives
from genocore.training.settings import Settings

OF_FILE = "ML003 Of the test file's sequences"
"""How the caution begins that tells of a test file's leakage."""


def divide(data: Dataset, test: Dataset | None, settings: Settings) -> tuple[Dataset, Split, list[str]]:
    """Return the records to work on, their split and cautions; records of a test file stand behind those of `data`.

    Raises
    ------
    InputError
        ML008 if the test file has no labels, or classes that `data` has not.
    """
    keys = {"folds": settings.folds, "repeats": settings.repeats, "seed": settings.seed}
    if test is None:
        split = make_split(data, settings.split, test_share=settings.test_share, **keys)
        few = settings.test_share and not len(split.test)
        text = "The classes or groups are too small for a locked test part: the scores are from cross-validation alone."
        return data, split, ([f"ML001 {text}"] if few else []) + _leakage_cautions(split, settings)
    check_test(data, test)
    split = make_split(data, settings.split, test_share=0.0, **keys)
    both = stack(data, test)
    rows = len(data) + np.flatnonzero(test.labelled)
    copies = identical_groups(both)
    relatives_of_both, relatives = find_relatives(both, copies)
    copied, near = _known(copies, relatives_of_both, rows, split.train)
    cautions = _leakage_cautions(split, settings)
    if near.any():
        parts = [(copied, "are also in the training file"), (near & ~copied, "have a near copy there")]
        text = " and ".join(f"{share.mean():.1%} {what}" for share, what in parts if share.any())
        cautions.append(f"{OF_FILE} {text} (either strand).")
    fold = np.concatenate([split.fold, np.full((settings.repeats, len(test)), -1)], axis=1)
    in_test = relatives[len(data) :]
    group = np.concatenate([split.group, split.group.max() + 1 + in_test])
    unit = np.concatenate([split.unit, split.unit.max() + 1 + in_test])
    whole = replace(
        split, fold=fold, test=rows, group=group, unit=unit, relatives=relatives, near_test=near,
        leakage_percent=100 * float(near.mean()),
    )  # fmt: skip
    return both, whole, cautions


def check_test(data: Dataset, test: Dataset) -> None:
    """Refuse a test file that cannot be compared with `data`.

    Raises
    ------
    InputError
        ML008 if it has no labels, labels of another kind, or classes that `data` has not.
    """
    strange = {name for name, n in test.class_counts().items() if n} - set(data.classes)
    if not strange and bool(test.classes) == bool(data.classes) and test.labelled.any():
        return
    kind = "classes" if data.classes else "numbers"
    what = f"classes the training file has not: {', '.join(sorted(strange))}" if strange and data.classes else ""
    what = what or f"no {kind}"
    hint = "Choose a file with the same classes." if data.classes else "Choose a file with its measurements."
    raise InputError(f"The test file has {what}.", hint=hint, code="ML008")


def stack(data: Dataset, test: Dataset) -> Dataset:
    """Return the records of both, with the classes of `data`."""
    target = np.asarray(test.target)
    if data.classes:
        codes = [data.classes.index(name) if name in data.classes else NO_CLASS for name in test.classes]
        target = np.array([*codes, NO_CLASS], dtype=np.int32)[target]
    return Dataset(
        np.concatenate([data.ids, test.ids]),
        np.concatenate([data.letters, test.letters]),
        np.concatenate([data.offsets, test.offsets[1:] + data.offsets[-1]]),
        np.concatenate([np.asarray(data.target), target]),
        data.classes,
    )


def _known(
    copies: np.ndarray, families: Families | None, rows: np.ndarray, train: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return which of `rows` have a copy among those trained on, and which a copy or near copy.

    Of a family that holds more than a fifth of all only direct near copies count: others hang together by chains.
    """
    copied = np.isin(copies[rows], copies[train])
    if families is None:
        return copied, copied
    if families.giant <= GIANT:
        return copied, np.isin(families.group[rows], families.group[train])
    one, other = families.links["first"].to_numpy(), families.links["second"].to_numpy()
    linked = np.concatenate([one[np.isin(other, train)], other[np.isin(one, train)]])
    return copied, copied | np.isin(copies[rows], copies[linked])


def _leakage_cautions(split: Split, settings: Settings) -> list[str]:
    found = []
    families = split.families
    if families is not None and families.giant > GIANT:
        text = (
            f"{families.giant:.0%} of the sequences are near copies of each other, one family. The score is about new "
            "members of this family, not about other sequences."
        )
        found.append(f"ML002 {text}")
    if split.leakage_percent:
        near = families is not None and families.giant <= GIANT
        what = "a copy or near copy" if near else "an exact copy"
        text = f"{split.leakage_percent:.1f} % of the scored sequences have {what} in what was trained on."
        why = "A class has fewer families than there are folds: use fewer folds, or more data."
        hint = why if settings.split == "auto" else "Keep them together (split 'auto' or 'families')."
        found.append(f"ML003 {text} {hint}")
    return found


def check_folds(data: Dataset, split: Split) -> list[str]:
    """Return cautions about classes that a fold was not trained on; only groups can bring that about."""
    if not data.classes:
        return []
    target = np.asarray(data.target)
    absent: set[int] = set()
    for row in split.fold[:, : len(data)]:
        for fold in range(row.max() + 1):
            counts = np.bincount(target[(row >= 0) & (row != fold)], minlength=len(data.classes))
            if (counts > 0).sum() < 2:
                raise NotEnoughData(
                    "Without the groups of one fold there is only one class left to train on.",
                    hint="Use groups that hold several classes, or another split.",
                    code="ML005",
                )
            absent.update(np.flatnonzero(counts == 0).tolist())
    text = "is missing from the training part of a fold and cannot be predicted there."
    return [f"ML005 Class '{data.classes[code]}' {text}" for code in sorted(absent)]
