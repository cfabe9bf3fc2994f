"""Data: load sequences, say where the labels stand, see and mend what is wrong."""

import streamlit as st

from genocore.errors import GenoError
from genocore.plots import bars
from genocore.sequences import Source, read
from genocore.sequences.demos import DEMOS
from genocore.sequences.fasta import fasta_text
from genocore.sequences.fixes import FIXES
from genocore.sequences.labels import propose
from pages.shared import cache, demo, labels, shell, tables

shell.open_page("Data", "Data", "Load labelled DNA in FASTA format. Nothing leaves this computer.")
space = shell.workspace()


def keep(sources: list[Source], name: str) -> None:
    """Read, keep what was read, and let the uploader forget the bytes."""
    try:
        with st.spinner("Reading…"):
            data, report = read(sources)
            report.need_records()
            space.add_dataset(data, report, name, label=propose(data))
    except GenoError as error:
        shell.show_error(error)
        return
    st.session_state["data_uploads"] = st.session_state.get("data_uploads", 0) + 1
    st.rerun()


current = shell.current_dataset()
with st.container(border=True):
    way = st.segmented_control(
        "Where are your sequences?", ["Upload", "Paste", "Demo"], default="Upload", key="data_way", required=True
    )
    turn = st.session_state.get("data_uploads", 0)
    if way == "Upload":
        files = st.file_uploader(
            "FASTA files, plain or gzipped, up to 200 MB. With several files, each may be one class.",
            accept_multiple_files=True,
            key=f"data_files_{turn}",
        )
        if files:
            name = files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1} more"
            keep([Source(file.name, data=file.getvalue()) for file in files], name)
    elif way == "Paste":
        text = st.text_area("FASTA", placeholder=">seq1 normal\nACGT…\n>seq2 mutated\nACGA…", key=f"data_paste_{turn}")
        if st.button("Read it", type="primary", disabled=not text.strip(), key="data_paste_read"):
            keep([Source.from_text(text)], "pasted text")
    else:
        key = st.selectbox("Demo", list(DEMOS), format_func=lambda name: DEMOS[name].title, key="data_demo")
        st.caption(f"{DEMOS[key].question} {DEMOS[key].caution} Source: {DEMOS[key].attribution}.")
        if st.button("Load it", type="primary", key="data_demo_load"):
            demo.load(key)
            st.rerun()

others = space.datasets()
if current is None:
    shell.empty_state("Nothing is loaded yet.", "Drop a file above, or look around with real splice sites first.")
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
lengths = data.lengths
with st.container(horizontal=True):
    st.metric("Records read", f"{report.read:,}", border=True)
    st.metric("Kept", f"{len(data):,}", border=True)
    st.metric("Left out", f"{len(report.rejected):,}", border=True)
    st.metric("Length", f"{lengths.min():,}–{lengths.max():,} bp" if len(data) else "none", border=True)
    st.metric("Without a label", f"{int((~data.labelled).sum()):,}", border=True)
if row.demo:
    st.info(DEMOS[row.demo].caution, icon=":material/info:")

left, right = st.columns(2)
with left:
    labels.choose(space, row)
with right:
    st.markdown("**Classes**")
    if data.classes:
        chart = bars.class_counts(data.class_counts())
        st.plotly_chart(chart, key="data_classes", alt=f"Bars: records of each of {len(data.classes)} classes")
    else:
        st.write("No labels yet. Choose where they stand; Predict works without them, Train does not.")

st.subheader("Messages", anchor=False)
messages = cache.message_table(space.id, row.id, row.label, tuple(row.fixes), report)
if messages.empty:
    st.success("Nothing to complain about.")
else:
    kinds = sorted(messages["severity"].unique())
    shown = st.pills("Show", kinds, selection_mode="multi", default=kinds, key=f"data_severity_{row.id}")
    tables.show(
        messages[messages["severity"].isin(shown)].dropna(axis="columns", how="all").drop(columns="fix"),
        "messages",
        key="data_messages",
        alt=f"{len(messages)} messages about the data",
        height=260,
    )
offered = [key for key in FIXES if key in set(report.fixes()) | set(row.fixes)]
if offered:
    fixes = st.multiselect(
        "Changes to make (none is made unasked)",
        offered,
        row.fixes,
        format_func=lambda key: FIXES[key].label,
        key=f"data_fixes_{row.id}",
        persist_state="session",
    )
    if sorted(fixes) != sorted(row.fixes):
        space.change_dataset(row.id, fixes=fixes)
        st.rerun()
for change in report.changes[:20]:
    st.text(change)
with st.container(horizontal=True):
    tables.download("Cleaned FASTA", lambda: fasta_text(data), "cleaned.fasta", key="data_cleaned", mime="text/plain")
    if report.rejected:
        text = report.rejected_table
        tables.download("Rows left out", lambda: tables.csv_text(text()), "left_out.csv", key="data_rejected")
if st.button("Train a model on these", type="primary", key="data_go", disabled=len(data.classes) < 2):
    st.switch_page("pages/train.py")
