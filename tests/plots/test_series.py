from plotly import graph_objects as go

from genocore.plots.series import BASE_COLOURS, SYMBOLS, legend_above


def lines(number):
    return go.Figure([go.Scatter(y=[0, 1], name=str(index)) for index in range(number)])


def test_ten_groups_can_be_told_apart_by_symbol():
    assert len(set(SYMBOLS)) == len(SYMBOLS) == 10


def test_each_base_has_a_colour_of_its_own():
    assert "".join(BASE_COLOURS) == "ACGT"
    assert len(set(BASE_COLOURS.values())) == 4


def test_the_legend_stands_above_the_plot():
    legend = legend_above(lines(2), 340).layout.legend
    assert (legend.orientation, legend.yanchor) == ("h", "bottom")
    assert legend.y >= 1


def test_a_long_legend_makes_the_figure_higher():
    assert legend_above(lines(4), 340).layout.height == 340
    assert legend_above(lines(9), 340).layout.height == 440


def test_what_is_not_in_the_legend_needs_no_room():
    figure = lines(9)
    figure.update_traces(showlegend=False)
    assert legend_above(figure, 340).layout.height == 340
