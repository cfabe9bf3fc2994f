"""Mutations along one sequence: a stem and a head each, over a bar that is the sequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from genocore.plots.consequences import LOOKS, in_order, look
from genocore.plots.layout import plain
from genocore.plots.series import GREY, SVG_UP_TO, legend_above

PICKED = "#D6337F"
"""What was picked elsewhere; readable in both themes."""

_TITLES = {
    "DNA": "Position in the sequence (bp)",
    "CDS": "Position in the coding sequence (bp)",
    "protein": "Residue",
}
_REGION = "#5F6B7A"
"""White is readable on it, and it is seen in both themes."""
_LETTERS = 100
"""Letters of a label that fit on the whole sequence, about."""


def lollipop(
    frame: pd.DataFrame,
    length: int,
    *,
    axis: str = "DNA",
    regions: Sequence[tuple[int, int, str]] | None = None,
    domains: Sequence[tuple[int, int, str]] | None = None,
    picked: int | None = None,
) -> Any:
    """Draw how many mutations there are at each position, and of which consequence.

    Parameters
    ----------
    frame : DataFrame
        Columns ``position`` (1-based), ``n`` (how many there), ``consequence``, ``name`` (told by the pointer) and
        ``line`` (of the first of them; goes into ``customdata``).
    length : int
        Of the sequence, in the unit of the positions.
    axis : {"DNA", "CDS", "protein"}
        What positions count.
    regions, domains : sequence of (start, end, label), optional
        Boxes on and below the sequence; both ends, from 1 on, belong to them.
    picked : int, optional
        Position marked by a line.
    """
    import plotly.graph_objects as go

    scatter = go.Scattergl if len(frame) > SVG_UP_TO else go.Scatter
    frame = frame.assign(height=frame["height"] if "height" in frame else frame["n"])
    top = max([1, *frame["height"].tolist()])
    figure = go.Figure()
    heights = frame.groupby("position")["height"].max().to_dict()
    figure.add_trace(
        scatter(
            x=[place for position in heights for place in (position, position, None)],
            y=[level for n in heights.values() for level in (0, n, None)],
            mode="lines", line={"color": GREY, "width": 1}, hoverinfo="skip", showlegend=False,
        )
    )  # fmt: skip
    for consequence in in_order(frame["consequence"].tolist()):
        rows, (label, colour, symbol, _) = frame[frame["consequence"] == consequence], look(consequence)
        figure.add_trace(
            scatter(
                x=rows["position"].tolist(), y=rows["height"].tolist(), mode="markers", name=label, showlegend=True,
                marker={"color": colour, "symbol": symbol, "size": 10},
                customdata=[
                    [line, plain(name, 80), n]
                    for line, name, n in zip(rows["line"], rows["name"], rows["n"], strict=True)
                ],
                hovertemplate="<b>%{customdata[1]}</b><br>position %{x:,}: %{customdata[2]:,}"
                f"<extra>{label}</extra>",
            )
        )  # fmt: skip
    _box(figure, 1, length, (-8, 0), fillcolor=GREY, line_width=0)
    for start, end, label in regions or []:
        _box(figure, start, end, (-16, 0), _fitting(label, start, end, length), fillcolor=_REGION, line_width=0,
             label_font_color="white")  # fmt: skip
    for start, end, label in domains or []:
        _box(figure, start, end, (-38, -20), _fitting(label, start, end, length), fillcolor="rgba(58,134,216,0.2)",
             line={"color": "#3A86D8", "width": 1, "dash": "dot"})  # fmt: skip
    for spans, level in ((regions or [], -0.04 * top), (domains or [], -0.14 * top)):
        figure.add_scatter(  # shapes say nothing to the pointer; these invisible points do
            x=[(start + end) / 2 for start, end, _ in spans], y=[level] * len(spans), mode="markers",
            marker={"opacity": 0, "size": 16}, showlegend=False,
            hovertext=[f"{plain(label, 80)}: {start:,}–{end:,}" for start, end, label in spans], hoverinfo="text",
        )  # fmt: skip
    if picked is not None:
        figure.add_vline(
            x=picked, line={"color": PICKED, "dash": "dash", "width": 2}, layer="below",
            annotation_text=f"{picked:,}", annotation_position="top right",
        )  # fmt: skip
    margin = 0.5 + 0.01 * length
    figure.update_xaxes(title=_TITLES[axis], range=[1 - margin, length + margin], showgrid=False, zeroline=False)
    figure.update_yaxes(  # wide enough below 0 for the boxes, too narrow there for a tick; no ticks between integers
        title="Mutations here", range=[(-0.19 if domains else -0.1) * top, 1.1 * top], fixedrange=True,
        zeroline=False, nticks=6, tick0=0, dtick=1 if top < 6 else None,
    )  # fmt: skip
    return legend_above(figure, 360)


def _fitting(label: str, start: int, end: int, length: int) -> str:
    room = _LETTERS * (end - start + 1) // length
    return plain(label, room) if room > 2 else ""


def _box(figure: Any, start: int, end: int, pixels: tuple[int, int], text: str = "", **style: Any) -> None:
    """Draw a box as wide as a span and as high as so many pixels, counted from where no mutation is."""
    figure.add_shape(
        type="rect", x0=start - 0.5, x1=end + 0.5, ysizemode="pixel", yanchor=0, y0=pixels[0], y1=pixels[1],
        layer="below", label_text=text, label_font_size=10, **style,
    )  # fmt: skip


def spoken(frame: pd.DataFrame) -> str:
    """Return the mutations as words, for those who cannot see them.

    Examples
    --------
    >>> spoken(pd.DataFrame({"position": [12, 61], "n": [3, 1], "consequence": ["missense", "nonsense"]}))
    '4 mutations at 2 positions: 3 missense, 1 nonsense; most at 12 (3)'
    """
    if frame.empty:
        return "no mutations"
    kinds, places = frame.groupby("consequence")["n"].sum(), frame.groupby("position")["n"].sum()
    names = in_order(frame["consequence"].tolist())
    listed = ", ".join(f"{kinds[name]:,} {LOOKS[name].label if name in LOOKS else name}" for name in names)
    total = f"{_counted(int(places.sum()), 'mutation')} at {_counted(len(places), 'position')}"
    return f"{total}: {listed}; most at {places.idxmax():,} ({places.max():,})"


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
