import io

import numpy as np
import pandas as pd
import pytest

from genocore.errors import InputError
from genocore.files import Source
from genocore.tables import read_table
from genocore.tables.table import unique_names

PLAIN = "id,tpm,note\ns1,1.5,kinase\ns2,20.25,a b\ns3,300,x\n"


def read(content, **chosen):
    data = content if isinstance(content, bytes) else content.encode()
    return read_table(Source("t.csv", data=data), chosen)


def cells(content, **chosen):
    table, report = read(content, **chosen)
    assert report.adds_up
    assert report.kept == len(table) == len(table.lines)
    assert not report.rejected
    return table.frame.to_dict("list")


def refusal(content, **chosen):
    with pytest.raises(InputError) as caught:
        read(content, **chosen)
    return caught.value


def pandas_reads(content, **how):
    data = content if isinstance(content, bytes) else content.encode()
    frame = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, **how)
    return frame.to_dict("list")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_delimiter_and_line_end_is_read_as_pandas_reads_it_when_told(mark, end):
    text = PLAIN.replace(",", mark).replace("\n", end)
    assert cells(text) == pandas_reads(text, sep=mark) == pandas_reads(PLAIN)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_encoding_is_read_as_pandas_reads_it_when_told(encoding, end):
    data = "id,größe\ns1,é\ns2,naïve\n".replace("\n", end).encode(encoding)
    assert cells(data) == pandas_reads(data, encoding=encoding) == {"id": ["s1", "s2"], "größe": ["é", "naïve"]}


QUOTED = [
    'id,note\ns1,"one, two"\ns2,x\n',
    'id,note\ns1,"one\ntwo"\ns2,x\n',
    'id,note\ns1,"one\n\n\ntwo, three"\ns2,"x"\n',
    'id,note\ns1,"say ""no"""\ns2,5" long\n',
    '"id","note"\n"s1",""\n"s2","a;b"\n',
    'id\tnote\ns1\t"a\tb"\ns2\tx\n',
]


@pytest.mark.parametrize("text", QUOTED)
def test_quoted_cells_are_read_as_pandas_reads_them(text):
    assert cells(text) == pandas_reads(text, sep="\t" if "\t" in text else ",")


def test_lines_are_counted_through_quoted_line_ends_and_blank_lines():
    table, report = read('# x\n\nid,note\n\ns1,"a\nb\nc"\n\n\ns2,x\ns3\ns4,"y\nz"\n')
    assert table.lines.tolist() == [5, 10, 12]
    assert table.lines.dtype == np.int64
    assert [row.line for row in report.rejected] == [11]


def test_blanks_around_cells_and_quotes_are_taken_off():
    assert cells('id , note\n s1 , "a, b"\ns2,  x \n') == {"id": ["s1", "s2"], "note": ["a, b", "x"]}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('id,note\ns1,a\ns2,"open\ns3,b\n', 3),
        ('id,note\ns1,"a\nb"\n\n\ns2,"open\ns3,b\ns4,c\n', 6),
        ('id,note\ns1,"a"b\ns2,c\n', 2),
        ('# x\n"id,note\ns1,a\n', 2),
        ('id note\ns1 a\ns2 "open\n', 3),
    ],
)
def test_a_quotation_mark_without_a_partner_is_an_error_with_its_line(text, line):
    error = refusal(text)
    assert (error.code, error.file, error.line) == ("FA020", "t.csv", line)
    assert "quotation mark" in error.hint


def test_cells_longer_than_the_usual_limit_of_readers_are_read():
    long = "ACGT" * 50_000
    assert cells(f'id,seq\ns1,{long}\ns2,"{long}"\n')["seq"] == [long, long]


