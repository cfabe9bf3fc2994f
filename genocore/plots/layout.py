"""What all figures have in common."""

from __future__ import annotations

from collections.abc import Iterable
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


def distinct(names: Iterable[object], limit: int = 40) -> dict[object, str]:
    """Return what `plain` makes of each name, numbered where cutting made two of them equal.

    Examples
    --------
    >>> distinct(["exon of a gene", "exon of a pseudogene"], 8)
    {'exon of a gene': 'exon of…', 'exon of a pseudogene': 'exon of… (2)'}
    """
    shown: dict[object, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        text, number = plain(name, limit), 1
        while text in taken:
            number += 1
            text = f"{plain(name, limit)} ({number})"
        shown[name] = text
        taken.add(text)
    return shown


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
