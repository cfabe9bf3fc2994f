"""Evaluate: from which probability on to call a class, what that finds and misses, and what it costs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from genocore.evaluation.thresholds import at_threshold, cheapest_threshold
from genocore.training.run import Run
from genocore.training.verdict import interval
from pages.shared import shell, tables


def draw(run: Run, frame: pd.DataFrame) -> None:
    """Draw the section for the predictions in `frame`."""
    st.subheader("Where to draw the line", anchor=False)
    counts = frame["true"].value_counts()
    present = [name for name in run.classes if 0 < counts.get(name, 0) < len(frame)]
    if not present:
        st.write("One class alone was scored: no line divides it.")
        return
    key = f"evaluate_threshold_{run.key}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        default = run.classes[1] if len(run.classes) == 2 and run.classes[1] in present else present[0]
        name = st.selectbox("Class to find", present, present.index(default), key=f"{key}_class")
        miss = st.number_input("A missed one costs", 0.01, 1e6, 1.0, format="%g", key=f"{key}_miss")
        alarm = st.number_input("A false call costs", 0.01, 1e6, 1.0, format="%g", key=f"{key}_alarm")
        own = counts[name] / len(frame)
        percent = st.number_input(
            "Share of it where you will search (%)", 0.001, 99.999, round(min(max(100 * own, 0.001), 99.999), 3),
            format="%g", key=f"{key}_share_{name}", help="Where one in a thousand is what you seek, most calls of "
            "even a good model are false.",
        )  # fmt: skip
    share = own if abs(percent - 100 * own) < 0.0006 else percent / 100
    validation = run.scored("cv")
    chosen = cheapest_threshold(
        validation["true"] == name, validation[f"p_{name}"], miss, alarm, prevalence=share
    )  # fmt: skip
    truth, given = (frame["true"] == name).to_numpy(), frame[f"p_{name}"].to_numpy()
    threshold = st.select_slider(
        "Call it from this probability on", _places(given, chosen), chosen, format_func=_shown,
        key=f"{key}_{name}_{miss}_{alarm}_{percent}",
        help="At first it stands where, on the cross-validation, errors cost least.",
    )  # fmt: skip
    found = at_threshold(
        truth, given, threshold, prevalence=None if share == own else share, groups=frame["family"].to_numpy()
    )  # fmt: skip
    cells = st.grid(4, min_column_width=105)
    for number, label, help_ in (
        ("sensitivity", "Sensitivity", "Share of the class that is found (recall)."),
        ("specificity", "Specificity", "Share of all others that are left alone."),
        ("ppv", "PPV", "Positive predictive value: share of the calls that are right (precision)."),
        ("npv", "NPV", "Negative predictive value: share of what is not called that is rightly not."),
    ):
        value, _, ends = interval(found[number], 2).partition(" ")
        with cells.container(border=True):
            st.metric(label, value, help=help_)
            st.caption(ends.strip("()") or "no interval")
    st.markdown(in_words(shell.literal(name), found, share, miss, alarm))
    tables.explain(
        "The line is proposed where missed and false ones together cost least on the cross-validated predictions; what "
        "it does is shown for the records chosen above. Only the ratio of the two costs matters. Sensitivity and "
        "specificity stay the same wherever the model is used, the predictive values do not: they follow from the "
        "share of the class there. Small: 95 % intervals, relatives counted as one finding."
    )


def in_words(name: str, found: dict[str, dict[str, float | None]], share: float, miss: float, alarm: float) -> str:
    """Return what the line does among 1,000 records, in plain words."""
    hit, false = found["sensitivity"], found["alarms"]
    if hit["value"] is None or false["value"] is None:
        return ""
    there = 1000 * share
    numbers = [_count(number) for number in (there, there * hit["value"], there * (1 - hit["value"]))]
    alarms = [_count((1000 - there) * (false[end] or 0.0)) for end in ("value", "low", "high")]
    cost = there * (1 - hit["value"]) * miss + (1000 - there) * false["value"] * alarm
    return (
        f"Of 1,000 records there, **{numbers[0]}** are {name}: **{numbers[1]}** are found and **{numbers[2]}** missed. "
        f"**{alarms[0]}** others are called falsely (by the interval {alarms[1]} to {alarms[2]}). In the costs above "
        f"that is {cost:,.4g}."
    )


def _places(given: np.ndarray, chosen: float) -> list[float]:
    """Return where the line may stand: about 200 places as dense as the probabilities are, and the one proposed."""
    inner = np.quantile(given, np.linspace(0, 1, 200))
    return sorted({0.0, *(inner[1:] + inner[:-1]) / 2, 1.0, chosen})


def _shown(place: float) -> str:
    return "none" if place > 1 else f"{place:.4g}"


def _count(number: float) -> str:
    return f"{number:,.0f}" if number >= 1 or np.isclose(number, 0) else f"{number:.2g}"
