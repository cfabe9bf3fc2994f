import math
import re

import pandas as pd
import pytest
from plotly.subplots import make_subplots

from genocore.plots.effects import EFFECTS, draw_effects, signed


def drawn(effects, columns=3, base="A"):
    """Draw effects at positions 1, 2, ... of one base."""
    figure = make_subplots(rows=1, cols=2)
    cells = pd.DataFrame({"position": range(1, len(effects) + 1), "base": base, "effect": effects})
    cells["said"] = [f"said {position}" for position in cells["position"]]
    where = [[position, base] for position in cells["position"]]
    draw_effects(figure, cells, list(range(1, columns + 1)), where=where)
    return figure


def luminance(colour):
    linear = [s / 12.92 if s <= 0.03928 else ((s + 0.055) / 1.055) ** 2.4 for s in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """The ratio of luminances by which readable colours are told: WCAG 2.1."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def on(page):
    """Share of the scale, and the colour there over a page."""
    found = {}
    for share, colour in EFFECTS:
        *parts, alpha = [*map(float, re.findall(r"[\d.]+", colour)), 1.0][:4]
        found[share] = [alpha * part + (1 - alpha) * below for part, below in zip(parts, page, strict=True)]
    return found


PAGES = pytest.mark.parametrize("page", [(255, 255, 255), (14, 17, 23)], ids=["light", "dark"])


@PAGES
def test_white_is_readable_on_every_cell_that_has_a_sign(page):
    assert all(contrast(colour, (255, 255, 255)) >= 3 for share, colour in on(page).items() if share != 0.5)


@PAGES
def test_strong_effects_differ_from_the_page_and_cells_without_effect_hardly(page):
    found = on(page)
    assert all(contrast(found[share], page) > 1.9 for share in (0, 0.25, 0.75, 1))
    assert 1.05 < contrast(found[0.5], page) < 1.4


@PAGES
def test_lower_is_blue_and_higher_orange(page):
    found = on(page)
    assert all(found[share][2] > found[share][0] for share in (0, 0.25))
    assert all(found[share][0] > found[share][2] for share in (0.75, 1))


def test_rows_are_the_bases_from_the_top_and_cells_without_effect_known_are_empty():
    figure = drawn([0.1, -0.4], base="G")
    grid = figure.data[0]
    assert list(grid.y) == list("ACGT")
    assert figure.layout.yaxis.range == (3.5, -0.5)
    assert list(grid.z[2][:2]) == [0.1, -0.4]
    assert sum(value == value for row in grid.z for value in row) == 2


@pytest.mark.parametrize(("effects", "limit"), [([0.1, -0.4], 0.4), ([0.0], 1), ([math.nan], 1), ([], 1)])
def test_the_scale_has_its_zero_in_the_middle_and_the_key_the_same(effects, limit):
    figure = drawn(effects)
    grids = [trace for trace in figure.data if trace.type == "heatmap"]
    assert [(grid.zmin, grid.zmax) for grid in grids] == [(-limit, limit)] * 2
    assert (grids[1].y[0], grids[1].y[-1]) == (-limit, limit)
    assert figure.layout.yaxis2.ticktext[1] == "0"


@pytest.mark.parametrize(
    ("columns", "texts"), [(12, ["<b>+0.5</b>", "", "<b>−1</b>"]), (80, ["<b>+</b>", "", "<b>−</b>"]), (81, None)]
)
def test_strong_cells_have_their_number_or_sign_as_there_is_room(columns, texts):
    written = [trace.text for trace in drawn([0.5, -0.49, -1.0], columns).select_traces({"mode": "text"})]
    assert [list(text) for text in written] == ([texts] if texts else [])


@pytest.mark.parametrize(("number", "kind"), [(1000, "scatter"), (1001, "scattergl")])
def test_an_invisible_point_in_each_cell_says_what_it_is_and_can_be_clicked(number, kind):
    [spots] = drawn([0.1] * number, number).select_traces({"mode": "markers"})
    assert (spots.type, spots.x[6], spots.y[6], spots.hovertext[6]) == (kind, 7, "A", "said 7")
    assert spots.customdata[6] == [7, "A"]
    assert {spots.marker.opacity, spots.selected.marker.opacity, spots.unselected.marker.opacity} == {0}


@pytest.mark.parametrize(
    ("value", "text"), [(0.31, "+0.31"), (-0.0001234, "−0.000123"), (0.0, "0"), (math.nan, "–"), (-4321.0, "−4,320")]
)
def test_an_effect_has_its_sign(value, text):
    assert signed(value) == text
