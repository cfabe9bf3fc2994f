"""One file, one entry: how encoders, models and tests describe themselves and are found."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal

from genocore.errors import InputError

Kind = Literal["int", "float", "choice", "bool", "range"]


@dataclass(frozen=True)
class Param:
    """One setting of an entry: draws its widget, checks its value, feeds the contract tests.

    Parameters
    ----------
    name : str
        Keyword passed to ``Spec.build``.
    kind : {"int", "float", "choice", "bool", "range"}
        ``range`` is a pair of whole numbers, written ``1-4``.
    default : object
        Valid value used when nothing is chosen.
    label, help : str
        Words for a biologist.
    low, high : number, optional
        Inclusive limits of numbers and of both ends of a range.
    choices : sequence of str
        Allowed values of a ``choice``.

    Examples
    --------
    >>> k = Param("k", "range", (1, 4), "Word lengths", low=1, high=8)
    >>> k.check("2-3")
    (2, 3)
    >>> Param("trees", "int", 500, "Trees", low=1, high=5000).check("0")
    Traceback (most recent call last):
    ...
    genocore.errors.InputError: PA001: 'trees' must be a whole number from 1 to 5000. Got '0' instead.
    """

    name: str
    kind: Kind
    default: Any
    label: str
    help: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def check(self, value: object) -> Any:
        """Return `value` in its proper type.

        Raises
        ------
        InputError
            PA001 if it is not of the kind or outside the limits.
        """
        try:
            return self._cast(value)
        except (TypeError, ValueError, OverflowError):
            raise InputError(
                f"'{self.name}' must be {self.constraint()}. Got {value!r} instead.", code="PA001"
            ) from None

    def constraint(self) -> str:
        """Return in words what values are allowed."""
        limits = f" from {self.low:g} to {self.high:g}" if self.low is not None and self.high is not None else ""
        match self.kind:
            case "int":
                return f"a whole number{limits}"
            case "float":
                return f"a number{limits}"
            case "bool":
                return "yes or no"
            case "range":
                return f"two whole numbers{limits}, written like 1-4"
        return "one of " + ", ".join(self.choices)

    def text(self, value: Any) -> str:
        """Return `value` as it is written on the command line."""
        return (
            f"{value[0]}-{value[1]}"
            if self.kind == "range"
            else str(value).lower()
            if self.kind == "bool"
            else str(value)
        )

    def _cast(self, value: Any) -> Any:
        match self.kind:
            case "bool":
                words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
                key = str(value).strip().lower()
                if key not in words:
                    raise ValueError
                return words[key]
            case "choice":
                if value not in self.choices:
                    raise ValueError
                return str(value)
            case "range":
                if isinstance(value, str):
                    value = value.split("-")
                    value = value * 2 if len(value) == 1 else value
                low, high = (self._number(int, part) for part in value)
                if low > high:
                    raise ValueError
                return (low, high)
        return self._number(int if self.kind == "int" else float, value)

    def _number(self, kind: type[int] | type[float], value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError
        number = kind(value)
        if number != float(value):
            raise ValueError
        if (self.low is not None and number < self.low) or (self.high is not None and number > self.high):
            raise ValueError
        return number


@dataclass(frozen=True)
class Spec:
    """The description of one encoder, model or test: everything the rest of the product knows of it.

    Parameters
    ----------
    key : str
        Lower snake case; never changes, since reports and addresses quote it.
    label, help : str
        Name and two sentences: what it does and when to use it.
    build : callable
        Makes the object from the checked parameters.
    params : tuple of Param
        Its settings.
    tasks : tuple of str
        Tasks it serves; empty for all.
    presets : mapping of str to mapping
        Named sets of parameter values, e.g. ``tutorial``.
    extra : mapping
        What only one registry needs (e.g. the trusted types of a model's bundle).
    """

    key: str
    label: str
    help: str
    build: Callable[..., Any]
    params: tuple[Param, ...] = ()
    tasks: tuple[str, ...] = ()
    presets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def settings(self, values: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Return every parameter's value: the default, or the checked one from `values`.

        Raises
        ------
        InputError
            PA001 for a bad value, PA002 for a name this entry does not have.
        """
        values = dict(values or {})
        if preset := values.pop("preset", None):
            if preset not in self.presets:
                raise unknown("preset", str(preset), list(self.presets))
            values = {**self.presets[str(preset)], **values}
        known = {param.name: param for param in self.params}
        for name in values:
            if name not in known:
                raise unknown(f"parameter of {self.key}", name, list(known))
        return {name: param.check(values.get(name, param.default)) for name, param in known.items()}


class Registry(Mapping[str, Spec]):
    """The entries of one package, by key, found by looking at its modules.

    A module takes part by having a ``SPEC``. Nothing else has to be edited to add one. The registry is rebuilt
    from modules on first use, so that a reload of the code cannot leave stale entries.

    Parameters
    ----------
    package : module
        Package whose modules are looked at.
    noun : str
        What an entry is called in messages, e.g. ``"encoder"``.
    """

    def __init__(self, package: ModuleType, noun: str) -> None:
        self.package, self.noun = package, noun
        self._specs: dict[str, Spec] | None = None

    def _load(self) -> dict[str, Spec]:
        if self._specs is None:
            names = sorted(module.name for module in pkgutil.iter_modules(self.package.__path__))
            modules = [importlib.import_module(f"{self.package.__name__}.{name}") for name in names]
            specs = [module.SPEC for module in modules if hasattr(module, "SPEC")]
            self._specs = {spec.key: spec for spec in specs}
        return self._specs

    def __getitem__(self, key: str) -> Spec:
        specs = self._load()
        if key not in specs:
            raise unknown(self.noun, key, list(specs))
        return specs[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())

    def __contains__(self, key: object) -> bool:
        return key in self._load()

    def for_task(self, task: str) -> list[Spec]:
        """Return the entries that serve `task`."""
        return [spec for spec in self.values() if not spec.tasks or task in spec.tasks]


def unknown(noun: str, name: str, known: Sequence[str]) -> InputError:
    """Return the error for a name that does not exist, with the nearest one that does."""
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean '{close[0]}'?" if close else ""
    choice = f"There is: {', '.join(known)}." if known else "There is none."
    return InputError(f"There is no {noun} '{name}'. {choice}", hint=hint, code="PA002")
