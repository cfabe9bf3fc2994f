"""How a model learns: a network with each epoch, any model with more records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

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


def score_by_records(frame: pd.DataFrame, score: str) -> Any:
    """Draw a score, with its interval, against the number of records learnt from.

    Parameters
    ----------
    frame : DataFrame
        ``records``, ``value``, ``low``, ``high``, one row a point, ascending.
    score : str
        Its name.
    """
    import plotly.graph_objects as go

    error = {
        "type": "data", "symmetric": False, "thickness": 1.5,
        "array": (frame["high"] - frame["value"]).fillna(0), "arrayminus": (frame["value"] - frame["low"]).fillna(0),
    }  # fmt: skip
    figure = go.Figure(
        go.Scatter(
            x=frame["records"], y=frame["value"], mode="lines+markers", marker={"size": 8}, error_y=error,
            hovertemplate="%{x:,.0f} records: %{y:.3f}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_xaxes(title="Records learnt from", rangemode="tozero")
    figure.update_yaxes(title=score)
    figure.update_layout(height=260, margin={"l": 10, "r": 10, "t": 20, "b": 10})
    return figure
