import pandas as pd

from genocore.plots.diagnostics import p_histogram, qq

BINS = pd.DataFrame(
    {"left": [0.0, 0.25, 0.5], "right": [0.25, 0.5, 1.0], "n": [70, 20, 30], "expected": [30.0, 30, 60]}
)
PAIRS = pd.DataFrame(
    {"expected": [2.0, 1.0, 0.1], "observed": [5.0, 1.2, 0.1], "low": [1.2, 0.7, 0.0], "high": [3, 1.4, 0.2]}
)


def test_each_bar_stands_over_its_bin_with_its_number():
    bar = p_histogram(BINS).data[0]
    assert list(bar.y) == [70, 20, 30]
    assert [(x - w / 2, x + w / 2) for x, w in zip(bar.x, bar.width, strict=True)] == [(0, 0.25), (0.25, 0.5), (0.5, 1)]


def test_what_would_be_if_nothing_differed_is_a_dashed_line_over_all_bins():
    line = p_histogram(BINS).data[1]
    assert (line.name, line.line.dash, line.line.shape) == ("if nothing differed", "dash", "hv")
    assert list(zip(line.x, line.y, strict=True)) == [(0, 30), (0.25, 30), (0.5, 60), (1, 60)]


def test_points_are_at_expected_and_observed():
    points = qq(PAIRS).data[0]
    assert list(zip(points.x, points.y, strict=True)) == [(0.1, 0.1), (1, 1.2), (2, 5)]


def test_the_band_runs_along_its_lower_edge_and_back_along_its_upper_one():
    band = qq(PAIRS).data[1]
    assert band.fill == "toself"
    assert list(zip(band.x, band.y, strict=True)) == [(0.1, 0), (1, 0.7), (2, 1.2), (2, 3), (1, 1.4), (0.1, 0.2)]


def test_the_dashed_line_is_where_both_are_equal():
    line = qq(PAIRS).data[2]
    assert (line.name, line.line.dash) == ("if nothing differed", "dash")
    assert list(line.x) == list(line.y) == [0, 2]


def test_very_many_points_are_drawn_by_webgl():
    assert qq(pd.concat([PAIRS] * 400)).data[0].type == "scattergl"
    assert qq(PAIRS).data[0].type == "scatter"


def test_no_bin_and_no_gene_are_no_error():
    assert [len(trace.x) for trace in p_histogram(BINS.head(0)).data] == [0, 0]
    assert [len(trace.x) for trace in qq(PAIRS.head(0)).data] == [0, 0, 2]
