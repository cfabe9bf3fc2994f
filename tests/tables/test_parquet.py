import datetime
import decimal
import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from genocore.errors import InputError, Refused
from genocore.files import Source
from genocore.tables import read_table


def packed(columns, **how):
    buffer = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), buffer, **how)
    return buffer.getvalue()


def read(data, **chosen):
    return read_table(Source("t.parquet", data=data), chosen)


def test_a_parquet_file_is_read_as_text():
    table, report = read(packed({"id": ["s1", "s2", None], "tpm": [1.5, None, 2e20], "n": [1, 2, None]}))
    assert table.frame.to_dict("list") == {"id": ["s1", "s2", ""], "tpm": ["1.5", "", "2e+20"], "n": ["1", "2", ""]}
    assert table.lines.tolist() == [2, 3, 4]
    assert (report.read, report.kept, report.adds_up) == (3, 3, True)
    assert str(report.messages[0]) == "FA025 t.parquet: Read as a table: decimal point, names in the first row."


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (pa.array(["ACGT"], pa.large_string()), "ACGT"),
        (pa.array([b"ACGT"]), "ACGT"),
        (pa.array([b"\xff"]), "\ufffd"),
        (pa.array(["ACGT"]).dictionary_encode(), "ACGT"),
        (pa.array([0.1], pa.float32()), "0.1"),
        (pa.array([0.1]), "0.1"),
        (pa.array([float("nan")]), ""),
        (pa.array([float("inf")]), "inf"),
        (pa.array([2**62]), str(2**62)),
        (pa.array([True]), "True"),
        (pa.array([datetime.date(2024, 3, 1)]), "2024-03-01"),
        (pa.array([decimal.Decimal("1.50")]), "1.50"),
        (pa.array([" NA "]), ""),
        (pa.array([None]), ""),
        (pa.array([[1, 2]]), "[1, 2]"),
    ],
)
def test_values_of_every_type_become_text(column, text):
    assert read(packed({"id": ["s1"], "x": column}))[0].frame["x"].tolist() == [text]


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_numbers_survive_to_the_last_digit(kind):
    numbers = np.random.default_rng(5).lognormal(0, 10, 25_000).astype(kind)
    found = read(packed({"x": numbers, "id": [str(i) for i in range(25_000)]}))[0].frame["x"].tolist()
    assert [kind(text) for text in found] == numbers.tolist()


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd"])
def test_any_compression_and_many_row_groups_are_read(compression):
    data = packed({"id": [f"s{i}" for i in range(5000)]}, compression=compression, row_group_size=700)
    assert read(data)[0].frame["id"].tolist() == [f"s{i}" for i in range(5000)]


def test_names_of_columns_are_made_unique():
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array([1]), pa.array([2])], names=["id", "x", "x"])
    assert list(read(packed(table))[0].frame) == ["id", "x", "x (2)"]


def test_a_file_without_rows_is_a_table_without_rows():
    table, report = read(packed({"id": pa.array([], pa.string()), "x": pa.array([], pa.int64())}))
    assert table.frame.columns.tolist() == ["id", "x"]
    assert (len(table), report.read) == (0, 0)


def test_choices_about_texts_are_passed_over_and_senseless_ones_refused():
    data = packed({"id": ["s1"], "x": ["1,5"]})
    assert read(data, skip=3, header=False, encoding="cp1252", sheet="a")[0].frame["x"].tolist() == ["1,5"]
    assert read(data, decimal=",")[0].frame["x"].tolist() == ["1.5"]
    with pytest.raises(InputError, match="PA001"):
        read(data, colour="red")


def test_a_damaged_file_is_refused():
    data = packed({"id": ["s1"] * 100})
    for broken in (data[:-9], data[:50], data[:20] + b"\0" * 30 + data[50:], b"PAR1\x15" + b"\0" * 100 + b"PAR1"):
        with pytest.raises(InputError, match="FA015"):
            read(broken)


def test_too_many_cells_are_refused(monkeypatch):
    monkeypatch.setenv("GENOCORE_MAX_CELLS", "5")
    with pytest.raises(InputError, match="FA019"):
        read(packed({"id": ["s1"] * 6}))


def test_one_long_text_repeated_is_refused_before_it_fills_the_memory():
    data = repeated()
    assert len(data) < 2_000_000
    with pytest.raises(Refused, match="SE002"):
        read(data)


def repeated():
    """Return 20 GB of text in a small file: one text, and which of one each row is."""
    one = pa.DictionaryArray.from_arrays(pa.array(np.zeros(20_000, dtype=np.int32)), pa.array(["A" * 1_000_000]))
    return packed({"id": one}, compression="zstd")
