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
    chosen = min(1.0, cheapest_threshold(
        validation["true"] == name, validation[f"p_{name}"], miss, alarm, prevalence=share
    ))  # fmt: skip
    threshold = st.slider(
        "Call it from this probability on", 0.0, 1.0, round(chosen, 3), 0.001, format="%.3f",
        key=f"{key}_{name}_{miss}_{alarm}_{percent}",
        help="At first it stands where, on the cross-validation, errors cost least.",
    )  # fmt: skip
    truth, given = (frame["true"] == name).to_numpy(), frame[f"p_{name}"].to_numpy()
    found = at_threshold(truth, given, threshold, prevalence=None if share == own else share)
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
        "share of the class there. In brackets: 95 % intervals, each record counted as one finding."
    )


def in_words(name: str, found: dict[str, dict[str, float | None]], share: float, miss: float, alarm: float) -> str:
    """Return what the line does among 1,000 records, in plain words."""
    hit, left = found["sensitivity"]["value"], found["specificity"]["value"]
    if hit is None or left is None:
        return ""
    there = 1000 * share
    found_, missed, false = there * hit, there * (1 - hit), (1000 - there) * (1 - left)
    numbers = [_count(number) for number in (there, found_, missed, false)]
    cost = missed * miss + false * alarm
    return (
        f"Of 1,000 records there, **{numbers[0]}** are {name}: **{numbers[1]}** are found and **{numbers[2]}** missed. "
        f"**{numbers[3]}** others are called falsely. In the costs above that is {cost:,.4g}."
    )


def _count(number: float) -> str:
    return f"{number:,.0f}" if number >= 1 or np.isclose(number, 0) else f"{number:.2g}"
