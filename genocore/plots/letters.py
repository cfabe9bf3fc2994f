"""Letters as high as a number: stacked in a logo, hanging below the line where the number is negative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from genocore.plots.glyphs import placed
from genocore.plots.series import BASE_COLOURS, GREY

LETTERS_UP_TO = 200
"""Positions up to which a letter can be read; of more, bars are drawn."""
_WIDE = 0.94
"""Width of a letter, in positions: neighbours do not touch."""


def draw_letters(figure: Any, frame: pd.DataFrame, *, row: int = 1, col: int = 1) -> None:
    """Draw each letter from zero to its height; those of one position stand, or hang, on each other.

    Parameters
    ----------
    figure : Figure
        With subplots; one trace a base is added.
    frame : DataFrame
        Columns ``position``, ``base`` and ``height`` (negative: the letter hangs, upright, below zero; NaN or 0: none).
        Of one position, the first is next to zero. Letters other than A, C, G and T are grey boxes.
    row, col : int
        Which of the subplots.
    """
    paths: dict[str, tuple[list[float | None], list[float | None]]] = {base: ([], []) for base in BASE_COLOURS}
    levels: dict[tuple[float, bool], float] = {}
    there = frame[frame["height"].notna() & (frame["height"] != 0)]
    for position, base, height in zip(there["position"], there["base"], there["height"], strict=True):
        level = levels.get((position, height > 0), 0.0)
        levels[position, height > 0] = level + height
        xs, ys = _outline(str(base), position - _WIDE / 2, level + min(height, 0), abs(height))
        path = paths.setdefault(base if base in BASE_COLOURS else "other", ([], []))
        path[0].extend([*xs, None])
        path[1].extend([*ys, None])
    for base, (xs_of, ys_of) in paths.items():
        colour = BASE_COLOURS.get(base, GREY)
        figure.add_scatter(
            x=xs_of, y=ys_of, mode="lines", fill="toself", fillcolor=colour, hoverinfo="skip", name=base,
            line={"width": 0, "color": colour, "simplify": False}, showlegend=False, row=row, col=col,
        )  # fmt: skip


def _outline(base: str, left: float, bottom: float, high: float) -> tuple[list[float], list[float]]:
    if base in BASE_COLOURS:
        return placed(base, left, bottom, _WIDE, high)
    right, top = left + _WIDE, bottom + high
    return [left, left, right, right, left], [bottom, top, top, bottom, bottom]


def draw_heights(figure: Any, frame: pd.DataFrame, *, row: int = 1, col: int = 1) -> None:
    """Draw one number a position as its letter or, above `LETTERS_UP_TO` positions, as a bar with a legend.

    Parameters
    ----------
    figure, row, col
        As in `draw_letters`.
    frame : DataFrame
        As in `draw_letters`, one row a position.
    """
    if len(frame) <= LETTERS_UP_TO:
        draw_letters(figure, frame, row=row, col=col)
        return
    for base, colour in BASE_COLOURS.items():
        bars = frame[frame["base"] == base]
        figure.add_bar(
            x=bars["position"].tolist(), y=bars["height"].tolist(), width=1, name=base, showlegend=True,
            marker={"color": colour, "line": {"width": 0}}, unselected={"marker": {"opacity": 1}}, hoverinfo="skip",
            row=row, col=col,
        )  # fmt: skip


def draw_columns(
    figure: Any, positions: Sequence[int], ends: tuple[float, float], texts: Sequence[str],
    customdata: Sequence[Sequence[Any]], *, row: int = 1, col: int = 1,
) -> None:  # fmt: skip
    """Let the pointer say something anywhere above or below a letter: outlines of letters say nothing to it.

    Parameters
    ----------
    figure, row, col
        As in `draw_letters`.
    positions : sequence of int
    ends : (float, float)
        Of the axis of heights.
    texts, customdata : sequence
        Of each position: what is said, and what a click finds.
    """
    invisible = {"marker": {"opacity": 0}}
    figure.add_bar(
        x=list(positions), base=ends[0], y=[ends[1] - ends[0]] * len(positions), width=1, marker={"opacity": 0},
        selected=invisible, unselected=invisible, showlegend=False, customdata=list(customdata),
        hovertext=list(texts), hovertemplate="%{hovertext}<extra></extra>", row=row, col=col,
    )  # fmt: skip
    figure.update_layout(barmode="overlay")


def ends_of(heights: pd.Series) -> tuple[float, float]:
    """Return the ends of an axis on which all heights, and zero, have room.

    Examples
    --------
    >>> ends_of(pd.Series([2.0, float("nan"), -1.0]))
    (-1.24, 2.24)
    >>> ends_of(pd.Series([0.0]))
    (-0.08, 1.08)
    """
    low, high = float(heights.clip(upper=0).min()), float(heights.clip(lower=0).max())
    low, high = (0.0, 1.0) if high - low != high - low or high == low else (low, high)
    margin = 0.08 * (high - low)
    return low - margin, high + margin
