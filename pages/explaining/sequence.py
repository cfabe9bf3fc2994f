"""Explanations: why one sequence gets its answer."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.plots import mutagenesis, scan
from genocore.training.run import Run
from genocore.workspace import work
from pages.explaining import gradients, measure, pair
from pages.shared import progress, shell, tables

MOST = 400
"""Letters whose replacements are shown at once."""
LONGEST = 100_000
"""Letters of a sequence that is explained, at most."""
VIEWS = {"letters": "Each letter", "stretches": "Stretches", "pair": "Two letters together", "gradients": "Gradients"}


def draw(
    run: Run, name: str, letters: str, key: str, *, picked: int | None = None, called: str = "",
    asked: tuple[str, str] | None = None,
) -> None:  # fmt: skip
    """Ask for the explanation of a sequence and draw it.

    `picked` is a letter (1-based) to look at in particular, `called` the class that comes first, `asked` the class and
    measure if they are chosen already.
    """
    st.subheader(f"Why: {shell.literal(name)}", anchor=False)
    if not 0 < len(letters) <= LONGEST:
        st.info(f"Sequences of 1 to {LONGEST:,} bp can be explained; this one has {len(letters):,}.")
        return
    of, measured = asked or measure.choose(run, key, called)
    first, last = _region(len(letters), picked, key)
    arguments = {
        "run": run.key, "sequence": letters, "first": first, "last": last, "of": of, "measure": measured,
    }  # fmt: skip
    found = fetch("explain", "Replacing every letter", arguments)
    if found is None:
        return
    said = measure.words(run, of, measured)
    about = shell.workspace().load_table(f"{name_of('explain', arguments)}letters")
    assert about is not None
    before = float(about["before"].iloc[0])
    st.caption(f"The {shell.literal(said)} is {before:.3f} as the sequence stands ({len(letters):,} bp).")
    views = [view for view in VIEWS if view != "gradients" or gradients.possible(run)]
    view = st.segmented_control(
        "What is changed", views, format_func=VIEWS.__getitem__, default="letters", required=True, key=f"{key}_view",
        persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    if view == "stretches":
        _stretches(arguments, said, key)
    elif view == "pair":
        pair.draw(run, letters, of, measured, key, picked or _strongest(found))
    elif view == "gradients":
        gradients.draw(run, letters, of, measured, key)
    else:
        _each_letter(found, about, said, first, picked, key)


def name_of(kind: str, arguments: dict[str, object]) -> str:
    """Return the name under which the result of a job is kept."""
    return work.key_of(kind, shell.workspace().id, arguments)


def wanted(kind: str, label: str, arguments: dict[str, object], button: str) -> pd.DataFrame | None:
    """Return the table that a longer job makes; if it is not there yet, draw a button that asks for it."""
    found = shell.workspace().load_table(name_of(kind, arguments))
    if found is not None:
        return found
    busy = progress.watch(kind, run=str(arguments["run"]))
    if st.button(button, key=f"start_{kind}_{arguments['run']}", disabled=busy):
        try:
            progress.start(kind, label, dict(arguments))
        except GenoError as error:
            shell.show_error(error)
        else:
            st.rerun()
    return None


def fetch(kind: str, label: str, arguments: dict[str, object]) -> pd.DataFrame | None:
    """Return the table that a job makes; if it is not there yet, start the job, draw its progress and return None."""
    space = shell.workspace()
    found = space.load_table(name_of(kind, arguments))
    if found is not None:
        return found
    key = name_of(kind, arguments)
    rows = [row for row in space.jobs(kind) if row.arguments.get("run") == arguments["run"]]
    past = [row for row in rows if row.key == key]
    if past and past[0].state in ("failed", "cancelled", "interrupted"):
        progress.watch(kind, run=str(arguments["run"]))
        said = past[0] is rows[0] and not past[0].seen  # with a button of its own
        if not said and past[0].error:
            st.caption(shell.literal(past[0].error, 400))
        if not said and st.button("Try again", key=f"retry_{key}"):
            progress.start(kind, label, dict(arguments))
            st.rerun()
        return None
    if past and past[0].state == "done":  # it would be started again and again
        st.error("The work was done, but its result cannot be found.")
        return None
    try:
        progress.start(kind, label, dict(arguments))
    except GenoError as error:
        shell.show_error(error)
        return None
    progress.watch(kind, run=str(arguments["run"]))
    return None


def _region(length: int, picked: int | None, key: str) -> tuple[int, int]:
    """Return the first and last letter that are looked at: all, or of a long sequence a part that can be moved."""
    if length <= MOST:
        return 1, length
    middle = picked or MOST // 2
    begin = min(max(middle - MOST // 2, 0), length - MOST) + 1
    first = st.number_input(
        f"First of {MOST} letters that are replaced", 1, length - MOST + 1, begin, MOST // 4,
        key=f"{key}_first_{picked}",
    )  # fmt: skip
    return int(first), int(first) + MOST - 1


def _strongest(table: pd.DataFrame) -> int:
    return int(table.loc[table["delta"].abs().idxmax(), "position"]) if len(table) else 1


def _each_letter(
    table: pd.DataFrame, letters: pd.DataFrame, said: str, first: int, picked: int | None, key: str
) -> None:
    shift = first - 1
    figure = mutagenesis.heat_map(
        table.assign(position=table["position"] - shift), letters.assign(position=letters["position"] - shift), said,
        first=first, picked=None if picked is None else picked - shift,
    )  # fmt: skip
    st.plotly_chart(figure, key=f"{key}_map", alt=mutagenesis.spoken(table))
    if not letters["read"].all():
        st.caption(f"The model does not look at {int((~letters['read']).sum()):,} of these letters.")
    tables.explain(
        "**Below**: what happens to the model's answer when one letter is replaced by another, the rest left as it is; "
        "a dot marks the letter that stands there. **Above**: each letter as high as the answer falls, on average, "
        "when it is replaced; letters that hang down hold the answer back. Where two places say the same to the model, "
        "replacing one of them shows little. This is what the model does, not what the cell does."
    )
    tables.download(
        f"Download {len(table):,} replacements (CSV)", lambda: tables.csv_text(table), "mutagenesis.csv",
        key=f"{key}_map_csv",
    )  # fmt: skip


def _stretches(arguments: dict[str, object], said: str, key: str) -> None:
    table = shell.workspace().load_table(f"{name_of('explain', arguments)}scan")
    if table is None or table.empty:
        st.info("The sequence is too short for that.")
        return
    width = int(table["end"].iloc[0] - table["start"].iloc[0]) + 1
    st.plotly_chart(scan.scan(table, said), key=f"{key}_scan", alt=scan.spoken(table))
    tables.explain(
        f"Each stretch of {width:,} letters in turn is made unreadable (every letter N), the rest left where it is."
        " Where the answer moves, the model has read something. It finds what single letters do not show: a motif "
        "of which one letter may be missing. Stretches of N are themselves unlike most sequences."
    )
    tables.download("Stretches (CSV)", lambda: tables.csv_text(table), "stretches.csv", key=f"{key}_scan_csv")
