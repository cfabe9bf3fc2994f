"""Files told apart by what is in them, since names lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from genocore.errors import InputError
from genocore.files.signs import kind_of_archive, kind_of_bytes, kind_of_compound, kind_of_text, looks_binary
from genocore.files.source import Source, encoding_of

Use = Literal["sequences", "table", "companion", "none"]


@dataclass(frozen=True)
class Kind:
    """What a file is.

    Parameters
    ----------
    key : str
        ``fasta``, ``fastq``, ``genbank``, ``embl``, ``delimited``, ``lines``, ``excel``, ``parquet``, ``vcf``, ``cls``
        or the name of something that is not read.
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
    Kind("lines", "a text with a sequence in each line", "table"),
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
    Kind("doc", "an old Word document (.doc)", hint=_SAVE_TEXT),
    Kind("ppt", "an old presentation (.ppt)", hint=_SAVE_TEXT),
    Kind("compound", "an old Office file", hint=_SAVE_TEXT),
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
    Kind(
        "bare",
        "a DNA sequence without a name",
        hint="Put a line '>name label' above each record, however many lines it has.",
    ),
    Kind("text", "a text without sequence records", hint="A FASTA record begins with a line like '>name label'."),
]
KINDS: dict[str, Kind] = {kind.key: kind for kind in _KINDS}


def kind_of(source: Source) -> Kind:
    """Return what `source` is, by content.

    Raises
    ------
    InputError
        FA015 if it cannot be read, FA019 if a line is too long.
    Refused
        SE002 if it unpacks to more than is plausible: that is seen before any of it is taken apart.

    Examples
    --------
    >>> kind_of(Source.from_text(">s1 donor\\nACGT\\n", "not_a_picture.png")).words
    'a FASTA file'
    >>> kind_of(Source.from_text("id,seq\\ns1,ACGT\\n")).key, kind_of(Source("a.fa", data=b"%PDF-1.7")).key
    ('delimited', 'pdf')
    """
    source.need_plausible()
    start = source.first_bytes()
    key = kind_of_bytes(start)
    closer = {"zip": kind_of_archive, "compound": kind_of_compound}
    if key:
        return KINDS[closer[key](source) if key in closer else key]
    head = source.head()
    if looks_binary(head.encode(errors="replace") if encoding_of(start[:4096]) != "utf-8" else start):
        return KINDS["binary"]
    return KINDS[kind_of_text(head)]


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
    """Return number and beginning of the first line that is neither blank nor a comment."""
    number = 1
    with source.open() as handle:
        while piece := handle.readline(4096):
            if piece.strip() and not piece.lstrip().startswith(";"):
                return number, piece.rstrip()[:40] + ("…" if len(piece.rstrip()) > 40 else "")
            number += piece.endswith("\n")
    return 1, ""
