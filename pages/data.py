"""Data: load sequences, say where the labels stand, see and mend what is wrong."""

import numpy as np
import streamlit as st

from genocore.plots import bars
from genocore.sequences import Dataset, Report
from genocore.sequences.demos import DEMOS
from genocore.sequences.fasta import fasta_text
from genocore.sequences.labels import propose
from pages.shared import demo, findings, intake, labels, shell, tables

shell.open_page("Data", "Data", "Load labelled DNA in FASTA format. Nothing leaves this computer.")
space = shell.workspace()


def keep(data: Dataset, report: Report, name: str) -> None:
    """Make what was read the data that pages work on."""
    space.add_dataset(data, report, name, label=propose(data))


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
            "FASTA files, plain or gzipped, up to 200 MB. With several files, each may be one class.",
            keep,
            key="data_upload",
        )
    elif way == "Paste":
        intake.paste("FASTA", "Read it", keep, key="data_paste", placeholder=">s1 normal\nACGT…\n>s2 mutated\nACGA…")
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
        "Loaded so far",
        list(names),
        list(names).index(row.id),
        format_func=names.__getitem__,
        key=f"data_pick_{row.id}",
    )
    if chosen != row.id:
        space.choose_dataset(chosen)
        st.rerun()

st.subheader("What was understood", anchor=False)
with st.container(horizontal=True):
    st.metric("Records read", f"{report.read:,}", border=True)
    st.metric("Kept", f"{len(data):,}", border=True)
    st.metric("Left out", f"{len(report.rejected):,}", border=True)
    st.metric("Length", in_bp(data.lengths), border=True)
    st.metric("Without a label", f"{int((~data.labelled).sum()):,}", border=True)
if row.demo:
    st.info(DEMOS[row.demo].caution, icon=":material/info:")

halves = st.grid(2, min_column_width=400)
with halves.container():
    labels.choose(space, row)
with halves.container():
    st.markdown("**Classes**")
    if data.classes:
        chart = bars.class_counts(data.class_counts())
        st.plotly_chart(chart, key="data_classes", alt=f"Bars: records of each of {len(data.classes)} classes")
    else:
        st.write("No labels yet. Choose where they stand; Predict works without them, Train does not.")

st.subheader("Messages", anchor=False)
findings.show(space, row, report)
with st.container(horizontal=True):
    tables.download("Cleaned FASTA", lambda: fasta_text(data), "cleaned.fasta", key="data_cleaned", mime="text/plain")
    if report.rejected:
        text = report.rejected_table
        tables.download("Rows left out", lambda: tables.csv_text(text()), "left_out.csv", key="data_rejected")
if len(data.classes) < 2:
    found = "only one class" if data.classes else "no labels"
    st.warning(f"There is nothing to train on yet: {found} found. Choose where the labels stand, above.")
if st.button("Train a model on these", type="primary", key="data_go", disabled=len(data.classes) < 2):
    st.switch_page("pages/train.py")
