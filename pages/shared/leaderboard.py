"""The leaderboard of Auto as a table: while it fills, and afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

_number = st.column_config.NumberColumn
COLUMNS = {
    "label": st.column_config.TextColumn("Candidate", width="large"),
    "loss": _number("Loss", format="%.3f", help="Smaller is better."),
    "low": _number("95 % from", format="%.3f"),
    "high": _number("to", format="%.3f"),
    "rows": _number("Records", format="localized"),
    "seconds": _number("Seconds a fit", format="%.2f"),
    "state": "",
}


def frame(entries: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return the entries of a leaderboard as `COLUMNS` shows them."""
    table = pd.DataFrame(list(entries), columns=["label", "loss", "low", "high", "rows", "seconds", "dropped"])
    table["state"] = table["dropped"].map({True: "fell behind", False: ""})
    return table[list(COLUMNS)]
