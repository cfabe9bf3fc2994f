import numpy as np
import pandas as pd
import pytest

from genocore.evaluation import precision_recall_curve, roc_curve
from genocore.plots.curves import precision_recall, roc
from genocore.plots.layout import DASHES

HOSTILE = ("<b>x</b>", '<a href="javascript:alert(1)">y</a>', "z & <i>z</i>")
SHOWN = ("&lt;b&gt;x&lt;/b&gt;", '&lt;a href="javascript:alert(1)"&gt;y&lt;/a&gt;', "z &amp; &lt;i&gt;z&lt;/i&gt;")


def scored(n_classes, n=60, *, seed=0):
    generator = np.random.default_rng(seed)
    p = generator.random((n, n_classes))
    return np.arange(n) % n_classes, p / p.sum(axis=1, keepdims=True)


def curves(kind, classes):
    return kind(*scored(len(classes)), list(classes))


@pytest.mark.parametrize("classes", [("other", "gene"), ("a", "b", "c"), tuple("abcdefgh")], ids=len)
def test_the_numbers_plotted_are_those_of_the_roc_frame(classes):
    frame = curves(roc_curve, classes)
    figure = roc(frame)
    *traces, guessing = figure.data
    assert [trace.name for trace in traces] == frame["class"].drop_duplicates().tolist()
    for trace in traces:
        curve = frame[frame["class"] == trace.name]
        assert list(trace.x) == curve["fpr"].tolist()
        assert list(trace.y) == curve["tpr"].tolist()
        assert trace.mode == "lines"
    assert (list(guessing.x), list(guessing.y), guessing.name) == ([0, 1], [0, 1], "guessing")
    assert figure.layout.xaxis.title.text == "False positive rate"
    assert figure.layout.yaxis.title.text == "True positive rate"


@pytest.mark.parametrize("classes", [("other", "gene"), ("a", "b", "c")], ids=len)
def test_the_numbers_plotted_are_those_of_the_precision_recall_frame(classes):
    frame = curves(precision_recall_curve, classes)
    figure = precision_recall(frame)
    names = frame["class"].drop_duplicates().tolist()
    assert [trace.name for trace in figure.data] == names
    for trace, line, name in zip(figure.data, figure.layout.shapes, names, strict=True):
        curve = frame[frame["class"] == name]
        assert list(trace.x) == curve["recall"].tolist()
        assert list(trace.y) == curve["precision"].tolist()
        assert trace.line.shape == "hv"  # steps, not the straight lines that flatter
        assert line.y0 == line.y1 == curve["prevalence"].iloc[0]
        assert line.line.dash == trace.line.dash
    assert figure.layout.xaxis.title.text == "Recall"
    assert figure.layout.yaxis.title.text == "Precision"


@pytest.mark.parametrize(("draw", "kind"), [(roc, roc_curve), (precision_recall, precision_recall_curve)])
def test_hostile_class_names_are_shown_as_text(draw, kind):
    figure = draw(curves(kind, HOSTILE))
    assert [trace.name for trace in figure.data][:3] == list(SHOWN)
    drawn = figure.to_json()
    for markup in ("<b>", "<a ", "<i>"):
        assert markup not in drawn.replace("\\u003c", "<").replace("\\u003e", ">")


@pytest.mark.parametrize(("draw", "kind"), [(roc, roc_curve), (precision_recall, precision_recall_curve)])
def test_classes_differ_in_dash_and_keep_their_order(draw, kind):
    classes = ("z", "b", "m", "a", "x", "y", "w")
    traces = draw(curves(kind, classes)).data[:7]
    assert [trace.name for trace in traces] == list(classes)
    assert [trace.line.dash for trace in traces] == [*DASHES, DASHES[0]]


@pytest.mark.parametrize(("draw", "kind"), [(roc, roc_curve), (precision_recall, precision_recall_curve)])
def test_long_names_that_begin_alike_have_each_their_own_entry(draw, kind):
    classes = [f"{'long name of a class ' * 3}{number}" for number in range(3)]
    names = [trace.name for trace in draw(curves(kind, classes)).data[:3]]
    assert len(set(names)) == 3
    assert all(len(name) < 50 for name in names)


@pytest.mark.parametrize(
    ("draw", "kind", "drawn"), [(roc, roc_curve, 1), (precision_recall, precision_recall_curve, 0)]
)
def test_a_part_of_one_class_has_no_curve_and_is_no_error(draw, kind, drawn):
    frame = kind([1, 1], [[0.5, 0.5], [0.1, 0.9]], ["a", "b"])
    assert frame.empty
    assert len(draw(frame).data) == drawn


@pytest.mark.parametrize(("draw", "kind"), [(roc, roc_curve), (precision_recall, precision_recall_curve)])
def test_the_frame_is_not_changed(draw, kind):
    frame = curves(kind, ("a", "b", "c"))
    before = frame.copy(deep=True)
    draw(frame)
    pd.testing.assert_frame_equal(frame, before)
