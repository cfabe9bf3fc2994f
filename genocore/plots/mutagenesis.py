"""In-silico mutagenesis of one sequence: a logo of what its letters contribute, over all their replacements."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.effects import draw_effects, signed
from genocore.plots.layout import plain
from genocore.plots.letters import LETTERS_UP_TO, draw_columns, draw_heights, ends_of
from genocore.plots.lollipop import PICKED
from genocore.plots.series import GREY, legend_above

NAMED_UP_TO = 60
"""Positions up to which each letter stands below the axis."""
_PICKED = "rgba(214,51,127,0.15)"


def heat_map(table: pd.DataFrame, letters: pd.DataFrame, score: str, first: int = 1, picked: int | None = None) -> Any:
    """Draw how far the score moves with each replaced letter of a sequence.

    Parameters
    ----------
    table : DataFrame
        One row a replacement: ``position`` (1-based), ``ref``, ``alt``, ``delta`` (score after minus before) and ``sd``
        (over an ensemble; NaN without).
    letters : DataFrame
        One row a letter, in order: ``position``, ``base``, ``support`` (what it contributes: positive where replacing
        it lowers the score; NaN where not asked) and ``read`` (False where the model does not look).
    score : str
        What it is called, such as "probability of donor".
    first : int, default 1
        Number shown at position 1.
    picked : int, optional
        Position (1-based) that is framed.

    Notes
    -----
    A click finds position (1-based, whatever is shown) and base in ``customdata``, in both panels. Cells that were not
    asked, or not read by the model, are empty; cells without effect are pale. Colours are as strong as the strongest
    effect of this sequence: those of two figures cannot be compared.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=2, cols=2, specs=[[{}, None], [{}, {}]], shared_xaxes=True, column_widths=[0.97, 0.03],
        row_heights=[0.5, 0.5], horizontal_spacing=0.015, vertical_spacing=0.12,
        subplot_titles=[
            "What each letter contributes: mean loss when it is replaced",
            f"Change of {plain(score, 60)} with each replacement",
        ],
    )  # fmt: skip
    figure.update_annotations(x=0, xanchor="left", font_size=14)
    shown = letters["position"] + first - 1
    _upper(figure, letters.assign(shown=shown), score)
    read = letters.loc[letters["read"], "position"]
    cells = table[table["position"].isin(read) & table["delta"].notna()]
    frame = pd.DataFrame(
        {
            "position": cells["position"] + first - 1, "base": cells["alt"], "effect": cells["delta"],
            "said": [_said(row, first, score) for row in cells.to_dict("records")],
        }
    )  # fmt: skip
    where = cells[["position", "alt"]].to_numpy().tolist()
    draw_effects(figure, frame, shown.tolist(), row=2, where=where)
    _standing(figure, letters[letters["position"].isin(cells["position"])], first)
    _unread(figure, letters, first)
    if picked is not None:
        at = picked + first - 1
        for row, fill in ((1, _PICKED), (2, "rgba(0,0,0,0)")):  # nothing lies on the colours of effects
            figure.add_vrect(
                x0=at - 0.55, x1=at + 0.55, line={"color": PICKED, "width": 1.5}, fillcolor=fill, row=row, col=1,
                layer="below" if row == 1 else "above",
            )  # fmt: skip
    _ticks(figure, shown.tolist(), letters["base"].tolist())
    figure = legend_above(figure, 440)
    if len(letters) <= LETTERS_UP_TO:
        return figure.update_layout(margin_t=30)
    return figure.update_layout(margin_t=75, legend={"yref": "container", "y": 0.99, "yanchor": "top"})


def _upper(figure: Any, letters: pd.DataFrame, score: str) -> None:
    heights = letters["support"].where(letters["read"])
    draw_heights(figure, pd.DataFrame({"position": letters["shown"], "base": letters["base"], "height": heights}))
    ends, texts = ends_of(heights), []
    for number, base, height, read in zip(letters["shown"], letters["base"], heights, letters["read"], strict=True):
        known = f" contributes {signed(height)} to {plain(score, 60)}" if height == height else ", not asked"
        texts.append(f"position {_at(number)}: {plain(base)}{known if read else ', not read by the model'}")
    where = letters[["position", "base"]].to_numpy().tolist()
    draw_columns(figure, letters["shown"].tolist(), ends, texts, where)
    figure.update_yaxes(title="Contribution", range=list(ends), zeroline=False, nticks=5, fixedrange=True, row=1, col=1)
    figure.add_hline(y=0, line={"color": GREY, "width": 1}, row=1, col=1)


