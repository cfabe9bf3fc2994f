"""From files to a labelled, checked dataset, in two steps that can be repeated apart."""

from __future__ import annotations

from collections.abc import Sequence

from genocore.errors import GenoError, InputError
from genocore.files import Message, Report, Source
from genocore.files.kinds import Kind, kind_of, need_use
from genocore.files.limits import limits
from genocore.sequences.checks import check_duplicates, check_labels, check_names, check_unknown_bases
from genocore.sequences.combine import join_tables, need_chosen, read_tables
from genocore.sequences.dataset import Dataset, concatenate
from genocore.sequences.fasta import read_fasta
from genocore.sequences.fastq import read_fastq
from genocore.sequences.fixes import apply_fixes
from genocore.sequences.genbank import read_genbank
from genocore.sequences.reading import Reading
from genocore.sequences.targets import set_target
from genocore.tables import Table, read_table
from genocore.tables.recognise import recognise

ON_MUTATIONS = "The Mutations page reads it, together with its sequences."


def read(sources: Sequence[Source], reading: Reading | None = None) -> tuple[Dataset, Report]:
    """Read one or many files into one unlabelled dataset.

    FASTA, FASTQ, GenBank, EMBL, and tables with a column of DNA (CSV, TSV, Excel, Parquet) give records; tables
    without one are joined to them by name, as are those that hold the DNA of the other files again.

    Parameters
    ----------
    sources : sequence of Source
    reading : Reading, optional
        Choices about the reading.

    Returns
    -------
    Dataset
        Unlabelled; the column ``file`` says where each record came from.
    Report
        Rejected records and what was noticed while reading.

    Raises
    ------
    InputError
        EX001 for a chosen column that no table has, FA002 for a file that is neither sequences nor a table, FA018 if
        nothing given holds sequences, FA019 over a limit, and what the readers of each format raise.

    Examples
    --------
    >>> fasta = Source.from_text(">a\\nACGT\\n>b\\nGGCC\\n")
    >>> data, report = read([fasta, Source.from_text("id,tpm\\nb,2\\na,1\\n", "tpm.csv")])
    >>> data.columns["tpm"].tolist(), report.matches[0].matched
    (['1', '2'], 2)
    """
    reading = reading or Reading()
    if not sources:
        raise InputError("No file was given.", hint="Choose at least one.", code="FA001")
    parts, report = [], Report()
    tables: list[tuple[Table, Report]] = []
    companions: list[tuple[Source, str]] = []
    for source in sources:
        try:
            kind = kind_of(source)
            need_use(source, kind)
            if kind.use == "companion":
                companions.append((source, kind.words))
            elif kind.use == "table":
                table, found = read_table(source, reading.layout)
                sheet = f", sheet {table.layout.sheet!r}" if table.layout.sheet else ""
                found.kinds = [kind.words + sheet]
                tables.append((table, found))
            else:
                data, found = _read_records(source, kind, reading)
                found.kinds = [kind.words]
                parts.append(data)
                report.include(found)
        except GenoError as error:
            _name_others(error, [other for other in sources if other is not source])
            raise
    need_chosen([table for table, _ in tables], reading)
    joined = read_tables(tables, reading, parts, report)
    if not parts:
        _no_sequences(joined, companions)
    data = concatenate(parts)
    limits().need("records", len(data), file=f"{len(sources)} files", noun="records")
    limits().need("bases", len(data.letters), file=f"{len(sources)} files", noun="letters")
    data, report = join_tables(data, joined, report, reading)
    for source, words in companions:
        text = f"This is {words}; it holds no sequences and was not used."
        report.files.append(source.name)
        report.kinds.append(words)
        report.add(Message("notice", "FA018", text, source.name))
    return data, report


