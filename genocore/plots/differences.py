"""Expression of samples with a mutation against those without: all genes, and one gene."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Any

import pandas as pd

from genocore.plots.layout import plain
from genocore.plots.lollipop import PICKED
from genocore.plots.series import GREY, SVG_UP_TO, legend_above

DRAWN = 20_000
"""Genes drawn, those of the smallest p; the rest lie in a heap at the bottom."""
LEAST = 1e-300
"""A p or q below this, down to 0, is drawn here."""
LABELLED = 8
"""Genes with their name beside them: the most significant ones."""
_PLOT = 340.0
"""Height of the highest point of a volcano in pixels, about."""
GROUPS = ("intact", "mutated")
"""From the left, as higher in mutated is to the right elsewhere."""


def volcano(frame: pd.DataFrame, alpha: float, *, measure: str = "p", picked: str | None = None) -> Any:
    """Draw each gene at its change of expression and how surprising this is.

    Parameters
    ----------
    frame : DataFrame
        Columns ``gene``, ``log2fc``, ``p``, ``q``, ``significant`` and ``testable``: other genes are not drawn.
        The gene as it is, not as it is shown, is first in the ``customdata`` of its point.
    alpha : float
        The largest q that is significant.
    measure : {"p", "q"}
        What the height is.
    picked : str, optional
        Gene with a ring and its name.

    Notes
    -----
    Genes on and above the dotted line are significant; for p it is at the largest that is, if there is any.
    """
    import plotly.graph_objects as go

    tested = frame[frame["testable"] & frame[measure].notna()].sort_values("p", kind="stable")
    drawn = tested.head(DRAWN)
    scatter = go.Scattergl if len(drawn) > SVG_UP_TO else go.Scatter
    up, down = drawn["significant"] & (drawn["log2fc"] > 0), drawn["significant"] & (drawn["log2fc"] <= 0)
    figure = go.Figure()
    for rows, name, marker in (
        (drawn[up], "higher in mutated", {"symbol": "triangle-up"}),
        (drawn[down], "lower in mutated", {"symbol": "triangle-down"}),
        (drawn[~(up | down)], "not significant", {"symbol": "circle", "color": GREY, "opacity": 0.4}),
    ):
        figure.add_trace(
            scatter(
                x=rows["log2fc"].tolist(), y=_heights(rows, measure), mode="markers", name=name,
                showlegend=len(rows) > 0, marker={"size": 7, **marker},
                customdata=[[g, plain(g), p, q] for g, p, q in zip(rows["gene"], rows["p"], rows["q"], strict=True)],
                hovertemplate="<b>%{customdata[1]}</b><br>log2 fold change %{x:.2f}<br>p %{customdata[2]:.2g}, "
                "q %{customdata[3]:.2g}<extra></extra>",
            )
        )  # fmt: skip
    line = tested.loc[tested["significant"], "p"].max() if measure == "p" else alpha
    if line == line:  # NaN if nothing is significant
        figure.add_hline(
            y=-log10(max(line, LEAST)), line={"dash": "dot", "color": GREY, "width": 1},
            annotation_text=f"q ≤ {alpha:g}", annotation_position="right",
        )  # fmt: skip
    ring = tested[tested["gene"] == picked]
    figure.add_scatter(
        x=ring["log2fc"].tolist(), y=_heights(ring, measure), mode="markers", hoverinfo="skip", showlegend=False,
        marker={"symbol": "circle-open", "size": 16, "color": PICKED, "line": {"width": 2}},
    )  # fmt: skip
    named = pd.concat([drawn[drawn["significant"]].head(LABELLED), ring]).drop_duplicates("gene")
    spots = list(zip(_heights(named, measure), named["log2fc"], named["gene"], strict=True))
    pixels = _PLOT / max([1, *_heights(drawn, measure)])
    free = {True: _PLOT, False: _PLOT}  # height up to which no name stands yet, right and left of the middle
    for y, x, gene in sorted(spots, key=lambda spot: -spot[0]):
        level = min(y * pixels, free[x > 0])
        free[x > 0] = level - 13
        figure.add_annotation(
            x=x, y=y, text=plain(gene, 20), font_size=11, xanchor="left" if x > 0 else "right",
            ax=22 if x > 0 else -22, ay=y * pixels - level, arrowhead=0, arrowwidth=1, arrowcolor=GREY, standoff=5,
        )  # fmt: skip
    figure.add_vline(x=0, line={"color": GREY, "width": 1})
    figure.update_xaxes(title="log2 fold change (right: higher in mutated)")
    figure.update_yaxes(title=f"−log10 {measure}", rangemode="tozero")
    return legend_above(figure, 460).update_layout(margin_r=70)  # room for the name of the line


def _heights(rows: pd.DataFrame, measure: str) -> list[float]:
    return [-log10(max(p, LEAST)) for p in rows[measure]]


def strip(
    values: Sequence[float], groups: Sequence[str], names: Sequence[str], *, paired: Sequence[int | None] | None = None
) -> Any:
    """Draw one gene's expression in each sample, with a box for each group.

    Parameters
    ----------
    values : sequence of float
        NaN where it was not measured: such samples are neither drawn nor counted.
    groups : sequence of {"mutated", "intact"}
    names : sequence of str
        Of the samples, told by the pointer.
    paired : sequence of int or None, optional
        Number of each sample's pair; lines join partners.
    """
    import plotly.graph_objects as go

    pairs = pd.array([None] * len(values) if paired is None else list(paired), dtype="Int64")
    frame = pd.DataFrame({"value": values, "group": groups, "name": names, "pair": pairs})
    frame = frame[frame["value"].notna()]
    # side by side without chance: multiples of the golden ratio keep apart
    aside = (frame.groupby("group").cumcount() * 0.618034 % 1 - 0.5) * 0.4
    frame["x"] = frame["group"].map(GROUPS.index) + aside
    parts = [frame[frame["group"] == group] for group in GROUPS]
    scatter = go.Scattergl if len(frame) > SVG_UP_TO else go.Scatter
    figure = go.Figure()
    for group, rows, symbol in zip(GROUPS, parts, ("circle", "diamond"), strict=True):
        figure.add_trace(
            scatter(
                x=rows["x"].tolist(), y=rows["value"].tolist(), mode="markers", name=group,
                marker={"symbol": symbol, "size": 7, "opacity": 0.7},
                customdata=[[plain(name)] for name in rows["name"]],
                hovertemplate="%{customdata[0]}: %{y:.4g}<extra>" + group + "</extra>",
            )
        )  # fmt: skip
    for place, rows in enumerate(parts):
        figure.add_box(
            y=rows["value"].tolist(), x=[place] * len(rows), width=0.6, boxpoints=False, hoverinfo="skip",
            fillcolor="rgba(0,0,0,0)", line={"color": GREY, "width": 1.5},
        )  # fmt: skip
    both = parts[0].merge(parts[1].dropna(subset="pair"), on="pair")
    figure.add_scatter(
        x=[x for ends in zip(both["x_x"], both["x_y"], strict=True) for x in (*ends, None)],
        y=[y for ends in zip(both["value_x"], both["value_y"], strict=True) for y in (*ends, None)],
        mode="lines", line={"color": GREY, "width": 1}, hoverinfo="skip",
    )  # fmt: skip
    ticks = [f"{group} (n = {len(rows):,})" for group, rows in zip(GROUPS, parts, strict=True)]
    figure.update_xaxes(tickvals=[0, 1], ticktext=ticks, range=[-0.5, 1.5], showgrid=False, zeroline=False)
    figure.update_yaxes(title="Expression", zeroline=False)
    figure.update_layout(height=380, margin={"l": 10, "r": 10, "t": 20, "b": 10}, showlegend=False)
    return figure
