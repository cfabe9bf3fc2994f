"""Dots with intervals: how well a property tells classes apart, how strongly a feature follows a value."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.layout import plain
from genocore.plots.series import GREY, legend_above

LIGHTS = {
    "fail": ("■ stands out", "square", "#C2410C"),
    "warn": ("◆ caution", "diamond", "#C07F00"),
    "pass": ("● no problem", "circle", "#009E73"),
    "same": ("○ the same in all records", "circle-open", GREY),
    "unknown": ("✕ too few records", "x", GREY),
}
"""Verdict of the audit -> its words, and the symbol and colour it is drawn with."""


def bias(frame: pd.DataFrame) -> Any:
    """Draw one class's rows of what `genocore.exploration.bias.audit` returned: AUROC with 95 % intervals."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for light, (words, symbol, colour) in LIGHTS.items():
        rows = frame[(frame["light"] == light) & frame["auroc"].notna()]
        figure.add_scatter(
            x=rows["auroc"], y=rows["label"], mode="markers", name=words[2:], showlegend=len(rows) > 0,
            marker={"symbol": symbol, "color": colour, "size": 11}, error_x=_interval(rows, "auroc", colour),
            hovertemplate="%{y}: AUROC %{x:.3f}<extra>" + words + "</extra>",
        )  # fmt: skip
    for border in (0.5, 0.6, 0.7):
        figure.add_vline(x=border, line={"dash": "dot", "color": GREY, "width": 1})
    labels = frame["label"].tolist()
    figure.update_xaxes(
        title="AUROC of this property alone",
        range=[0.38, 1.02],
        tickvals=[0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
        ticktext=["0.4", "0.5<br>guessing", "0.6", "0.7", "0.8", "0.9", "1"],
    )
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=labels[::-1], range=[-0.6, len(labels) - 0.4]
    )
    return legend_above(figure, 125 + 34 * len(labels))


def correlations(frame: pd.DataFrame, top: int = 20) -> Any:
    """Draw the first rows of what `genocore.exploration.target.correlate` returned: Spearman with 95 % intervals."""
    import plotly.graph_objects as go

    shown = frame[frame["spearman"].notna()].head(top)
    figure = go.Figure()
    for found, words, symbol in ((True, "q at most 0.05", "circle"), (False, "q above 0.05", "circle-open")):
        rows = shown[(shown["q"] <= 0.05) == found]
        figure.add_scatter(
            x=rows["spearman"], y=[plain(name) for name in rows["feature"]], mode="markers", name=words,
            showlegend=len(rows) > 0, marker={"symbol": symbol, "size": 10},
            error_x={**_interval(rows, "spearman"), "thickness": 1},
            customdata=rows[["p", "q", "n"]].to_numpy(),
            hovertemplate="%{y}: %{x:.3f}<br>p %{customdata[0]:.2g}, q %{customdata[1]:.2g}, "
            "%{customdata[2]:,} records<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=0, line={"color": GREY, "width": 1})
    names = [plain(name) for name in shown["feature"]]
    figure.update_xaxes(title="Rank correlation with the value (Spearman)", range=[-1.05, 1.05])
    figure.update_yaxes(type="category", categoryorder="array", categoryarray=names[::-1])
    return legend_above(figure, 120 + 24 * max(len(shown), 3))


def _interval(rows: pd.DataFrame, middle: str, colour: str | None = None) -> dict[str, Any]:
    """Return whiskers to ``low`` and ``high``; none where there is no interval."""
    return {
        "type": "data", "symmetric": False, "array": (rows["high"] - rows[middle]).fillna(0).tolist(),
        "arrayminus": (rows[middle] - rows["low"]).fillna(0).tolist(), "thickness": 2,
        **({"color": colour} if colour else {}),
    }  # fmt: skip
