import pandas as pd
import pytest

from genocore.plots.viewer import sequences

HOSTILE = "<img src=x onerror=alert(1)>"
RECORDS = pd.DataFrame({"id": ["s1", HOSTILE, "s3"], "letters": ["ACGTN", "RA", ""]})


def framed(figure):
    """Record and positions, first and last, of each frame."""
    return [(round((s.y0 + s.y1) / 2), s.x0 + 0.5, s.x1 - 0.5) for s in figure.layout.shapes]


def test_every_letter_stands_at_its_position():
    [heat] = sequences(RECORDS, 11, 5).data
    assert list(heat.x) == [11, 12, 13, 14, 15]
    assert ["".join(line) for line in heat.text] == ["ACGTN", "RA   ", "     "]


def test_letters_differ_in_colour_those_that_are_no_base_share_one_and_nothing_is_empty():
    [heat] = sequences(RECORDS, 1, 5).data
    assert [list(line) for line in heat.z] == [[0, 1, 2, 3, 4], [4, 0, None, None, None], [None] * 5]
    assert len({colour for _, colour in heat.colorscale}) == 5


def test_the_first_record_is_on_top_and_named():
    axis = sequences(RECORDS, 1, 5).layout.yaxis
    assert list(axis.tickvals) == [0, 1, 2]
    assert axis.range[0] > axis.range[1]
    assert (axis.ticktext[0], axis.ticktext[2]) == ("s1", "s3")


def test_hostile_names_are_text():
    figure = sequences(RECORDS, 1, 5)
    assert figure.layout.yaxis.ticktext[1] == "&lt;img src=x onerro…"
    assert "<img" not in figure.to_json().replace("\\u003c", "<")


@pytest.mark.parametrize(
    ("position", "length", "first", "last"),
    [(12, 3, 12, 14), (9, 3, 11, 11), (14, 9, 14, 15), (1, 99, 11, 15), (15, 1, 15, 15)],
)
def test_matches_are_framed_and_cut_at_the_border(position, length, first, last):
    marks = pd.DataFrame({"line": [2], "position": [position], "length": [length]})
    assert framed(sequences(RECORDS, 11, 5, marks)) == [(2, first, last)]


@pytest.mark.parametrize(("position", "length"), [(8, 3), (16, 3)])
def test_matches_beyond_the_border_are_not_drawn(position, length):
    marks = pd.DataFrame({"line": [0], "position": [position], "length": [length]})
    assert framed(sequences(RECORDS, 11, 5, marks)) == []


@pytest.mark.parametrize("rows", [0, 1])
def test_none_and_one_record_are_no_error(rows):
    [heat] = sequences(RECORDS.head(rows), 1, 5, pd.DataFrame(columns=["line", "position", "length"])).data
    assert len(heat.text or ()) == rows
