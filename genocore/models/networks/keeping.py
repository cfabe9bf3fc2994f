"""Networks on disk: one ``.keras`` file a member, of which only the weights are read, and a page of plain JSON."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from genocore.errors import Refused
from genocore.models.networks.network import Network
from genocore.models.networks.training import known_warnings
from genocore.models.storage import refused

_ABOUT = "network.json"
_SCHEMA = 1
_TASKS = ("binary", "multiclass", "regression")
_LARGEST = 4 << 30
_INSIDE = {"metadata.json", "config.json", "model.weights.h5"}
_LAYERS = ("Activation", "Add", "AveragePooling1D", "BatchNormalization", "Concatenate", "Conv1D", "Dense", "Dropout",
           "Embedding", "Flatten", "GlobalAveragePooling1D", "GlobalMaxPooling1D", "InputLayer", "MaxPooling1D",
           "Multiply", "ReLU")  # fmt: skip
_KNOWN = {
    *(("keras.layers", name) for name in _LAYERS),
    *(("keras.initializers", name) for name in ("GlorotUniform", "HeNormal", "Ones", "RandomUniform", "Zeros")),
    ("keras.regularizers", "L2"),
    ("keras", "DTypePolicy"),
    ("keras.src.models.functional", "Functional"),
    ("builtins", "__keras_tensor__"),
    ("builtins", "__tuple__"),
}
"""Module and name of everything that our networks are made of."""


def save_network(network: Network, folder: Path) -> None:
    """Write ``model_1.keras``, ... and ``network.json``."""
    with known_warnings():
        for number, model in enumerate(network.models_, start=1):
            model.save(folder / f"model_{number}.keras")
    about = {
        "schema": _SCHEMA, "task": network.task, "seed": network.seed, "members": len(network.models_),
        "classes": network.classes_.tolist(), "columns": network.n_features_in_, "padded": network.padded,
        "standardisation": network.feeder.state,
    }  # fmt: skip
    (folder / _ABOUT).write_text(json.dumps(about) + "\n", encoding="utf-8")


def open_network(folder: Path, build: Callable[..., Network], params: dict[str, Any]) -> Network:
    """Open what `save_network` wrote.

    Raises
    ------
    Refused
        SE001 if a file holds anything but the layers our networks consist of, or does not fit the rest; SE002 if it
        unpacks to more than 4 GB.
    """
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    if about["schema"] != _SCHEMA:
        raise refused(folder, f"{_ABOUT} was written by another version")
    network = build(task=str(about["task"]), seed=int(about["seed"]), **params)
    network.classes_ = np.array(about["classes"], dtype=int)
    network.n_features_in_ = int(about["columns"])
    network.padded = bool(about["padded"])
    network.feeder.restore(about["standardisation"])
    members = int(about["members"])
    fits = network.task in _TASKS and (network.task == "regression") != bool(len(network.classes_))
    if members != network.plan.members or not fits:
        raise refused(folder, f"{_ABOUT} and the settings do not belong together")
    network.models_ = [_open(folder / f"model_{number}.keras", network) for number in range(1, members + 1)]
    return network


def _open(path: Path, network: Network) -> Any:
    with zipfile.ZipFile(path) as archive:
        if set(archive.namelist()) != _INSIDE:
            raise refused(path.parent, f"{path.name} holds other files than a network has")
        if sum(info.file_size for info in archive.infolist()) > _LARGEST:
            raise Refused("The model unpacks to more than 4 GB.", code="SE002", file=str(path.parent))
        config = json.loads(archive.read("config.json"))
    if strange := sorted({f"{module}.{name}" for module, name in _classes(config)} - _names()):
        raise refused(path.parent, f"{path.name} holds parts a network does not consist of: {', '.join(strange)}")
    model = network.make()  # our own layers: of the file only the numbers are taken, so that nothing in it is built
    with known_warnings():
        try:
            model.load_weights(path)
        except ValueError:
            raise refused(path.parent, f"{path.name} and {_ABOUT} do not belong together") from None
    return model


def _names() -> set[str]:
    return {f"{module}.{name}" for module, name in _KNOWN}


def _classes(part: Any) -> Iterator[tuple[str, str]]:
    """Yield module and name of every class that a configuration names."""
    if isinstance(part, list):
        for item in part:
            yield from _classes(item)
    elif isinstance(part, dict):
        if "class_name" in part:
            registered = part.get("registered_name") or part["class_name"]
            own = registered in (part["class_name"], part.get("module"))
            yield (str(part.get("module") or "builtins"), str(part["class_name"] if own else registered))
        for value in part.values():
            yield from _classes(value)
