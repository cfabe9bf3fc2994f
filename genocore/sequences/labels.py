"""Labels: where in a header the class stands, and which spellings are one class."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np

from genocore.errors import InputError
from genocore.files.source import Source
from genocore.sequences.dataset import Dataset
from genocore.sequences.spellings import plain_name
from genocore.tables.columns import find_column
from genocore.tables.numbers import looks_numeric, mostly_numeric

DEFAULT = "header:2"
_LOOKED_AT = 5000
"""Headers that are looked at, at most, to tell sentences from names."""
_KEY = re.compile(r"(?:^|[\s|;,\[(])([A-Za-z][\w.-]{0,30})\s*[=:]\s*(?=[^\s=:])")
_VALUE = r"\s*[=:](?:\s+(?![\w.-]+[=:]))?(?:\"([^\"]*)\"|([^\s|;,\])]+))"
"""What follows a key; in ``label= gene=TP53`` the label is missing, not ``gene=TP53``."""


@dataclass(frozen=True)
class LabelRule:
    """Where the label of a record stands.

    Parameters
    ----------
    spec : str
        ``header:2`` second word (the default), ``header:last``, ``key:NAME`` for ``NAME=value`` or ``NAME:value``,
        ``field:SEP:N`` for the N-th field between SEP, ``regex:PATTERN`` (first group), ``column:NAME`` (tables),
        ``file`` (the file's name without endings), ``none``.

    Examples
    --------
    >>> LabelRule("key:label").of(["s1 gene=TP53 label=mutated", "s2"])
    ['mutated', None]
    >>> LabelRule("field:|:3").of(["NM_1|TP53| normal"])
    ['normal']
    """

    spec: str

    def __post_init__(self) -> None:
        self._reader()

    def of(self, headers: Iterable[str]) -> list[str | None]:
        """Return the trimmed label of each header; None where there is none."""
        read = self._reader()
        return [(label.strip() or None) if (label := read(header)) else None for header in headers]

    def label(self, data: Dataset) -> list[str | None]:
        """Return the label of each record of `data`.

        Raises
        ------
        InputError
            FA016 if the rule names a column the data do not have.
        """
        kind, _, name = self.spec.partition(":")
        if kind == "file":
            return [Source(str(file)).stem or None for file in data.columns["file"]]
        if kind == "column":
            if name not in data.columns or name in ("header", "line", "masked_share"):
                offered = ", ".join(key for key in data.columns if key not in PROVENANCE)[:200]
                hint = f"There is: {offered}." if offered else "There are none here: use header:2 or key:NAME."
                raise _bad(self.spec, f"There is no column '{name}'", hint)
            return [None if value != value else str(value).strip() or None for value in data.columns[name]]
        return self.of(data.columns["header"])

    def _reader(self) -> Callable[[str], str | None]:
        kind, _, rest = self.spec.partition(":")
        match kind:
            case "header" if rest == "last":
                return _last_word
            case "header" if rest.isdecimal() and int(rest) >= 1:
                return _word(int(rest) - 1)
            case "key" if rest:
                return _search(re.compile(rf"(?:^|[\s|;,\[(]){re.escape(rest)}{_VALUE}", re.IGNORECASE))
            case "field" if re.fullmatch(r".+:[1-9]\d*", rest):
                separator, number = rest.rsplit(":", 1)
                return _field(separator, int(number) - 1)
            case "regex" if rest:
                try:
                    return _search(re.compile(rest))
                except (re.error, OverflowError, RecursionError) as error:
                    raise _bad(self.spec, f"The pattern is not a regular expression ({error})") from None
            case "column" if rest:
                return lambda header: None
            case "file" | "none" if not rest:
                return lambda header: None
        raise _bad(self.spec, "The label rule is not understood")


def _bad(spec: str, why: str, hint: str = "") -> InputError:
    rules = "Use header:2, header:last, key:NAME, field:SEP:N, regex:PATTERN, column:NAME, file or none."
    return InputError(f"{why}: {spec!r}.", hint=hint or rules, code="FA016")


def _last_word(header: str) -> str | None:
    words = header.split()
    return words[-1] if len(words) > 1 else None


def _word(index: int) -> Callable[[str], str | None]:
    def read(header: str) -> str | None:
        words = header.split(None, index + 1)
        return words[index] if len(words) > index else None

    return read


def _field(separator: str, index: int) -> Callable[[str], str | None]:
    def read(header: str) -> str | None:
        parts = header.split(separator)
        return parts[index] if len(parts) > index else None

    return read


def _search(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def read(header: str) -> str | None:
        found = pattern.search(header)
        if not found:
            return None
        return next((group for group in found.groups() if group is not None), None) if found.re.groups else found[0]

    return read


def look_like_labels(labels: list[str | None]) -> bool:
    """Return True if the values can be classes: at least two, and far fewer than records; spellings count as one.

    Examples
    --------
    >>> look_like_labels(["donor", "neither", "donor", "neither", "donor"])
    True
    >>> look_like_labels(["Homo", "Homo", "Homo"]), look_like_labels(["a", "b", "c", "d"])
    (False, False)
    """
    values = Counter(filter(None, labels))
    spellings = {plain_name(value) for value in values}
    return 2 <= len(spellings) <= max(2, min(100, values.total() // 3))


def read_like_descriptions(headers: Iterable[str]) -> bool:
    """Return True if headers are sentences, as in downloads from GenBank, whose second word is no label.

    Examples
    --------
    >>> read_like_descriptions(["AB1 Homo sapiens FGFR2 mRNA for fusion kinase"])
    True
    >>> read_like_descriptions(["s1 gene=TP53 label=mutated"])
    False
    """
    words = sorted([len(header.split()) for header in islice(map(str, headers), _LOOKED_AT)])
    return bool(words) and words[len(words) // 2] > 4


def second_words_are_labels(headers: Iterable[str], found: list[str | None], known: Iterable[str] = ()) -> bool:
    """Return True if the second words of `headers`, given as `found`, may be taken as labels unasked.

    They may if all of them are among the classes `known` from elsewhere; if they look like labels and the headers are
    no sentences; or if every header is just a name and a word, and the words repeat.

    Examples
    --------
    >>> second_words_are_labels(["s1 donor", "s2 donor"], ["donor", "donor"])
    True
    >>> second_words_are_labels(["AB1 Homo sapiens", "AB2 Homo sapiens"], ["Homo", "Homo"])
    False
    """
    values = set(filter(None, found))
    if values and values <= set(known):
        return True
    headers = list(map(str, headers))
    if read_like_descriptions(headers):
        return False
    if look_like_labels(found):
        return True
    pairs = len(headers) > 1 and all(len(header.split()) == 2 for header in headers)
    return pairs and 1 <= len(values) <= len(headers) // 2


def propose(data: Dataset) -> str:
    """Return the label rule that fits the headers best; ``none`` if no rule gives classes.

    A rule fits if more than half of the records get a value and the values can be classes. A key called ``label``,
    ``class``, ``target`` or ``y`` comes first, then the tutorials' ``header:2``; after them the rule that leaves
    fewer records unlabelled, then the one with fewer classes. The first 2,000 headers are looked at. A column of a
    table whose name says that it holds labels or values comes before any header.
    """
    headers = [str(header) for header in data.columns["header"][:2000]]
    if not headers:
        return "none"
    if column := _propose_column(data):
        return f"column:{column}"
    found = Counter(key for header in headers[:200] for key in dict.fromkeys(_KEY.findall(header)))
    keys = [f"key:{key}" for key, n in found.most_common() if n > 1]
    named = [rule for rule in keys if rule[4:].lower() in ("label", "class", "target", "y")]
    fields = [f"field:{mark}:{n}" for mark in ("|", ";", ",", "_") if mark in headers[0] for n in (1, 2, 3, 4)]
    prose = read_like_descriptions(headers)
    fits: dict[str, tuple[float, int]] = {}
    for rule in [*named, DEFAULT, "header:last", *keys[:5], *fields]:
        labels = LabelRule(rule).of(headers)
        covered = sum(label is not None for label in labels) / len(labels)
        plain = not any(label and re.search(r"[=|]", label) for label in labels)
        if covered > 0.5 and plain and look_like_labels(labels):
            if rule in named or (rule == DEFAULT and not prose):
                return rule
            if prose and not rule.startswith("key:"):
                continue
            fits[rule] = (covered, -len(set(labels)))
    if fits:
        return max(fits, key=lambda rule: fits[rule])
    if look_like_labels(LabelRule("file").label(data)):
        return "file"
    second = LabelRule(DEFAULT).of(headers)
    return DEFAULT if all(second) and second_words_are_labels(headers, second) else "none"


PROVENANCE = ("header", "file", "line", "masked_share", "mean_quality", "organism", "region", "start", "end", "strand")
"""Columns that readers add by themselves, and that no one means as labels unless they say so."""


def _propose_column(data: Dataset) -> str | None:
    """Return the column of a table that holds labels or values: by name, or because there is only one."""
    names = [name for name in data.columns if name not in PROVENANCE]
    alone = names[0] if len(names) == 1 else None
    for name in dict.fromkeys((find_column(names, "label"), find_column(names, "value"), alone)):
        if name is not None:
            cells = [str(cell) or None for cell in data.columns[name][:2000]]
            filled = [cell for cell in cells if cell]
            texts = np.array(filled, dtype=object)
            numeric = looks_numeric(texts) or mostly_numeric(texts)
            if len(filled) > 0.5 * len(cells) and (numeric or look_like_labels(cells)):
                return name
    return None
