"""What a model heeds along aligned sequences: how much each position counts, and which base it wants there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from genocore.plots.effects import draw_effects, signed
from genocore.plots.layout import plain
from genocore.plots.series import legend_above

_TICKS = 16
"""Labels of positions that fit below a narrow figure, about."""


def influence(table: pd.DataFrame, score: str, measured: pd.DataFrame | None = None, called: str = "measured") -> Any:
    """Draw how far replacements at each position move the score, and beside it what was measured there.

    Parameters
    ----------
    table : DataFrame
        One row a position: ``position`` (int, in order), ``influence`` (mean absolute effect over many sequences),
        ``low`` and ``high`` (95 % interval; NaN for none) and, if known, ``label`` (such as -3 or +1, where positions
        are called otherwise) and ``constant`` (True where all sequences have the same letter: a hollow dot).
    score : str
        What it is called, such as "probability of donor".
    measured : DataFrame, optional
        ``position`` and ``value``, on an axis of its own at the right.
    called : str, default "measured"
        What these values are.

    Notes
    -----
    Both axes begin at 0 unless a measured value is negative. Their units differ: which positions are high can be
    compared, how high cannot.
    """
    import plotly.graph_objects as go

    label = _labels(table)
    figure, unknown = go.Figure(), table["low"].isna() | table["high"].isna()
    constant = table["constant"].tolist() if "constant" in table else [False] * len(table)
    notes = [
        ("" if none else f" (95 % {low:.3g} to {high:.3g})") + (", the same letter in all sequences" if same else "")
        for low, high, none, same in zip(table["low"], table["high"], unknown, constant, strict=True)
    ]
    figure.add_scatter(
        x=table["position"].tolist(), y=table["influence"].tolist(), mode="markers", name="model",
        marker={"size": _size(table), "symbol": ["circle-open" if same else "circle" for same in constant]},
        showlegend=measured is not None, cliponaxis=False,
        error_y={
            "type": "data", "symmetric": False, "thickness": 1.5, "width": 3 if _size(table) > 5 else 0,
            "array": (table["high"] - table["influence"]).mask(unknown, 0).tolist(),
            "arrayminus": (table["influence"] - table["low"]).mask(unknown, 0).tolist(),
        },
        customdata=[list(pair) for pair in zip(label.values(), notes, strict=True)],
        hovertemplate="position %{customdata[0]}: %{y:.3g}%{customdata[1]}<extra>model</extra>",
    )  # fmt: skip
    if measured is not None:
        name, low = plain(called, 60), measured["value"].min()
        figure.add_scatter(
            x=measured["position"].tolist(), y=measured["value"].tolist(), mode="markers", name=name, yaxis="y2",
            marker={"symbol": "diamond-open", "size": 10, "line": {"width": 2}}, showlegend=True, cliponaxis=False,
            customdata=[[label.get(position, plain(position))] for position in measured["position"]],
            hovertemplate="position %{customdata[0]}: %{y:.3g}<extra>" + name + "</extra>",
        )  # fmt: skip
        figure.update_layout(
            yaxis2={
                "title": f"{name[:1].upper()}{name[1:]}<br>(open diamonds)", "overlaying": "y", "side": "right",
                "rangemode": "normal" if low < 0 else "tozero", "showgrid": False, "zeroline": False,
                "tickmode": "auto",
            }
        )  # fmt: skip
    figure.update_xaxes(showgrid=False, zeroline=False, **_ticks(list(label), list(label.values())))
    figure.update_xaxes(title="Position")
    title = f"Mean absolute change<br>of {plain(score, 60)}"
    figure.update_yaxes(title=title, rangemode="tozero", zeroline=False, selector={"overlaying": None})
    return legend_above(figure, 340).update_layout(margin_t=20 if measured is None else 40)


def base_map(table: pd.DataFrame, score: str = "the score") -> Any:
    """Draw how much better or worse the score is, on average, with each base at each position.

    Parameters
    ----------
    table : DataFrame
        One row a position and base: ``position`` (int), ``base``, ``effect`` (NaN where not known) and, if positions
        are called otherwise, ``label``.
    score : str
        What it is called, such as "probability of donor".
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=1, cols=2, column_widths=[0.97, 0.03], horizontal_spacing=0.015,
        subplot_titles=[f"Mean effect of each base on {plain(score, 60)}"],
    )  # fmt: skip
    figure.update_annotations(x=0, xanchor="left", font_size=14)
    labels = dict(sorted(_labels(table).items()))
    numbers = list(range(min(labels), max(labels) + 1)) if labels else []
    cells = table[table["effect"].notna()]
    said = [
        f"{plain(row['base'])} at position {labels[row['position']]}: mean effect {signed(row['effect'])} on "
        f"{plain(score, 60)}"
        for row in cells.to_dict("records")
    ]
    where = cells[["position", "base"]].to_numpy().tolist()
    draw_effects(figure, cells.assign(said=said), numbers, where=where)
    figure.update_xaxes(title="Position", showgrid=False, zeroline=False, row=1, col=1)
    figure.update_xaxes(**_ticks(list(labels), list(labels.values())), row=1, col=1)
    if numbers:
        figure.update_xaxes(range=[numbers[0] - 0.6, numbers[-1] + 0.6], row=1, col=1)
    return legend_above(figure, 250)


def _labels(table: pd.DataFrame) -> dict[int, str]:
    """Return what each position is called."""
    names = table["label"] if "label" in table else table["position"]
    return dict(zip(table["position"], (plain(name) for name in names), strict=True))


def _size(table: pd.DataFrame) -> int:
    return 8 if len(table) <= 80 else 5


def _ticks(positions: Sequence[int], labels: Sequence[str]) -> dict[str, Any]:
    """Return which positions have their label below the axis: all, or those at round numbers."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if len(positions) <= _TICKS * step)
    pairs = [(at, label) for at, label in zip(positions, labels, strict=True) if _number(label, at) % step == 0]
    return {"tickvals": [at for at, _ in pairs], "ticktext": [label for _, label in pairs], "tickangle": 0}


def _number(label: str, otherwise: int) -> int:
    text = label.replace("−", "-").removeprefix("+")
    return int(text) if text.removeprefix("-").isdecimal() else otherwise


def spoken(table: pd.DataFrame) -> str:
    """Return the three positions that count most as words, for those who cannot see them.

    Examples
    --------
    >>> spoken(pd.DataFrame({"label": ["-1", "+1", "+2"], "influence": [0.25, 0.5, 0.125]}))
    '3 positions; most influence at +1 (0.5), -1 (0.25), +2 (0.125)'
    """
    known = table[table["influence"].notna()]
    if known.empty:
        return "no positions"
    best = known.sort_values("influence", ascending=False, kind="stable").head(3)
    names = best["label"] if "label" in best else best["position"]
    said = [f"{name} ({value:.3g})" for name, value in zip(names, best["influence"], strict=True)]
    return f"{len(known):,} position{'' if len(known) == 1 else 's'}; most influence at {', '.join(said)}"
