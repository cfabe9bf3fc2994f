"""Effects of putting each base at each position: a heat map of four rows, and the key to its colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from genocore.plots.series import BASE_COLOURS, SVG_UP_TO

EFFECTS = [
    [0, "rgb(0,105,168)"],
    [0.25, "rgba(0,105,168,0.75)"],
    [0.5, "rgba(136,136,136,0.12)"],
    [0.75, "rgba(191,77,0,0.75)"],
    [1, "rgb(191,77,0)"],
]
"""Lower is blue, higher is orange, which colour-blind readers tell apart too. Cells without effect are nearly those of
the page, in both themes; from half of the strongest effect on, white is readable on a cell."""
_SIGNS_UP_TO, _NUMBERS_UP_TO = 80, 12
"""Positions up to which a sign, or the number, fits into a cell."""
_STRONG = 0.5
"""Share of the strongest effect from which a cell has a sign."""
_BASES = list(BASE_COLOURS)


def limit_of(values: pd.Series) -> float:
    """Return where a scale that has its zero in the middle ends: at the strongest effect, or at 1 if there is none.

    Examples
    --------
    >>> limit_of(pd.Series([0.1, -0.5, float("nan")])), limit_of(pd.Series([0.0]))
    (0.5, 1.0)
    """
    most = float(values.abs().max())
    return most if most > 0 else 1.0


def signed(value: float, digits: int = 3) -> str:
    """Return an effect with its sign, the minus as long as the plus.

    Examples
    --------
    >>> signed(0.31), signed(-0.3123), signed(0.0), signed(1234.5)
    ('+0.31', '−0.312', '0', '+1,230')
    """
    if value == 0 or value != value:
        return "0" if value == 0 else "–"
    value = float(f"{value:.{digits}g}")
    text = f"{value:+,.0f}" if 1000 <= abs(value) < 1e6 else f"{value:+.{digits}g}"
    return text.replace("-", "−")


def draw_effects(
    figure: Any, cells: pd.DataFrame, positions: Sequence[int], *, row: int = 1, where: Sequence[Sequence[Any]]
) -> None:
    """Draw the cells in column 1, and the key to their colours in column 2 of a figure with subplots.

    Parameters
    ----------
    figure : Figure
    cells : DataFrame
        One row a cell: ``position``, ``base``, ``effect`` and ``said`` (what the pointer tells).
    positions : sequence of int
        All of them, one after the other; those without a cell are empty.
    row : int
    where : sequence of sequence
        What a click on each cell finds, as its ``customdata``.
    """
    import plotly.graph_objects as go

    limit = limit_of(cells["effect"])
    wide = cells.pivot(index="base", columns="position", values="effect")
    wide = wide.reindex(index=_BASES, columns=list(positions))
    gap = 1 if len(positions) <= _SIGNS_UP_TO else 0
    figure.add_heatmap(
        z=wide.to_numpy().tolist(), x=list(positions), y=_BASES, zmin=-limit, zmax=limit, colorscale=EFFECTS,
        showscale=False, xgap=gap, ygap=1, hoverinfo="skip", row=row, col=1,
    )  # fmt: skip
    text = [_written(effect, len(positions)) if abs(effect) >= _STRONG * limit else "" for effect in cells["effect"]]
    if any(text):
        font = {"size": 13 if len(positions) <= _SIGNS_UP_TO / 2 else 9, "color": "white"}
        figure.add_scatter(
            x=cells["position"].tolist(), y=cells["base"].tolist(), text=text, mode="text", hoverinfo="skip",
            textfont=font, unselected={"textfont": {"color": "white"}}, showlegend=False, row=row, col=1,
        )  # fmt: skip
    # a heat map's cells cannot be selected; these invisible points can
    scatter, invisible = go.Scattergl if len(cells) > SVG_UP_TO else go.Scatter, {"marker": {"opacity": 0}}
    spots = scatter(
        x=cells["position"].tolist(), y=cells["base"].tolist(), mode="markers", marker={"opacity": 0, "size": 6},
        selected=invisible, unselected=invisible, showlegend=False, customdata=[list(one) for one in where],
        hovertext=cells["said"].tolist(), hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    figure.add_trace(spots, row=row, col=1)
    figure.update_yaxes(
        type="category", range=[3.5, -0.5], showgrid=False, zeroline=False, fixedrange=True, ticks="", row=row, col=1
    )
    figure.update_layout(hovermode="closest", hoverdistance=1000)  # the nearest point is that of the cell pointed at
    _key(figure, limit, row)


def _written(effect: float, columns: int) -> str:
    """Return what stands in a strong cell, so that the sign is seen without colour too."""
    if columns <= _NUMBERS_UP_TO:
        return f"<b>{signed(effect, 2)}</b>"
    return f"<b>{signed(effect)[0]}</b>" if columns <= _SIGNS_UP_TO else ""


def _key(figure: Any, limit: float, row: int) -> None:
    """Draw the key as cells too: Plotly's own shows colours that are not transparent."""
    steps = [limit * step / 20 for step in range(-20, 21)]
    figure.add_heatmap(
        z=[[step] for step in steps], x=[0], y=steps, zmin=-limit, zmax=limit, colorscale=EFFECTS, showscale=False,
        hoverinfo="skip", row=row, col=2,
    )  # fmt: skip
    figure.update_xaxes(visible=False, range=[-0.5, 0.5], fixedrange=True, row=row, col=2)
    figure.update_yaxes(
        tickvals=[-limit, 0, limit], ticktext=[signed(-limit, 2), "0", signed(limit, 2)], side="right",
        range=[-1.025 * limit, 1.025 * limit], ticks="", showgrid=False, zeroline=False, fixedrange=True,
        row=row, col=2,
    )  # fmt: skip
