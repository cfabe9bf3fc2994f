"""Where the label or value stands: the choice on the Data page, with what it would read."""

from __future__ import annotations

import streamlit as st

from genocore.errors import GenoError
from genocore.sequences import Dataset
from genocore.sequences.labels import PROVENANCE, LabelRule
from genocore.sequences.targets import TASKS
from genocore.workspace import Workspace
from genocore.workspace.tables import DatasetRow
from pages.shared import cache, shell

_RULES = {
    "column": "A column of the table",
    "header:2": "Second word of the header",
    "header:last": "Last word of the header",
    "key": "After a name, like label=mutated",
    "field": "A field between separators, like a|b|label",
    "regex": "A pattern (regular expression)",
    "file": "The file's name (one file a class)",
    "none": "There are no labels",
}


_TASKS = {"auto": "automatic", "classes": "classes", "numbers": "numbers"}


def choose(space: Workspace, row: DatasetRow, data: Dataset) -> None:
    """Draw the choice of a label rule; a changed rule is kept and the page drawn anew."""
    columns = sorted((name for name in data.columns if name not in _NEVER), key=lambda name: name in PROVENANCE)
    offered = [rule for rule in _RULES if rule != "column" or columns]
    shown = f"{row.id}_{row.label}"  # a rule that another tab chose makes new widgets, so that old ones cannot undo it
    kind, _, rest = row.label.partition(":")
    known = row.label if row.label in _RULES else kind
    rule = st.selectbox(
        "Which column or part of the header is the label?",
        offered,
        offered.index(known) if known in offered else 0,
        format_func=_RULES.__getitem__,
        key=f"data_rule_{shown}",
    )
    if rule == "key":
        rule = "key:" + st.text_input(
            "Name before the label", rest if kind == "key" else "label", key=f"data_rule_key_{shown}"
        )
    elif rule == "column":
        at = columns.index(rest) if rest in columns else 0
        rule = f"column:{st.selectbox('Column', columns, at, key=f'data_rule_column_{shown}')}"
    elif rule == "field":
        separator, number = rest.rsplit(":", 1) if kind == "field" else ("|", "2")
        with st.container(horizontal=True):
            separator = st.text_input("Separator", separator, key=f"data_rule_separator_{shown}", max_chars=5)
            place = st.number_input("Field number", 1, 99, int(number), key=f"data_rule_field_{shown}")
        rule = f"field:{separator}:{place}"
    elif rule == "regex":
        start = rest if kind == "regex" else r"class=(\w+)"
        rule = "regex:" + st.text_input("Pattern; its first group is the label", start, key=f"data_rule_regex_{shown}")
    try:
        LabelRule(rule)
    except GenoError as error:
        shell.show_error(error)
        return
    task = row.task
    if rule != "none":
        task = st.radio(
            "Type", TASKS, TASKS.index(row.task), format_func=_TASKS.__getitem__, horizontal=True,
            key=f"data_task_{shown}_{row.task}",
        )  # fmt: skip
    preview = cache.label_preview(space.id, row.id, rule, space)
    st.dataframe(preview, hide_index=True, key="data_preview", alt="Some headers and the label read from each")
    if (rule, task) != (row.label, row.task):
        space.change_dataset(row.id, label=rule, task=task)
        st.rerun()


_NEVER = ("header", "line", "masked_share")
