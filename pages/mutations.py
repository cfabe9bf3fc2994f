"""Mutations: which there are, what each of them does, and whether expression goes with them."""

from __future__ import annotations

import streamlit as st

from genocore.errors import GenoError
from genocore.evidence.choices import Choices
from genocore.workspace.studies import current_study
from pages.annotating import (
    agreement,
    along,
    checks,
    cohort,
    columns,
    downloads,
    expression,
    files,
    rows,
    spectra,
    welcome,
)
from pages.shared import sections, shell
from pages.shared.studied import View

shell.open_page(
    "Mutations",
    "Mutations",
    "Which mutations there are, what each of them does, and whether expression goes with them.",
)
space = shell.workspace()
row = current_study(space)
if row is None:
    welcome.draw(space)
    st.stop()
view = View(space, row, Choices.from_dict(row.choices))
files.draw(view)

try:
    study = view.study
except GenoError as error:
    shell.show_error(error)
    if error.code == "EX001":
        columns.mend(view)
    st.stop()
SECTIONS = {}
if study.mutations is not None:
    SECTIONS |= {"Check": checks.draw, "Table": rows.draw}
    if study.data is not None:
        SECTIONS |= {"Along the sequence": along.draw, "Spectrum": spectra.draw}
    if study.mutations.samples:
        SECTIONS["Samples"] = cohort.draw
if study.expression is not None:
    SECTIONS["Expression"] = expression.draw
    if study.mutations is not None and study.data is not None:
        SECTIONS["Model and expression"] = agreement.draw
if SECTIONS:
    SECTIONS["Downloads"] = downloads.draw
    SECTIONS[sections.choose(SECTIONS, "look", "What to look at")](view)
else:
    st.info(
        "Add a table of mutations, a VCF or MAF file, or an expression table; or say under **Files** what yours is.",
        icon=":material/add:",
    )