@pytest.mark.parametrize(
    ("text", "numbers", "decimal", "thousands"),
    [
        ("id;x\na;1,5\nb;0,25\n", [1.5, 0.25], ",", None),
        ("id\tx\na\t1.234,5\nb\t0,25\n", [1234.5, 0.25], ",", "."),
        ("id\tx\na\t1,234,567.5\nb\t-0.25\n", [1234567.5, -0.25], ".", ","),
        ('id,x\na,"1,234.5"\nb,7\n', [1234.5, 7], ".", ","),
        ('id,x\na,"1,5"\nb,"2,25"\n', [1.5, 2.25], ",", None),
        ("id;x\na;1 234,5\nb;2\n", [1234.5, 2], ",", " "),
        ("id;x\na;1'234.5\nb;2\n", [1234.5, 2], ".", "'"),
        ("id;x\na;1,5e-3\nb;-2E+4\n", [0.0015, -20000], ",", None),
    ],
)
def test_numbers_of_every_country_are_read_as_pandas_reads_them_when_told(text, numbers, decimal, thousands):
    found = cells(text)["x"]
    assert [float(cell) for cell in found] == numbers
    mark = next(mark for mark in ";\t," if mark in text.split("\n")[0])
    oracle = pd.read_csv(io.StringIO(text), sep=mark, decimal=decimal, thousands=thousands)
    assert oracle["x"].tolist() == numbers


def test_a_minus_sign_of_word_processors_is_a_minus():
    assert cells("id,x\na,−1.5\nb,2\n")["x"] == ["-1.5", "2"]


def test_doubtful_numbers_are_said_to_be_unless_a_person_chose():
    text = "id\tx\na\t1,234\nb\t2,345\n"
    table, report = read(text)
    assert table.frame["x"].tolist() == ["1234", "2345"]
    warning = next(message for message in report.messages if message.code == "EX007")
    assert str(warning) == (
        "EX007 t.csv: Numbers such as 1,234 were read as thousands; they may have a decimal comma. "
        "Set the decimal mark if that is wrong."
    )
    table, report = read(text, decimal=",")
    assert table.frame["x"].tolist() == ["1.234", "2.345"]
    assert [message.code for message in report.messages] == ["FA025"]


@pytest.mark.parametrize("text", ["", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "<NA>", "#N/A", " NA "])
def test_missing_values_are_empty_however_they_are_spelt(text):
    assert cells(f"id,x\na,{text}\nb,5\n")["x"] == ["", "5"]


@pytest.mark.parametrize("text", ["-", "+", ".", "?", "none", "ND"])
def test_marks_that_may_mean_something_are_kept(text):
    assert cells(f"id,strand\na,{text}\nb,+\n")["strand"] == [text, "+"]


def test_missing_values_can_be_named():
    assert cells("id,x\na,below\nb,NA\n", missing=["below"])["x"] == ["", "NA"]


@pytest.mark.parametrize(
    ("top", "line"),
    [("# made by hand, on Monday\n", 3), ("Table S1\n\nof the paper\n\n", 6), ("\n\n\n", 5), ("x\n# y\n", 4)],
)
def test_lines_above_the_header_are_passed_over_and_counted(top, line):
    table, report = read(top + PLAIN)
    assert table.frame.to_dict("list") == pandas_reads(PLAIN)
    assert table.lines.tolist() == [line, line + 1, line + 2]
    assert not report.rejected


def test_a_table_behind_many_blank_lines_is_read():
    table, _ = read("\n" * 70_000 + "# x\n" + PLAIN)
    assert table.frame.to_dict("list") == pandas_reads(PLAIN)
    assert table.lines[0] == 70_003


def test_a_table_without_a_header_gets_names_and_keeps_its_first_row():
    table, _ = read("\n# x\n\ns1,5,a\ns2,7,b\n")
    assert table.frame.to_dict("list") == {"column 1": ["s1", "s2"], "column 2": ["5", "7"], "column 3": ["a", "b"]}
    assert table.lines.tolist() == [4, 5]
    table, _ = read("s1;1,5\n")
    assert table.frame.to_dict("list") == {"column 1": ["s1"], "column 2": ["1.5"]}