def prepare(
    data: Dataset, report: Report, label: str | None = None, fixes: Sequence[str] = (), known: Sequence[str] = (),
    task: str = "auto",
) -> tuple[Dataset, Report]:  # fmt: skip
    """Label and check what `read` gave, then apply the fixes asked for.

    Parameters
    ----------
    data, report
        What `read` returned; neither is changed.
    label : str, optional
        A label rule (`genocore.sequences.labels.LabelRule`). Without one, the second word is used if the second
        words look like labels, else a column of a table that does; otherwise the data stay unlabelled and the report
        says so (FA014).
    fixes : sequence of str
        Keys of `genocore.sequences.fixes.FIXES`.
    known : sequence of str
        Classes known from elsewhere, such as a model's: second words among them are taken as labels.
    task : {"auto", "classes", "numbers"}
        Whether the labels name classes or are numbers to predict; ``auto`` takes a column of a table as numbers if
        they are, and too many for classes.

    Returns
    -------
    Dataset
    Report
        ``read == kept + rejected`` still holds.
    """
    report = report.copy()
    if len(data):
        data = set_target(data, report, label, known, task)
        data, report = apply_fixes(data, report, tuple(fixes))
        _check(data, report)
    return data, report


def load(
    sources: Sequence[Source], label: str | None = None, fixes: Sequence[str] = (), known: Sequence[str] = (),
    task: str = "auto", reading: Reading | None = None,
) -> tuple[Dataset, Report]:  # fmt: skip
    """Read, label, check: `prepare` after `read`.

    Examples
    --------
    >>> text = ">a normal\\nACGT\\n>b mutated\\nACGA\\n>c normal\\nACGT\\n"
    >>> data, report = load([Source.from_text(text)])
    >>> data.class_counts(), [message.code for message in report.messages]
    ({'mutated': 1, 'normal': 2}, ['FA011'])
    >>> data, report = load([Source.from_text(text)], fixes=["drop_duplicates"])
    >>> len(data), report.changes
    (2, ['FA017 1 records left out: same sequence and label as an earlier record'])
    """
    return prepare(*read(sources, reading), label=label, fixes=fixes, known=known, task=task)


def _read_records(source: Source, kind: Kind, reading: Reading) -> tuple[Dataset, Report]:
    match kind.key:
        case "fastq":
            return read_fastq(source)
        case "genbank" | "embl":
            return read_genbank(source, reading, kind.key)
    return read_fasta(source)


def _name_others(error: GenoError, others: list[Source]) -> None:
    """Add to what is wrong with one file which of the others can be used, so that it is clear what to leave out."""
    fine = []
    for source in others:
        try:
            need_use(source, kind_of(source))
            fine.append(source.name[:60])
        except GenoError:
            continue
    if fine:
        more = f" and {len(fine) - 5:,} more" * (len(fine) > 5)
        named = ", ".join(map(repr, fine[:5]))
        error.hint = (
            f"{error.hint} Nothing is wrong with {named}{more}: mend this file, or load them without it.".strip()
        )


def _no_sequences(tables: list[Table], companions: list[tuple[Source, str]]) -> None:
    """Say what was given instead of sequences.

    Raises
    ------
    InputError
        FA018.
    """
    name, words, hint = "", "", "Load it together with the sequences it is about."
    if companions:
        name, words = companions[0][0].name, companions[0][1]
        hint = ON_MUTATIONS if "variants" in words else "Load the sequences first."
    if tables:
        name, what = tables[0].name, recognise(tables[0].frame)
        columns = ", ".join(repr(column[:30]) for column in list(tables[0].frame.columns)[:8])
        words = f"{what.words}, {_rows(len(tables[0]))} with the columns {columns}"
        if what.key in ("mutations", "mutations_maf", "variants") or what.key.startswith("expression"):
            hint = ON_MUTATIONS
        elif not what.joins:
            hint = "Load the sequences first."
    raise InputError(f"This is {words}. It holds no sequences.", hint=hint, code="FA018", file=name)


def _rows(n: int) -> str:
    return f"{n:,} row{'' if n == 1 else 's'}"


def _check(data: Dataset, report: Report) -> None:
    check_names(data, report)
    check_unknown_bases(data, report)
    if data.target is not None:
        check_labels(data, report)
    check_duplicates(data, report)
