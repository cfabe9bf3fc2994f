"""Tables and downloads: what is on the screen is what is in the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from genocore.export import csv_text


def show(frame: pd.DataFrame, name: str, *, key: str, alt: str, **options: Any) -> Any:
    """Draw a table and, below it, a button that downloads the same rows as ``name.csv``; return what is selected."""
    event = st.dataframe(frame, hide_index=True, key=key, alt=alt, **options)
    rows = f"{len(frame):,} row{'s' * (len(frame) != 1)}"
    download(f"Download {rows} (CSV)", lambda: csv_text(frame), f"{name}.csv", key=f"{key}_csv")
    return event


def height(rows: int, at_most: int = 260) -> int:
    """Return the height of a table in pixels: that of its rows, up to a limit."""
    return min(38 + 35 * max(rows, 1), at_most)


def download(label: str, text: Callable[[], str], file: str, *, key: str, mime: str = "text/csv") -> None:
    """Draw a download button whose file is made when it is clicked."""
    st.download_button(
        label,
        lambda: text().encode("utf-8"),
        safe_name(file),
        mime,
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )


def safe_name(name: str) -> str:
    """Return a file name with letters, digits, dots, dashes and underscores only.

    Examples
    --------
    >>> safe_name("../my genes<script>.csv")
    'my_genes_script_.csv'
    """
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name.rsplit("/", 1)[-1]).lstrip(".")[:100] or "file"


def explain(text: str) -> None:
    """Draw the fold-out that says how to read what stands above it."""
    with st.expander("How to read this", icon=":material/help:"):
        st.markdown(text)
