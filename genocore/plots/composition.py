"""Bars of base composition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from genocore.plots.layout import distinct
from genocore.plots.series import NAME, legend_above


def base_shares(summary: pd.DataFrame, order: Sequence[str]) -> Any:
    """Draw the share of each base in each class, from what `genocore.exploration.composition.class_summary` returned.

    Bars stand side by side in the order of the legend; classes are those of `order`.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    shown, rows = distinct(order, NAME), summary.set_index("class")
    for name in order:
        figure.add_bar(
            x=list("ACGT"), y=rows.loc[[name], list("ACGT")].iloc[0].tolist(), name=shown[name],
            hovertemplate="%{x}: %{y:.1%}<extra>" + shown[name] + "</extra>",
        )  # fmt: skip
    figure.update_xaxes(title="Base", type="category")
    figure.update_yaxes(title="Share of A, C, G and T", tickformat=".0%", rangemode="tozero")
    figure.update_layout(barmode="group", showlegend=len(order) > 1)
    return legend_above(figure, 340)
