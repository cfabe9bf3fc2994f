"""How much is read before a file is refused: every limit in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields

from genocore.errors import InputError


@dataclass(frozen=True)
class Limits:
    """The largest file that is read; each number can be set by an environment variable ``GENOCORE_MAX_<NAME>``.

    Parameters
    ----------
    unpacked_bytes : int
        Bytes of one file after decompression.
    expansion : int
        Bytes that one compressed byte may become, once `bomb_bytes` are unpacked. Genomes reach about 5, tables of
        zeros about 100, files made to fill a memory about 1,000.
    bomb_bytes : int
        Unpacked bytes from which `expansion` is looked at.
    line_bytes : int
        Longest line; a human chromosome on one line has 250 MB.
    records, bases : int
        Sequences of one dataset, and their letters in total.
    cells : int
        Cells of one table.

    Examples
    --------
    >>> Limits(records=10).records
    10
    """

    unpacked_bytes: int = 3_000_000_000
    expansion: int = 200
    bomb_bytes: int = 64 << 20
    line_bytes: int = 300_000_000
    records: int = 5_000_000
    bases: int = 2_000_000_000
    cells: int = 50_000_000

    def need(self, name: str, amount: int, *, file: str, noun: str, line: int | None = None) -> None:
        """Refuse if `amount` of what `name` limits is too much.

        Raises
        ------
        InputError
            FA019 with the limit and the setting that raises it.
        """
        limit = getattr(self, name)
        if amount > limit:
            raise InputError(
                f"There are more than {limit:,} {noun}, the most that is read.",
                hint=f"Take a part of the file, or raise the limit by GENOCORE_MAX_{name.upper()}.",
                code="FA019",
                file=file,
                line=line,
            )


def limits() -> Limits:
    """Return the limits in force: the defaults, or what the environment says.

    Raises
    ------
    InputError
        PA001 if a variable is not a whole number above 0.
    """
    chosen = {}
    for field in fields(Limits):
        name = f"GENOCORE_MAX_{field.name.upper()}"
        text = os.environ.get(name, "").replace("_", "")
        if text and not (text.isdecimal() and int(text) > 0):
            raise InputError(f"{name} must be a whole number above 0, not {text!r}.", code="PA001")
        if text:
            chosen[field.name] = int(text)
    return Limits(**chosen)
