import math

import pandas as pd
import pytest

from genocore.plots.marginal import marginal, spoken

SCORE = "probability of <b>x</b>"
ROWS = [
    ("motif", 5, 0.5, 0.4, 0.6, 1200),
    ("shuffled motif", 5, 0.1, 0.0, 0.2, 1200),
    ("difference", 5, 0.4, 0.3, 0.5, 1200),
    ("motif", 1, -0.2, -0.3, -0.1, 900),
    ("shuffled motif", 1, 0.0, math.nan, math.nan, 900),
    ("difference", 1, -0.2, -0.4, 0.0, 900),
]
SWEEP = pd.DataFrame(ROWS, columns=["name", "position", "mean", "low", "high", "n"]).astype({"position": "Int64"})
ONE = SWEEP.head(3)


@pytest.mark.parametrize("table", [ONE, ONE.assign(position=pd.NA), ONE.drop(columns="position")])
def test_one_place_is_a_dot_each_with_its_interval_and_a_line_at_no_effect(table):
    figure = marginal(table, SCORE)
    [trace] = figure.data
    assert (list(trace.y), list(trace.x)) == (["motif", "shuffled motif", "difference"], [0.5, 0.1, 0.4])
    assert figure.layout.shapes[0].x0 == 0
    assert figure.layout.xaxis.title.text.endswith("in 1,200 backgrounds")


def test_several_places_are_lines_of_different_dashes_in_order_of_position():
    figure = marginal(SWEEP, SCORE)
    lines = list(figure.data)[:3]
    assert {line.name: (list(line.x), list(line.y)) for line in lines} == {
        "motif": ([1, 5], [-0.2, 0.5]), "shuffled motif": ([1, 5], [0, 0.1]), "difference": ([1, 5], [-0.2, 0.4]),
    }  # fmt: skip
    assert len({line.line.dash for line in lines}) == 3


def test_the_difference_has_its_interval_drawn_and_without_a_control_the_motif():
    for table, name, y in (
        (SWEEP, "difference", [-0.4, 0.3, 0.5, 0.0]),
        (SWEEP[SWEEP["name"] == "motif"], "motif", [-0.3, 0.4, 0.6, -0.1]),
    ):
        [band] = marginal(table, SCORE).select_traces({"fill": "toself"})
        assert (band.name, list(band.x), list(band.y)) == (f"95 % interval of {name}", [1, 5, 5, 1], y)


def test_the_pointer_tells_interval_and_backgrounds():
    told = {line.name: list(line.hovertext) for line in list(marginal(SWEEP, SCORE).data)[:3]}
    assert told["motif"][1] == "at position 5: change +0.5 (95 % +0.4 to +0.6), 1,200 backgrounds"
    assert told["shuffled motif"][0] == "at position 1: change 0, 900 backgrounds"


@pytest.mark.parametrize("table", [ONE, SWEEP], ids=["dots", "lines"])
def test_hostile_names_are_text(table):
    figure = marginal(table.assign(name=table["name"].replace("motif", "<b>x</b>")), SCORE)
    assert "<b>x" not in figure.to_json().replace("\\u003c", "<")


def test_nothing_is_no_error():
    assert len(marginal(ONE.head(0), SCORE).data[0].x) == 0
    assert spoken(ONE.head(0)) == "no motif"


def test_the_words_tell_the_change_and_where_it_is_strongest():
    assert spoken(ONE) == "motif +0.5, shuffled motif +0.1, difference +0.4"
    assert spoken(SWEEP) == (
        "motif +0.5 at position 5, shuffled motif +0.1 at position 5, difference +0.4 at position 5"
    )
