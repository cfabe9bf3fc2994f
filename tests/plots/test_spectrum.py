import pandas as pd
import pytest

from genocore.plots.spectrum import contexts, six_classes

CHANGES = ["C>A", "C>G", "C>T", "T>A", "T>C", "T>G"]
SIX = pd.DataFrame({"change": CHANGES, "n": [1200, 0, 600, 100, 60, 40], "share": [0.6, 0.0, 0.3, 0.05, 0.03, 0.02]})
CONTEXTS = pd.DataFrame(
    [(change, f"{left}[{change}]{right}") for change in CHANGES for left in "ACGT" for right in "ACGT"],
    columns=["change", "context"],
).assign(n=range(96))
HOSTILE = "<b>x</b>"
SHOWN = "&lt;b&gt;x&lt;/b&gt;"


def test_bars_are_as_high_as_the_shares_with_the_numbers_as_text():
    bar = six_classes(SIX).data[0]
    assert list(bar.x) == [f"{change[0]}&gt;{change[2]}" for change in CHANGES]
    assert list(bar.y) == SIX["share"].tolist()
    assert list(bar.text) == ["1,200", "0", "600", "100", "60", "40"]


def test_each_change_has_a_colour_of_its_own_and_the_same_in_both_charts():
    colours = list(six_classes(SIX).data[0].marker.color)
    assert len(set(colours)) == 6
    assert [trace.marker.color for trace in contexts(CONTEXTS).data] == colours


def test_the_order_is_the_one_given():
    assert list(six_classes(SIX[::-1]).data[0].y) == SIX["share"].tolist()[::-1]
    assert contexts(CONTEXTS[::-1]).data[0].name == "T&gt;G"


def test_all_96_numbers_are_drawn_in_order():
    traces = contexts(CONTEXTS).data
    assert [n for trace in traces for n in trace.y] == list(range(96))
    names = [name.replace("&gt;", ">") for trace in traces for name in trace.x]
    assert names == CONTEXTS["context"].tolist()


def test_each_group_has_its_name_above_its_middle():
    figure = contexts(CONTEXTS)
    notes = [(note.text, note.x) for note in figure.layout.annotations]
    assert notes == [(f"{name[0]}&gt;{name[2]}", 7.5 + 16 * group) for group, name in enumerate(CHANGES)]
    for shape, trace in zip(figure.layout.shapes, figure.data, strict=True):
        assert shape.fillcolor == trace.marker.color
    assert [round(shape.x0) for shape in figure.layout.shapes] == [0, 16, 32, 48, 64, 80]


@pytest.mark.parametrize("draw", [six_classes, contexts])
def test_hostile_names_are_text(draw):
    frame = pd.DataFrame({"change": [HOSTILE], "context": [HOSTILE], "n": [1], "share": [1.0]})
    figure = draw(frame)
    assert list(figure.data[0].x) == [SHOWN]
    assert "<b>x" not in figure.to_json().replace("\\u003c", "<")


def test_no_substitution_is_no_error():
    assert list(six_classes(SIX.head(0)).data[0].y) == []
    assert len(contexts(CONTEXTS.head(0)).data) == 0
    assert list(six_classes(SIX.assign(n=0, share=float("nan"))).data[0].text) == ["0"] * 6
    assert sum(sum(trace.y) for trace in contexts(CONTEXTS.assign(n=0)).data) == 0
