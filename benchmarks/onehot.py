"""One-hot encoding, against the tutorial's nested lists."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.measure import Row, alternate, faster, random_sequences
from genocore.features.onehot import one_hot
from genocore.sequences import Dataset

RECORDS, LENGTH = 20_000, 200


def one_hot_encode(sequences):
    """Encode as the tutorial does, to the letter."""
    mapping = {nucleotide: idx for idx, nucleotide in enumerate("ACGT")}
    one_hot_sequences = []
    for seq in sequences:
        one_hot_seq = [[0]*4 for _ in range(len(seq))]  # fmt: skip
        for idx, nucleotide in enumerate(seq):
            one_hot_seq[idx][mapping[nucleotide]] = 1
        one_hot_sequences.append(one_hot_seq)
    return one_hot_sequences


def rows() -> list[Row]:
    texts = list(random_sequences(RECORDS, LENGTH))
    data = Dataset.from_strings(texts)

    def ours() -> np.ndarray:
        return one_hot(data, LENGTH)

    def lists() -> list[list[list[int]]]:
        return one_hot_encode(texts)

    def as_array() -> np.ndarray:
        return np.array(one_hot_encode(texts))

    assert np.array_equal(ours(), as_array())
    work = f"one-hot, {RECORDS:,} × {LENGTH} bp"
    return [
        faster(f"{work}; peer: the tutorial's nested lists", alternate(ours, lists, 5), 500),
        faster(f"{work}; peer: the same + np.array, which its model needs", alternate(ours, as_array, 3), 500),
        _memory(f"{work}: memory of the result", *(_traced(work)[0] for work in (ours, lists))),
        _memory(f"{work}: peak memory on the way", *(_traced(work)[1] for work in (ours, lists))),
    ]


def _memory(work: str, ours: int, peer: int) -> Row:
    shown = (f"{size / 1e6:.1f} MB" for size in (ours, peer))
    return Row(work, *shown, f"1/{peer / ours:.0f}", "≤ 1/20", peer >= 20 * ours)


def _traced(work: Callable[[], Any]) -> tuple[int, int]:
    """Return the bytes that a result takes, and the most that were in use on the way."""
    tracemalloc.start()
    result = work()
    found = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return found
