"""A window on sequences: letters on coloured cells, with places that are marked."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.layout import plain

_CELLS = ("#bfe8d6", "#c3dcf7", "#f5deb0", "#f6c9cf", "#e2e2e2")
"""Pale enough for dark letters in both themes: A, C, G, T, any other."""
_MARK = "#B0005A"


def sequences(records: pd.DataFrame, start: int, columns: int, marks: pd.DataFrame | None = None) -> Any:
    """Draw pieces of sequences, one a row.

    Parameters
    ----------
    records : DataFrame
        From the top: ``id``, and ``letters``, those from `start` on, at most `columns` of them.
    start : int
        1-based position of the first column.
    columns : int
        Positions shown.
    marks : DataFrame, optional
        ``line`` (0-based row of `records`), ``position`` (1-based) and ``length`` of places to frame.
    """
    import plotly.graph_objects as go

    lines = [text.ljust(columns) for text in records["letters"]]
    scale = [[edge / 5, colour] for code, colour in enumerate(_CELLS) for edge in (code, code + 1)]
    figure = go.Figure(
        go.Heatmap(
            z=[[None if letter == " " else max("ACGT".find(letter), -1) % 5 for letter in text] for text in lines],
            text=[list(text) for text in lines], texttemplate="%{text}", x=list(range(start, start + columns)),
            y=list(range(len(lines))), zmin=-0.5, zmax=4.5, colorscale=scale, showscale=False, xgap=1, ygap=2,
            textfont={"family": "monospace"}, hoverongaps=False,
            customdata=[[plain(name)] * columns for name in records["id"]],
            hovertemplate="%{customdata}<br>position %{x}: %{text}<extra></extra>",
        )
    )  # fmt: skip
    places = [] if marks is None else marks[["line", "position", "length"]].to_numpy().tolist()
    for line, position, length in places:
        left, right = max(position, start), min(position + length, start + columns)
        if left < right:
            figure.add_shape(
                type="rect", x0=left - 0.5, x1=right - 0.5, y0=line - 0.46, y1=line + 0.46,
                line={"color": _MARK, "width": 2.5},
            )  # fmt: skip
    names = [plain(name, 18) for name in records["id"]]
    figure.update_xaxes(
        title="Position (bp)", side="top", showgrid=False, zeroline=False, range=[start - 0.5, start + columns - 0.5]
    )
    figure.update_yaxes(
        tickvals=list(range(len(lines))), ticktext=names, range=[len(lines) - 0.5, -0.5], showgrid=False, zeroline=False
    )
    figure.update_layout(height=90 + 22 * max(len(lines), 2), margin={"l": 10, "r": 10, "t": 50, "b": 10})
    return figure
