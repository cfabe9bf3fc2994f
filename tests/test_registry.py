import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.registry import Param, Registry, Spec, unknown

K = Param("k", "range", (1, 4), "Word lengths", low=1, high=8)
TREES = Param("trees", "int", 500, "Trees", low=1, high=5000)
RATE = Param("rate", "float", 0.1, "Rate", low=0, high=1)
BOTH = Param("both", "bool", False, "Both strands")
ALIGN = Param("align", "choice", "start", "Align at", choices=("start", "end"))
SPEC = Spec(
    "forest", "Forest", "Trees.", build=dict, params=(TREES, RATE, K), presets={"tutorial": {"trees": 100, "k": (2, 2)}}
)  # fmt: skip

ONE = """
from genocore.registry import Spec
SPEC = Spec("one", "One", "First.", build=dict, tasks=("binary",))
"""
TWO = """
from genocore.registry import Spec
SPEC = Spec("two", "Two", "Second.", build=dict)
"""


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A registry over a package of two entries and one module that is none."""
    folder = tmp_path / "shelf_of_two"
    folder.mkdir()
    for name, text in {"__init__": "", "b_one": ONE, "a_two": TWO, "helper": "HELP = 1\n"}.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    import shelf_of_two

    yield Registry(shelf_of_two, "thing")
    for name in [name for name in sys.modules if name.startswith("shelf_of_two")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("param", "value", "expected"),
    [
        (TREES, "1", 1),
        (TREES, " 7 ", 7),
        (TREES, 5000, 5000),
        (TREES, 20.0, 20),
        (RATE, "0.5", 0.5),
        (RATE, "1e-3", 0.001),
        (RATE, 1, 1.0),
        (K, "1-4", (1, 4)),
        (K, "3", (3, 3)),
        (K, " 2 - 3 ", (2, 3)),
        (K, (1, 8), (1, 8)),
        (K, [2, 2], (2, 2)),
        (BOTH, "yes", True),
        (BOTH, "TRUE", True),
        (BOTH, 1, True),
        (BOTH, "0", False),
        (BOTH, False, False),
        (ALIGN, "end", "end"),
    ],
)
def test_values_are_taken_in_their_proper_type(param, value, expected):
    checked = param.check(value)
    assert checked == expected
    assert type(checked) is type(expected)


@pytest.mark.parametrize(
    ("param", "value"),
    [
        (TREES, "0"),
        (TREES, 5001),
        (TREES, -1),
        (TREES, 1.5),
        (TREES, "1.5"),
        (TREES, "many"),
        (TREES, ""),
        (TREES, None),
        (TREES, True),
        (TREES, float("nan")),
        (TREES, float("inf")),
        pytest.param(TREES, 10**400, id="far too large"),
        (RATE, "nan"),
        (RATE, float("inf")),
        (RATE, "1e999"),
        (RATE, -0.001),
        (RATE, [0.1]),
        (K, "0-4"),
        (K, "1-9"),
        (K, "4-1"),
        (K, "1-2-3"),
        (K, "-1-4"),
        (K, "a-b"),
        (K, ""),
        (K, 4),
        (K, (1, 2, 3)),
        (K, (True, 4)),
        (K, (1.5, 4)),
        (BOTH, "maybe"),
        (BOTH, 2),
        (BOTH, None),
        (ALIGN, "Start"),
        (ALIGN, ""),
        (ALIGN, ["start"]),
    ],
)
def test_other_values_are_refused_with_what_is_allowed(param, value):
    with pytest.raises(InputError) as caught:
        param.check(value)
    assert caught.value.code == "PA001"
    assert caught.value.message == f"'{param.name}' must be {param.constraint()}. Got {value!r} instead."


@pytest.mark.parametrize(
    ("param", "words"),
    [
        (TREES, "a whole number from 1 to 5000"),
        (RATE, "a number from 0 to 1"),
        (Param("x", "float", 0.0, "X"), "a number"),
        (BOTH, "yes or no"),
        (K, "two whole numbers from 1 to 8, written like 1-4"),
        (ALIGN, "one of start, end"),
    ],
)
def test_limits_are_said_in_words(param, words):
    assert param.constraint() == words


@given(st.one_of(
    st.tuples(st.just(TREES), st.integers(1, 5000)),
    st.tuples(st.just(RATE), st.floats(0, 1)),
    st.tuples(st.just(BOTH), st.booleans()),
    st.tuples(st.just(ALIGN), st.sampled_from(ALIGN.choices)),
    st.tuples(st.just(K), st.tuples(st.integers(1, 8), st.integers(1, 8)).map(lambda pair: tuple(sorted(pair)))),
))  # fmt: skip
def test_values_written_for_the_command_line_are_read_back(case):
    param, value = case
    assert param.check(param.text(value)) == value


@given(st.sampled_from([TREES, RATE, K, BOTH, ALIGN]), st.one_of(st.text(), st.integers(), st.floats(-1e300, 1e300)))
def test_any_value_is_taken_or_refused_with_a_code(param, value):
    try:
        checked = param.check(value)
    except InputError as error:
        assert error.code == "PA001"
    else:
        assert param.check(checked) == checked


def test_settings_are_defaults_unless_given():
    assert SPEC.settings() == {"trees": 500, "rate": 0.1, "k": (1, 4)}
    assert SPEC.settings({"trees": "20", "k": "2"}) == {"trees": 20, "rate": 0.1, "k": (2, 2)}


def test_settings_do_not_change_what_was_given():
    values = {"preset": "tutorial", "rate": "0.5"}
    SPEC.settings(values)
    assert values == {"preset": "tutorial", "rate": "0.5"}


def test_a_preset_gives_way_to_what_is_said_beside_it():
    assert SPEC.settings({"preset": "tutorial"}) == {"trees": 100, "rate": 0.1, "k": (2, 2)}
    assert SPEC.settings({"preset": "tutorial", "trees": 7}) == {"trees": 7, "rate": 0.1, "k": (2, 2)}


@pytest.mark.parametrize(
    ("values", "code", "message", "hint"),
    [
        ({"tres": 1}, "PA002", "There is no parameter of forest 'tres'. There is: trees, rate, k.",
         "Did you mean 'trees'?"),
        ({"preset": "tutoral"}, "PA002", "There is no preset 'tutoral'. There is: tutorial.",
         "Did you mean 'tutorial'?"),
        ({"trees": 0}, "PA001", "'trees' must be a whole number from 1 to 5000. Got 0 instead.", ""),
    ],
)  # fmt: skip
def test_settings_refuse_unknown_names_and_bad_values(values, code, message, hint):
    with pytest.raises(InputError) as caught:
        SPEC.settings(values)
    assert (caught.value.code, caught.value.message, caught.value.hint) == (code, message, hint)


def test_the_nearest_name_is_offered_only_if_it_is_near():
    assert unknown("model", "forrest", ["forest", "ridge"]).hint == "Did you mean 'forest'?"
    assert unknown("model", "zzz", ["forest", "ridge"]).hint == ""
    assert unknown("model", "zzz", []).message == "There is no model 'zzz'. There is none."


def test_modules_with_a_spec_are_found_and_others_are_not(shelf):
    assert set(shelf) == {"one", "two"}
    assert len(shelf) == 2
    assert shelf["one"].label == "One"
    assert "two" in shelf
    assert "helper" not in shelf


def test_entries_come_in_the_order_of_their_modules_every_time(shelf):
    assert list(shelf) == list(Registry(shelf.package, "thing")) == ["two", "one"]


def test_a_new_file_is_a_new_entry(shelf):
    from pathlib import Path

    (Path(shelf.package.__path__[0]) / "c_three.py").write_text(ONE.replace('"one"', '"three"'))
    assert list(Registry(shelf.package, "thing")) == ["two", "one", "three"]


def test_an_unknown_entry_is_a_message_and_not_a_key_error(shelf):
    with pytest.raises(InputError, match=r"There is no thing 'on'\. There is: two, one\.") as caught:
        shelf["on"]
    assert caught.value.code == "PA002"
    assert caught.value.hint == "Did you mean 'one'?"


def test_entries_without_tasks_serve_all_tasks(shelf):
    assert [spec.key for spec in shelf.for_task("binary")] == ["two", "one"]
    assert [spec.key for spec in shelf.for_task("regression")] == ["two"]
