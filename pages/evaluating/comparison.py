"""Evaluate: this run beside the others, and two of them on the same records."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.plots.dots import dots, spoken
from genocore.training.compare import Comparison
from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.shared import cache, runs, shell, tables


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    rows = shell.workspace().runs()
    lines = [cache.summary(shell.workspace().id, one.key, one.created, shell.workspace()) for one in rows]
    frame = pd.DataFrame([line for line in lines if line])
    same = frame[frame["fingerprint"] == run.fingerprint]
    score = "AUROC" if run.classes else "R²"
    st.subheader("Runs on the same data", anchor=False)
    number = st.column_config.NumberColumn
    shown = same.drop(columns=["key", "fingerprint"]).sort_values("value", ascending=False, na_position="last")
    tables.show(
        shown, "runs", key="evaluate_runs", alt=f"{len(shown)} runs on the same data with their scores",
        height=tables.height(len(shown)),
        column_config={
            "run": st.column_config.TextColumn("Run", width="large"), "division": "Division", "scored": "Scored on",
            "value": number(score, format="%.3f"), "low": number("95 % from", format="%.3f"),
            "high": number("to", format="%.3f"), "leakage_percent": number("Leakage (%)", format="%.1f"),
            "seconds": number("Seconds", format="%.0f"), "trained": "Trained",
        },
    )  # fmt: skip
    tables.explain(
        "The best of many runs looks better than it is: choosing by the locked part uses it up. Runs that divide at "
        "random are not comparable with those that keep relatives together."
    )
    others = {one.key: runs.title(one) for one in rows if one.key != run.key and one.key in set(same["key"])}
    st.subheader("Compare with another run", anchor=False)
    if not others:
        st.write("There is no other run on these data yet. Train a second model on them to compare the two.")
        return
    key = st.selectbox("Other run", list(others), format_func=others.__getitem__, key=f"evaluate_other_{run.key}")
    [other] = [one for one in rows if one.key == key]
    space = shell.workspace()
    _compare(run, cache.comparison(space.id, (row.key, row.created), (key, other.created), space), score)


def _compare(run: Run, found: Comparison | None, score: str) -> None:
    if found is None:
        st.write("The two scored no record both, or learnt numbers on different scales: there is nothing to compare.")
        return
    st.markdown(f"**{found.sentence}**")
    frame = pd.DataFrame(found.rows)
    main = frame[frame["metric"] == ("auroc" if run.classes else "r2")]
    shown = main.assign(name=main["arm"].map({"first": "this run", "second": "the other"})).dropna(subset="name")
    st.plotly_chart(
        dots(shown, score), key="evaluate_compared",
        alt=f"{score}: {spoken(shown)}",
    )  # fmt: skip
    _tests(found)
    tables.download(
        "All numbers (CSV)", lambda: tables.csv_text(frame), "comparison.csv", key="evaluate_comparison_csv"
    )
    tables.explain(
        "Both models are scored on the same records, so what is easy or hard is so for both. The interval resamples "
        "families of relatives and is the one to believe; the two tests take every record as a finding of its own and "
        "are given because readers ask for them. All three speak of these two fitted models, not of what they would be "
        "on other data."
    )


def _tests(found: Comparison) -> None:
    if found.mcnemar is None:
        return
    calls = found.mcnemar
    text = f"Only this run called {calls.first_only:,} records right, only the other {calls.second_only:,}"
    text += "." if calls.p is None else f" (McNemar's exact test: p = {calls.p:.2g})."
    if found.delong is not None and found.delong.p is not None:
        text += f" DeLong's test of the two AUROCs: p = {found.delong.p:.2g}."
    st.caption(text)
