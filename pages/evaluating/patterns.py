"""Evaluate: motifs that contribute to a class, found in the model's own attributions."""

from __future__ import annotations

from importlib.util import find_spec

import streamlit as st

from genocore.plots import weights
from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.explaining import measure, sequence
from pages.shared import shell, tables

CLOSE = 0.1
"""q up to which a likeness is worth a thought."""


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    if find_spec("modiscolite") is None or find_spec("memelite") is None or find_spec("pyjaspar") is None:
        st.write("This groups what contributes to a class into motifs. It needs three packages that are not installed:")
        st.code("pip install modisco-lite memelite pyjaspar", language=None)
        return
    of, _ = measure.choose(run, f"evaluate_patterns_{run.key}", only_class=True)
    arguments = {"run": run.key, "dataset": row.dataset, "of": of}
    found = sequence.wanted("patterns", "Looking for motifs", arguments, "Look for motifs")
    if found is None:
        return
    space, key = shell.workspace(), sequence.name_of("patterns", arguments)
    matrix, matches, why = (space.load_table(f"{key}{part}") for part in ("matrix", "matches", "why"))
    assert matrix is not None and matches is not None and why is not None
    if found.empty:
        st.info(f"No motif was found. {shell.prose(str(why['reason'].iloc[0]))}")
        return
    st.caption(
        f"In {int(why['sequences'].iloc[0]):,} sequences. Contributions stand out {float(why['strength'].iloc[0]):.1f} "
        "times as much as in random order; near 1, do not build on what was found."
    )
    names = found["name"].tolist()
    rows = found.head(weights.SHOWN).to_dict("records")
    titles = [f"{one['name']} ({one['sign']}, {one['seqlets']:,} stretches)" for one in rows]
    st.plotly_chart(
        weights.motifs(matrix, names, titles), key="evaluate_pattern_logos", alt=weights.spoken(matrix, names)
    )
    tables.show(
        found, "patterns", key="evaluate_patterns", alt=f"{len(found)} motifs", height=tables.height(len(found))
    )
    if len(matches):
        st.markdown("**What they resemble** (JASPAR)")
        if matches["q"].min() > CLOSE:
            st.caption("None is closer than chance would bring about among so many known motifs (q above 0.1).")
        number = st.column_config.NumberColumn
        numbers = {"p": number(format="scientific"), "q": number(format="scientific")}
        tables.show(
            matches, "matches", key="evaluate_matches", alt=f"{len(matches)} matches",
            height=tables.height(len(matches)), column_config=numbers,
        )  # fmt: skip
    tables.explain(
        "Stretches that contribute most to the answer are grouped by likeness (TF-MoDISco) and compared with known "
        "binding sites (TOMTOM). A resemblance is no proof that the factor binds: whole families share one motif, and "
        "bacteria are not in JASPAR."
    )
