"""Mutations: where they lie along a sequence, its coding region or its protein."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import streamlit as st

from genocore.evidence.check import Checked
from genocore.mutations.coding import CodingRegion
from genocore.plots import lollipop
from pages.shared import shell, tables
from pages.shared.studied import View


def draw(view: View) -> None:
    """Draw the section."""
    checked = view.checked
    assert checked is not None
    placed = checked.located.usable & (checked.located.index >= 0)
    sequences = pd.unique(checked.located.sequence[placed])
    if not len(sequences):
        st.info("No change is in its place: see **Check**.")
        return
    numbers = np.bincount(checked.located.sequence[placed]).tolist()
    options = sorted(sequences.tolist(), key=lambda at: -numbers[at])
    sequence, index = st.session_state.get(f"mutations_place_{view.row.id}", (-1, -1))  # chosen in the table
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = st.selectbox(
            "Sequence", options, options.index(sequence) if sequence in options else 0,
            key=f"mutations_along_{view.row.id}", format_func=lambda one: f"{checked.data.ids[one]} ({numbers[one]:,})",
        )  # fmt: skip
        regions = checked.regions.on(at)
        region = regions[0] if len(regions) == 1 else None
        axis = "DNA"
        if region is not None:
            axis = st.segmented_control(
                "Along", ["DNA", "CDS", "Protein"], default="DNA", required=True, key=f"mutations_axis_{view.row.id}"
            )
    frame = points(checked, at, axis)
    if frame.empty:
        st.info("None of its mutations lies in the coding region.")
        return
    length = int(checked.data.lengths[at])
    if region is not None and axis != "DNA":
        length = len(region.places) // (1 if axis == "CDS" else 3)
    chart = st.container()
    shown = [(one.begin + 1, one.end, _named(one)) for one in regions] if axis == "DNA" else None
    picked = index + 1 if sequence == at and axis == "DNA" else None
    figure = lollipop.lollipop(
        frame,
        length,
        axis="protein" if axis == "Protein" else axis,
        regions=shown,
        domains=_domains(view),
        picked=picked,
    )
    event = chart.plotly_chart(
        figure, key=f"mutations_lollipop_{view.row.id}_{at}_{axis}", on_select="rerun", selection_mode="points",
        alt=lollipop.spoken(frame),
    )  # fmt: skip
    tables.explain(
        "Each pin is a change; what it adds to the height is how many samples have it (rows, if the table names no "
        "samples). Shape and colour are its consequence. The bar is the sequence, thick where it codes. Click a pin "
        "for its rows."
    )
    tables.download("Pins (CSV)", lambda: tables.csv_text(frame), "positions.csv", key="mutations_pins_csv")
    lines = {point["customdata"][0] for point in event.selection["points"] if "customdata" in point}
    if lines:
        chosen = frame[frame["line"].isin(lines)]
        there = view.table.loc[_placed(checked, at)]
        there = there[_names(checked, there.index.to_numpy()).isin(set(chosen["name"])).to_numpy()]
        label = shell.literal(", ".join(chosen["name"]))
        st.markdown(f"**{len(there):,} row{'s' * (len(there) != 1)} of {label}**")
        tables.show(there, "pins", key="mutations_pin_rows", alt="Rows of the pins", height=tables.height(len(there)))


def _placed(checked: Checked, at: int) -> np.ndarray:
    located = checked.located
    return np.flatnonzero(located.usable & (located.index >= 0) & (located.sequence == at))


def _names(checked: Checked, rows: np.ndarray) -> pd.Series:
    """Return what a pin is called: the name of its change, or the words of the table."""
    names = checked.effects["hgvs_c"].to_numpy(dtype=object)[rows]
    words = checked.mutations.edits["type"].to_numpy(dtype=object)[checked.mutations.rows["edit"].to_numpy()[rows]]
    return pd.Series(np.where(names != "", names, words), dtype="str")


def points(checked: Checked, at: int, axis: str) -> pd.DataFrame:
    """Return the distinct changes of a sequence: ``position, n, consequence, name, line``."""
    located, effects, rows = checked.located, checked.effects, checked.mutations.rows
    mine = _placed(checked, at)
    calls = checked.mutations.calls
    carriers = np.bincount(calls.loc[calls["state"] == 1, "row"].to_numpy(), minlength=len(rows))[mine]
    positions = {
        "DNA": located.index[mine] + 1, "CDS": effects["coding_position"].to_numpy()[mine],
        "Protein": effects["residue"].to_numpy()[mine],
    }[axis]  # fmt: skip
    alone = ~np.isin(mine, calls["row"].to_numpy()) & (not checked.mutations.every_sample_listed)
    frame = pd.DataFrame(
        {
            "position": positions, "n": np.where(alone, 1, carriers), "name": _names(checked, mine),
            "consequence": effects["consequence"].to_numpy()[mine], "line": rows["line"].to_numpy()[mine],
        }
    )  # fmt: skip
    if not len(calls):
        frame["n"] = 1  # a list of sites: nobody is named
    frame = frame[(frame["position"] > 0) & (frame["n"] > 0)]
    found = frame.groupby(["position", "consequence", "name"], as_index=False, sort=True).agg(
        n=("n", "sum"), line=("line", "first")
    )  # fmt: skip
    return found.assign(height=found.groupby("position")["n"].cumsum())  # several at one place stand on each other


def _named(region: CodingRegion) -> str:
    return f"{region.gene or 'coding'}{' (guess)' if region.guess else ''}"


def _domains(view: View) -> list[tuple[int, int, str]]:
    """Draw the box for domains, and return those that are written as asked."""
    with st.expander("Add domains or sites"):
        text = st.text_area(
            "One a line: from-to and a name, counted along the axis above", placeholder="12-80 DNA binding",
            key=f"mutations_domains_{view.row.id}", persist_state="session", height=100,
        )  # fmt: skip
        found, wrong = [], []
        for line in filter(None, map(str.strip, text.splitlines())):
            parts = re.fullmatch(r"(\d+)\s*[-–]\s*(\d+)\s*(.*)", line)
            if parts and 0 < int(parts[1]) <= int(parts[2]):
                found.append((int(parts[1]), int(parts[2]), parts[3]))
            else:
                wrong.append(line)
        if wrong:
            st.warning(f"Not understood: {shell.literal('; '.join(wrong))}")
    return found
