"""Mutations: which bases become which, in which context, and where again and again."""

from __future__ import annotations

import streamlit as st

from genocore.mutations.spectrum import ti_tv
from genocore.plots import spectrum
from pages.shared import tables
from pages.shared.studied import View


def draw(view: View) -> None:
    """Draw the section."""
    bases, contexts, classes = view.spectrum
    if bases.empty:
        st.info("No change is the substitution of a single base.")
        return
    transitions, transversions, ratio = ti_tv(bases["ref"].to_numpy(), bases["alt"].to_numpy())
    with st.container(horizontal=True):
        st.metric("Single bases", f"{len(bases):,}", border=True)
        st.metric("Transitions", f"{transitions:,}", border=True, help="A-G and C-T")
        st.metric("Transversions", f"{transversions:,}", border=True, help="All others")
        st.metric("Ti/Tv", "–" if ratio is None else f"{ratio:.2f}", border=True, help="By chance alone: 0.5")
    halves = st.grid(2, min_column_width=400)
    with halves.container():
        st.subheader("Six classes", anchor=False)
        said = ", ".join(f"{change} {n}" for change, n in zip(classes["change"], classes["n"], strict=True))
        st.plotly_chart(spectrum.six_classes(classes), key="mutations_six", alt=f"Substitutions: {said}")
        tables.download("Classes (CSV)", lambda: tables.csv_text(classes), "classes.csv", key="mutations_six_csv")
    with halves.container():
        st.subheader("Positions hit again and again", anchor=False)
        _recurrence(view)
    st.subheader("By the bases on either side", anchor=False)
    st.plotly_chart(
        spectrum.contexts(contexts), key="mutations_contexts",
        alt=f"Substitutions in 96 contexts; the most frequent is {contexts.loc[contexts['n'].idxmax(), 'context']}",
    )  # fmt: skip
    left = int(contexts.attrs.get("without_context", 0))
    tables.explain(
        "C>A stands for C>A and, on the opposite strand, G>T: strands are not told apart. Counts are of the rows in "
        "place, not corrected for how often each context occurs; the file has that too (opportunities). "
        f"{left:,} substitutions have no base on one side, or an ambiguous one, and are left out here."
    )
    tables.download("96 contexts (CSV)", lambda: tables.csv_text(contexts), "spectrum.csv", key="mutations_96_csv")


def _recurrence(view: View) -> None:
    found = view.recurrence
    samples = view.study.mutations.samples if view.study.mutations else []
    if not samples:
        st.caption("The table names no samples: each row counts once, so that recurrence cannot be seen.")
    number = st.column_config.NumberColumn
    st.dataframe(
        found.head(50), hide_index=True, height=300, key="mutations_recurrence",
        alt="Positions and how often they are hit",
        column_config={
            "p": number(format="scientific"), "q": number(format="scientific"),
            "n": number("samples" if samples else "rows"), "total": "in the sequence",
        },
    )  # fmt: skip
    tables.explain(
        "p: the chance of as many or more at one position if all were equally likely (binomial), corrected over all "
        "positions (q, Benjamini-Hochberg). Bases are not equally mutable, and samples may be related: recurrent does "
        "not mean that a mutation matters."
    )
    tables.download("Positions (CSV)", lambda: tables.csv_text(found), "recurrence.csv", key="mutations_recurrence_csv")
