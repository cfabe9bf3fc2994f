"""Parts of networks that read letters, made of Keras's own layers only.

No part is a ``Lambda`` or a class of ours: the saved file opens in any Keras 3, in safe mode.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from genocore.features.letters import PADDING

_LETTERS = np.vstack([np.eye(4), np.full((1, 4), 0.25), np.zeros((1, 4))])
_INSIDE = (np.arange(PADDING + 1) != PADDING)[:, None]


def read(columns: int | None) -> tuple[Any, Any, Any]:
    """Return the input (codes), its one-hot form, and the mask: 1 for a letter, 0 for padding.

    An ambiguous letter is a quarter of each base; padding is zero.
    """
    import keras

    codes = keras.Input((columns,), dtype="uint8", name="codes")
    return codes, _look_up(codes, _LETTERS, "one_hot"), _look_up(codes, _INSIDE, "inside")


def _look_up(codes: Any, table: np.ndarray, name: str) -> Any:
    import keras

    layer = keras.layers.Embedding(*table.shape, trainable=False, name=name)
    out = layer(codes)
    layer.set_weights([table.astype(np.float32)])
    return out


def convolve(
    x: Any, inside: Any, name: str, filters: int, width: int, *, dilation: int = 1, norm: bool = False,
    padded: bool = False,
) -> Any:  # fmt: skip
    """Return a convolution of the same length, rectified, and zero again wherever there is no letter."""
    from keras import layers

    x = layers.Conv1D(
        filters, width, padding="same", dilation_rate=dilation, use_bias=not norm,
        kernel_initializer="he_normal", name=f"{name}_conv",
    )(x)  # fmt: skip
    if norm:
        # without padding the mask would only cost time
        mask = layers.Flatten(name=f"{name}_mask")(inside) if padded else None
        x = layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x, mask=mask)
    x = layers.ReLU(name=f"{name}_relu")(x)
    return layers.Multiply(name=f"{name}_inside")([x, inside])


def pool_all(x: Any, inside: Any) -> list[Any]:
    """Return the largest and the mean value of each channel over all letters; `x` is never negative."""
    from keras import layers

    mask = layers.Flatten(name="mask")(inside)
    return [
        layers.GlobalMaxPooling1D(name="largest")(x),
        layers.GlobalAveragePooling1D(name="mean")(x, mask=mask),
    ]
