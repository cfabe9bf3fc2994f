import gzip
import io
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from genocore.errors import GenoError, InputError, Refused
from genocore.files import Source
from genocore.files.kinds import kind_of
from genocore.tables import read_table

HEADS = {"fasta": b">s1\n", "bare": b"", "csv": b"id,seq\ns1,", "lines": b"id,seq\n"}
READ = """
import resource, sys, time
from pathlib import Path
import openpyxl, pandas, pyarrow.parquet, scipy.stats
from genocore.errors import GenoError
from genocore.sequences import Source, load
from genocore.tables import read_table
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
try:
    load([Source.from_path(sys.argv[1])])
    code = "none"
except GenoError as error:
    code = error.code
spent = time.perf_counter() - began
print(code, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, round(spent, 2))
"""


@pytest.fixture(scope="module")
def bombs(tmp_path_factory):
    """Write 1 GB of one letter, packed, behind the head of each kind; the gigabyte is made of members that repeat."""
    folder = tmp_path_factory.mktemp("bombs")
    letters, rows = gzip.compress(b"A" * (100 << 20)), gzip.compress(b"s1,A\n" * (20 << 20))
    for name, head in HEADS.items():
        body = rows if name == "lines" else letters
        (folder / name).write_bytes(gzip.compress(head) + body * 10)
    with zipfile.ZipFile(folder / "xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("xl/workbook.xml", "[Content_Types].xml"):
            archive.writestr(part, "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b" " * (1 << 20))
    return folder


@pytest.mark.parametrize("name", [*HEADS, "xlsx"])
def test_a_file_made_to_fill_the_memory_is_refused_before_it_does(bombs, name):
    assert (bombs / name).stat().st_size < 4_000_000
    command = [sys.executable, "-W", "error", "-c", READ, str(bombs / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr
    code, megabytes, seconds = done.stdout.split()
    print(name, code, megabytes, "MB", seconds, "s")
    assert code == "SE002"
    assert int(megabytes) < 300


def test_the_refusal_says_how_far_a_byte_unpacks(bombs):
    source = Source.from_path(bombs / "bare")
    with pytest.raises(
        Refused, match=r"SE002 bare: Each byte of the file unpacks to (9\d\d|1,0\d\d), as in files made"
    ):
        kind_of(source)


def test_what_unpacks_to_little_may_be_as_empty_as_it_likes():
    data = gzip.compress(b">s1\n" + b"N" * 1_000_000)
    with Source("n.fa", data=data).open() as handle:
        assert len(handle.read()) == 1_000_004


def read(data):
    with Source("x.fa", data=data).open() as handle:
        return handle.read()


def refusal(data):
    with pytest.raises(GenoError) as caught:
        read(data)
    return caught.value


def test_a_file_is_refused_that_unpacks_to_more_than_is_allowed(monkeypatch):
    monkeypatch.setenv("GENOCORE_MAX_UNPACKED_BYTES", "1000")
    assert len(read(gzip.compress(b"ACGT\n" * 200))) == 1000
    for data in (b"ACGT\n" * 200 + b"A", gzip.compress(b"ACGT\n" * 200 + b"A")):
        error = refusal(data)
        assert isinstance(error, Refused)
        assert error.code == "SE002"
        assert "GENOCORE_MAX_UNPACKED_BYTES" in error.hint


def test_the_expansion_allowed_can_be_set(monkeypatch):
    monkeypatch.setenv("GENOCORE_MAX_BOMB_BYTES", "10000")
    monkeypatch.setenv("GENOCORE_MAX_EXPANSION", "10")
    assert refusal(gzip.compress(b"A" * 20_000)).code == "SE002"
    assert len(read(b"A" * 20_000)) == 20_000
    monkeypatch.setenv("GENOCORE_MAX_EXPANSION", "1000")
    assert len(read(gzip.compress(b"A" * 20_000))) == 20_000


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("before", [0, 1, 50, 300_000])
def test_a_line_that_is_too_long_is_refused_wherever_it_stands(monkeypatch, end, before):
    monkeypatch.setenv("GENOCORE_MAX_LINE_BYTES", "100")
    good = (b"A" * 9 + end) * before
    assert len(read(good + b"A" * 100 + end)) == 10 * before + 101
    error = refusal(good + b"A" * 101 + end + b"A\n")
    assert isinstance(error, InputError)
    assert (error.code, error.file) == ("FA019", "x.fa")
    assert error.message == "A line is longer than 100 bytes."
    assert "GENOCORE_MAX_LINE_BYTES" in error.hint


def test_a_line_longer_than_what_is_read_at_once_is_measured_from_end_to_end(monkeypatch):
    monkeypatch.setenv("GENOCORE_MAX_LINE_BYTES", "3000000")
    assert len(read(b"A" * 3_000_000 + b"\n" + b"C" * 3_000_000)) == 6_000_001
    assert refusal(b"AC\n" + b"A" * 3_000_001 + b"\n").code == "FA019"


def test_a_workbook_that_unpacks_to_more_than_is_plausible_is_refused(monkeypatch):
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in range(500):
        book.active.append([f"s{row}", "A" * 1000])
    book.save(buffer)
    source = Source("t.xlsx", data=buffer.getvalue())
    assert len(read_table(source)[0]) == 500
    monkeypatch.setenv("GENOCORE_MAX_BOMB_BYTES", "10000")
    monkeypatch.setenv("GENOCORE_MAX_EXPANSION", "2")
    with pytest.raises(Refused, match=r"SE002 t\.xlsx: The workbook unpacks to"):
        read_table(source)


def test_entities_that_grow_inside_a_workbook_are_not_followed():
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "tpm"])
    book.active.append(["s1", 5])
    book.save(buffer)
    pairs = zip("abcdef", "bcdefg", strict=True)
    laughs = "".join(f'<!ENTITY {larger} "{f"&{smaller};" * 50}">' for smaller, larger in pairs)
    mean = io.BytesIO()
    with zipfile.ZipFile(buffer) as archive, zipfile.ZipFile(mean, "w") as changed:
        for part in archive.namelist():
            text = archive.read(part).decode()
            if part == "xl/worksheets/sheet1.xml":
                text = f'<!DOCTYPE x [<!ENTITY a "{"ha" * 50}">{laughs}]>' + text.replace("<v>5<", "<v>&g;<")
            changed.writestr(part, text)
    with pytest.raises(InputError, match="FA015"):
        read_table(Source("t.xlsx", data=mean.getvalue()))
