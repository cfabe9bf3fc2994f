"""Model `mlp`: a dense network on any features."""

from __future__ import annotations

from typing import Any

from genocore.models.fit import Progress
from genocore.models.networks.keeping import open_network, save_network
from genocore.models.networks.network import Network
from genocore.models.networks.params import TRAINING, penalty, plan_of, seconds
from genocore.registry import Param, Spec


def design(
    *, rows: int, columns: int, outputs: int, padded: bool, units: int, layers: int, dropout: float, decay: float
) -> Any:
    """Return one network, untrained; each layer is half as wide as the one before."""
    import keras

    numbers = x = keras.Input((columns,), dtype="float32", name="columns")
    for number in range(layers):
        x = keras.layers.Dense(
            max(units >> number, 4), activation="relu", kernel_initializer="he_normal",
            kernel_regularizer=penalty(decay, rows), name=f"dense{number + 1}",
        )(x)  # fmt: skip
        x = keras.layers.Dropout(dropout, name=f"dense{number + 1}_dropout")(x)
    x = keras.layers.Dense(outputs, kernel_regularizer=penalty(decay, rows), name="answer")(x)
    return keras.Model(numbers, x, name="mlp")


def _seconds(n: int, columns: int, params: dict[str, Any]) -> float:
    return seconds(n, params, 3e-11 * params["units"] * (columns + params["units"]) + 2e-9 * columns)


def _build(task: str, seed: int, **params: Any) -> Network:
    plan, settings = plan_of(params)
    return Network(task=task, seed=seed, feed="columns", design=design, settings=settings, plan=plan)


def _fit(network: Network, matrix: Any, target: Any, groups: Any, on_progress: Progress) -> None:
    network.fit(matrix, target, groups, on_progress)


SPEC = Spec(
    key="mlp",
    label="Dense network (MLP)",
    help="Layers of units that combine the features in any way. Choose it for a thousand sequences or more, with bases "
    "at each position or k-mers.",
    build=_build,
    params=(
        Param("units", "int", 128, "Units", "Of the first layer; each further one has half as many.", low=4, high=2048),
        Param("layers", "int", 2, "Layers", low=1, high=6),
        Param("dropout", "float", 0.2, "Dropout", "Share of the units switched off in each step.", low=0.0, high=0.9),
        *TRAINING,
    ),
    presets={
        "tutorial": {
            "dropout": 0.0, "decay": 0.0, "balanced": False, "members": 1, "epochs": 50, "patience": 0, "batch": 32,
            "learning_rate": 0.001,
        },
    },
    extra={
        "fit": _fit,
        "save": save_network,
        "open": lambda folder, params: open_network(folder, _build, params),
        "seconds": _seconds,
        "least": 30,
    },
)  # fmt: skip
