"""Variant call format in: one row for each alternative allele, and who carries it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.files import Message, Rejected, Report, Source
from genocore.files.limits import limits
from genocore.mutations.changes import read_change
from genocore.mutations.mutation_table import CARRIES, UNKNOWN, Mutations, as_category, edit_table

_FIXED = ("CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
_POSITION = re.compile(r"[0-9]{1,15}")
_GENE_KEYS = ("GENE", "SYMBOL", "GENE_SYMBOL", "GENE.REFGENE", "GENEINFO")


def read_vcf(source: Source) -> Mutations:
    """Read a VCF file of version 4.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Mutations
        Rows with several alternative alleles are split; ``*``, symbolic alleles such as ``<DEL>`` and breakends stay,
        as ``symbolic``; a row without an alternative is of the kind ``none``. ``samples`` are all columns. A sample
        carries an allele if its genotype names it, however often; a missing genotype (``./.``, or no GT) is an unknown
        call. ``vaf`` is from the depths of alleles (AD), else from AF of the sample.

    Raises
    ------
    InputError
        FA001 without rows, FA002 without the line of column names, FA019 over a limit.

    Notes
    -----
    Filters are not applied: the column FILTER is kept with the rest of the line in ``inputs``. Lines that are cut off
    are listed in the report. A file without samples is a list of sites.

    Examples
    --------
    >>> text = "#CHROM\\tPOS\\tID\\tREF\\tALT\\tQUAL\\tFILTER\\tINFO\\nchr1\\t7\\t.\\tA\\tG,T\\t.\\t.\\t.\\n"
    >>> found = read_vcf(Source.from_text(text))
    >>> found.edits["alt"].iloc[found.rows["edit"]].tolist(), found.rows["row"].tolist()
    (['G', 'T'], [0, 0])
    """
    reader = _Reader(source.name)
    with source.open() as handle:
        for number, line in enumerate(handle, start=1):
            reader.take(number, line.rstrip("\r\n"))
    return reader.finish()


@dataclass
class _Reader:
    """Takes the lines of a file one by one."""

    file: str
    samples: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    csq_gene: int = -1
    lines: list[int] = field(default_factory=list)
    inputs: list[list[str]] = field(default_factory=list)
    rows: list[tuple[int, str, str, int, str, str]] = field(default_factory=list)
    """Row of the input, chromosome, gene, position or -1, and both alleles."""
    calls: list[tuple[int, int, int, str, float]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    report: Report = field(default_factory=Report)

    def take(self, number: int, line: str) -> None:
        if line.startswith("##"):
            found = re.match(r"##INFO=<ID=(CSQ|ANN),.*?Format: ?([^\">]+)", line)
            if found:
                keys = [key.strip().upper() for key in found[2].split("|")]
                self.csq_gene = keys.index("SYMBOL") if "SYMBOL" in keys else -1
            return
        if not line.strip():
            return
        if line.startswith("#"):
            self._names(number, line.lstrip("#").split("\t"))
            return
        if not self.head:
            hint = "The line that begins with #CHROM is missing."
            raise InputError("This is no VCF file of version 4.", hint=hint, code="FA002", file=self.file, line=number)
        cells = line.split("\t")
        self.report.read += 1
        if len(cells) < 5 or (self.samples and len(cells) != len(self.head)):
            text = f"The row has {len(cells):,} cells, but the header {len(self.head):,}."
            self.report.add(Message("error", "FA023", text, self.file, number, suggestion="Is the file cut off?"))
            self.report.reject(Rejected(self.file, number, cells[0][:80], "FA023", text, line[:1000]))
            return
        limits().need("cells", (len(self.inputs) + 1) * len(cells), file=self.file, noun="cells", line=number)
        self._row(number, cells)

    def _names(self, number: int, names: list[str]) -> None:
        """Take the line of column names; other lines that begin with # are comments."""
        if [name.upper() for name in names[:5]] != list(_FIXED[:5]):
            return
        if self.head and names != self.head:
            what = "A second line of column names has other samples than the first."
            hint = "Keep files of different samples apart."
            raise InputError(what, hint=hint, code="FA002", file=self.file, line=number)
        self.head, self.samples = names, names[9:]

    def _row(self, number: int, cells: list[str]) -> None:
        row = len(self.inputs)
        self.inputs.append(cells[:8] + [""] * (8 - len(cells)))
        self.lines.append(number)
        position = int(cells[1]) if _POSITION.fullmatch(cells[1]) else -1
        gene = self._gene(cells[7]) if len(cells) > 7 else ""
        first = len(self.rows)
        alleles = cells[4].split(",")
        for alt in alleles:
            self.rows.append((row, cells[0], gene, position, cells[3], alt))
            self.problems.append("" if position >= 0 else f"MU008 {cells[1][:40]!r} is no position.")
        if len(cells) > 9 and alleles != ["."]:
            self._genotypes(first, len(alleles), cells[8].split(":"), cells[9:])

    def _gene(self, info: str) -> str:
        """Return the gene that annotation has put into a line, if any has."""
        for part in info.split(";"):
            key, _, value = part.partition("=")
            if key.upper() in _GENE_KEYS and value:
                return value.split(",")[0].split("|")[0].split(":")[0]
            words = value.split(",")[0].split("|") if key in ("ANN", "CSQ") else []
            at = self.csq_gene if self.csq_gene >= 0 else 3
            if len(words) > at and words[at]:
                return words[at]
        return ""

    def _genotypes(self, first: int, alleles: int, keys: list[str], cells: list[str]) -> None:
        """Note who carries which allele; most cells say that nobody does, and are passed over at once."""
        gt = keys.index("GT") if "GT" in keys else -1
        for sample, cell in enumerate(cells):
            if gt == 0 and (cell in ("0/0", "0|0", "0") or cell.startswith(("0/0:", "0|0:", "0:"))):
                continue
            values = cell.split(":")
            genotype = (values[gt] if 0 <= gt < len(values) else "") or "."
            named = re.split(r"[/|]", genotype)
            for allele in range(1, alleles + 1):
                share = _share(dict(zip(keys, values, strict=False)), allele)
                if str(allele) in named:
                    self.calls.append((first + allele - 1, sample, CARRIES, genotype, share))
                elif "." in named:
                    self.calls.append((first + allele - 1, sample, UNKNOWN, genotype, share))

    def finish(self) -> Mutations:
        if not self.rows and not self.report.rejected:
            what = "There are 0 variants." if self.head else "This is no VCF file of version 4."
            raise InputError(what, hint="Choose another file.", code="FA001" if self.head else "FA002", file=self.file)
        self.report.files, self.report.kept = [self.file], len(self.inputs)
        row, chromosome, gene, position, ref, alt = map(list, zip(*self.rows, strict=True)) if self.rows else [[]] * 6
        pairs = pd.MultiIndex.from_arrays([pd.Series(ref, dtype="str"), pd.Series(alt, dtype="str")])
        codes, distinct = pd.factorize(pairs)
        changes = [read_change(one, "." if other == "." else other) for one, other in distinct]
        edits = edit_table(changes, [f"{one}>{other}" for one, other in distinct])
        calls = pd.DataFrame(self.calls, columns=["row", "sample", "state", "genotype", "vaf"]).astype(
            {"row": np.int64, "sample": np.int64, "state": np.int8, "vaf": np.float64}
        )
        names = [g or c for g, c in zip(gene, chromosome, strict=True)]
        places = pd.Series(position, dtype="Int64").mask(np.array(position, dtype=np.int64) < 0)
        single = self.samples[0] if len(self.samples) == 1 else ""
        mine = np.zeros(len(row), dtype=bool)
        mine[calls.loc[calls["state"] == CARRIES, "row"].to_numpy()] = True
        share = np.full(len(row), np.nan)
        if single:
            share[calls["row"].to_numpy()] = calls["vaf"].to_numpy()
        rows = pd.DataFrame(
            {
                "row": np.array(row, dtype=np.int64), "line": np.array(self.lines, dtype=np.int64)[row] if row else [],
                "name": as_category(pd.Series(names, dtype="str")), "gene": as_category(pd.Series(gene, dtype="str")),
                "chromosome": as_category(pd.Series(chromosome, dtype="str")), "position": places,
                "coding": as_category(pd.Series([""] * len(row), dtype="str")), "edit": codes.astype(np.int64),
                "sample": as_category(pd.Series(np.where(mine, single, ""), dtype="str")), "vaf": share,
                "problem": as_category(pd.Series(self.problems, dtype="str")),
            }
        )  # fmt: skip
        inputs = pd.DataFrame(self.inputs, columns=list(_FIXED), dtype="str")
        return Mutations(rows, edits, calls, self.samples, inputs, "vcf", {}, self.report)


def _share(values: dict[str, str], allele: int) -> float:
    """Return the share of reads with an allele, of what a sample's cell says; NaN if it does not."""
    try:
        depths = [float(depth) for depth in values.get("AD", "").split(",")]
        if sum(depths) and allele < len(depths):
            return depths[allele] / sum(depths)
    except ValueError:
        pass
    try:
        return float(values.get("AF", "").split(",")[allele - 1])
    except (ValueError, IndexError):
        return float("nan")
