import datetime
import io
import zipfile

import numpy as np
import openpyxl
import pytest

from genocore.errors import InputError
from genocore.files import Source
from genocore.tables import read_table


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def changed(data, part, old, new):
    """Return a workbook with a text in one of its parts replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            text = archive.read(name)
            if name == part:
                assert old in text
                text = text.replace(old, new)
            copy.writestr(name, text)
    return buffer.getvalue()


def read(data, **chosen):
    return read_table(Source("t.xlsx", data=data), chosen)


def cells(data, **chosen):
    table, report = read(data, **chosen)
    assert report.adds_up
    assert not report.rejected
    return table.frame.to_dict("list")


def refusal(data, **chosen):
    with pytest.raises(InputError) as caught:
        read(data, **chosen)
    return caught.value


ROWS = [["id", "tpm"], ["s1", 1.5], ["s2", 20]]
SHEET = "xl/worksheets/sheet1.xml"


def test_a_sheet_is_read_as_text_with_its_row_numbers():
    table, report = read(workbook(TPM=ROWS))
    assert table.frame.to_dict("list") == {"id": ["s1", "s2"], "tpm": ["1.5", "20"]}
    assert table.lines.tolist() == [2, 3]
    assert (report.read, report.kept) == (2, 2)
    assert str(report.messages[0]) == (
        "FA025 t.xlsx: Read as a table: sheet 'TPM', decimal point, names in the first row."
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (0.1, "0.1"),
        (1e-7, "1e-07"),
        (2.310009e19, "2.310009e+19"),
        (-0.5, "-0.5"),
        (True, "True"),
        (" x ", "x"),
        ("NA", ""),
        (None, ""),
        ("#N/A", ""),
        ("#DIV/0!", "#DIV/0!"),
        ("A" * 32_000, "A" * 32_000),
        ("a\nb", "a\nb"),
        (datetime.date(2024, 3, 1), "2024-03-01"),
        (datetime.datetime(2024, 3, 1), "2024-03-01"),
        (datetime.datetime(2024, 3, 1, 12, 30), "2024-03-01 12:30:00"),
        (datetime.time(12, 30), "12:30:00"),
    ],
)
def test_cells_of_every_type_become_text(value, text):
    assert cells(workbook(a=[["id", "x"], ["s1", value], ["s2", "y"]]))["x"] == [text, "y"]


def test_numbers_survive_to_the_last_digit_that_is_in_the_file():
    numbers = np.random.default_rng(3).lognormal(0, 20, 300)
    data = workbook(a=[["id", "x"], *([f"s{i}", float(x)] for i, x in enumerate(numbers))])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [float(text) for text in cells(data)["x"]] == [cell.value for cell in sheet["B"][1:]]


def test_the_first_sheet_with_two_rows_is_read_unless_another_is_chosen():
    data = workbook(About=[["made by hand"]], Empty=[], TPM=ROWS, Counts=[["id", "n"], ["s1", 7]])
    assert list(cells(data)) == ["id", "tpm"]
    assert cells(data, sheet="Counts") == {"id": ["s1"], "n": ["7"]}
    error = refusal(data, sheet="counts")
    assert str(error) == ("EX001 t.xlsx: There is no sheet 'counts'. It has 'About', 'Empty', 'TPM', 'Counts'.")
    assert refusal(data, sheet="Empty").code == "FA001"


def test_a_sheet_of_dna_is_read_whatever_stands_before_it_and_else_the_largest_table():
    notes = [["Lab"], ["Date", "2024"], ["Methods", "see the paper"], *([f"note {i}", "more"] for i in range(9))]
    dna = [["name", "bases"], ["s1", "ACGTACGT"], ["s2", "GGCCAATT"]]
    assert list(cells(workbook(Notes=notes, Big=[["id", "n"], *([f"s{i}", i] for i in range(90))], Oligos=dna))) == [
        "name", "bases",
    ]  # fmt: skip
    prose = [[f"note {i}"] for i in range(50)]
    table, report = read(workbook(Notes=prose, TPM=ROWS, Counts=[["id", "n"], ["s1", 7]]))
    assert table.layout.sheet == "TPM"
    assert "sheet 'TPM'" in report.messages[0].message


def test_decimal_commas_in_cells_of_text_are_found_and_true_numbers_stay_what_they_are():
    rows = [["id", "tpm", "n"], ["s1", "15,00", 1.234], ["s2", "0,5", -2.5e-7], ["s3", "1.234,5", 7], ["s4", 1.125, 0]]
    table, report = read(workbook(a=rows))
    assert table.frame.to_dict("list")["tpm"] == ["15.00", "0.5", "1234.5", "1.125"]
    assert table.frame.to_dict("list")["n"] == ["1.234", "-2.5e-07", "7", "0"]
    assert (table.layout.decimal, table.layout.thousands) == (",", ".")
    assert "decimal comma" in report.messages[0].message
    _, report = read(workbook(a=[["id", "n"], ["s1", "1,234"], ["s2", "5"]]))
    assert [message.code for message in report.messages] == ["FA025", "EX007"]


def test_titles_and_blank_rows_above_the_header_are_passed_over_and_counted():
    table, _ = read(workbook(a=[["Table S1"], [], ["of the paper"], [None, None], *ROWS]))
    assert table.frame.to_dict("list") == {"id": ["s1", "s2"], "tpm": ["1.5", "20"]}
    assert table.lines.tolist() == [6, 7]
    assert table.layout.skip == 4


def test_a_table_that_begins_further_right_keeps_its_columns():
    assert cells(workbook(a=[[None, "id", "tpm"], [None, "s1", 5]])) == {
        "column 1": [""], "id": ["s1"], "tpm": ["5"],
    }  # fmt: skip


def test_a_sheet_without_a_header_keeps_its_first_row():
    table, _ = read(workbook(a=[[], ["s1", 5], ["s2", 7]]))
    assert table.frame.to_dict("list") == {"column 1": ["s1", "s2"], "column 2": ["5", "7"]}
    assert table.lines.tolist() == [2, 3]


def test_cells_without_a_value_at_the_end_of_rows_are_missing_values():
    rows = [["id", "a", "b"], ["s1"], ["s2", 5], ["s3", 5, 6], [None, None, 7]]
    assert cells(workbook(a=rows)) == {"id": ["s1", "s2", "s3", ""], "a": ["", "5", "5", ""], "b": ["", "", "6", "7"]}


def test_cells_beside_the_table_make_a_column():
    assert cells(workbook(a=[*ROWS, ["s3", 7, None, "look here"]]))["column 4"] == ["", "", "look here"]


def test_a_sheet_that_lies_about_its_size_is_read_in_full():
    data = changed(workbook(a=ROWS), SHEET, b'<dimension ref="A1:B3" />', b'<dimension ref="A1" />')
    assert cells(data) == {"id": ["s1", "s2"], "tpm": ["1.5", "20"]}
    data = changed(workbook(a=ROWS), SHEET, b'<dimension ref="A1:B3" />', b'<dimension ref="A1:XFD1048576" />')
    assert cells(data) == {"id": ["s1", "s2"], "tpm": ["1.5", "20"]}


def test_a_row_with_an_impossible_number_is_no_endless_loop():
    data = changed(workbook(a=ROWS), SHEET, b'<row r="3">', b'<row r="99999999999">')
    data = changed(data, SHEET, b'r="A3"', b'r="A99999999999"')
    data = changed(data, SHEET, b'r="B3"', b'r="B99999999999"')
    assert cells(data)["id"] == ["s1"]


def test_a_stray_cell_far_away_is_no_reason_to_refuse_a_sheet():
    book = openpyxl.load_workbook(io.BytesIO(workbook(a=ROWS)))
    book.active["A200000"] = "end"
    book.active["XFD2"] = None
    table, _ = read(saved(book))
    assert table.lines.tolist() == [2, 3, 200_000]


def test_too_many_cells_are_refused(monkeypatch):
    monkeypatch.setenv("GENOCORE_MAX_CELLS", "5")
    assert refusal(workbook(a=ROWS)).code == "FA019"


def test_a_formula_counts_as_what_it_came_to():
    book = openpyxl.Workbook()
    for row in [["id", "x"], ["s1", "=1+1"], ["s2", 5]]:
        book.active.append(row)
    data = saved(book)
    assert cells(data)["x"] == ["", "5"]  # never worked out, so there is no value
    assert cells(changed(data, SHEET, b"<v />", b"<v>2</v>"))["x"] == ["2", "5"]


def test_what_a_person_chose_is_followed():
    data = workbook(a=[["x"], ["id", "tpm"], ["s1", "1,5"], ["s2", "unk."]])
    assert cells(data, skip=1, decimal=",", missing=["unk."]) == {"id": ["s1", "s2"], "tpm": ["1.5", ""]}
    assert cells(data, skip=2, header=False, decimal=".")["column 2"] == ["1,5", "unk."]
    assert refusal(data, skip=9).code == "FA001"
    assert refusal(data, colour="red").code == "PA001"
    assert refusal(data, sheet=1).code == "PA001"
    assert "utf-8" not in read(data, encoding="utf-8", delimiter=";")[0].layout.describe()


@pytest.mark.parametrize("data", [workbook(a=ROWS)[:-300], changed(workbook(a=ROWS), SHEET, b"</row>", b"</r>")])
def test_a_damaged_workbook_is_refused(data):
    assert refusal(data).code in ("FA015", "FA002")


def test_an_empty_workbook_is_refused():
    assert refusal(workbook(a=[])).code == "FA001"
