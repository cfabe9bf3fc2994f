import math
from itertools import pairwise

import pandas as pd
import pytest

from genocore.plots.histogram import histogram

HOSTILE = "<img src=x onerror=alert(1)>"


def frame(*groups):
    """Three bins of width 10; each group has 1, 2 and 1 records in them."""
    bins = {"low": [0.0, 10.0, 20.0], "high": [10.0, 20.0, 30.0], "count": [1, 2, 1], "share": [0.25, 0.5, 0.25]}
    return pd.concat([pd.DataFrame({"group": name, **bins}) for name in groups], ignore_index=True)


def test_the_outline_has_the_share_of_each_bin_and_falls_to_zero_at_both_ends():
    figure = histogram(frame("a"), ["a"], "Length (bp)")
    [line] = figure.data
    assert list(line.x) == [-5, 5, 15, 25, 35]
    assert list(line.y) == [0, 0.25, 0.5, 0.25, 0]
    assert line.line.shape == "hvh"  # steps half-way between the middles: at the borders of the bins
    assert figure.layout.xaxis.title.text == "Length (bp)"
    assert figure.layout.yaxis.rangemode == "tozero"


def test_on_a_logarithmic_axis_steps_are_at_the_borders_too():
    bins = pd.DataFrame(
        {"group": "a", "low": [1.0, 100.0], "high": [100.0, 1e4], "count": [3, 1], "share": [0.75, 0.25]}
    )
    figure = histogram(bins, ["a"], "Length (bp)", log=True)
    x = list(figure.data[0].x)
    assert [math.sqrt(a * b) for a, b in pairwise(x)] == pytest.approx([1, 100, 1e4])
    assert figure.layout.xaxis.type == "log"


def test_the_pointer_tells_ends_share_and_number_with_the_unit():
    [line] = histogram(frame("a"), ["a"], "x", unit="bp").data
    assert list(line.hovertext) == [
        "", "0–10 bp: 25.0% (1 records)", "10–20 bp: 50.0% (2 records)", "20–30 bp: 25.0% (1 records)", "",
    ]  # fmt: skip


def test_groups_differ_in_dash_and_keep_the_order_given():
    lines = histogram(frame(*"abcdef"), list("fedcba"), "x").data
    assert [line.name for line in lines] == list("fedcba")
    assert len({line.line.dash for line in lines}) == 6


def test_a_group_without_values_keeps_its_place():
    lines = histogram(frame("a", "c"), ["a", "b", "c"], "x").data
    assert [line.name for line in lines] == ["a", "b", "c"]
    assert [len(line.x) for line in lines] == [5, 0, 5]


def test_many_groups_are_not_shaded_as_they_would_hide_each_other():
    assert {line.fill for line in histogram(frame(*"abc"), list("abc"), "x").data} == {"tozeroy"}
    assert {line.fill for line in histogram(frame(*"abcd"), list("abcd"), "x").data} == {"none"}


@pytest.mark.parametrize("empty", [frame("a").head(0), frame("a").assign(share=math.nan)], ids=["no bins", "no values"])
def test_nothing_to_draw_is_no_error(empty):
    assert [len(line.x) for line in histogram(empty, ["a"], "x", log=True).data] == [0]


def test_one_bin_is_drawn():
    assert list(histogram(frame("a").head(1), ["a"], "x").data[0].y) == [0, 0.25, 0]


def test_a_hostile_group_name_is_text():
    figure = histogram(frame(HOSTILE), [HOSTILE, "b"], "x")
    assert figure.data[0].name == "&lt;img src=x onerror=alert(1)&gt;"
    assert "<img" not in figure.to_json().replace("\\u003c", "<")
