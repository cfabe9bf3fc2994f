"""What a person chose about a study, over what was found by looking at its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from genocore.errors import InputError
from genocore.mutations.consequence import CONSEQUENCES
from genocore.mutations.places import Counting
from genocore.mutations.translate import code_of
from genocore.registry import unknown
from genocore.significance.correction import CORRECTIONS
from genocore.significance.expression import SCALES


@dataclass(frozen=True)
class Choices:
    """Choices about a study; every one has a default.

    Parameters
    ----------
    columns : mapping of str to str
        Columns of the table of mutations, by role: see `genocore.mutations.read_table.ROLES`.
    offset, strand
        How the table counts: see `genocore.mutations.locate.Counting`.
    only_sequence : bool
        All rows are about the only sequence, whatever they call it.
    reference : str
        Of sequences to compare: the record that all others are compared with; empty to compare pairs by name.
    code : int
        Genetic code, where nothing else says which.
    guess : bool
        Take the longest reading frame as coding where no region is given.
    consequences : tuple of str
        Consequences that count as mutated; empty for all but the silent ones.
    only_pass : bool
        Leave out calls of a VCF file that its FILTER did not pass.
    everyone : bool
        Samples without a row in the table of mutations were looked at too, and carry none.
    group, mutated, intact, pair : str
        Columns and values of the sample sheet: see `genocore.significance.samples`.
    covariates : tuple of str
        Columns of samples that a test takes into account, if it can (`ols`).
    scale, test, correction, alpha, values
        As for `genocore.significance.analyse.analyse`.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    offset: int = 0
    strand: str = "given"
    only_sequence: bool = False
    reference: str = ""
    code: int = 1
    guess: bool = True
    consequences: tuple[str, ...] = ()
    only_pass: bool = False
    everyone: bool = False
    group: str = ""
    mutated: str = ""
    intact: str = ""
    pair: str = ""
    covariates: tuple[str, ...] = ()
    scale: str = "auto"
    test: str = "welch"
    correction: str = "bh"
    alpha: float = 0.05
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def checked(cls, **values: Any) -> Choices:
        """Return choices as given by a page or the command line.

        Raises
        ------
        InputError
            PA001 for a value out of its limits, PA002 for a name that is none.

        Examples
        --------
        >>> Choices.checked(offset="1", alpha="0.1").counting
        Counting(offset=1, strand='given')
        """
        from genocore.significance import TESTS

        made = replace(cls(), **values)
        made = replace(made, consequences=tuple(made.consequences), covariates=tuple(made.covariates))
        made = replace(made, alpha=_number("alpha", made.alpha, float))
        made = replace(made, offset=_number("offset", made.offset, int), code=_number("code", made.code, int))
        for name in made.consequences:
            if name not in CONSEQUENCES:
                raise unknown("consequence", name, list(CONSEQUENCES))
        if not 0 < made.alpha < 1:
            raise InputError(f"alpha must lie between 0 and 1, not {made.alpha:g}.", code="PA001")
        if made.scale not in SCALES:
            raise unknown("scale", made.scale, list(SCALES))
        if made.correction not in CORRECTIONS:
            raise unknown("correction", made.correction, list(CORRECTIONS))
        TESTS[made.test].settings(made.values)
        Counting(made.offset, made.strand)
        code_of(made.code)
        return made

    @property
    def counting(self) -> Counting:
        """How the table of mutations counts."""
        return Counting(self.offset, self.strand)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values; `from_dict` reads them back."""
        return {
            **asdict(self), "columns": dict(self.columns), "values": dict(self.values),
            "consequences": list(self.consequences), "covariates": list(self.covariates),
        }  # fmt: skip

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Choices:
        """Return what `to_dict` wrote; what a later version added has its default."""
        return cls.checked(**{name: value for name, value in values.items() if name in cls.__dataclass_fields__})


def _number(name: str, value: Any, kind: type) -> Any:
    try:
        made = kind(value)
        if made == float(value):
            return made
    except (TypeError, ValueError, OverflowError):
        pass
    raise InputError(f"The {name} {value!r} is not a {'whole ' if kind is int else ''}number.", code="PA001")
