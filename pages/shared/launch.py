"""Starting a training run from any page."""

from __future__ import annotations

from typing import Any

from genocore.models import MODELS
from genocore.sequences import Dataset
from genocore.training.advice import advise_encoder
from genocore.training.division import check_test
from genocore.training.gates import check_trainable
from genocore.training.settings import Settings
from genocore.workspace.tables import DatasetRow
from pages.shared import progress, shell


def first_choice(data: Dataset) -> dict[str, Any]:
    """Return what to try first on `data`: a forest on the advised encoder."""
    return {"model": "random_forest", "encoder": advise_encoder(data)[0]}


def train(row: DatasetRow, data: Dataset, settings: Settings, *, test: str | None) -> str:
    """Start training; return the job's key.

    Raises
    ------
    NotEnoughData, InputError
        If there is nothing to learn from, or the test file does not fit; said before anything is started.
    """
    check_trainable(data, settings)
    if test:
        check_test(data, shell.workspace().open_dataset(test)[0])
    arguments = {
        "dataset": row.id, "label": row.label, "fixes": list(row.fixes), "settings": settings.to_dict(), "test": test,
        "name": row.name, "task": row.task,
    }  # fmt: skip
    return progress.start("train", f"Training: {MODELS[settings.model].label}", arguments)
