import math

import pandas as pd
import pytest

from genocore.plots.scatter import points

HOSTILE = "<img src=x onerror=alert(1)>"
MAP = pd.DataFrame(
    {
        "row": [7, 3, 9],
        "x": [0.5, 1.5, 2.5],
        "y": [-1.0, 0.0, 1.0],
        "id": ["s7", HOSTILE, "s9"],
        "group": ["donor", "acceptor", "donor"],
    }
)
MEASURED = MAP.drop(columns="group").assign(value=[1.5, math.nan, 4.0])


def drawn(figure):
    """Where each record is, and in which trace, by its row."""
    return {
        entry[0]: (x, y, trace.name)
        for trace in figure.data
        for x, y, entry in zip(trace.x, trace.y, trace.customdata, strict=True)
    }


def test_each_record_is_at_its_place_in_its_group():
    figure = points(MAP, ["acceptor", "donor"], "PC1", "PC2")
    assert drawn(figure) == {7: (0.5, -1, "donor"), 3: (1.5, 0, "acceptor"), 9: (2.5, 1, "donor")}
    assert [trace.name for trace in figure.data] == ["acceptor", "donor"]
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("PC1", "PC2")


def test_ten_groups_differ_in_symbol():
    groups = [f"c{number}" for number in range(10)]
    frame = pd.DataFrame({"row": range(10), "x": range(10), "y": 0, "id": groups, "group": groups})
    traces = points(frame, groups, "x", "y").data
    assert len({trace.marker.symbol for trace in traces}) == 10
    assert all(trace.showlegend for trace in traces)


def test_numbers_are_shades_with_a_bar_and_unknown_ones_are_hollow():
    known, unknown = points(MEASURED, ["all records"], "x", "y", value="log2(value + 1)").data
    assert list(known.marker.color) == [1.5, 4]
    assert known.marker.showscale
    assert known.marker.colorbar.title.text == "log2(value + 1)"
    assert [entry[0] for entry in unknown.customdata] == [3]
    assert unknown.marker.symbol == "circle-open"


def contrast(one, other):
    """The ratio of luminances by which readable colours are told: WCAG 2.1."""

    def luminance(colour):
        shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [s / 12.92 if s <= 0.03928 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("page", ["#ffffff", "#0e1117"], ids=["light", "dark"])
def test_every_shade_can_be_seen_on_both_themes(page):
    known, _ = points(MEASURED, ["all records"], "x", "y", value="Value").data
    assert [colour for _, colour in known.marker.colorscale if contrast(colour, page) < 2] == []


def test_one_group_needs_no_legend():
    [trace] = points(MAP.assign(group="all records"), ["all records"], "x", "y").data
    assert not trace.showlegend


@pytest.mark.parametrize("value", ["", "Value"])
@pytest.mark.parametrize("rows", [0, 1])
def test_none_and_one_record_are_no_error(rows, value):
    frame = (MEASURED if value else MAP).head(rows)
    assert len(drawn(points(frame, ["donor"], "x", "y", value=value))) == rows


def test_places_that_are_not_known_are_no_error():
    assert len(drawn(points(MAP.assign(x=math.nan), ["donor", "acceptor"], "x", "y"))) == 3


@pytest.mark.parametrize(("number", "kind"), [(1000, "scatter"), (1001, "scattergl")])
def test_many_points_are_drawn_by_the_graphics_card(number, kind):
    frame = pd.DataFrame({"row": range(number), "x": 0.0, "y": 0.0, "id": "s", "group": "a"})
    assert {trace.type for trace in points(frame, ["a"], "x", "y").data} == {kind}


def test_hostile_names_of_records_and_groups_are_text():
    figure = points(MAP.assign(group=HOSTILE), [HOSTILE, "b"], "x", "y")
    assert figure.data[0].customdata[1][1] == "&lt;img src=x onerror=alert(1)&gt;"
    assert "<img" not in figure.to_json().replace("\\u003c", "<")


def test_points_can_be_caught_with_a_lasso():
    assert points(MAP, ["donor", "acceptor"], "x", "y").layout.dragmode == "lasso"
