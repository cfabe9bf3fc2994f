import math

import pandas as pd

from genocore.plots.dots import dots, spoken


def frame():
    rows = [("at random", 0.9, 0.85, 0.93, 1200), ("together", 0.8, None, None, 30), ("<b>", 0.7, 0.6, 0.8, 5)]
    return pd.DataFrame(rows, columns=["name", "value", "low", "high", "n"])


def test_dots_stand_at_their_values_with_bars_to_their_ends():
    [trace] = dots(frame(), "AUROC").data
    assert list(trace.x) == [0.9, 0.8, 0.7]
    ends = list(zip(trace.error_x.arrayminus, trace.error_x.array, strict=True))
    assert [tuple(round(end, 3) for end in pair) for pair in ends] == [(0.05, 0.03), (0.0, 0.0), (0.1, 0.1)]
    assert trace.customdata[0] == "95 % 0.850 to 0.930, 1,200 records"
    assert trace.customdata[1] == ", 30 records".strip(", ")


def test_names_are_text_and_the_first_is_on_top():
    figure = dots(frame(), "AUROC", line=0.5, said="guessing")
    assert list(figure.data[0].y) == ["at random", "together", "&lt;b&gt;"]
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.shapes[0].x0 == 0.5


def test_a_missing_interval_is_no_bar_and_is_not_told():
    [trace] = dots(frame().drop(columns="n"), "AUROC").data
    assert trace.customdata[1] == ""
    assert not any(math.isnan(end) for end in trace.error_x.array)


def test_dots_are_told_in_words():
    assert spoken(frame()) == "at random 0.90, together 0.80, <b> 0.70"
