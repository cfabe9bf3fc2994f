"""Histograms of several groups on shared bins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from genocore.plots.layout import DASHES, distinct
from genocore.plots.series import NAME, legend_above

FILLED_UP_TO = 3
"""Groups up to which the area below each outline is shaded; more of them hide each other."""


def histogram(frame: pd.DataFrame, order: Sequence[str], x: str, *, log: bool = False, unit: str = "") -> Any:
    """Draw what `genocore.exploration.composition.distribution` returned: outlines of shares, one a group.

    Parameters
    ----------
    frame : DataFrame
    order : sequence of str
        Groups to draw, in this order; one without values keeps its colour free.
    x : str
        Title of the axis, with its unit.
    log : bool, default False
        The bins are equally wide on a log10 scale.
    unit : str
        Written behind numbers when the pointer is on a bin, e.g. ``"bp"``.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    shown = distinct(order, NAME)
    for index, name in enumerate(order):
        rows = frame[frame["group"] == name]
        places, shares, texts = _outline(rows, log, unit)
        figure.add_scatter(
            x=places, y=shares, name=shown[name], mode="lines", hovertext=texts,
            hoverinfo=["text+name" if text else "skip" for text in texts],
            line={"shape": "hvh", "dash": DASHES[index % len(DASHES)], "width": 2},
            fill="tozeroy" if len(order) <= FILLED_UP_TO else "none",
        )  # fmt: skip
    figure.update_xaxes(title=x, type="log" if log else "linear")
    figure.update_yaxes(title="Share of its records", tickformat=".0~%", rangemode="tozero")
    figure.update_layout(showlegend=len(order) > 1)
    return legend_above(figure, 340)


def _outline(rows: pd.DataFrame, log: bool, unit: str) -> tuple[list[float], list[float], list[str]]:
    """Return the middle of each bin, and of an empty one beyond each end, with heights and texts.

    Steps half-way between middles are at the borders of bins, as these are equally wide on the axis that is drawn.
    """
    if rows.empty or rows["share"].isna().all():
        return [], [], []
    low, high = rows["low"].tolist(), rows["high"].tolist()
    if log:
        middles = [(a * b) ** 0.5 for a, b in zip(low, high, strict=True)]
        ends = (low[0] ** 1.5 / high[0] ** 0.5, high[-1] ** 1.5 / low[-1] ** 0.5)
    else:
        middles = [(a + b) / 2 for a, b in zip(low, high, strict=True)]
        ends = (1.5 * low[0] - 0.5 * high[0], 1.5 * high[-1] - 0.5 * low[-1])
    texts = [
        f"{a:.4g}–{b:.4g}{unit and ' ' + unit}: {share:.1%} ({count:,} records)"
        for a, b, share, count in zip(low, high, rows["share"], rows["count"], strict=True)
    ]
    return [ends[0], *middles, ends[1]], [0.0, *rows["share"].tolist(), 0.0], ["", *texts, ""]
