"""The run that Evaluate and Predict show."""

from __future__ import annotations

import streamlit as st

from genocore.training.run import Run
from genocore.workspace.tables import RunRow
from pages.shared import cache, progress, shell


def choose(page: str) -> tuple[RunRow, Run]:
    """Draw the choice of a run, newest first, and return it; without any, draw the empty state and end the page."""
    going = progress.watch("train")
    space = shell.workspace()
    rows = {row.key: row for row in space.runs()}
    if not rows:
        if going:
            st.stop()
        if space.dataset() is None:
            shell.empty_state(
                "There is no result yet.", "Train a model first, on your own file or on real splice sites."
            )
        with st.container(border=True):
            st.subheader("There is no result yet.", anchor=False)
            st.write("Your data are loaded; train a model on them.")
            if st.button("Go to Train", type="primary", key=f"{page}_to_train"):
                st.switch_page("pages/train.py")
        st.stop()
    if going:
        st.info("What you see below is an earlier result. The one in training will take its place.")
    current = space.current_run()
    index = list(rows).index(current) if current in rows else 0
    key = st.selectbox(
        "Run", list(rows), index, format_func=lambda name: title(rows[name]), key=f"{page}_run_{current}"
    )
    if key != current:
        space.choose_run(key)
        st.rerun()
    loaded = space.dataset()
    if loaded is not None and loaded.id not in (rows[key].dataset, rows[key].test) and not going:
        st.info(f"This result is of other data than {shell.literal(loaded.name)}, which you work on now.")
    return rows[key], cache.run(space.id, key, rows[key].created, space)


def title(row: RunRow) -> str:
    """Return what a run is called in a list."""
    import datetime

    return f"{row.title} ({datetime.datetime.fromtimestamp(row.created):%d %b %H:%M:%S})"
