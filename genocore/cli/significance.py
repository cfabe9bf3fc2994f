"""Verbs about mutations and expression: mutations, significance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from genocore import console
from genocore.cli.application import AsJson, Values, app
from genocore.errors import InputError

if TYPE_CHECKING:
    from genocore.evidence.choices import Choices
    from genocore.evidence.results import Results
    from genocore.evidence.study import Study

Samples = Annotated[
    Path | None, typer.Option(help="Sample sheet, or a list of who was looked at for mutations (sample, gene).")
]
Group = Annotated[str, typer.Option(help="Column that says whether a sample is mutated.")]
Mutated = Annotated[str, typer.Option(help="What that column says of mutated samples.")]
Intact = Annotated[str, typer.Option(help="What it says of the others.")]
Pair = Annotated[str, typer.Option(help="Column that names the pair of each sample.")]
Covariates = Annotated[str, typer.Option(help="Columns of samples to adjust for, joined by commas (with --test ols).")]
TestName = Annotated[str, typer.Option(help="welch, student, mann_whitney, permutation, ols, paired_t or wilcoxon")]
Correction = Annotated[str, typer.Option(help="bh, by, holm or none")]
Alpha = Annotated[float, typer.Option(help="Cut on the corrected p.")]
Scale = Annotated[str, typer.Option(help="auto, log2 (of x + 1), log2_floor (of what is above 1) or none")]


@app.command()
def mutations(
    sequences: Annotated[Path, typer.Argument(help="FASTA or GenBank: what the mutations lie in.")],
    mutations: Annotated[Path, typer.Argument(help="Table (CSV, TSV, Excel), MAF or VCF; or mutated sequences.")],
    out: Annotated[Path, typer.Option(help="Folder for mutations.csv and the other files.")],
    expression: Annotated[Path | None, typer.Option(help="Expression of the genes, of any layout.")] = None,
    samples: Samples = None,
    regions: Annotated[Path | None, typer.Option(help="Coding regions: gene, start, end, strand.")] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", help="A column of the table, as role=name; may be repeated.")
    ] = None,
    offset: Annotated[int, typer.Option(help="Added to positions; 1 for a table that counts from 0.")] = 0,
    strand: Annotated[str, typer.Option(help="given, complement (alleles of the other strand) or reverse")] = "given",
    reference: Annotated[str, typer.Option(help="Record with which mutated sequences are compared.")] = "",
    code: Annotated[int, typer.Option(help="Genetic code, by its NCBI number.")] = 1,
    guess: Annotated[bool, typer.Option(help="Take the longest reading frame as coding if no region is given.")] = True,
    consequence: Annotated[
        list[str] | None, typer.Option(help="Consequence that counts as mutated; repeatable. Default: all not silent.")
    ] = None,
    everyone: Annotated[bool, typer.Option(help="Samples without a mutation were looked at too.")] = False,
    only_pass: Annotated[bool, typer.Option(help="Leave out calls that the FILTER of a VCF did not pass.")] = False,
    only_sequence: Annotated[bool, typer.Option(help="All rows are about the only sequence.")] = False,
    profiled: Annotated[Path | None, typer.Option(help="Who was looked at: sample, gene.")] = None,
    group: Group = "", mutated: Mutated = "", intact: Intact = "", pair: Pair = "", covariates: Covariates = "",
    test: TestName = "welch", correction: Correction = "bh", alpha: Alpha = 0.05, scale: Scale = "auto",
    values: Values = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Check every mutation, say what it does, and test the expression of its gene."""
    files = {"sequences": sequences, "mutations": mutations, "expression": expression, "regions": regions}
    files["profiled"] = profiled
    _run(
        {role: path for role, path in files.items() if path}, samples, out, as_json,
        columns=console.parse(columns, option="--column"), offset=offset, strand=strand, reference=reference, code=code,
        guess=guess, consequences=tuple(consequence or ()), everyone=everyone, group=group, mutated=mutated,
        intact=intact, pair=pair, test=test, correction=correction, alpha=alpha, scale=scale,
        values=console.parse(values), covariates=_names(covariates), only_pass=only_pass, only_sequence=only_sequence,
    )  # fmt: skip


