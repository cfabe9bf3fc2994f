"""Predict: what the model says of new sequences."""

import streamlit as st

from genocore.errors import GenoError
from genocore.sequences import Source, read
from genocore.workspace import work
from pages.shared import progress, runs, shell, tables

shell.open_page("Predict", "Predict", "Paste or upload new sequences; labels are not needed.")
row, run = runs.choose("predict")
space = shell.workspace()


def ask(sources: list[Source], name: str) -> None:
    """Keep the sequences and have a worker predict for them."""
    try:
        with st.spinner("Reading…"):
            data, report = read(sources)
            report.need_records()
            kept = space.add_dataset(data, report, name, label="none", current=False)
    except GenoError as error:
        shell.show_error(error)
        return
    progress.start("predict", f"Predicting for {len(data):,} sequences", {"run": run.key, "dataset": kept.id})
    st.session_state["predict_uploads"] = st.session_state.get("predict_uploads", 0) + 1
    st.rerun()


turn = st.session_state.get("predict_uploads", 0)
busy = progress.watch("predict")
text = st.text_area(
    "Sequences in FASTA format",
    placeholder=">my sequence\nACGT…",
    key="predict_text",
    persist_state="session",
    height=140,
)
if st.button("Predict", type="primary", disabled=busy or not text.strip(), key="predict_start"):
    ask([Source.from_text(text)], "pasted text")
files = st.file_uploader(
    "or FASTA files, plain or gzipped, up to 200 MB",
    accept_multiple_files=True,
    key=f"predict_files_{turn}",
    disabled=busy,
)
if files and not busy:
    ask([Source(file.name, data=file.getvalue()) for file in files], files[0].name)

asked = [job for job in space.jobs("predict") if job.arguments["run"] == run.key and job.state != "failed"]
found = space.load_table(work.key_of("predict", space.id, asked[0].arguments)) if asked else None
if found is not None and not busy:
    st.subheader(f"{len(found):,} predictions", anchor=False)
    chances = [name for name in found.columns if name.startswith("p_")]
    bars = {
        name: st.column_config.ProgressColumn(name, min_value=0.0, max_value=1.0, format="%.3f") for name in chances
    }
    tables.show(found, "predictions", key="predict_table", alt="Predicted class and probabilities", column_config=bars)
    tables.explain(
        "**pred** is the class with the highest probability, **p_…** the model's probability of each class. They are "
        "not calibrated: 0.9 does not mean that nine in ten such calls are right. **flags** name what is unlike the "
        "training sequences. **n_frac** is the share of ambiguous letters."
    )
    _, report = space.open_raw(asked[0].arguments["dataset"])
    if report.rejected:
        st.warning(f"{len(report.rejected):,} of {report.read:,} records could not be read and have no prediction.")
        tables.show(
            report.rejected_table().drop(columns="sequence"), "left_out", key="predict_rejected", alt="Records left out"
        )
