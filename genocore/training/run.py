"""The noun `Run`: what was asked, what came out, and how far it can be trusted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from genocore.errors import InputError
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.models.pairs import encoders_of
from genocore.training.settings import Settings

SCHEMA = 4
Metrics = dict[str, dict[str, float | None]]
"""Metric name -> ``value``, ``low``, ``high`` (95 % interval); None where undefined."""
LEAST = 10
"""Families of each class, or half as many of numbers, that a locked part needs to be spoken of."""


@dataclass(frozen=True, eq=False)
class Run:
    """One training run.

    Parameters
    ----------
    key : str
        Name of the run; equal data and settings have equal keys.
    name : str
        Name of the data, as the user knows it.
    task, n, classes, fingerprint
        Of the data; ``n`` counts labelled records.
    settings : Settings
    split : dict
        ``kind``, ``families`` (number of groups kept together), ``leakage_percent``, ``near`` (see
        `genocore.splitting.families.Families.to_dict`), ``folds``, ``repeats``, ``one_length``, ``n_cv``,
        ``n_test``, ``longest`` (bp, of what was trained on), ``test_file``.
    metrics : dict
        ``cv`` and ``test`` (None without a test part): see `Metrics`. Of numbers learnt on the log2 scale these are on
        that scale, and ``cv_original`` and ``test_original`` on that of the file.
    floors : dict
        For each floor (``dummy``) the same on the same folds.
    warnings : list of str
    versions : dict
    seconds : float
    predictions : DataFrame
        One row a scored record and repeat: ``row`` (0-based; those of a test file follow those trained on), ``id``,
        ``part`` (cv or test), ``repeat, fold, true, pred`` and ``p_<class>``, or for numbers ``baseline`` (see
        `genocore.training.scored.prediction_table`), then ``length, gc, n_frac, family, near`` (see
        `genocore.training.circumstances.with_circumstances`).
    scale : {"none", "log2"}
        On which numbers were learnt.
    gain : dict, optional
        How far the model is above the best floor: see `genocore.training.floors.compare_with_floors`.
    search : dict, optional
        Of a model that chooses: ``leaderboard`` (of the final model), ``final`` (what it chose) and ``folds`` (what was
        chosen in each), with the ``labels`` of all of them.

    Notes
    -----
    The model in the bundle was trained on every record outside the locked test part; the ``test`` scores are of that
    very model, the ``cv`` scores of models trained on fewer records.
    """

    key: str
    name: str
    task: str
    n: int
    classes: tuple[str, ...]
    fingerprint: str
    settings: Settings
    split: dict[str, Any]
    metrics: dict[str, Metrics | None]
    floors: dict[str, dict[str, Metrics | None]]
    warnings: list[str]
    versions: dict[str, str]
    seconds: float
    created: str
    predictions: pd.DataFrame = field(repr=False)
    scale: str = "none"
    gain: dict[str, Any] | None = None
    search: dict[str, Any] | None = None

    @property
    def title(self) -> str:
        """What a person would call it: the data, the model and, where there was a choice, the features."""
        model = MODELS[self.settings.model]
        features = "" if len(encoders_of(model)) == 1 else f", {ENCODERS[self.settings.encoder].label}"
        return f"{self.name}: {model.label}{features}"

    @property
    def quoted(self) -> str:
        """Which part its verdict speaks of: see `quoted_part`."""
        return quoted_part(self.predictions, self.classes, of_file=bool(self.split["test_file"]))

    def leakage_of(self, part: str) -> float:
        """Return the percentage of the scored records of ``cv`` or ``test`` with a relative in what was trained on."""
        near = self.scored(part)["near"]
        return 100 * float(near.mean()) if len(near) else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return what ``run.json`` holds."""
        settings = self.settings.to_dict()
        return {
            "schema": SCHEMA,
            "key": self.key,
            "name": self.name,
            "task": self.task,
            "n": self.n,
            "classes": list(self.classes),
            "model": settings["model"],
            "encoder": settings["encoder"],
            "params": settings["model_params"],
            "encoder_params": settings["encoder_params"],
            "split": self.split | {"asked": settings["split"], "test_share": settings["test_share"]},
            "seed": settings["seed"],
            "scale": {"asked": settings["scale"], "learnt": self.scale},
            "search": self.search,
            "versions": self.versions,
            "fingerprint": self.fingerprint,
            "metrics": self.metrics,
            "floors": self.floors,
            "gain": self.gain,
            "warnings": self.warnings,
            "seconds": self.seconds,
            "created": self.created,
        }

    def save(self, folder: Path) -> None:
        """Write ``run.json`` and ``predictions.parquet`` into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        self.predictions.to_parquet(folder / "predictions.parquet", index=False)
        text = json.dumps(self.to_dict(), indent=2, allow_nan=False)
        (folder / "run.json").write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Run:
        """Read what `save` wrote.

        Raises
        ------
        InputError
            ML008 if `folder` holds no run of this version.
        """
        try:
            values = json.loads((folder / "run.json").read_text(encoding="utf-8"))
            predictions = pd.read_parquet(folder / "predictions.parquet")
        except (OSError, ValueError, RecursionError):
            raise InputError(
                "There is no run in this folder.",
                hint="Give the folder that 'train --out' made.",
                code="ML008",
                file=str(folder),
            ) from None
        if not isinstance(values, dict) or values.get("schema") != SCHEMA:
            raise InputError(
                "The run was written by another version.", hint="Train again.", code="ML008", file=str(folder)
            )
        try:
            return cls._from_dict(values, predictions)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise InputError(
                "run.json is damaged or incomplete.", hint="Train again.", code="ML008", file=str(folder)
            ) from None

    @classmethod
    def _from_dict(cls, values: dict[str, Any], predictions: pd.DataFrame) -> Run:
        split = dict(values["split"])
        settings = Settings.from_dict(
            {
                "model": values["model"],
                "encoder": values["encoder"],
                "model_params": values["params"],
                "encoder_params": values["encoder_params"],
                "split": split.pop("asked"),
                "test_share": split.pop("test_share"),
                "folds": split["folds"],
                "repeats": split["repeats"],
                "scale": values["scale"]["asked"],
                "seed": values["seed"],
            }
        )
        same = (
            "key",
            "name",
            "task",
            "n",
            "fingerprint",
            "metrics",
            "floors",
            "warnings",
            "versions",
            "seconds",
            "created",
        )
        return cls(
            **{name: values[name] for name in same},
            classes=tuple(values["classes"]),
            settings=settings,
            split=split,
            predictions=predictions,
            scale=str(values["scale"]["learnt"]),
            search=values["search"],
            gain=values["gain"],
        )

    def scored(self, part: str) -> pd.DataFrame:
        """Return the predictions of ``cv`` (first repeat) or ``test``."""
        frame = self.predictions
        return frame[(frame["part"] == part) & (frame["repeat"] == 0)].reset_index(drop=True)


def quoted_part(predictions: pd.DataFrame, classes: tuple[str, ...], *, of_file: bool = False) -> str:
    """Return which part a verdict speaks of: ``test``, or ``cv`` if there is no locked part worth an interval.

    That is one with 10 families (or records without relatives) of each class, or 20 with numbers. The records of a
    test file (`of_file`) are always spoken of.
    """
    scored = predictions[predictions["part"] == "test"]
    return "test" if len(scored) and (of_file or fewest_families(scored, classes) >= LEAST) else "cv"


def fewest_families(scored: pd.DataFrame, classes: tuple[str, ...]) -> float:
    """Return how many families there are of the class that has fewest; of numbers, half of all.

    Examples
    --------
    >>> fewest_families(pd.DataFrame({"true": ["a", "a", "a", "b"], "family": [0, 0, 1, 2]}), ("a", "b"))
    1.0
    """
    if not classes:
        return scored["family"].nunique() / 2
    return float(scored.groupby("true")["family"].nunique().reindex(classes, fill_value=0).min())
