"""Explore: words of DNA that one class has more of."""

from __future__ import annotations

import streamlit as st

from genocore.plots import volcano
from genocore.sequences import Dataset, Report
from genocore.workspace.tables import DatasetRow
from pages.exploring import parts
from pages.shared import explored, shell, tables


def draw(row: DatasetRow, data: Dataset, report: Report) -> None:
    """Draw the section."""
    if not parts.need_classes(data, "Comparing words"):
        return
    key = explored.key(data)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        k = st.slider("Letters of a word", 3, 8, 6, key="explore_k", persist_state="session")
        positive = st.selectbox(
            "Class compared with the rest", data.classes, int(len(data.classes) == 2), key=f"explore_positive_{row.id}",
            persist_state="session",
        )  # fmt: skip
        both = st.checkbox(
            "Both strands as one", key="explore_both", persist_state="session",
            help="Takes a word and its reverse complement as one: for data in which the strand means nothing.",
        )  # fmt: skip
    _caution(key, data, positive)
    frame = explored.enrichment(key, k, positive, both, data)
    if frame.empty:
        st.write("No word of this length is in some records and missing in others. Choose another length.")
        return
    n_positive, n_rest = frame.attrs["n_positive"], frame.attrs["n_rest"]
    found = int((frame["q"] <= volcano.LIMIT).sum())
    st.markdown(
        f"**{found:,}** of {len(frame):,} words differ (q at most {volcano.LIMIT}) between the {n_positive:,} records "
        f"of {shell.literal(positive)} and the {n_rest:,} others."
    )
    event = parts.plot(
        volcano.volcano(frame, data.classes, positive), key="explore_volcano", on_select="rerun",
        alt=f"Volcano plot of {len(frame):,} words; {found:,} differ between the classes",
    )  # fmt: skip
    if len(frame) > volcano.DRAWN:
        st.caption(f"The {volcano.DRAWN:,} words of the smallest p are drawn; the table has all of them.")
    _explain()
    chosen = set(parts.picked(event))
    rows = frame[frame["word"].isin(chosen)] if chosen else frame
    if chosen:
        st.caption(f"The {len(rows):,} words chosen in the chart. Click twice on it for all of them.")
    number = st.column_config.NumberColumn
    tables.show(
        rows, f"words_{k}", key="explore_words", alt=f"{len(rows):,} words with odds ratio and p", height=360,
        column_config={
            "word": "Word", "records_positive": number("Records of the class", format="localized"),
            "records_rest": number("Other records", format="localized"),
            "share_positive": number("Share of the class", format="percent"),
            "share_rest": number("Share of the others", format="percent"),
            "log2_odds": number("log2 odds", format="%.2f"), "low": number("from", format="%.2f"),
            "high": number("to", format="%.2f"), "p": number("p", format="scientific"),
            "q": number("q", format="scientific"), "test": "Test",
        },
    )  # fmt: skip


def _caution(key: str, data: Dataset, positive: str) -> None:
    """Say so if the records of one side are longer: they hold more words of every kind."""
    summary = explored.summary(key, data).head(len(data.classes)).set_index("class")["length_median"]
    own, rest = summary[positive], summary[[name for name in data.classes if name != positive]]
    low, high = rest.min(), rest.max()
    if max(own, high) > 1.1 * min(own, low):
        others = f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
        st.warning(
            f"The records of this class have a median of {own:,.0f} bp, those of the others {others} bp. Longer "
            "records hold more words of every kind: much of what you see may be length.", icon=":material/straighten:",
        )  # fmt: skip


def _explain() -> None:
    tables.explain(
        "Each point is a word. **To the right**: more records of the class hold it; a log2 odds ratio of 1 means "
        "twice the odds, -1 half. **Higher**: harder to explain by chance, p on a log scale (3 is 0.001). Words on or "
        f"above the dotted line have a false discovery rate q of at most {volcano.LIMIT}: among them about one in "
        "twenty is there by chance. Drag a box or a lasso around points to list them alone.\n\n"
        "A record counts once however often it holds the word. **What misleads**: copies and relatives make p far too "
        "small; longer records hold more words; where base composition differs, most words differ. Words that overlap "
        "(GACTCA, ACTCAT) are one finding. With many thousands of records tiny differences become certain: look at "
        "the odds first."
    )
