from itertools import pairwise

import pytest

from genocore.plots.glyphs import GLYPHS, placed


def winding(letter, x, y):
    """How often the outline goes round a point: 0 is outside, by every rule of filling."""
    outline = [*GLYPHS[letter], GLYPHS[letter][0]]
    turns = 0
    for (x0, y0), (x1, y1) in pairwise(outline):
        left = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
        turns += (y0 <= y < y1 and left > 0) - (y1 <= y < y0 and left < 0)
    return turns


def test_there_are_four_different_letters():
    assert "".join(GLYPHS) == "ACGT"
    assert len({tuple(outline) for outline in GLYPHS.values()}) == 4


@pytest.mark.parametrize("letter", "ACGT")
def test_a_letter_fills_its_box_and_stays_inside(letter):
    x, y = placed(letter, 3, 1, 2, 4)
    assert (min(y), max(y)) == (pytest.approx(1, abs=0.03), pytest.approx(5, abs=0.03))
    assert 3 <= min(x) < 3.1
    assert 4.7 < max(x) <= 5


@pytest.mark.parametrize("letter", "ACGT")
def test_an_outline_is_closed(letter):
    x, y = placed(letter, 0, 0, 1, 1)
    assert (x[0], y[0]) == (x[-1], y[-1])


@pytest.mark.parametrize(
    ("letter", "ink", "empty"),
    [
        ("A", [(0.1, 0.1), (0.9, 0.1), (0.3, 0.3), (0.5, 0.9)], [(0.5, 0.1), (0.45, 0.5), (0.55, 0.5), (0.05, 0.9)]),
        ("C", [(0.1, 0.5), (0.5, 0.92), (0.5, 0.08)], [(0.5, 0.5), (0.9, 0.5)]),
        ("G", [(0.1, 0.5), (0.5, 0.92), (0.5, 0.08), (0.8, 0.45)], [(0.45, 0.5), (0.9, 0.62)]),
        ("T", [(0.1, 0.9), (0.9, 0.9), (0.5, 0.1)], [(0.1, 0.5), (0.9, 0.5)]),
    ],
)
def test_letters_look_like_themselves(letter, ink, empty):
    assert [abs(winding(letter, *point)) for point in ink] == [1] * len(ink)
    assert [winding(letter, *point) for point in empty] == [0] * len(empty)


def test_a_letter_without_height_is_flat():
    assert set(placed("A", 0, 0.5, 1, 0)[1]) == {0.5}
