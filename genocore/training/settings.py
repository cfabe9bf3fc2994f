"""What a run was asked to do: everything that decides its numbers, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from genocore.errors import InputError
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.models.pairs import encoders_of
from genocore.registry import Param

SPLIT_PARAMS = (
    Param("folds", "int", 5, "Folds", "Each part is scored once by a model trained on the others.", low=2, high=20),
    Param("repeats", "int", 1, "Repeats", "Cross-validate again with other folds: a steadier score.", low=1, high=20),
    Param("test_share", "float", 0.2, "Locked test part", "Set aside, scored once at the end.", low=0.0, high=0.5),
    Param("seed", "int", 42, "Seed", "The same seed gives the same numbers.", low=0, high=2**31 - 1),
)
SCALE = Param(
    "scale", "choice", "auto", "Scale of the values",
    "'log2' learns log2(x + 1), 'none' the values as they are; 'auto' takes log2 where they look like amounts on a "
    "linear scale.",
    choices=("auto", "log2", "none"),
)  # fmt: skip
"""For numbers to predict; without effect on classes."""
_CHOICES = (*SPLIT_PARAMS, SCALE)


@dataclass(frozen=True)
class Settings:
    """Encoder, model, split and seed of a run, checked and complete.

    Make one with `Settings.checked`; the plain constructor checks nothing.

    Examples
    --------
    >>> settings = Settings.checked(model="random_forest", encoder="kmers", values={"k": "1-3", "trees": "50"})
    >>> settings.encoder_params["k"], settings.model_params["trees"], settings.folds
    ((1, 3), 50, 5)
    """

    model: str = "random_forest"
    encoder: str = "kmers"
    model_params: Mapping[str, Any] = field(default_factory=dict)
    encoder_params: Mapping[str, Any] = field(default_factory=dict)
    split: str = "auto"
    folds: int = 5
    repeats: int = 1
    test_share: float = 0.2
    scale: str = "auto"
    seed: int = 42

    @classmethod
    def checked(
        cls,
        *,
        model: str = "random_forest",
        encoder: str = "",
        values: Mapping[str, object] | None = None,
        split: str = "auto",
        **split_values: object,
    ) -> Settings:
        """Return complete settings; `values` holds parameters of the encoder and of the model together.

        Without an `encoder`, it is the model's own choice.

        Raises
        ------
        InputError
            PA001 for a bad value, PA002 for a name that neither has, or an encoder the model cannot work with.
        """
        model_spec = MODELS[model]
        takes = {spec.key: spec for spec in encoders_of(model_spec)}
        encoder = encoder or next(iter(takes))
        encoder_spec = ENCODERS[encoder]
        if encoder not in takes:
            what = f"The model '{model}' cannot work with the features '{encoder}'."
            raise InputError(what, hint=f"It takes: {', '.join(takes)}.", code="PA002")
        values = dict(values or {})
        of_model = {param.name for param in model_spec.params} | {"preset"}
        of_encoder = {param.name for param in encoder_spec.params}
        strange = sorted(set(values) - of_model - of_encoder)
        if strange:
            known = ", ".join(sorted(of_model | of_encoder))
            raise InputError(
                f"Neither {encoder} nor {model} has a parameter '{strange[0]}'.",
                hint=f"There is: {known}.",
                code="PA002",
            )
        if both := sorted(of_model & of_encoder):
            raise AssertionError(f"{encoder} and {model} share parameter names: {both}")
        features = encoder_spec.settings({name: values[name] for name in values if name in of_encoder})
        if model_spec.extra.get("shares") and features != encoder_spec.settings({}):
            what = f"'{model}' chooses the features too and takes no settings of them."
            raise InputError(what, hint=f"Leave out: {', '.join(sorted(set(values) & of_encoder))}.", code="PA002")
        for param in _CHOICES:
            split_values[param.name] = param.check(split_values.get(param.name, param.default))
        return cls(
            model=model,
            encoder=encoder,
            model_params=model_spec.settings({name: values[name] for name in values if name in of_model}),
            encoder_params=features,
            split=split,
            **split_values,  # type: ignore[arg-type]
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, tuples as lists."""
        return json.loads(json.dumps(asdict(replace(self, model_params=dict(self.model_params)))))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Settings:
        """Return the settings that `to_dict` gave, checked again."""
        params = {name: tuple(v) if isinstance(v, list) else v for name, v in values["encoder_params"].items()}
        params |= {name: tuple(v) if isinstance(v, list) else v for name, v in values["model_params"].items()}
        rest = {name: values[name] for name in ("model", "encoder", "split", *(param.name for param in _CHOICES))}
        return cls.checked(values=params, **rest)

    def key(self, fingerprint: str) -> str:
        """Return the name of the run of these settings on the data with `fingerprint`: equal work, equal key."""
        text = json.dumps([fingerprint, self.to_dict()], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
