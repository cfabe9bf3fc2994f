"""Mutations: a model is asked what it makes of each change."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.training.run import Run
from genocore.workspace import work
from pages.explaining import measure
from pages.shared import cache, progress, runs, shell
from pages.shared.studied import View

_PLACES = ("columns", "reference", "offset", "strand", "only_sequence", "code", "guess")
"""Choices on which it depends where a change is."""
_READ = ("sequences", "mutations", "mutated", "regions")
"""Files on which it depends."""


def draw(view: View) -> tuple[Run, pd.DataFrame] | None:
    """Draw which model is asked and the button that asks it; return the run and its answers, if there are any."""
    space = view.space
    rows = {row.key: row for row in space.runs()}
    with st.container(border=True):
        st.markdown("**What does a model make of each change?**")
        training = progress.watch("train")
        if training:
            st.caption("A model is being trained. It can be asked here when it is ready.")
        if view.study.data is None:
            st.caption("A model reads sequences: add the sequences that the mutations lie in, under **Files**.")
            return None
        if not rows:
            if not training:
                _no_model(view)
            return None
        run, of, measured = _choose(view, rows)
        arguments = arguments_of(view, run.key, of, measured)
        found = space.load_table(work.key_of("effects", space.id, arguments))
        busy = progress.watch("effects", run=run.key)
        if found is None:
            _ask(arguments, busy)
            return None
        _say(found, run)
    st.session_state[f"mutations_asked_{view.row.id}"] = (run.key, of, measured)
    return run, found


def arguments_of(view: View, run: str, of: str, measured: str) -> dict[str, Any]:
    """Return what names the work of asking a model about the study as it is now."""
    chosen = view.choices.to_dict()
    files = zip(view.row.files, view.row.roles, strict=True)
    return {
        "run": run, "study": view.row.id,
        "files": [[number, name, role] for number, (name, role) in enumerate(files) if role in _READ],
        "choices": {name: chosen[name] for name in _PLACES}, "of": of, "measure": measured,
    }  # fmt: skip


def answers(view: View) -> pd.DataFrame | None:
    """Return the answers of the model looked at last, or else asked last, if they are of the study as it is now."""
    last = st.session_state.get(f"mutations_asked_{view.row.id}")
    asked = [job.arguments for job in view.space.jobs("effects") if job.arguments["study"] == view.row.id]
    for run, of, measured in [last] if last else [(one["run"], one["of"], one["measure"]) for one in asked]:
        found = view.space.load_table(work.key_of("effects", view.space.id, arguments_of(view, run, of, measured)))
        if found is not None:
            return found
    return None


def _choose(view: View, rows: dict[str, Any]) -> tuple[Run, str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = [job.arguments["run"] for job in view.space.jobs("effects") if job.arguments["study"] == view.row.id]
        current = next((key for key in asked if key in rows), view.space.current_run())
        index = list(rows).index(current) if current in rows else 0
        key = st.selectbox(
            "Model", list(rows), index, format_func=lambda name: runs.title(rows[name]),
            key=f"mutations_model_{view.row.id}_{current}",
        )  # fmt: skip
        run = cache.run(view.space.id, key, rows[key].created, view.space)
        of, measured = measure.choose(run, f"mutations_asked_{run.key}")
    return run, of, measured


def _ask(arguments: dict[str, Any], busy: bool) -> None:
    if st.button("Ask this model", type="primary", key="mutations_ask", disabled=busy, icon=":material/psychology:"):
        try:
            progress.start("effects", "Asking the model about every change", arguments)
        except GenoError as error:
            shell.show_error(error)
        else:
            st.rerun()


def _say(found: pd.DataFrame, run: Run) -> None:
    scored = found[found["model_status"] == "scored"]
    said = str(found["score"].iloc[0]) if len(found) else ""
    text = f"{len(scored):,} of {len(found):,} changes were given to the model; effects are differences of the "
    st.caption(f"{text}{shell.literal(said)}.")
    flagged = int((scored["ood_flags"] != "").sum())
    if flagged:
        why = scored.loc[scored["ood_flags"] != "", "ood_flags"].value_counts().index[0]
        st.warning(
            f"{flagged:,} of {len(scored):,} are unlike what the model was trained on: there its answers mean little. "
            f"Mostly: {shell.literal(why)}."
        )
        short = scored["ood_flags"].str.contains("shorter than the training sequences")
        longest = int(run.split.get("longest", 0))
        width = scored["window_to"] - scored["window_from"] + 1  # before the change: a deletion alone is no part
        if (short & (width < longest)).any():
            st.caption(
                f"The model learnt from sequences of up to {longest:,} bp. If yours are parts of longer ones, add "
                "those as another FASTA file under **Files**: each part is then read where it stands."
            )


def _no_model(view: View) -> None:
    st.caption(
        "No model is trained yet. Train one on sequences with a label or a measured value, of the same kind as those "
        "the mutations lie in; then ask it here."
    )
    if st.button("Go to Train", key="mutations_to_train", icon=":material/model_training:"):
        st.switch_page("pages/train.py")
