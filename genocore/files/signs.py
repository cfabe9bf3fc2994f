"""The signs by which a kind of file is known: first bytes, parts of an archive, first lines."""

from __future__ import annotations

import re
import zipfile

from genocore.files.ends import FIVE, THREE
from genocore.files.source import Source

_MAGIC: dict[str, list[bytes]] = {
    "pdf": [b"%PDF"],
    "image": [b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*"],
    "rtf": [b"{\\rtf"],
    "parquet": [b"PAR1"],
    "arrow": [b"ARROW1"],
    "hdf5": [b"\x89HDF"],
    "compound": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
    "compressed": [b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!"],
    "bam": [b"BAM\x01"],
    "cram": [b"CRAM"],
    "bcf": [b"BCF\x02"],
    "numpy": [b"\x93NUMPY"],
    "trace": [b"ABIF"],
    "twobit": [b"\x43\x27\x41\x1a", b"\x1a\x41\x27\x43"],
    "pickle": [b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"],
}
_STREAMS = {"xls": ("Workbook", "Book"), "doc": ("WordDocument",), "ppt": ("PowerPoint Document",)}
"""Old Office files of one form, told apart by a name in their directory."""
_LINE_OF_DNA = re.compile(rf"(?:{FIVE})?[ACGTUN]{{6,}}(?:{THREE})?", re.IGNORECASE)
_WRAPPED = (50, 60, 70, 72, 80, 100, 120)
"""Letters a line where a long sequence is wrapped."""
_TEXT: dict[str, str] = {
    "genbank": r"(?-i:LOCUS) {2,}\S",
    "embl": r"(?-i:ID)   \S",
    "vcf": r"##fileformat=VCF|#CHROM\tPOS\tID\tREF\tALT",
    "alignment_maf": r"(track\b[^\n]*\n\s*)?##maf\b",
    "gff": r"##g[ft]f|([^\t\n]+\t){2}(gene|CDS|exon|mRNA|transcript|region)\t\d+\t\d+\t",
    "sam": r"@(HD|SQ|RG|PG|CO)\t",
    "clustal": r"(?-i:CLUSTAL)[W \t]",
    "stockholm": r"# STOCKHOLM",
    "nexus": r"#NEXUS",
    "web_page": r"<!doctype html|<html",
    "xml": r"<\?xml",
    "cls": r"\d+ \d+ 1\s*\n\s*#",
    "json": r"[\[{]\s*[\"{\[]",
}


def kind_of_bytes(start: bytes) -> str:
    """Return the kind that the first bytes of a file name, or an empty text; an archive is just a ``zip``."""
    for key, magics in _MAGIC.items():
        for magic in magics:  # a text may begin with letters such as PAR1
            if start.startswith(magic) and (not magic.isalnum() or looks_binary(start)):
                return key
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    return "tar" if start[257:262] == b"ustar" else ""


def looks_binary(start: bytes) -> bool:
    """Return True if there are bytes no text has, or many that few have."""
    controls = sum(start.count(byte) for byte in range(32) if byte not in (9, 10, 11, 12, 13, 26, 27))
    return start.count(0) > 0 or controls > 0.1 * max(len(start), 1)


def kind_of_archive(source: Source) -> str:
    """Return what a zip archive is: workbooks and documents are zip archives too."""
    try:
        with source.open_packed() as raw, zipfile.ZipFile(raw) as archive:
            names = archive.namelist()[:2000]
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        return "zip"
    if any(name.startswith("xl/") for name in names):
        return "excel"
    if any(name.startswith("word/") for name in names):
        return "word"
    return "ods" if "content.xml" in names else "zip"


def kind_of_compound(source: Source) -> str:
    """Return what an old Office file is; its directory may stand anywhere in it."""
    tail = b""
    with source.open_bytes() as raw:
        while chunk := raw.read(1 << 20):
            for key, names in _STREAMS.items():
                if any(f"{name}\0".encode("utf-16-le") in tail + chunk for name in names):
                    return key
            tail = chunk[-64:]
    return "compound"


def kind_of_text(head: str) -> str:
    """Return the kind of a text by its first lines.

    Examples
    --------
    >>> kind_of_text("##maf version=1\\na score=1\\n"), kind_of_text("Dear all,\\nplease see below.\\n")
    ('alignment_maf', 'text')
    """
    text = re.sub(r"\A[\s\ufeff]+", "", head)
    if not text:
        return "empty"
    for key, pattern in _TEXT.items():
        if re.match(pattern, text, re.IGNORECASE):
            return key
    lines = [line for line in head.split("\n") if line.strip()][:200]
    body = [line for line in lines if not line.startswith(";")]  # the oldest FASTA files begin with comments
    if text.startswith(">") or (body and body[0].lstrip("\ufeff \t").startswith(">")):
        return "fasta"
    if not body:
        return "text"
    if all(_LINE_OF_DNA.fullmatch(line.strip()) for line in body):
        return _kind_of_bare_dna([line.strip() for line in body])
    if body[0].lstrip("\ufeff \t").startswith("@") and (len(body) <= 2 or any(line[0] == "+" for line in body[2:])):
        return "fastq"
    rows = [line for line in lines if not line.startswith("#")]
    return "delimited" if _like_a_table(rows[:50]) else "text"


def _kind_of_bare_dna(lines: list[str]) -> str:
    """Return whether each line is a record, or whether they may be one sequence that was wrapped."""
    widths = {len(line) for line in lines[:-1]}
    wrapped = len(widths) == 1 and min(widths) in _WRAPPED and len(lines[-1]) <= min(widths)
    return "bare" if len(lines) == 1 or wrapped else "lines"


def _like_a_table(rows: list[str]) -> bool:
    """Return True if one mark cuts most lines into the same number of cells, as it does not in prose."""
    for mark in ("\t", ";", ",", "|"):
        counts = [row.count(mark) for row in rows if row.strip(mark + " ")]
        usual = max(set(counts), key=counts.count, default=0)
        if usual > 0 and counts.count(usual) >= 0.6 * len(counts):
            return True
        quoted = re.compile(rf'"[^"]*$|(^|{re.escape(mark)}) *"[^"]*" *({re.escape(mark)}|$)')  # line ends inside
        if max(counts, default=0) > 0 and sum(bool(quoted.search(row)) for row in rows) >= 0.3 * len(rows):
            return True
    return len(rows) > 1 and _columns_of_words(rows[:20])


def _columns_of_words(rows: list[str]) -> bool:
    """Return True if the lines are columns set apart by blanks, and not one sequence in blocks.

    The first line may have a word less: R leaves out the name of the column that names the rows.
    """
    widths = [len(row.split()) for row in rows]
    usual = widths[-1]
    if usual < 2 or set(widths[1:]) != {usual} or not (widths[0] == usual or (widths[0] == usual - 1 and widths[2:])):
        return False
    return not all(re.fullmatch(r"[ACGTUN\s]+", row, re.IGNORECASE) for row in rows)