def test_a_first_row_without_its_last_value_does_not_narrow_a_table_without_a_header():
    assert cells("5,1,\n6,2,3\n7,4,5\n") == {
        "column 1": ["5", "6", "7"],
        "column 2": ["1", "2", "4"],
        "column 3": ["", "3", "5"],
    }


def test_names_of_columns_are_made_unique():
    assert unique_names(["x", "x", "x", "x (2)", "", " a  b ", "#c", ""]) == [
        "x", "x (2)", "x (3)", "x (2) (2)", "column 5", "a b", "c", "column 8",
    ]  # fmt: skip
    many = unique_names(["x"] * 20_000)
    assert len(set(many)) == 20_000
    assert list(cells("id,tpm,tpm,\na,1,2,3\n")) == ["id", "tpm", "tpm (2)", "column 4"]


def test_trailing_delimiters_make_no_column():
    assert cells("id,x,,\na,1,,\nb,2,,\n") == {"id": ["a", "b"], "x": ["1", "2"]}
    assert cells("id,x\na,1,\nb,2,,,\n") == {"id": ["a", "b"], "x": ["1", "2"]}
    assert cells("id,x,\na,1\nb,2\n") == {"id": ["a", "b"], "x": ["1", "2"]}


def test_a_header_that_leaves_out_the_column_of_row_names_is_read_as_pandas_reads_it():
    text = "tpm\tcount\nTP53\t1.5\t3\nKRAS\t2.5\t4\n"
    oracle = pd.read_csv(io.StringIO(text), sep="\t", dtype=str)
    found = cells(text)
    assert found == {"column 1": oracle.index.tolist(), **oracle.to_dict("list")}
    assert cells('"tpm" "count"\n"TP 53" 1.5 3\n"KRAS" 2.5 4\n')["column 1"] == ["TP 53", "KRAS"]
    assert cells("tpm\tnote\nTP53\t1.5\t\nKRAS\t2.5\tx\n")["column 1"] == ["TP53", "KRAS"]
    assert cells("tpm\nTP53\t1.5\nKRAS\t2.5\n") == {"column 1": ["TP53", "KRAS"], "tpm": ["1.5", "2.5"]}


def test_short_and_long_rows_are_listed_with_their_lines():
    table, report = read("id,x,y\na,1,2\nb,1\nc,1,2,3\n\nd,4,5\n,,\ne\n")
    assert table.frame["id"].tolist() == ["a", "d"]
    assert table.lines.tolist() == [2, 6]
    assert (report.read, report.kept, report.adds_up) == (5, 2, True)
    assert [(row.line, row.record, row.code, row.sequence) for row in report.rejected] == [
        (3, "b", "FA023", "b\t1"),
        (4, "c", "FA023", "c\t1\t2\t3"),
        (8, "e", "FA023", "e"),
    ]
    assert str(report.messages[0]) == (
        "FA023 t.csv line 3: The row has 2 cells, but the header 3. "
        "Is a delimiter missing, or a cell with one in it not quoted?"
    )
    _, report = read("1,2\n3,4\n5\n")
    assert report.rejected[0].reason == "The row has 1 cells, but the others 2."


def test_messages_about_many_rows_are_counted_and_the_rows_all_kept():
    _, report = read("id,x\na,1\n" + "b\n" * 3000)
    assert len(report.rejected) == 3000
    assert len(report.messages) == 1002
    assert report.adds_up


def test_the_text_of_a_rejected_row_names_the_record_in_short():
    _, report = read("id,x\n" + "A" * 500 + "\na,1\na,2\n")
    assert len(report.rejected[0].record) == 80
    assert len(report.rejected[0].sequence) == 500


def test_a_table_of_one_column_is_read():
    assert cells("id\ns1\ns2\n") == {"id": ["s1", "s2"]}
    assert cells("tpm\n1.5\n2.5\n") == {"tpm": ["1.5", "2.5"]}
    assert cells("1.5\n2.5\n") == {"column 1": ["1.5", "2.5"]}


