"""Whether p values behave as they should where nothing differs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from genocore.plots.series import GREY, SVG_UP_TO, legend_above


def p_histogram(frame: pd.DataFrame) -> Any:
    """Draw how many genes have a p in each bin, with how many would if nothing differed.

    Parameters
    ----------
    frame : DataFrame
        Columns ``left``, ``right``, ``n`` and ``expected``, one row a bin, ascending.
    """
    import plotly.graph_objects as go

    left, right, expected = (frame[name].tolist() for name in ("left", "right", "expected"))
    figure = go.Figure(
        go.Bar(
            x=[(a + b) / 2 for a, b in zip(left, right, strict=True)], y=frame["n"].tolist(), name="genes",
            width=[b - a for a, b in zip(left, right, strict=True)],
            customdata=[[a, b] for a, b in zip(left, right, strict=True)],
            hovertemplate="p %{customdata[0]:.3g} to %{customdata[1]:.3g}: %{y:,} genes<extra></extra>",
        )
    )  # fmt: skip
    figure.add_scatter(  # from the left end of the first bin to the right end of the last
        x=[*left, *right[-1:]], y=[*expected, *expected[-1:]], name="if nothing differed", mode="lines",
        line={"dash": "dash", "color": GREY, "width": 2, "shape": "hv"},
        hovertemplate="%{y:,.1f} genes<extra>if nothing differed</extra>",
    )  # fmt: skip
    figure.update_xaxes(title="p", range=[0, 1])
    figure.update_yaxes(title="Genes", rangemode="tozero")
    figure.update_layout(bargap=0)
    return legend_above(figure, 340)


def qq(frame: pd.DataFrame) -> Any:
    """Draw each p against the one expected at its rank if nothing differed, both as −log10.

    Parameters
    ----------
    frame : DataFrame
        Columns ``expected``, ``observed``, and ``low`` and ``high``: between them lies what is observed by chance.
    """
    import plotly.graph_objects as go

    frame = frame.sort_values("expected")
    scatter = go.Scattergl if len(frame) > SVG_UP_TO else go.Scatter
    expected = frame["expected"].tolist()
    end = max([0, *expected])
    figure = go.Figure(  # the points first, for the colour genes have elsewhere; the band is thin enough to see them
        scatter(
            x=expected, y=frame["observed"].tolist(), name="genes", mode="markers", marker={"size": 6},
            hovertemplate="expected %{x:.2f}, observed %{y:.2f}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_scatter(  # along the lower edge and back along the upper one
        x=[*expected, *expected[::-1]], y=[*frame["low"], *frame["high"][::-1]], name="by chance", mode="lines",
        fill="toself", fillcolor="rgba(136,136,136,0.25)", line={"width": 0, "color": GREY}, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=[0, end], y=[0, end], name="if nothing differed", mode="lines", line={"dash": "dash", "color": GREY},
        hoverinfo="skip",
    )  # fmt: skip
    figure.update_xaxes(title="−log10 p expected", rangemode="tozero")
    figure.update_yaxes(title="−log10 p observed", rangemode="tozero")
    return legend_above(figure, 420)
