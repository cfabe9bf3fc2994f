"""Explanations: two letters replaced together."""

from __future__ import annotations

import streamlit as st

from genocore.training.run import Run
from pages.explaining import sequence
from pages.shared import tables


def draw(run: Run, letters: str, of: str, measured: str, key: str, picked: int) -> None:
    """Draw the choice of two positions, and what replacing both does beyond replacing each."""
    if len(letters) < 2:
        st.info("The sequence has one letter only.")
        return
    with st.container(horizontal=True):
        one = int(st.number_input("First position", 1, len(letters), picked, key=f"{key}_one_{picked}"))
        start = picked + 1 if picked < len(letters) else picked - 1
        other = int(st.number_input("Second position", 1, len(letters), start, key=f"{key}_other_{picked}"))
    if one == other:
        st.info("Choose two different positions.")
        return
    arguments = {"run": run.key, "sequence": letters, "one": one, "other": other, "of": of, "measure": measured}
    table = sequence.fetch("pair", "Replacing two letters", arguments)
    if table is None:
        return
    stands = letters[one - 1], letters[other - 1]
    rows = table[(table["first"] != stands[0]) & (table["second"] != stands[1])]
    number = st.column_config.NumberColumn
    tables.show(
        rows, "pair", key=f"{key}_pair", alt=f"{len(rows)} pairs of replacements", height=tables.height(len(rows), 380),
        column_config={
            "first": f"{one} {stands[0]} becomes", "second": f"{other} {stands[1]} becomes",
            "delta": number("both together", format="%+.3f"), "alone": number("sum of each alone", format="%+.3f"),
            "beyond": number("beyond that", format="%+.3f"),
        },
    )  # fmt: skip
    tables.explain(
        "If the model takes two letters as independent, replacing both does what replacing each does, added up, and "
        "the last column is zero. Probabilities cannot pass 0 or 1, so that even independent letters look dependent "
        "there: compare in log odds."
    )