@app.command()
def significance(
    expression: Annotated[Path, typer.Argument(help="Genes in rows or columns, long, or the tutorial's two columns.")],
    out: Annotated[Path, typer.Option(help="Folder for gene_significance.csv and significance.json.")],
    samples: Samples = None, group: Group = "", mutated: Mutated = "", intact: Intact = "", pair: Pair = "",
    covariates: Covariates = "", test: TestName = "welch", correction: Correction = "bh", alpha: Alpha = 0.05,
    scale: Scale = "auto", values: Values = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Test which genes differ in expression between mutated and other samples."""
    _run(
        {"expression": expression}, samples, out, as_json, group=group, mutated=mutated, intact=intact, pair=pair,
        test=test, correction=correction, alpha=alpha, scale=scale, values=console.parse(values),
        covariates=_names(covariates),
    )  # fmt: skip


def read_files(
    paths: dict[str, Path], samples: Path | None, within: Path | None = None, **chosen: Any
) -> tuple[Study, Choices]:
    """Read the files of a study, by role, with what was chosen about them; `within` holds more sequences."""
    from genocore.evidence.choices import Choices
    from genocore.evidence.roles import roles_of
    from genocore.evidence.study import read_study
    from genocore.files import Source
    from genocore.files.kinds import kind_of

    sources = {role: Source.from_path(path) for role, path in paths.items()}
    if "mutations" in sources and kind_of(sources["mutations"]).use == "sequences":
        sources["mutated"] = sources.pop("mutations")
    if samples:
        sheet = Source.from_path(samples)
        listed = roles_of([sheet], otherwise="samples") == ["profiled"] and not chosen.get("group")
        sources["profiled" if listed else "samples"] = sheet
    choices = Choices.checked(**chosen)
    files, roles = list(sources.values()), list(sources)
    if within:
        files, roles = [*files, Source.from_path(within)], [*roles, "sequences"]
    return read_study(files, roles, choices.columns, choices.reference), choices


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(","))))


def _run(paths: dict[str, Path], samples: Path | None, out: Path, as_json: bool, **chosen: Any) -> None:
    """Read a study, work everything out, write the files and say what was found."""
    from genocore.evidence.results import files_of, messages, summary, work_out

    study, choices = read_files(paths, samples, **chosen)
    try:
        results = work_out(study, choices)
    except InputError as error:
        if error.message.startswith("Which samples"):
            error.hint = f"{error.hint} In the shell: --samples and --group."
        raise
    found = messages(study, results)
    said = summary(study, results, choices)
    said["messages"] = [{"severity": one.severity, "code": one.code, "message": str(one)} for one in found]
    folder = console.folder(out)
    for name, pieces in files_of(results).items():
        console.write_pieces(folder / name, pieces())
    name = "mutations.json" if results.checked else "significance.json"
    console.write_pieces(folder / name, [json.dumps(said, indent=2) + "\n"])
    if as_json:
        rows = results.table if results.table is not None else results.genes
        console.print_json({**said, "rows": console.records(rows)})
        return
    for message in found:
        typer.echo(f"{message.severity:8}{message}")
    _say(said, results, choices)
    typer.echo(f"\nWritten to {folder}")


def _say(said: dict[str, Any], results: Results, choices: Choices) -> None:
    from genocore.evidence.results import advice

    if results.checked is not None:
        typer.echo(f"{said['uploaded']:,} rows, {said['rows']:,} changes:")
        for status, n in said["status"].items():
            if n:
                typer.echo(f"  {n:>9,} {status.replace('_', ' ')}")
        if said["proposal"]:
            typer.echo(f"MU005 {said['proposal']} Use --offset and --strand.")
    if results.genes is None:
        return
    genes = results.genes
    typer.echo(
        f"{said['significant']:,} of {said['tested']:,} tested genes differ between mutated and other samples "
        f"({said['test']}, {said['correction']}, {said['alpha']:g}; scale {said['scale']}). "
        f"Not tested: {len(genes) - said['tested']:,}."
    )
    if results.grouped is not None:
        found, unreachable = advice(results.grouped, choices)
        if found.test != said["test"]:
            typer.echo(f"Recommended: {found.test}. {found.reason}")
        for caution in filter(None, [*found.cautions, unreachable]):
            typer.echo(f"caution: {caution}")
    for row in genes[genes["significant"]].sort_values("p").head(20).to_dict("records"):
        ends = f"{row['ci_low']:+.2f} to {row['ci_high']:+.2f}"
        typer.echo(f"  {row['gene']:<20} {row['log2fc']:+.2f} ({ends})  p {row['p']:.2g}  q {row['q']:.2g}")
