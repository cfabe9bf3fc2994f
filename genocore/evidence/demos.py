"""Small studies that come with the product: files that belong together, in one click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from genocore.export import csv_text
from genocore.files.source import Source
from genocore.registry import unknown

_FOLDER = Path(__file__).parent / "demo_files"


@dataclass(frozen=True)
class StudyDemo:
    """One bundled study: what it asks, what to know of it, where it is from, and its files."""

    key: str
    title: str
    question: str
    caution: str
    attribution: str
    files: Callable[[], list[Source]]

    @property
    def sources(self) -> list[Source]:
        """The files."""
        return self.files()


def _kept(key: str) -> Callable[[], list[Source]]:
    return lambda: [Source.from_path(path) for path in sorted((_FOLDER / key).iterdir())]


def _simulated() -> list[Source]:
    from genocore.significance.simulate import simulate_cohort

    cohort = simulate_cohort()
    tables = {"mutations": cohort.mutations, "expression": cohort.expression, "regions": cohort.regions}
    tables["profiled"] = cohort.profiled
    made = [Source(f"{name}.csv", data=csv_text(table).encode()) for name, table in tables.items()]
    return [Source("sequences.fasta", data=cohort.fasta.encode()), *made]


STUDIES: dict[str, StudyDemo] = {
    demo.key: demo
    for demo in (
        StudyDemo(
            "lac-mutations",
            "Mutations of the lac promoter",
            "In which elements of the E. coli lac promoter do mutations change expression?",
            "Every clone carries about nine substitutions, so that one mutated in one element mostly is in others too.",
            "Kinney et al. 2010, as distributed with MAVE-NN (MIT)",
            _kept("lac-mutations"),
        ),
        StudyDemo(
            "p53-nci60",
            "TP53 in the NCI-60 cell lines",
            "Which genes are expressed differently in cell lines with a mutated TP53?",
            "200 of 10,100 genes, many of them known targets of p53: of all genes, only BAX passes. There are no "
            "positions of mutations in this set.",
            "Subramanian et al. 2005, as distributed with GSEApy (BSD-3)",
            _kept("p53-nci60"),
        ),
        StudyDemo(
            "simulated-cohort",
            "A simulated cohort with known truth",
            "Which of 40 genes are expressed differently in carriers of their mutations?",
            "Simulated: mutations change expression in GENE08, GENE23, GENE24, GENE25, GENE30, GENE32, GENE39 and "
            "GENE40; silent ones change nothing, and six samples were not looked at.",
            "Genocore's own simulation",
            _simulated,
        ),
    )
}


def find_study(key: str) -> StudyDemo:
    """Return the demo study called `key`.

    Raises
    ------
    InputError
        PA002 if there is none.

    Examples
    --------
    >>> [source.name for source in find_study("p53-nci60").sources]
    ['expression.csv', 'samples.csv']
    """
    if key not in STUDIES:
        raise unknown("demo study", key, list(STUDIES))
    return STUDIES[key]
