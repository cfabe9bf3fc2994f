"""The records a run scored: their predictions as a table, and the scores of that table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.evaluation import repeats_with_intervals
from genocore.sequences.dataset import Dataset
from genocore.splitting import Split
from genocore.training.run import Metrics


def prediction_table(
    data: Dataset, rows: np.ndarray, chances: np.ndarray, part: str, repeat: int, fold: int
) -> pd.DataFrame:
    """Return one row a scored record: ``row, id, part, repeat, fold, true, pred`` and ``p_<class>``."""
    names = np.array(data.classes, dtype=object)
    frame = pd.DataFrame({"row": rows, "id": data.ids[rows].astype(str), "part": part, "repeat": repeat, "fold": fold})
    frame["true"] = names[np.asarray(data.target)[rows]]
    frame["pred"] = names[chances.argmax(axis=1)]
    return frame.assign(**{f"p_{name}": chances[:, code] for code, name in enumerate(data.classes)})


def score_table(predictions: pd.DataFrame, data: Dataset, split: Split, seed: int) -> dict[str, Metrics | None]:
    """Return the metrics of ``cv`` and ``test``, intervals over the split's units; None for a part without rows."""
    columns = [f"p_{name}" for name in data.classes]
    scores: dict[str, Metrics | None] = {}
    for part in ("cv", "test"):
        repeats = []
        rows = np.empty(0, dtype=np.int64)
        for _, frame in predictions[predictions["part"] == part].groupby("repeat"):
            frame = frame.sort_values("row")
            rows = frame["row"].to_numpy()
            repeats.append((np.asarray(data.target)[rows], frame[columns].to_numpy()))
        found = repeats_with_intervals(repeats, split.unit[rows], seed=seed) if repeats else None
        scores[part] = found
    return scores
