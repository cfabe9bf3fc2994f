"""Tables of mutations in: the tutorial's three columns, richer ones, MAF, and variants at positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from genocore.errors import InputError
from genocore.files.report import Message, Report
from genocore.mutations.changes import Change, read_change, term_of_protein
from genocore.mutations.hgvs import PROTEIN, read_hgvs
from genocore.mutations.mutation_table import Mutations, as_category, calls_by_row, edit_table
from genocore.tables.columns import find_column, need_column
from genocore.tables.numbers import to_numbers
from genocore.tables.spreadsheet import mangled_names, may_have_been
from genocore.tables.table import Table

ROLES = ("gene", "chromosome", "position", "end", "ref", "alt", "mutation", "hgvs", "sample", "vaf")
"""What a column may be, in the words of `genocore.tables.columns.SYNONYMS`."""
_MAF = {
    "gene": "hugo_symbol",
    "ref": "reference_allele",
    "alt": "tumor_seq_allele2",
    "mutation": "variant_classification",
}


def guess_columns(frame: pd.DataFrame) -> dict[str, str]:
    """Return which column is what, by their names; a column serves once.

    Examples
    --------
    >>> guess_columns(pd.DataFrame(columns=["Gene", "Position", "Type", "Sample"]))
    {'gene': 'Gene', 'position': 'Position', 'mutation': 'Type', 'sample': 'Sample'}
    """
    names, found = list(frame.columns), {}
    plain = {name.casefold(): name for name in names}
    if {"hugo_symbol", "variant_classification"} <= set(plain):
        found = {role: plain[name] for role, name in _MAF.items() if name in plain}
    for role in ROLES:
        left = [name for name in names if name not in found.values()]
        column = found.get(role) or find_column(left, role)
        if column:
            found[role] = column
    return {role: found[role] for role in ROLES if role in found}


def read_mutations(table: Table, columns: Mapping[str, str] | None = None) -> Mutations:
    """Read a table of mutations.

    Parameters
    ----------
    table : Table
        One row a mutation, with a position or an HGVS name.
    columns : mapping of str to str, optional
        Which column is what, for those of `ROLES` that are not found by their names; an empty text for none.

    Returns
    -------
    Mutations
        As many rows as the table has. What could not be understood has a problem and stays in its place.

    Raises
    ------
    InputError
        EX001 if no column can be a position.

    Notes
    -----
    Alleles come from the columns of alleles, else from the HGVS name, else from the words of the type. ``ref`` ``-``
    is an insertion behind the position, as in MAF.

    Examples
    --------
    >>> from genocore.files import Source
    >>> from genocore.tables import read_table
    >>> found = read_mutations(read_table(Source.from_text("Gene,Position,Type\\nlacP,1,A>C\\nlacP,x,del\\n"))[0])
    >>> found.rows["position"].tolist(), found.rows["problem"].tolist()
    ([1, <NA>], ['', "MU008 'x' is no position."])
    """
    frame, report = table.frame, Report([table.name], read=len(table), kept=len(table))
    known = {
        **guess_columns(frame),
        **{k: need_column(list(frame.columns), v, table.name) for k, v in (columns or {}).items() if v},
    }
    known = {role: name for role, name in known.items() if (columns or {}).get(role) != ""}
    if "position" not in known and "hgvs" not in known and not _holds_names(frame, known):
        raise InputError(
            "No column holds positions.", hint="Say which column does, or give HGVS names such as c.76A>T.",
            code="EX001", file=table.name,
        )  # fmt: skip
    cells = {role: frame[name].fillna("").str.strip() for role, name in known.items()}
    blank = pd.Series("", index=frame.index, dtype="str")
    if "ref" in cells and "alt" in cells:
        cells["alt"] = _other_allele(frame, cells["ref"], cells["alt"])
    gene = cells.get("gene", blank)
    positions, wrong = _positions(cells.get("position", blank))
    ends, _ = _positions(cells.get("end", blank))
    span = np.where(np.isnan(ends) | np.isnan(positions) | (ends < positions), 0, ends - positions + 1)
    edits, edit, named = _edits(cells, blank, span)
    place, coding, problem = _places(positions, wrong, cells, blank, named)
    vaf = _shares(to_numbers(cells["vaf"].to_numpy(dtype=object))[0]) if "vaf" in cells else np.full(len(frame), np.nan)
    calls, samples = calls_by_row(cells.get("sample", blank), vaf)
    _mangled(gene, table, report)
    rows = pd.DataFrame(
        {
            "row": np.arange(len(frame)), "line": table.lines, "name": as_category(_names(cells, blank, named)),
            "gene": as_category(gene), "chromosome": as_category(cells.get("chromosome", blank)),
            "position": place, "coding": as_category(coding), "edit": edit,
            "sample": as_category(cells.get("sample", blank)), "vaf": vaf, "problem": as_category(problem),
        }
    )  # fmt: skip
    maf = "hugo_symbol" in {name.casefold() for name in frame.columns}
    layout = "maf" if maf else "mutations" if "gene" in known else "variants"
    return Mutations(rows, edits, calls, samples, frame, layout, known, report)


def _holds_names(frame: pd.DataFrame, known: dict[str, str]) -> bool:
    """Return True if the column of types holds HGVS names, which say where they are."""
    return "mutation" in known and any(read_hgvs(text) for text in frame[known["mutation"]].iloc[:50])


def _positions(cells: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return whole numbers as float64, NaN where there is none, and which cells hold something else."""
    numbers, wrong = to_numbers(cells.str.replace(",", "").to_numpy(dtype=object))
    whole = np.isnan(numbers) | (numbers == np.floor(numbers)) & (np.abs(numbers) < 2**53)
    return np.where(whole, numbers, np.nan), wrong | ~whole


