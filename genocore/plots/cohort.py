"""Which gene is mutated in which sample."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from genocore.plots.consequences import Look, in_order, look
from genocore.plots.layout import distinct
from genocore.plots.series import GREY, SVG_UP_TO, legend_above

LETTERS_UP_TO = 40
"""Samples up to which a letter fits into a cell."""
NAMED_UP_TO = 60
"""Samples up to which each has its name below."""
_INTACT = Look("intact", "rgba(136,136,136,0.2)", "square", "")
_MISSING = Look("not looked at", GREY, "circle", "")
_MULTIPLE = Look("more than one", "#5B6BD5", "cross", "2+")


def matrix(
    frame: pd.DataFrame,
    genes: Sequence[str],
    samples: Sequence[str],
    *,
    missing: Collection[tuple[str, str]] = frozenset(),
) -> Any:
    """Draw genes as rows and samples as columns, each mutated cell in the colour and letter of its consequence.

    Parameters
    ----------
    frame : DataFrame
        Columns ``gene``, ``sample`` and ``consequence`` ("multiple" for several), one row a mutated cell.
    genes, samples : sequence of str
        In order, from the top and from the left.
    missing : collection of (gene, sample)
        Cells not looked at: a dot instead of a box. All others without a row are intact.

    Notes
    -----
    The share behind a gene is of those samples in which it was looked at.
    """
    import plotly.graph_objects as go

    wanted = frame[frame["gene"].isin(list(genes)) & frame["sample"].isin(list(samples))]
    places = zip(wanted["gene"], wanted["sample"], strict=True)
    found = {place: _look(kind) for place, kind in zip(places, wanted["consequence"], strict=True)}
    empty = dict.fromkeys(missing, _MISSING)
    cells = [[found.get(at) or empty.get(at, _INTACT) for at in ((gene, name) for name in samples)] for gene in genes]
    drawn = [_INTACT, *(_look(kind) for kind in in_order(wanted["consequence"].tolist()))]
    few, shown = len(samples) <= LETTERS_UP_TO, list(distinct(genes, 20).values())
    columns = list(distinct(samples, 20).values())
    rows = [f"{gene} {_share(row)}" for gene, row in zip(shown, cells, strict=True)]
    scale = [[edge / len(drawn), one.colour] for code, one in enumerate(drawn) for edge in (code, code + 1)]
    figure = go.Figure(
        go.Heatmap(
            z=[[drawn.index(one) if one in drawn else None for one in row] for row in cells], x=columns, y=rows,
            zmin=-0.5, zmax=len(drawn) - 0.5, colorscale=scale, showscale=False, ygap=2,
            xgap=2 if len(samples) <= NAMED_UP_TO else 0,
            text=[[one.letter for one in row] for row in cells], texttemplate="%{text}" if few else None,
            customdata=[[[gene, one.label] for one in row] for gene, row in zip(shown, cells, strict=True)],
            hovertemplate="<b>%{customdata[0]}</b> in %{x}<br>%{customdata[1]}<extra></extra>",
        )
    )  # fmt: skip
    for one in drawn:  # a heat map has no legend; these traces without points are its entries
        figure.add_scatter(
            x=[None], y=[None], mode="markers", name=f"{one.letter} {one.label}".strip() if few else one.label,
            showlegend=True, marker={"color": one.colour, "symbol": "square", "size": 12},
        )  # fmt: skip
    gaps = [
        (x, y)
        for y, row in zip(rows, cells, strict=True)
        for x, one in zip(columns, row, strict=True)
        if one is _MISSING
    ]
    scatter = go.Scattergl if len(gaps) > SVG_UP_TO else go.Scatter
    figure.add_trace(
        scatter(
            x=[x for x, _ in gaps], y=[y for _, y in gaps], mode="markers", name=_MISSING.label, hoverinfo="skip",
            showlegend=len(gaps) > 0, marker={"color": GREY, "symbol": "circle", "size": 3},
        )
    )  # fmt: skip
    number = f"{len(samples):,} sample{'' if len(samples) == 1 else 's'}"
    figure.update_xaxes(
        title=number, type="category", showgrid=False, dtick=1, showticklabels=len(samples) <= NAMED_UP_TO
    )
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False, dtick=1)
    figure = legend_above(figure, 130 + 24 * max(len(genes), 3))
    figure.update_layout(legend={"itemclick": False, "itemdoubleclick": False})
    return figure


def _look(kind: str) -> Look:
    return _MULTIPLE if kind == "multiple" else look(kind)


def _share(row: Sequence[Look]) -> str:
    """Return the share of the samples looked at in which there is a mutation."""
    known = [one for one in row if one is not _MISSING]
    return f"{100 * sum(one is not _INTACT for one in known) / len(known):.0f} %" if known else "–"
