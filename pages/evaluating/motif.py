"""Evaluate: what a motif does to the model's answer wherever it is put."""

from __future__ import annotations

import streamlit as st

from genocore.errors import GenoError
from genocore.exploration.motifs import read_motif
from genocore.plots import marginal
from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.explaining import measure, sequence
from pages.shared import shell, tables

_ALONG = 40
"""Places along a sequence at which a motif is tried, about."""


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    of, measured = measure.choose(run, f"evaluate_motif_{run.key}")
    with st.form("evaluate_motif_form"), st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Motif", key="evaluate_motif_text", placeholder="TATAAT", help="IUPAC letters, up to 100")
        along = st.checkbox("Try it all along the sequences", key="evaluate_motif_along")
        if st.form_submit_button("Put it in", icon=":material/input:"):
            st.session_state[f"evaluate_motif_{run.key}_asked"] = (text.strip(), along)
    motif, along = st.session_state.get(f"evaluate_motif_{run.key}_asked", ("", False))
    if not motif:
        return
    try:
        read_motif(motif)
    except GenoError as error:
        shell.show_error(error)
        return
    step = max(int(run.split.get("longest", 0)) // _ALONG, 1) if along else 0
    arguments = {
        "run": run.key, "dataset": row.dataset, "of": of, "measure": measured, "motif": motif, "sweep": step,
    }  # fmt: skip
    found = sequence.fetch("marginal", f"Putting {motif[:20]} into shuffled sequences", arguments)
    if found is None:
        return
    said = measure.words(run, of, measured)
    st.plotly_chart(marginal.marginal(found, said), key="evaluate_motif_plot", alt=marginal.spoken(found))
    tables.explain(
        "Sequences of the data are shuffled so that they keep their pairs of letters but no motif; then the motif is "
        "put in, and the answers before and after are compared (mean with 95 % interval over the backgrounds). Any "
        "letters put in may move the answer, so the same letters in another order serve as a control: look at the "
        "difference. A motif that acts only beside another shows nothing here."
    )
    tables.download("Effects (CSV)", lambda: tables.csv_text(found), "motif_effect.csv", key="evaluate_motif_csv")
