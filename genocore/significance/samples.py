"""Which samples carry a mutation: from a sample sheet, or from mutation calls."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.files.report import Message, Report
from genocore.significance.expression import Expression
from genocore.significance.groups import INTACT, MUTATED, NEITHER

_MUTATED = {"mutated", "mut", "mutant", "carrier", "yes", "true", "1", "altered", "case", "tumor", "tumour"}
_INTACT = {
    "wt", "wild type", "wild-type", "wildtype", "wild_type", "non-mutated", "non mutated", "non_mutated", "unmutated",
    "intact", "no", "false", "0", "normal", "control", "reference",
}  # fmt: skip


def which_is_mutated(values: pd.Series, mutated: str = "", intact: str = "") -> tuple[str, str]:
    """Return which value of a column means mutated and which intact.

    Parameters
    ----------
    values : Series of str
    mutated, intact : str, optional
        What a person said; the other one is found if there are two values.

    Raises
    ------
    InputError
        EX001 if that cannot be told.

    Examples
    --------
    >>> which_is_mutated(pd.Series(["MUT", "WT", "MUT"]))
    ('MUT', 'WT')
    """
    known = [value for value in dict.fromkeys(values.str.strip()) if value]
    for value in (mutated, intact):
        if value and value not in known:
            raise InputError(f"No sample is '{value}'. There is: {', '.join(known[:10])}.", code="EX001")
    plain = {value.casefold(): value for value in known}
    one = mutated or next((plain[name] for name in plain if name in _MUTATED), "")
    other = intact or next((plain[name] for name in plain if name in _INTACT), "")
    if len(known) == 2:
        one = one or next(value for value in known if value != other)
        other = other or next(value for value in known if value != one)
    named = bool(mutated or intact or any(name in _MUTATED | _INTACT for name in plain))
    if not one or not other or one == other or not named:
        raise InputError(
            f"Which of these means mutated, and which intact: {', '.join(known[:10])}?",
            hint="Name both values.",
            code="EX001",
        )
    return one, other


def member_by_sheet(
    expression: Expression, samples: pd.Series, status: pd.Series, *, mutated: str = "", intact: str = "",
    file: str = "",
) -> tuple[np.ndarray, Report]:  # fmt: skip
    """Return the groups of the samples as a sheet has them.

    Parameters
    ----------
    expression : Expression
    samples, status : Series of str, equally long
        Names of samples and whether each is mutated.
    mutated, intact : str, optional
        What the two values are called: see `which_is_mutated`.
    file : str
        Name of the sheet, for messages.

    Returns
    -------
    ndarray of int8, shape (1, n_samples)
        -1 for a sample that the sheet does not name, or of another status.
    Report
        Names without a partner on either side (EX004), and samples of other statuses.

    Raises
    ------
    InputError
        EX004 if no name agrees, EX006 for a sample with two statuses, EX001 if the values cannot be told apart.
    """
    names, report = samples.str.strip(), Report([file])
    one, other = which_is_mutated(status, mutated, intact)
    table = pd.DataFrame({"name": names, "status": status.str.strip()}).drop_duplicates()
    if table["name"].duplicated().any():
        twice = table["name"][table["name"].duplicated()].iloc[0]
        raise InputError(
            f"The sample '{twice}' has two statuses.", hint="Give each sample one.", code="EX006", file=file
        )
    found = table.set_index("name")["status"].reindex(expression.samples)
    if found.isna().all():
        raise InputError(
            f"No sample of the sheet is in the expression table; the sheet has '{names.iloc[0]}', the table "
            f"'{expression.samples[0]}'.",
            hint="Check how samples are called.",
            code="EX004",
            file=file,
        )
    for what, missing in (
        ("samples of the expression table are not in the sheet", expression.samples[found.isna().to_numpy()]),
        ("samples of the sheet are not in the expression table",
         table["name"][~table["name"].isin(expression.samples)].to_numpy()),
        (f"samples are neither '{one}' nor '{other}'",
         expression.samples[found.notna().to_numpy() & ~found.isin([one, other]).to_numpy()]),
    ):  # fmt: skip
        if len(missing):
            text = f"{len(missing):,} {what}: {', '.join(map(str, missing[:5]))}{' …' if len(missing) > 5 else ''}."
            report.add(Message("warning", "EX004", text, file))
    member = np.where(found == one, MUTATED, np.where(found == other, INTACT, NEITHER)).astype(np.int8)
    return member[None], report


def member_by_calls(
    expression: Expression, samples: pd.Series, genes: pd.Series, *, profiled: pd.DataFrame | None = None,
    file: str = "",
) -> tuple[np.ndarray, Report]:  # fmt: skip
    """Return for each gene which samples carry a mutation in it.

    Parameters
    ----------
    expression : Expression
    samples, genes : Series of str, equally long
        The mutation calls that count (silent ones are to be left out before), one a row.
    profiled : DataFrame of str, optional
        ``sample`` and, if genes were looked at in some samples only, ``gene``: what was looked at at all. Without it,
        every sample with any call was, in every gene, and no other.
    file : str
        Name of the calls, for messages.

    Returns
    -------
    ndarray of int8, shape (n_genes, n_samples)
        1 mutated, 0 looked at and intact, -1 not looked at: what was not looked at is not wild type.
    Report
        Calls of samples (MU010) or genes (EX004) that the expression table has not.

    Raises
    ------
    InputError
        EX004 if no sample agrees.
    """
    report = Report([file])
    names, symbols = samples.str.strip(), genes.str.strip()
    column = pd.Series(np.arange(len(expression.samples)), index=expression.samples)
    row = pd.Series(np.arange(len(expression.genes)), index=expression.genes)
    at, line = names.map(column), symbols.map(row)
    if len(at) and at.isna().all():
        raise InputError(
            "No sample of the mutations is in the expression table.", hint="Check how samples are called.",
            code="EX004", file=file,
        )  # fmt: skip
    for what, code, missing in (("samples", "MU010", names[at.isna()]), ("genes", "EX004", symbols[line.isna()])):
        unknown = list(dict.fromkeys(missing))
        if unknown:
            text = f"{len(unknown):,} {what} with mutations are not in the expression table: {', '.join(unknown[:5])}"
            report.add(Message("warning", code, f"{text}{' …' if len(unknown) > 5 else ''}.", file))
    if profiled is not None:
        known = profiled["sample"].str.strip().isin(expression.samples)
        if not known.all():
            text = (
                f"{int((~known).sum()):,} rows of the list of who was looked at name no sample of the expression table"
            )
            report.add(Message("warning", "EX004", f"{text}, such as {profiled['sample'][~known].iloc[0]!r}.", file))
    member = np.full(expression.values.shape, NEITHER, dtype=np.int8)
    if profiled is None:
        member[:, at.dropna().astype(int).unique()] = INTACT
    elif "gene" in profiled:
        there, here = profiled["sample"].str.strip().map(column), profiled["gene"].str.strip().map(row)
        both = there.notna() & here.notna()
        member[here[both].astype(int), there[both].astype(int)] = INTACT
    else:
        member[:, profiled["sample"].str.strip().map(column).dropna().astype(int).unique()] = INTACT
    both = at.notna() & line.notna()
    member[line[both].astype(int), at[both].astype(int)] = MUTATED
    return member, report
