"""One trace a class, always in the same order: so a class has one colour, dash and symbol on every chart."""

from __future__ import annotations

from typing import Any

SYMBOLS = ("circle", "diamond", "square", "cross", "triangle-up", "x", "star", "triangle-down", "pentagon", "hourglass")
"""Points differ by symbol too, so that colour never carries meaning alone."""

SVG_UP_TO = 1000
"""Points above which the browser draws with WebGL: one element a point would make it slow."""

BASE_COLOURS = {"A": "#009E73", "C": "#3A86D8", "G": "#C07F00", "T": "#D1495B"}
"""Readable on a light and on a dark page; told apart by colour-blind readers, who also have the letter."""

NAME = 30
"""Letters of a class name in a legend."""

GREY = "#888888"


def legend_above(figure: Any, height: int) -> Any:
    """Give a figure its height, narrow margins and a legend above the plot, where it never covers points.

    Long legends make the figure higher, not the plot smaller.
    """
    entries = sum(trace.showlegend is not False for trace in figure.data)
    figure.update_layout(
        height=height + 20 * max(entries - 4, 0),
        margin={"l": 10, "r": 10, "t": 40, "b": 10},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    return figure
