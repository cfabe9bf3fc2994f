"""The first convolution of a network: what activates its filters, and what the answer is without one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from genocore.errors import InputError
from genocore.explanation.twin import Twin
from genocore.features.letters import PADDING

_FIRST = ("motif", "motif1")
"""What the first layers of our bodies are called."""
_CELLS = 1 << 21
"""Activations (sequences x columns x filters) held at once."""


class FirstLayer:
    """The first convolution of whatever member `twin` wears.

    Parameters
    ----------
    twin : Twin

    Attributes
    ----------
    filters : int
    width : int
        In bp.

    Raises
    ------
    InputError
        PA001 if there is none.

    Notes
    -----
    An activation is what the layer hands on: rectified, after batch normalisation if there is one, and 0 where there is
    no letter.
    """

    def __init__(self, twin: Twin) -> None:
        import keras
        import tensorflow as tf

        names = {layer.name for layer in twin.model.layers}
        first = next((name for name in _FIRST if f"{name}_conv" in names), None)
        if first is None:
            raise InputError("This network has no layer of filters.", hint="Use mutagenesis.", code="PA001")
        layer = twin.model.get_layer(f"{first}_conv")
        self.width, self.filters = int(layer.kernel_size[0]), int(layer.filters)
        begin = keras.Model(twin.model.input, twin.model.get_layer(f"{first}_inside").output)
        rest, inside = twin.part(f"{first}_inside", "inside"), twin.model.get_layer("inside")

        @tf.function(autograph=False, reduce_retracing=True)
        def fire(codes: Any) -> Any:
            return begin(codes, training=False)

        @tf.function(autograph=False, reduce_retracing=True)
        def value(codes: Any, active: Any, kept: Any) -> Any:
            return twin.value(rest([active * kept, inside(codes)], training=False))

        self._fire, self._value = fire, value

    def batches(self, codes: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
        """Yield rows of `codes`, shape (n, columns), and their activations: float32, shape (rows, columns, filters)."""
        size = max(min(_CELLS // max(codes.shape[1] * self.filters, 1), len(codes)), 1)
        for first in range(0, len(codes), size):
            rows = slice(first, min(first + size, len(codes)))
            yield rows, self._fire(codes[rows]).numpy()

    def silenced(self, codes: np.ndarray, active: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """Yield each filter (0-based) and the score less that with the filter at 0: float32, shape (n,).

        Parameters
        ----------
        codes, active : ndarray
            As `batches` gives them.
        """
        whole = self._value(codes, active, np.ones(self.filters, dtype=np.float32)).numpy()
        fires = np.any(active, axis=(0, 1)).tolist()
        for number in range(self.filters):
            kept = (np.arange(self.filters) != number).astype(np.float32)
            yield number, whole - self._value(codes, active, kept).numpy() if fires[number] else 0 * whole


def count_letters(codes: np.ndarray, found: np.ndarray, width: int) -> np.ndarray:
    """Count the bases under all sites of each filter.

    Parameters
    ----------
    codes : ndarray of uint8, shape (n, columns)
    found : ndarray of bool, shape (n, columns, filters)
        Where each filter has a site: the column it is centred on, the left one of two.
    width : int

    Returns
    -------
    ndarray of int64, shape (filters, width, 4)

    Examples
    --------
    >>> count_letters(np.array([[0, 1, 3]], dtype=np.uint8), np.array([[[True], [False], [False]]]), 3).tolist()
    [[[0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]]]
    """
    row, column, number = np.nonzero(found)
    before = (width - 1) // 2  # how Keras centres a convolution of the same length
    wide = np.pad(codes, ((0, 0), (before, width - 1 - before)), constant_values=PADDING)
    filters, kinds = found.shape[2], PADDING + 1
    out = np.zeros((filters, width, kinds), dtype=np.int64)
    for offset in range(width):
        cells = number * kinds + wide[row, column + offset]
        out[:, offset] = np.bincount(cells, minlength=filters * kinds).reshape(filters, kinds)
    return out[:, :, :4]
