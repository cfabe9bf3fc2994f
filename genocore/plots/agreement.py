"""What a model says of mutations against what they go with in expression."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.effects import signed
from genocore.plots.layout import plain
from genocore.plots.series import GREY, SVG_UP_TO, legend_above

LABELLED = 8
"""Points with their name beside them: the largest significant effects for which there is room."""
_NAME = 20
"""Letters of such a name."""
_LETTER, _LINE = 0.011, 0.06
"""Width of a letter and height of a line as shares of the plot, if it is narrow."""
_GROUPS = {True: ("significant", "diamond"), False: ("not significant", "circle-open")}


def agreement(table: pd.DataFrame, x: str, y: str, unit: str = "samples with it") -> Any:
    """Draw the effect a model predicts for each mutation, or gene, against the difference in expression.

    Parameters
    ----------
    table : DataFrame
        Columns ``name`` (as it is: goes into ``customdata``), ``label`` (as it is shown), ``delta`` and ``delta_sd``
        (of the model; NaN without an ensemble), ``effect``, ``low`` and ``high`` (of expression, with its 95 %
        interval; NaN for none), ``significant`` (bool) and ``n`` (how many `unit`).
    x, y : str
        What the two effects are: titles of the axes.
    unit : str, default "samples with it"
        What ``n`` counts.

    Notes
    -----
    In the quarters at top right and bottom left both agree on the direction. Vertical bars are 95 % intervals.
    """
    import plotly.graph_objects as go

    drawn = table[table["delta"].notna() & table["effect"].notna()]
    scatter = go.Scattergl if len(drawn) > SVG_UP_TO else go.Scatter
    figure = go.Figure()
    for significant in (False, True):  # what is significant lies on top
        rows, (name, symbol) = drawn[drawn["significant"].astype(bool) == significant], _GROUPS[significant]
        unknown = rows["low"].isna() | rows["high"].isna()
        figure.add_trace(
            scatter(
                x=rows["delta"].tolist(), y=rows["effect"].tolist(), mode="markers", name=f"{name} ({len(rows):,})",
                marker={"symbol": symbol, "size": 10 if significant else 8, **({} if significant else {"color": GREY})},
                showlegend=len(rows) > 0,
                error_y={
                    "type": "data", "symmetric": False, "thickness": 1.5 if significant else 1, "width": 3,
                    "array": (rows["high"] - rows["effect"]).mask(unknown, 0).tolist(),
                    "arrayminus": (rows["effect"] - rows["low"]).mask(unknown, 0).tolist(),
                },
                customdata=[[one] for one in rows["name"]],
                hovertext=[_said(row, x, y, unit) for row in rows.to_dict("records")],
                hovertemplate="%{hovertext}<extra>" + name + "</extra>",
            )
        )  # fmt: skip
    for row, side in _named(drawn):
        figure.add_annotation(
            x=row["delta"], y=row["effect"], text=plain(row["label"], _NAME), showarrow=False, font_size=11,
            xanchor="left" if side > 0 else "right", xshift=8 * side,
        )  # fmt: skip
    figure.add_hline(y=0, line={"color": GREY, "width": 1})
    figure.add_vline(x=0, line={"color": GREY, "width": 1})
    figure.update_xaxes(title=plain(x, 80), zeroline=False)
    figure.update_yaxes(title=plain(y, 60), zeroline=False)
    return legend_above(figure, 460)


def _said(row: dict[Any, Any], x: str, y: str, unit: str) -> str:
    sd = "" if row["delta_sd"] != row["delta_sd"] else f" (sd {row['delta_sd']:.2g})"
    known = row["low"] == row["low"] and row["high"] == row["high"]
    interval = f" (95 % {signed(row['low'])} to {signed(row['high'])})" if known else ""
    samples = f"{int(row['n']):,} {unit}" if row["n"] == row["n"] else ""
    lines = [f"<b>{plain(row['label'], 80)}</b>", f"{plain(x, 80)}: {signed(row['delta'])}{sd}"]
    return "<br>".join([*lines, f"{plain(y, 80)}: {signed(row['effect'])}{interval}", *([samples] if samples else [])])


def _named(drawn: pd.DataFrame) -> list[tuple[dict[Any, Any], int]]:
    """Return the points that have their name beside them, and whether at the right (1) or the left (-1).

    A name stands where it covers no other name, no other point and the fewest intervals, at most one.
    """
    order = drawn["effect"].abs().sort_values(ascending=False, kind="stable").index
    low, high = drawn["low"].fillna(drawn["effect"]), drawn["high"].fillna(drawn["effect"])
    wide, tall = drawn["delta"].max() - drawn["delta"].min(), high.max() - low.min()
    kept: list[tuple[dict[Any, Any], int]] = []
    boxes: list[tuple[float, float, float]] = []  # left, right and middle of each name
    for row in drawn.loc[order][drawn.loc[order, "significant"].astype(bool)].to_dict("records"):
        x, y, places = row["delta"], row["effect"], []
        for side in (1, -1):
            far = x + side * wide * _LETTER * (min(len(str(row["label"])), _NAME) + 2)
            left, right = min(x, far), max(x, far)
            inside = wide == 0 or drawn["delta"].min() - 0.02 * wide <= far <= drawn["delta"].max() + 0.02 * wide
            taken = any(left < end and begin < right and abs(y - at) < _LINE * tall for begin, end, at in boxes)
            above, below = y + _LINE / 2 * tall, y - _LINE / 2 * tall
            near = drawn["delta"].between(left, right)
            covers = int((near & (low < above) & (high > below)).sum())  # one of them is the point itself
            alone = int((near & drawn["effect"].between(below, above)).sum()) == 1
            if inside and alone and not taken and covers <= 2:
                places.append((covers, -side, (left, right, y)))
        if places and len(kept) < LABELLED:
            kept.append((row, -min(places)[1]))
            boxes.append(min(places)[2])
    return kept


def spoken(table: pd.DataFrame) -> str:
    """Return how many points agree on the direction as words, for those who cannot see them.

    Examples
    --------
    >>> rows = [(-0.5, -1.0, True), (0.25, -0.5, False), (0.125, 2.0, True)]
    >>> spoken(pd.DataFrame(rows, columns=["delta", "effect", "significant"]))
    '3 points, 2 of them with both effects in one direction; 2 significant, 2 of these in one direction'
    """
    drawn = table[table["delta"].notna() & table["effect"].notna()]
    same, significant = drawn["delta"] * drawn["effect"] > 0, drawn["significant"].astype(bool)
    number = f"{len(drawn):,} point{'' if len(drawn) == 1 else 's'}"
    return (
        f"{number}, {int(same.sum()):,} of them with both effects in one direction; {int(significant.sum()):,} "
        f"significant, {int((same & significant).sum()):,} of these in one direction"
    )
