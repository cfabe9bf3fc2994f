import pandas as pd
import pytest

from genocore.plots.bars import class_counts, importance

FRAME = pd.DataFrame(
    {
        "feature": ["position 4", "position 1", "<b>GC</b>", "position 2"],
        "description": ["base at position 4", "base at position 1", "share of <i>G</i> & C", "base at position 2"],
        "loss": [0.31, 0.02, 0.0, -0.01],
        "sd": [0.05, 0.01, 0.0, 0.02],
        "n": [60] * 4,
    }
)


def test_the_records_of_each_class_are_plotted_in_order():
    bar = class_counts({"neither": 1655, "donor": 767, "acceptor": 0}).data[0]
    assert list(bar.x) == [1655, 767, 0]
    assert list(bar.y) == ["neither", "donor", "acceptor"]
    assert list(bar.text) == ["1,655", "767", "0"]
    assert bar.orientation == "h"


def test_the_first_class_is_on_top_and_bars_begin_at_zero():
    layout = class_counts({"b": 5, "a": 6}).layout
    assert layout.yaxis.autorange == "reversed"
    assert layout.yaxis.type == "category"
    assert layout.xaxis.rangemode == "tozero"
    assert layout.xaxis.title.text == "Records"


def test_hostile_class_names_are_shown_as_text():
    bar = class_counts({"<b>x</b>": 1, '<a href="//x">y</a>': 2}).data[0]
    assert list(bar.y) == ["&lt;b&gt;x&lt;/b&gt;", '&lt;a href="//x"&gt;y&lt;/a&gt;']


def test_long_class_names_that_begin_alike_keep_bars_of_their_own():
    counts = {f"{'a very long name of a class ' * 2}{number}": number for number in (1, 2, 3)}
    bar = class_counts(counts).data[0]
    assert len(set(bar.y)) == 3
    assert list(bar.x) == [1, 2, 3]


@pytest.mark.parametrize("counts", [{}, {"a": 1}, {str(number): number for number in range(30)}], ids=len)
def test_any_number_of_classes_can_be_drawn(counts):
    figure = class_counts(counts)
    assert list(figure.data[0].x) == list(counts.values())
    assert figure.layout.height >= 36 * len(counts)


def test_beyond_thirty_classes_the_rest_shares_a_bar():
    counts = {f"c{number}": number + 1 for number in range(1000)}
    bar = class_counts(counts).data[0]
    assert len(bar.x) == 31
    assert sum(bar.x) == sum(counts.values())
    assert bar.y[-1] == "970 other classes"


def test_the_losses_plotted_are_those_of_the_frame():
    figure = importance(FRAME)
    bar = figure.data[0]
    assert list(bar.x) == FRAME["loss"].tolist()
    assert list(bar.error_x.array) == FRAME["sd"].tolist()
    assert list(bar.y) == ["position 4", "position 1", "&lt;b&gt;GC&lt;/b&gt;", "position 2"]
    assert figure.layout.yaxis.autorange == "reversed"  # the most important on top
    assert figure.layout.xaxis.title.text == "Loss of AUROC when shuffled"


def test_descriptions_are_text_too_and_not_cut_in_their_middle():
    long = "share of 4-letter words that are AAAC or, on the other strand, GTTT"
    bar = importance(FRAME.assign(description=[long, *FRAME["description"][1:]])).data[0]
    assert [row[0] for row in bar.customdata] == [
        long, "base at position 1", "share of &lt;i&gt;G&lt;/i&gt; &amp; C", "base at position 2",
    ]  # fmt: skip


@pytest.mark.parametrize(("top", "drawn"), [(1, 1), (3, 3), (20, 4)])
def test_only_the_first_features_are_drawn(top, drawn):
    bar = importance(FRAME, top=top).data[0]
    assert list(bar.x) == FRAME["loss"].tolist()[:drawn]
    assert len(bar.y) == len(bar.error_x.array) == len(bar.customdata) == drawn


def test_twenty_are_drawn_unless_asked_otherwise():
    many = pd.concat([FRAME] * 10, ignore_index=True).assign(feature=[f"f{number}" for number in range(40)])
    assert list(importance(many).data[0].y) == [f"f{number}" for number in range(20)]


def test_no_feature_is_no_error():
    assert len(importance(FRAME.head(0)).data[0].x) == 0


def test_the_frame_is_not_changed():
    before = FRAME.copy(deep=True)
    importance(FRAME)
    pd.testing.assert_frame_equal(FRAME, before)
