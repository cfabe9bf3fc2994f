"""Which samples of a study are compared: by its sample sheet, by its mutations, or as its expression table says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.evidence.check import Checked
from genocore.evidence.choices import Choices
from genocore.evidence.study import Study
from genocore.files import Message, Report
from genocore.mutations.mutation_table import CARRIES, UNKNOWN
from genocore.significance.expression import Expression
from genocore.significance.groups import MUTATED, NEITHER, Groups
from genocore.significance.samples import member_by_calls, member_by_sheet
from genocore.tables.columns import find_column


@dataclass(frozen=True, eq=False)
class Grouped:
    """The groups to compare, on the scale that is tested.

    Parameters
    ----------
    groups : Groups
    by : {"table", "sheet", "calls"}
        Whether the expression table itself, a sample sheet, or the mutations say who is mutated.
    said : str
        The same in a sentence.
    column : str
        The column of samples that says so, if one does.
    scale, why_scale : str
        The scale tested on, and why.
    facts : DataFrame
        What is known of the samples, one row a sample in the order of the expression table, for covariates.
    report : Report
        Names without a partner, samples of other statuses.
    """

    groups: Groups
    by: str
    said: str
    column: str
    scale: str
    why_scale: str
    facts: pd.DataFrame
    report: Report


def group_samples(study: Study, checked: Checked | None = None, choices: Choices | None = None) -> Grouped:
    """Return the groups of a study.

    A column of samples is taken if one was chosen; else the groups that the expression table has itself; else the
    mutations, if they name samples; else the only column that is known of samples.

    Raises
    ------
    InputError
        EX001 if nothing says which samples are mutated, EX003 for log2 of negative values, EX004 if no sample agrees.

    Examples
    --------
    >>> from genocore.evidence.study import read_study
    >>> from genocore.files import Source
    >>> table = Source.from_text("Gene,Expression_Mutated,Expression_Non_Mutated\\nBAX,1,4\\nBAX,2,5\\n")
    >>> group_samples(read_study([table], ["expression"])).by
    'table'
    """
    choices, expression = choices or Choices(), study.expression
    if expression is None:
        raise InputError("There is no expression to test.", hint="Add an expression table.", code="EX001")
    report = Report()
    facts, file = _facts(study, expression)
    for name in filter(None, (choices.group, choices.pair, *choices.covariates)):
        _need(facts, name)
    column = choices.group or _only_column(study, checked, expression, facts)
    if column:
        member = _by_sheet(expression, facts, column, choices, file, report)
        by, said = "sheet", f"Samples are grouped by the column {column!r}."
    elif expression.member is not None:
        member, by = expression.member, "table"
        said = "The expression table has a column for mutated and one for other samples."
    elif checked is not None and checked.mutations.samples:
        member, by = _by_calls(study, expression, checked, choices, report), "calls"
        said = "A sample counts as mutated in a gene if it carries a mutation there whose consequence counts. "
        said += _who(study, choices)
    else:
        known = ", ".join(map(str, facts.columns))
        hint = (
            f"Choose one of the columns of samples: {known}."
            if known
            else "Add a sample sheet or mutations with samples."
        )
        raise InputError("Which samples are mutated?", hint=hint, code="EX001", file=file)
    on_scale, scale, why = expression.on_scale(choices.scale)
    in_order = facts[~facts.index.duplicated()].reindex(expression.samples).fillna("").reset_index(drop=True)
    groups = on_scale.groups(member, _pairs(in_order, choices.pair))
    return Grouped(groups, by, said, column, scale, why, in_order, report)


def covariates_of(facts: pd.DataFrame, columns: list[str]) -> np.ndarray | None:
    """Return columns of samples as numbers, those with words as one column for each word but the first.

    Returns
    -------
    ndarray of float64, shape (n_samples, n) or None
        NaN where a sample says nothing: it takes no part then.
    """
    from genocore.tables.numbers import looks_numeric, to_numbers

    made = []
    for name in columns:
        cells = facts[name].fillna("").to_numpy(dtype=object)
        if looks_numeric(cells):
            made.append(to_numbers(cells)[0])
            continue
        words = list(dict.fromkeys(cell for cell in cells if cell))
        made += [np.where(cells == "", np.nan, (cells == word).astype(float)) for word in words[1:]]
    return np.column_stack(made) if made else None


def _facts(study: Study, expression: Expression) -> tuple[pd.DataFrame, str]:
    """Return what is known of the samples, indexed by their names, and the file that says so."""
    name = ", ".join(study.files.get("samples", study.files.get("expression", [])))
    if study.sheet is None:
        return expression.facts, name
    key = find_column(list(study.sheet.columns), "sample") or study.sheet.columns[0]
    facts = study.sheet.drop(columns=key).set_axis(study.sheet[key].str.strip())
    return facts, name


def _who(study: Study, choices: Choices) -> str:
    """Return in words who counts as intact."""
    if study.profiled is not None:
        return "Intact is who was looked at in it, by the list, and carries none."
    if study.pairs is not None:
        return "Intact is whose sequence was compared and has none."
    if choices.everyone:
        return "All other samples count as intact: you said that all were looked at."
    if study.mutations is not None and study.mutations.every_sample_listed:
        return "Intact is every other sample of the file with a genotype there."
    return "Intact is every other sample with some row in the table: it is taken to have been looked at in all genes."


def _only_column(study: Study, checked: Checked | None, expression: Expression, facts: pd.DataFrame) -> str:
    others = expression.member is not None or (checked is not None and bool(checked.mutations.samples))
    return "" if others or len(facts.columns) != 1 else str(facts.columns[0])


def _by_sheet(
    expression: Expression, facts: pd.DataFrame, column: str, choices: Choices, file: str, report: Report
) -> np.ndarray:
    names = pd.Series(facts.index.to_numpy(dtype=object), dtype="str")
    status = facts[column].reset_index(drop=True).fillna("")
    member, found = member_by_sheet(
        expression, names, status, mutated=choices.mutated, intact=choices.intact, file=file
    )
    report.include(found)
    return member


def _need(facts: pd.DataFrame, column: str) -> None:
    if column not in facts:
        known = ", ".join(map(str, facts.columns)) or "none"
        raise InputError(f"There is no column {column!r} of samples.", hint=f"There is: {known}.", code="EX001")


def _pairs(facts: pd.DataFrame, column: str) -> np.ndarray | None:
    if not column:
        return None
    partner = facts[column].str.strip()
    return pd.factorize(partner.where(partner != ""))[0]


def _by_calls(
    study: Study, expression: Expression, checked: Checked, choices: Choices, report: Report
) -> np.ndarray:  # fmt: skip
    """Return who carries a mutation that counts in each gene; where that cannot be said, nobody is taken for intact."""
    mutations, calls = checked.mutations, checked.mutations.calls
    row = calls["row"].to_numpy()
    samples = np.array(mutations.samples, dtype=object)[calls["sample"].to_numpy()]
    genes = checked.effects["gene"].to_numpy(dtype=object)[row]
    carries = calls["state"].to_numpy() == CARRIES
    keys = checked.located.keys
    sound = (checked.located.usable | (keys == "duplicate").to_numpy())[row]  # a row said twice is true all the same
    no_change = (keys == "alt_is_ref").to_numpy()[row]
    counted = carries & sound & checked.relevant[row]
    unclear = (calls["state"] == UNKNOWN).to_numpy() | ~sound | checked.vague[row]
    doubtful = ~counted & ~no_change & unclear
    profiled = _profiled(study, expression, mutations.samples, choices)
    frame = pd.DataFrame({"sample": samples, "gene": genes}).astype("str")
    file = ", ".join(study.files.get("mutations", []))
    if profiled is None:  # whoever has a call that makes sense was looked at, a silent one too
        profiled = pd.DataFrame({"sample": pd.unique(frame["sample"][sound | no_change])}, dtype="str")
    member, found = member_by_calls(
        expression, frame["sample"][counted], frame["gene"][counted], profiled=profiled, file=file
    )
    report.include(found)
    rows, columns = (pd.Index(names) for names in (expression.genes, expression.samples))
    at, line = columns.get_indexer(frame["sample"][doubtful]), rows.get_indexer(frame["gene"][doubtful])
    both = (at >= 0) & (line >= 0)
    member[line[both], at[both]] = np.where(member[line[both], at[both]] == MUTATED, MUTATED, NEITHER)
    if doubtful.any():
        text = f"{int(doubtful.sum()):,} calls cannot be judged; their samples take no part in these genes."
        report.add(Message("notice", "ST003", text, file))
    left = int((member == NEITHER).all(axis=0).sum())
    if left:
        text = f"{left:,} of {len(expression.samples):,} samples were not looked at for mutations, and are left out."
        report.add(Message("warning", "ST003", text, ", ".join(study.files.get("profiled", [])) or file))
    return member


def _profiled(
    study: Study, expression: Expression, samples: list[str], choices: Choices
) -> pd.DataFrame | None:  # fmt: skip
    """Return who was looked at, by a list, by the columns of a VCF, or because a person says that all were."""
    if study.profiled is not None:
        names = list(study.profiled.columns)
        sample, gene = find_column(names, "sample"), find_column(names, "gene")
        return study.profiled.rename(columns={sample or names[0]: "sample", gene or "": "gene"})
    if study.pairs is not None:
        compared = study.pairs[study.pairs["mutations"].notna()]
        return pd.DataFrame({"sample": compared["mutated"], "gene": compared["normal"]}).astype("str")
    if choices.everyone:
        return pd.DataFrame({"sample": expression.samples.astype(str)})
    if study.mutations is not None and study.mutations.every_sample_listed:
        return pd.DataFrame({"sample": samples}, dtype="str")
    return None
