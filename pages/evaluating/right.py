"""Evaluate: what was called what; or predicted against measured values."""

from __future__ import annotations

from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.evaluating import classes, numbers, part, threshold


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    name, frame = part.choose(run)
    if not run.classes:
        numbers.draw(run, frame)
        return
    classes.draw(row, run, frame, name)
    threshold.draw(run, frame)
