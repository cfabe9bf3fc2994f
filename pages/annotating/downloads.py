"""Mutations: everything as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from genocore.errors import GenoError
from genocore.evidence.grid import with_answers
from genocore.evidence.results import Results, files_of
from pages.annotating import asking
from pages.shared import shell, tables
from pages.shared.studied import View

ABOUT = {
    "significant_mutations.csv": "Mutations that count, of genes whose expression differs",
    "mutations.csv": "Every row with its check, what it does, what the model says if one was asked, its gene's "
    "expression, and all columns of the upload",
    "gene_significance.csv": "Every gene: groups, difference with interval, p, q, and why it was not tested",
    "rejected.csv": "Rows that cannot be used, with reasons",
    "mutated.fasta": "A sequence for each change that could be put in, labelled 'mutated'",
    "spectrum.csv": "Substitutions by their 96 contexts",
    "recurrence.csv": "Positions and how often each is hit",
}


def draw(view: View) -> None:
    """Draw the section."""
    try:
        results = _results(view)
    except GenoError as error:
        shell.show_error(error)
        results = Results(view.checked, None, None, view.table if view.checked is not None else None)
    found = files_of(results)
    for name in (name for name in ABOUT if name in found):
        with st.container(horizontal=True, vertical_alignment="center"):
            kind = "text/x-fasta" if name.endswith("fasta") else "text/csv"
            tables.download(name, _text(found[name]), name, key=f"mutations_file_{name}", mime=kind)
            st.caption(ABOUT[name])
    st.caption("The same files come from the command line: python -m genocore mutations, and significance.")


def _results(view: View) -> Results:
    checked, asked = view.checked, asking.answers(view)
    if view.study.expression is None:
        return Results(checked, None, None, view.table if asked is None else with_answers(view.table, asked))
    table = view.whole_table if checked is not None else None
    if table is not None and asked is not None:
        table = with_answers(table, asked)
    return Results(checked, view.grouped, view.genes, table)


def _text(pieces: Callable[[], Iterable[str]]) -> Callable[[], str]:
    return lambda: "".join(pieces())
