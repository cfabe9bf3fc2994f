import numpy as np
import pytest

from genocore.tables.spreadsheet import mangled_names, may_have_been


@pytest.mark.parametrize(
    ("name", "gene"),
    [
        ("1-Mar", "MARCHF1"),
        ("11-MAR", "MARCHF11"),
        ("Mar-01", "MARCHF1"),
        ("2-Sep", "SEPTIN2"),
        ("Sep-02", "SEPTIN2"),
        ("9-sept", "SEPTIN9"),
        ("1-Dec", "DELEC1"),
        ("4-Oct", "OCT4"),
        ("1-Apr", "APR1"),
        ("1-Feb-2024", "FEB1"),
        ("1-Mar-24", "MARCHF1"),
        ("2024-03-01", "MARCHF1"),
        ("2024-09-02 00:00:00", "SEPTIN2"),
        ("2024-07-02", ""),
        ("2024-13-02", ""),
        ("1-Jul", ""),
        ("2.31E+13", ""),
        ("2.310009E+19", ""),
        ("1E+05", ""),
        (" 1-Mar ", "MARCHF1"),
    ],
)
def test_names_that_a_spreadsheet_changed_are_known(name, gene):
    assert mangled_names(np.array([name], dtype=object)).tolist() == [True]
    assert may_have_been(name) == gene


@pytest.mark.parametrize(
    "name",
    ["TP53", "MARCHF1", "MARCH1", "SEPT2", "SEPTIN2", "DEC1", "s1-Mar", "1-Marx", "2310009E13Rik", "1.5", "12", "",
     "Mar", "1/3", "2024", "NM_000546.5", "chr1-100-200"],
)  # fmt: skip
def test_other_names_are_left_in_peace(name):
    assert mangled_names(np.array([name], dtype=object)).tolist() == [False]


def test_no_names_are_no_trouble():
    assert mangled_names(np.array([], dtype=object)).tolist() == []
    assert mangled_names(np.array([None, "1-Mar", np.nan], dtype=object)).tolist() == [False, True, False]
