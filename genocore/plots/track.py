"""What a model says along a long sequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from genocore.plots.layout import DASHES, distinct
from genocore.plots.series import NAME, SVG_UP_TO, legend_above

DRAWN = 20_000
"""Windows drawn; of more every second, third, ... one."""


def track(frame: pd.DataFrame, columns: Sequence[str], names: Sequence[str], title: str) -> Any:
    """Draw columns of predictions against the middle of each window.

    Parameters
    ----------
    frame : DataFrame
        Windows of one sequence, in order: ``start`` (1-based), ``length`` (bp) and `columns`.
    columns, names : sequence of str
        What to draw, and what to call it.
    title : str
        Of the vertical axis.
    """
    import plotly.graph_objects as go

    chances = all(column.startswith("p_") for column in columns)
    frame = frame.iloc[:: -(-len(frame) // DRAWN) or 1]
    scatter = go.Scattergl if len(frame) > SVG_UP_TO else go.Scatter
    middle = frame["start"] + (frame["length"] - 1) / 2
    figure, shown = go.Figure(), distinct(names, NAME)
    for index, (column, name) in enumerate(zip(columns, names, strict=True)):
        figure.add_trace(
            scatter(
                x=middle, y=frame[column], mode="lines", name=shown[name], line={"dash": DASHES[index % len(DASHES)]},
                hovertemplate="position %{x:,.0f}: %{y:.3f}<extra>" + shown[name] + "</extra>",
            )
        )  # fmt: skip
    figure.update_xaxes(title="Position (bp), middle of the window")
    figure.update_yaxes(title=title, range=[0, 1.02] if chances else None)
    return legend_above(figure, 320)
