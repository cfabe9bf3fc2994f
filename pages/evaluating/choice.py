"""Evaluate: what Auto compared, and what it chose."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from genocore.training.run import Run
from pages.shared import leaderboard, shell, tables


def draw(run: Run) -> None:
    """Draw the section, for a run that chose among candidates."""
    if not run.search:
        return
    st.subheader("What was compared", anchor=False)
    labels = run.search["labels"]
    st.markdown(f"The final model is {shell.prose(labels[run.search['final']])}.")
    counts = Counter(labels[name] for name in run.search["folds"])
    chosen = "; ".join(f"{name} (in {count})" for name, count in counts.most_common())
    st.caption(f"Chosen in the {len(run.search['folds'])} folds of the cross-validation: {shell.prose(chosen)}.")
    if not run.search["leaderboard"]:
        st.write("There were too few records to compare anything: the simplest was taken.")
        return
    board(run.search["leaderboard"])
    tables.explain(
        "Each line was compared on the training part of the final model, by a cross-validation within it. **Loss**: "
        "the surprise at what was true (for numbers: the squared error, in units of their variance); smaller is "
        "better. Those that fell behind on few records were not tried on more, and what "
        "would have gone beyond the minutes was not tried at all: more minutes try more. These losses are those of the "
        "candidates; because the best of many is chosen, they look a little better than they are. The scores at the "
        "top of this page are not affected: there, the choosing was repeated within each fold."
    )


def board(entries: list[dict[str, object]]) -> None:
    """Draw a leaderboard."""
    frame = leaderboard.frame(entries)
    tables.show(
        frame, "leaderboard", key="evaluate_leaderboard", alt=f"{len(frame)} candidates with their losses",
        height=tables.height(len(frame), 400), column_config=leaderboard.COLUMNS,
    )  # fmt: skip
