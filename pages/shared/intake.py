"""Sequences in: upload or paste, read at once, so that the uploader lets go of the bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import streamlit as st

from genocore.errors import GenoError
from genocore.sequences import Dataset, Report, Source, read
from genocore.sequences.reading import Reading
from pages.shared import mapper, shell

Keep = Callable[[Dataset, Report, str, Sequence[Source], Reading], None]
"""Called with what was read, its report, a name for it, the files, and the choices about reading."""


def upload(label: str, keep: Keep, *, key: str, disabled: bool = False) -> None:
    """Draw an uploader; what is dropped there is read, kept, and the uploader emptied.

    A table that cannot be read as it was understood is held until it is said how, or something else is dropped.
    """
    turn = st.session_state.get(f"{key}_turn", 0)
    files = st.file_uploader(label, accept_multiple_files=True, key=f"{key}_{turn}", disabled=disabled)
    if not files or disabled:
        return
    name = files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1} more"
    sources = [Source(file.name, data=file.getvalue()) for file in files]
    if take(sources, name, keep):
        _empty(key, turn)
    elif mapper.kinds(_readable(sources)).get("table"):
        st.write("Is it a table that was misunderstood? Say how to read it:")
        reading = mapper.choose(_readable(sources), Reading(), key=f"{key}_{turn}_map")
        if reading and take(sources, name, keep, reading):
            _empty(key, turn)


def _empty(key: str, turn: int) -> None:
    st.session_state[f"{key}_turn"] = turn + 1  # a new key frees the memory the old uploader holds
    st.rerun()


def _readable(sources: list[Source]) -> list[Source]:
    """Return the files that can be looked into."""
    found = []
    for source in sources:
        try:
            mapper.kinds([source])
            found.append(source)
        except GenoError:
            continue
    return found


def paste(
    label: str, button: str, keep: Keep, *, key: str, placeholder: str, disabled: bool = False, bare: bool = False
) -> None:
    """Draw a box for pasted text and a button that reads it; `bare` letters without a header may be one sequence."""
    text = st.text_area(label, placeholder=placeholder, key=f"{key}_text", persist_state="session", height=140)
    if st.button(button, type="primary", disabled=disabled, key=f"{key}_read"):
        if bare and re.fullmatch(r"[ACGTURYSWKMBDHVN\s]+", text.strip(), re.IGNORECASE):
            text = f">sequence_1\n{text}"
        if not text.strip():
            st.info("Paste at least one record first: a line '>name', then the sequence; or rows of a table.")
        elif take([Source.from_text(text)], "pasted text", keep):
            st.rerun()


def take(sources: Sequence[Source], name: str, keep: Keep, reading: Reading | None = None) -> bool:
    """Read sources and keep them; False if nothing could be read, which is then said."""
    reading = reading or Reading()
    try:
        with st.spinner("Reading…"):
            data, report = read(sources, reading)
            if not len(data):
                shell.show_rejected(report)
            report.need_records()
            keep(data, report, name, sources, reading)
    except GenoError as error:
        shell.show_error(error)
        return False
    return True
