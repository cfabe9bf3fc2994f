"""Confusion matrix."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.layout import plain


def confusion(frame: pd.DataFrame) -> Any:
    """Draw what `genocore.evaluation.confusion` returned: counts, and the share of each true class."""
    import plotly.graph_objects as go

    counts = frame.pivot_table(index="true", columns="predicted", values="count", sort=False, dropna=False)
    shares = frame.pivot_table(index="true", columns="predicted", values="row_percent", sort=False, dropna=False)
    names = [plain(name, 20) for name in counts.columns]
    text = [
        [
            f"{count:,.0f}<br>{share:.0f} %" if share == share else f"{count:,.0f}"
            for count, share in zip(*rows, strict=True)
        ]
        for rows in zip(counts.to_numpy(), shares.to_numpy(), strict=True)
    ]
    figure = go.Figure(
        go.Heatmap(
            z=shares.to_numpy(), x=names, y=names, text=text, texttemplate="%{text}", zmin=0, zmax=100,
            colorscale=[[0, "rgba(11,110,110,0.06)"], [1, "rgba(11,110,110,0.85)"]], showscale=False,
            hovertemplate="true %{y}, predicted %{x}: %{z:.1f} % of the true class<extra></extra>", xgap=2, ygap=2,
        )
    )  # fmt: skip
    figure.update_xaxes(title="Predicted", type="category", side="bottom", showgrid=False)
    figure.update_yaxes(title="True", type="category", autorange="reversed", showgrid=False)
    figure.update_layout(height=max(300, 70 * len(names) + 110), margin={"l": 10, "r": 10, "t": 20, "b": 10})
    return figure
