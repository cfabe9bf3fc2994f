"""ROC, precision-recall and calibration curves."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.layout import DASHES, distinct, unit_axes


def roc(frame: pd.DataFrame) -> Any:
    """Draw what `genocore.evaluation.roc_curve` returned; the diagonal is guessing."""
    import plotly.graph_objects as go

    figure = go.Figure()
    shown = distinct(frame["class"])
    for index, (name, curve) in enumerate(frame.groupby("class", sort=False)):
        figure.add_scatter(
            x=curve["fpr"], y=curve["tpr"], name=shown[name], mode="lines", line={"dash": DASHES[index % len(DASHES)]}
        )
    figure.add_scatter(
        x=[0, 1], y=[0, 1], name="guessing", mode="lines", line={"dash": "dot", "color": "#888888", "width": 1},
        hoverinfo="skip",
    )  # fmt: skip
    return unit_axes(figure, "False positive rate", "True positive rate")


def precision_recall(frame: pd.DataFrame) -> Any:
    """Draw what `genocore.evaluation.precision_recall_curve` returned; thin lines are each class's prevalence."""
    import plotly.graph_objects as go

    figure = go.Figure()
    shown = distinct(frame["class"])
    for index, (name, curve) in enumerate(frame.groupby("class", sort=False)):
        dash = DASHES[index % len(DASHES)]
        shape = {"dash": dash, "shape": "hv"}
        figure.add_scatter(x=curve["recall"], y=curve["precision"], name=shown[name], mode="lines", line=shape)
        figure.add_hline(y=float(curve["prevalence"].iloc[0]), line={"dash": dash, "color": "#888888", "width": 1})
    return unit_axes(figure, "Recall", "Precision")


def calibration(frame: pd.DataFrame) -> Any:
    """Draw what `genocore.evaluation.calibration_curve` returned; on the diagonal probabilities are what they say."""
    import plotly.graph_objects as go

    figure = go.Figure()
    shown = distinct(frame["class"])
    for index, (name, curve) in enumerate(frame.groupby("class", sort=False)):
        error = {
            "visible": len(shown) == 1,  # those of several classes hide each other
            "type": "data", "symmetric": False, "thickness": 1,
            "array": curve["high"] - curve["observed"], "arrayminus": curve["observed"] - curve["low"],
        }  # fmt: skip
        figure.add_scatter(
            x=curve["mean_predicted"], y=curve["observed"], error_y=error, name=shown[name], mode="lines+markers",
            line={"dash": DASHES[index % len(DASHES)]}, customdata=curve["n"],
            hovertemplate="said %{x:.2f}, found %{y:.2f} in %{customdata:,} records<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=[0, 1], y=[0, 1], name="calibrated", mode="lines", line={"dash": "dot", "color": "#888888", "width": 1},
        hoverinfo="skip",
    )  # fmt: skip
    return unit_axes(figure, "Probability given", "Share found")
