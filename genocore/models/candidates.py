"""What `auto` tries: pairs of features and model that do well on data of a kind, from cheap to dear."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from genocore.features import ENCODERS
from genocore.models import MODELS

_LONG, _WORDY, _CODING, _READABLE = 500, 20, 90, 2000
"""Lengths in bp: up to which positions are compared, from which words and reading frames are counted, and up to which a
network reads the letters in reasonable time."""
_FEW, _ENOUGH, _MANY = 300, 500, 6000
"""Records: below the first only simple models are tried, from the second on networks, up to the third slow machines."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """One pair of features and model, with the settings that differ from the defaults."""

    model: str
    encoder: str
    model_values: dict[str, Any] = field(default_factory=dict)
    encoder_values: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called on a leaderboard."""
        values = {**self.encoder_values, **self.model_values}
        return f"{self.model} on {self.encoder}" + "".join(f", {key}={value}" for key, value in values.items())

    @property
    def label(self) -> str:
        """What it is called on a page.

        Examples
        --------
        >>> Candidate("logistic", "kmers", {"c": 1.0}, {"k": "1-4"}).label
        'Logistic regression on Short words (k-mers); Word lengths 1-4, Freedom (C) 1'
        """
        model, encoder = MODELS[self.model], ENCODERS[self.encoder]
        labels = {param.name: param.label for param in (*encoder.params, *model.params)} | {"preset": "preset"}
        values = {**self.encoder_values, **self.model_values}
        settings = ", ".join(f"{labels[name]} {_words(value)}" for name, value in values.items())
        return f"{model.label} on {encoder.label}" + (f"; {settings}" if settings else "")

    @property
    def model_params(self) -> dict[str, Any]:
        """All settings of the model."""
        return MODELS[self.model].settings(self.model_values)

    @property
    def encoder_params(self) -> dict[str, Any]:
        """All settings of the features."""
        return ENCODERS[self.encoder].settings(self.encoder_values)

    @property
    def settings(self) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
        """Everything that makes up the candidate; equal for two that are the same in other words."""
        return self.model, self.encoder, self.model_params, self.encoder_params

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "model": self.model,
            "encoder": self.encoder,
            "model_values": dict(self.model_values),
            "encoder_values": dict(self.encoder_values),
        }


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def candidates(task: str, n: int, length: int, fixed: bool) -> list[Candidate]:
    """Return what is worth trying, cheap first.

    Parameters
    ----------
    task : {"binary", "multiclass", "regression"}
    n : int
        Records to train on.
    length : int
        Of the longest sequence, in bp.
    fixed : bool
        Whether all sequences have that length: only then can positions be compared.

    Returns
    -------
    list of Candidate

    Notes
    -----
    Which of them wins depends on whether what matters stands in one place (splice sites), is made of words (motifs,
    coding), or of composition; there is one at least for each.
    """
    if task == "regression":
        found = _for_numbers(n, length, fixed and length <= _LONG)
        return found if len(found) > 1 else [*found, *(Candidate(one, "kmers", {}, _TINY) for one in _NUMBERS)]
    places = _of_places(n) if fixed and length <= _LONG else []
    found = [*places, *_of_words(n, length), *_networks(n, length, bool(places))]
    return found if len(found) > 1 else [*found, *(Candidate(one, "kmers", {}, _TINY) for one in _CLASSES)]


_SVM = {"c": 10.0, "scaling": "none", "balanced": False}
_FOREST = {"balanced": False}
_SHORT, _TINY = {"k": "1-4"}, {"k": "1-3"}
_CLASSES, _NUMBERS = ("logistic", "random_forest"), ("ridge", "random_forest")
"""What is tried on short sequences of many lengths, which are neither compared by position nor rich in words."""


def _of_places(n: int) -> list[Candidate]:
    found = [Candidate("logistic", "onehot", {"c": 0.001}), Candidate("random_forest", "onehot", _FOREST)]
    if n < _FEW:
        return [*found, Candidate("linear_svm", "onehot")]
    return [*found, Candidate("svm_rbf", "onehot", _SVM), Candidate("gradient_boosting", "onehot")]


def _of_words(n: int, length: int) -> list[Candidate]:
    if length < _WORDY:
        return []
    found = [Candidate("gkm_linear", "gapped_kmers"), Candidate("logistic", "kmers", {}, _SHORT)]
    if n < _FEW:
        return [*found, Candidate("random_forest", "gapped_kmers", _FOREST)]
    found += [
        Candidate("gkm_linear", "kmers", {}, _SHORT),
        Candidate("svm_rbf", "kmers", _SVM | {"scaling": "each sequence"}, _SHORT),
    ]
    if length >= _CODING:
        found += [
            Candidate("logistic", "orf", {"c": 1.0}),
            Candidate("random_forest", "orf", _FOREST),
            Candidate("gradient_boosting", "orf", {"rate": 0.05, "leaves": 8}),
        ]
    return found


def _for_numbers(n: int, length: int, places: bool) -> list[Candidate]:
    trees = Candidate("random_forest", "onehot", {"max_features": "all", "trees": 200})
    found = [Candidate("ridge", "onehot"), trees, Candidate("gradient_boosting", "onehot")] if places else []
    if places and n < _MANY:
        found.append(Candidate("svm_rbf", "onehot", {"c": 10.0, "scaling": "none"}))
    if length >= _WORDY:
        found.append(Candidate("ridge", "kmers", {}, _SHORT))
    if length >= _WORDY and not places:
        found += [
            Candidate("random_forest", "kmers", {}, _SHORT),
            Candidate("svm_rbf", "kmers", {}, _SHORT),
            Candidate("gradient_boosting", "kmers", {}, _SHORT),
        ]
    return [*found, *_networks(n, length, places)]


def _networks(n: int, length: int, places: bool) -> list[Candidate]:
    if n < _ENOUGH:
        return []
    found = [Candidate("mlp", "onehot")] if places else []
    return [*found, Candidate("cnn", "letters", {"preset": "fast"})] if length <= _READABLE else found


_C = (1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0)
_LADDERS: dict[str, dict[str, tuple[float, ...]]] = {
    "logistic": {"c": _C},
    "linear_svm": {"c": _C},
    "gkm_linear": {"c": _C},
    "svm_rbf": {"c": (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)},
    "random_forest": {"min_leaf": (1, 2, 4, 8)},
    "gradient_boosting": {"leaves": (4, 8, 16, 31, 63), "rate": (0.02, 0.05, 0.1, 0.2)},
    "mlp": {"units": (32, 64, 128, 256, 512), "dropout": (0.0, 0.1, 0.2, 0.4, 0.6)},
    "cnn": {"filters": (16, 32, 64, 128), "width": (7, 11, 15, 19)},
}
"""Settings of each model that matter most, with the values worth trying."""


def variants(candidate: Candidate) -> list[Candidate]:
    """Return the candidate with one setting a step higher or lower, for each setting worth it.

    Examples
    --------
    >>> [one.name for one in variants(Candidate("svm_rbf", "kmers", {"c": 10.0}))]
    ['svm_rbf on kmers, c=30.0', 'svm_rbf on kmers, c=3.0']
    """
    found = []
    for name, ladder in _LADDERS.get(candidate.model, {}).items():
        now = candidate.model_params[name]
        above, below = [value for value in ladder if value > now][:1], [value for value in ladder if value < now][-1:]
        found += [replace(candidate, model_values={**candidate.model_values, name: one}) for one in above + below]
    return found
