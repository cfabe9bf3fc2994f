"""From files to a labelled, checked dataset, in two steps that can be repeated apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from genocore.sequences import labels
from genocore.sequences.checks import check_duplicates, check_labels, check_names, check_unknown_bases
from genocore.sequences.dataset import Dataset, concatenate
from genocore.sequences.fasta import read_fasta
from genocore.sequences.fixes import apply_fixes
from genocore.sequences.report import Message, Report
from genocore.sequences.source import Source


def read(sources: Sequence[Source]) -> tuple[Dataset, Report]:
    """Read one or many FASTA sources into one unlabelled dataset.

    Parameters
    ----------
    sources : sequence of Source

    Returns
    -------
    Dataset
        Unlabelled; the column ``file`` says where each record came from.
    Report
        Rejected records and what was noticed while reading.

    Raises
    ------
    InputError
        If a source is not FASTA or cannot be read.
    """
    parts, report = [], Report()
    for source in sources:
        data, found = read_fasta(source)
        parts.append(data)
        report.files += found.files
        report.read += found.read
        report.kept += found.kept
        report.messages += found.messages
        report.rejected += found.rejected
    return concatenate(parts), report


def prepare(
    data: Dataset, report: Report, label: str | None = None, fixes: Sequence[str] = (), known: Sequence[str] = ()
) -> tuple[Dataset, Report]:
    """Label and check what `read` gave, then apply the fixes asked for.

    Parameters
    ----------
    data, report
        What `read` returned; neither is changed.
    label : str, optional
        A label rule (`genocore.sequences.labels.LabelRule`). Without one, the second word is used if the second
        words look like labels; otherwise the data stay unlabelled and the report says so (FA014).
    fixes : sequence of str
        Keys of `genocore.sequences.fixes.FIXES`.
    known : sequence of str
        Classes known from elsewhere, such as a model's: second words among them are taken as labels.

    Returns
    -------
    Dataset
    Report
        ``read == kept + rejected`` still holds.
    """
    report = report.copy()
    if len(data):
        data = _label(data, report, label, known)
        data, report = apply_fixes(data, report, tuple(fixes))
        _check(data, report)
    return data, report


def load(
    sources: Sequence[Source], label: str | None = None, fixes: Sequence[str] = (), known: Sequence[str] = ()
) -> tuple[Dataset, Report]:
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
    return prepare(*read(sources), label=label, fixes=fixes, known=known)


def _label(data: Dataset, report: Report, label: str | None, known: Sequence[str]) -> Dataset:
    rule = labels.LabelRule(label or labels.DEFAULT)
    if rule.spec == "none":
        return data
    found = rule.label(data)
    if label is None and not labels.second_words_are_labels(data.columns["header"], found, known):
        values = Counter(value for value in found if value)
        if values:
            shown = ", ".join(repr(value[:30]) for value, _ in values.most_common(3))
            better = labels.propose(data)
            hint = (
                f"Try the label rule {better}." if better != "none" else "Say where the label stands, if there is one."
            )
            more = ", ..." if len(values) > 3 else ""
            text = f"The headers' second words ({shown}{more}) do not look like labels; none was taken."
            report.add(Message("warning", "FA014", text, suggestion=hint))
        elif len(data):
            report.add(
                Message("warning", "FA006", "The headers hold no label.", suggestion="Predict needs none; Train does.")
            )
        return data
    if not any(found):
        text = "No record has a label where the rule looks."
        report.add(Message("warning", "FA006", text, suggestion="Choose another rule."))
    return data.with_labels(found)


def _check(data: Dataset, report: Report) -> None:
    check_names(data, report)
    check_unknown_bases(data, report)
    if data.target is not None:
        check_labels(data, report)
    check_duplicates(data, report)
