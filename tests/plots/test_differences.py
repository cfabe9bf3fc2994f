import math
from itertools import pairwise

import pandas as pd
import pytest

from genocore.plots import differences as module
from genocore.plots.differences import strip, volcano

HOSTILE = "<b>x</b>"
SHOWN = "&lt;b&gt;x&lt;/b&gt;"
GENES = pd.DataFrame(
    {
        "gene": ["dull", "UP", "DOWN", "silent", "near"],
        "log2fc": [0.1, 2.0, -1.5, 3.0, -0.4],
        "p": [1.0, 1e-9, 1e-5, math.nan, 0.01],
        "q": [1.0, 4e-9, 0.04, math.nan, 0.06],
        "significant": [False, True, True, False, False],
        "testable": [True, True, True, False, True],
    }
)


def drawn(figure):
    """Where each gene is and in which trace, by the gene."""
    return {
        entry[0]: (x, pytest.approx(y), trace.name)
        for trace in figure.data
        if trace.customdata is not None
        for x, y, entry in zip(trace.x, trace.y, trace.customdata, strict=True)
    }


def level(figure):
    return [shape.y0 for shape in figure.layout.shapes if shape.y0 == shape.y1]


def labels(figure):
    return [note.text for note in figure.layout.annotations if note.showarrow is not False]


def test_each_tested_gene_is_at_its_change_and_p_on_its_side():
    assert drawn(volcano(GENES, 0.05)) == {
        "UP": (2, 9, "higher in mutated"),
        "DOWN": (-1.5, 5, "lower in mutated"),
        "near": (-0.4, 2, "not significant"),
        "dull": (0.1, 0, "not significant"),
    }


def test_the_height_can_be_q():
    figure = volcano(GENES, 0.05, measure="q")
    assert drawn(figure)["DOWN"][1] == -math.log10(0.04)
    assert figure.layout.yaxis.title.text == "−log10 q"


def test_the_sides_differ_in_symbol_and_the_axis_says_which_is_which():
    figure = volcano(GENES, 0.05)
    assert [trace.marker.symbol for trace in figure.data[:3]] == ["triangle-up", "triangle-down", "circle"]
    assert figure.layout.xaxis.title.text == "log2 fold change (right: higher in mutated)"


def test_the_dotted_line_parts_significant_genes_from_the_others():
    assert level(volcano(GENES, 0.05)) == [pytest.approx(5)]
    assert level(volcano(GENES, 0.05, measure="q")) == [pytest.approx(-math.log10(0.05))]
    assert volcano(GENES, 0.05).layout.annotations[0].text == "q ≤ 0.05"


def test_if_nothing_is_significant_there_is_a_line_for_q_only():
    none = GENES.assign(significant=False)
    assert level(volcano(none, 0.1)) == []
    assert level(volcano(none, 0.1, measure="q")) == [pytest.approx(1)]


def test_a_p_of_zero_has_a_place():
    found = drawn(volcano(GENES.assign(p=0.0, q=0.0), 0.05))
    assert {y.expected for _, y, _ in found.values()} == {300}


def test_a_gene_is_known_by_its_own_name_and_shown_as_text():
    figure = volcano(GENES.assign(gene=["a", HOSTILE, "c", "d", "e"]), 0.05, picked=HOSTILE)
    assert list(figure.data[0].customdata[0][:2]) == [HOSTILE, SHOWN]
    assert "customdata[0]" not in figure.data[0].hovertemplate
    assert labels(figure) == [SHOWN, "c"]


def test_only_the_most_significant_genes_have_their_name():
    many = pd.DataFrame({"gene": [f"g{n}" for n in range(20)], "p": [10.0 ** (n - 30) for n in range(20)]})
    many = many.assign(log2fc=1.0, q=many["p"], significant=[n < 12 for n in range(20)], testable=True)
    assert labels(volcano(many[::-1], 0.05)) == [f"g{n}" for n in range(8)]
    assert labels(volcano(GENES, 0.05)) == ["UP", "DOWN"]


def test_names_on_one_side_never_stand_at_the_same_height():
    notes = volcano(GENES.assign(log2fc=1.0, p=0.0, significant=True), 0.05).layout.annotations[1:]
    heights = sorted(note.ay for note in notes)  # the points are at one height
    assert len(heights) == 4
    assert all(b - a >= 12 for a, b in pairwise(heights))


