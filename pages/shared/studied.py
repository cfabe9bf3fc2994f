"""What was worked out of a study, kept between reruns. Keys are its files and what was chosen, never the data."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from genocore.evidence.check import Checked, check
from genocore.evidence.choices import Choices
from genocore.evidence.grid import gene_table, grid
from genocore.evidence.grouping import Grouped, group_samples
from genocore.evidence.results import advice, recurrence, spectrum
from genocore.evidence.study import Study, read_study
from genocore.significance.recommend import Recommendation
from genocore.workspace import Workspace
from genocore.workspace.studies import kept_files
from genocore.workspace.tables import StudyRow

_READ = ("columns", "reference")
_CHECKED = (*_READ, "offset", "strand", "only_sequence", "code", "guess", "consequences", "only_pass")
_GROUPED = (*_CHECKED, "everyone", "group", "mutated", "intact", "pair", "covariates", "scale")
_TESTED = (*_GROUPED, "test", "correction", "alpha", "values")


@dataclass(frozen=True)
class View:
    """A study that is looked at: its row in the workspace, and what was chosen about it."""

    space: Workspace
    row: StudyRow
    choices: Choices

    def key(self, names: tuple[str, ...]) -> str:
        """Return what a result depends on: the files, and these choices."""
        chosen = self.choices.to_dict()
        return json.dumps([self.row.id, self.row.files, self.row.roles, *(chosen[name] for name in names)])

    @property
    def study(self) -> Study:
        """The files, read."""
        return _study(self.key(_READ), self)

    @property
    def checked(self) -> Checked | None:
        """The mutations in their places; None if there are none."""
        return _checked(self.key(_CHECKED), self) if self.study.mutations is not None else None

    @property
    def grouped(self) -> Grouped:
        """Who is compared with whom; raises as `genocore.evidence.grouping.group_samples` does."""
        return _grouped(self.key(_GROUPED), self)

    @property
    def genes(self) -> pd.DataFrame:
        """One row a gene; raises as `grouped` and the test do."""
        return _genes(self.key(_TESTED), self)

    @property
    def table(self) -> pd.DataFrame:
        """One row a mutation, without expression."""
        return _table(self.key(_CHECKED), self)

    @property
    def whole_table(self) -> pd.DataFrame:
        """One row a mutation, with the expression of its gene."""
        return _whole_table(self.key(_TESTED), self)

    @property
    def advice(self) -> tuple[Recommendation, str]:
        """Which test suits the groups, and what the chosen one cannot reach."""
        return _advice(self.key(_TESTED), self)

    @property
    def spectrum(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Single bases substituted, by context and by class."""
        return _spectrum(self.key(_CHECKED), self)

    @property
    def recurrence(self) -> pd.DataFrame:
        """Positions that are mutated, the most surprising first."""
        return _recurrence(self.key(_CHECKED), self)


@st.cache_resource(show_spinner="Reading the files…", max_entries=8)
def _study(key: str, _view: View) -> Study:
    files = kept_files(_view.space, _view.row)
    chosen = _view.choices
    return read_study([source for source, _ in files], [role for _, role in files], chosen.columns, chosen.reference)


@st.cache_resource(show_spinner="Checking every row…", max_entries=8)
def _checked(key: str, _view: View) -> Checked:
    return check(_view.study, _view.choices)


@st.cache_resource(show_spinner=False, max_entries=8)
def _grouped(key: str, _view: View) -> Grouped:
    return group_samples(_view.study, _view.checked, _view.choices)


@st.cache_resource(show_spinner="Testing every gene…", max_entries=16)
def _genes(key: str, _view: View) -> pd.DataFrame:
    return gene_table(_view.grouped, _view.checked, _view.choices)


@st.cache_resource(show_spinner=False, max_entries=8)
def _table(key: str, _view: View) -> pd.DataFrame:
    checked = _view.checked
    return pd.DataFrame() if checked is None else grid(checked)


@st.cache_resource(show_spinner=False, max_entries=8)
def _whole_table(key: str, _view: View) -> pd.DataFrame:
    checked = _view.checked
    return pd.DataFrame() if checked is None else grid(checked, _view.genes)


@st.cache_resource(show_spinner=False, max_entries=16)
def _advice(key: str, _view: View) -> tuple[Recommendation, str]:
    return advice(_view.grouped, _view.choices)


@st.cache_resource(show_spinner=False, max_entries=8)
def _spectrum(key: str, _view: View) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    checked = _view.checked
    assert checked is not None
    return spectrum(checked)


@st.cache_resource(show_spinner=False, max_entries=8)
def _recurrence(key: str, _view: View) -> pd.DataFrame:
    checked = _view.checked
    assert checked is not None
    return recurrence(checked)
