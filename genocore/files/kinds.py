"""Files told apart by what is in them, since names lie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from genocore.errors import InputError
from genocore.files.source import Source, encoding_of

Use = Literal["sequences", "table", "companion", "none"]


@dataclass(frozen=True)
class Kind:
    """What a file is.

    Parameters
    ----------
    key : str
        ``fasta``, ``fastq``, ``genbank``, ``embl``, ``delimited``, ``excel``, ``parquet``, ``vcf``, ``cls`` or the
        name of something that is not read.
    words : str
        The same for people, with an article: "a PDF document".
    use : {"sequences", "table", "companion", "none"}
        Sequences can be read from it; a table, which may hold some; something known that holds none but goes with
        sequences; nothing that is of use here.
    hint : str
        The next step, where it is of no use.
    """

    key: str
    words: str
    use: Use = "none"
    hint: str = ""


_UNPACK = "Unpack it first, and load the files in it."
_ALIGNED = "This is an alignment: take the gaps out and save the sequences as FASTA first."
_SAVE_TEXT = "Save the sequences as FASTA or as a table (CSV, Excel) first."
_KINDS = [
    Kind("fasta", "a FASTA file", "sequences"),
    Kind("fastq", "a FASTQ file of reads", "sequences"),
    Kind("genbank", "a GenBank file", "sequences"),
    Kind("embl", "an EMBL file", "sequences"),
    Kind("delimited", "a table", "table"),
    Kind("excel", "an Excel workbook", "table"),
    Kind("parquet", "a Parquet table", "table"),
    Kind("vcf", "a VCF file of variants", "companion"),
    Kind("cls", "a CLS file of sample classes", "companion"),
    Kind("pdf", "a PDF document", hint=_SAVE_TEXT),
    Kind("image", "an image", hint=_SAVE_TEXT),
    Kind("word", "a Word document", hint=_SAVE_TEXT),
    Kind("rtf", "a text document with formatting (RTF)", hint=_SAVE_TEXT),
    Kind("ods", "an OpenDocument spreadsheet", hint="Save it as .xlsx or CSV first."),
    Kind("xls", "an old Excel workbook (.xls)", hint="Save it as .xlsx or CSV first."),
    Kind("zip", "a zip archive", hint=_UNPACK),
    Kind("tar", "a tar archive", hint=_UNPACK),
    Kind("compressed", "a compressed file that is not gzip", hint=_UNPACK),
    Kind("bam", "a BAM file of aligned reads", hint="Convert the reads with 'samtools fasta' first."),
    Kind("cram", "a CRAM file of aligned reads", hint="Convert the reads with 'samtools fasta' first."),
    Kind("sam", "a SAM file of aligned reads", hint="Convert the reads with 'samtools fasta' first."),
    Kind("bcf", "a BCF file of variants", hint="Convert it with 'bcftools view' to VCF first."),
    Kind("hdf5", "an HDF5 file", hint="Export the sequences or the table from it first."),
    Kind("arrow", "an Arrow file", hint="Save it as Parquet first."),
    Kind("pickle", "a Python pickle", hint="Opening one can run code, so none is opened. Save the data as a table."),
    Kind("numpy", "a NumPy array", hint=_SAVE_TEXT),
    Kind("trace", "a Sanger trace (ABIF)", hint="Export the base calls as FASTA first."),
    Kind("twobit", "a 2bit genome", hint="Convert it with 'twoBitToFa' first."),
    Kind("alignment_maf", "a genome alignment (MAF), not a table of mutations", hint=_ALIGNED),
    Kind("clustal", "a Clustal alignment", hint=_ALIGNED),
    Kind("stockholm", "a Stockholm alignment", hint=_ALIGNED),
    Kind("nexus", "a NEXUS file", hint=_ALIGNED),
    Kind("gff", "a GFF or GTF annotation", hint="It holds places, not sequences: give the FASTA of the features."),
    Kind("web_page", "a web page", hint="The download may have failed: save the file itself, not the page about it."),
    Kind("xml", "an XML file", hint=_SAVE_TEXT),
    Kind("json", "a JSON file", hint=_SAVE_TEXT),
    Kind("binary", "a binary file", hint=_SAVE_TEXT),
    Kind("empty", "empty", hint="Choose another file."),
    Kind("text", "a text without sequence records", hint="A FASTA record begins with a line like '>name label'."),
]
KINDS: dict[str, Kind] = {kind.key: kind for kind in _KINDS}

_MAGIC: dict[str, list[bytes]] = {
    "pdf": [b"%PDF"],
    "image": [b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*"],
    "rtf": [b"{\\rtf"],
    "parquet": [b"PAR1"],
    "arrow": [b"ARROW1"],
    "hdf5": [b"\x89HDF"],
    "xls": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
    "compressed": [b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!"],
    "bam": [b"BAM\x01"],
    "cram": [b"CRAM"],
    "bcf": [b"BCF\x02"],
    "numpy": [b"\x93NUMPY"],
    "trace": [b"ABIF"],
    "twobit": [b"\x43\x27\x41\x1a", b"\x1a\x41\x27\x43"],
    "pickle": [b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"],
}
_TEXT: dict[str, str] = {
    "genbank": r"LOCUS\s{2,}",
    "embl": r"ID   \S",
    "vcf": r"##fileformat=VCF|#CHROM\tPOS\tID\tREF\tALT",
    "alignment_maf": r"(track\b[^\n]*\n\s*)?##maf\b",
    "gff": r"##g[ft]f|([^\t\n]+\t){2}(gene|CDS|exon|mRNA|transcript|region)\t\d+\t\d+\t",
    "sam": r"@(HD|SQ|RG|PG|CO)\t",
    "clustal": r"CLUSTAL",
    "stockholm": r"# STOCKHOLM",
    "nexus": r"#NEXUS",
    "web_page": r"<!doctype html|<html",
    "xml": r"<\?xml",
    "cls": r"\d+ \d+ 1\s*\n\s*#",
    "json": r"[\[{]\s*[\"{\[]",
}


def kind_of(source: Source) -> Kind:
    """Return what `source` is, by content.

    Raises
    ------
    InputError
        FA015 if it cannot be read.
    Refused
        SE002 if it unpacks to more than is allowed.

    Examples
    --------
    >>> kind_of(Source.from_text(">s1 donor\\nACGT\\n", "not_a_picture.png")).words
    'a FASTA file'
    >>> kind_of(Source.from_text("id,seq\\ns1,ACGT\\n")).key, kind_of(Source("a.fa", data=b"%PDF-1.7")).key
    ('delimited', 'pdf')
    """
    start = source.first_bytes()
    for key, magics in _MAGIC.items():
        if start.startswith(tuple(magics)):
            return KINDS[key]
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        return KINDS[_zipped(source)]
    if start[257:262] == b"ustar":
        return KINDS["tar"]
    encoding = encoding_of(start[:4096])
    if not encoding.startswith("utf-16") and _looks_binary(start):
        return KINDS["binary"]
    return KINDS[_text_kind(source.head())]


def need_use(source: Source, kind: Kind) -> None:
    """Refuse a file that is of no use here.

    Raises
    ------
    InputError
        FA001 if it is empty, FA002 if it is something else than sequences or a table; the first line is shown if
        nothing better can be said.
    """
    if kind.key == "empty":
        raise InputError("The file is empty: 0 records.", hint=kind.hint, code="FA001", file=source.name)
    if kind.key == "text":
        line, shown = _first_line(source)
        what = f"Not FASTA, and no other file with sequences: it begins with {shown!r}."
        raise InputError(what, hint=kind.hint, code="FA002", file=source.name, line=line)
    if kind.use == "none":
        raise InputError(f"This is {kind.words}.", hint=kind.hint, code="FA002", file=source.name)


def _first_line(source: Source) -> tuple[int, str]:
    for number, line in enumerate(source.head().split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith(";"):
            return number, line.rstrip()[:40] + ("…" if len(line.rstrip()) > 40 else "")
    return 1, ""


def _looks_binary(start: bytes) -> bool:
    controls = sum(start.count(byte) for byte in range(32) if byte not in (9, 10, 11, 12, 13, 26, 27))
    return start.count(0) > 0 or controls > 0.1 * max(len(start), 1)


def _zipped(source: Source) -> str:
    """Return what a zip archive is: workbooks and documents are zip archives too."""
    import zipfile

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


def _text_kind(head: str) -> str:
    text = head.lstrip("\ufeff \t\r\n")
    if not text:
        return "empty"
    for key, pattern in _TEXT.items():
        if re.match(pattern, text, re.IGNORECASE):
            return key
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    body = [line for line in lines if not line.startswith(";")]  # the oldest FASTA files begin with comments
    if not body:
        return "text"
    if body[0].startswith(">"):
        return "fasta"
    if body[0].startswith("@") and (any(line.startswith("+") for line in body[2:]) or len(body) <= 2):
        return "fastq"
    rows = [line for line in lines if not line.startswith("#")]
    return "delimited" if _like_a_table(rows[:50]) else "text"


def _like_a_table(rows: list[str]) -> bool:
    """Return True if one mark cuts most lines into the same number of cells, as it does not in prose."""
    for mark in ("\t", ";", ",", "|"):
        counts = [row.count(mark) for row in rows if row.strip(mark + " ")]
        usual = max(set(counts), key=counts.count, default=0)
        if usual > 0 and counts.count(usual) >= 0.6 * len(counts):
            return True
        if max(counts, default=0) > 0 and any('"' in row for row in rows):  # line ends inside quotes
            return True
    return len(rows) > 1 and _columns_of_words(rows)


def _columns_of_words(rows: list[str]) -> bool:
    """Return True if the lines are columns set apart by blanks."""
    counts = {len(row.split()) for row in rows[:20]}
    return len(counts) == 1 and counts.pop() > 1
