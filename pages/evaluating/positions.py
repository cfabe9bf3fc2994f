"""Evaluate: which positions matter to the model, averaged over many sequences."""

from __future__ import annotations

import streamlit as st

from genocore.plots import influence
from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.explaining import measure, sequence
from pages.shared import shell, tables


def draw(row: RunRow, run: Run) -> None:
    """Draw the section."""
    if not run.split["one_length"]:
        st.write(
            "The sequences are of several lengths, so that their positions cannot be compared. Choose a record under "
            "**Every record** to see which of its letters matter."
        )
        return
    of, measured = measure.choose(run, f"evaluate_positions_{run.key}")
    arguments = {"run": run.key, "dataset": row.dataset, "of": of, "measure": measured}
    found = sequence.wanted("influence", "Averaging over sequences", arguments, "Average over the sequences")
    if found is None:
        return
    said = measure.words(run, of, measured)
    labelled = found.assign(label=found["position"].astype(str))
    spread = found[["position", "measured"]].rename(columns={"measured": "value"})
    figure = influence.influence(labelled, said, spread, "spread of what was measured")
    st.plotly_chart(figure, key="evaluate_influence", alt=influence.spoken(labelled))
    constant = found.loc[found["constant"], "position"].tolist()
    if constant:
        st.caption(
            f":material/warning: Position{'s' * (len(constant) != 1)} {', '.join(map(str, constant[:20]))} never "
            f"var{'ies' if len(constant) == 1 else 'y'} in the data: what another letter would do there, the model "
            "cannot have learnt, whatever it answers."
        )
    bases = shell.workspace().load_table(f"{sequence.name_of('influence', arguments)}bases")
    if bases is not None:
        st.plotly_chart(
            influence.base_map(bases, said), key="evaluate_bases", alt="Mean effect of each base at each position"
        )
    tables.explain(
        f"**Dots**: how far the answer moves, on average over {int(found['n'].iloc[0]):,} sequences, when the "
        "letter at a position is replaced, with 95 % intervals of that mean. **Diamonds** (right axis): how far "
        "the records themselves differ by the base there, whatever stands elsewhere, if they differ by more than "
        "chance. **Below**: which base the model wants, against the mean of all four. It tells about this model. "
        "Sequences that are dead anyway lose nothing by one more replacement, and pull all positions down."
    )
    tables.download("Positions (CSV)", lambda: tables.csv_text(found), "positions.csv", key="evaluate_influence_csv")
