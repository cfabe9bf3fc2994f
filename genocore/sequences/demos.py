"""Small real data sets that come with the product, so that every page works offline in one click."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from genocore.files.source import Source
from genocore.registry import unknown

_FOLDER = Path(__file__).parent / "demo_files"


@dataclass(frozen=True)
class Demo:
    """One bundled data set: what it asks, what to know of it, and where it is from."""

    key: str
    title: str
    question: str
    caution: str
    attribution: str
    label: str = "header:2"
    """Where its labels stand: see `genocore.sequences.labels.LabelRule`."""

    @property
    def source(self) -> Source:
        """The FASTA file."""
        return Source.from_path(_FOLDER / f"{self.key}.fasta")

    @property
    def sources(self) -> list[Source]:
        """The FASTA file, and the table of measurements that is joined to it by name, if there is one."""
        table = _FOLDER / f"{self.key}.csv"
        return [self.source, *([Source.from_path(table)] if table.is_file() else [])]


DEMOS: dict[str, Demo] = {
    demo.key: demo
    for demo in (
        Demo(
            "splice-sites",
            "Splice sites of primates",
            "Is the middle of these 60 bp a donor (EI), an acceptor (IE) or neither (N)?",
            "185 records are exact copies of another one, and one sequence carries two labels.",
            "UCI Machine Learning Repository, Splice-junction Gene Sequences (CC BY 4.0)",
        ),
        Demo(
            "gene-or-not",
            "Chlamydia: gene or not",
            "Do these 100 bp lie inside a gene or between genes?",
            "Genes are read in their own direction, stretches between genes on a random strand.",
            "GenBank AE001273; Stephens et al. 1998",
        ),
        Demo(
            "brca2-splicing",
            "BRCA2 splice site: normal or mutated",
            "Does this 9-nt variant of a BRCA2 splice site still splice normally?",
            "The label is measured splicing (normal: at least 10 % spliced, mutated: at most 1 %), not whether the "
            "sequence differs from the wild type.",
            "Wong, Kinney, Krainer 2018, as distributed with MAVE-NN (MIT)",
        ),
        Demo(
            "ecoli-promoters",
            "E. coli promoters",
            "Are these 57 bp a promoter?",
            "Only 106 records, and the negatives are overlapping pieces of one fragment: scores look too good.",
            "UCI Machine Learning Repository, Promoter Gene Sequences (CC BY 4.0)",
        ),
        Demo(
            "splicing-level",
            "BRCA2 splice site: how much is spliced",
            "How much does each 9-nt variant of a BRCA2 splice site splice?",
            "Values are log10 of the percentage spliced, each the mean of two replicates that agree with r = 0.89: "
            "about 94 % of their variation can be repeated, and no model can explain more.",
            "Wong, Kinney, Krainer 2018, as distributed with MAVE-NN (MIT)",
            "column:expression_level",
        ),
        Demo(
            "lac-promoter",
            "E. coli lac promoter: how strong",
            "How strongly does each variant of the lac promoter drive its gene?",
            "A noisy measurement: the value is the mean sorting bin (0 dark to 9 bright), and most sequences were read "
            "only once, so that much of the variation is noise that nothing can explain.",
            "Kinney et al. 2010, as distributed with MAVE-NN (MIT)",
            "column:expression_level",
        ),
    )
}


def find_demo(key: str) -> Demo:
    """Return the demo called `key`.

    Raises
    ------
    InputError
        PA002 if there is none.

    Examples
    --------
    >>> find_demo("splice-sites").source.stem
    'splice-sites'
    """
    if key not in DEMOS:
        raise unknown("demo", key, list(DEMOS))
    return DEMOS[key]
