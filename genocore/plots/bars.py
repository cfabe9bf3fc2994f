"""Bars: records of each class, importance of each feature."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.layout import distinct, plain

MOST_CLASSES = 30


def class_counts(counts: dict[str, int]) -> Any:
    """Draw how many records each class has: the `MOST_CLASSES` commonest, the others in one bar."""
    import plotly.graph_objects as go

    if len(counts) > MOST_CLASSES:
        common = dict(sorted(counts.items(), key=lambda item: -item[1])[:MOST_CLASSES])
        rest = len(counts) - MOST_CLASSES
        counts = {**common, f"{rest:,} other classes": sum(counts.values()) - sum(common.values())}
    names = list(distinct(counts).values())
    values = list(counts.values())
    figure = go.Figure(go.Bar(x=values, y=names, orientation="h", text=[f"{n:,}" for n in values], textposition="auto"))
    figure.update_xaxes(title="Records", rangemode="tozero")
    figure.update_yaxes(type="category", autorange="reversed")
    figure.update_layout(height=60 + 36 * max(len(names), 2), margin={"l": 10, "r": 10, "t": 10, "b": 10})
    return figure


def importance(frame: pd.DataFrame, score: str = "AUROC", top: int = 20) -> Any:
    """Draw what `genocore.explanation.importance.permutation_importance` returned: the `top` features, sd as bars."""
    import plotly.graph_objects as go

    shown = frame.head(top)
    figure = go.Figure(
        go.Bar(
            x=shown["loss"], y=[plain(name) for name in shown["feature"]], orientation="h",
            error_x={"type": "data", "array": shown["sd"], "thickness": 1},
            customdata=[[plain(text, 200)] for text in shown["description"]],
            hovertemplate="%{y}: %{x:.4f}<br>%{customdata[0]}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_xaxes(title=f"Loss of {score} when shuffled")
    figure.update_yaxes(type="category", autorange="reversed")
    figure.update_layout(height=60 + 24 * max(len(shown), 3), margin={"l": 10, "r": 10, "t": 10, "b": 10})
    return figure
