"""A trained model on disk: plain JSON and the estimator's own files, opened without running anything in them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from genocore.errors import InputError, Refused
from genocore.evaluation.calibration import REACH, soften
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.models.storage import check_digests, digests, open_estimator, refused, save_estimator
from genocore.sequences.dataset import Dataset
from genocore.training.fold import Fitted
from genocore.training.novelty import FILE, Novelty
from genocore.training.scaling import TargetScale
from genocore.training.settings import Settings

SCHEMA = 2
_FILES = ("model", FILE)
_PARTS = {
    "key", "task", "classes", "settings", "encoder_state", "scale", "temperature", "threshold", "novelty", "versions",
    "sha256",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted encoder and estimator, with what is needed to use them on new sequences.

    Parameters
    ----------
    key : str
        Of the run it comes from.
    task : str
    classes : tuple of str
        In the order of the probabilities; empty for numbers.
    settings : Settings
    fitted : Fitted
    temperature : float
        Of the calibration: see `genocore.evaluation.calibration`.
    threshold : float
        Of the conformal sets or intervals, the latter on the learnt scale: see `genocore.training.conformal`.
    novelty : Novelty
    versions : dict
    """

    key: str
    task: str
    classes: tuple[str, ...]
    settings: Settings
    fitted: Fitted
    temperature: float
    threshold: float
    novelty: Novelty
    versions: dict[str, str]

    @property
    def encoder(self) -> Any:
        """The fitted encoder."""
        return self.fitted.encoder

    @property
    def estimator(self) -> Any:
        """The fitted estimator."""
        return self.fitted.estimator

    def answers(self, matrix: Any) -> np.ndarray:
        """Return calibrated probabilities, shape (n, n_classes), or numbers on the learnt scale, shape (n,)."""
        found = self.fitted.answers(matrix, len(self.classes))
        return soften(found, self.temperature, self.fitted.known) if self.classes else found

    def save(self, folder: Path) -> None:
        """Write the estimator's files, ``novelty.npz`` and ``manifest.json`` into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        save_estimator(MODELS[self.settings.model], self.estimator, folder / "model")
        self.novelty.save(folder)
        scale = self.fitted.scale
        manifest = {
            "schema": SCHEMA,
            "key": self.key,
            "task": self.task,
            "classes": list(self.classes),
            "settings": self.settings.to_dict(),
            "encoder_state": self.encoder.state,
            "scale": {"kind": scale.kind, "mean": scale.mean, "sd": scale.sd} if scale else None,
            "temperature": self.temperature,
            "threshold": self.threshold if np.isfinite(self.threshold) else None,
            "novelty": self.novelty.to_dict(),
            "versions": self.versions,
            "sha256": digests(folder, *_FILES),
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
            sha256 = {str(name): str(digest) for name, digest in manifest["sha256"].items()}
            scale = None
            if not classes:
                given = manifest["scale"]
                scale = TargetScale(str(given["kind"]), float(given["mean"]), float(given["sd"]))
            threshold = float("inf") if manifest["threshold"] is None else float(manifest["threshold"])
            temperature = float(manifest["temperature"])
            if not _plausible(manifest, classes, temperature, threshold, scale):
                raise ValueError("values that no training gives")
            check_digests(folder, sha256, *_FILES)
            novelty = Novelty.load(folder, manifest["novelty"])
        except (InputError, AttributeError, KeyError, TypeError, ValueError, OSError):
            raise refused(folder, "manifest.json describes no model of this version") from None
        columns = encoder.transform(Dataset.from_strings(["A"])).shape[1]
        try:
            estimator = open_estimator(
                MODELS[settings.model], dict(settings.model_params), folder / "model", columns=columns,
                classes=len(classes), task=str(manifest["task"]),
            )  # fmt: skip
        except Refused as error:  # names the folder that was given, not the one within
            raise Refused(error.message, hint=error.hint, code=error.code, file=str(folder)) from None
        return cls(
            manifest["key"], manifest["task"], classes, settings, Fitted(encoder, estimator, scale), temperature,
            threshold, novelty, manifest["versions"],
        )  # fmt: skip


def _plausible(
    manifest: dict[str, Any], classes: tuple[str, ...], temperature: float, threshold: float, scale: TargetScale | None
) -> bool:
    """Return whether numbers and names are such as training writes; others would give wrong answers without a word."""
    limits = np.array(list(manifest["novelty"]["limits"].values()), dtype=float)
    return (
        bool(re.fullmatch("[0-9a-f]{16}", str(manifest["key"])))
        and len(set(classes)) == len(classes) != 1
        and abs(np.log(temperature if temperature > 0 else np.nan)) <= REACH + 1e-3
        and threshold >= 0
        and bool(np.isfinite(limits).all())
        and (scale is None or (bool(np.isfinite([scale.mean, scale.sd]).all()) and scale.sd > 0))
    )


def _manifest(folder: Path) -> dict[str, Any]:
    if folder.is_file():
        raise refused(folder, "it is a single file; pickle, joblib and .h5 models are never opened")
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise refused(folder, "there is no readable manifest.json") from None
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        raise refused(folder, "it was written by another version")
    if missing := _PARTS - set(manifest):
        raise refused(folder, f"manifest.json lacks {', '.join(sorted(missing))}")
    return manifest
