import math

import pandas as pd
import pytest

from genocore.plots.audit import LIGHTS, bias, correlations

HOSTILE = "<img src=x onerror=alert(1)>"
CHECKS = pd.DataFrame(
    {
        "label": ["Length", "GC content", "Base composition", "Unknown bases", "Position"],
        "auroc": [0.91, 0.65, 0.55, 0.5, math.nan],
        "low": [0.85, 0.6, 0.5, math.nan, math.nan],
        "high": [0.95, 0.72, 0.6, math.nan, math.nan],
        "light": ["fail", "warn", "pass", "unknown", "unknown"],
    }
)
FOLLOWS = pd.DataFrame(
    {
        "feature": ["GC", HOSTILE, "T", "never varies"],
        "spearman": [0.8, -1.0, 0.1, math.nan],
        "low": [0.7, math.nan, -0.1, math.nan],
        "high": [0.9, math.nan, 0.3, math.nan],
        "p": [1e-9, 1e-4, 0.6, math.nan],
        "q": [4e-9, 0.05, 0.6, math.nan],
        "n": [50, 50, 50, 50],
    }
)


def dots(figure):
    """Where each dot and the ends of its whiskers are, by the name beside it."""
    found = {}
    for trace in figure.data:
        ends = zip(trace.x, trace.y, trace.error_x.arrayminus, trace.error_x.array, strict=True)
        found |= {name: (x, x - minus, x + plus, trace.name) for x, name, minus, plus in ends}
    return found


def test_each_check_has_its_auroc_its_interval_and_its_verdict():
    found = dots(bias(CHECKS))
    assert found["Length"] == (0.91, pytest.approx(0.85), pytest.approx(0.95), "stands out")
    assert found["GC content"] == (0.65, pytest.approx(0.6), pytest.approx(0.72), "caution")
    assert found["Base composition"] == (0.55, pytest.approx(0.5), pytest.approx(0.6), "no problem")
    assert found["Unknown bases"] == (0.5, 0.5, 0.5, "too few records")  # no interval, no whiskers
    assert "Position" not in found  # nothing to draw where nothing is known


def test_every_check_keeps_its_line_and_the_first_is_on_top():
    axis = bias(CHECKS).layout.yaxis
    assert list(axis.categoryarray) == CHECKS["label"].tolist()[::-1]
    assert axis.range[0] < 0
    assert axis.range[1] > len(CHECKS) - 1


def test_verdicts_differ_in_symbol_and_word_not_only_in_colour():
    figure = bias(CHECKS)
    assert len({trace.marker.symbol for trace in figure.data}) == len({trace.name for trace in figure.data}) == 5
    assert [words[0] for words, _, _ in LIGHTS.values()] == ["■", "◆", "●", "○", "✕"]


def test_guessing_and_the_borders_of_the_verdicts_are_marked():
    assert [shape.x0 for shape in bias(CHECKS).layout.shapes] == [0.5, 0.6, 0.7]


@pytest.mark.parametrize("rows", [0, 1, slice(4, 5)], ids=["none", "one", "undefined"])
def test_few_or_undefined_checks_are_no_error(rows):
    frame = CHECKS[rows] if isinstance(rows, slice) else CHECKS.head(rows)
    assert len(dots(bias(frame))) == frame["auroc"].notna().sum()


def test_each_feature_has_its_correlation_and_interval():
    found = dots(correlations(FOLLOWS))
    assert found["GC"] == (0.8, pytest.approx(0.7), pytest.approx(0.9), "q at most 0.05")
    assert found["T"] == (0.1, pytest.approx(-0.1), pytest.approx(0.3), "q above 0.05")
    assert found["&lt;img src=x onerror=alert(1)&gt;"][:3] == (-1, -1, -1)
    assert len(found) == 3  # what does not vary has none


def test_found_features_are_filled_and_the_others_hollow():
    assert {trace.name: trace.marker.symbol for trace in correlations(FOLLOWS).data} == {
        "q at most 0.05": "circle", "q above 0.05": "circle-open",
    }  # fmt: skip


@pytest.mark.parametrize(("top", "drawn"), [(1, ["GC"]), (20, ["T", "&lt;img src=x onerror=alert(1)&gt;", "GC"])])
def test_the_first_features_are_drawn_from_the_top(top, drawn):
    assert list(correlations(FOLLOWS, top).layout.yaxis.categoryarray) == drawn


@pytest.mark.parametrize("frame", [FOLLOWS.head(0), FOLLOWS.tail(1)], ids=["none", "undefined"])
def test_no_feature_that_varies_is_no_error(frame):
    assert dots(correlations(frame)) == {}


def test_the_names_of_features_are_text():
    assert "<img" not in correlations(FOLLOWS).to_json().replace("\\u003c", "<")
