"""What is known of a scored record besides its letters: where errors may come from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.sequences.alphabet import segment_sums
from genocore.sequences.dataset import Dataset
from genocore.splitting import Split


def properties(data: Dataset) -> dict[str, np.ndarray]:
    """Return ``length`` (bp), ``gc`` (of the known letters; 0.5 without any) and ``n_frac`` (ambiguous), as shares.

    Examples
    --------
    >>> {name: values.tolist() for name, values in properties(Dataset.from_strings(["GGAN", "NN"])).items()}
    {'length': [4, 2], 'gc': [0.6666666666666666, 0.5], 'n_frac': [0.25, 1.0]}
    """
    codes = data.codes
    known = np.asarray(segment_sums(codes < 4, data.offsets), dtype=float)
    strong = np.asarray(segment_sums((codes == 1) | (codes == 2), data.offsets), dtype=float)
    gc = np.divide(strong, known, out=np.full(len(known), 0.5), where=known > 0)
    return {"length": data.lengths, "gc": gc, "n_frac": 1 - known / np.maximum(data.lengths, 1)}


def with_circumstances(predictions: pd.DataFrame, data: Dataset, split: Split) -> pd.DataFrame:
    """Return the table with what is known of each record.

    Parameters
    ----------
    predictions : DataFrame
        With ``row``, ``part``, ``repeat`` and ``fold``.
    data : Dataset
    split : Split

    Returns
    -------
    DataFrame
        With ``length``, ``gc``, ``n_frac``, ``family`` (the unit of the intervals, by its first row; 0-based) and
        ``near`` (whether a copy or near copy was in what its model was trained on).
    """
    rows = predictions["row"].to_numpy()
    known = {name: values[rows] for name, values in properties(data).items()}
    _, first, inverse = np.unique(split.unit, return_index=True, return_inverse=True)
    near = np.zeros(len(rows), dtype=bool)
    repeats, in_test = predictions["repeat"].to_numpy(), predictions["part"].to_numpy() == "test"
    for repeat, fold in enumerate(split.fold):
        used = np.flatnonzero(fold >= 0)
        several = pd.Series(fold[used]).groupby(split.relatives[used]).transform("nunique").to_numpy() > 1
        torn = np.zeros(len(fold), dtype=bool)
        torn[used[several]] = True
        own = (repeats == repeat) & ~in_test
        near[own] = torn[rows[own]]
    if split.near_test is None:
        near[in_test] = np.isin(split.relatives[rows[in_test]], split.relatives[split.train])
    else:
        near[in_test] = pd.Series(split.near_test, index=split.test).reindex(rows[in_test]).to_numpy()
    return predictions.assign(**known, family=first[inverse][rows], near=near)
