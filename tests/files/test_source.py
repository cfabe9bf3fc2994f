import gzip
import io
import sys
from types import SimpleNamespace

import pytest
from Bio import bgzf

from genocore.errors import InputError
from genocore.sequences import Source

TEXT = ">s1 é\nACGT\n>s2\nGG\n"


def read(data, name="reads.fa"):
    with Source(name, data=data).open() as handle:
        return handle.read()


def bgzip(data, path):
    with bgzf.BgzfWriter(str(path)) as handle:
        handle.write(data)
    return path.read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_marks_are_removed(encoding):
    assert read(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_is_read_in_either_byte_order(mark):
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert read(mark + TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_of_every_system_become_one(ending):
    assert read(TEXT.replace("\n", ending).encode()) == TEXT


def test_gzip_is_recognised_by_content_and_not_by_name():
    assert read(gzip.compress(TEXT.encode()), "reads.fa") == TEXT
    assert read(TEXT.encode(), "reads.fa.gz") == TEXT


def test_gzip_of_several_members_is_read_to_the_end():
    assert read(gzip.compress(b">s1\nAC\n") + gzip.compress(b">s2\nGT\n")) == ">s1\nAC\n>s2\nGT\n"


def test_bgzf_is_read_to_the_end(tmp_path):
    text = ">s1\n" + "ACGT\n" * 40_000
    packed = bgzip(text.encode(), tmp_path / "reads.fa.bgz")
    assert packed.count(b"BC\x02\x00") > 2
    assert read(packed) == text


def test_letters_of_an_unknown_encoding_do_not_stop_the_reading():
    assert read(">s1 caf\xe9\nAC\n".encode("latin-1")) == ">s1 caf\ufffd\nAC\n"


@pytest.mark.parametrize("kept", range(2, len(gzip.compress(TEXT.encode(), mtime=0))))
def test_a_gzip_file_cut_short_anywhere_is_refused(kept):
    with pytest.raises(InputError) as caught:
        read(gzip.compress(TEXT.encode(), mtime=0)[:kept], "reads.fa.gz")
    assert str(caught.value) == (
        "FA015 reads.fa.gz: The gzip file is damaged or incomplete. Download or copy it again."
    )  # fmt: skip


@pytest.mark.parametrize("place", [3, 12, -8, -1])
def test_a_damaged_gzip_file_is_refused(place):
    packed = bytearray(gzip.compress(TEXT.encode() * 20, mtime=0))
    packed[place] ^= 0xFF
    with pytest.raises(InputError) as caught:
        read(bytes(packed))
    assert caught.value.code == "FA015"


def test_rubbish_behind_a_gzip_file_is_refused():
    with pytest.raises(InputError, match="damaged or incomplete"):
        read(gzip.compress(TEXT.encode()) + b"rubbish")


def test_a_path_is_known_by_its_file_name(tmp_path):
    (tmp_path / "reads.fa").write_text(TEXT, encoding="utf-8")
    source = Source.from_path(tmp_path / "reads.fa")
    assert source.name == "reads.fa"
    assert source.head() == TEXT
    assert Source.from_path(str(tmp_path / "reads.fa")) == source


def test_a_path_that_does_not_exist_is_said_so(tmp_path):
    path = tmp_path / "nowhere" / "reads.fa"
    with pytest.raises(InputError) as caught:
        Source.from_path(path)
    assert str(caught.value) == f"FA015 {path}: The file does not exist. Check the path."


def test_a_folder_is_said_to_be_one(tmp_path):
    with pytest.raises(InputError) as caught:
        Source.from_path(tmp_path)
    assert str(caught.value) == f"FA015 {tmp_path}: The file is a folder, not a file. Check the path."


def test_a_file_that_goes_away_is_reported_when_it_is_opened(tmp_path):
    (tmp_path / "reads.fa").write_text(TEXT, encoding="utf-8")
    source = Source.from_path(tmp_path / "reads.fa")
    (tmp_path / "reads.fa").unlink()
    with pytest.raises(InputError) as caught:
        source.head()
    assert str(caught.value) == "FA015 reads.fa: The file cannot be read: No such file or directory."


def test_a_dash_is_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(gzip.compress(TEXT.encode()))))
    source = Source.from_path("-")
    assert source.name == "stdin"
    assert source.head() == TEXT
    assert source.head() == TEXT


