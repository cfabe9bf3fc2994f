"""Small studies written out, as people would have them."""

from genocore.evidence.roles import roles_of
from genocore.evidence.study import read_study
from genocore.files import Source

FASTA = ">g1\nCCATGGCTAAATTTGGGTAACC\n>g2\nTTATGCCCGGGAAATAGTT\n"
"""g1 codes for MAKFG from 3 to 20, g2 for MPGK from 3 to 17."""
REGIONS = "gene,start,end\ng1,3,20\ng2,3,17\n"


def study(**texts):
    """Read a study of texts, called as the keywords are; a name with ``_`` stands for a point before its ending."""
    sources = [Source.from_text(text, name.replace("_", ".")) for name, text in texts.items()]
    return read_study(sources, roles_of(sources))


def matrix(values):
    """Return an expression table of genes in rows from lists of values."""
    samples = [f"s{number + 1}" for number in range(len(next(iter(values.values()))))]
    rows = [",".join([gene, *map(str, found)]) for gene, found in values.items()]
    return "\n".join([",".join(["Gene", *samples]), *rows]) + "\n"
