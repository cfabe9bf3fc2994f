"""Predicted against measured numbers, and what the errors depend on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.layout import plain
from genocore.plots.series import GREY, SVG_UP_TO, legend_above

DRAWN = 20_000
"""Points drawn; of more a random sample, the same every time."""


def thin(frame: pd.DataFrame) -> pd.DataFrame:
    """Return at most `DRAWN` rows, in order."""
    if len(frame) <= DRAWN:
        return frame
    return frame.sample(DRAWN, random_state=0).sort_index()


def predicted_against_true(frame: pd.DataFrame, unit: str = "value") -> Any:
    """Draw each record at its measured and predicted value, with the line on which both are equal.

    Parameters
    ----------
    frame : DataFrame
        Columns ``id``, ``true``, ``pred``.
    unit : str
        What the values are, for the axes.
    """
    figure = _points(frame, "true", "pred", "measured %{x:.4g}, predicted %{y:.4g}")
    ends = [float(frame[["true", "pred"]].min().min()), float(frame[["true", "pred"]].max().max())]
    figure.add_scatter(
        x=ends, y=ends, mode="lines", line={"color": GREY, "dash": "dash"}, name="equal", hoverinfo="skip"
    )
    figure.update_xaxes(title=f"Measured {unit}", zeroline=False)
    figure.update_yaxes(title=f"Predicted {unit}", zeroline=False)
    return legend_above(figure, 440)


def errors_against(frame: pd.DataFrame, x: str, title: str) -> Any:
    """Draw each record's error against a property, with the mean error of tenths of the records.

    Parameters
    ----------
    frame : DataFrame
        Columns ``id``, ``error`` (predicted - measured) and `x`.
    x, title : str
        Column and title of the horizontal axis.
    """
    figure = _points(frame, x, "error", "%{x:.4g}: error %{y:+.4g}")
    if frame[x].nunique() > 1:
        tenth = pd.qcut(frame[x].rank(method="average"), 10, labels=False, duplicates="drop")
        means = frame.groupby(tenth)[[x, "error"]].mean()
        figure.add_scatter(
            x=means[x], y=means["error"], mode="lines+markers", name="mean of tenths", line={"color": "#C07F00"},
            marker={"symbol": "diamond", "size": 9}, hovertemplate="mean error %{y:+.4g}<extra></extra>",
        )  # fmt: skip
    figure.add_hline(y=0, line={"color": GREY, "dash": "dash"})
    figure.update_xaxes(title=title, zeroline=False)
    figure.update_yaxes(title="Predicted − measured", zeroline=False)
    return legend_above(figure, 380)


def _points(frame: pd.DataFrame, x: str, y: str, words: str) -> Any:
    import plotly.graph_objects as go

    shown = thin(frame)
    scatter = go.Scattergl if len(shown) > SVG_UP_TO else go.Scatter
    size = 7 if len(shown) <= SVG_UP_TO else 4
    points = scatter(
        x=shown[x], y=shown[y], mode="markers", name="records", marker={"size": size, "opacity": 0.5},
        customdata=[plain(name) for name in shown["id"]], hovertemplate="%{customdata}: " + words + "<extra></extra>",
    )  # fmt: skip
    return go.Figure(points)
