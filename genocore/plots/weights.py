"""What filters of a network look for, or any other position weight matrices: small logos side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from genocore.plots.layout import plain
from genocore.plots.letters import draw_columns, draw_letters
from genocore.plots.series import legend_above

SHOWN = 12
"""Matrices drawn: the first ones."""
_NARROW = 12
"""Positions up to which three logos stand side by side; of wider ones two."""
_ROW = 150
"""Height of one row of logos, in pixels."""


def motifs(table: pd.DataFrame, names: Sequence[str], titles: Sequence[str]) -> Any:
    """Draw a sequence logo of each matrix, all at one scale.

    Parameters
    ----------
    table : DataFrame
        One row a position and base of a matrix: ``name``, ``position`` (int), ``base``, ``height`` (bits; NaN for none)
        and ``share`` (of the base there, 0 to 1).
    names : sequence of str
        Matrices in order; the first `SHOWN` are drawn.
    titles : sequence of str
        What stands above each, such as "filter 7: 132 sites".

    Notes
    -----
    At one scale, a matrix that says little is low. The logo shows what the sites have in common: not that a motif of
    that kind is bound by anything, and one filter need not be one motif.
    """
    from plotly.subplots import make_subplots

    names, titles = list(names)[:SHOWN], [plain(title, 36) for title in titles][:SHOWN]
    parts = [table[table["name"] == name] for name in names]
    widest = max((part["position"].nunique() for part in parts), default=0)
    columns = 3 if widest <= _NARROW else 2
    rows = max(-(-len(names) // columns), 1)
    figure = make_subplots(
        rows=rows, cols=columns, subplot_titles=titles, horizontal_spacing=0.04, vertical_spacing=0.36 / rows,
        shared_yaxes="all",
    )  # fmt: skip
    figure.update_annotations(font_size=13)
    heights = [part.groupby("position")["height"].sum() for part in parts]
    top = max([0.1, *(1.05 * float(one.max()) for one in heights if len(one))])
    for index, part in enumerate(parts):
        row, col = index // columns + 1, index % columns + 1
        draw_letters(figure, part.sort_values(["position", "height"], kind="stable"), row=row, col=col)
        texts = [f"position {position}: {_said(stack)}" for position, stack in part.groupby("position", sort=True)]
        places = sorted(part["position"].unique().tolist())
        draw_columns(figure, places, (0, top), texts, [[names[index], place] for place in places], row=row, col=col)
        if places:
            ends = [places[0] - 0.6, places[-1] + 0.6]
            figure.update_xaxes(range=ends, tick0=0, dtick=_step(len(places)), row=row, col=col)
    figure.update_xaxes(showgrid=False, zeroline=False, tickangle=0)
    figure.update_yaxes(range=[0, top], zeroline=False, nticks=4)
    figure.update_yaxes(title="Bits", col=1)
    return legend_above(figure, _ROW * rows + 50)


def _step(width: int) -> int:
    """Return from which number to which the axis is labelled, so that labels do not touch."""
    return 1 if width <= 8 else 2 if width <= 16 else 5


def _said(stack: pd.DataFrame) -> str:
    return " ".join(f"{base} {share:.0%}" for base, share in zip(stack["base"], stack["share"], strict=True))


def spoken(table: pd.DataFrame, names: Sequence[str]) -> str:
    """Return the commonest base at each position of each matrix as words, for those who cannot see them.

    Examples
    --------
    >>> rows = [("f1", 1, "A", 0.9), ("f1", 1, "G", 0.1), ("f1", 2, "A", 0.2), ("f1", 2, "T", 0.8)]
    >>> spoken(pd.DataFrame(rows, columns=["name", "position", "base", "share"]), ["f1"])
    'f1: AT'
    """
    said = []
    for name in list(names)[:SHOWN]:
        part = table[(table["name"] == name) & table["share"].notna()]
        best = part.sort_values("share", ascending=False, kind="stable").drop_duplicates("position")
        said.append(f"{name}: {''.join(best.sort_values('position')['base'])}")
    return ", ".join(said) or "no motifs"
