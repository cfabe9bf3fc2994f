import math

import pandas as pd
import pytest

from genocore.plots import volcano as module
from genocore.plots.volcano import volcano

HOSTILE = "<img src=x onerror=alert(1)>"
WORDS = pd.DataFrame(
    {
        "word": ["TATAAT", "GGGCCC", "AAAAAA", "CCCCCC"],
        "log2_odds": [3.0, -2.0, 0.5, -0.1],
        "p": [1e-9, 1e-5, 0.04, 1.0],
        "q": [4e-9, 0.05, 0.053, 1.0],
    }
)


def drawn(figure):
    """Where each word is and in which trace, by the word."""
    return {
        entry[0]: (x, pytest.approx(y), trace.name)
        for trace in figure.data
        for x, y, entry in zip(trace.x, trace.y, trace.customdata, strict=True)
    }


def test_each_word_is_at_its_odds_and_p_on_the_side_of_its_class():
    assert drawn(volcano(WORDS, ["other", "promoter"], "promoter")) == {
        "TATAAT": (3, 9, "more in promoter"),
        "GGGCCC": (-2, 5, "more in other"),
        "AAAAAA": (0.5, -math.log10(0.04), "q above 0.05"),
        "CCCCCC": (-0.1, 0, "q above 0.05"),
    }


def test_of_many_classes_the_other_side_is_all_others():
    found = drawn(volcano(WORDS, ["a", "b", "c"], "b"))
    assert (found["TATAAT"][2], found["GGGCCC"][2]) == ("more in b", "more in the others")


@pytest.mark.parametrize("positive", ["a", "b"])
def test_a_class_has_the_place_that_gives_it_its_colour_whichever_is_compared(positive):
    assert [trace.name for trace in volcano(WORDS, ["a", "b"], positive).data][:2] == ["more in a", "more in b"]


def test_the_sides_differ_in_symbol_and_the_axis_says_which_is_which():
    figure = volcano(WORDS, ["a", "b"], "b")
    assert [trace.marker.symbol for trace in figure.data] == ["triangle-down", "triangle-up", "circle"]
    assert figure.layout.xaxis.title.text == "log2 odds ratio (right: more in b)"


def test_the_dotted_line_parts_the_words_found_from_the_others():
    [line] = [shape for shape in volcano(WORDS, ["a", "b"], "b").layout.shapes if shape.y0 == shape.y1]
    assert line.y0 == pytest.approx(5)  # GGGCCC is found and on it, AAAAAA is below


def test_there_is_no_such_line_if_nothing_is_found():
    shapes = volcano(WORDS.assign(q=1.0), ["a", "b"], "b").layout.shapes
    assert [shape for shape in shapes if shape.y0 == shape.y1] == []


def test_a_p_of_zero_has_a_place():
    found = drawn(volcano(WORDS.assign(p=0.0, q=0.0), ["a", "b"], "b"))
    assert [y for _, y, _ in found.values()] == [300] * 4


@pytest.mark.parametrize("rows", [0, 1])
def test_none_and_one_word_are_no_error(rows):
    assert len(drawn(volcano(WORDS.head(rows), ["a", "b"], "b"))) == rows


def test_an_undefined_p_is_no_error():
    assert len(drawn(volcano(WORDS.assign(p=math.nan, q=math.nan), ["a", "b"], "b"))) == 4


def test_only_the_words_of_the_smallest_p_are_drawn_of_very_many(monkeypatch):
    monkeypatch.setattr(module, "DRAWN", 2)
    assert set(drawn(volcano(WORDS, ["a", "b"], "b"))) == {"TATAAT", "GGGCCC"}


def test_hostile_class_names_are_text():
    figure = volcano(WORDS, [HOSTILE, "b"], HOSTILE)
    assert figure.data[0].name == "more in &lt;img src=x onerror=alert(1)&gt;"
    assert "<img" not in figure.to_json().replace("\\u003c", "<")