def _edits(
    cells: dict[str, pd.Series], blank: pd.Series, span: np.ndarray
) -> tuple[pd.DataFrame, np.ndarray, dict[int, tuple[str, str, str]]]:
    """Return the distinct changes, the one of each row, and for rows with an HGVS name what it says of the place."""
    texts = [cells.get(role, blank).to_numpy(dtype=object) for role in ("mutation", "ref", "alt", "hgvs")]
    words, ref, alt, hgvs = texts
    spans = np.where((ref == "") & (alt == ""), span, 0).astype(np.int64)  # alleles say themselves how long they are
    codes, first = _first_of_each(_combined([pd.factorize(text)[0] for text in [*texts, spans]]))
    changes, kinds, places = [], [], {}
    for code, row in enumerate(first.tolist()):
        said = str(words[row])
        name = read_hgvs(str(hgvs[row])) or read_hgvs(said)
        change = read_change(str(ref[row]), str(alt[row]), said, int(spans[row]))
        if name is not None:
            places[code] = (name.of, name.system, name.first)
            if change.kind == "unknown" or not (ref[row] or alt[row]):
                change = Change(name.change.kind, name.change.ref, name.change.alt, name.change.span, change.term)
        elif PROTEIN.fullmatch(str(hgvs[row])) or PROTEIN.fullmatch(said):
            shown = str(hgvs[row]) if PROTEIN.fullmatch(str(hgvs[row])) else said
            if change.kind == "unknown":
                places[code] = ("", "p", "")
                change = replace(change, term=change.term or term_of_protein(shown))
        changes.append(change)
        alleles = f"{ref[row] or '-'}>{alt[row] or '-'}" if ref[row] or alt[row] else ""
        kinds.append(said or str(hgvs[row]) or alleles)
    by_row = {row: places[code] for row, code in enumerate(codes.tolist()) if code in places} if places else {}
    return edit_table(changes, kinds), codes, by_row


def _combined(codes: list[np.ndarray]) -> np.ndarray:
    """Return one number for each combination of codes."""
    key = np.zeros(len(codes[0]), dtype=np.int64)
    for one in codes:
        key = pd.factorize(key * (int(one.max(initial=0)) + 2) + one + 1)[0]
    return key


def _first_of_each(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    codes, _ = pd.factorize(keys)
    first = np.full(int(codes.max(initial=-1)) + 1, -1)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes.astype(np.int64), first


def _places(
    positions: np.ndarray, wrong: np.ndarray, cells: dict[str, pd.Series], blank: pd.Series,
    named: dict[int, tuple[str, str, str]],
) -> tuple[pd.Series, pd.Series, np.ndarray]:  # fmt: skip
    """Return positions, places counted from the start of coding, and what is wrong with each row."""
    written, names = cells.get("position", blank), cells.get("hgvs", blank)
    coding = pd.Series("", index=blank.index, dtype=object)
    problem = np.full(len(blank), "", dtype=object)
    for row in [row for row, (_, system, _) in named.items() if system == "p"]:
        positions[row] = np.nan  # if there is a number, it counts residues
    for row in np.flatnonzero(np.isnan(positions)).tolist():
        _, system, first = named.get(row, ("", "", ""))
        if system == "c":
            coding.iat[row] = first
        elif system in ("n", "g", "m") and first.isdigit():
            positions[row] = int(first)
        elif system == "p":
            problem[row] = "MU008 The name of a protein's change does not say which bases changed."
        elif wrong[row]:
            problem[row] = f"MU008 {str(written.iat[row])[:40]!r} is no position."
        else:
            name = str(names.iat[row])[:40]
            problem[row] = (
                f"MU008 {name!r} is no HGVS name that is understood." if name else "MU008 There is no position."
            )
    return pd.Series(positions).astype("Int64"), coding, problem


def _names(cells: dict[str, pd.Series], blank: pd.Series, named: dict[int, tuple[str, str, str]]) -> pd.Series:
    """Return what names the sequence of each row: gene, else chromosome, else what its HGVS name begins with."""
    gene, chromosome = cells.get("gene", blank), cells.get("chromosome", blank)
    names = gene.where(gene != "", chromosome)
    if (names == "").any() and named:
        names = names.copy()
        for row, (of, _, _) in named.items():
            if names.iat[row] == "" and of:
                names.iat[row] = of
    return names


def _other_allele(frame: pd.DataFrame, ref: pd.Series, alt: pd.Series) -> pd.Series:
    """Return MAF's first allele where the second is the reference: either may be the mutated one."""
    first = next((frame[name] for name in frame.columns if name.casefold() == "tumor_seq_allele1"), None)
    if first is None or alt is first:
        return alt
    first = first.fillna("").str.strip()
    return alt.where((alt != ref) & (alt != ""), first.where(first != "", alt))


def _shares(values: np.ndarray) -> np.ndarray:
    """Return shares from 0 to 1, of percentages too."""
    return values / 100 if np.nanmax(values, initial=0) > 1 and np.nanmax(values, initial=0) <= 100 else values


def _mangled(genes: pd.Series, table: Table, report: Report) -> None:
    names = pd.unique(genes)
    for name in np.asarray(names, dtype=object)[mangled_names(np.asarray(names, dtype=object))][:20]:
        once = may_have_been(str(name))
        text = f"{str(name)[:40]!r} looks like a gene that a spreadsheet turned into a date or number."
        hint = f"Was it {once}?" if once else ""
        report.add(Message("warning", "EX005", text, table.name, suggestion=hint))
