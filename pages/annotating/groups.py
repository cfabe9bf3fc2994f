"""Mutations: who is compared with whom, and how it is tested."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from genocore.errors import GenoError
from genocore.significance import TESTS
from genocore.significance.correction import CORRECTIONS
from genocore.workspace.studies import change_choices
from pages.shared import forms, shell
from pages.shared.studied import View

_SCALES = {
    "auto": "by rule: log2(x + 1) of amounts", "log2": "log2(x + 1)", "log2_floor": "log2 of what is above 1",
    "none": "as they are",
}  # fmt: skip


def draw(view: View) -> None:
    """Draw what was chosen in a sentence, the recommended test, and the fold-out to change it."""
    try:
        grouped = view.grouped
    except GenoError:
        grouped = None
    if grouped is not None:
        advice, unreachable = view.advice
        spec = TESTS[view.choices.test]
        scale = {"none": "values as they are"}.get(grouped.scale, _SCALES.get(grouped.scale, ""))
        said = grouped.said
        why = grouped.why_scale if view.choices.scale == "auto" else "as you chose."
        if grouped.column:
            said = f"Samples are grouped by the column {shell.literal(grouped.column)}."
        st.markdown(f"{said} **{spec.label}**, {scale}: {why}")
        if advice.test != spec.key:
            st.info(
                f"Recommended: **{TESTS[advice.test].label}**. {advice.reason} Nothing is switched unasked.",
                icon=":material/recommend:",
            )
        else:
            st.caption(f"This is the recommended test. {advice.reason}")
        for caution in [*advice.cautions, *([unreachable] if unreachable else [])]:
            st.warning(shell.prose(caution), icon=":material/warning:")
    with st.expander(
        "Groups and test", icon=":material/tune:", expanded=grouped is None, key=f"mutations_how_{view.row.id}"
    ):
        chosen = _samples(view) | _test(view)
        changed = {name: value for name, value in chosen.items() if value != getattr(view.choices, name)}
        if changed:
            try:
                change_choices(view.space, view.row.id, **changed)
            except GenoError as error:
                shell.show_error(error)
                return
            st.rerun()


def _samples(view: View) -> dict[str, Any]:
    """Draw which column of samples makes the groups, and what was looked at."""
    row, now, study = view.row, view.choices, view.study
    facts = study.sheet if study.sheet is not None else study.expression.facts if study.expression else pd.DataFrame()
    columns = [str(name) for name in facts.columns]
    made: dict[str, Any] = {}
    if columns:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            names = ["", *columns]
            made["group"] = st.selectbox(
                "Samples are grouped by", names, _at(names, now.group), key=f"mutations_group_{row.id}",
                format_func=lambda name: name or "(found by itself)",
            )  # fmt: skip
            if made["group"]:
                cells = facts[made["group"]].fillna("").str.strip()
                values = ["", *dict.fromkeys(cells[cells != ""])][:50]
                for name, label in (("mutated", "Mutated is"), ("intact", "Intact is")):
                    made[name] = st.selectbox(
                        label, values, _at(values, getattr(now, name)),
                        key=f"mutations_{name}_{row.id}_{made['group']}",
                        format_func=lambda value: value or "(found by itself)",
                    )  # fmt: skip
            made["pair"] = st.selectbox(
                "Pairs are named by", names, _at(names, now.pair), key=f"mutations_pair_{row.id}",
                format_func=lambda name: name or "(not paired)",
            )  # fmt: skip
    if study.mutations is not None and study.mutations.samples and study.profiled is None:
        made["everyone"] = st.checkbox(
            "Samples without a row in the table of mutations were looked at too, and carry none", now.everyone,
            key=f"mutations_everyone_{row.id}",
            help="Only you can know. Otherwise such samples are left out: not looked at is not the same as intact.",
        )  # fmt: skip
    return made


def _test(view: View) -> dict[str, Any]:
    row, now = view.row, view.choices
    with st.container(horizontal=True, vertical_alignment="top"):
        with st.container():
            spec = forms.choose("Test", list(TESTS.values()), key=f"mutations_test_{row.id}", default=now.test)
        with st.container():
            corrections = list(CORRECTIONS)
            correction = st.selectbox(
                "Correction for many genes", corrections, corrections.index(now.correction),
                key=f"mutations_correction_{row.id}",
                format_func=lambda key: CORRECTIONS[key].split(":")[0],
            )  # fmt: skip
            st.caption(CORRECTIONS[correction].split(":")[-1].strip().capitalize() + ".")
        with st.container():
            alpha = st.number_input(
                "Cut on q", 0.0001, 0.5, now.alpha, 0.01, format="%g", key=f"mutations_alpha_{row.id}"
            )
            scale = st.selectbox(
                "Values", list(_SCALES), list(_SCALES).index(now.scale), format_func=_SCALES.__getitem__,
                key=f"mutations_scale_{row.id}",
            )  # fmt: skip
    covariates: tuple[str, ...] = view.choices.covariates
    values = forms.fill_in(spec.params, key=f"mutations_param_{row.id}_{spec.key}", start=dict(now.values))
    if spec.extra.get("covariates"):
        covariates = _covariates(view)
    made = {"test": spec.key, "correction": correction, "alpha": alpha, "scale": scale, "values": values}
    return made | {"covariates": covariates}


def _covariates(view: View) -> tuple[str, ...]:
    study = view.study
    facts = study.sheet if study.sheet is not None else study.expression.facts if study.expression else pd.DataFrame()
    columns = [str(name) for name in facts.columns if name != view.choices.group]
    now = [name for name in view.choices.covariates if name in columns]
    return tuple(st.multiselect("Adjust for", columns, now, key=f"mutations_covariates_{view.row.id}"))


def _at(names: list[str], wanted: str) -> int:
    return names.index(wanted) if wanted in names else 0
