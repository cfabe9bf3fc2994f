"""Using a trained model on new sequences."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.models.fit import class_probabilities
from genocore.sequences.alphabet import segment_sums
from genocore.sequences.dataset import Dataset
from genocore.training.bundle import Model

_BATCH = 50_000


def predict(model: Model, data: Dataset) -> pd.DataFrame:
    """Return what the model says of each sequence.

    Parameters
    ----------
    model : Model
    data : Dataset
        Labels, if there are any, are not looked at.

    Returns
    -------
    DataFrame
        One row a sequence: ``id, length, n_frac`` (share of ambiguous letters), ``p_<class>`` for each class,
        ``pred`` (the most probable class), ``flags`` and ``model_id``.

    Notes
    -----
    The probabilities are the model's own and not calibrated: 0.9 does not mean that nine in ten such calls are right.
    ``flags`` names what is unlike the training data; a model answers even where it knows nothing.

    Works in batches of 50,000 sequences, so that memory does not grow with the file.
    """
    n_frac = segment_sums(data.codes == 4, data.offsets) / np.maximum(data.lengths, 1)
    parts = [
        class_probabilities(
            model.estimator,
            model.encoder.transform(data.take(np.arange(first, min(first + _BATCH, len(data))))),
            len(model.classes),
        )
        for first in range(0, len(data), _BATCH)
    ]
    chances = np.concatenate(parts) if parts else np.zeros((0, len(model.classes)))
    frame = pd.DataFrame({"id": data.ids.astype(str), "length": data.lengths, "n_frac": n_frac.round(4)})
    frame = frame.assign(**{f"p_{name}": chances[:, code] for code, name in enumerate(model.classes)})
    frame["pred"] = np.array(model.classes, dtype=object)[chances.argmax(axis=1)] if len(data) else ""
    frame["flags"] = _flags(model, data, n_frac)
    frame["model_id"] = model.key
    return frame


def _flags(model: Model, data: Dataset, n_frac: np.ndarray) -> np.ndarray:
    low, high = int(model.lengths.min()), int(model.lengths.max())
    text = np.full(len(data), "", dtype=object)
    for flag, rows in (
        (f"shorter than all training sequences ({low} bp)", data.lengths < low),
        (f"longer than all training sequences ({high} bp)", data.lengths > high),
        ("more than 10 % ambiguous letters", n_frac > 0.1),
    ):
        text[rows] = [f"{old}; {flag}" if old else flag for old in text[rows]]
    return text
