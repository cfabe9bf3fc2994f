"""Training the CNN: an epoch against a hand-written Keras loop over ready one-hot arrays, in time and memory.

The peer has the same layers without masks and gets float32 one-hot arrays, made before its clock runs; they count as
its memory. Each measurement is a process of its own, ``python -m benchmarks.epoch ours|peer``: after two epochs of
warm-up, the fastest of further ones (on a shared machine some take twice as long, of ours and of the peer alike).
Memory is what the peak grew by, in a process that had trained the same layers on 2,048 rows before, the fewest for
which both take batches of 128.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from statistics import median
from typing import Any

import numpy as np

from benchmarks.measure import SEED, Row, clock, spread

RECORDS, LENGTH, BATCH, WARM, EPOCHS, ROUNDS = 10_000, 200, 128, 2, 8, 5
FEW = 2048
SLOWER, MEMORY = 1.3, 3


def rows() -> list[Row]:
    found = [(_once("ours"), _once("peer")) for _ in range(ROUNDS)]
    work = f"an epoch of cnn fast, {RECORDS:,} × {LENGTH} bp; peer: a Keras loop over ready float32 one-hot arrays"
    ours, peer = ([pair[index]["epoch"] for pair in found] for index in (0, 1))
    ratios = [b / a for a, b in zip(ours, peer, strict=True)]
    met = median(a / b for a, b in zip(ours, peer, strict=True)) <= SLOWER
    times = Row(work, clock(median(ours)), clock(median(peer)), spread(ratios), f"≤ {SLOWER} of its time", met)
    mine, theirs = (median(pair[index]["bytes"] for pair in found) for index in (0, 1))
    sizes = [f"{size / 1e6:.0f} MB" for size in (mine, theirs)]
    grown = Row(
        "the same: growth of the peak", *sizes, f"1/{theirs / max(mine, 1):.1f}", "≤ 1/3", theirs >= MEMORY * mine
    )
    return [times, grown]


def _once(who: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.epoch", who]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    return json.loads(told.splitlines()[-1])


def _codes() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(SEED)
    return generator.integers(0, 4, (RECORDS, LENGTH), dtype=np.uint8), np.arange(RECORDS) % 2


def _ours(epochs: int, codes: np.ndarray, target: np.ndarray) -> list[float]:
    from genocore.models import MODELS

    spec, ends = MODELS["cnn"], [0.0]

    def note(fraction: float, text: str = "", **details: Any) -> None:
        if details:
            ends.append(time.perf_counter())

    values = {"preset": "fast", "members": 1, "patience": 0, "epochs": epochs, "batch": BATCH}
    network = spec.build(task="binary", seed=SEED, **spec.settings(values))
    network.fit(codes, target, on_progress=note)
    return list(np.diff(ends[1:]))


def _peer(epochs: int, hot: np.ndarray, target: np.ndarray) -> list[float]:
    import keras
    from keras import layers

    from genocore.models import MODELS

    fast = MODELS["cnn"].settings({"preset": "fast"})
    ends: list[float] = []
    inputs = keras.Input((LENGTH, 4))
    x = layers.Conv1D(fast["filters"], fast["width"], padding="same", activation="relu")(inputs)
    here = layers.Flatten()(layers.Conv1D(16, 1, activation="relu")(x))
    parts = [layers.GlobalMaxPooling1D()(x), layers.GlobalAveragePooling1D()(x), here]
    x = layers.Dropout(fast["dropout"])(layers.Concatenate()(parts))
    x = layers.Dropout(fast["dropout"])(layers.Dense(fast["units"], activation="relu")(x))
    model = keras.Model(inputs, layers.Dense(2, activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    note = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: ends.append(time.perf_counter()))
    model.fit(hot, target, batch_size=BATCH, epochs=epochs, callbacks=[note], verbose=0)
    return list(np.diff(ends))


def _measure(who: str) -> dict[str, float]:
    codes, target = _codes()
    few = codes[:FEW]
    if who == "ours":
        _ours(1, few, target[:FEW])
    else:
        _peer(1, _hot(few), target[:FEW])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    epochs = WARM + EPOCHS
    taken = _ours(epochs, codes, target) if who == "ours" else _peer(epochs, _hot(codes), target)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    unit = 1 if sys.platform == "darwin" else 1024
    return {"epoch": min(taken[WARM - 1 :]), "bytes": grown * unit}


def _hot(codes: np.ndarray) -> np.ndarray:
    return np.eye(4, dtype=np.float32)[codes]


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1])))