@pytest.mark.parametrize(("picked", "names"), [("near", ["UP", "DOWN", "near"]), ("UP", ["UP", "DOWN"])])
def test_a_picked_gene_has_a_ring_and_its_name_once(picked, names):
    figure = volcano(GENES, 0.05, picked=picked)
    ring = figure.data[3]
    assert ring.marker.symbol == "circle-open"
    assert [(ring.x[0], ring.y[0])] == [drawn(figure)[picked][:2]]
    assert labels(figure) == names


@pytest.mark.parametrize("picked", [None, "silent", "no such gene"])
def test_a_gene_that_is_not_drawn_has_no_ring(picked):
    assert len(volcano(GENES, 0.05, picked=picked).data[3].x) == 0


@pytest.mark.parametrize("measure", ["p", "q"])
@pytest.mark.parametrize("rows", [0, 1])
def test_none_and_one_gene_are_no_error(rows, measure):
    assert len(drawn(volcano(GENES.head(rows), 0.05, measure=measure))) == rows


def test_of_very_many_genes_those_of_the_smallest_p_are_drawn_and_the_picked_one_too(monkeypatch):
    monkeypatch.setattr(module, "DRAWN", 2)
    figure = volcano(GENES, 0.05, picked="dull")
    assert set(drawn(figure)) == {"UP", "DOWN"}
    assert list(figure.data[3].x) == [0.1]


def test_very_many_points_are_drawn_by_webgl():
    assert volcano(pd.concat([GENES] * 300), 0.05).data[0].type == "scattergl"
    values = [1.0] * 1001
    assert strip(values, ["mutated"] * 1001, ["s"] * 1001).data[0].type == "scattergl"


VALUES = [5.0, 1.0, math.nan, 2.0, 6.0]
GROUPS = ["mutated", "intact", "intact", "intact", "mutated"]
NAMES = ["m1", "i1", "i2", HOSTILE, "m2"]


def points(figure):
    """Value and place, intact or mutated, by the name shown."""
    return {
        entry[0]: (y, round(x))
        for trace in figure.data[:2]
        for x, y, entry in zip(trace.x, trace.y, trace.customdata, strict=True)
    }


def test_each_measured_sample_is_a_point_over_its_group():
    assert points(strip(VALUES, GROUPS, NAMES)) == {"m1": (5, 1), "m2": (6, 1), "i1": (1, 0), SHOWN: (2, 0)}


def test_the_ticks_count_the_samples_that_were_measured():
    assert list(strip(VALUES, GROUPS, NAMES).layout.xaxis.ticktext) == ["intact (n = 2)", "mutated (n = 2)"]


def test_boxes_are_made_of_the_same_values_and_have_no_fill():
    boxes = [trace for trace in strip(VALUES, GROUPS, NAMES).data if trace.type == "box"]
    assert [(list(box.x), list(box.y)) for box in boxes] == [([0, 0], [1, 2]), ([1, 1], [5, 6])]
    assert {box.fillcolor for box in boxes} == {"rgba(0,0,0,0)"}


def test_groups_differ_in_symbol_and_points_lie_beside_each_other_the_same_way_every_time():
    first, again = (strip([1.0] * 50, ["intact"] * 50, NAMES * 10) for _ in range(2))
    assert list(first.data[0].x) == list(again.data[0].x)
    places = sorted(first.data[0].x)
    assert min(b - a for a, b in pairwise(places)) > 0.001
    assert -0.3 <= places[0] < places[-1] <= 0.3
    assert first.data[0].marker.symbol != first.data[1].marker.symbol


def test_lines_join_partners_that_were_both_measured():
    figure = strip(VALUES, GROUPS, NAMES, paired=[7, 7, 8, None, 8])
    line = figure.data[-1]
    assert list(line.y) == [1, 5, None]
    assert list(line.x) == [figure.data[0].x[0], figure.data[1].x[0], None]


@pytest.mark.parametrize("paired", [None, [None] * 5, [1, 2, 3, 4, 5]])
def test_samples_without_a_partner_have_no_line(paired):
    assert len(strip(VALUES, GROUPS, NAMES, paired=paired).data[-1].x) == 0


@pytest.mark.parametrize("rows", [0, 1])
def test_none_and_one_sample_are_no_error(rows):
    figure = strip(VALUES[:rows], GROUPS[:rows], NAMES[:rows], paired=[1][:rows])
    assert len(points(figure)) == rows
    assert list(figure.layout.xaxis.ticktext) == ["intact (n = 0)", f"mutated (n = {rows})"]


def test_hostile_sample_names_are_text():
    assert "<b>x" not in strip(VALUES, GROUPS, NAMES).to_json().replace("\\u003c", "<")
