"""Controls of a score: the same cross-validation again with one thing changed. A new control is a file and a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genocore.training.controls.division import other_division
from genocore.training.controls.fewer import fewer_records
from genocore.training.controls.ground import AS_RUN, DIFFERENCE, OTHER
from genocore.training.controls.shuffled import shuffled_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

CONTROLS: dict[str, Callable[..., pd.DataFrame]] = {
    "division": other_division,
    "shuffled": shuffled_labels,
    "fewer": fewer_records,
}

__all__ = ["AS_RUN", "CONTROLS", "DIFFERENCE", "OTHER", "fewer_records", "other_division", "shuffled_labels"]
