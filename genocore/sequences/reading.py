"""What a person chose about the reading of files, over what was found by looking at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from genocore.errors import InputError
from genocore.registry import unknown

FEATURES = ("records", "CDS", "gene")
DUPLICATES = ("leave out", "first", "mean")


@dataclass(frozen=True)
class Reading:
    """Choices about reading; every one has a default that is found by looking at the file.

    Parameters
    ----------
    layout : mapping
        Overrides of fields of `genocore.tables.layout.Layout`, such as ``delimiter`` or ``decimal``.
    id, sequence : str
        Columns of a table that hold names and DNA; empty for those that look like it.
    features : {"records", "CDS", "gene"}
        What is taken from GenBank and EMBL files: whole records, or their features of this type against the
        stretches between genes.
    window : int
        Length in bp to which features and stretches are cut; 0 leaves them whole, and their lengths then tell the
        classes apart.
    seed : int
        Decides where the windows lie.
    key : str
        Column of a table of labels or values by which it is joined; empty for the one that fits best.
    strip_versions : bool
        Join ``NM_000546.6`` with ``NM_000546``.
    duplicates : {"leave out", "first", "mean"}
        What becomes of a name that has several rows with different values in a table that is joined.

    Examples
    --------
    >>> Reading.checked(features="CDS", window="100").window
    100
    """

    layout: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""
    sequence: str = ""
    features: str = "records"
    window: int = 100
    seed: int = 42
    key: str = ""
    strip_versions: bool = False
    duplicates: str = "leave out"

    @classmethod
    def checked(cls, **values: Any) -> Reading:
        """Return choices as given by a page or the command line.

        Raises
        ------
        InputError
            PA001 for a length or seed that is none, PA002 for a choice that is not offered.
        """
        made = replace(cls(), **values)
        for value, offered, what in (
            (made.features, FEATURES, "kind of feature"),
            (made.duplicates, DUPLICATES, "rule"),
        ):
            if value not in offered:
                raise unknown(what, value, list(offered))
        window, seed = _whole("length", made.window), _whole("seed", made.seed)
        if not (window == 0 or 10 <= window <= 100_000):
            raise InputError(f"The length {window} is not 0 or between 10 and 100,000 bp.", code="PA001")
        if seed < 0:
            raise InputError(f"The seed {seed} is below 0.", code="PA001")
        return replace(made, window=window, seed=seed)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values; `from_dict` reads them back."""
        return {**asdict(self), "layout": dict(self.layout)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Reading:
        """Return what `to_dict` wrote; what a later version added has its default."""
        known = {name: value for name, value in values.items() if name in cls.__dataclass_fields__}
        return cls.checked(**known)


def _whole(what: str, value: Any) -> int:
    try:
        if float(value) == int(value):
            return int(value)
    except (TypeError, ValueError, OverflowError):
        pass
    raise InputError(f"The {what} {value!r} is not a whole number.", code="PA001")
