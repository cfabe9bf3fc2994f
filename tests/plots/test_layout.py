import pytest
from plotly import graph_objects as go

from genocore.plots.layout import DASHES, distinct, plain, unit_axes


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("donor", "donor"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ('<a href="javascript:alert(1)">', '&lt;a href="javascript:alert(1)"&gt;'),
        ("a&b", "a&amp;b"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("it's", "it's"),
        ("größe \U0001f9ec", "größe \U0001f9ec"),
        ("", ""),
        (5, "5"),
        (None, "None"),
    ],
)
def test_a_name_is_shown_as_it_is_and_never_read_as_markup(name, shown):
    assert plain(name) == shown


def test_a_long_name_is_cut_and_says_so():
    assert plain("a" * 40) == "a" * 40
    assert plain("a" * 41) == "a" * 39 + "…"
    assert plain("abcdef", 4) == "abc…"


def test_a_name_is_cut_before_it_is_escaped_so_that_no_half_sign_is_left():
    assert plain("<" * 50) == "&lt;" * 39 + "…"


def test_names_that_look_the_same_when_cut_are_numbered():
    names = [f"Homo sapiens chromosome {number}" for number in (1, 2, 3)]
    assert distinct(names, 20) == {
        names[0]: "Homo sapiens chromo…",
        names[1]: "Homo sapiens chromo… (2)",
        names[2]: "Homo sapiens chromo… (3)",
    }


def test_names_that_differ_are_left_alone_and_each_is_there_once():
    assert distinct(["b", "a", "b"]) == {"b": "b", "a": "a"}
    assert distinct([]) == {}


def test_a_name_that_already_looks_like_a_numbered_one_stays_apart_too():
    shown = distinct(["abcdef", "abc… (2)", "abcxyz"], 4)
    assert len(set(shown.values())) == 3


def test_numbered_names_are_escaped():
    assert list(distinct(["<b>1", "<b>2"], 3).values()) == ["&lt;b…", "&lt;b… (2)"]


def test_shares_are_drawn_from_zero_to_one():
    figure = unit_axes(go.Figure(), "Recall", "Precision")
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("Recall", "Precision")
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        low, high = axis.range
        assert low <= 0
        assert high >= 1
    assert figure.layout.showlegend


def test_lines_can_be_told_apart_without_colour():
    assert len(set(DASHES)) == len(DASHES) == 6
