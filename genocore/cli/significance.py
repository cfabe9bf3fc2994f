"""Verbs about expression: significance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from genocore import console
from genocore.cli.application import AsJson, Values, app
from genocore.errors import InputError
from genocore.export import csv_text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from genocore.files.report import Report
    from genocore.significance.expression import Expression


@app.command()
def significance(
    expression: Annotated[Path, typer.Argument(help="Genes in rows or columns, long, or the tutorial's two columns.")],
    out: Annotated[Path, typer.Option(help="Folder for gene_significance.csv and significance.json.")],
    samples: Annotated[
        Path | None, typer.Option(help="Sample sheet; not needed if the expression table has it.")
    ] = None,
    group: Annotated[str, typer.Option(help="Column that says whether a sample is mutated.")] = "",
    mutated: Annotated[str, typer.Option(help="What that column says of mutated samples.")] = "",
    intact: Annotated[str, typer.Option(help="What it says of the others.")] = "",
    pair: Annotated[str, typer.Option(help="Column that names the pair of each sample.")] = "",
    test: Annotated[
        str, typer.Option(help="welch, student, mann_whitney, permutation, ols, paired_t or wilcoxon")
    ] = "welch",
    correction: Annotated[str, typer.Option(help="bh, by, holm or none")] = "bh",
    alpha: Annotated[float, typer.Option(help="Cut on the corrected p.", min=0.0, max=1.0)] = 0.05,
    scale: Annotated[str, typer.Option(help="auto, log2 (of x + 1), log2_floor (of what is above 1) or none")] = "auto",
    values: Values = None,
    as_json: AsJson = False,
) -> None:
    """Test which genes differ in expression between mutated and other samples."""
    from genocore.files import Source
    from genocore.significance.analyse import analyse
    from genocore.significance.correction import expected_false
    from genocore.significance.expression import read_expression
    from genocore.tables import read_table

    found, report = read_expression(read_table(Source.from_path(expression))[0])
    sheet = None if samples is None else read_table(Source.from_path(samples))[0].frame
    member, pairs, more = _groups(
        found, sheet, group, mutated, intact, pair, samples.name if samples else expression.name
    )
    on_scale, used, why = found.on_scale(scale)
    genes = analyse(on_scale.groups(member, pairs), test, correction, alpha, values=dict(console.parse(values)))
    cut = float(genes.loc[genes["significant"], "p"].max()) if genes["significant"].any() else 0.0
    tested = int(genes["testable"].sum())
    summary = {
        "test": test, "correction": correction, "alpha": alpha, "scale": used, "why_scale": why,
        "genes": len(genes), "tested": tested, "significant": int(genes["significant"].sum()),
        "expected_false_at_cut": expected_false(genes["p"].to_numpy(), cut),
        "messages": [*console.records(report.table()), *(console.records(more.table()) if more else [])],
    }  # fmt: skip
    folder = console.folder(out)
    with console.writing(folder):
        (folder / "gene_significance.csv").write_text(csv_text(genes), encoding="utf-8")
        (folder / "significance.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    if as_json:
        console.print_json({**summary, "rows": console.records(genes)})
        return
    for message in [*report.messages, *(more.messages if more else [])]:
        typer.echo(f"{message.severity:8}{message}")
    typer.echo(
        f"{summary['significant']:,} of {tested:,} tested genes differ between mutated and other samples "
        f"({test}, {correction}, {alpha:g}; scale {used}). Not tested: {len(genes) - tested:,}."
    )
    for row in genes[genes["significant"]].sort_values("p").head(20).to_dict("records"):
        ends = f"{row['ci_low']:+.2f} to {row['ci_high']:+.2f}"
        typer.echo(f"  {row['gene']:<20} {row['log2fc']:+.2f} ({ends})  p {row['p']:.2g}  q {row['q']:.2g}")
    typer.echo(f"\nWritten to {folder}")


def _groups(
    found: Expression, sheet: pd.DataFrame | None, group: str, mutated: str, intact: str, pair: str, file: str
) -> tuple[np.ndarray | None, np.ndarray | None, Report | None]:
    """Return who is mutated and who makes a pair, from a sheet or from the expression table itself."""
    import pandas as pd

    from genocore.significance.samples import member_by_sheet
    from genocore.tables.columns import find_column

    if sheet is None and found.member is not None and not group:
        return None, None, None
    facts = found.facts
    if sheet is not None:
        name = find_column(list(sheet.columns), "sample") or sheet.columns[0]
        facts = sheet.drop(columns=name).set_axis(sheet[name].str.strip())
    wanted = group or (facts.columns[0] if len(facts.columns) == 1 else "")
    for column in (wanted, pair):
        if column and column not in facts:
            known = ", ".join(map(str, facts.columns)) or "none"
            raise InputError(f"There is no column '{column}' of samples.", hint=f"There is: {known}.", code="EX001")
    if not wanted:
        known = ", ".join(map(str, facts.columns))
        hint = f"Use --group with one of: {known}." if known else "Give --samples, a table with a row a sample."
        raise InputError("Which samples are mutated?", hint=hint, code="EX001", file=file)
    names = pd.Series(facts.index.to_numpy(dtype=object), dtype="str")
    member, report = member_by_sheet(
        found, names, facts[wanted].reset_index(drop=True), mutated=mutated, intact=intact, file=file
    )
    pairs = None
    if pair:
        partner = facts[~facts.index.duplicated()][pair].reindex(found.samples).str.strip()
        pairs = pd.factorize(partner.where(partner.notna() & (partner != ""), None))[0]
    return member, pairs, report
