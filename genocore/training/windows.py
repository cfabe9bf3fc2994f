"""Scanning long sequences with a model that learnt from short ones."""

from __future__ import annotations

import numpy as np

from genocore.sequences.dataset import Dataset


def cut_windows(data: Dataset, width: int, step: int) -> tuple[Dataset, np.ndarray, np.ndarray]:
    """Return the windows of all sequences, one after the other along each.

    Parameters
    ----------
    data : Dataset
    width : int
        Letters of a window, in bp. A sequence that is not longer is one window.
    step : int
        From the start of one window to that of the next, in bp; the last window ends where the sequence does.

    Returns
    -------
    Dataset
        Without labels; the name of each is that of its sequence.
    ndarray of int64, shape (n_windows,)
        The sequence each is from, 0-based.
    ndarray of int64, shape (n_windows,)
        Its first position, 1-based.

    Notes
    -----
    Memory is ``width / step`` times that of the sequences. Windows that overlap are not independent of each other.

    Examples
    --------
    >>> windows, row, start = cut_windows(Dataset.from_strings(["AACCGGT", "TT"]), 4, 2)
    >>> list(windows.sequences()), row.tolist(), start.tolist()
    (['AACC', 'CCGG', 'CGGT', 'TT'], [0, 0, 0, 1], [1, 3, 4, 1])
    """
    width, step = max(width, 1), max(step, 1)
    spare = np.maximum(data.lengths - width, 0)
    counts = -(-spare // step) + 1
    row = np.repeat(np.arange(len(data)), counts)
    number = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    start = np.minimum(number * step, spare[row])
    lengths = np.minimum(data.lengths, width)[row]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    first = data.offsets[:-1][row] + start
    index = np.repeat(first - offsets[:-1], lengths) + np.arange(offsets[-1])
    return Dataset(data.ids[row], np.asarray(data.letters)[index], offsets), row, start + 1
