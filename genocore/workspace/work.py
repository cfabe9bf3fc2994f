"""The work that jobs do, as functions a worker can import: everything goes in and out through the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.explanation.importance import permutation_importance
from genocore.exploration.projection import tsne
from genocore.features import ENCODERS
from genocore.sequences import prepare
from genocore.training.bundle import Model
from genocore.training.controls import CONTROLS
from genocore.training.predict import predict_batches
from genocore.training.run import Run
from genocore.training.settings import Settings
from genocore.training.train import train
from genocore.training.windows import cut_windows
from genocore.workspace.explaining import EXPLAINING
from genocore.workspace.keys import key_of
from genocore.workspace.looking import LOOKING
from genocore.workspace.store import Store
from genocore.workspace.workspace import Workspace

Progress = Callable[..., None]
PIECE = 10_000
"""Sequences predicted between two reports of progress."""
MAPPED = 5000
"""Records of a map at most."""


def train_work(
    workspace: Workspace, *, dataset: str, label: str, fixes: list[str], settings: dict[str, Any], test: str | None,
    name: str, on_progress: Progress, task: str = "auto",
) -> str:  # fmt: skip
    """Train and keep the run; return its key. Label, fixes and task are as they were when the work was asked for."""
    data, _ = prepare(*workspace.open_raw(dataset), label=label, fixes=fixes, task=task)
    other = workspace.open_dataset(test)[0] if test else None
    run, model = train(data, Settings.from_dict(settings), name=name, test=other, on_progress=on_progress)
    workspace.add_run(run, model, dataset, test)
    return run.key


def predict_work(
    workspace: Workspace, *, run: str, dataset: str, on_progress: Progress, window: int = 0, step: int = 0
) -> int:
    """Predict for all sequences of a dataset and keep the table; return the number of its rows.

    With a `window`, each sequence is read in windows of that many bp, `step` bp apart: see
    `genocore.training.windows`; the column ``start`` says where each begins (1-based).
    """
    data, _ = workspace.open_raw(dataset)
    start = None
    if window:
        data, _, start = cut_windows(data, window, step)
    on_progress(0.05, "Opening the model")
    model = Model.load(workspace.run_folder(run))

    def pieces() -> Iterator[pd.DataFrame]:
        done = 0
        for frame in predict_batches(model, data, PIECE):
            if start is not None:
                frame.insert(1, "start", start[done : done + len(frame)])
            done += len(frame)
            on_progress(0.1 + 0.9 * done / max(len(data), 1), f"{done:,} of {len(data):,}")
            yield frame

    arguments = {"run": run, "dataset": dataset} | ({"window": window, "step": step} if window else {})
    return workspace.save_pieces(key_of("predict", workspace.id, arguments), pieces())


def importance_work(workspace: Workspace, *, run: str, dataset: str, test: str | None, on_progress: Progress) -> int:
    """Compute permutation importance on the locked test part and keep the table; return the number of features."""
    folder = workspace.run_folder(run)
    loaded, model = Run.load(folder), Model.load(folder)
    data, _ = workspace.open_dataset(test or dataset)
    if loaded.key != loaded.settings.key((loaded.fingerprint if test else "") + data.fingerprint):
        raise InputError("The data were changed after this run (labels or fixes).", hint="Train again.", code="ML008")
    frame = permutation_importance(loaded, model, data, on_progress=on_progress)
    arguments = {"run": run, "dataset": dataset, "test": test}
    workspace.save_table(key_of("importance", workspace.id, arguments), frame)
    return len(frame)


def control_work(workspace: Workspace, *, run: str, dataset: str, control: str, on_progress: Progress) -> int:
    """Do a control of a run (a key of `CONTROLS`) and keep its table; return the number of its rows."""
    loaded = Run.load(workspace.run_folder(run))
    data, _ = workspace.open_dataset(dataset)
    frame = CONTROLS[control](loaded, data, on_progress=on_progress)
    arguments = {"run": run, "dataset": dataset, "control": control}
    workspace.save_table(key_of("control", workspace.id, arguments), frame)
    return len(frame)


def projection_work(
    workspace: Workspace, *, dataset: str, label: str, fixes: list[str], task: str, encoder: str,
    values: dict[str, Any], seed: int, on_progress: Progress,
) -> int:  # fmt: skip
    """Draw a map of the records (t-SNE) and keep the table: ``row`` (0-based), ``x``, ``y``; return how many there are.

    Of more than `MAPPED` records a random sample is taken, before anything is computed.
    """
    data, _ = prepare(*workspace.open_raw(dataset), label=label, fixes=fixes, task=task)
    drawn = np.arange(len(data))
    if len(drawn) > MAPPED:
        drawn = np.sort(np.random.default_rng(seed).choice(len(drawn), MAPPED, replace=False))
    spec, some = ENCODERS[encoder], data.take(drawn)
    on_progress(0.05, "Computing features")
    matrix = spec.build(**spec.settings(values)).fit(some).transform(some)
    report = partial(_later, on_progress)
    rows, coordinates = tsne(matrix, seed, at_most=MAPPED, on_progress=report)
    frame = pd.DataFrame({"row": drawn[rows], "x": coordinates[:, 0], "y": coordinates[:, 1]})
    arguments = {
        "dataset": dataset, "label": label, "fixes": fixes, "task": task, "encoder": encoder, "values": values,
        "seed": seed,
    }  # fmt: skip
    workspace.save_table(key_of("projection", workspace.id, arguments), frame)
    return len(frame)


def _later(on_progress: Progress, fraction: float, note: str) -> None:
    on_progress(0.1 + 0.9 * fraction, note)


WORK: dict[str, Callable[..., Any]] = {
    "train": train_work,
    "predict": predict_work,
    "importance": importance_work,
    "control": control_work,
    "projection": projection_work,
    **EXPLAINING,
    **LOOKING,
}


def do(kind: str, folder: str, workspace: str, arguments: dict[str, Any], *, on_progress: Progress) -> Any:
    """Do one piece of work in this process; what `genocore.jobs` is given to run in a worker."""
    store = Store(Path(folder))
    try:
        opened = store.open(workspace)
        if opened is None:
            raise InputError("The workspace is gone.", code="ML008")
        return WORK[kind](opened, **arguments, on_progress=on_progress)
    finally:
        store.close()
