import pandas as pd
import pytest

from genocore.plots.consequences import LOOKS
from genocore.plots.lollipop import lollipop, spoken

HOSTILE = "<b>x</b>"
SHOWN = "&lt;b&gt;x&lt;/b&gt;"
FRAME = pd.DataFrame(
    {
        "position": [12, 12, 61, 150],
        "n": [5, 2, 1, 3],
        "consequence": ["nonsense", "missense", "missense", "odd"],
        "name": ["p.Gly12Ter", "p.Gly12Asp", HOSTILE, "p.?"],
        "line": [40, 7, 3, 0],
    }
)


def heads(figure):
    return {trace.name: trace for trace in figure.data if trace.mode == "markers" and trace.name}


def boxes(figure):
    """First and last position, height and text of each box."""
    return [
        (shape.x0 + 0.5, shape.x1 - 0.5, (shape.y0, shape.y1), shape.label.text)
        for shape in figure.layout.shapes
        if shape.type == "rect"
    ]


def test_each_head_is_at_its_position_and_number_in_the_trace_of_its_consequence():
    found = {name: list(zip(trace.x, trace.y, strict=True)) for name, trace in heads(lollipop(FRAME, 200)).items()}
    assert found == {"missense": [(12, 2), (61, 1)], "nonsense": [(12, 5)], "odd": [(150, 3)]}


def test_the_first_thing_a_click_finds_is_the_line():
    found = heads(lollipop(FRAME, 200))
    assert [list(entry) for entry in found["missense"].customdata] == [[7, "p.Gly12Asp", 2], [3, SHOWN, 1]]
    assert "customdata[1]" in found["missense"].hovertemplate


def test_one_stem_a_position_reaches_its_highest_head():
    stems = lollipop(FRAME, 200).data[0]
    assert stems.mode == "lines"
    assert list(stems.x) == [12, 12, None, 61, 61, None, 150, 150, None]
    assert list(stems.y) == [0, 5, None, 0, 1, None, 0, 3, None]


def test_a_consequence_looks_the_same_whichever_others_are_there():
    for frame in (FRAME, FRAME.tail(2), FRAME.iloc[[1]]):
        marker = heads(lollipop(frame, 200))["missense"].marker
        assert (marker.color, marker.symbol) == LOOKS["missense"][1:3]


def test_the_legend_has_the_order_of_the_list_with_others_last_and_grey():
    found = heads(lollipop(FRAME, 200))
    assert list(found) == ["missense", "nonsense", "odd"]
    assert (found["odd"].marker.color, found["odd"].marker.symbol) == ("#888888", "circle")


def test_the_bar_is_as_long_as_the_sequence_and_boxes_include_both_ends():
    figure = lollipop(FRAME, 200, regions=[(10, 90, "coding")], domains=[(20, 40, "zinc finger")])
    bar, region, domain = boxes(figure)
    assert bar[:2] == (1, 200)
    assert (*region[:2], region[3]) == (10, 90, "coding")
    assert (*domain[:2], domain[3]) == (20, 40, "zinc fing…")
    assert region[2][0] < bar[2][0]  # thicker
    assert domain[2][1] < region[2][0]  # below
    assert figure.layout.shapes[1].line != figure.layout.shapes[2].line


def test_a_label_that_does_not_fit_is_left_to_the_pointer():
    figure = lollipop(FRAME, 20_000, domains=[(20, 40, "zinc finger")])
    assert boxes(figure)[1][3] == ""
    assert list(figure.data[-1].hovertext) == ["zinc finger: 20–40"]
    assert list(figure.data[-1].x) == [30]


def test_the_picked_position_has_a_line_and_its_number():
    figure = lollipop(FRAME, 200, picked=61)
    [line] = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert (line.x0, line.x1) == (61, 61)
    assert [note.text for note in figure.layout.annotations] == ["61"]
    assert not [shape for shape in lollipop(FRAME, 200).layout.shapes if shape.type == "line"]


@pytest.mark.parametrize(
    ("axis", "title"),
    [
        ("DNA", "Position in the sequence (bp)"),
        ("CDS", "Position in the coding sequence (bp)"),
        ("protein", "Residue"),
    ],
)
def test_the_axis_says_what_positions_count(axis, title):
    layout = lollipop(FRAME, 200, axis=axis).layout
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == (title, "Mutations here")


@pytest.mark.parametrize("most", [1, 2, 5, 6, 60, 5000])
def test_ticks_are_integers_and_none_is_below_zero(most):
    axis = lollipop(FRAME.assign(n=most), 200, domains=[(1, 9, "a")]).layout.yaxis
    least = axis.dtick or (axis.range[1] - axis.range[0]) / axis.nticks  # Plotly rounds up to 1, 2, 5, 10, 20, ...
    assert least >= 1
    assert -least < axis.range[0] < 0
    assert axis.range[1] > most


def test_hostile_names_are_text():
    frame = FRAME.assign(consequence=HOSTILE, name=HOSTILE)
    figure = lollipop(frame, 200, regions=[(1, 200, HOSTILE)], domains=[(1, 200, HOSTILE)])
    assert list(heads(figure)) == [SHOWN]
    assert [text for *_, text in boxes(figure)[1:]] == [SHOWN, SHOWN]
    assert "<b>x" not in figure.to_json().replace("\\u003c", "<")


@pytest.mark.parametrize("length", [0, 1, 200])
def test_no_mutation_is_no_error(length):
    figure = lollipop(FRAME.head(0), length)
    assert heads(figure) == {}
    assert len(boxes(figure)) == 1


def test_very_many_are_drawn_by_webgl():
    many = pd.concat([FRAME] * 300, ignore_index=True)
    assert {trace.type for trace in heads(lollipop(many, 200)).values()} == {"scattergl"}
    assert {trace.type for trace in heads(lollipop(FRAME, 200)).values()} == {"scatter"}


def test_the_words_tell_numbers_kinds_and_the_commonest_position():
    assert spoken(FRAME) == "11 mutations at 3 positions: 3 missense, 5 nonsense, 3 odd; most at 12 (7)"
    assert spoken(FRAME.iloc[[2]]) == "1 mutation at 1 position: 1 missense; most at 61 (1)"
    assert spoken(FRAME.head(0)) == "no mutations"
