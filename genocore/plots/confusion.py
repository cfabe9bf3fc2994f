"""Confusion matrix."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.layout import distinct

_SHADES = [
    [0, "rgba(11,110,110,0.06)"],
    [0.5, "rgba(11,110,110,0.3)"],
    [0.5, "rgba(11,110,110,0.8)"],
    [1, "rgb(11,110,110)"],
]
"""Pale up to a half, dark above: text is readable on either, in both themes."""


def confusion(frame: pd.DataFrame) -> Any:
    """Draw what `genocore.evaluation.confusion` returned: counts, and the share of each true class."""
    import plotly.graph_objects as go

    shares = frame.pivot(index="true", columns="predicted", values="row_percent")
    order = list(dict.fromkeys(frame["true"]))
    shares = shares.loc[order, order]
    shown = distinct(order, 20)
    names = list(shown.values())
    figure = go.Figure(
        go.Heatmap(
            z=shares.to_numpy(), x=names, y=names, zmin=0, zmax=100, showscale=False, xgap=2, ygap=2,
            colorscale=_SHADES,
            hovertemplate="true %{y}, predicted %{x}: %{z:.1f} % of the true class<extra></extra>",
        )
    )  # fmt: skip
    text = frame["count"].map("{:,}".format) + frame["row_percent"].map(lambda share: f"<br>{share:.0f} %").where(
        frame["row_percent"].notna(), ""
    )
    dark = frame["row_percent"] > 50  # white is readable there in both themes; elsewhere the theme's own text colour is
    for rows, font in ((dark, {"color": "white"}), (~dark, {})):
        figure.add_scatter(
            x=frame.loc[rows, "predicted"].map(shown), y=frame.loc[rows, "true"].map(shown),
            text=text[rows], mode="text", textfont={"size": 14, **font}, hoverinfo="skip", showlegend=False,
            unselected={"textfont": {"color": font.get("color", "#808080")}},  # else clicking would fade all numbers
        )  # fmt: skip
    # a heat map's cells cannot be selected; these invisible points can
    figure.add_scatter(
        x=frame["predicted"].map(shown), y=frame["true"].map(shown), mode="markers", showlegend=False,
        marker={"size": 44, "symbol": "square", "opacity": 0}, customdata=[[row] for row in range(len(frame))],
        selected={"marker": {"opacity": 0}}, unselected={"marker": {"opacity": 0}},
        hovertext=["" if share != share else f"{share:.1f} % of the true class" for share in frame["row_percent"]],
        hovertemplate="true %{y}, predicted %{x}: %{hovertext}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(title="Predicted", type="category", side="bottom", showgrid=False)
    figure.update_yaxes(title="True", type="category", autorange="reversed", showgrid=False)
    figure.update_layout(
        height=max(300, 70 * len(names) + 110), margin={"l": 10, "r": 10, "t": 20, "b": 10}, clickmode="event+select"
    )
    return figure
