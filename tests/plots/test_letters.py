import math

import pandas as pd
import pytest
from plotly.subplots import make_subplots

from genocore.plots.letters import LETTERS_UP_TO, draw_columns, draw_heights, draw_letters, ends_of
from genocore.plots.series import BASE_COLOURS


def frame(*rows):
    return pd.DataFrame(rows, columns=["position", "base", "height"])


def drawn(rows):
    """Base, bottom and top of each letter, from the left and from below."""
    figure, found = make_subplots(rows=1, cols=1), []
    draw_letters(figure, rows)
    for trace in figure.data:
        x, y = [], []
        for at, level in zip(trace.x, trace.y, strict=True):
            if at is not None:
                x, y = [*x, at], [*y, level]
            else:
                found.append((round((min(x) + max(x)) / 2), trace.name, min(y), max(y)))
                x, y = [], []
    return [(name, pytest.approx(low), pytest.approx(high)) for _, name, low, high in sorted(found)]


def test_a_negative_letter_hangs_upright_below_zero():
    assert drawn(frame((1, "T", 2.0), (2, "T", -3.0))) == [("T", 0, 2), ("T", -3, 0)]
    figure = make_subplots(rows=1, cols=1)
    draw_letters(figure, frame((1, "T", -3.0)))
    [bar] = [trace for trace in figure.data if trace.x]
    widest = [x for x, y in zip(bar.x, bar.y, strict=True) if y == 0]  # the bar of a T is at its top
    assert max(widest) - min(widest) > 0.8


def test_letters_of_one_position_stand_and_hang_on_each_other_in_their_order():
    rows = frame((1, "A", 1.0), (1, "T", 0.5), (1, "A", -1.0), (1, "T", -2.0))
    assert sorted((name, low.expected, high.expected) for name, low, high in drawn(rows)) == [
        ("A", -1, 0), ("A", 0, 1), ("T", -3, -1), ("T", 1, 1.5),
    ]  # fmt: skip


def test_letters_without_a_height_are_not_drawn():
    assert drawn(frame((1, "A", math.nan), (2, "T", 0.0))) == []


def test_each_base_has_its_colour_and_others_are_grey_boxes():
    figure = make_subplots(rows=1, cols=1)
    draw_letters(figure, frame((1, "N", 1.0)))
    assert {trace.name: trace.fillcolor for trace in figure.data} == {**BASE_COLOURS, "other": "#888888"}
    assert drawn(frame((1, "N", 1.0))) == [("other", 0, 1)]


@pytest.mark.parametrize(("number", "kinds"), [(LETTERS_UP_TO, {"scatter"}), (LETTERS_UP_TO + 1, {"bar"})])
def test_of_many_positions_bars_with_a_legend_are_drawn(number, kinds):
    figure = make_subplots(rows=1, cols=1)
    draw_heights(figure, frame(*((place, "ACGT"[place % 4], 1.0) for place in range(1, number + 1))))
    assert {trace.type for trace in figure.data} == kinds
    assert [trace.name for trace in figure.data if trace.showlegend] == (list("ACGT") if kinds == {"bar"} else [])


def test_the_pointer_finds_a_letter_anywhere_above_and_below_it():
    figure = make_subplots(rows=1, cols=1)
    draw_columns(figure, [5, 6], (-1.0, 3.0), ["five", "six"], [[5, "A"], [6, "C"]])
    [bar] = figure.data
    assert (list(bar.x), bar.width, bar.base, list(bar.y)) == ([5, 6], 1, -1, [4, 4])
    assert (list(bar.hovertext), list(bar.customdata)) == (["five", "six"], [[5, "A"], [6, "C"]])
    assert {bar.marker.opacity, bar.selected.marker.opacity, bar.unselected.marker.opacity} == {0}


@pytest.mark.parametrize("heights", [[], [math.nan], [0.0], [-2.0], [3.0, -1.0]])
def test_every_height_and_zero_have_room(heights):
    low, high = ends_of(pd.Series(heights, dtype=float))
    assert low < min([0, *(height for height in heights if height == height)])
    assert high > max([0, *(height for height in heights if height == height)])
