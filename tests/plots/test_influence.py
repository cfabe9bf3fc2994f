import math

import pandas as pd
import pytest

from genocore.plots.influence import base_map, influence, spoken

SCORE = "probability of donor"
TABLE = pd.DataFrame(
    {
        "position": [1, 2, 3],
        "label": ["-1", "+1", "<b>+2"],
        "influence": [0.1, 0.4, 0.3],
        "low": [0.05, math.nan, 0.2],
        "high": [0.2, math.nan, 0.5],
    }
)


def test_dots_stand_at_their_influence_with_intervals_where_they_are_known():
    [dots] = influence(TABLE, SCORE).data
    assert (list(dots.x), list(dots.y)) == ([1, 2, 3], [0.1, 0.4, 0.3])
    assert list(dots.error_y.array) == pytest.approx([0.1, 0, 0.2])
    assert list(dots.error_y.arrayminus) == pytest.approx([0.05, 0, 0.1])
    assert [list(found) for found in dots.customdata] == [
        ["-1", " (95 % 0.05 to 0.2)"], ["+1", ""], ["&lt;b&gt;+2", " (95 % 0.2 to 0.5)"],
    ]  # fmt: skip


def test_positions_have_their_labels_as_text():
    figure = influence(TABLE, SCORE)
    assert list(figure.layout.xaxis.ticktext) == ["-1", "+1", "&lt;b&gt;+2"]
    assert "<b>" not in figure.to_json().replace("\\u003c", "<")


def test_what_was_measured_is_of_another_symbol_on_its_own_axis_with_a_legend():
    measured = pd.DataFrame({"position": [2, 3], "value": [2.0, 1.0]})
    figure = influence(TABLE, SCORE, measured, called="bits of <b>")
    dots, diamonds = figure.data
    assert (diamonds.yaxis, diamonds.marker.symbol, list(diamonds.y)) == ("y2", "diamond-open", [2, 1])
    assert [dots.showlegend, diamonds.showlegend] == [True, True]
    assert diamonds.customdata[0] == ["+1"]
    assert figure.layout.yaxis2.title.text == "Bits of &lt;b&gt;<br>(open diamonds)"
    assert figure.layout.yaxis.title.text == "Mean absolute change<br>of probability of donor"
    assert figure.layout.yaxis.rangemode == figure.layout.yaxis2.rangemode == "tozero"


def test_negative_measurements_are_not_cut():
    figure = influence(TABLE, SCORE, pd.DataFrame({"position": [2], "value": [-2.0]}))
    assert figure.layout.yaxis2.rangemode == "normal"


def test_without_measurements_there_is_no_legend():
    assert not influence(TABLE, SCORE).data[0].showlegend


def test_of_many_positions_those_at_round_numbers_are_labelled():
    many = pd.DataFrame({"position": range(1, 76), "label": [str(place - 75) for place in range(1, 76)]})
    ticks = influence(many.assign(influence=0.1, low=math.nan, high=math.nan), SCORE).layout.xaxis
    assert list(ticks.ticktext)[:2] == ["-70", "-65"]
    assert list(ticks.tickvals)[:2] == [5, 10]


@pytest.mark.parametrize("rows", [0, 1])
def test_none_and_one_position_are_no_error(rows):
    assert len(influence(TABLE.head(rows), SCORE).data[0].x) == rows
    cells = TABLE.head(rows).assign(base="A", effect=0.1)
    assert len(base_map(cells).data[0].x) == rows


CELLS = pd.DataFrame(
    [(1, "-1", "A", 0.3), (1, "-1", "T", math.nan), (3, "+2", "T", -0.2)],
    columns=["position", "label", "base", "effect"],
)


def test_each_mean_effect_is_in_the_row_of_its_base():
    grid = base_map(CELLS, SCORE).data[0]
    assert list(grid.x) == [1, 2, 3]
    assert (grid.z[0][0], grid.z[3][2]) == (0.3, -0.2)
    assert sum(value == value for row in grid.z for value in row) == 2


def test_the_pointer_says_the_label_and_a_click_finds_position_and_base():
    figure = base_map(CELLS, SCORE)
    [spots] = figure.select_traces({"mode": "markers"})
    assert list(spots.hovertext) == [
        "A at position -1: mean effect +0.3 on probability of donor",
        "T at position +2: mean effect −0.2 on probability of donor",
    ]
    assert [list(found) for found in spots.customdata] == [[1, "A"], [3, "T"]]
    assert list(figure.layout.xaxis.ticktext) == ["-1", "+2"]


def test_positions_without_labels_are_numbers():
    assert list(base_map(CELLS.drop(columns="label")).layout.xaxis.ticktext) == ["1", "3"]
    assert list(influence(TABLE.drop(columns="label"), SCORE).layout.xaxis.ticktext) == ["1", "2", "3"]
    assert spoken(TABLE.drop(columns="label")).endswith("at 2 (0.4), 3 (0.3), 1 (0.1)")


def test_where_all_sequences_have_one_letter_the_dot_is_hollow_and_the_pointer_says_why():
    [dots] = influence(TABLE.assign(constant=[False, True, False]), SCORE).data
    assert list(dots.marker.symbol) == ["circle", "circle-open", "circle"]
    assert dots.customdata[1][1] == ", the same letter in all sequences"


def test_the_words_tell_the_three_positions_that_count_most():
    assert spoken(TABLE) == "3 positions; most influence at +1 (0.4), <b>+2 (0.3), -1 (0.1)"
    assert spoken(TABLE.head(0)) == "no positions"
