"""What all figures have in common."""

from __future__ import annotations

from html import escape
from typing import Any

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
"""Lines differ by dash too, so that colour never carries meaning alone."""


def plain(name: object, limit: int = 40) -> str:
    """Return a name from a file as text Plotly will not read as its own small markup.

    Examples
    --------
    >>> plain("<b>donor</b>")
    '&lt;b&gt;donor&lt;/b&gt;'
    """
    text = str(name)
    return escape(text if len(text) <= limit else text[: limit - 1] + "…", quote=False)


def unit_axes(figure: Any, x: str, y: str) -> Any:
    """Give a figure of shares two axes from 0 to 1 and a legend below."""
    figure.update_xaxes(title=x, range=[-0.01, 1.01], constrain="domain")
    figure.update_yaxes(title=y, range=[-0.01, 1.01])
    figure.update_layout(
        height=380,
        showlegend=True,
        margin={"l": 10, "r": 10, "t": 30, "b": 10},
        legend={"orientation": "h", "y": -0.25, "x": 0},
    )
    return figure
