import dataclasses
import json

import pytest

from genocore.errors import InputError
from genocore.sequences.reading import DUPLICATES, FEATURES, Reading


def test_by_default_everything_is_found_by_looking():
    assert Reading.checked() == Reading()
    assert (Reading().id, Reading().sequence, Reading().key, dict(Reading().layout)) == ("", "", "", {})
    assert (Reading().features, Reading().window, Reading().duplicates) == ("records", 100, "leave out")


@pytest.mark.parametrize(
    ("values", "made"),
    [
        ({"window": "100"}, {"window": 100}),
        ({"window": 150.0}, {"window": 150}),
        ({"window": 0}, {"window": 0}),
        ({"window": 10}, {"window": 10}),
        ({"window": 100_000}, {"window": 100_000}),
        ({"seed": "7"}, {"seed": 7}),
        *[({"features": name}, {"features": name}) for name in FEATURES],
        *[({"duplicates": name}, {"duplicates": name}) for name in DUPLICATES],
    ],
)
def test_choices_are_taken_in_their_proper_type(values, made):
    reading = Reading.checked(**values)
    assert reading == dataclasses.replace(Reading(), **made)
    assert all(type(getattr(reading, name)) is type(value) for name, value in made.items())


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"window": "long"}, "PA001: The length 'long' is not a whole number."),
        ({"window": None}, "PA001: The length None is not a whole number."),
        ({"window": 10.5}, "PA001: The length 10.5 is not a whole number."),
        ({"window": float("nan")}, "PA001: The length nan is not a whole number."),
        ({"window": float("inf")}, "PA001: The length inf is not a whole number."),
        ({"window": 9}, "PA001: The length 9 is not 0 or between 10 and 100,000 bp."),
        ({"window": -1}, "PA001: The length -1 is not 0 or between 10 and 100,000 bp."),
        ({"window": 100_001}, "PA001: The length 100001 is not 0 or between 10 and 100,000 bp."),
        ({"seed": "x"}, "PA001: The seed 'x' is not a whole number."),
        ({"seed": -1}, "PA001: The seed -1 is below 0."),
    ],
)
def test_a_number_out_of_range_is_refused(values, text):
    with pytest.raises(InputError) as caught:
        Reading.checked(**values)
    assert str(caught.value) == text


@pytest.mark.parametrize("values", [{"features": "cds"}, {"features": ""}, {"duplicates": "last"}])
def test_a_choice_that_is_not_offered_is_refused_with_those_that_are(values):
    with pytest.raises(InputError) as caught:
        Reading.checked(**values)
    assert caught.value.code == "PA002"
    offered = FEATURES if "features" in values else DUPLICATES
    assert any(name in str(caught.value) for name in offered)


def test_a_reading_survives_json():
    reading = Reading.checked(
        layout={"delimiter": ";", "skip": 2}, id="name", sequence="dna", features="CDS", window=60, seed=3, key="gene",
        strip_versions=True, duplicates="mean",
    )  # fmt: skip
    assert Reading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading
    assert Reading.from_dict({}) == Reading()
    assert Reading.from_dict({"window": 60, "added_later": 1}).window == 60


def test_what_was_written_down_is_checked_when_it_is_read():
    with pytest.raises(InputError):
        Reading.from_dict({"window": "wide"})
