import math

import pandas as pd
import pytest

from genocore.plots.positions import base_lines, logo

HOSTILE = "<img src=x onerror=alert(1)>"


def table(*classes, n=8, first=-1):
    """Two positions: always G, with 2 bits; A and T in half of the records each, with 1 bit."""
    shares = [{"A": 0.0, "C": 0.0, "G": 1.0, "T": 0.0}, {"A": 0.5, "C": 0.0, "G": 0.0, "T": 0.5}]
    rows = [
        {
            "class": name, "position": first + place, "base": base, "count": int(share * n), "share": share, "n": n,
            "information": 2.0 - place, "height": share * (2.0 - place),
        }
        for name in classes
        for place, found in enumerate(shares)
        for base, share in found.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def unknown(*classes):
    return table(*classes, n=0).assign(share=math.nan, information=math.nan, height=math.nan)


def letters(figure, axis="y"):
    """Base, left, right, bottom and top of each letter drawn."""
    found = []
    for trace in figure.data:
        if trace.fill != "toself" or trace.yaxis != axis:
            continue
        x, y = [], []
        for at, level in zip(trace.x, trace.y, strict=True):
            if at is not None:
                x, y = [*x, at], [*y, level]
            elif x:
                found.append((trace.name, min(x), max(x), min(y), max(y)))
                x, y = [], []
    return sorted(found, key=lambda letter: (round(letter[1]), letter[3]))


def test_letters_are_as_high_as_given_and_stand_on_each_other():
    g, a, t = letters(logo(table("donor"), ["donor"], "Position"))
    assert (g[0], g[3], g[4]) == ("G", pytest.approx(0, abs=0.02), pytest.approx(2, abs=0.02))
    assert {a[0], t[0]} == {"A", "T"}
    assert (a[3], a[4], t[3], t[4]) == pytest.approx((0, 0.5, 0.5, 1))


def test_the_commonest_base_is_on_top():
    frame = table("donor")
    frame.loc[frame["base"] == "A", "height"] = [0.0, 0.8]
    low, high = letters(logo(frame, ["donor"], "Position"))[1:]
    assert (low[0], high[0]) == ("T", "A")
    assert high[4] - high[3] == pytest.approx(0.8)


def test_letters_stand_at_their_position_and_not_in_the_next():
    for letter, place in zip(letters(logo(table("donor", first=-1), ["donor"], "x")), (-1, 0, 0), strict=True):
        assert place - 0.5 < letter[1] < letter[2] < place + 0.5


def test_every_class_has_a_panel_with_its_number_of_records_and_all_have_one_scale():
    frame = pd.concat([table("donor"), table("acceptor", n=2).assign(height=lambda f: f["height"] / 4)])
    figure = logo(frame, ["acceptor", "donor"], "Position")
    assert [note.text for note in figure.layout.annotations] == [
        "acceptor (up to 2 records)", "donor (up to 8 records)",
    ]  # fmt: skip
    assert max(letter[4] for letter in letters(figure, "y")) == pytest.approx(0.5, abs=0.02)
    assert max(letter[4] for letter in letters(figure, "y2")) == pytest.approx(2, abs=0.02)
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert figure.layout.yaxis.range[1] > 2


def test_the_pointer_tells_shares_bits_and_records():
    [spots] = [trace for trace in logo(table("donor"), ["donor"], "x").data if trace.mode == "markers"]
    assert list(spots.x) == [-1, 0]
    assert list(spots.text) == [
        "A 0% C 0% G 100% T 0%<br>2.00 bits, 8 records",
        "A 50% C 0% G 0% T 50%<br>1.00 bits, 8 records",
    ]


def test_lines_have_the_shares_and_records_of_each_base():
    figure = base_lines(table("donor"), ["donor"], "Position")
    assert {line.name: list(line.y) for line in figure.data} == {"A": [0, 0.5], "C": [0, 0], "G": [1, 0], "T": [0, 0.5]}
    assert all(list(line.x) == [-1, 0] and list(line.customdata) == [8, 8] for line in figure.data)
    assert figure.layout.yaxis.range[1] >= 1


def test_the_four_lines_differ_in_dash_and_stand_in_the_legend_once():
    figure = base_lines(table("donor", "acceptor"), ["donor", "acceptor"], "Position")
    assert len({line.line.dash for line in figure.data}) == 4
    assert [line.name for line in figure.data if line.showlegend] == list("ACGT")
    assert {line.yaxis for line in figure.data} == {"y", "y2"}


@pytest.mark.parametrize("draw", [logo, base_lines])
@pytest.mark.parametrize("frame", [unknown("a"), table("a", n=1), table("a").head(4)], ids=["NaN", "one", "position"])
def test_unknown_bases_one_record_and_one_position_are_no_error(draw, frame):
    figure = draw(frame, ["a"], "Position")
    assert figure.layout.annotations[0].text == f"a (up to {frame['n'].max()} records)"


def test_where_nothing_is_known_no_letter_is_drawn_and_the_pointer_says_so():
    figure = logo(unknown("a"), ["a"], "x")
    assert letters(figure) == []
    assert list(figure.data[-1].text) == ["no records"] * 2


@pytest.mark.parametrize("draw", [logo, base_lines])
def test_hostile_class_names_are_text(draw):
    figure = draw(table(HOSTILE), [HOSTILE], "Position")
    assert figure.layout.annotations[0].text == "&lt;img src=x onerror=alert(1)&gt; (up to 8 records)"
    assert "<img" not in figure.to_json().replace("\\u003c", "<")


@pytest.mark.parametrize("draw", [logo, base_lines])
def test_classes_that_are_not_asked_for_are_not_drawn(draw):
    traces = draw(table("a", "b"), ["b"], "Position").data
    assert {trace.yaxis for trace in traces} == {"y"}
