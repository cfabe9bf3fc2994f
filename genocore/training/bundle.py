"""A trained model on disk: plain JSON and skops, opened without running anything it brings along."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from genocore.errors import InputError, Refused
from genocore.features import ENCODERS, Encoder
from genocore.models import MODELS
from genocore.sequences.dataset import Dataset
from genocore.training.settings import Settings

SCHEMA = 1
_LARGEST = 4 << 30
_PLAIN = {f"builtins.{name}" for name in ("bool", "dict", "float", "int", "list", "str", "tuple")} | {
    f"numpy.{name}" for name in ("ndarray", "float32", "float64", "int32", "int64")
}
"""Types every model may consist of; all others are pinned in its ``SPEC``."""


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted encoder and estimator, with what is needed to use them on new sequences.

    Parameters
    ----------
    key : str
        Of the run it comes from.
    classes : tuple of str
        In the order of the probabilities.
    settings : Settings
    encoder : Encoder
        Fitted.
    estimator : scikit-learn estimator
        Fitted.
    lengths : ndarray of int
        Lengths of the training sequences in bp (only the extremes are saved).
    versions : dict
    """

    key: str
    classes: tuple[str, ...]
    settings: Settings
    encoder: Encoder
    estimator: Any
    lengths: np.ndarray
    versions: dict[str, str]

    def save(self, folder: Path) -> None:
        """Write ``model.skops`` and ``manifest.json`` into `folder`."""
        import skops.io

        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "model.skops"
        skops.io.dump(self.estimator, path)
        manifest = {
            "schema": SCHEMA,
            "key": self.key,
            "classes": list(self.classes),
            "settings": self.settings.to_dict(),
            "encoder_state": self.encoder.state,
            "lengths": [int(self.lengths.min()), int(self.lengths.max())],
            "versions": self.versions,
            "sha256": {"model.skops": _sha256(path)},
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Read what `save` wrote.

        Raises
        ------
        Refused
            SE001 if a part is missing, was changed after it was written, is of another version, or holds a type
            that the model it claims to be does not consist of; SE002 if it unpacks to more than 4 GB.

        Notes
        -----
        Pickle, joblib and HDF5 are never opened. The types a model may consist of are pinned in its ``SPEC``.
        Nevertheless a deliberately malformed tree could crash the process that predicts with it: open models of
        unknown origin in a worker.
        """
        manifest = _manifest(folder)
        try:
            settings = Settings.from_dict(manifest["settings"])
            encoder = ENCODERS[settings.encoder].build(**settings.encoder_params)
            encoder.restore(manifest["encoder_state"])
            classes = tuple(str(name) for name in manifest["classes"])
            lengths = np.array([int(length) for length in manifest["lengths"]]).reshape(2)
            sha256 = manifest["sha256"]["model.skops"]
        except (InputError, AttributeError, KeyError, TypeError, ValueError):
            raise _refused(folder, "manifest.json describes no model of this version") from None
        path = folder / "model.skops"
        if not path.is_file() or _sha256(path) != sha256:
            raise _refused(folder, "model.skops is missing or was changed after it was saved")
        columns = encoder.transform(Dataset.from_strings(["A"])).shape[1]
        estimator = _estimator(path, settings, columns, len(classes))
        return cls(manifest["key"], classes, settings, encoder, estimator, lengths, manifest["versions"])


def _estimator(path: Path, settings: Settings, columns: int, classes: int) -> Any:
    """Open ``model.skops`` if it consists of what the model is made of and of nothing else."""
    import skops.io

    folder = path.parent
    if not zipfile.is_zipfile(path):
        raise _refused(folder, "model.skops is not a skops file (pickle and joblib files are never opened)")
    spec = MODELS[settings.model]
    trusted = list(spec.extra["trusted"])
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST:
                raise Refused("The model unpacks to more than 4 GB.", code="SE002", file=str(folder))
            named = _types(json.loads(archive.read("schema.json")))
        # skops by itself trusts every estimator of scikit-learn: too many
        strange = named.union(skops.io.get_untrusted_types(file=path)) - _PLAIN.union(trusted)
        if strange:
            names = ", ".join(sorted(strange))
            raise _refused(folder, f"it holds types a {settings.model} does not consist of: {names}")
        estimator = skops.io.load(path, trusted=trusted)
        if type(estimator) is not type(spec.build(seed=settings.seed, **settings.model_params)):
            raise _refused(folder, f"it is not a {settings.model}")
        if estimator.n_features_in_ != columns or not set(estimator.classes_) <= set(range(classes)):
            raise _refused(folder, "manifest.json and model.skops do not belong together")
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a foreign file makes the parser do, the answer is no
        raise _refused(folder, f"model.skops cannot be read ({type(error).__name__})") from None
    return estimator


def _types(part: Any) -> set[str]:
    """Return the types that a part of a skops schema names."""
    if isinstance(part, list):
        return set().union(*map(_types, part))
    if not isinstance(part, dict):
        return set()
    own = {f"{part['__module__']}.{part['__class__']}"} if "__class__" in part else set()
    return own.union(*map(_types, part.values()))


def _manifest(folder: Path) -> dict[str, Any]:
    if folder.is_file():
        raise _refused(folder, "it is a single file; pickle, joblib and .h5 models are never opened")
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise _refused(folder, "there is no readable manifest.json") from None
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        raise _refused(folder, "it was written by another version")
    missing = {"key", "classes", "settings", "encoder_state", "lengths", "versions", "sha256"} - set(manifest)
    if missing:
        raise _refused(folder, f"manifest.json lacks {', '.join(sorted(missing))}")
    return manifest


def _refused(folder: Path, why: str) -> Refused:
    hint = "Use a folder that Genocore saved, unchanged."
    return Refused(f"The model was not opened: {why}.", hint=hint, code="SE001", file=str(folder))


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
