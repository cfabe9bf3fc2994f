"""Data: load sequences, say where the labels stand, see and mend what is wrong."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from genocore.sequences import Dataset, Report, Source
from genocore.sequences.demos import DEMOS
from genocore.sequences.labels import propose
from genocore.sequences.reading import Reading
from pages.shared import demo, files, findings, intake, labels, shell, targets

shell.open_page("Data", "Data", "Load DNA with labels or measured values. Nothing leaves this computer.")
space = shell.workspace()


def keep(data: Dataset, report: Report, name: str, sources: Sequence[Source], reading: Reading) -> None:
    """Make what was read the data that pages work on."""
    space.add_dataset(data, report, name, label=propose(data), sources=sources, reading=reading)


def in_bp(lengths: np.ndarray) -> str:
    """Return the range of lengths as text."""
    low, high = int(lengths.min(initial=10**9)), int(lengths.max(initial=0))
    return f"{low:,} bp" if low == high else f"{low:,}–{high:,} bp" if len(lengths) else "none"


current = shell.current_dataset()
with st.container(border=True):
    way = st.segmented_control(
        "Where are your sequences?", ["Upload", "Paste", "Demo"], default="Upload", key="data_way", required=True
    )
    if way == "Upload":
        intake.upload(
            "FASTA, FASTQ, GenBank, EMBL, or a table with a column of DNA (CSV, TSV, Excel, Parquet); gzipped or not, "
            "up to 200 MB. Several files at once: one for each class, or sequences with a table of labels or values.",
            keep,
            key="data_upload",
        )
    elif way == "Paste":
        hint = ">s1 normal\nACGT…\n>s2 mutated\nACGA…"
        intake.paste("FASTA, or rows of a table", "Read it", keep, key="data_paste", placeholder=hint)
    else:
        key = st.selectbox("Demo", list(DEMOS), format_func=lambda name: DEMOS[name].title, key="data_demo")
        st.caption(f"{DEMOS[key].question} {DEMOS[key].caution} Source: {DEMOS[key].attribution}.")
        if st.button("Load it", type="primary", key="data_demo_load"):
            demo.load(key)
            st.rerun()

others = space.datasets()
if current is None:
    shell.empty_state("Nothing is loaded yet.", "Drop a file above, or look around with real splice sites.", link=False)
row, data, report = current
if len(others) > 1:
    names = {other.id: other.name for other in others}
    chosen = st.selectbox(
        "Loaded so far", list(names), list(names).index(row.id), format_func=names.__getitem__,
        key=f"data_pick_{row.id}",
    )  # fmt: skip
    if chosen != row.id:
        space.choose_dataset(chosen)
        st.rerun()

st.subheader("What was understood", anchor=False)
with st.container(horizontal=True):
    st.metric("Records read", f"{report.read:,}", border=True)
    st.metric("Kept", f"{len(data):,}", border=True)
    st.metric("Left out", f"{len(report.rejected):,}", border=True)
    st.metric("Length", in_bp(data.lengths), border=True)
    missing = "Without a value" if data.task == "regression" else "Without a label"
    st.metric(missing, f"{int((~data.labelled).sum()):,}", border=True)
if row.demo:
    st.info(DEMOS[row.demo].caution, icon=":material/info:")
files.show(space, row, report)

halves = st.grid(2, min_column_width=400)
with halves.container():
    labels.choose(space, row, data)
with halves.container():
    targets.show(data)

st.subheader("Messages and changes", anchor=False)
findings.show(space, row, data, report)
if data.task == "regression":
    st.info("The target is a number. Explore shows its distribution; Train fits models that predict numbers.")
elif len(data.classes) < 2:
    found = "only one class" if data.classes else "no labels"
    st.warning(f"There is nothing to train on yet: {found} found. Choose where the labels stand, above.")
with st.container(horizontal=True, vertical_alignment="center"):
    targets.go_to_train(data, key="data_go")
    st.page_link("pages/explore.py", label="Explore them first", icon=":material/search_insights:")
