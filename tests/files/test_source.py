import gzip
import io
import os
import sys
import threading
from types import SimpleNamespace

import pytest
from Bio import bgzf

from genocore.errors import InputError
from genocore.files import Source
from genocore.files.source import encoding_of

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


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"caf\xe9", "café"),
        (b"\x80 5, \x93quoted\x94", "€ 5, “quoted”"),
        (b"caf\xe9 \xc3\xa9t\xc3\xa9", "café été"),
        (b"\x81\x8d\x9d", "\x81\x8d\x9d"),
        (b"cut \xe2\x82", "cut â‚"),
    ],
)
def test_bytes_that_are_not_utf_8_are_read_as_windows_1252(data, text):
    assert read(data) == text


def test_utf_32_is_read():
    assert read(TEXT.encode("utf-32")) == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_zeros(encoding):
    assert encoding_of(TEXT.encode(encoding)) == encoding
    assert read(TEXT.encode(encoding)) == TEXT


def test_an_encoding_that_does_not_fit_is_said_so():
    source = Source("reads.fa", data=TEXT.encode())
    with pytest.raises(InputError) as caught, source.open("utf-16") as handle:
        handle.read()
    assert caught.value.code == "FA015"
    assert "not in the encoding" in caught.value.message


def test_text_that_no_encoding_has_letters_for_is_a_source():
    assert Source.from_text(">s1 \ud800\nAC\n").head() == ">s1 ?\nAC\n"


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
    for look in (source.head, source.first_bytes, source.need_plausible):
        with pytest.raises(InputError) as caught:
            look()
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


def test_the_head_of_a_file_that_begins_with_many_blanks_is_what_comes_then():
    assert Source.from_text("\n" * 70_000 + TEXT).head().strip() == TEXT.strip()
    assert Source.from_text(" " * 140_000).head().strip() == ""


def test_a_file_tells_its_size_as_it_is(tmp_path):
    (tmp_path / "reads.fa").write_bytes(b">s1\nAC\n")
    assert Source.from_path(tmp_path / "reads.fa").size == 7
    assert Source("a", data=b"abc").size == 3


def test_a_pipe_is_read_once_and_can_be_looked_at_twice(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(TEXT.encode()))
    writer.start()
    source = Source.from_path(tmp_path / "pipe")
    writer.join()
    assert (source.head(), source.head()) == (TEXT, TEXT)


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
        ("expression.csv", "expression"),
        ("plate 1.xlsx", "plate 1"),
        ("fasta", "fasta"),
        (".fa", ""),
    ],
)
def test_the_stem_is_the_name_without_folder_and_endings(name, stem):
    assert Source(name).stem == stem
