"""What can go wrong, said so that a person knows what, where and what to do next."""

from __future__ import annotations

CODES: dict[str, str] = {
    "FA001": "no records",
    "FA002": "not a FASTA file",
    "FA003": "identifier used more than once",
    "FA004": "letters that are not DNA",
    "FA005": "many unknown bases",
    "FA006": "label missing",
    "FA007": "label variants that may be one class",
    "FA008": "RNA letters read as DNA",
    "FA009": "looks like protein",
    "FA010": "shorter than the model's minimum",
    "FA011": "duplicate sequence (same or opposite strand)",
    "FA012": "same sequence with different labels",
    "FA013": "record without a sequence",
    "FA014": "second words that do not look like labels",
    "FA015": "file cannot be read",
    "FA016": "label rule not understood",
    "FA017": "change made on request",
    "FA018": "recognised, but holds no sequences",
    "FA019": "over a limit",
    "FA020": "broken record; reading stopped there",
    "FA021": "quality values in the old Illumina encoding",
    "FA022": "remark of the parser",
    "FA023": "table row with too many or too few cells",
    "FA024": "no column of sequences",
    "FA025": "how a table was understood",
    "FA026": "marks of the strand's ends taken off",
    "EX001": "column not found",
    "EX002": "not a number",
    "EX003": "values seem to be on a log scale already",
    "EX004": "names without a partner",
    "EX005": "names that a spreadsheet turned into dates or numbers",
    "EX006": "name in several rows of a table",
    "EX007": "decimal comma or thousands separators",
    "EX008": "values seem to be counts",
    "EX009": "outlying values",
    "ML001": "too few records of a class",
    "ML002": "one family of most records",
    "ML003": "copies on both sides of a split",
    "ML004": "no better than length, GC, bases or pairs of bases alone",
    "ML005": "fewer records of a class than folds",
    "ML006": "one class only",
    "ML007": "nothing to learn from: identical features",
    "ML008": "run and file do not fit",
    "MU001": "position beyond the end of the sequence",
    "MU002": "position below 1",
    "MU003": "no sequence of this name",
    "MU004": "reference base is not what the sequence has",
    "MU005": "positions or strand seem to be counted otherwise",
    "MU006": "alternative is the reference",
    "MU007": "allele without letters",
    "MU008": "change not understood",
    "MU009": "same mutation in an earlier row",
    "MU010": "sample not in the expression table",
    "MU011": "sequences that cannot be compared",
    "MU012": "coding region not as it should be",
    "MU013": "coding region guessed",
    "MU014": "call that did not pass a filter",
    "MU015": "a model cannot be asked about the mutations",
    "ST001": "too few values in a group",
    "ST002": "values do not vary",
    "ST003": "gene not looked at in a sample",
    "ST004": "exact test that cannot reach the cut",
    "ST005": "pairs missing or incomplete",
    "PA001": "parameter out of range",
    "PA002": "unknown name",
    "SE001": "model refused",
    "SE002": "archive over the limit",
    "JO001": "job failed",
}
"""Message codes and what they mean. A code never changes its meaning: reports and scripts quote it."""


class GenoError(Exception):
    """A problem to be told to the user: what, where, and the next step.

    Parameters
    ----------
    message : str
        What is wrong, one sentence, in the user's words.
    hint : str, optional
        The one next action.
    code : str, optional
        A key of `CODES`.
    file : str, optional
        Name of the file, as the user knows it.
    line, column : int, optional
        1-based place in the file.

    Examples
    --------
    >>> error = GenoError("'J' is not a DNA letter.", hint="Is this a protein file?", code="FA004",
    ...                   file="reads.fa", line=12, column=41)
    >>> print(error)
    FA004 reads.fa line 12, column 41: 'J' is not a DNA letter. Is this a protein file?
    >>> print(error.one_line())
    FA004 reads.fa:12: column 41: 'J' is not a DNA letter. — Is this a protein file?
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: str = "",
        file: str = "",
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.hint, self.code = message, hint, code
        self.file, self.line, self.column = file, line, column

    def __str__(self) -> str:
        return f"{place(self.code, self.file, self.line, self.column)}{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the fields when the error crosses a process border."""
        return (_rebuild, (type(self), self.message, self.hint, self.code, self.file, self.line, self.column))

    def one_line(self) -> str:
        """Return the form the command line prints: ``CODE file:line: message — hint``."""
        where = self.file + (f":{self.line}" if self.line else "")
        head = " ".join(part for part in (self.code, where) if part)
        text = (
            (f"column {self.column}: " if self.column else "") + self.message + (f" — {self.hint}" if self.hint else "")
        )
        return " ".join((f"{head}: {text}" if head else text).split())


def place(code: str, file: str = "", line: int | None = None, column: int | None = None) -> str:
    """Return ``CODE file line 12, column 41: ``, leaving out what is not known."""
    where = ", ".join(f"{name} {number}" for name, number in (("line", line), ("column", column)) if number)
    head = " ".join(part for part in (code, file, where) if part)
    return f"{head}: " if head else ""


def _rebuild(kind: type[GenoError], message: str, hint: str, code: str, file: str, line: int, column: int) -> GenoError:
    return kind(message, hint=hint, code=code, file=file, line=line, column=column)


class InputError(GenoError):
    """What the user gave cannot be used as it is."""


class NotEnoughData(InputError):
    """The data are readable, but too few or too uniform for what was asked."""


class Refused(GenoError):
    """A file was not opened because opening it could run code or break the app."""


class Cancelled(Exception):
    """Work was stopped because the user asked for it."""
