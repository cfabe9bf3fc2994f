"""The training loop that all networks share: early stopping, learning curves, and an end on request."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from genocore.models.fit import Progress
from genocore.models.networks.feeding import Feed
from genocore.models.networks.hold_out import hold_out
from genocore.models.networks.params import Plan
from genocore.models.networks.stream import Stream, is_number

_HELD_OUT = 0.12
_BLIND_EPOCHS = 30
"""Epochs at most where there are too few rows to set any aside."""
_LEAST_GAIN = 5e-4
"""Of the error: less is no progress."""
_idle: dict[str, Any] = {}
"""The compiled network of the last fit, by design: the next fold has the same, and compiling takes seconds."""


def train(
    design: Callable[[], Any], feed: Feed, matrix: Any, target: np.ndarray, groups: np.ndarray, plan: Plan, seed: int,
    on_progress: Progress,
) -> list[Any]:  # fmt: skip
    """Return the trained networks.

    Parameters
    ----------
    design : callable
        Makes the network: not compiled, its weights at random.
    feed : Feed
        Fitted.
    matrix : array of any make, shape (n, columns)
    target : ndarray, shape (n,)
        Indices of classes (int64), or numbers (float32).
    groups : ndarray of int, shape (n,)
        Rows that are set aside or trained on together.
    plan : Plan
    seed : int
    on_progress : callable
        Told after every few steps; after every epoch with the details ``epoch``, ``member`` (both from 1) and
        ``curve``: the lists ``epoch``, ``train`` and ``validation`` of errors so far (cross-entropy or mean square).

    Notes
    -----
    The same seed on the same machine gives the same weights to the last bit: all random numbers are drawn from it and
    TensorFlow's operations are made deterministic. No global generator is set or used: other threads may use them too.
    """
    import tensorflow as tf

    tf.config.experimental.enable_op_determinism()
    classes = np.zeros(len(target), dtype=int) if is_number(target) else target
    nothing = np.zeros(len(target), dtype=bool)
    trained = []
    for member in range(plan.members):
        network = design()
        _draw_weights(network, [seed, member, 1])
        generator = np.random.default_rng([seed, member])
        held = hold_out(classes, groups, _HELD_OUT, generator) if plan.patience else nothing
        stream = Stream(feed, matrix, target, plan, generator)
        watch = _Watch(on_progress, member, plan.members)
        with known_warnings():
            _fit(network, stream, held, plan, watch)
        if watch.unfinished:
            text = f"Training ended at the limit of {watch.epochs} epochs while the network was still getting better."
            warnings.warn(text, stacklevel=2)
        trained.append(network)
        on_progress((member + 1) / plan.members, f"network {member + 1} of {plan.members} trained")
    return trained


def _draw_weights(network: Any, seed: list[int]) -> None:
    """Draw the weights to start from, and where the random numbers of its layers begin, from `seed` alone.

    Keras takes seeds from Python's `random`. Threads of a worker take numbers from there as well, at any time, so that
    setting its seed would give another network now and then.
    """
    import keras

    numbers = np.random.default_rng(seed)
    for layer in network.layers:
        kernel = getattr(layer, "kernel", None)
        if kernel is not None:
            config = keras.initializers.serialize(layer.kernel_initializer)
            config["config"]["seed"] = int(numbers.integers(2**31))
            kernel.assign(keras.initializers.deserialize(config)(kernel.shape))
        generator = getattr(layer, "seed_generator", None)
        if generator is not None:
            generator.state.assign(numbers.integers(2**32, size=2, dtype=np.uint32))


def _fit(network: Any, stream: Stream, held: np.ndarray, plan: Plan, watch: _Watch) -> None:
    """Train `network`, or rather a compiled twin of it that may be at hand."""
    import keras

    number = is_number(stream.target)
    key = f"{network.to_json()} {number}"
    machine = _idle.pop(key, None)
    if machine is None:
        _idle.clear()
        gc.collect()  # a network of another design goes before this one comes, with the graphs that hold it
        machine = _compiled(network, number)
    _copy(network, machine)
    for variable in machine.optimizer.variables:
        variable.assign(np.zeros(variable.shape))
    machine.optimizer.learning_rate = plan.learning_rate
    inner, outer = np.flatnonzero(~held), np.flatnonzero(held)
    epochs = plan.epochs if len(outer) or not plan.patience else min(plan.epochs, _BLIND_EPOCHS)
    watch.epochs, watch.steps = epochs, stream.steps(inner)
    callbacks = [keras.callbacks.LambdaCallback(on_train_batch_end=watch.after_batch, on_epoch_end=watch.after_epoch)]
    if len(outer):
        callbacks += [
            keras.callbacks.EarlyStopping(
                monitor="val_error", min_delta=_LEAST_GAIN, patience=plan.patience, restore_best_weights=True
            ),
            keras.callbacks.ReduceLROnPlateau(monitor="val_error", factor=0.5, patience=max(plan.patience // 3, 1)),
        ]
    machine.stop_training = False
    machine.fit(
        stream.over(inner, learn=True), validation_data=stream.over(outer, learn=False) if len(outer) else None,
        epochs=epochs, callbacks=callbacks, shuffle=False, verbose=0,
    )  # fmt: skip
    errors = [error for error in watch.curve["validation"] if error is not None]
    if len(errors) == epochs and len(errors) - int(np.argmin(errors)) <= 2:
        watch.unfinished = True
    _copy(machine, network)
    _idle.clear()
    _idle[key] = machine


def _compiled(network: Any, number: bool) -> Any:
    import keras

    # the loss has the penalty of large weights in it, which keeps falling; the error has not
    if number:
        loss, error = keras.losses.MeanSquaredError(), keras.metrics.MeanSquaredError("error")
    else:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        error = keras.metrics.SparseCategoricalCrossentropy("error", from_logits=True)
    machine = keras.models.clone_model(network)
    machine.compile(
        optimizer=keras.optimizers.Adam(),
        loss=loss,
        weighted_metrics=[error],
        steps_per_execution=16,
        jit_compile=False,
    )
    machine.optimizer.build(machine.trainable_variables)
    return machine


def _copy(source: Any, other: Any) -> None:
    """Give `other` all weights of `source`, and where its random numbers are."""
    for variable, value in zip(other.variables, source.variables, strict=True):
        variable.assign(value)


class _Watch:
    """Tells how far the training is."""

    def __init__(self, on_progress: Progress, member: int, members: int) -> None:
        self.on_progress, self.member, self.members = on_progress, member, members
        self.epochs = self.steps = 1
        self.unfinished = False
        self.curve: dict[str, list[float | None]] = {"epoch": [], "train": [], "validation": []}

    def after_batch(self, step: int, logs: dict[str, float]) -> None:
        done = len(self.curve["epoch"])
        self._tell(done + min((step + 1) / self.steps, 1), done + 1)

    def after_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        for name, value in (("epoch", epoch + 1), ("train", logs["error"]), ("validation", logs.get("val_error"))):
            self.curve[name].append(value)
        curve = {name: list(values) for name, values in self.curve.items()}
        self._tell(epoch + 1, epoch + 1, epoch=epoch + 1, member=self.member + 1, curve=curve)

    def _tell(self, done: float, number: int, **details: Any) -> None:
        note = f"network {self.member + 1} of {self.members}, epoch {number}"
        self.on_progress((self.member + done / self.epochs) / self.members, note, **details)


@contextmanager
def known_warnings() -> Iterator[None]:
    """Keep quiet what Keras and TensorFlow say about each other, which no user can change."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="__array__ implementation doesn't accept a copy keyword")
        yield