def _said(row: dict[Any, Any], first: int, score: str) -> str:
    sd = "" if row["sd"] is None or row["sd"] != row["sd"] else f" (sd {row['sd']:.2g})"
    change = f"{plain(row['ref'])} to {plain(row['alt'])}, change {signed(row['delta'])}{sd}"
    return f"position {_at(row['position'] + first - 1)}: {change} of {plain(score, 60)}"


def _standing(figure: Any, letters: pd.DataFrame, first: int) -> None:
    """Mark the base that stands there with a dot; a letter that is not A, C, G or T has no cell."""
    there = letters[letters["base"].isin(list("ACGT"))]
    size = next(size for most, size in ((80, 6), (200, 3), (10**9, 2)) if len(letters) <= most)
    numbers = there["position"] + first - 1
    pairs = zip(numbers, there["base"], strict=True)
    figure.add_scatter(
        x=numbers.tolist(), y=there["base"].tolist(), mode="markers", name="base that stands there", showlegend=False,
        marker={"color": GREY, "size": size, "symbol": "circle"}, unselected={"marker": {"opacity": 1}},
        customdata=there[["position", "base"]].to_numpy().tolist(),
        hovertext=[f"position {_at(number)}: {base} stands there" for number, base in pairs],
        hovertemplate="%{hovertext}<extra></extra>", row=2, col=1,
    )  # fmt: skip


def _at(number: int) -> str:
    return f"{number:,}".replace("-", "−")


def _unread(figure: Any, letters: pd.DataFrame, first: int) -> None:
    """Say of each stretch at which the model does not look that this is so, if there is room."""
    apart = letters["read"].ne(letters["read"].shift()).cumsum()
    for _, run in letters[~letters["read"]].groupby(apart):
        start, end = run["position"].iloc[0] + first - 1, run["position"].iloc[-1] + first - 1
        figure.add_shape(
            type="rect", x0=start - 0.5, x1=end + 0.5, y0=-0.5, y1=3.5, line={"color": GREY, "width": 1, "dash": "dot"},
            label_text="not read" if len(run) >= 0.12 * len(letters) else "", label_font_size=11, row=2, col=1,
        )  # fmt: skip


def _ticks(figure: Any, numbers: list[int], bases: list[str]) -> None:
    if numbers:
        figure.update_xaxes(range=[numbers[0] - 0.6, numbers[-1] + 0.6], col=1)
    figure.update_xaxes(showgrid=False, zeroline=False, tickformat=",d", col=1)
    figure.update_xaxes(title="Position (bp); a dot marks the base that stands there", row=2, col=1)
    if len(numbers) <= NAMED_UP_TO:
        step = 1 if len(numbers) <= 20 else 5
        texts = [
            plain(base) + (f"<br>{_at(number)}" if number % step == 0 or at == 0 else "")
            for at, (number, base) in enumerate(zip(numbers, bases, strict=True))
        ]
        figure.update_xaxes(tickvals=numbers, ticktext=texts, tickangle=0, row=2, col=1)


def spoken(table: pd.DataFrame, first: int = 1) -> str:
    """Return the strongest effects as words, for those who cannot see them: one each of three positions.

    Examples
    --------
    >>> rows = [(1, "A", "C", 0.1), (1, "A", "G", -0.4), (2, "T", "G", 0.2)]
    >>> spoken(pd.DataFrame(rows, columns=["position", "ref", "alt", "delta"]))
    '3 replacements at 2 positions; strongest at 1 (A to G, −0.4), 2 (T to G, +0.2)'
    """
    known = table[table["delta"].notna()]
    if known.empty:
        return "no replacements"
    order = known["delta"].abs().sort_values(ascending=False, kind="stable").index
    best = known.loc[order].drop_duplicates("position").head(3)
    said = [
        f"{_at(row['position'] + first - 1)} ({row['ref']} to {row['alt']}, {signed(row['delta'])})"
        for row in best.to_dict("records")
    ]
    positions = known["position"].nunique()
    return (
        f"{len(known):,} replacement{'' if len(known) == 1 else 's'} at {positions:,} "
        f"position{'' if positions == 1 else 's'}; strongest at {', '.join(said)}"
    )
