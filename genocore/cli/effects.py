"""Verb effects: a model asked about mutations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from genocore import console
from genocore.cli.application import AsJson, app
from genocore.cli.significance import Alpha, Correction, Group, Samples, Scale, TestName, read_files


@app.command()
def effects(
    run: Annotated[Path, typer.Argument(help="Folder that 'train' saved.")],
    sequences: Annotated[Path, typer.Argument(help="FASTA or GenBank: what the mutations lie in.")],
    mutations: Annotated[Path, typer.Argument(help="Table (CSV, TSV, Excel), MAF or VCF; or mutated sequences.")],
    out: Annotated[Path, typer.Option(help="effects.csv")],
    within: Annotated[
        Path | None, typer.Option(help="Longer sequences that SEQUENCES are part of: a model reads them there.")
    ] = None,
    of: Annotated[str, typer.Option(help="Class whose probability is looked at.")] = "",
    measure: Annotated[str, typer.Option(help="probability or log_odds, for classes.")] = "",
    expression: Annotated[Path | None, typer.Option(help="Expression of the genes, of any layout.")] = None,
    samples: Samples = None,
    group: Group = "",
    regions: Annotated[Path | None, typer.Option(help="Coding regions: gene, start, end, strand.")] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", help="A column of the table, as role=name; may be repeated.")
    ] = None,
    offset: Annotated[int, typer.Option(help="Added to positions; 1 for a table that counts from 0.")] = 0,
    strand: Annotated[str, typer.Option(help="given, complement (alleles of the other strand) or reverse")] = "given",
    code: Annotated[int, typer.Option(help="Genetic code, by its NCBI number.")] = 1,
    guess: Annotated[bool, typer.Option(help="Take the longest reading frame as coding if no region is given.")] = True,
    consequence: Annotated[
        list[str] | None, typer.Option(help="Consequence that counts as mutated; repeatable. Default: all not silent.")
    ] = None,
    reference: Annotated[str, typer.Option(help="Record with which mutated sequences are compared.")] = "",
    everyone: Annotated[bool, typer.Option(help="Samples without a mutation were looked at too.")] = False,
    only_pass: Annotated[bool, typer.Option(help="Leave out calls that the FILTER of a VCF did not pass.")] = False,
    only_sequence: Annotated[bool, typer.Option(help="All rows are about the only sequence.")] = False,
    test: TestName = "welch",
    correction: Correction = "bh",
    alpha: Alpha = 0.05,
    scale: Scale = "auto",
    seed: Annotated[int, typer.Option(min=0, help="Of the letters that effects are compared with.")] = 42,
    as_json: AsJson = False,
) -> None:
    """Ask a model what it makes of each mutation; with its check, its consequence and the expression of its gene."""
    from genocore.evidence.check import check
    from genocore.evidence.grid import gene_table, grid
    from genocore.evidence.grouping import group_samples
    from genocore.evidence.model_effects import by_gene, model_effects, rank_correlation
    from genocore.evidence.results import Results, messages, with_inputs
    from genocore.export import csv_text
    from genocore.training.bundle import Model

    model = Model.load(run)
    paths = {"sequences": sequences, "mutations": mutations, "expression": expression, "regions": regions}
    study, choices = read_files(
        {role: path for role, path in paths.items() if path}, samples, within, guess=guess, everyone=everyone,
        columns=console.parse(columns, option="--column"), offset=offset, strand=strand, code=code, group=group,
        only_sequence=only_sequence, reference=reference, only_pass=only_pass, consequences=tuple(consequence or ()),
        test=test, correction=correction, alpha=alpha, scale=scale,
    )  # fmt: skip
    checked = check(study, choices)
    if out.parent != Path():
        console.folder(out.parent)
    genes = None
    if study.expression is not None:
        genes = gene_table(group_samples(study, checked, choices), checked, choices)
    with console.progress(as_json) as on_progress:
        asked = model_effects(checked, model, of, measure, seed=seed, on_progress=on_progress)
    table = grid(checked, genes, asked)
    console.write_pieces(out, [csv_text(with_inputs(checked, table))])
    counts = {str(key): int(n) for key, n in asked["model_status"].value_counts().items()}
    flagged = int((asked["ood_flags"] != "").sum())
    noticed = messages(study, Results(checked))
    said = {"run": model.key, "score": asked.attrs["score"], "rows": len(table), "status": counts, "flagged": flagged}
    said["proposal"] = checked.proposal.sentence() if checked.proposal else None
    said["messages"] = [{"severity": one.severity, "code": one.code, "message": str(one)} for one in noticed]
    if genes is not None:
        found = by_gene(table)
        said["genes"] = rank_correlation(found["delta"].to_numpy(), found["log2fc"].to_numpy())
    if as_json:
        console.print_json({**said, "effects": console.records(table)})
        return
    for message in noticed:
        typer.echo(f"{message.severity:8}{message}")
    typer.echo(f"{len(table):,} changes; effects are differences of the {said['score']}")
    for status, n in counts.items():
        typer.echo(f"  {n:>9,} {status.replace('_', ' ')}")
    if said["proposal"]:
        typer.echo(f"MU005 {said['proposal']} Use --offset and --strand.")
    if flagged:
        typer.echo(f"{flagged:,} are unlike the training sequences: see ood_flags.")
    if genes is not None and said["genes"]["value"] is not None:
        typer.echo(_correlation(said["genes"]))
    typer.echo(f"\nWritten to {out}")


def _correlation(found: dict[str, float]) -> str:
    ends = f" (95 % {found['low']:.2f} to {found['high']:.2f})" if found["low"] is not None else ""
    return f"Rank correlation with expression over {found['n']:,} genes: {found['value']:.2f}{ends}"
