import math

import pandas as pd
import pytest

from genocore.plots.letters import LETTERS_UP_TO
from genocore.plots.scan import attributions, scan, spoken

SCORE = "log odds of <b>x</b>"
OVERLAPPING = pd.DataFrame({"start": [1, 2], "end": [4, 5], "delta": [-0.5, 0.25], "sd": [0.1, 0.05]})
APART = pd.DataFrame({"start": [1, 5], "end": [4, 8], "delta": [-0.5, 0.25], "sd": [math.nan, math.nan]})


def test_stretches_that_overlap_are_a_line_through_their_middles():
    figure = scan(OVERLAPPING, SCORE)
    assert (list(figure.data[0].x), list(figure.data[0].y)) == ([2.5, 3.5], [-0.5, 0.25])
    assert figure.layout.xaxis.title.text == "Position (bp), middle of the stretch"


def test_stretches_apart_are_steps_from_where_each_begins_to_where_it_ends():
    figure = scan(APART, SCORE)
    assert (list(figure.data[0].x), list(figure.data[0].y)) == ([0.5, 4.5, 4.5, 8.5], [-0.5, -0.5, 0.25, 0.25])
    assert figure.layout.xaxis.title.text == "Position (bp)"


def test_the_sd_of_an_ensemble_is_a_band_around_the_line():
    [band] = [trace for trace in scan(OVERLAPPING, SCORE).data if trace.fill]
    assert list(band.x) == [2.5, 3.5, 3.5, 2.5]
    assert list(band.y) == pytest.approx([-0.6, 0.2, 0.3, -0.4])
    assert band.name == "± sd over the ensemble"


@pytest.mark.parametrize("table", [APART, OVERLAPPING.drop(columns="sd")])
def test_without_an_ensemble_there_is_no_band_and_no_legend(table):
    figure = scan(table, SCORE)
    assert not [trace for trace in figure.data if trace.fill or trace.showlegend]


def test_the_pointer_says_which_stretch_and_a_click_finds_it():
    spots = scan(OVERLAPPING, SCORE).data[-1]
    assert spots.hovertext[0] == "without 1 to 4: change −0.5 (sd 0.1)"
    assert [list(found) for found in spots.customdata] == [[1, 4], [2, 5]]
    assert scan(APART, SCORE).data[-1].hovertext[1] == "without 5 to 8: change +0.25"


def test_there_is_a_line_at_zero():
    [line] = scan(OVERLAPPING, SCORE).layout.shapes
    assert (line.type, line.y0, line.y1) == ("line", 0, 0)


@pytest.mark.parametrize("rows", [0, 1])
def test_none_and_one_are_no_error(rows):
    assert len(scan(OVERLAPPING.head(rows), SCORE).data[-1].x) == rows
    letters = pd.DataFrame({"position": [1], "base": ["A"], "attribution": [0.5]}).head(rows)
    assert len(attributions(letters, SCORE).data[-1].x) == rows


def letters(number):
    return pd.DataFrame(
        {
            "position": range(1, number + 1), "base": [*"ACGTN" * number][:number],
            "attribution": [0.5, -0.25, math.nan, *[0.1] * number][:number],
        }
    )  # fmt: skip


def test_attributions_are_letters_that_stand_and_hang():
    figure = attributions(letters(4), SCORE)
    found = {
        trace.name: (min(trace.y[:-1]), max(trace.y[:-1]))
        for trace in figure.select_traces({"fill": "toself"})
        if trace.x
    }
    assert found == {
        "A": pytest.approx((0, 0.5)), "C": pytest.approx((-0.25, 0), abs=0.01), "T": pytest.approx((0, 0.1)),
    }  # fmt: skip
    low, high = figure.layout.yaxis.range
    assert low < -0.25 < 0.5 < high


def test_the_pointer_says_what_each_letter_adds_and_a_click_finds_it():
    columns = attributions(letters(4), SCORE).data[-1]
    assert columns.hovertext[1] == "position 2: C adds −0.25 to log odds of &lt;b&gt;x&lt;/b&gt;"
    assert [list(found) for found in columns.customdata] == [[1, "A"], [2, "C"], [4, "T"]]
    ensemble = attributions(letters(4).assign(sd=0.02), SCORE).data[-1]
    assert ensemble.hovertext[0].startswith("position 1: A adds +0.5 (sd 0.02) to")


def test_many_attributions_are_bars():
    figure = attributions(letters(LETTERS_UP_TO + 1), SCORE)
    assert [trace.name for trace in figure.data if trace.showlegend] == list("ACGT")
    assert not list(figure.select_traces({"fill": "toself"}))


@pytest.mark.parametrize("figure", [scan(OVERLAPPING, SCORE), attributions(letters(4), SCORE)], ids=["scan", "letters"])
def test_hostile_names_are_text(figure):
    assert "<b>x" not in figure.to_json().replace("\\u003c", "<")


def test_the_words_tell_the_stretch_that_matters_most():
    assert spoken(OVERLAPPING) == "2 stretches; strongest change without 1 to 4 (−0.5)"
    assert spoken(OVERLAPPING.head(0)) == "no stretches"
