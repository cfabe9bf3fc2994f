"""Evaluate: which records are looked at, those of the locked part or those of the cross-validation."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.training.run import Run


def choose(run: Run) -> tuple[str, pd.DataFrame]:
    """Draw the choice; return ``test`` or ``cv`` and its predictions."""
    parts = {"test": "Test file" if run.split["test_file"] else "Locked test part", "cv": "Cross-validation"}
    available = [part for part in parts if run.metrics[part]]
    part = st.segmented_control(
        "Records", available, format_func=parts.__getitem__, default=available[0], key=f"evaluate_part_{run.key}",
        required=True, persist_state="session",
    )  # fmt: skip
    return str(part), run.scored(str(part))
