"""Using a trained model on new sequences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from genocore.sequences.alphabet import segment_sums
from genocore.sequences.dataset import Dataset
from genocore.training.ask import Answers, ask, ask_features
from genocore.training.bundle import Model
from genocore.training.conformal import accepted
from genocore.training.scaling import to_original

BATCH = 50_000
"""Sequences predicted at once."""
SEPARATOR = " | "
"""Between the classes of a conformal set."""


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
        One row a sequence: ``id, length, n_frac`` (share of ambiguous letters), then for classes ``p_<class>``
        (calibrated), ``pred`` (the most probable class), ``conformal_set`` (the classes that cannot be excluded at
        90 %) and ``abstain`` (True unless that is one class and nothing is flagged); for numbers ``pred``, ``low`` and
        ``high`` (the interval that holds 90 % of new measurements), on the scale of the training file. ``p_sd`` (or
        ``pred_sd``, on the learnt scale; ``spread`` if a class is called "sd") is the spread of an ensemble's members,
        ``rc_discordance`` how far the answers for the two strands lie apart before a network that reads both averages
        them; NaN for models without. Then ``ood_flags`` (what is unlike the training data, or was not read) and
        ``model_id``.

    Notes
    -----
    A model answers even where it knows nothing: read ``ood_flags`` first. The 90 % hold on average over sequences from
    the same source as the training data, and for no other.

    References
    ----------
    See `genocore.evaluation.calibration`, `genocore.training.conformal` and `genocore.training.novelty`.
    """
    frames = list(predict_batches(model, data))
    return pd.concat(frames, ignore_index=True)


def predict_batches(model: Model, data: Dataset, size: int = BATCH) -> Iterator[pd.DataFrame]:
    """Yield what `predict` returns for `size` sequences at a time, so that memory does not grow with their number."""
    for first in range(0, max(len(data), 1), size):
        yield _predict(model, data.take(np.arange(first, min(first + size, len(data)))))


def _predict(model: Model, data: Dataset) -> pd.DataFrame:
    n_frac = segment_sums(data.codes == 4, data.offsets) / np.maximum(data.lengths, 1)
    found, discordance = _ask(model, data)
    answers = found.joint
    spread = None if found.members is None else found.members.std(axis=0)
    flags = _flags(model, data)
    frame = pd.DataFrame({"id": data.ids.astype(str), "length": data.lengths, "n_frac": n_frac.round(4)})
    if model.classes:
        frame = frame.assign(**{f"p_{name}": answers[:, code] for code, name in enumerate(model.classes)})
        called = answers.argmax(axis=1) if len(data) else np.zeros(0, dtype=int)
        rows, inside = np.arange(len(data)), accepted(answers, model.threshold)
        names = np.array(model.classes, dtype=object)
        frame["pred"] = names[called]
        # a class may be called "sd"
        frame["p_sd" if "sd" not in model.classes else "spread"] = (
            spread[rows, called] if spread is not None else np.nan
        )
        frame["conformal_set"] = [SEPARATOR.join(names[row]) for row in inside]
        frame["abstain"] = (inside.sum(axis=1) != 1) | (flags != "")
    else:
        scale = model.fitted.scale
        assert scale is not None, "a model of numbers has their scale"
        frame["pred"] = to_original(answers, scale.kind)
        frame["pred_sd"] = spread if spread is not None else np.nan
        frame["low"] = to_original(answers - model.threshold, scale.kind)
        frame["high"] = to_original(answers + model.threshold, scale.kind)
    frame["rc_discordance"] = discordance
    frame["ood_flags"] = flags
    frame["model_id"] = model.key
    return frame


def _flags(model: Model, data: Dataset) -> np.ndarray:
    """Return what is unlike the training data, and where not all of a sequence is read."""
    text = model.novelty.flags(data)
    reads = getattr(model.encoder, "reads", None)
    if reads is None or hasattr(model.estimator, "members_on"):
        return text
    for row in np.flatnonzero(data.lengths > reads):
        text[row] = f"only {reads:,} of {data.lengths[row]:,} bp were read" + (f"; {text[row]}" if text[row] else "")
    return text


def _ask(model: Model, data: Dataset) -> tuple[Answers, np.ndarray | float]:
    """Return the answers, and how far those for the two strands differ; the features are made once for both."""
    if hasattr(model.estimator, "members_on") or not hasattr(model.estimator, "discordance"):
        return ask(model, data), np.nan
    matrix = model.encoder.transform(data)
    return ask_features(model, matrix), model.estimator.discordance(matrix)
