"""What a motif does by itself: put into backgrounds, at one place or along them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.dots import dots
from genocore.plots.effects import signed
from genocore.plots.layout import DASHES, distinct, plain
from genocore.plots.series import GREY, legend_above

_BAND = "rgba(136,136,136,0.25)"
_LAST = "difference"
"""Motif minus control: drawn first and with its interval, as this is what the motif itself does."""


def marginal(table: pd.DataFrame, score: str) -> Any:
    """Draw the mean change of the score with the motif put in: dots for one place, lines for several.

    Parameters
    ----------
    table : DataFrame
        Columns ``name`` (such as motif, shuffled motif, difference), ``mean``, ``low`` and ``high`` (95 % interval),
        ``n`` (backgrounds) and, for several places, ``position`` (1-based, of the first letter of the motif).
    score : str
        What it is called, such as "probability of donor".

    Notes
    -----
    Along several places only one series has its interval drawn: the difference from the control or, without a control,
    the first one. The pointer tells those of all.
    """
    several = "position" in table and table["position"].nunique() > 1
    if not several:
        numbers = sorted(set(table["n"]))
        said = f" in {numbers[0]:,} backgrounds" if len(numbers) == 1 else ""
        frame = table.rename(columns={"mean": "value"})[["name", "value", "low", "high"]]
        return dots(frame, f"Change of {plain(score, 60)}{said}", line=0.0, said="no effect")
    return _sweep(table, score)


def _sweep(table: pd.DataFrame, score: str) -> Any:
    import plotly.graph_objects as go

    names = distinct(table["name"])
    order = sorted(names, key=lambda name: name != _LAST)
    figure = go.Figure()
    for index, name in enumerate(order):
        rows = table[table["name"] == name].sort_values("position")
        x = [int(place) for place in rows["position"]]
        figure.add_scatter(
            x=x, y=rows["mean"].tolist(), mode="lines", name=names[name], showlegend=True,
            line={"dash": DASHES[index % len(DASHES)], "width": 2.5 if index == 0 else 1.5},
            hovertext=[_said(row) for row in rows.to_dict("records")],
            hovertemplate="%{hovertext}<extra>" + names[name] + "</extra>",
        )  # fmt: skip
    known = table[(table["name"] == order[0]) & table["low"].notna() & table["high"].notna()].sort_values("position")
    x = [int(place) for place in known["position"]]
    figure.add_scatter(
        x=[*x, *x[::-1]], y=[*known["low"].tolist(), *known["high"].tolist()[::-1]], mode="lines", fill="toself",
        fillcolor=_BAND, line={"width": 0, "color": GREY}, hoverinfo="skip", showlegend=len(x) > 0,
        name=f"95 % interval of {names[order[0]]}",
    )  # fmt: skip
    figure.add_hline(y=0, line={"color": GREY, "width": 1})
    figure.update_xaxes(title="Position of the motif's first letter (bp)", tickformat=",d", zeroline=False)
    figure.update_yaxes(title=f"Change of<br>{plain(score, 60)}", zeroline=False)
    return legend_above(figure, 340)


def _said(row: dict[Any, Any]) -> str:
    known = row["low"] == row["low"] and row["high"] == row["high"]
    interval = f" (95 % {signed(row['low'])} to {signed(row['high'])})" if known else ""
    return f"at position {row['position']:,}: change {signed(row['mean'])}{interval}, {row['n']:,} backgrounds"


def spoken(table: pd.DataFrame) -> str:
    """Return the mean changes, of several places the strongest of each name, for those who cannot see them.

    Examples
    --------
    >>> rows = [("motif", 1, 0.5), ("motif", 9, -0.75), ("difference", 1, 0.25), ("difference", 9, 0.0)]
    >>> spoken(pd.DataFrame(rows, columns=["name", "position", "mean"]))
    'motif −0.75 at position 9, difference +0.25 at position 1'
    """
    several = "position" in table and table["position"].nunique() > 1
    order = table["mean"].abs().sort_values(ascending=False, kind="stable").index
    best = table.loc[order].drop_duplicates("name").set_index("name") if several else table.set_index("name")
    said = []
    for name in dict.fromkeys(table["name"]):
        row = best.loc[[name]].to_dict("records")[0]
        said.append(f"{name} {signed(row['mean'])}" + (f" at position {row['position']:,}" if several else ""))
    return ", ".join(said) or "no motif"
