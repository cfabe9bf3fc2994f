import math

import pandas as pd
import pytest

from genocore.plots.weights import SHOWN, motifs, spoken

HOSTILE = "<b>x</b>"


def matrix(name, width=2, top=2.0):
    """G with `top` bits at the first position; A and T, half of that, at all others."""
    rows = [(name, 1, "G", top, 1.0), *((name, 1, base, 0.0, 0.0) for base in "ACT")]
    for place in range(2, width + 1):
        rows += [(name, place, base, top / 4 * (base in "AT"), 0.5 * (base in "AT")) for base in "ACGT"]
    return pd.DataFrame(rows, columns=["name", "position", "base", "height", "share"])


def panels(figure):
    """Highest point of the letters in each panel."""
    found = {}
    for trace in figure.select_traces({"fill": "toself"}):
        if trace.x:
            found[trace.yaxis] = max(found.get(trace.yaxis, 0), *(y for y in trace.y if y is not None))
    return found


def test_each_matrix_has_its_panel_its_title_and_all_one_scale():
    table = pd.concat([matrix("low", top=0.5), matrix("high")])
    figure = motifs(table, ["high", "low"], ["high: 9 sites", "low: 3 sites"])
    assert panels(figure) == {"y": pytest.approx(2, abs=0.02), "y2": pytest.approx(0.5, abs=0.02)}
    assert [note.text for note in figure.layout.annotations] == ["high: 9 sites", "low: 3 sites"]
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range == (0, 2.1)


def test_the_first_twelve_are_drawn_and_no_other_matrix_of_the_table():
    names = [f"filter {n}" for n in range(20)]
    figure = motifs(pd.concat([matrix(name) for name in names]), names, names)
    assert len(panels(figure)) == SHOWN == 12
    assert len(panels(motifs(pd.concat([matrix("a"), matrix("b")]), ["b"], ["b"]))) == 1


@pytest.mark.parametrize(("width", "columns"), [(8, 3), (19, 2)])
def test_wide_matrices_are_fewer_side_by_side(width, columns):
    figure = motifs(pd.concat([matrix(name, width) for name in "abc"]), list("abc"), list("abc"))
    starts = {axis.domain[0] for axis in figure.select_xaxes()}
    assert len(starts) == columns


def test_the_pointer_tells_shares_and_a_click_finds_the_matrix():
    columns = motifs(matrix("f"), ["f"], ["f"]).data[-1]
    assert list(columns.hovertext) == ["position 1: G 100% A 0% C 0% T 0%", "position 2: A 50% C 0% G 0% T 50%"]
    assert [list(found) for found in columns.customdata] == [["f", 1], ["f", 2]]


def test_hostile_titles_are_text():
    figure = motifs(matrix("f"), ["f"], [HOSTILE])
    assert figure.layout.annotations[0].text == "&lt;b&gt;x&lt;/b&gt;"
    assert all("customdata" not in (trace.hovertemplate or "") for trace in figure.data)


@pytest.mark.parametrize(
    ("table", "names"),
    [(matrix("f").head(0), []), (matrix("f").head(0), ["f"]), (matrix("f").assign(height=math.nan), ["f"])],
)
def test_no_matrix_and_one_without_heights_are_no_error(table, names):
    assert panels(motifs(table, names, names)) == {}


def test_the_words_tell_the_commonest_bases():
    assert spoken(pd.concat([matrix("f", 3), matrix("g")]), ["g", "f"]) == "g: GA, f: GAA"
    assert spoken(matrix("f"), []) == "no motifs"
