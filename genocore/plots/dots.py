"""Dots with intervals: one score for each of a few things."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.layout import distinct, plain
from genocore.plots.series import GREY


def dots(frame: pd.DataFrame, x: str, *, line: float | None = None, said: str = "") -> Any:
    """Draw one row a dot, with its interval.

    Parameters
    ----------
    frame : DataFrame
        Columns ``name``, ``value``, ``low``, ``high`` (NaN or None for no interval) and, if known, ``n``.
    x : str
        What is drawn.
    line : float, optional
        Where a dashed line stands, for comparison.
    said : str
        What the line is.
    """
    import plotly.graph_objects as go

    frame = frame.astype(dict.fromkeys(("value", "low", "high"), float))  # None becomes NaN
    names = distinct(frame["name"])
    hover = "%{y}: %{x:.3f}<br>%{customdata}<extra></extra>"
    notes = []
    for row in frame.to_dict("records"):
        parts = [] if row["low"] != row["low"] else [f"95 % {row['low']:.3f} to {row['high']:.3f}"]
        notes.append(", ".join([*parts, *([f"{row['n']:,} records"] if "n" in frame else [])]))
    error = {
        "type": "data", "symmetric": False, "thickness": 1.5, "width": 5,
        "array": (frame["high"] - frame["value"]).fillna(0), "arrayminus": (frame["value"] - frame["low"]).fillna(0),
    }  # fmt: skip
    figure = go.Figure(
        go.Scatter(
            x=frame["value"], y=frame["name"].map(names), mode="markers", marker={"size": 11}, error_x=error,
            customdata=notes, hovertemplate=hover, showlegend=False,
        )
    )  # fmt: skip
    if line is not None:
        figure.add_vline(
            x=line, line={"color": GREY, "dash": "dash", "width": 1}, annotation_text=plain(said),
            annotation_font_size=11, annotation_position="top",
        )  # fmt: skip
    figure.update_xaxes(title=x, zeroline=False)
    figure.update_yaxes(type="category", autorange="reversed")
    figure.update_layout(height=105 + 32 * max(len(frame), 2), margin={"l": 10, "r": 10, "t": 30, "b": 10})
    return figure


def spoken(frame: pd.DataFrame) -> str:
    """Return the dots as words, for those who cannot see them.

    Examples
    --------
    >>> spoken(pd.DataFrame({"name": ["short", "long"], "value": [0.5, 0.75]}))
    'short 0.50, long 0.75'
    """
    return ", ".join(f"{row['name']} {row['value']:.2f}" for row in frame[["name", "value"]].to_dict("records"))
