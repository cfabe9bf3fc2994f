"""Explore: what the class-bias audit comes to."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from genocore.exploration.bias import ENOUGH, PASS
from pages.shared import shell

_ADVICE = {
    "length": "**Length**: cut all records to one length, or use features that do not know it (word frequencies).",
    "gc": "**GC content**: choose the other class anew so that GC matches, or compare with a model of GC alone.",
    "letter_case": "**Lower-case letters**: often repeats of a genome file; they are not used by any feature here, but "
    "they tell that the classes come from different places.",
    "unknown_bases": "**Unknown bases**: leave out records with many of them, in all classes alike.",
    "bases": "**Base composition**: choose the other class from the same genome and kind of region.",
    "base_pairs": "**Neighbouring pairs**: CpG islands, coding sequence or another species show here; choose the other "
    "class from the same kind of region.",
    "positions": "**Position**: a site in the same place of every record is what you want to find. An adapter or a "
    "cut site at one end is not: look at **Positions**.",
}


def show(frame: pd.DataFrame, worst: pd.DataFrame) -> None:
    """Say in one sentence what a model must beat, or why that is not known."""
    found = worst[worst["light"].isin(["warn", "fail"])]
    measured = frame[["n_class", "n_rest"]].any(axis=1)  # letter case may not be known at all
    unknown = frame[(frame["light"] == "unknown") & measured]
    top = (found if len(found) else worst).iloc[0] if len(worst) else None
    if top is not None and len(found):
        also = f", whose records {top['direction']}" if top["direction"] else ""
        failed = int((frame["light"] == "fail").sum())
        st.warning(
            f"**A model must beat AUROC {_score(top['auroc'])}**: that is what _{top['label']}_ alone reaches for "
            f"{shell.literal(top['class'])}{also}. {failed} of {len(frame)} checks stand out (above 0.70).",
            icon=":material/warning:",
        )
    elif top is None or len(unknown):
        best = ""
        if top is not None:
            best = (
                f" The largest so far: _{top['label']}_ alone, AUROC {_score(top['auroc'])}. A model should beat that."
            )
        st.info(
            f"There are too few records for a verdict: it takes {ENOUGH} of a class and {ENOUGH} of the others. The "
            f"numbers below are a first look only.{best}", icon=":material/help:",
        )  # fmt: skip
    else:
        st.success(
            "No trivial property that was looked at tells the classes apart. A model must still beat AUROC "
            f"{_score(worst.iloc[0]['auroc'])}, the largest of them.", icon=":material/check_circle:",
        )  # fmt: skip
    high = worst.loc[worst["auroc"] > PASS, "property"]
    if len(high):
        with st.expander("What to do about it"):
            st.markdown("\n".join(f"- {_ADVICE[name]}" for name in dict.fromkeys(high)))


def _score(auroc: float) -> str:
    """Write an AUROC; only one that is 1 is written as 1."""
    text = f"{auroc:.2f}"
    return text if auroc == 1 or text != "1.00" else f"{min(auroc, 0.999):.3f}"
