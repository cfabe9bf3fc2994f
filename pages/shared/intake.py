"""Sequences in: upload or paste, read at once, so that the uploader lets go of the bytes."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from genocore.errors import GenoError
from genocore.sequences import Dataset, Report, Source, read
from pages.shared import shell

Keep = Callable[[Dataset, Report, str], None]
"""Called with what was read, its report and a name for it."""


def upload(label: str, keep: Keep, *, key: str, disabled: bool = False) -> None:
    """Draw an uploader; what is dropped there is read, kept, and the uploader emptied."""
    turn = st.session_state.get(f"{key}_turn", 0)
    files = st.file_uploader(label, accept_multiple_files=True, key=f"{key}_{turn}", disabled=disabled)
    if files and not disabled:
        name = files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1} more"
        if take([Source(file.name, data=file.getvalue()) for file in files], name, keep):
            st.session_state[f"{key}_turn"] = turn + 1  # a new key frees the memory the old uploader holds
            st.rerun()


def paste(
    label: str, button: str, keep: Keep, *, key: str, placeholder: str, disabled: bool = False, bare: bool = False
) -> None:
    """Draw a box for pasted text and a button that reads it; `bare` letters without a header may be one sequence."""
    text = st.text_area(label, placeholder=placeholder, key=f"{key}_text", persist_state="session", height=140)
    if st.button(button, type="primary", disabled=disabled, key=f"{key}_read"):
        if bare and re.fullmatch(r"[ACGTURYSWKMBDHVN\s]+", text.strip(), re.IGNORECASE):
            text = f">sequence_1\n{text}"
        if not text.strip():
            st.info("Paste at least one record first: a line '>name', then the sequence.")
        elif take([Source.from_text(text)], "pasted text", keep):
            st.rerun()


def take(sources: list[Source], name: str, keep: Keep) -> bool:
    """Read sources and keep them; False if nothing could be read, which is then said."""
    try:
        with st.spinner("Reading…"):
            data, report = read(sources)
            if not len(data):
                shell.show_rejected(report)
            report.need_records()
            keep(data, report, name)
    except GenoError as error:
        shell.show_error(error)
        return False
    return True
