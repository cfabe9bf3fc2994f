import math

import numpy as np
import pandas as pd
import pytest

from genocore.evaluation import confusion as confusion_table
from genocore.plots.confusion import confusion

CLASSES = ["donor", "acceptor", "neither"]
TRUE = [0] * 12 + [1] * 3 + [2] * 1500
CALLED = [0] * 10 + [1, 2] + [1, 1, 0] + [2] * 1400 + [0] * 100


@pytest.fixture
def frame():
    return confusion_table(TRUE, CALLED, CLASSES)


def texts(figure):
    """What is written into each cell, from the scatters over the heat map."""
    found = {}
    for trace in (one for one in figure.data[1:] if one.mode == "text"):
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True):
            assert (y, x) not in found
            found[y, x] = (text, trace.textfont.color)
    return found


def test_the_shares_plotted_are_those_of_the_frame(frame):
    heat = confusion(frame).data[0]
    assert list(heat.x) == list(heat.y) == CLASSES
    shares = frame.set_index(["true", "predicted"])["row_percent"]
    for row, true in enumerate(heat.y):
        for column, predicted in enumerate(heat.x):
            assert heat.z[row][column] == shares[true, predicted]
    assert (heat.zmin, heat.zmax) == (0, 100)


def test_every_cell_can_be_clicked_and_leads_to_its_row(frame):
    [points] = [one for one in confusion(frame).data[1:] if one.mode == "markers"]
    rows = [frame.iloc[row] for [row] in points.customdata]
    assert [(row["predicted"], row["true"]) for row in rows] == list(zip(points.x, points.y, strict=True))
    assert len(rows) == 9


def test_the_order_is_that_of_the_classes_and_not_of_the_alphabet(frame):
    figure = confusion(frame)
    assert list(figure.data[0].x) == CLASSES
    assert figure.layout.yaxis.autorange == "reversed"  # the first class on top, as in a table
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("Predicted", "True")
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "category"


def test_every_cell_says_its_count_and_share(frame):
    found = texts(confusion(frame))
    assert len(found) == 9
    assert found["donor", "donor"][0] == "10<br>83 %"
    assert found["donor", "acceptor"][0] == "1<br>8 %"
    assert found["acceptor", "neither"][0] == "0<br>0 %"
    assert found["neither", "neither"][0] == "1,400<br>93 %"
    assert found["neither", "donor"][0] == "100<br>7 %"


def test_text_on_dark_cells_is_white_and_elsewhere_the_themes(frame):
    for (true, predicted), (_, colour) in texts(confusion(frame)).items():
        share = frame.set_index(["true", "predicted"])["row_percent"][true, predicted]
        assert colour == ("white" if share > 45 else None)


def test_a_class_without_records_has_counts_but_no_shares():
    figure = confusion(confusion_table([0, 0], [0, 1], ["a", "b"]))
    assert np.asarray(figure.data[0].z)[0].tolist() == [50.0, 50.0]
    assert all(math.isnan(share) for share in figure.data[0].z[1])
    found = texts(figure)
    assert found["b", "a"] == ("0", None)
    assert found["b", "b"] == ("0", None)
    assert "nan" not in figure.to_json().lower()


def test_hostile_class_names_are_shown_as_text():
    names = ["<b>x</b>", '<a href="//x">y</a>', "a & b"]
    figure = confusion(confusion_table([0, 1, 2], [0, 1, 1], names))
    shown = ["&lt;b&gt;x&lt;/b&gt;", '&lt;a href="//x"&gt;y&lt;/a&gt;', "a &amp; b"]
    assert list(figure.data[0].x) == list(figure.data[0].y) == shown
    assert {place for place, _ in texts(figure)} == set(shown)
    assert len(texts(figure)) == 9


def test_long_names_that_begin_alike_stay_classes_of_their_own():
    names = [f"Homo sapiens chromosome {number}" for number in (1, 2, 3)]
    figure = confusion(confusion_table([0, 1, 2, 2], [0, 1, 2, 0], names))
    assert len(set(figure.data[0].x)) == 3
    assert all(len(name) < 30 for name in figure.data[0].x)
    found = texts(figure)
    assert len(found) == 9
    third, first = figure.data[0].y[2], figure.data[0].x[0]
    assert found[third, first][0] == "1<br>50 %"


@pytest.mark.parametrize("n", [2, 3, 12])
def test_many_classes_make_it_higher(n):
    figure = confusion(confusion_table(list(range(n)), list(range(n)), [f"c{i}" for i in range(n)]))
    assert figure.layout.height >= max(300, 70 * n)
    assert len(texts(figure)) == n * n


def test_names_that_look_like_numbers_stay_names():
    figure = confusion(confusion_table([0, 1], [0, 1], ["10", "9"]))
    assert list(figure.data[0].x) == ["10", "9"]


def test_the_frame_is_not_changed(frame):
    before = frame.copy(deep=True)
    confusion(frame)
    pd.testing.assert_frame_equal(frame, before)
