"""Which base becomes which: the six kinds of substitution, and their 96 contexts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.layout import plain
from genocore.plots.series import GREY

_COLOURS = {
    "C>A": "#1E9BD0",
    "C>G": "#6A6FC1",
    "C>T": "#D1495B",
    "T>A": GREY,
    "T>C": "#5A9A3C",
    "T>G": "#C56FA5",
}
"""Close to those of published spectra, without the black and the pale ones, which one theme or the other would hide."""


def six_classes(frame: pd.DataFrame) -> Any:
    """Draw the share of each kind of substitution, with its number.

    Parameters
    ----------
    frame : DataFrame
        Columns ``change`` (such as C>T), ``n`` and ``share``, in the order of the bars.
    """
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Bar(
            x=[plain(change) for change in frame["change"]], y=frame["share"].tolist(),
            marker={"color": [_COLOURS.get(change, GREY) for change in frame["change"]]},
            text=[f"{n:,}" for n in frame["n"]], textposition="outside", cliponaxis=False,
            hovertemplate="%{x}: %{text} (%{y:.1%})<extra></extra>",
        )
    )  # fmt: skip
    figure.update_xaxes(title="Substitution", type="category", showgrid=False)
    figure.update_yaxes(title="Share of substitutions", tickformat=".0~%", rangemode="tozero")
    figure.update_layout(height=320, margin={"l": 10, "r": 10, "t": 30, "b": 10})
    return figure


def contexts(frame: pd.DataFrame) -> Any:
    """Draw how often each substitution is between which neighbours.

    Parameters
    ----------
    frame : DataFrame
        Columns ``change``, ``context`` (such as A[C>T]G) and ``n``, in the order of the bars; those of one change
        follow each other.
    """
    import plotly.graph_objects as go

    figure, left = go.Figure(), -0.5
    for change, rows in frame.groupby("change", sort=False):
        colour, label, right = _COLOURS.get(str(change), GREY), plain(change), left + len(rows)
        figure.add_bar(
            x=[plain(context) for context in rows["context"]], y=rows["n"].tolist(), name=label, marker_color=colour,
            hovertemplate="%{x}: %{y:,}<extra></extra>",
        )  # fmt: skip
        figure.add_shape(
            type="rect", x0=left + 0.1, x1=right - 0.1, yref="paper", y0=1.01, y1=1.04, fillcolor=colour, line_width=0
        )
        figure.add_annotation(
            x=(left + right) / 2, y=1.04, yref="paper", yanchor="bottom", text=label, showarrow=False
        )  # fmt: skip
        left = right
    figure.update_xaxes(  # every bar has its name
        title="Substitution and its neighbours", type="category", tickangle=-90, tickfont={"size": 8}, dtick=1,
        showgrid=False,
    )  # fmt: skip
    figure.update_yaxes(title="Substitutions", tickformat=",d", rangemode="tozero")
    figure.update_layout(height=380, margin={"l": 10, "r": 10, "t": 40, "b": 10}, showlegend=False, bargap=0.2)
    return figure
