"""A file, upload, pasted text or standard input, opened as text."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from genocore.errors import InputError
from genocore.files.guard import Guarded
from genocore.files.limits import limits

_HEAD = 65536
_GZIP = b"\x1f\x8b"
_ENDINGS = re.compile(
    r"(\.(gz|bgz|fasta|fa|fna|ffn|fas|fastq|fq|txt|seq|gb|gbk|gbff|embl|csv|tsv|tab|xlsx|parquet))+$", re.IGNORECASE
)


@dataclass(frozen=True)
class Source:
    """Something to read: a path, or bytes with a name.

    Examples
    --------
    >>> with Source.from_text(">s1 donor\\nACGT\\n").open() as handle:
    ...     print(handle.read())
    >s1 donor
    ACGT
    <BLANKLINE>
    """

    name: str
    path: Path | None = None
    data: bytes | None = None

    @classmethod
    def from_path(cls, path: str | Path) -> Source:
        """Return the source at `path`; ``-`` is standard input.

        Raises
        ------
        InputError
            FA015 if there is no such file.
        """
        if str(path) == "-":
            return cls("stdin", data=sys.stdin.buffer.read())
        path = Path(path)
        if path.is_fifo():  # a pipe can be read once only
            return cls(path.name, data=path.read_bytes())
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else "does not exist"
            raise InputError(f"The file {what}.", hint="Check the path.", code="FA015", file=str(path))
        return cls(path.name, path=path)

    @classmethod
    def from_text(cls, text: str, name: str = "pasted text") -> Source:
        """Return pasted text as a source."""
        return cls(name, data=text.encode(errors="replace"))

    @property
    def stem(self) -> str:
        """File name without folder and endings: ``donor.fasta.gz`` is ``donor``."""
        return _ENDINGS.sub("", self.name.rsplit("/", 1)[-1])

    @property
    def size(self) -> int:
        """Bytes as they are, packed or not."""
        return self.path.stat().st_size if self.path else len(self.data or b"")

    @contextmanager
    def open(self, encoding: str = "") -> Iterator[IO[str]]:
        """Open as text: gzip and BGZF unpacked, byte order marks removed, any line ending, sizes within the limits.

        Parameters
        ----------
        encoding : str, optional
            Name of an encoding; by default what `encoding_of` finds. Bytes that are not UTF-8 are read as
            Windows-1252, so that one odd letter in a header spoils nothing.

        Raises
        ------
        InputError
            FA015 if the file is damaged or cannot be read, FA019 if a line is too long.
        Refused
            SE002 if it unpacks to more than is allowed.
        """
        with self.open_bytes() as raw:
            found = encoding or encoding_of(raw.peek(4096)[:4096])
            errors = "genocore.windows" if found.startswith(("utf-8", "cp1252")) else "replace"
            text = io.TextIOWrapper(raw, encoding=found, errors=errors)
            text._CHUNK_SIZE = 1 << 17  # type: ignore[attr-defined]  # by default 8 KB, each checked anew
            yield text

    @contextmanager
    def open_bytes(self) -> Iterator[io.BufferedReader]:
        """Open as bytes: gzip and BGZF unpacked, sizes within the limits; raises as `open` does."""
        try:
            with self.open_packed() as packed:
                start = packed.read(2)
                packed.seek(0)
                inner = gzip.GzipFile(fileobj=packed) if start == _GZIP else packed
                yield io.BufferedReader(Guarded(inner, packed, self.name, limits()), 1 << 20)  # type: ignore[arg-type]
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise InputError(
                "The gzip file is damaged or incomplete.",
                hint="Download or copy it again.",
                code="FA015",
                file=self.name,
            ) from None
        except UnicodeError as error:
            what = f"The text is not in the encoding it should be in ({error})."
            raise InputError(what, hint="Choose another encoding.", code="FA015", file=self.name) from None
        except OSError as error:
            raise self._unreadable(error) from None

    @contextmanager
    def open_packed(self) -> Iterator[IO[bytes]]:
        """Open the bytes as they are, packed or not."""
        try:
            raw: IO[bytes] = self.path.open("rb") if self.path else io.BytesIO(self.data or b"")
        except OSError as error:
            raise self._unreadable(error) from None
        with raw:
            yield raw

    def _unreadable(self, error: OSError) -> InputError:
        reason = error.strerror or type(error).__name__
        return InputError(f"The file cannot be read: {reason}.", code="FA015", file=self.name)

    def need_plausible(self) -> None:
        """Unpack as much of a packed file as shows whether it was made to fill the memory; raises as `open` does."""
        with self.open_packed() as packed:
            if packed.read(2) != _GZIP:
                return
        left = limits().bomb_bytes + (2 << 20)
        with self.open_bytes() as raw:
            while left > 0 and (chunk := raw.read(1 << 20)):
                left -= len(chunk)

    def head(self) -> str:
        """Return the first 64 K characters; if they are all blank, the next that are not."""
        with self.open() as handle:
            text = handle.read(_HEAD)
            while text.isspace() and (more := handle.read(_HEAD)):
                text = more
            return text

    def first_bytes(self) -> bytes:
        """Return the first 64 KiB, unpacked."""
        with self.open_bytes() as raw:
            return raw.read(_HEAD)


def encoding_of(start: bytes) -> str:
    """Return the encoding of a text from its first bytes: by byte order mark, or by the zeros UTF-16 is full of.

    Examples
    --------
    >>> encoding_of(b">s1"), encoding_of(">s1".encode("utf-16-le")), encoding_of(b"\\xef\\xbb\\xbf>s1")
    ('utf-8', 'utf-16-le', 'utf-8-sig')
    """
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if half and odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return "utf-8"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Decode what is not UTF-8 as Windows-1252, or as Latin-1 where that has no letter."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    letters = (bytes([byte]) for byte in wrong)
    text = "".join(one.decode("latin-1") if one[0] in _HOLES else one.decode("cp1252") for one in letters)
    return text, error.end


_HOLES = b"\x81\x8d\x8f\x90\x9d"
codecs.register_error("genocore.windows", _as_windows)
