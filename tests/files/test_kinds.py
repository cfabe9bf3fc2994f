import datetime
import gzip
import io
import tarfile
import zipfile

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from Bio import bgzf

from genocore.errors import InputError
from genocore.files import Source
from genocore.files.kinds import KINDS, kind_of, need_use

FASTA = b">s1 donor\nACGT\n"


def key(data, name="file"):
    return kind_of(Source(name, data=data if isinstance(data, bytes) else data.encode())).key


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


def workbook():
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "made"])
    book.active.append(["s1", datetime.date(2024, 3, 1)])
    book.save(buffer)
    return buffer.getvalue()


def parquet():
    buffer = io.BytesIO()
    pq.write_table(pa.table({"id": ["s1"]}), buffer)
    return buffer.getvalue()


def bgzipped():
    buffer = io.BytesIO()
    writer = bgzf.BgzfWriter(fileobj=buffer)
    writer.write(FASTA)
    writer.flush()
    return buffer.getvalue()


def tar():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.fa"))
    return buffer.getvalue()


def numpy_array():
    buffer = io.BytesIO()
    np.save(buffer, np.arange(3))
    return buffer.getvalue()


def compound(name, at=512):
    """An old Office file of which there is but the header and a name in the directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(at) + name.encode("utf-16-le") + bytes(40)


BYTES = {
    "fasta in gzip": (gzip.compress(FASTA), "fasta"),
    "fasta in BGZF": (bgzipped(), "fasta"),
    "workbook": (workbook(), "excel"),
    "parquet": (parquet(), "parquet"),
    "Word": (zipped("[Content_Types].xml", "word/document.xml"), "word"),
    "OpenDocument": (zipped("mimetype", "content.xml"), "ods"),
    "zip": (zipped("a.fa"), "zip"),
    "zip without files": (zipped(), "zip"),
    "zip cut short": (zipped("xl/workbook.xml")[:40], "zip"),
    "zip in gzip": (gzip.compress(zipped("xl/workbook.xml")), "zip"),
    "tar": (tar(), "tar"),
    "tar in gzip": (gzip.compress(tar()), "tar"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
    "PNG": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image"),
    "JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image"),
    "GIF": (b"GIF89a\x01\x00\x01\x00", "image"),
    "TIFF": (b"II*\x00\x08\x00", "image"),
    "BAM": (gzip.compress(b"BAM\x01\x00\x00\x00\x00"), "bam"),
    "CRAM": (b"CRAM\x03\x00\x00\x00", "cram"),
    "BCF": (gzip.compress(b"BCF\x02\x02\x00"), "bcf"),
    "old Excel": (compound("Workbook", at=1 << 20), "xls"),
    "older Excel": (compound("Book"), "xls"),
    "old Word": (compound("WordDocument"), "doc"),
    "old presentation": (compound("PowerPoint Document"), "ppt"),
    "old Office": (compound("Root Entry"), "compound"),
    "RTF": (b"{\\rtf1\\ansi ACGT}", "rtf"),
    "bzip2": (b"BZh91AY&SY\x00\x01", "compressed"),
    "xz": (b"\xfd7zXZ\x00\x00", "compressed"),
    "zstd": (b"\x28\xb5\x2f\xfd\x04", "compressed"),
    "HDF5": (b"\x89HDF\r\n\x1a\n", "hdf5"),
    "Arrow": (b"ARROW1\x00\x00", "arrow"),
    "pickle": (b"\x80\x04\x95\x0c\x00\x00\x00", "pickle"),
    "numpy": (numpy_array(), "numpy"),
    "trace": (b"ABIF\x00\x65tdir", "trace"),
    "2bit": (b"\x43\x27\x41\x1a\x00\x00\x00\x00", "twobit"),
    "bytes of nothing known": (b"\x01\x02\x03\xff" * 50, "binary"),
    "small whole numbers": (np.arange(300, dtype="<i2").tobytes(), "binary"),
    "zeros in a text": (b"ab\x00\x00cd\n", "binary"),
}


@pytest.mark.parametrize("name", BYTES)
def test_files_of_bytes_are_told_by_their_first_ones(name):
    data, kind = BYTES[name]
    assert key(data, "reads.fa") == kind


GENBANK = "LOCUS       X56734                 12 bp    DNA     linear   PLN 01-JAN-2024\nDEFINITION  x.\n"
TEXTS = [
    (">s1\nACGT\n", "fasta"),
    ("\n\n  >s1\nACGT\n", "fasta"),
    (">s1, with a comma\nACGT\n", "fasta"),
    (";a comment, with a comma\n>s1\nACGT\n", "fasta"),
    (";a comment\u2028with, a line separator\n>s1\nACGT\n", "fasta"),
    ("\ufeff\ufeff>s1\nACGT\n", "fasta"),
    (">@s1\nAC\n+\n", "fasta"),
    ("ACGTACGT\n\nGGCCAATTA\n", "lines"),
    ("5'-ACGTACGT-3'\n5'-GGCCAATT-3'\n", "lines"),
    ("ACGTACGTACGT\n", "bare"),
    (("ACGTA" * 12 + "\n") * 5 + "ACGTACG\n", "bare"),  # one sequence that was wrapped
    ("ACGTACGT\nnot DNA\n", "text"),
    ("CAT\nTAG\n", "text"),
    ("@r1\nACGT\n+\nIIII\n", "fastq"),
    ("@r1\nACGT\n+r1\n@@@@\n@r2\nAC\n+\nII\n", "fastq"),
    ("@r1\n" + "ACGT" * 20_000 + "\n+\n" + "I" * 80_000 + "\n", "fastq"),
    (GENBANK, "genbank"),
    ("\n\n" + GENBANK, "genbank"),
    ("ID   X56734; SV 1; linear; mRNA; STD; PLN; 12 BP.\nXX\n", "embl"),
    ("##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\n", "vcf"),
    ("#CHROM\tPOS\tID\tREF\tALT\tQUAL\n1\t5\t.\tA\tC\t9\n", "vcf"),
    ("4 2 1\n# tumour normal\n0 0 1 1\n", "cls"),
    ("##maf version=1\na score=1\n", "alignment_maf"),
    ('track name="x" description="y"\n##maf version=1\na score=1\n', "alignment_maf"),
    ("#version 2.4\nHugo_Symbol\tChromosome\tVariant_Classification\nTP53\t17\tSilent\n", "delimited"),
    ("##gff-version 3\nctg\t.\tgene\t1\t9\n", "gff"),
    ("chr1\tHAVANA\tgene\t11869\t14409\t.\t+\t.\tgene_id\n", "gff"),
    ("@HD\tVN:1.6\n@SQ\tSN:ref\tLN:45\n", "sam"),
    ("CLUSTAL W (1.83)\n\ns1 ACGT\n", "clustal"),
    ("# STOCKHOLM 1.0\ns1 ACGT\n//\n", "stockholm"),
    ("#NEXUS\nbegin data;\n", "nexus"),
    ("<!DOCTYPE html>\n<html>\n", "web_page"),
    ("<html><body>a,b\n</body></html>", "web_page"),
    ('<?xml version="1.0"?>\n<a/>\n', "xml"),
    ('{"id": "s1", "sequence": "ACGT"}', "json"),
    ('[{"id": "s1"}]', "json"),
    ("id,sequence\ns1,ACGT\n", "delimited"),
    ("id\tsequence\ns1\tACGT\n", "delimited"),
    ("id;sequence\ns1;ACGT\n", "delimited"),
    ("id|sequence\ns1|ACGT\n", "delimited"),
    ("id  tpm\ns1  5\ns2  7\n", "delimited"),
    ("tpm count\ns1 5 3\ns2 7 4\n", "delimited"),
    ("\tS1\tS2\nTP53\t1\t2\n", "delimited"),
    ("# made by hand\nid,sequence\ns1,ACGT\n", "delimited"),
    ('id,note\ns1,"one\ntwo, three\nfour"\ns2,"five\nsix"\n', "delimited"),
    ("locus   tag\nx   y\n", "delimited"),
    ("PAR1,CRAM,ABIF\n1,2,3\n", "delimited"),
    ("CRAM1,b\n1,2\n", "delimited"),
    ("clustal_id,b\n1,2\n", "delimited"),
    ("", "empty"),
    (" \t\r\n\n", "empty"),
    ("\x0c\x0b\n", "empty"),
    ("\ufeff", "empty"),
    ("ACGT\nACGT\n", "text"),
    ("ACGTACGTAC ACGTACGTAC\nACGTACGTAC ACGTACGTAC\n", "text"),
    ("; only\n; comments\n", "text"),
    ("To whom it may concern:\nthe sequences are not in this file. I am sorry.\nYours\n", "text"),
    ('She said, "no".\nThen nothing happened for a very long time\nuntil it did\nand was gone\n', "text"),
]


@pytest.mark.parametrize(("text", "kind"), TEXTS)
def test_texts_are_told_by_their_first_lines(text, kind):
    assert key(text, "reads.txt") == kind


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
@pytest.mark.parametrize(("text", "kind"), TEXTS)
def test_line_ends_of_other_systems_change_no_kind(text, kind, ending):
    assert key(text.replace("\n", ending)) == kind


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_texts_of_any_encoding_are_told(encoding):
    assert key(">s1 é\nACGT\n".encode(encoding)) == "fasta"
    assert key("id,größe\ns1,5\n".encode(encoding)) == "delimited"


@pytest.mark.parametrize(("end", "kind"), [(">s1\nACGT\n", "fasta"), ("id,tpm\ns1,5\n", "delimited"), ("", "empty")])
def test_blanks_before_the_text_are_passed_over_however_many(end, kind):
    assert key("\n" * 70_000 + end) == kind
    assert key(" \r\n" * 70_000 + end) == kind


def test_the_name_of_a_file_does_not_matter():
    assert key(FASTA, "picture.png") == key(FASTA, "reads.txt") == "fasta"
    assert key(b"id,seq\ns1,ACGT\n", "reads.fa") == "delimited"


def test_every_kind_says_what_it_is_and_what_to_do():
    for kind in KINDS.values():
        assert kind.words == "empty" or kind.words.startswith(("a ", "an "))
        assert kind.hint or kind.use != "none"


def refusal(data):
    source = Source("x.dat", data=data)
    with pytest.raises(InputError) as caught:
        need_use(source, kind_of(source))
    return str(caught.value)


def test_a_file_of_no_use_is_refused_with_what_it_is():
    assert refusal(b"%PDF-1.7") == (
        "FA002 x.dat: This is a PDF document. Save the sequences as FASTA or as a table (CSV, Excel) first."
    )
    assert refusal(b"") == "FA001 x.dat: The file is empty: 0 records. Choose another file."


def test_a_text_of_no_use_is_refused_with_the_line_it_begins_with():
    text = b"\n; comment\nThe quick brown fox jumps over the lazy dog again\nand again.\n"
    assert refusal(text) == (
        "FA002 x.dat line 3: Not FASTA, and no other file with sequences: it begins with "
        "'The quick brown fox jumps over the lazy …'. A FASTA record begins with a line like '>name label'."
    )
    assert refusal(b"\n" * 70_000 + b"Hello.\n").startswith("FA002 x.dat line 70001: ")


@pytest.mark.parametrize("data", [FASTA, b"a,b\n1,2\n", b"##fileformat=VCFv4.3\n"])
def test_files_of_use_are_let_through(data):
    source = Source("x", data=data)
    need_use(source, kind_of(source))
