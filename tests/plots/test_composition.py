import math

import pandas as pd
import pytest

from genocore.plots.composition import base_shares

HOSTILE = "<img src=x onerror=alert(1)>"
SUMMARY = pd.DataFrame(
    {
        "class": ["donor", HOSTILE, "all records"],
        "A": [0.1, 0.4, 0.25],
        "C": [0.2, 0.3, 0.25],
        "G": [0.3, 0.2, 0.25],
        "T": [0.4, 0.1, 0.25],
    }
)


def test_each_bar_is_the_share_of_the_frame():
    bars = base_shares(SUMMARY, ["donor", HOSTILE]).data
    assert [list(bar.x) for bar in bars] == [list("ACGT")] * 2
    assert [list(bar.y) for bar in bars] == [[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]]


def test_classes_stand_side_by_side_in_the_order_of_the_legend():
    figure = base_shares(SUMMARY, [HOSTILE, "donor"])
    assert [bar.name for bar in figure.data] == ["&lt;img src=x onerror=alert(1)&gt;", "donor"]
    assert figure.layout.barmode == "group"
    assert figure.layout.showlegend


def test_one_group_needs_no_legend():
    figure = base_shares(SUMMARY, ["all records"])
    assert [list(bar.y) for bar in figure.data] == [[0.25] * 4]
    assert not figure.layout.showlegend


def test_bars_begin_at_zero():
    assert base_shares(SUMMARY, ["donor"]).layout.yaxis.rangemode == "tozero"


def test_a_hostile_class_name_is_text():
    assert "<img" not in base_shares(SUMMARY, [HOSTILE]).to_json().replace("\\u003c", "<")


def test_a_class_without_known_bases_has_no_bars():
    [bar] = base_shares(SUMMARY.assign(A=math.nan, C=math.nan, G=math.nan, T=math.nan), ["donor"]).data
    assert all(math.isnan(share) for share in bar.y)


@pytest.mark.parametrize("number", [0, 1, 10])
def test_any_number_of_classes_can_be_drawn(number):
    names = [f"{'a very long name of a class ' * 2}{n}" for n in range(number)]
    summary = pd.DataFrame({"class": names, **dict.fromkeys("ACGT", 0.25)})
    assert len({bar.name for bar in base_shares(summary, names).data}) == number
