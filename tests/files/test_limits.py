from dataclasses import fields

import pytest

from genocore.errors import InputError
from genocore.files import Source
from genocore.files.limits import Limits, limits
from genocore.tables import read_table

NAMES = [field.name for field in fields(Limits)]


def test_limits_are_those_of_the_class_unless_the_environment_says_otherwise(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(f"GENOCORE_MAX_{name.upper()}", raising=False)
    assert limits() == Limits()


@pytest.mark.parametrize("name", NAMES)
def test_each_limit_can_be_set(monkeypatch, name):
    monkeypatch.setenv(f"GENOCORE_MAX_{name.upper()}", "1_234")
    assert limits() == Limits(**{name: 1234})


@pytest.mark.parametrize("text", ["0", "-1", "1e9", "many", "1.5"])
def test_a_limit_that_is_no_whole_number_above_0_is_refused(monkeypatch, text):
    monkeypatch.setenv("GENOCORE_MAX_CELLS", text)
    with pytest.raises(InputError) as caught:
        limits()
    assert str(caught.value) == f"PA001: GENOCORE_MAX_CELLS must be a whole number above 0, not {text!r}."


def test_an_empty_setting_sets_nothing(monkeypatch):
    monkeypatch.setenv("GENOCORE_MAX_CELLS", "")
    assert limits().cells == Limits().cells


def test_what_is_over_a_limit_is_refused_with_the_setting_that_raises_it():
    Limits(records=10).need("records", 10, file="a.fa", noun="records")
    with pytest.raises(InputError) as caught:
        Limits(records=10).need("records", 11, file="a.fa", noun="records", line=12)
    assert str(caught.value) == (
        "FA019 a.fa line 12: There are more than 10 records, the most that is read. "
        "Take a part of the file, or raise the limit by GENOCORE_MAX_RECORDS."
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a,b\n" + "1,2\n" * 6, 7),
        ("a,b\n" + "1,2,3\n" * 4, 5),
        ("a,b\n\n1,2\n1,2,3,4,5,6,7,8\n1,2\n", 5),
        ("id," * 30 + "\n" + "1," * 30 + "\n", None),
    ],
)
def test_a_table_of_too_many_cells_is_refused_wherever_it_goes_beyond(monkeypatch, text, line):
    monkeypatch.setenv("GENOCORE_MAX_CELLS", "10")
    with pytest.raises(InputError) as caught:
        read_table(Source.from_text(text))
    assert (caught.value.code, caught.value.line) == ("FA019", line)


def test_a_table_of_as_many_cells_as_are_allowed_is_read(monkeypatch):
    monkeypatch.setenv("GENOCORE_MAX_CELLS", "10")
    assert len(read_table(Source.from_text("a,b\n" + "1,2\n" * 5))[0]) == 5
