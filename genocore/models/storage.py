"""Fitted models on disk, opened without running anything a file brings along.

Estimators of scikit-learn are kept by skops, whose types are pinned in the model's ``SPEC``. A model of another make
brings its own ``save(estimator, folder)``, which writes files into `folder`, and ``open(folder, params)``, which
returns the estimator or raises whatever it likes; both are called here only.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from genocore.errors import Refused
from genocore.registry import Spec

_LARGEST = 4 << 30
_PLAIN = {f"builtins.{name}" for name in ("bool", "dict", "float", "int", "list", "str", "tuple")} | {
    f"numpy.{name}" for name in ("ndarray", "float32", "float64", "int32", "int64")
}
"""Types every model may consist of; all others are pinned in its ``SPEC``."""


def save_estimator(spec: Spec, estimator: Any, folder: Path) -> None:
    """Write a fitted model into `folder`, which then holds nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if save := spec.extra.get("save"):
        save(estimator, folder)
    else:
        import skops.io

        skops.io.dump(estimator, folder / "model.skops")


def open_estimator(spec: Spec, params: dict[str, Any], folder: Path, *, columns: int, classes: int, task: str) -> Any:
    """Open what `save_estimator` wrote.

    Parameters
    ----------
    spec : Spec
    params : dict
        Checked settings.
    folder : Path
    columns : int
        Features it must take.
    classes : int
        It must know no class code from this on; 0 for regression.
    task : str

    Raises
    ------
    Refused
        SE001 if it holds anything that such a model does not consist of; SE002 if it unpacks to more than 4 GB.
    """
    try:
        if open_it := spec.extra.get("open"):
            estimator = open_it(folder, params)
        else:
            estimator = _open_skops(spec, params, folder, task)
        known = set(np.asarray(estimator.classes_).tolist()) if classes else set()
        if estimator.n_features_in_ != columns or not known <= set(range(classes)):
            raise refused(folder, "manifest.json and the model do not belong together")
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a foreign file makes a parser do, the answer is no
        raise refused(folder, f"the model cannot be read ({type(error).__name__})") from None
    return estimator


def digests(folder: Path, *names: str) -> dict[str, str]:
    """Return the SHA-256 of files, and of all files in folders, by their path within `folder`."""
    paths = [path for name in names for path in [folder / name, *(folder / name).rglob("*")] if path.is_file()]
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(paths)}


def check_digests(folder: Path, sha256: dict[str, str], *names: str) -> None:
    """Refuse a bundle whose files are not those that were saved.

    Raises
    ------
    Refused
        SE001 for a file that is missing, was changed, or was not there.
    """
    found = digests(folder, *names)
    strange = sorted(name for name in found.keys() | sha256.keys() if found.get(name) != sha256.get(name))
    if strange:
        raise refused(folder, f"{strange[0]} is missing or was changed after it was saved")


def _open_skops(spec: Spec, params: dict[str, Any], folder: Path, task: str) -> Any:
    """Open ``model.skops`` if it consists of what the model is made of and of nothing else."""
    import skops.io

    path = folder / "model.skops"
    if not zipfile.is_zipfile(path):
        raise refused(folder, "model.skops is not a skops file (pickle and joblib files are never opened)")
    trusted = list(spec.extra["trusted"])
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > _LARGEST:
            raise Refused("The model unpacks to more than 4 GB.", code="SE002", file=str(folder))
        named = _types(json.loads(archive.read("schema.json")))
    # skops by itself trusts every estimator of scikit-learn: too many
    strange = named.union(skops.io.get_untrusted_types(file=path)) - _PLAIN.union(trusted)
    if strange:
        names = ", ".join(sorted(strange))
        raise refused(folder, f"it holds types a {spec.key} does not consist of: {names}")
    estimator = skops.io.load(path, trusted=trusted)
    if type(estimator) is not type(spec.build(task=task, seed=0, **params)):
        raise refused(folder, f"it is not a {spec.key}")
    return estimator


def refused(folder: Path, why: str) -> Refused:
    """Return the error for a model that is not opened."""
    hint = "Use a folder that Genocore saved, unchanged."
    return Refused(f"The model was not opened: {why}.", hint=hint, code="SE001", file=str(folder))


def _types(part: Any) -> set[str]:
    """Return the types that a part of a skops schema names."""
    if isinstance(part, list):
        return set().union(*map(_types, part))
    if not isinstance(part, dict):
        return set()
    own = {f"{part['__module__']}.{part['__class__']}"} if "__class__" in part else set()
    return own.union(*map(_types, part.values()))


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