def test_columns_set_apart_by_blanks_are_read_as_pandas_reads_them():
    text = "id    tpm  note\ns1    1.5  x\ns200 20.5\ty\n"
    assert cells(text) == pandas_reads(text, sep=r"\s+")


def test_a_header_alone_is_a_table_of_no_rows():
    table, report = read("id,tpm\n")
    assert table.frame.columns.tolist() == ["id", "tpm"]
    assert (len(table), report.read, report.kept) == (0, 0, 0)
    assert table.lines.dtype == np.int64


@pytest.mark.parametrize("text", ["", "\n\n", "   \n\t\n"])
def test_an_empty_table_is_refused(text):
    assert refusal(text).code == "FA001"


@pytest.mark.parametrize("text", [",,,\n,,\n", "id,x\n"])
def test_a_table_of_blank_cells_is_refused(text):
    assert refusal(text, skip=1 if "id" in text else 0).code == "FA001"


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"<!doctype html>\n"])
def test_files_that_are_no_table_are_refused_with_what_they_are(data):
    assert refusal(data).code == "FA002"


def test_what_was_understood_is_said():
    _, report = read("id;tpm\ns1;1,5\ns2;0,25\n")
    assert [str(message) for message in report.messages] == [
        "FA025 t.csv: Read as a table: columns set apart by semicolon, decimal comma, names in the first row, utf-8."
    ]


def test_what_a_person_chose_is_followed():
    assert cells("a;b,c;d\n1;2,3;4\n", delimiter=";") == {"a": ["1"], "b,c": ["2.3"], "d": ["4"]}
    assert cells("a;b,c;d\n1;2,3;4\n", delimiter=",") == {"a;b": ["1;2"], "c;d": ["3;4"]}
    assert cells("a:b\n1:2\n", delimiter=":") == {"a": ["1"], "b": ["2"]}
    assert cells("a,b\nc,d\n", header=False) == {"column 1": ["a", "c"], "column 2": ["b", "d"]}
    assert cells("1,2\n3,4\n", header=True) == {"1": ["3"], "2": ["4"]}
    assert cells("x,y\n\na,b\n1,2\n", skip=1) == {"a": ["1"], "b": ["2"]}
    assert cells("# note\na,b\n1,2\n", skip=0, header=True, delimiter="|", decimal=".")["note"] == ["a,b", "1,2"]
    assert cells("a;b\nx;1.234\ny;2\n", decimal=",", thousands=".")["b"] == ["1234", "2"]
    assert cells("a;b\nx;1.234\ny;2\n", thousands=".")["b"] == ["1234", "2"]
    assert cells("id,note\ns1,\xe9t\xe9\n".encode("mac-roman"), encoding="mac-roman")["note"] == ["été"]
    assert cells("a,b\n1,2\n", sheet="ignored") == {"a": ["1"], "b": ["2"]}
    assert list(cells("a,b\n1,2\n".encode("utf-8-sig"), encoding="utf-8")) == ["a", "b"]


def test_a_wrong_encoding_is_no_crash():
    assert refusal("a,b\n1,2\n", encoding="utf-16").code == "FA015"
    assert refusal("a,b\n1,2\n", skip=5).code == "FA001"


def test_ten_thousand_rows_are_read_as_pandas_reads_them():
    rng = np.random.default_rng(7)
    text = "id,a,b\n" + "".join(f"s{i},{x:.4f},{x * 1e6:.3e}\n" for i, x in enumerate(rng.normal(size=10_000)))
    assert cells(text) == pandas_reads(text)


def test_a_table_with_a_column_for_each_gene_is_read():
    names = [f"g{i}" for i in range(5000)]
    text = ";".join(["sample", *names]) + "\n" + "".join(";".join([f"s{i}", *["1,5"] * 5000]) + "\n" for i in range(3))
    table, _ = read(text)
    assert table.frame.shape == (3, 5001)
    assert set(table.frame["g4999"]) == {"1.5"}
