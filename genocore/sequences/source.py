"""A file, upload, pasted text or standard input: opened as text, told apart by content."""

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

_HEAD = 65536
_TAB = "\t"
_ENDINGS = re.compile(r"(\.(gz|bgz|fasta|fa|fna|ffn|fas|txt|seq))+$", re.IGNORECASE)


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
        return cls(name, data=text.encode())

    @property
    def stem(self) -> str:
        """File name without folder and endings: ``donor.fasta.gz`` is ``donor``."""
        return _ENDINGS.sub("", self.name.rsplit("/", 1)[-1])

    @contextmanager
    def open(self) -> Iterator[IO[str]]:
        """Open as text: gzip and BGZF unpacked, byte order marks removed, any line ending.

        Raises
        ------
        InputError
            FA015 if the file is damaged or cannot be read.
        """
        try:
            with self._binary() as raw:
                start = raw.peek(4)[:4]
                encoding = "utf-16" if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
                yield io.TextIOWrapper(raw, encoding=encoding, errors="replace")
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise InputError(
                "The gzip file is damaged or incomplete.",
                hint="Download or copy it again.",
                code="FA015",
                file=self.name,
            ) from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise InputError(f"The file cannot be read: {reason}.", code="FA015", file=self.name) from None

    def head(self) -> str:
        """Return the first 64 K characters."""
        with self.open() as handle:
            return handle.read(_HEAD)

    @contextmanager
    def _binary(self) -> Iterator[io.BufferedReader]:
        with self.path.open("rb") if self.path else io.BytesIO(self.data or b"") as raw:
            start = raw.read(2)
            raw.seek(0)
            unpacked = gzip.GzipFile(fileobj=raw) if start == b"\x1f\x8b" else raw
            yield io.BufferedReader(unpacked, 1 << 20)


def foreign_kind(head: str) -> str:
    """Return what `head` is the start of, in words, if it is plainly not FASTA; else an empty string.

    Looks at content only, since names lie.

    Examples
    --------
    >>> foreign_kind("LOCUS       CHLTCG    1042519 bp    DNA")
    'a GenBank file'
    >>> foreign_kind(">s1\\nACGT")
    ''
    """
    signatures = {
        "%PDF": "a PDF document",
        "PK\x03\x04": "a zip archive or an Excel workbook",
        "\ufffdPNG": "an image",
        "\ufffd\ufffd\ufffd\ufffd": "a binary file",
        "GIF8": "an image",
        "LOCUS ": "a GenBank file",
        "ID   ": "an EMBL file",
        "##fileformat=VCF": "a VCF file of variants",
        "##maf": "a genome alignment (MAF)",
        "##gff": "a GFF annotation",
        "@HD\t": "a SAM alignment",
        "CLUSTAL": "a Clustal alignment",
        "#NEXUS": "a NEXUS file",
        "<!DOCTYPE": "a web page",
        "<!doctype": "a web page",
        "<html": "a web page",
    }
    text = head.lstrip()
    for start, kind in signatures.items():
        if text.startswith(start):
            return kind
    lines = [line for line in text.split("\n", 5) if line.strip()][:4]
    if len(lines) >= 3 and lines[0].startswith("@") and lines[2].startswith("+"):
        return "a FASTQ file of reads"
    if "\x00" in head or head.count("\ufffd") > 0.1 * max(len(head), 1):
        return "a binary file"
    first = next((line for line in text.split("\n") if not line.startswith(("#", ";"))), "")
    if not first.startswith(">") and any(first.count(mark) >= 1 for mark in (_TAB, ",", ";")) and len(lines) > 1:
        return "a table"
    return ""