def test_text_is_a_source():
    assert Source.from_text(TEXT).name == "pasted text"
    assert Source.from_text(TEXT, name="editor").head() == TEXT
    assert Source.from_text("").head() == ""


def test_the_head_is_the_beginning_only():
    assert len(Source.from_text("A" * 200_000).head()) == 65_536


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("donor.fasta", "donor"),
        ("donor.fasta.gz", "donor"),
        ("donor.fna.bgz", "donor"),
        ("Donor.FA", "Donor"),
        ("donor.fasta.txt", "donor"),
        ("folder/of/donor.fa", "donor"),
        ("donor.v2.fa", "donor.v2"),
        ("donor", "donor"),
        ("donor.gzip", "donor.gzip"),
        ("fasta", "fasta"),
        (".fa", ""),
    ],
)
def test_the_stem_is_the_name_without_folder_and_endings(name, stem):
    assert Source(name).stem == stem


@pytest.mark.parametrize(
    "head",
    [
        "",
        " \n\n",
        ">s1\nACGT\n",
        ">s1, with a comma\nACGT\n",
        ";a comment, with a comma\n>s1\nACGT\n",
        ";a comment\u2028with, a line separator\n>s1\nACGT\n",
        ">@s1\nAC\n+\n",
        "ACGT\nACGT\n",
        ">s1 \ufffd\nACGTACGTACGT\n",
    ],
)
def test_fasta_and_bare_letters_are_not_taken_for_another_kind(head):
    assert foreign_kind(head) == ""


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("LOCUS       X 10 bp DNA\n", "a GenBank file"),
        ("\n\nLOCUS       X 10 bp DNA\n", "a GenBank file"),
        ("ID   X56734; SV 1; linear; mRNA\n", "an EMBL file"),
        ("@r1\nACGT\n+\nIIII\n", "a FASTQ file of reads"),
        ("@r1\nACGT\n+r1\n@@@@\n@r2\nAC\n+\nII\n", "a FASTQ file of reads"),
        ("##fileformat=VCFv4.3\n#CHROM\tPOS\n", "a VCF file of variants"),
        ("##gff-version 3\nctg\t.\tgene\n", "a GFF annotation"),
        ("##maf version=1\na score=1\n", "a genome alignment (MAF)"),
        ("@HD\tVN:1.6\n@SQ\tSN:ref\tLN:45\n", "a SAM alignment"),
        ("CLUSTAL W (1.83)\n\ns1 ACGT\n", "a Clustal alignment"),
        ("#NEXUS\nbegin data;\n", "a NEXUS file"),
        ("%PDF-1.7\n", "a PDF document"),
        ("PK\x03\x04\x14\x00", "a zip archive or an Excel workbook"),
        ("\ufffdPNG\n\x1a\n", "an image"),
        ("GIF89a", "an image"),
        ("\ufffd\ufffd\ufffd\ufffd\x00\x10JFIF", "a binary file"),
        ("ab\x00\x00cd", "a binary file"),
        ("<!DOCTYPE html>\n<html>\n", "a web page"),
        ("<!doctype html>\n<body>\n", "a web page"),
        ("<html><body>", "a web page"),
        ("id,sequence\ns1,ACGT\n", "a table"),
        ("id\tsequence\ns1\tACGT\n", "a table"),
        ("id;sequence\ns1;ACGT\n", "a table"),
        ("# made by hand\nid,sequence\ns1,ACGT\n", "a table"),
    ],
)
def test_other_kinds_are_told_by_their_content(head, kind):
    assert foreign_kind(head) == kind
