"""Evaluate: what the model is and what it looks at."""

from __future__ import annotations

from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.evaluating import choice, importance


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    choice.draw(run)
    importance.draw(row, run)
