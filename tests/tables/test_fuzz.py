import io
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import CODES, GenoError
from genocore.files import Source
from genocore.files.kinds import kind_of, need_use
from genocore.tables import read_table
from genocore.tables.columns import id_column, sequence_column
from genocore.tables.recognise import recognise
from tests.fuzzing import EXAMPLES

many = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
some = settings(max_examples=200, deadline=None, derandomize=True)

MARKS = [",", ";", "\t", "|", " ", "\n", "\r\n", "\r", '"', "'", "#", "##", ">", "@", "+"]
WORDS = ["id", "seq", "tpm", "NA", "s1", "s2", "ACGTACGTAC", "1", "2.5", "1,5", "1.234,5", "1,234", "1 234", "−3",
         "1e5", "1-Mar", "é", "\ufeff", "\0", "\u2028", "\x0b", "\x1c", "\x85", "\u00a0", "𝒳", ""]  # fmt: skip
csv_like = st.lists(st.sampled_from(MARKS + WORDS), max_size=60).map("".join)
regular = st.builds(
    lambda mark, end, rows: end.join(mark.join(row) for row in rows),
    st.sampled_from([",", ";", "\t", "|", " "]),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    st.lists(st.lists(st.sampled_from([*WORDS, '"a"', '"a,b"', '"a\nb"', '"']), min_size=2, max_size=4), max_size=8),
)
chosen = st.fixed_dictionaries(
    {},
    optional={
        "delimiter": st.sampled_from([",", ";", "\t", "|", " ", ":", "x", "\0"]),
        "decimal": st.sampled_from([".", ","]),
        "thousands": st.sampled_from(["", ".", ",", " ", "'"]),
        "header": st.booleans(),
        "skip": st.integers(0, 5),
        "encoding": st.sampled_from(["", "utf-8", "cp1252", "utf-16", "ascii", "utf-7", "shift-jis"]),
        "sheet": st.sampled_from(["", "Sheet", "no"]),
    },
)


def check(data, choice=None):
    """Read whatever it is; nothing but an error for people may be raised, and the counts must add up."""
    source = Source("f", data=data)
    try:
        kind = kind_of(source)
        assert kind.words
        table, report = read_table(source, choice)
    except GenoError as error:
        assert error.code in CODES
        assert error.message
        return None
    assert report.adds_up
    assert report.kept == len(table) == len(table.lines)
    assert table.frame.columns.is_unique
    assert (table.lines[1:] > table.lines[:-1]).all()
    assert {message.code for message in report.messages} <= set(CODES)
    try:
        need_use(source, kind)
    except GenoError as error:
        assert error.code in ("FA001", "FA002")
    return table.frame


@many
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    check(data)


@many
@given(csv_like, st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252"]))
def test_any_text_like_a_table_is_read_or_refused(text, encoding):
    check(text.encode(encoding, "ignore"))


@many
@given(regular, chosen)
def test_any_table_is_read_or_refused_with_any_choice(text, choice):
    frame = check(text.encode(), choice)
    if frame is not None:
        assert sequence_column(frame) in [*frame.columns, None]
        assert id_column(frame) in [*frame.columns, None]
        assert recognise(frame).words


@many
@given(st.text(max_size=100))
def test_any_text_is_read_or_refused(text):
    check(text.encode(errors="replace"))


def workbook():
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in [["id", "tpm", "seq"], ["s1", 1.5, "ACGT"], ["s2", None, "GG"]]:
        book.active.append(row)
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def parquet():
    buffer = io.BytesIO()
    pq.write_table(pa.table({"id": ["s1", "s2"], "tpm": [1.5, None], "n": [1, 2]}), buffer)
    return buffer.getvalue()


WORKBOOK, PARQUET = workbook(), parquet()
PARTS = ["xl/worksheets/sheet1.xml"] * 3 + ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]


def damaged(data):
    """Return a strategy for copies of `data` with some bytes changed, and perhaps cut short."""
    changes = st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), min_size=1, max_size=5)

    def apply(pairs, end):
        copy = bytearray(data)
        for place, byte in pairs:
            copy[place] = byte
        return bytes(copy[:end])

    return st.builds(apply, changes, st.one_of(st.just(len(data)), st.integers(0, len(data))))


@some
@given(damaged(zipped(WORKBOOK)), chosen)
def test_any_damaged_workbook_is_read_or_refused(data, choice):
    check(data, choice)


@some
@given(st.sampled_from(PARTS).flatmap(lambda part: st.tuples(st.just(part), damaged(WORKBOOK[part]))), chosen)
def test_any_workbook_with_a_damaged_part_is_read_or_refused(part, choice):
    check(zipped({**WORKBOOK, part[0]: part[1]}), choice)


@some
@given(damaged(PARQUET), chosen)
def test_any_damaged_parquet_file_is_read_or_refused(data, choice):
    check(data, choice)
