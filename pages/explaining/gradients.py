"""Explanations: integrated gradients of a network."""

from __future__ import annotations

import streamlit as st

from genocore.plots import scan
from genocore.training.run import Run
from pages.explaining import measure, sequence
from pages.shared import tables


def possible(run: Run) -> bool:
    """Return whether the model is a network."""
    return run.settings.model in ("cnn", "mlp")


LONGEST = 5_000
"""Letters of a sequence whose gradients are drawn."""


def draw(run: Run, letters: str, of: str, measured: str, key: str) -> None:
    """Ask for the gradients along a sequence and draw them."""
    if len(letters) > LONGEST:
        st.info(f"Gradients are drawn for sequences of up to {LONGEST:,} bp.")
        return
    table = sequence.fetch("gradients", "Computing gradients", {"run": run.key, "sequence": letters, "of": of})
    if table is None:
        return
    said = measure.words(run, of, "log_odds" if of else measured)
    parts, nothing = (
        ("letters", "one of which nothing is known") if "position" in table else ("features", "average ones")
    )
    if "position" in table:
        alt = f"What each letter adds to the {said}"
        st.plotly_chart(scan.attributions(table, said), key=f"{key}_gradients", alt=alt)
    else:
        number = st.column_config.NumberColumn
        st.dataframe(
            table.drop(columns=["group", "gap"]), hide_index=True, key=f"{key}_features", alt="What each feature adds",
            column_config={"attribution": number("adds", format="%+.3f"), "value": number(format="%.3f")},
            height=tables.height(len(table), 380),
        )  # fmt: skip
    gap = float(table["gap"].iloc[0])
    st.caption(
        f"The {parts} add up to the difference between this sequence and {nothing}, to {gap:.2%}."
        if gap <= 0.01
        else f":material/warning: The {parts} miss what they should add up to by {gap:.0%}: do not rely on them."
    )
    tables.explain(
        "How much of the answer the network owes to each letter, compared with a sequence of unknown letters (or to "
        "each feature, compared with its mean), followed through the network itself (integrated gradients). It is "
        "quicker than replacing letters and shares what several letters say among them. For classes it is about log "
        "odds before they are calibrated, which are not those of **Each letter**; and it is about this network only."
    )
    tables.download("Gradients (CSV)", lambda: tables.csv_text(table), "gradients.csv", key=f"{key}_gradients_csv")
