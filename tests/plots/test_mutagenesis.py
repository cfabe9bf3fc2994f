import math

import pandas as pd
import pytest

from genocore.plots.mutagenesis import heat_map, spoken

SCORE = "probability of donor"


def letters(text, support=None, read=None):
    values = [0.1] * len(text) if support is None else support
    return pd.DataFrame(
        {
            "position": range(1, len(text) + 1), "base": list(text), "support": values,
            "read": [True] * len(text) if read is None else read,
        }
    )  # fmt: skip


def table(text, effects=None, sd=math.nan):
    """Each replacement lowers the score by a tenth, unless told otherwise."""
    rows = [
        (place, ref, alt, (effects or {}).get((place, alt), -0.1), sd)
        for place, ref in enumerate(text, start=1)
        for alt in "ACGT"
        if alt != ref
    ]
    return pd.DataFrame(rows, columns=["position", "ref", "alt", "delta", "sd"])


def grid(figure):
    return next(trace for trace in figure.data if trace.type == "heatmap")


def spots(figure):
    """What is said of each cell, by what a click finds."""
    return {
        tuple(found): said
        for trace in figure.select_traces({"mode": "markers"})
        for found, said in zip(trace.customdata, trace.hovertext, strict=True)
    }


def column(figure):
    return next(trace for trace in figure.select_traces({"type": "bar"}) if trace.hovertext)


def test_each_effect_is_in_the_row_of_its_base_and_the_column_of_its_position():
    z = grid(heat_map(table("AC", {(1, "G"): -0.31}), letters("AC"), SCORE)).z
    assert z[2][0] == -0.31
    assert [[value == value for value in row] for row in z] == [[False, True], [True, False], [True] * 2, [True] * 2]


def test_the_pointer_says_it_in_words_with_the_sd_of_an_ensemble_only():
    one, several = (spots(heat_map(table("A", sd=sd), letters("A"), SCORE))[1, "G"] for sd in (math.nan, 0.02))
    assert one == "position 1: A to G, change −0.1 of probability of donor"
    assert several == "position 1: A to G, change −0.1 (sd 0.02) of probability of donor"


def test_a_dot_marks_the_base_that_stands_there_and_can_be_clicked_too():
    figure = heat_map(table("GA"), letters("GA"), SCORE)
    [dots] = figure.select_traces({"name": "base that stands there"})
    assert list(zip(dots.x, dots.y, strict=True)) == [(1, "G"), (2, "A")]
    assert spots(figure)[1, "G"] == "position 1: G stands there"
    assert len(spots(figure)) == 8


def test_letters_are_as_high_as_their_support_and_the_pointer_tells_it():
    figure = heat_map(table("AC"), letters("AC", [0.2, -0.1]), SCORE)
    found = {
        trace.name: (min(trace.y[:-1]), max(trace.y[:-1]))
        for trace in figure.select_traces({"fill": "toself"})
        if trace.x
    }
    assert found == {"A": pytest.approx((0, 0.2)), "C": pytest.approx((-0.1, 0), abs=0.01)}
    assert list(column(figure).hovertext) == [
        "position 1: A contributes +0.2 to probability of donor",
        "position 2: C contributes −0.1 to probability of donor",
    ]
    assert [list(found) for found in column(figure).customdata] == [[1, "A"], [2, "C"]]


def test_letters_that_are_not_read_or_not_asked_are_empty_and_the_pointer_says_why():
    rows = letters("ACG", [0.0, math.nan, 0.1], read=[False, True, True])
    figure = heat_map(table("ACG").query("position != 2").replace({"delta": {-0.1: 0.0}}), rows, SCORE)
    assert [[value == value for value in row] for row in grid(figure).z][3] == [False, False, True]
    assert [trace.name for trace in figure.select_traces({"fill": "toself"}) if trace.x] == ["G"]
    assert list(column(figure).hovertext)[:2] == ["position 1: A, not read by the model", "position 2: C, not asked"]
    assert {place for place, _ in spots(figure)} == {3}
    [box] = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert (box.x0, box.x1, box.label.text) == (0.5, 1.5, "not read")


def test_the_first_position_may_have_another_number_and_clicks_find_the_place_in_the_sequence():
    figure = heat_map(table("ACG"), letters("ACG"), SCORE, first=-1, picked=3)
    assert list(grid(figure).x) == [-1, 0, 1]
    assert spots(figure)[1, "C"].startswith("position −1: A to C")
    assert list(figure.layout.xaxis2.ticktext) == ["A<br>−1", "C<br>0", "G<br>1"]
    assert [(shape.x0 + shape.x1) / 2 for shape in figure.layout.shapes if shape.type == "rect"] == [1, 1]


def test_the_picked_position_is_framed_in_both_panels():
    frames = [shape for shape in heat_map(table("ACG"), letters("ACG"), SCORE, picked=2).layout.shapes if shape.x0 > 0]
    assert [(shape.x0, shape.x1, shape.xref) for shape in frames] == [(1.45, 2.55, "x"), (1.45, 2.55, "x2")]
    assert frames[1].fillcolor == "rgba(0,0,0,0)"  # colours of effects are as they are


def test_letters_stand_below_the_axis_where_there_is_room():
    short, long = "ACGT" * 15, "ACGT" * 16
    texts = heat_map(table(short), letters(short), SCORE).layout.xaxis2.ticktext
    assert [texts[0], texts[1], texts[4], texts[59]] == ["A<br>1", "C", "A<br>5", "T<br>60"]
    assert heat_map(table(long), letters(long), SCORE).layout.xaxis2.ticktext is None


def test_both_panels_share_the_axis_of_positions():
    layout = heat_map(table("ACG"), letters("ACG"), SCORE).layout
    assert layout.xaxis.matches == "x2"
    assert tuple(layout.xaxis.domain) == tuple(layout.xaxis2.domain)
    assert layout.annotations[1].text == "Change of probability of donor with each replacement"


def test_a_thousand_letters_are_bars_and_points_of_webgl():
    text = "ACGT" * 250
    figure = heat_map(table(text), letters(text), SCORE, picked=500)
    assert not list(figure.select_traces({"fill": "toself"}))
    assert len(list(figure.select_traces({"type": "bar", "showlegend": True}))) == 4
    assert [len(trace.x) for trace in figure.select_traces({"type": "scattergl"})] == [3000]


@pytest.mark.parametrize("text", ["", "A", "N"])
def test_no_letter_one_letter_and_an_ambiguous_one_are_no_error(text):
    figure = heat_map(table(text), letters(text), SCORE)
    assert len(grid(figure).x) == len(text)
    assert len(spots(figure)) == 4 * len(text)


def test_nothing_asked_is_no_error():
    figure = heat_map(table("ACG").head(0), letters("ACG", [math.nan] * 3), SCORE)
    assert spots(figure) == {}


def test_hostile_names_are_text():
    figure = heat_map(table("AC"), letters("AC"), "value of <b>x</b>")
    assert "<b>x" not in figure.to_json().replace("\\u003c", "<")


def test_the_words_tell_the_three_positions_of_the_strongest_effects():
    effects = {(1, "C"): -0.5, (1, "G"): -0.9, (2, "A"): 0.7, (3, "T"): -0.2, (4, "A"): 0.3}
    assert spoken(table("ACGT", effects)) == (
        "12 replacements at 4 positions; strongest at 1 (A to G, −0.9), 2 (C to A, +0.7), 4 (T to A, +0.3)"
    )
    assert "strongest at −3 (A to G" in spoken(table("A", effects), first=-3)
    assert spoken(table("")) == "no replacements"
