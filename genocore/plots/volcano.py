"""Volcano plot: size of an effect against how surprising it is."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Any

import pandas as pd

from genocore.plots.layout import distinct, plain
from genocore.plots.series import GREY, NAME, SVG_UP_TO, legend_above

DRAWN = 20_000
"""Words drawn, those of the smallest p; the rest lie in a heap at the bottom."""
LEAST = 1e-300
"""A p below this, down to 0, is drawn here."""
LIMIT = 0.05
_OTHERS = "#A0522D"
"""Of words that several classes together have more of: no class has this colour."""


def volcano(frame: pd.DataFrame, classes: Sequence[str], positive: str) -> Any:
    """Draw what `genocore.exploration.enrichment.kmer_enrichment` returned.

    Parameters
    ----------
    frame : DataFrame
        Sorted by p. The word of each point is in its ``customdata``.
    classes : sequence of str
        All classes of the data in their order, which gives each its colour.
    positive : str
        The class whose words have positive log2 odds.

    Notes
    -----
    The dotted line is at the largest p whose q is at most 0.05: the words on and above it are those found.
    """
    import plotly.graph_objects as go

    scatter = go.Scattergl if min(len(frame), DRAWN) > SVG_UP_TO else go.Scatter
    shown, drawn, found = distinct(classes, NAME), frame.head(DRAWN), frame["q"] <= LIMIT
    up, down = found & (frame["log2_odds"] > 0), found & (frame["log2_odds"] <= 0)
    other = next((name for name in classes if name != positive), None) if len(classes) == 2 else None
    figure = go.Figure()
    for name in classes:  # a trace each, so that the class has the colour it has elsewhere
        mask = up if name == positive else down if name == other else None
        label = f"more in {shown[name]}"
        symbol = "triangle-up" if name == positive else "triangle-down"
        figure.add_trace(_points(scatter, drawn[mask[: len(drawn)]] if mask is not None else drawn[:0], label, symbol))
    if other is None:
        figure.add_trace(_points(scatter, drawn[down[: len(drawn)]], "more in the others", "triangle-down", _OTHERS))
    figure.add_trace(_points(scatter, drawn[~found[: len(drawn)]], f"q above {LIMIT}", "circle", GREY, opacity=0.4))
    if found.any():
        line = -log10(max(float(frame.loc[found, "p"].max()), LEAST))
        figure.add_hline(
            y=line, line={"dash": "dot", "color": GREY, "width": 1}, annotation_text=f"q = {LIMIT}",
            annotation_position="top right",
        )  # fmt: skip
    figure.add_vline(x=0, line={"color": GREY, "width": 1})
    figure.update_xaxes(title=f"log2 odds ratio (right: more in {shown[positive]})")
    figure.update_yaxes(title="−log10 p", rangemode="tozero")
    figure.update_layout(dragmode="select")
    return legend_above(figure, 460)


def _points(scatter: Any, rows: pd.DataFrame, name: str, symbol: str, colour: str | None = None, **marker: Any) -> Any:
    return scatter(
        x=rows["log2_odds"], y=[-log10(max(p, LEAST)) for p in rows["p"]], mode="markers", name=name,
        showlegend=len(rows) > 0,
        marker={"symbol": symbol, "size": 7, **({"color": colour} if colour else {}), **marker},
        customdata=[[plain(word), p, q] for word, p, q in zip(rows["word"], rows["p"], rows["q"], strict=True)],
        hovertemplate="<b>%{customdata[0]}</b><br>log2 odds %{x:.2f}<br>p %{customdata[1]:.2g}, "
        "q %{customdata[2]:.2g}<extra></extra>",
    )  # fmt: skip
