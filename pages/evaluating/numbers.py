"""Evaluate: predicted against measured numbers, and what the errors depend on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.plots import residuals
from genocore.training.run import Run
from pages.shared import tables


def draw(run: Run, frame: pd.DataFrame) -> None:
    """Draw the section for the predictions in `frame`."""
    learnt = "_log2" if run.scale == "log2" else ""
    unit = "value, as log2(x + 1)" if learnt else "value"
    shown = frame[["id", "length", "gc"]].assign(true=frame[f"true{learnt}"], pred=frame[f"pred{learnt}"])
    shown["error"] = shown["pred"] - shown["true"]
    st.subheader("Predicted and measured", anchor=False)
    st.plotly_chart(
        residuals.predicted_against_true(shown, unit), key="evaluate_values",
        alt=f"Predicted against measured values of {len(shown):,} records",
    )  # fmt: skip
    if len(shown) > residuals.DRAWN:
        st.caption(f"A random sample of {residuals.DRAWN:,} of {len(shown):,} records is drawn.")
    tables.explain(
        "Each point is a record that the model had not seen. On the dashed line the prediction is right. A cloud "
        "flatter than the line is usual: a model that cannot be sure stays near the mean. What it explains can never "
        "be more than the measurements repeat: if single replicates correlate with r, about r of their variation, and "
        "2r / (1 + r) of that of the mean of two."
    )
    tables.download(
        "Predicted and measured (CSV)", lambda: tables.csv_text(shown), "predicted.csv", key="evaluate_values_csv"
    )
    st.subheader("Errors", anchor=False)
    half, most = (float(shown["error"].abs().quantile(share)) for share in (0.5, 0.9))
    st.markdown(
        f"Half of the predictions are within **{half:.3g}** of the measured {unit}, nine in ten within **{most:.3g}**."
    )
    halves = st.grid(2, min_column_width=400)
    for column, title in (("length", "Length (bp)"), ("gc", "GC content (share)")):
        with halves.container():
            if shown[column].nunique() < 2:
                st.caption(f"{title}: the same in all records, so the errors cannot depend on it.")
                continue
            st.plotly_chart(
                residuals.errors_against(shown, column, title), key=f"evaluate_error_{column}",
                alt=f"Errors of {len(shown):,} records against {title.lower()}",
            )  # fmt: skip
    tables.explain(
        "A line of means that stays at zero says that the model errs alike for short and long, poor and rich records. "
        "Where it leaves zero, the model is off for records of that kind."
    )
