"""What each file of a study is for, told by what is in it."""

from __future__ import annotations

from collections.abc import Sequence

from genocore.errors import InputError
from genocore.files.kinds import kind_of, need_use
from genocore.files.source import Source
from genocore.tables import read_table
from genocore.tables.columns import find_column
from genocore.tables.recognise import recognise

ROLES: dict[str, str] = {
    "sequences": "sequences the mutations lie in",
    "mutated": "mutated sequences, to be compared with the others",
    "mutations": "mutations",
    "regions": "coding regions",
    "expression": "expression",
    "samples": "sample sheet",
    "profiled": "who was looked at for mutations",
}
"""What a file may be for, and the same in words."""


def role_of(source: Source) -> str:
    """Return what a file is for: a key of `ROLES`.

    Raises
    ------
    InputError
        FA018 if it is a table that is of no use here, and what `genocore.files.kinds.need_use` raises.

    Examples
    --------
    >>> role_of(Source.from_text("gene,start,end,strand\\nBAX,1,579,+\\n"))
    'regions'
    >>> role_of(Source.from_text("sample,TP53\\ns1,MUT\\n")), role_of(Source.from_text("sample,gene\\ns1,BAX\\n"))
    ('samples', 'profiled')
    """
    kind = kind_of(source)
    need_use(source, kind)
    if kind.use == "sequences":
        return "sequences"
    if kind.key == "vcf":
        return "mutations"
    if kind.use != "table":
        raise InputError(f"This is {kind.words}; it is of no use here.", code="FA018", file=source.name)
    frame = read_table(source, at_most=500)[0].frame
    names = list(frame.columns)
    plain = {name.casefold() for name in names}
    alleles = find_column(names, "ref") or find_column(names, "alt")
    if {"start", "end"} <= plain and not alleles and not {"variant_classification", "hugo_symbol"} & plain:
        return "regions"
    content = recognise(frame)
    if content.key in ("mutations", "mutations_maf", "variants"):
        return "mutations"
    if content.key.startswith("expression"):
        return "expression"
    if find_column(names, "hgvs"):
        return "mutations"
    sample, gene = find_column(names, "sample"), find_column(names, "gene")
    if sample and gene and sample != gene and len(names) <= 3:
        return "profiled"
    if content.key in ("samples", "labels") or sample:
        return "samples"
    columns = ", ".join(repr(name[:30]) for name in names[:8])
    hint = "Mutations need a gene, a position and a type or alleles; expression needs genes and samples."
    raise InputError(f"This is {content.words} with the columns {columns}.", hint=hint, code="FA018", file=source.name)


def roles_of(sources: Sequence[Source], otherwise: str = "") -> list[str]:
    """Return what each of several files is for; of a table that is not recognised `otherwise`, unless that is empty.

    A second file of sequences is to be compared with the first if there is no table of mutations; otherwise both hold
    sequences that mutations lie in.
    """
    found = []
    for source in sources:
        try:
            found.append(role_of(source))
        except InputError as error:
            if error.code != "FA018" or not otherwise or kind_of(source).use != "table":
                raise
            found.append(otherwise)
    if "mutations" not in found and found.count("sequences") == 2:
        found[len(found) - 1 - found[::-1].index("sequences")] = "mutated"
    return found
