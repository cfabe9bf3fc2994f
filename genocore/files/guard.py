"""Bytes counted on their way in, so that a file made to fill the memory is refused before it does."""

from __future__ import annotations

import io
from typing import IO, Any

from genocore.errors import InputError, Refused
from genocore.files.limits import Limits, limits


class Guarded(io.RawIOBase):
    """A stream of bytes that ends with an error when a limit is passed.

    Parameters
    ----------
    inner : binary stream
        What is read, unpacked already.
    packed : binary stream
        The same before unpacking; its position says how many bytes were needed. The same as `inner` if plain.
    name : str
        File name for messages.
    limits : Limits
    """

    def __init__(self, inner: IO[bytes], packed: IO[bytes], name: str, limits: Limits) -> None:
        self._inner, self._packed, self._name, self._limits = inner, packed, name, limits
        self._seen = 0
        self._line = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into `buffer`; see `io.RawIOBase.readinto`.

        Raises
        ------
        Refused
            SE002 if the file unpacks to more than is plausible or allowed.
        InputError
            FA019 if a line is too long.
        """
        chunk = self._inner.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self._seen += len(chunk)
        self._check_size()
        self._check_line(chunk)
        return len(chunk)

    def _check_size(self) -> None:
        limits = self._limits
        if self._seen > limits.unpacked_bytes:
            raise Refused(
                f"The file holds more than {limits.unpacked_bytes / 1e9:.1f} GB.",
                hint="Take a part of it, or raise the limit by GENOCORE_MAX_UNPACKED_BYTES.",
                code="SE002",
                file=self._name,
            )
        if self._inner is not self._packed and self._seen > limits.bomb_bytes:
            ratio = self._seen / max(self._packed.tell(), 1)
            if ratio > limits.expansion:
                raise Refused(
                    f"Each byte of the file unpacks to {ratio:,.0f}, as in files made to fill a computer's memory.",
                    hint="Unpack it yourself if you know what it is, and load a part.",
                    code="SE002",
                    file=self._name,
                )

    def _check_line(self, chunk: bytes) -> None:
        limit = self._limits.line_bytes
        ends = [end for end in (chunk.find(b"\n"), chunk.find(b"\r")) if end >= 0]
        longest = self._line + min(ends, default=len(chunk))
        self._line = len(chunk) - max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) - 1 if ends else longest
        if len(chunk) > limit:
            longest = max(longest, *map(len, chunk.splitlines()))
        if longest > limit:
            raise InputError(
                f"A line is longer than {limit:,} bytes.",
                hint="Wrap the sequence to lines of 60 letters, or raise the limit by GENOCORE_MAX_LINE_BYTES.",
                code="FA019",
                file=self._name,
            )


def need_plausible_size(unpacked: int, packed: int, name: str, what: str) -> None:
    """Refuse a file that says of itself that it unpacks to more than is plausible.

    Raises
    ------
    Refused
        SE002.
    """
    allowed = limits()
    if unpacked > allowed.unpacked_bytes or (
        unpacked > allowed.bomb_bytes and unpacked > allowed.expansion * max(packed, 1)
    ):
        raise Refused(
            f"{what} unpacks to {unpacked / 1e6:,.0f} MB, far more than a table its size.",
            hint="Save it as CSV if you know what it is.",
            code="SE002",
            file=name,
        )
