"""Mutations: what became of each row, what seems to be meant otherwise, and what cannot be used."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from genocore.evidence.check import Checked, counting_consequences
from genocore.mutations.consequence import CONSEQUENCES
from genocore.mutations.hypotheses import meaning
from genocore.mutations.places import STATUSES, Counting
from genocore.mutations.reasons import rejected
from genocore.mutations.translate import genetic_codes
from genocore.workspace.studies import change_choices
from pages.annotating import columns
from pages.shared import shell, tables
from pages.shared.studied import View


def draw(view: View) -> None:
    """Draw the section."""
    checked = view.checked
    assert checked is not None
    mutations, counts = checked.mutations, checked.located.counts()
    usable = int(checked.located.usable.sum())
    with st.container(horizontal=True):
        st.metric("Rows uploaded", f"{mutations.report.read:,}", border=True)
        st.metric("Changes", f"{len(mutations):,}", border=True, help="A row with several alleles holds several.")
        st.metric("Usable", f"{usable:,}", border=True)
        st.metric("Cannot be used", f"{len(mutations) - usable:,}", border=True)
        st.metric("Count as mutated", f"{int(checked.counts.sum()):,}", border=True)
    st.caption(_counting(view, checked))
    _counted(view, checked)
    for message in [*view.study.report.messages, *checked.report.messages][:8]:
        (st.warning if message.severity != "notice" else st.caption)(shell.prose(str(message)))
    said = [(key, *STATUSES[key], n) for key, n in counts.items() if n]
    frame = pd.DataFrame(said, columns=["status", "code", "meaning", "rows"])
    frame["status"] = frame["status"].str.replace("_", " ")
    frame = frame[["status", "rows", "code", "meaning"]]
    st.subheader("What became of each change", anchor=False)
    tables.show(
        frame, "status", key="mutations_status", alt="How many changes have which status", height="content",
        column_config={"meaning": st.column_config.TextColumn(width="large")},
    )  # fmt: skip
    _names(view, checked)
    _rejected(checked)
    if view.study.pairs is not None:
        st.subheader("Sequences compared", anchor=False)
        tables.show(view.study.pairs, "pairs", key="mutations_pairs", alt="Pairs of sequences and how they differ")
    with st.expander("How it was read: columns, coding regions, what counts", icon=":material/tune:"):
        _settings(view, checked)


def _counting(view: View, checked: Checked) -> str:
    names = counting_consequences(checked.effects, view.choices)
    words = ", ".join(name.replace("_", " ") for name in names)
    return f"As mutated counts what can be used and is: {words}. Change it below, under **How it was read**."


def _counted(view: View, checked: Checked) -> None:
    """Offer another way of counting if it fits better; say it if one is in use."""
    proposal, row = checked.proposal, view.row
    if view.choices.counting != Counting():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(f"Read as if {meaning(view.choices.counting)}.", icon=":material/check:")
            if st.button("Read it as it is written", key=f"mutations_counting_undo_{row.id}"):
                change_choices(view.space, row.id, offset=0, strand="given")
                st.rerun()
    if proposal is None:
        return
    st.warning(f"MU005 {proposal.sentence()}", icon=":material/swap_horiz:")
    if st.button("Read it so", type="primary", key=f"mutations_counting_{row.id}"):
        counting = proposal.counting
        change_choices(view.space, row.id, offset=counting.offset, strand=counting.strand)
        st.rerun()


def _names(view: View, checked: Checked) -> None:
    if view.study.data is None:
        st.info("There are no sequences: rows are not checked. Add a FASTA or GenBank file under **Files**.")
        return
    names = checked.matching.table(checked.data)
    odd = names[names["how"] != "same name"]
    if odd.empty:
        return
    st.subheader("Names of genes and names of sequences", anchor=False)
    found = int((checked.matching.sequence >= 0).sum())
    st.caption(f"{found:,} of {len(names):,} names have a sequence; these were not written the same.")
    tables.show(
        odd, "names", key="mutations_names", alt="Names and the sequence of each", height=tables.height(len(odd))
    )
    if found < len(names) and len(checked.data) == 1:
        label = f"All rows are about {shell.literal(checked.data.ids[0], 40)}"
        if st.button(label, key=f"mutations_only_{view.row.id}"):
            change_choices(view.space, view.row.id, only_sequence=True)
            st.rerun()


def _rejected(checked: Checked) -> None:
    frame = rejected(checked.mutations, checked.located, checked.reasons)
    if frame.empty:
        return
    st.subheader("Changes that cannot be used", anchor=False)
    tables.show(
        frame, "rejected", key="mutations_rejected", alt=f"{len(frame):,} rows that cannot be used, with reasons",
        height=tables.height(len(frame), 360), column_config={"reason": st.column_config.TextColumn(width="large")},
    )  # fmt: skip


def _settings(view: View, checked: Checked) -> None:
    """Draw which column is what, which code is read, and which consequences count."""
    row, chosen = view.row, view.choices
    usual = counting_consequences(checked.effects, replace(chosen, consequences=()))
    with st.form(f"mutations_settings_{row.id}", border=False):
        mutations, chosen_columns = checked.mutations, {}
        if mutations.columns:
            chosen_columns = columns.fill_in(view, list(mutations.inputs.columns), mutations.columns)
        codes = genetic_codes()
        code = st.selectbox(
            "Genetic code, where nothing else says which", list(codes), list(codes).index(chosen.code),
            format_func=lambda number: f"{number}: {codes[number]}", key=f"mutations_code_{row.id}",
        )  # fmt: skip
        only_pass = False
        if mutations.layout == "vcf":
            only_pass = st.checkbox(
                "Only calls that passed the filter of the VCF file", chosen.only_pass, key=f"mutations_pass_{row.id}"
            )
        guess = st.checkbox(
            "Where no coding region is given, take the longest reading frame as a guess", chosen.guess,
            key=f"mutations_guess_{row.id}",
        )  # fmt: skip
        counting = st.multiselect(
            "Consequences that count as mutated", list(CONSEQUENCES),
            list(counting_consequences(checked.effects, chosen)), format_func=lambda key: key.replace("_", " "),
            key=f"mutations_consequences_{row.id}_{hash(usual)}",
        )  # fmt: skip
        known = len(checked.regions)
        guessed = sum(region.guess for region in checked.regions.regions)
        st.caption(f"{known:,} coding regions, {guessed:,} of them guessed.")
        if st.form_submit_button("Use these", key=f"mutations_use_{row.id}"):
            kept = () if set(counting) == set(usual) else tuple(counting)
            made = {"columns": chosen_columns, "code": code, "guess": guess, "only_pass": only_pass}
            change_choices(view.space, row.id, **made, consequences=kept)
            st.rerun()
