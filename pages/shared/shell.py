"""The frame of every page: workspace, guard, empty states, errors, and text from files."""

from __future__ import annotations

import gc
import logging
import re
import time
from typing import NoReturn

import streamlit as st

from genocore.errors import GenoError
from genocore.sequences import Dataset, Report
from genocore.workspace import Workspace
from genocore.workspace.tables import DatasetRow
from pages.shared import cache

log = logging.getLogger("genocore.pages")


def open_workspace() -> None:
    """Find the workspace named in the address, or make one; called by ``app.py`` on every run."""
    wanted = st.query_params.get("ws", "") or st.session_state.get("ws", "")
    if wanted != st.session_state.get("ws") or "ws" not in st.session_state:
        found = cache.store().open(wanted) if wanted else None
        st.session_state["ws"] = (found or cache.store().create()).id
    st.query_params["ws"] = st.session_state["ws"]
    st.session_state["framed"] = True


def settle() -> None:
    """Take what has been loaded out of the garbage collector's sight, a few times in the life of the server.

    Streamlit collects garbage on every run of a script; with all libraries loaded that alone costs 100 ms.
    """
    if next(cache.run_numbers()) in (2, 8, 32, 128, 512):
        gc.collect()
        gc.freeze()


def workspace() -> Workspace:
    """Return this visitor's workspace."""
    found = cache.store().open(st.session_state["ws"])
    if found is None:  # deleted in another tab
        del st.session_state["ws"]
        st.rerun()
    return found


def open_page(name: str, title: str, about: str) -> None:
    """Begin a page: guard against being run without ``app.py``, then draw the heading.

    `name` is the page's key in ``app.PAGES``. On a fresh server Streamlit may run a page file alone if its address is
    opened first; the frame would be missing. The frame says so anew on every run.
    """
    if not st.session_state.pop("framed", False):
        st.session_state["wanted"] = name
        st.switch_page("app.py", query_params=st.query_params.to_dict())  # the address names the workspace
    st.title(title, anchor=False)
    st.caption(about)


def start_over() -> None:
    """Draw, in the sidebar, where the work is kept and the button that forgets it."""
    st.caption("Everything stays on this computer. Keep the address of this page: it leads back to your work.")
    with st.popover("Start over", icon=":material/delete:"):
        st.write("This deletes the sequences and results of this workspace for good.")
        if st.button("Delete everything here", key="start_over"):
            mine = {row.key for row in workspace().jobs()}
            going = [job for job in cache.jobs().active() if job.key in mine]
            for job in going:
                cache.jobs().cancel(job.key)
            with st.spinner("Stopping what is going on…"):
                for _ in range(100):  # a worker that does not listen is ended after 5 seconds
                    if not any(job.active for job in going):
                        break
                    time.sleep(0.1)
            cache.store().delete(st.session_state["ws"])
            st.session_state.clear()
            st.query_params.clear()
            st.rerun()


def current_dataset() -> tuple[DatasetRow, Dataset, Report] | None:
    """Return the dataset that pages work on, labelled and checked, or None."""
    space = workspace()
    row = space.dataset()
    if row is None:
        return None
    data, report = cache.prepared(space.id, row.id, row.label, tuple(row.fixes), row.task, space)
    return row, data, report


def need_dataset() -> tuple[DatasetRow, Dataset, Report]:
    """Return the current dataset, or draw the empty state and end the page."""
    found = current_dataset()
    if found:
        return found
    empty_state(
        "There are no sequences yet.",
        "Load your own file on the Data page, or look around with real splice sites first.",
    )


def empty_state(what: str, next_step: str, *, link: bool = True) -> NoReturn:
    """Say that there is nothing to show yet, offer the demo, and end the page."""
    from pages.shared import demo

    with st.container(border=True):
        st.subheader(what, anchor=False)
        st.write(next_step)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Try it with splice sites", type="primary", key="empty_demo", icon=":material/play_arrow:"):
                demo.load("splice-sites")
                st.rerun()
            if link:
                st.page_link("pages/data.py", label="Load my own file", icon=":material/upload_file:")
    st.stop()


def show_error(error: GenoError) -> None:
    """Show a problem the user can do something about."""
    where = ", ".join(f"{name} {value}" for name, value in (("line", error.line), ("column", error.column)) if value)
    head = " ".join(part for part in (error.code, prose(error.file) if error.file else "", where) if part)
    st.error(f"{prose(error.message)}  \n{prose(error.hint)}", title=head or None)


def show_rejected(report: Report) -> None:
    """Show the records that were left out, when nothing else came of a file."""
    from pages.shared import tables

    frame = report.rejected_table().drop(columns="sequence")
    tables.show(
        frame, "left_out", key="rejected", alt=f"{len(frame)} records left out", height=tables.height(len(frame))
    )


def prose(text: str) -> str:
    """Return a sentence for use in markdown: as it is if nothing in it could be markup, else as `literal`.

    Examples
    --------
    >>> prose("'-' is a gap, not a DNA letter."), prose("class '**x**'")
    ("'-' is a gap, not a DNA letter.", "`class '**x**'`")
    """
    plain = re.fullmatch(r"(?:[\w\s.,;'\"()%/?=–…-]|:(?=\s|$))*", text) and not re.search(
        r"_|--|www\.|http|^\s*(?:[-=]|\d+\.)", text, re.IGNORECASE
    )
    return text if plain else literal(text, 400)


def literal(text: object, limit: int = 80) -> str:
    """Return text from a file for use in markdown: an inline code span that nothing in it can end.

    Examples
    --------
    >>> literal("a `b` ![x](http://h/x.png)")
    '`` a `b` ![x](http://h/x.png) ``'
    """
    plain = " ".join(str(text).split())
    plain = plain if len(plain) <= limit else plain[: limit - 1] + "…"
    longest = max((len(run) for run in re.findall(r"`+", plain)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {plain} {fence}" if longest else f"`{plain or ' '}`"
