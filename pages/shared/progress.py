"""Long work on the pages: start it, watch it on every page, stop it, say how it ended."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from genocore.errors import GenoError
from genocore.jobs import Job
from genocore.plots.learning import learning_curve
from genocore.training.advice import in_words
from genocore.workspace import work
from genocore.workspace.tables import JobRow
from pages.shared import cache, leaderboard, shell


def start(kind: str, label: str, arguments: dict[str, Any]) -> str:
    """Hand in work of a `kind` of `genocore.workspace.work`; equal work that goes on is joined. Return its key."""
    space = shell.workspace()
    key = work.key_of(kind, space.id, arguments)
    known = cache.jobs().get(key)
    if known is not None and known.active:
        return key
    row = space.add_job(key, kind, label, arguments)
    cache.jobs().submit(
        key, label, work.do, kind, str(space.store.folder), space.id, arguments, on_end=partial(_ended, space, row)
    )
    return key


def _ended(space: Any, row: str, job: Job) -> None:
    """Write down how a job ended; runs in a background thread too, so no Streamlit here."""
    space.end_job(row, job.state, _words(job.error) if job.error else None)


def _words(error: GenoError) -> str:
    return error.one_line()


def active(kind: str | None = None, run: str | None = None) -> list[tuple[JobRow, Job]]:
    """Return this workspace's jobs that go on, newest first; those that just ended are written down first."""
    space, found = shell.workspace(), []
    for row in _of_run(space.jobs(kind, going=True), run):
        job = cache.jobs().get(row.key)
        if job is not None and job.active:
            found.append((row, job))
        elif job is not None:
            _ended(space, row.id, job)
    return found


def _of_run(rows: list[JobRow], run: str | None) -> list[JobRow]:
    return [row for row in rows if run is None or row.arguments.get("run") == run]


def watch(kind: str, run: str | None = None) -> bool:
    """Draw the progress of the newest job of a kind (about a run), or how it ended. Return True while it goes on."""
    going = active(kind, run)
    if going:
        row, job = going[0]
        with st.container(border=True):
            st.fragment(_panel, run_every=0.5)(row.label, row.id, job)
        return True
    rows = _of_run(shell.workspace().jobs(kind), run)
    if rows and not rows[0].seen and rows[0].state in ("failed", "interrupted", "cancelled"):
        _say_how_it_ended(rows[0])
    return False


def _panel(label: str, row: str, job: Job) -> None:
    if not job.active:
        st.rerun()
    waiting = "Waiting for a free worker" if job.state == "queued" else job.note or "Starting"
    st.markdown(f"**{label}**")
    st.progress(min(job.fraction, 1.0), text="Stopping…" if job.stopping else f"{waiting} · {_remaining(job)}")
    _details(job)
    st.button(
        "Cancel", key=f"cancel_{job.id}", on_click=_stop, args=(row, job.key), disabled=job.stopping,
        icon=":material/stop_circle:",
    )  # fmt: skip


def _details(job: Job) -> None:
    """Draw what a model tells while it learns: a network its curve, a choice among many its leaderboard."""
    curve, board = job.details.get("curve"), job.details.get("leaderboard")
    if curve and curve.get("epoch"):
        alt = f"Learning curve of {len(curve['epoch'])} epochs: loss {curve['train'][-1]:.3f} on the records trained on"
        st.plotly_chart(learning_curve(curve), key=f"curve_{job.id}", alt=alt)
    if board:
        frame = leaderboard.frame(board)
        st.dataframe(
            frame, hide_index=True, key=f"board_{job.id}", alt=f"{len(frame)} compared so far", height=250,
            column_config=leaderboard.COLUMNS,
        )  # fmt: skip


def _stop(row: str, key: str) -> None:
    shell.workspace().ask_stop(row)
    cache.jobs().cancel(key)


def _remaining(job: Job) -> str:
    if job.fraction < 0.12 or job.seconds < 2:
        return "estimating the time left"
    return f"{in_words(job.seconds / job.fraction * (1 - job.fraction))} left"


def _say_how_it_ended(row: JobRow) -> None:
    words = {
        "failed": f"It failed: {shell.literal(row.error or 'no reason is known', 400)}",
        "interrupted": "The app was restarted while this was going on. Nothing else was lost.",
        "cancelled": "Cancelled, as you asked.",
    }
    show = {"failed": st.error, "interrupted": st.warning, "cancelled": st.info}[row.state]
    show(words[row.state], title=row.label)
    with st.container(horizontal=True):
        if st.button("Start it again", key=f"again_{row.id}", icon=":material/refresh:"):
            shell.workspace().dismiss_job(row.id)
            start(row.kind, row.label, row.arguments)
            st.rerun()
        if st.button("Dismiss", key=f"dismiss_{row.id}"):
            shell.workspace().dismiss_job(row.id)
            st.rerun()


def badge() -> None:
    """Draw in the sidebar, on every page, what is going on."""
    going = active()
    if going:
        st.fragment(_badge, run_every=1.0)([job for _, job in going])


def _badge(going: list[Job]) -> None:
    if not any(job.active for job in going):
        st.rerun()
    for job in going:
        if job.active:
            st.progress(min(job.fraction, 1.0), text=f"{job.label}: {job.fraction:.0%}")
