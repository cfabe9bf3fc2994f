import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genocore.export import csv_text

STARTS = ["=", "+", "-", "@", "\t", "\n", "\r", "\r\n"]


def cells(frame):
    """The cells as a program reads them that knows CSV and nothing else, without the header."""
    return list(csv.reader(io.StringIO(csv_text(frame), newline="")))[1:]


@pytest.mark.parametrize("start", STARTS, ids=repr)
@pytest.mark.parametrize("dtype", [object, "str", "category"])
def test_text_cannot_start_a_formula(start, dtype):
    found = cells(pd.DataFrame({"id": pd.Series([start + "cmd()", "plain"], dtype=dtype)}))
    assert [row[0] for row in found] == ["'" + start.replace("\r\n", "\n").replace("\r", "\n") + "cmd()", "plain"]


@pytest.mark.parametrize("start", STARTS, ids=repr)
def test_a_column_name_cannot_start_a_formula(start):
    assert csv_text(pd.DataFrame({start + "x": [1]})).lstrip('"')[0] == "'"


def test_numbers_stay_numbers_negative_ones_too():
    frame = pd.DataFrame({"a": [-0.5, 1.5], "b": [-3, 4], "c": np.array([-1.25, 2], dtype=np.float32)})
    assert csv_text(frame) == "a,b,c\n-0.5,-3,-1.25\n1.5,4,2.0\n"


def test_numbers_in_a_column_of_mixed_things_stay_numbers():
    assert csv_text(pd.DataFrame({"a": pd.Series([-5, "-5", "x"], dtype=object)})) == "a\n-5\n-5\nx\n"


@pytest.mark.parametrize("text", ["-2.73", "+1", "-.5", "-5.", "-1e-7", "+2.5E+3", "+", "-"])
def test_a_number_or_a_strand_that_came_as_text_is_left_as_it_is(text):
    assert cells(pd.DataFrame({"a": [text, "x"]})) == [[text], ["x"]]


@pytest.mark.parametrize(
    "text", ["-2+3", "-1-cmd", "--", "+-", "-2,5", "-1\n", "-e5", "-0x1", "-1_0", "-²", "+A1", "-inf"]
)
def test_what_is_not_quite_a_number_cannot_start_a_formula(text):
    assert cells(pd.DataFrame({"a": [text, "x"]}))[0] == ["'" + text]


def test_what_is_not_text_is_written_as_it_is():
    frame = pd.DataFrame(
        {
            "yes": [True, False],
            "number": pd.array([1, None], dtype="Int64"),
            "day": pd.to_datetime(["2026-01-02", None]),
            "name": ["a", None],
            "share": [np.nan, 0.1],
        }
    )
    assert csv_text(frame) == "yes,number,day,name,share\nTrue,1,2026-01-02,a,\nFalse,,,,0.1\n"


def test_numbers_keep_every_digit():
    frame = pd.DataFrame({"p": [0.1 + 0.2, 1 / 3, 1e-300]})
    assert [float(row[0]) for row in cells(frame)] == [0.1 + 0.2, 1 / 3, 1e-300]


def test_commas_quotes_and_line_breaks_stay_in_their_cell():
    frame = pd.DataFrame({"a": ['x,"y"', "two\nlines", "; semicolon"], "b": ["1", "2", "3"]})
    assert cells(frame) == [['x,"y"', "1"], ["two\nlines", "2"], ["; semicolon", "3"]]


def test_a_carriage_return_cannot_begin_a_row_with_a_formula():
    text = csv_text(pd.DataFrame({"a": ["harmless\r=cmd()", "harmless\r\n=cmd()"]}))
    assert "\r" not in text
    assert text == 'a\n"harmless\n=cmd()"\n"harmless\n=cmd()"\n'


def test_letters_of_every_script_are_kept():
    assert csv_text(pd.DataFrame({"größe": ["Δ", "\U0001f9ec"]})) == "größe\nΔ\n\U0001f9ec\n"


def test_columns_of_one_name_are_each_made_safe():
    assert csv_text(pd.DataFrame([["=a", 1, "-b"]], columns=["x", "x", "x"])) == "x,x,x\n'=a,1,'-b\n"


def test_column_names_that_are_numbers_are_written():
    assert csv_text(pd.DataFrame([[1, "a"]])) == "0,1\n1,a\n"


def test_the_index_is_not_written():
    assert csv_text(pd.DataFrame({"a": [1]}, index=["=row"])) == "a\n1\n"


def test_no_rows_leave_the_header():
    assert csv_text(pd.DataFrame({"id": [], "n": pd.Series([], dtype=int)})) == "id,n\n"


def test_the_frame_itself_is_not_changed():
    frame = pd.DataFrame({"=id": ["=a", "b"], "n": [-1, 2]})
    before = frame.copy(deep=True)
    csv_text(frame)
    pd.testing.assert_frame_equal(frame, before)


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_any_text_comes_back_and_none_starts_a_formula(texts):
    frame = pd.DataFrame({"n": range(len(texts)), "text": pd.Series(texts, dtype=object)})
    for text, (_, found) in zip(texts, cells(frame), strict=True):
        assert found.removeprefix("'") == text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("'")
        if not number_or_sign(text):
            assert not found.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def number_or_sign(text):
    try:
        return text in ("+", "-") or np.isfinite(float(text))
    except ValueError:
        return False
