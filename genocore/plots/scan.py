"""Along one sequence: what is lost with each stretch of it, and what each letter adds by gradients."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.effects import signed
from genocore.plots.layout import plain
from genocore.plots.letters import LETTERS_UP_TO, draw_columns, draw_heights, ends_of
from genocore.plots.series import GREY, SVG_UP_TO, legend_above

_BAND = "rgba(136,136,136,0.25)"


def scan(table: pd.DataFrame, score: str) -> Any:
    """Draw the change of the score without each stretch: a step for each, or a line where they overlap.

    Parameters
    ----------
    table : DataFrame
        One row a stretch, in order: ``start`` and ``end`` (1-based, both included), ``delta`` (score without it minus
        score with it) and, for an ensemble, ``sd``.
    score : str
        What it is called, such as "probability of donor".

    Notes
    -----
    Of stretches that overlap each change stands at the middle of its stretch: the line is as coarse as they are long.
    """
    import plotly.graph_objects as go

    apart = bool((table["start"].iloc[1:].to_numpy() > table["end"].iloc[:-1].to_numpy()).all())
    figure, sd = go.Figure(), table["sd"].astype(float) if "sd" in table else table["delta"] * float("nan")
    x, y = _line(table, table["delta"], apart)
    figure.add_scatter(x=x, y=y, mode="lines", hoverinfo="skip", showlegend=False)
    known = table[sd.notna()]
    if len(known):
        (x, low), (_, high) = (_line(known, known["delta"] + side * sd[sd.notna()], apart) for side in (-1, 1))
        figure.add_scatter(
            x=[*x, *x[::-1]], y=[*low, *high[::-1]], mode="lines", line={"width": 0, "color": GREY}, fill="toself",
            fillcolor=_BAND, hoverinfo="skip", name="± sd over the ensemble", showlegend=True,
        )  # fmt: skip
    said = [
        f"without {row['start']:,} to {row['end']:,}: change {signed(row['delta'])}{_spread(row)}"
        for row in table.to_dict("records")
    ]
    scatter, invisible = go.Scattergl if len(table) > SVG_UP_TO else go.Scatter, {"marker": {"opacity": 0}}
    figure.add_trace(
        scatter(
            x=_middle(table), y=table["delta"].tolist(), mode="markers", marker={"opacity": 0, "size": 10},
            selected=invisible, unselected=invisible, showlegend=False, hovertext=said,
            customdata=table[["start", "end"]].to_numpy().tolist(), hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_hline(y=0, line={"color": GREY, "width": 1})
    title = "Position (bp)" if apart else "Position (bp), middle of the stretch"
    figure.update_xaxes(title=title, tickformat=",d", zeroline=False, showgrid=False)
    if len(table):
        figure.update_xaxes(range=[table["start"].min() - 0.5, table["end"].max() + 0.5])
    figure.update_yaxes(title=f"Change without it<br>of {plain(score, 60)}", zeroline=False, fixedrange=True)
    figure.update_layout(hovermode="x")
    return legend_above(figure, 320).update_layout(margin_t=40 if len(known) else 20)


def _spread(row: dict[Any, Any]) -> str:
    sd = row.get("sd")
    return "" if sd is None or sd != sd else f" (sd {sd:.2g})"


def _middle(table: pd.DataFrame) -> list[float]:
    return ((table["start"] + table["end"]) / 2).tolist()


def _line(table: pd.DataFrame, levels: pd.Series, apart: bool) -> tuple[list[float], list[float]]:
    """Return each level at the middle of its stretch or, of stretches apart, from where it begins to where it ends."""
    if not apart:
        return _middle(table), levels.tolist()
    starts, ends = (table["start"] - 0.5).tolist(), (table["end"] + 0.5).tolist()
    x = [place for pair in zip(starts, ends, strict=True) for place in pair]
    return x, [level for level in levels.tolist() for _ in range(2)]


def attributions(letters: pd.DataFrame, score: str) -> Any:
    """Draw what each letter adds to the score by integrated gradients: letters, or bars if there are many.

    Parameters
    ----------
    letters : DataFrame
        One row a letter: ``position`` (1-based), ``base``, ``attribution`` (in units of the score; NaN for none) and,
        for an ensemble, ``sd``.
    score : str
        What it is called, such as "log odds of donor".
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=1, cols=1)
    draw_heights(figure, letters.assign(height=letters["attribution"]))
    ends, known = ends_of(letters["attribution"]), letters[letters["attribution"].notna()]
    texts = [
        f"position {row['position']:,}: {plain(row['base'])} adds {signed(row['attribution'])}{_spread(row)} "
        f"to {plain(score, 60)}"
        for row in known.to_dict("records")
    ]
    where = known[["position", "base"]].to_numpy().tolist()
    draw_columns(figure, known["position"].tolist(), ends, texts, where)
    figure.add_hline(y=0, line={"color": GREY, "width": 1})
    figure.update_xaxes(title="Position (bp)", tickformat=",d", showgrid=False, zeroline=False)
    if len(letters):
        figure.update_xaxes(range=[letters["position"].min() - 0.6, letters["position"].max() + 0.6])
    figure.update_yaxes(
        title=f"Attribution to<br>{plain(score, 60)}", range=list(ends), zeroline=False, fixedrange=True
    )
    few = len(letters) <= LETTERS_UP_TO
    return legend_above(figure, 260 if few else 310).update_layout(margin_t=20 if few else 40)


def spoken(table: pd.DataFrame) -> str:
    """Return the strongest change of a scan as words, for those who cannot see it.

    Examples
    --------
    >>> spoken(pd.DataFrame({"start": [1, 6], "end": [5, 10], "delta": [0.125, -0.5]}))
    '2 stretches; strongest change without 6 to 10 (−0.5)'
    """
    known = table[table["delta"].notna()]
    if known.empty:
        return "no stretches"
    order = known["delta"].abs().sort_values(ascending=False, kind="stable").index
    best = known.loc[order].iloc[0]
    number = f"{len(known):,} stretch{'' if len(known) == 1 else 'es'}"
    return f"{number}; strongest change without {best['start']:,.0f} to {best['end']:,.0f} ({signed(best['delta'])})"
