import copy
import re
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import pytest

import genocore
from genocore.errors import CODES, Cancelled, GenoError, InputError, NotEnoughData, Refused, place

FULL = {"hint": "Is this a protein file?", "code": "FA004", "file": "reads.fa", "line": 12, "column": 41}
SOURCE_FILES = sorted(Path(genocore.__file__).parent.rglob("*.py"))


def fields(error):
    return type(error), error.message, error.hint, error.code, error.file, error.line, error.column


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "Wrong."),
        ({"hint": "Try again."}, "Wrong. Try again."),
        ({"code": "FA001"}, "FA001: Wrong."),
        ({"code": "FA001", "file": "a.fa"}, "FA001 a.fa: Wrong."),
        ({"file": "a.fa", "line": 3}, "a.fa line 3: Wrong."),
        ({"code": "FA004", "file": "a.fa", "line": 3, "column": 9}, "FA004 a.fa line 3, column 9: Wrong."),
        ({"code": "FA004", "line": 3, "column": 9, "hint": "Mend it."}, "FA004 line 3, column 9: Wrong. Mend it."),
    ],
)
def test_text_names_code_file_line_and_column_as_far_as_known(given, expected):
    assert str(GenoError("Wrong.", **given)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "Wrong."),
        ({"hint": "Try again."}, "Wrong. — Try again."),
        ({"code": "FA001", "file": "a.fa"}, "FA001 a.fa: Wrong."),
        ({"code": "FA004", "file": "a.fa", "line": 3}, "FA004 a.fa:3: Wrong."),
        ({"code": "FA004", "file": "a.fa", "line": 3, "column": 9}, "FA004 a.fa:3: column 9: Wrong."),
        ({"file": "a.fa", "line": 3, "hint": "Mend it."}, "a.fa:3: Wrong. — Mend it."),
    ],
)
def test_one_line_is_code_file_line_message_hint(given, expected):
    assert GenoError("Wrong.", **given).one_line() == expected


def test_one_line_stays_one_line_whatever_a_file_holds():
    error = InputError("'a\nb\r\n\tc' is no name.", hint="See\x0babove.", code="FA004", file="a\n.fa")
    assert error.one_line() == "FA004 a .fa: 'a b c' is no name. — See above."
    assert len(error.one_line().splitlines()) == 1


@pytest.mark.parametrize("kind", [GenoError, InputError, NotEnoughData, Refused])
def test_errors_keep_kind_and_fields_across_processes_and_copies(kind):
    error = kind("'J' is not a DNA letter.", **FULL)
    sent = ForkingPickler.loads(ForkingPickler.dumps(error))
    for other in (sent, copy.copy(error), copy.deepcopy(error)):
        assert fields(other) == (kind, "'J' is not a DNA letter.", *FULL.values())
        assert str(other) == str(error)


def test_errors_without_place_keep_none_across_processes():
    sent = ForkingPickler.loads(ForkingPickler.dumps(InputError("Wrong.")))
    assert fields(sent) == (InputError, "Wrong.", "", "", "", None, None)


def test_place_is_empty_when_nothing_is_known():
    assert place("") == ""
    assert place("", line=None, column=None) == ""


def test_kinds_are_told_apart():
    assert issubclass(NotEnoughData, InputError)
    assert issubclass(InputError, GenoError)
    assert issubclass(Refused, GenoError)
    assert not issubclass(Refused, InputError)
    assert not issubclass(Cancelled, GenoError)


def test_codes_are_two_letters_three_digits_and_a_meaning_of_their_own():
    assert all(re.fullmatch(r"[A-Z]{2}\d{3}", code) for code in CODES)
    assert all(meaning.strip() for meaning in CODES.values())
    assert len(set(CODES.values())) == len(CODES)


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("FA001", "no records"),
        ("FA002", "not a FASTA file"),
        ("FA004", "letters that are not DNA"),
        ("FA011", "duplicate sequence (same or opposite strand)"),
        ("FA012", "same sequence with different labels"),
        ("PA001", "parameter out of range"),
        ("SE001", "model refused"),
    ],
)
def test_codes_never_change_their_meaning(code, meaning):
    assert CODES[code] == meaning


def test_every_code_the_package_writes_is_in_the_catalogue():
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE_FILES)
    written = set(re.findall(r"\W((?:FA|EX|MU|ST|ML|PA|SE|JO)\d{3})\b", text))
    assert len(written) > 15
    assert written - set(CODES) == set()
