import pandas as pd
import pytest

from genocore.plots.cohort import matrix

HOSTILE = "<b>x</b>"
SHOWN = "&lt;b&gt;x&lt;/b&gt;"
GENES = ["TP53", "KRAS", "EGFR"]
SAMPLES = ["s3", "s1", "s2"]
FRAME = pd.DataFrame(
    [
        ("TP53", "s1", "missense"),
        ("TP53", "s2", "multiple"),
        ("KRAS", "s3", "frameshift"),
        ("KRAS", "elsewhere", "nonsense"),
        ("ELSE", "s1", "nonsense"),
    ],
    columns=["gene", "sample", "consequence"],
)
MISSING = {("KRAS", "s1"), *(("EGFR", name) for name in SAMPLES)}


def drawn(figure):
    """What the pointer is told about each cell."""
    cells = figure.data[0]
    return {
        (gene, column): label
        for row in cells.customdata
        for column, (gene, label) in zip(cells.x, row, strict=True)
    }  # fmt: skip


def colours(figure):
    """The colour of each cell, read from the scale as Plotly does."""
    cells = figure.data[0]
    steps = [colour for _, colour in cells.colorscale[::2]]
    assert (cells.zmin, cells.zmax) == (-0.5, len(steps) - 0.5)
    return [[None if code is None else steps[code] for code in row] for row in cells.z]


def legend(figure):
    return {trace.name: trace.marker.color for trace in figure.data[1:] if trace.showlegend}


def test_the_pointer_tells_gene_sample_and_what():
    assert drawn(matrix(FRAME, GENES, SAMPLES, missing=MISSING)) == {
        ("TP53", "s3"): "intact", ("TP53", "s1"): "missense", ("TP53", "s2"): "more than one",
        ("KRAS", "s3"): "frameshift", ("KRAS", "s1"): "not looked at", ("KRAS", "s2"): "intact",
        ("EGFR", "s3"): "not looked at", ("EGFR", "s1"): "not looked at", ("EGFR", "s2"): "not looked at",
    }  # fmt: skip


def test_the_share_is_of_the_samples_looked_at():
    assert list(matrix(FRAME, GENES, SAMPLES, missing=MISSING).data[0].y) == ["TP53 67 %", "KRAS 50 %", "EGFR –"]
    assert list(matrix(FRAME, GENES, SAMPLES).data[0].y) == ["TP53 67 %", "KRAS 33 %", "EGFR 0 %"]


def test_rows_and_columns_have_the_order_given_from_the_top():
    figure = matrix(FRAME, GENES[::-1], SAMPLES[::-1])
    assert [row.split()[0] for row in figure.data[0].y] == GENES[::-1]
    assert list(figure.data[0].x) == SAMPLES[::-1]
    assert figure.layout.yaxis.autorange == "reversed"


def test_a_cell_has_the_colour_and_the_letter_the_legend_gives():
    figure = matrix(FRAME, GENES, SAMPLES, missing=MISSING)
    named = legend(figure)
    assert list(named) == ["intact", "M missense", "F frameshift", "2+ more than one", "not looked at"]
    assert colours(figure)[0] == [named["intact"], named["M missense"], named["2+ more than one"]]
    assert [list(row) for row in figure.data[0].text] == [["", "M", "2+"], ["F", "", ""], ["", "", ""]]
    assert figure.data[0].texttemplate == "%{text}"


def test_cells_not_looked_at_are_dots_without_a_box():
    figure = matrix(FRAME, GENES, SAMPLES, missing=MISSING)
    assert [[colour is None for colour in row] for row in colours(figure)] == [
        [False] * 3,
        [False, True, False],
        [True] * 3,
    ]
    dots = set(zip(figure.data[-1].x, figure.data[-1].y, strict=True))
    assert dots == {("s1", "KRAS 50 %"), *((name, "EGFR –") for name in SAMPLES)}
    assert "not looked at" not in legend(matrix(FRAME, GENES, SAMPLES))


def test_a_mutation_that_was_found_was_looked_at():
    figure = matrix(FRAME, ["TP53"], SAMPLES, missing={("TP53", "s1")})
    assert drawn(figure)["TP53", "s1"] == "missense"
    assert list(figure.data[0].y) == ["TP53 67 %"]


@pytest.mark.parametrize(("number", "letters", "names"), [(40, True, True), (60, False, True), (61, False, False)])
def test_letters_and_names_are_left_out_where_they_do_not_fit(number, letters, names):
    samples = [f"s{index}" for index in range(number)]
    figure = matrix(FRAME, GENES, samples)
    assert bool(figure.data[0].texttemplate) == letters
    assert ("M missense" in legend(figure)) == letters
    assert figure.layout.xaxis.showticklabels == names
    assert figure.layout.xaxis.title.text == f"{number} samples"


def test_hostile_names_are_text_and_long_ones_keep_their_cells():
    long = ["a gene of a very long name, 1", "a gene of a very long name, 2"]
    frame = pd.DataFrame({"gene": [HOSTILE], "sample": [HOSTILE], "consequence": [HOSTILE]})
    figure = matrix(frame, [HOSTILE, *long], [HOSTILE, "s1"])
    assert drawn(figure)[SHOWN, SHOWN] == SHOWN
    assert figure.data[0].y[0] == f"{SHOWN} 50 %"
    assert len(set(figure.data[0].y)) == 3
    assert "<b>x" not in figure.to_json().replace("\\u003c", "<")


@pytest.mark.parametrize(("genes", "samples"), [([], []), (GENES, []), ([], SAMPLES), (["TP53"], ["s1"])])
def test_nothing_and_a_single_cell_are_no_error(genes, samples):
    for frame in (FRAME, FRAME.head(0)):
        assert len(drawn(matrix(frame, genes, samples))) == len(genes) * len(samples)


def test_very_many_cells_not_looked_at_are_drawn_by_webgl():
    samples = [f"s{index}" for index in range(1001)]
    figure = matrix(FRAME, ["TP53"], samples, missing={("TP53", name) for name in samples[3:]} | {("TP53", "s0")})
    assert figure.data[-1].type == "scatter"
    figure = matrix(FRAME.head(0), ["TP53"], samples, missing={("TP53", name) for name in samples})
    assert figure.data[-1].type == "scattergl"
