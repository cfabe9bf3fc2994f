"""Model `cnn`: a convolutional network that reads the sequence itself."""

from __future__ import annotations

from typing import Any

from genocore.models.fit import Progress
from genocore.models.networks.keeping import open_network, save_network
from genocore.models.networks.network import Network
from genocore.models.networks.params import TRAINING, penalty, plan_of, seconds
from genocore.registry import Param, Spec

_CHANNELS = 16
_FLAT = 512
"""Places that the branch which knows positions looks at, at most."""


def design(
    *, rows: int, columns: int, outputs: int, padded: bool, body: str, filters: int, width: int, blocks: int,
    batch_norm: bool, units: int, dropout: float, positions: str, decay: float,
) -> Any:  # fmt: skip
    """Return one network, untrained."""
    import keras
    from keras import layers

    from genocore.models.networks.layers import read

    fixed = positions == "yes" or (positions == "auto" and not padded)
    codes, x, inside = read(columns if fixed else None)
    if body == "tutorial":
        parts = _tutorial(x, inside, filters, width, fixed)
    else:
        norm = {"norm": batch_norm, "padded": padded}
        parts = _motifs(x, inside, filters, width, blocks, dropout, norm, columns if fixed else 0)
    x = layers.Concatenate(name="all")(parts) if len(parts) > 1 else parts[0]
    x = layers.Dropout(dropout, name="all_dropout")(x)
    x = layers.Dense(units, activation="relu", kernel_regularizer=penalty(decay, rows), name="dense")(x)
    x = layers.Dropout(dropout, name="dense_dropout")(x)
    x = layers.Dense(outputs, kernel_regularizer=penalty(decay, rows), name="answer")(x)
    return keras.Model(codes, x, name="cnn")


def _tutorial(x: Any, inside: Any, filters: int, width: int, fixed: bool) -> list[Any]:
    """Return the end of two convolutions with poolings; sequences of many lengths end in a global pooling."""
    from keras import layers

    from genocore.models.networks.layers import convolve, pool_all

    for number in (1, 2):
        x = convolve(x, inside, f"motif{number}", filters, width)
        x = layers.MaxPooling1D(2, padding="same", name=f"pool{number}")(x)
        inside = layers.MaxPooling1D(2, padding="same", name=f"pool{number}_inside")(inside)
    return [layers.Flatten(name="places")(x)] if fixed else pool_all(x, inside)[:1]


def _motifs(
    x: Any, inside: Any, filters: int, width: int, blocks: int, dropout: float, norm: dict[str, bool], places: int
) -> list[Any]:
    """Return how strongly each motif occurs anywhere, and with `places` also what stands where."""
    from keras import layers

    from genocore.models.networks.layers import convolve, pool_all

    x = convolve(x, inside, "motif", filters, width, **norm)
    for number in range(blocks):
        name = f"block{number + 1}"
        step = layers.Dropout(dropout / 2, name=f"{name}_dropout")(x)
        step = convolve(step, inside, name, filters, 5, dilation=2**number, **norm)
        x = layers.Add(name=f"{name}_add")([x, step])
    parts = pool_all(x, inside)
    if places:
        here = convolve(x, inside, "place", _CHANNELS, 1)
        if places > _FLAT:
            here = layers.AveragePooling1D(-(-places // _FLAT), padding="same", name="place_mean")(here)
        parts.append(layers.Flatten(name="places")(here))
    return parts


def shortest(params: dict[str, Any]) -> int:
    """Return the shortest sequence in bp that the network can read: 1, since its filters reach beyond the ends."""
    return 1


def _seconds(n: int, columns: int, params: dict[str, Any]) -> float:
    filters = params["filters"]
    further = params["width"] if params["body"] == "tutorial" else 5 * params["blocks"]
    products = filters * (4 * params["width"] + filters * further + _CHANNELS)
    strands = 1.1 if params["strand"] == "both" else 1.0
    return seconds(n, params, columns * strands * (5e-7 + 1.2e-10 * products))


def _build(task: str, seed: int, strand: str, **params: Any) -> Network:
    plan, settings = plan_of(params, both_strands=strand == "both")
    return Network(task=task, seed=seed, feed="letters", design=design, settings=settings, plan=plan)


def _fit(network: Network, matrix: Any, target: Any, groups: Any, on_progress: Progress) -> None:
    network.fit(matrix, target, groups, on_progress)


SPEC = Spec(
    key="cnn",
    label="Convolutional network (CNN)",
    help="Finds its own motifs in the letters and where they stand. Choose it for a thousand sequences or more, when "
    "motifs and their order matter; it takes minutes where a forest takes seconds.",
    build=_build,
    params=(
        Param("body", "choice", "motif", "Architecture", "'tutorial' is the plain one with two poolings.",
              choices=("motif", "tutorial")),
        Param("filters", "int", 32, "Filters", "Patterns it can learn in each layer.", low=4, high=512),
        Param("width", "int", 11, "Filter width (bp)", "Length of the patterns of the first layer.", low=1, high=101),
        Param("blocks", "int", 1, "Further layers", "Each sees twice as far as the one before.", low=0, high=10),
        Param("batch_norm", "bool", False, "Batch normalisation", "Steadies deep networks."),
        Param("units", "int", 64, "Units of the dense layer", low=4, high=1024),
        Param("dropout", "float", 0.4, "Dropout", "Share of the units switched off in each step.", low=0.0, high=0.9),
        Param("positions", "choice", "auto", "Use positions",
              "Whether it matters where in the sequence a motif stands; 'auto' says yes if all have one length.",
              choices=("auto", "yes", "no")),
        Param("strand", "choice", "given", "Strand",
              "'both' treats a sequence and its reverse complement as the same.", choices=("given", "both")),
        *TRAINING,
    ),
    presets={
        "fast": {"filters": 24, "width": 9, "blocks": 0, "units": 32, "members": 1},
        "standard": {},
        "deep": {"filters": 64, "width": 15, "blocks": 4, "batch_norm": True, "patience": 10},
        "tutorial": {
            "body": "tutorial", "filters": 64, "width": 3, "dropout": 0.0, "decay": 0.0, "balanced": False,
            "members": 1, "epochs": 10, "patience": 0, "batch": 32, "learning_rate": 0.001,
        },
    },
    extra={
        "encoders": ("letters",),
        "fit": _fit,
        "save": save_network,
        "open": lambda folder, params: open_network(folder, _build, params),
        "shortest": shortest,
        "seconds": _seconds,
        "least": 30,
    },
)  # fmt: skip
