"""Spellings that are one class."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from genocore.sequences.dataset import Dataset

_DECORATION = re.compile(r"[\s_;:!?\"'`(){}\[\]|/\\]|(?<!\d)[.,]|[.,](?!\d)|(?<=[^\W\d])-(?=\w)")
"""Punctuation without meaning; the signs of ``ER+`` and ``-1`` and the point of ``1.5`` have one."""


def plain_name(name: str) -> str:
    """Return a label without case and decoration, for comparing spellings."""
    return _DECORATION.sub("", name).casefold() or name


def variants(classes: Iterable[str], counts: dict[str, int]) -> dict[str, str]:
    """Return spellings that differ only in case and punctuation, each with the commonest spelling of its group.

    Signs and decimal points are no mere punctuation: ``ER+`` and ``ER-``, ``1.5`` and ``15`` stay apart.

    Examples
    --------
    >>> variants(["Normal", "normal,", "mutated"], {"Normal": 5, "normal,": 1, "mutated": 4})
    {'normal,': 'Normal'}
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name in classes:
        groups[plain_name(name)].append(name)
    merged = {}
    for names in groups.values():
        best = min(names, key=lambda name: (-counts.get(name, 0), name))
        merged.update({name: best for name in names if name != best})
    return merged


def merge_classes(data: Dataset, merged: dict[str, str]) -> Dataset:
    """Return `data` with the classes named in `merged` taken into the others."""
    names = np.array([*(merged.get(name, name) for name in data.classes), None], dtype=object)
    return data.with_labels(names[data.target])
