import math

import numpy as np
import pandas as pd
import pytest

from genocore.tables import Layout
from genocore.tables.numbers import looks_numeric, numeric_columns, plain_numbers, to_numbers


def plain(text, decimal=".", thousands=""):
    return plain_numbers([text], Layout(decimal=decimal, thousands=thousands))[0]


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "number"),
    [
        ("1,5", ",", "", "1.5"),
        (",5", ",", "", ".5"),
        ("5,", ",", "", "5."),
        ("1.234,5", ",", ".", "1234.5"),
        ("1.234.567", ",", ".", "1234567"),
        ("1,234,567.5", ".", ",", "1234567.5"),
        ("1 234,5", ",", " ", "1234.5"),
        ("1\u00a0234\u202f567,5", ",", " ", "1234567.5"),
        ("1'234.5", ".", "'", "1234.5"),
        ("1’234", ".", "'", "1234"),
        ("1234567,5", ",", ".", "1234567.5"),
        ("-1.234,5", ",", ".", "-1234.5"),
        ("+1,5", ",", "", "+1.5"),
        ("−1,5", ",", "", "-1.5"),
        ("−5", ".", "", "-5"),
        ("1e−5", ".", "", "1e-5"),
        ("1,5e-3", ",", "", "1.5e-3"),
        ("1,5E+10", ",", "", "1.5E+10"),
        ("7", ",", ".", "7"),
    ],
)
def test_numbers_are_rewritten_with_a_decimal_point(text, decimal, thousands, number):
    assert plain(text, decimal, thousands) == number
    float(number)


@pytest.mark.parametrize(
    ("text", "decimal", "thousands"),
    [
        ("kinase, type 2", ",", "."),
        ("1,2,3", ",", ""),
        ("12,34", ".", ","),
        ("1,2345", ".", ","),
        (",234", ".", ","),
        ("1.2.3", ",", "."),
        ("GO:1,5", ",", ""),
        ("5−3 end", ".", ""),
        ("−", ",", ""),
        ("1,5 mg", ",", ""),
        ("", ",", "."),
        (",", ",", ""),
        ("١٢٣", ",", "."),
    ],
)
def test_what_is_no_number_is_left_as_it_is(text, decimal, thousands):
    assert plain(text, decimal, thousands) == text


def numbers(*texts, missing=()):
    found, wrong = to_numbers(np.array(texts, dtype=object), missing)
    return found, wrong.tolist()


@pytest.mark.parametrize("text", ["5", "-5", "+5", "0.5", ".5", "5.", "1e3", "1E-3", " 7 ", "1e+05", "007", "2.31E+13"])
def test_numbers_are_read_as_python_reads_them(text):
    found, wrong = numbers(text)
    assert found[0] == float(text)
    assert wrong == [False]


@pytest.mark.parametrize("text", ["", " ", ".", "-", "--", "?", "nd", "n.d.", "none", "missing", "#DIV/0!", "#VALUE!"])
def test_missing_values_are_no_numbers_and_not_wrong(text):
    found, wrong = numbers(text)
    assert math.isnan(found[0])
    assert wrong == [False]


@pytest.mark.parametrize("text", ["high", "1,5", "inf", "-inf", "1e999", "5 mg", "0x1A", "1_000", "1-Mar", "True"])
def test_texts_and_infinities_are_wrong(text):
    found, wrong = numbers(text)
    assert math.isnan(found[0])
    assert wrong == [True]


def test_missing_values_can_be_named():
    assert numbers("below", missing=("below",))[1] == [False]
    assert numbers()[1] == []


def test_a_column_is_numeric_if_nine_in_ten_of_its_values_are():
    assert looks_numeric(np.array(["1"] * 9 + ["x"] + [""] * 50, dtype=object))
    assert not looks_numeric(np.array(["1"] * 8 + ["x"], dtype=object))
    assert not looks_numeric(np.array(["", "-"], dtype=object))
    assert not looks_numeric(np.array([], dtype=object))


def test_numeric_columns_are_those_that_look_numeric_one_by_one():
    frame = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "n": ["1", "", "3"],
            "blank": ["", "", ""],
            "dash": ["-", "5", "?"],
            "x": ["1", "b", "2"],
        },
        dtype="str",
    )
    expected = [name for name in frame.columns if looks_numeric(frame[name].to_numpy())]
    assert numeric_columns(frame) == expected == ["n", "dash"]
    assert numeric_columns(frame.iloc[:0]) == []
