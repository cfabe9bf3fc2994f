"""A map of records: one point each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from genocore.plots.layout import distinct, plain
from genocore.plots.series import GREY, NAME, SVG_UP_TO, SYMBOLS, legend_above

SHADES = [[0, "#3f5fb0"], [0.25, "#2f86a8"], [0.5, "#2fa37c"], [0.75, "#8fae3a"], [1, "#e0a320"]]
"""Colours of numbers, low to high: as Viridis, without what is lost on a dark or a light page."""


def points(frame: pd.DataFrame, groups: Sequence[str], x: str, y: str, *, value: str = "") -> Any:
    """Draw records as points, with a symbol and colour a group or, for numbers, shades.

    Parameters
    ----------
    frame : DataFrame
        Columns ``x``, ``y``, ``row`` (goes into ``customdata``), ``id``, and ``group``, or ``value`` (NaN where
        it is not known).
    groups : sequence of str
        Groups in order; of no use for numbers.
    x, y : str
        Titles of the axes.
    value : str
        Name of the numbers; if given, points are shaded by ``frame["value"]``.
    """
    import plotly.graph_objects as go

    scatter = go.Scattergl if len(frame) > SVG_UP_TO else go.Scatter
    size = 7 if len(frame) <= SVG_UP_TO else 5
    figure = go.Figure()
    names = [value, "no value"] if value else groups
    for index, name in enumerate(names):
        rows = frame[frame["value"].notna() == (index == 0)] if value else frame[frame["group"] == name]
        marker: dict[str, Any] = {"size": size, "opacity": 0.7, "symbol": SYMBOLS[index % len(SYMBOLS)]}
        if value and index:
            marker |= {"color": GREY, "symbol": "circle-open"}
        elif value:
            marker |= {
                "color": rows["value"], "showscale": True, "colorbar": {"title": plain(value)}, "colorscale": SHADES,
                "line": {"width": 0.5, "color": GREY},
            }  # fmt: skip
        label = plain(name) if value else distinct(groups, NAME)[name]
        figure.add_trace(
            scatter(
                x=rows["x"], y=rows["y"], mode="markers", name=label, marker=marker,
                showlegend=len(groups) > 1 and not value,
                customdata=[[row, plain(name)] for row, name in zip(rows["row"], rows["id"], strict=True)],
                hovertemplate="%{customdata[1]}<extra>" + label + "</extra>",
            )
        )  # fmt: skip
    figure.update_xaxes(title=x, zeroline=False)
    figure.update_yaxes(title=y, zeroline=False)
    figure.update_layout(dragmode="lasso")
    return legend_above(figure, 520)
