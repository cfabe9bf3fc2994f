"""Bases at each position: lines of their shares, and sequence logos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from genocore.plots.layout import DASHES, plain
from genocore.plots.letters import draw_letters
from genocore.plots.series import BASE_COLOURS, legend_above

_ROW = 190
"""Height of one class, in pixels."""


def base_lines(table: pd.DataFrame, classes: Sequence[str], x: str) -> Any:
    """Draw the share of each base at each position, one panel a class.

    Parameters
    ----------
    table : DataFrame
        What `genocore.exploration.positions.position_table` returned.
    classes : sequence of str
        Panels, from the top.
    x : str
        Title of the axis of positions.
    """
    figure = _panels(table, classes, x)
    for row, name in enumerate(classes, start=1):
        here = table[table["class"] == name]
        for index, (base, colour) in enumerate(BASE_COLOURS.items()):
            line = here[here["base"] == base]
            figure.add_scatter(
                x=line["position"], y=line["share"], name=base, legendgroup=base, showlegend=row == 1, mode="lines",
                line={"color": colour, "dash": DASHES[index], "width": 2}, customdata=line["n"],
                hovertemplate="position %{x}: " + base + " %{y:.0%} of %{customdata:,} records<extra></extra>",
                row=row, col=1,
            )  # fmt: skip
    top = min(1.1 * float(table.loc[table["class"].isin(list(classes)), "share"].max()), 1.03)
    figure.update_yaxes(tickformat=".0%", title="Share", range=[0, top])
    figure = legend_above(figure, _ROW * len(classes) + 130)
    figure.update_layout(margin={"t": 75}, legend={"yref": "container", "y": 0.99, "yanchor": "top"})
    return figure


def logo(table: pd.DataFrame, classes: Sequence[str], x: str) -> Any:
    """Draw a sequence logo of each class: letters as high as their information, the highest on top.

    Parameters
    ----------
    table, classes, x
        As in `base_lines`; all panels have one scale.
    """
    figure = _panels(table, classes, x)
    top = 0.0
    for row, name in enumerate(classes, start=1):
        here = table[table["class"] == name]
        stacks = here.assign(height=here["height"].fillna(0)).sort_values(["position", "height"], kind="stable")
        draw_letters(figure, stacks, row=row)
        heights = stacks.groupby("position")["height"].sum().tolist()
        texts = [_said(stack) for _, stack in here.groupby("position", sort=True)]
        figure.add_scatter(
            x=sorted(here["position"].unique()), y=heights, mode="markers", marker={"opacity": 0, "size": 12},
            text=texts, hovertemplate="position %{x}<br>%{text}<extra></extra>", showlegend=False, row=row, col=1,
        )  # fmt: skip
        top = max([top, *heights])
    figure.update_yaxes(title="Bits", range=[0, max(1.08 * top, 0.1)])
    figure.update_layout(hovermode="x")
    return legend_above(figure, _ROW * len(classes) + 70)


def _said(stack: pd.DataFrame) -> str:
    shares = " ".join(f"{base} {share:.0%}" for base, share in zip(stack["base"], stack["share"], strict=True))
    information, n = stack[["information", "n"]].iloc[0]
    return f"{shares}<br>{information:.2f} bits, {int(n):,} records" if n else "no records"


def _panels(table: pd.DataFrame, classes: Sequence[str], x: str) -> Any:
    from plotly.subplots import make_subplots

    most = table.groupby("class")["n"].max()
    titles = [f"{plain(name)} (up to {int(most[name]):,} records)" for name in classes]
    figure = make_subplots(
        rows=len(classes), cols=1, shared_xaxes=True, subplot_titles=titles, vertical_spacing=0.24 / len(classes)
    )
    figure.update_annotations(x=0, xanchor="left", font_size=14)
    ends = table["position"].min() - 0.6, table["position"].max() + 0.6
    figure.update_xaxes(range=list(ends), showgrid=False, zeroline=False)
    figure.update_xaxes(title=x, row=len(classes), col=1)
    return figure
