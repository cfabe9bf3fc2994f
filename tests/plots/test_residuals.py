import numpy as np
import pandas as pd
import pytest

from genocore.plots import residuals
from genocore.plots.learning import learning_curve
from genocore.plots.residuals import errors_against, predicted_against_true
from genocore.plots.track import track

FRAME = pd.DataFrame(
    {"id": ["a", "<b>x</b>", "c"], "true": [1.0, 2.0, 5.0], "pred": [1.5, 2.0, 4.0], "gc": [0.2, 0.5, 0.8]}
).assign(error=lambda frame: frame["pred"] - frame["true"])


def test_points_are_the_records_and_the_line_is_where_both_are_equal():
    points, line = predicted_against_true(FRAME).data
    assert (list(points.x), list(points.y)) == ([1.0, 2.0, 5.0], [1.5, 2.0, 4.0])
    assert list(line.x) == list(line.y) == [1.0, 5.0]
    assert line.line.dash == "dash"


def test_hostile_names_are_shown_as_text():
    assert list(predicted_against_true(FRAME).data[0].customdata) == ["a", "&lt;b&gt;x&lt;/b&gt;", "c"]


def test_the_line_of_means_is_that_of_tenths():
    frame = pd.DataFrame({"id": range(100), "gc": np.arange(100) / 100, "error": np.repeat(np.arange(10.0), 10)})
    means = errors_against(frame, "gc", "GC").data[1]
    assert list(means.y) == list(np.arange(10.0))
    assert list(means.x) == pytest.approx(np.arange(10) / 10 + 0.045)


def test_a_property_that_is_the_same_everywhere_has_no_line_of_means():
    assert len(errors_against(FRAME.assign(gc=0.5), "gc", "GC").data) == 1


def test_of_many_points_the_same_sample_is_drawn_every_time(monkeypatch):
    monkeypatch.setattr(residuals, "DRAWN", 50)
    frame = pd.DataFrame({"id": range(200), "true": range(200), "pred": range(200)})
    first, second = (predicted_against_true(frame).data[0].x for _ in range(2))
    assert len(first) == 50
    assert list(first) == list(second) == sorted(first)


def test_a_learning_curve_tells_the_two_losses_apart_by_dash():
    train, held = learning_curve({"epoch": [1, 2], "train": [0.9, 0.5], "validation": [0.95, 0.6]}).data
    assert (list(train.y), list(held.y)) == ([0.9, 0.5], [0.95, 0.6])
    assert (train.line.dash, held.line.dash) == ("solid", "dash")
    assert {train.name, held.name} == {"trained on", "set aside"}


def test_a_track_is_drawn_at_the_middle_of_each_window():
    frame = pd.DataFrame({"start": [1, 11], "length": [20, 20], "p_a": [0.1, 0.9], "p_b": [0.9, 0.1]})
    first, second = track(frame, ["p_a", "p_b"], ["a", "<i>b</i>"], "Probability").data
    assert list(first.x) == [10.5, 20.5]
    assert list(second.y) == [0.9, 0.1]
    assert second.name == "&lt;i&gt;b&lt;/i&gt;"
    assert first.line.dash != second.line.dash


def test_a_very_long_track_is_thinned_evenly():
    frame = pd.DataFrame({"start": np.arange(50_000), "length": 10, "pred": 0.0})
    line = track(frame, ["pred"], ["prediction"], "Value").data[0]
    assert len(line.x) <= 20_000
    assert len(set(np.diff(line.x))) == 1


def test_no_windows_are_no_error():
    assert len(track(pd.DataFrame({"start": [], "length": [], "pred": []}), ["pred"], ["x"], "Value").data) == 1
