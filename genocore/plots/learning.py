"""How a network learns: its loss after each epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from genocore.plots.series import legend_above


def learning_curve(curve: Mapping[str, Sequence[float]]) -> Any:
    """Draw the loss on the records trained on, and on those set aside to decide when to stop.

    Parameters
    ----------
    curve : mapping
        ``epoch``, ``train`` and ``validation``, of equal length.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for name, words, dash in (("train", "trained on", "solid"), ("validation", "set aside", "dash")):
        figure.add_scatter(
            x=list(curve["epoch"]), y=list(curve[name]), mode="lines+markers", name=words, line={"dash": dash},
            marker={"size": 5}, hovertemplate="epoch %{x}: %{y:.4f}<extra>" + words + "</extra>",
        )  # fmt: skip
    figure.update_xaxes(title="Epoch", rangemode="tozero")
    figure.update_yaxes(title="Loss")
    return legend_above(figure, 280)
