"""Predict: what the model says of new sequences."""

import datetime

import streamlit as st

from genocore.sequences import Dataset, Report
from genocore.workspace import work
from pages.predicting import answers
from pages.shared import cache, intake, progress, runs, shell, tables

shell.open_page("Predict", "Predict", "Paste or upload new sequences; labels are not needed.")
row, run = runs.choose("predict")
space = shell.workspace()


scan = answers.choose_window(run)


def ask(data: Dataset, report: Report, name: str, *about: object) -> None:
    """Keep the sequences and have a worker predict for them."""
    kept = space.add_dataset(data, report, name, label="none", purpose="predict")
    progress.start("predict", f"Predicting for {len(data):,} sequences", {"run": run.key, "dataset": kept.id, **scan})


busy = progress.watch("predict", run=run.key)
intake.paste(
    "Sequences in FASTA format", "Predict", ask, key=f"predict_paste_{run.key}", placeholder=">my sequence\nACGT…",
    disabled=busy, bare=True,
)  # fmt: skip
intake.upload(
    "or files with sequences (FASTA, FASTQ, GenBank, tables), up to 200 MB", ask, key=f"predict_upload_{run.key}",
    disabled=busy,
)  # fmt: skip

asked = [job for job in space.jobs("predict") if job.arguments["run"] == run.key]
done = next((job for job in asked if job.state == "done"), None)
found = space.load_table(work.key_of("predict", space.id, done.arguments)) if done else None
if done and found is not None and not busy:
    scanned = "start" in found
    what = "window" if scanned else "prediction"
    st.subheader(f"{len(found):,} {what}{'s' if len(found) != 1 else ''}", anchor=False)
    answered = space.describe_dataset(done.arguments["dataset"])
    when = datetime.datetime.fromtimestamp(done.created)
    st.caption(f"For {shell.literal(answered)}, asked on {when:%d %b at %H:%M:%S}")
    if scanned:
        answers.draw_track(run, found)
    given, report = cache.raw(space.id, done.arguments["dataset"], space)
    answers.show(run, found, given)
    if report.rejected:
        st.warning(f"{len(report.rejected):,} of {report.read:,} records could not be read and have no prediction.")
        frame = report.rejected_table().drop(columns="sequence")
        tables.show(frame, "left_out", key="predict_rejected", alt="Records left out", height=tables.height(len(frame)))
