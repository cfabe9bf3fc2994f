import math

import pandas as pd
import pytest

from genocore.plots.agreement import LABELLED, agreement, spoken

HOSTILE = "<b>x</b>"
X, Y = "Change of probability of donor", "log2 fold change"
TABLE = pd.DataFrame(
    [
        ("a", "GENE1 c.12A>G", -0.5, 0.02, -1.5, -2.0, -1.0, True, 12),
        (HOSTILE, HOSTILE, 0.5, math.nan, 0.5, math.nan, math.nan, False, 1),
        ("gone", "no effect known", 0.2, 0.1, math.nan, math.nan, math.nan, False, 3),
    ],
    columns=["name", "label", "delta", "delta_sd", "effect", "low", "high", "significant", "n"],
)


def by_name(figure):
    return {found[0]: (trace, at) for trace in figure.data for at, found in enumerate(trace.customdata)}


def test_each_point_is_at_its_two_effects_and_known_by_its_own_name():
    found = by_name(agreement(TABLE, X, Y))
    assert {name: (trace.x[at], trace.y[at]) for name, (trace, at) in found.items()} == {
        "a": (-0.5, -1.5), HOSTILE: (0.5, 0.5),
    }  # fmt: skip


def test_bars_reach_to_the_ends_of_the_interval_where_it_is_known():
    found = by_name(agreement(TABLE, X, Y))
    ends = {name: (trace.error_y.arrayminus[at], trace.error_y.array[at]) for name, (trace, at) in found.items()}
    assert ends == {"a": (0.5, 0.5), HOSTILE: (0, 0)}


def test_significant_points_are_filled_and_of_another_symbol():
    figure = agreement(TABLE, X, Y)
    assert {trace.name: trace.marker.symbol for trace in figure.data} == {
        "significant (1)": "diamond", "not significant (1)": "circle-open",
    }  # fmt: skip


def test_the_pointer_says_both_effects_in_words():
    trace, at = by_name(agreement(TABLE, X, Y))["a"]
    assert trace.hovertext[at] == (
        "<b>GENE1 c.12A&gt;G</b><br>Change of probability of donor: −0.5 (sd 0.02)<br>"
        "log2 fold change: −1.5 (95 % −2 to −1)<br>12 samples with it"
    )
    trace, at = by_name(agreement(TABLE, X, Y))[HOSTILE]
    assert trace.hovertext[at].endswith("donor: +0.5<br>log2 fold change: +0.5<br>1 samples with it")


def test_the_axes_have_their_titles_and_lines_at_zero():
    layout = agreement(TABLE, X, "<i>y").layout
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == (X, "&lt;i&gt;y")
    assert sorted((shape.x0, shape.y0) for shape in layout.shapes if shape.type == "line") == [(0, 0), (0, 0)]


def test_names_are_text_and_only_their_own_name_is_raw():
    figure = agreement(TABLE.assign(significant=True), HOSTILE, HOSTILE)
    shown = [note.text for note in figure.layout.annotations] + [text for t in figure.data for text in t.hovertext]
    assert not [text for text in shown if "<b>x" in text.removeprefix("<b>")]
    assert all("customdata" not in trace.hovertemplate for trace in figure.data)


def test_names_stand_beside_significant_points_that_have_room():
    apart = pd.concat([TABLE.head(1)] * 4).assign(
        name=list("wxyz"), label=list("wxyz"), delta=[0.0, 0.3, 0.6, 1.0], effect=[1.0, 2.0, 3.0, 4.0],
        significant=[True, True, False, True], low=math.nan, high=math.nan,
    )  # fmt: skip
    assert {note.text for note in agreement(apart, X, Y).layout.annotations} == {"w", "x", "z"}
    heap = apart.assign(delta=0.5, effect=1.0, significant=True)
    assert list(agreement(heap, X, Y).layout.annotations) == []


def test_at_most_a_few_names_are_drawn():
    many = pd.concat([TABLE.head(1)] * 12, ignore_index=True)
    many = many.assign(label="m", effect=[float(n) for n in range(12)], delta=[n / 12 for n in range(12)])
    many = many.assign(low=many["effect"], high=many["effect"])
    assert len(agreement(many, X, Y).layout.annotations) == LABELLED


@pytest.mark.parametrize("rows", [0, 1])
def test_none_and_one_point_are_no_error(rows):
    assert len(by_name(agreement(TABLE.head(rows), X, Y))) == rows


def test_very_many_are_drawn_by_webgl():
    many = pd.concat([TABLE] * 600, ignore_index=True)
    assert {trace.type for trace in agreement(many, X, Y).data} == {"scattergl"}


def test_the_words_count_those_of_one_direction():
    assert spoken(TABLE) == (
        "2 points, 2 of them with both effects in one direction; 1 significant, 1 of these in one direction"
    )
    assert spoken(TABLE.head(0)).startswith("0 points, 0 of them")
