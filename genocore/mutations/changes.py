"""What a row says of a change: letters, kind and consequence, from columns and from words."""

from __future__ import annotations

import re
from dataclasses import dataclass

KINDS = ("snv", "mnv", "del", "ins", "dup", "delins", "none", "symbolic", "unknown")
"""Kinds of change; ``none`` is no change, ``symbolic`` an allele without letters, ``unknown`` words only."""

TERMS: dict[str, str] = {
    "missense": "missense", "missense_mutation": "missense", "missense_variant": "missense",
    "nonsynonymous": "missense", "nonsynonymous_snv": "missense", "non_synonymous": "missense", "nonsense": "nonsense",
    "nonsense_mutation": "nonsense", "stop_gained": "nonsense", "stopgain": "nonsense", "stop_gain": "nonsense",
    "truncating": "nonsense", "silent": "synonymous", "synonymous": "synonymous", "synonymous_variant": "synonymous",
    "synonymous_snv": "synonymous", "silent_mutation": "synonymous", "stop_retained_variant": "synonymous",
    "frameshift": "frameshift", "frame_shift": "frameshift", "frameshift_variant": "frameshift",
    "frame_shift_del": "frameshift", "frame_shift_ins": "frameshift", "frameshift_deletion": "frameshift",
    "frameshift_insertion": "frameshift", "in_frame_del": "inframe_deletion", "inframe_deletion": "inframe_deletion",
    "nonframeshift_deletion": "inframe_deletion", "in_frame_ins": "inframe_insertion",
    "inframe_insertion": "inframe_insertion", "nonframeshift_insertion": "inframe_insertion",
    "splice_site": "splice_adjacent", "splice": "splice_adjacent", "splicing": "splice_adjacent",
    "splice_region": "splice_adjacent", "splice_region_variant": "splice_adjacent",
    "splice_acceptor_variant": "splice_adjacent", "splice_donor_variant": "splice_adjacent",
    "translation_start_site": "start_lost", "start_lost": "start_lost", "startloss": "start_lost",
    "nonstop_mutation": "stop_lost", "stop_lost": "stop_lost", "stoploss": "stop_lost", "nonstop": "stop_lost",
    "intron": "non_coding", "intron_variant": "non_coding", "3_utr": "non_coding", "5_utr": "non_coding",
    "3_flank": "non_coding", "5_flank": "non_coding", "utr3": "non_coding", "utr5": "non_coding", "igr": "non_coding",
    "rna": "non_coding", "intergenic": "non_coding", "intergenic_variant": "non_coding", "lincrna": "non_coding",
    "intergenic_region": "non_coding", "upstream_gene_variant": "non_coding", "downstream_gene_variant": "non_coding",
    "3_prime_utr_variant": "non_coding", "5_prime_utr_variant": "non_coding", "noncoding": "non_coding",
    "non_coding": "non_coding", "promoter": "non_coding", "intronic": "non_coding", "upstream": "non_coding",
    "downstream": "non_coding", "utr": "non_coding", "ncrna": "non_coding", "ncrna_exonic": "non_coding",
    "ncrna_intronic": "non_coding", "de_novo_start_outofframe": "non_coding", "de_novo_start_inframe": "non_coding",
    "same_sense": "synonymous", "samesense": "synonymous", "stopgain_snv": "nonsense", "stoploss_snv": "stop_lost",
    "inframe_indel": "inframe_deletion", "missense_snv": "missense", "silent_snv": "synonymous",
}  # fmt: skip
"""What tables call a consequence, in the words of MAF, VEP, ANNOVAR and people -> ours."""

GRAVEST = (
    "nonsense", "frameshift", "start_lost", "stop_lost", "splice_adjacent", "missense", "inframe_deletion",
    "inframe_insertion", "synonymous", "non_coding",
)  # fmt: skip
"""Consequences, the gravest first: of several that a row states, the first of these is taken."""
_NO_CHANGE = {"wt", "wild_type", "wildtype", "none", "no_change", "no_mutation", "reference", "ref", "normal"}
_WORDS = {
    "snv": "snv", "snp": "snv", "substitution": "snv", "point_mutation": "snv", "point": "snv", "sub": "snv",
    "transition": "snv", "transversion": "snv", "mnv": "mnv", "mnp": "mnv", "dnp": "mnv", "tnp": "mnv", "onp": "mnv",
    "del": "del", "deletion": "del", "ins": "ins", "insertion": "ins", "dup": "dup", "duplication": "dup",
    "delins": "delins", "indel": "delins", "complex": "delins",
}  # fmt: skip
_LETTERS = "[ACGTURYSWKMBDHVN]+"
_SUBSTITUTION = re.compile(rf"({_LETTERS}|-)\s*(?:>|->|→|/|\bto\b)\s*({_LETTERS}|-)", re.IGNORECASE)
_EDIT = re.compile(rf"(?:(del)({_LETTERS})?)?(?:(ins|dup)\s*({_LETTERS})?)?", re.IGNORECASE)
_DNA = re.compile(_LETTERS)
_SYMBOLIC = re.compile(r"<.*>|\*|.*[\[\]].*")
_NOTHING = ("", "-", ".")


@dataclass(frozen=True)
class Change:
    """One change of letters, as given.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    ref, alt : str
        Upper-case letters; empty where there are none, or where they are not known: a ``del`` without ``ref`` takes out
        ``span`` letters, an ``ins`` without ``alt`` cannot be applied.
    span : int
        Letters of the reference that are touched.
    term : str
        Consequence that the row itself states, a value of `TERMS`.
    """

    kind: str = "unknown"
    ref: str = ""
    alt: str = ""
    span: int = 1
    term: str = ""


def read_change(ref: str = "", alt: str = "", words: str = "", span: int = 0) -> Change:
    """Return the change that a row states in its columns of alleles, or else in words.

    Parameters
    ----------
    ref, alt : str
        Alleles as in the file: letters, ``-`` or ``.`` for none, ``<DEL>`` or ``*``; empty if there is no such column.
    words : str
        What the row says of its type: ``A>G``, ``delA``, ``ins``, ``missense``, ...
    span : int
        Letters of the reference touched, where the row says from where to where; 0 if it does not.

    Examples
    --------
    >>> read_change(words="A>G")
    Change(kind='snv', ref='A', alt='G', span=1, term='')
    >>> read_change("GTC", "G", "Frame_Shift_Del")
    Change(kind='del', ref='GTC', alt='G', span=3, term='frameshift')
    >>> read_change(words="something else").kind
    'unknown'
    """
    plain, term = _plain(words), term_of(words)
    ref, alt = ref.strip().upper(), alt.strip().upper()
    if ref or alt:
        found = _from_alleles(ref, alt, plain)
        if found is not None and found.ref == "" and found.kind in ("snv", "mnv"):
            in_words = _from_words(words.strip(), plain, span, "")
            found = in_words if in_words.ref else found
        if found is None and not words.strip():  # an allele is missing, and nothing says which
            found = Change("symbolic", span=max(len(ref), 1))
        if found is not None:
            return Change(found.kind, found.ref, found.alt, max(found.span, 1), term)
    found = _from_words(words.strip(), plain, span, ref)
    return Change(found.kind, found.ref, found.alt, found.span, term)


def term_of(words: str) -> str:
    """Return the consequence that words state, a value of `TERMS`, or an empty text.

    Examples
    --------
    >>> term_of("Synonymous (silent)"), term_of("synonymous_variant&splice_region_variant"), term_of("benign")
    ('synonymous', 'splice_adjacent', '')
    """
    stated = set()
    for part in re.split(r"[&,;+/]", words):
        whole, bare = _plain(part), _plain(re.sub(r"\(.*?\)", "", part))
        short = re.sub(r"_(snv|mutation|variant)$", "", bare)
        stated |= {TERMS[key] for key in (whole, bare, short) if key in TERMS}
    return next((term for term in GRAVEST if term in stated), "")


def term_of_protein(name: str) -> str:
    """Return the consequence that the name of a protein's change shows.

    Examples
    --------
    >>> [term_of_protein(name) for name in ("p.Gly12Asp", "R130*", "p.Arg97fs", "p.Leu5=", "p.Met1?")]
    ['missense', 'nonsense', 'frameshift', 'synonymous', 'start_lost']
    """
    shown = (
        ("fs", "frameshift"), ("ext", "stop_lost"), ("=", "synonymous"), ("1?", "start_lost"),
        ("ins", "inframe_insertion"), ("dup", "inframe_insertion"), ("del", "inframe_deletion"),
    )  # fmt: skip
    plain = name.strip(")")
    if plain.endswith(("*", "Ter", "X")):
        return "nonsense"
    return next((term for sign, term in shown if sign in plain), "missense")


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "_", words.strip()).strip("_").casefold()


def _from_alleles(ref: str, alt: str, plain: str) -> Change | None:
    """Return what two cells say; None where they leave it to the words."""
    if _SYMBOLIC.fullmatch(alt) or _SYMBOLIC.fullmatch(ref):
        return Change("symbolic", "" if not _DNA.fullmatch(ref) else _letters(ref), "", max(len(ref), 1))
    one, other = ("" if cell in _NOTHING else cell for cell in (ref, alt))
    if any(cell and not _DNA.fullmatch(cell) for cell in (one, other)):
        return Change("symbolic", span=max(len(one), 1))
    one, other = _letters(one), _letters(other)
    if one == other:
        return Change("none", one, one, len(one)) if one else None
    if alt == "." and one:  # VCF: nobody has another allele here
        return Change("none", one, one, len(one))
    if not other and alt == "":
        return Change("del", one, "", len(one)) if _WORDS.get(plain) == "del" or plain.endswith("_del") else None
    if not one and ref == "":
        if _WORDS.get(plain) == "ins":
            return Change("ins", "", other)
        return Change("snv" if len(other) == 1 else "mnv", "", other, len(other))
    return Change(kind_of(one, other), one, other, len(one))


def _from_words(words: str, plain: str, span: int, ref: str) -> Change:
    if found := _SUBSTITUTION.fullmatch(words):
        one, other = ("" if cell == "-" else _letters(cell) for cell in found.groups())
        if not one and not other:
            return Change(span=span or 1)
        if one == other:
            return Change("none", one, one, len(one))
        return Change(kind_of(one, other), one, other, max(len(one), 1))
    if words and (found := _EDIT.fullmatch(words)):
        gone, removed, come, added = found.groups()
        removed, added = _letters(removed or ""), _letters(added or "")
        kind = "delins" if gone and come else (gone or come).lower()
        if kind == "dup":
            return Change("dup", added, "", len(added) or span or 1)
        return Change(kind, removed, added, len(removed) or span or 1)
    if ">" in words:  # letters of some other alphabet
        return Change("symbolic", span=span or 1)
    kind = "none" if plain in _NO_CHANGE else _WORDS.get(plain, "unknown")
    known = _letters(ref) if _DNA.fullmatch(ref) else ""
    return Change(kind, known, "", len(known) or span or 1)


def kind_of(ref: str, alt: str) -> str:
    """Return what kind of change two alleles make.

    Examples
    --------
    >>> kind_of("A", "G"), kind_of("GTC", "G"), kind_of("G", "GT"), kind_of("AC", "GG"), kind_of("AC", "T")
    ('snv', 'del', 'ins', 'mnv', 'delins')
    """
    _, cut, put = trimmed(ref, alt)
    if len(cut) == len(put):
        return "none" if not cut else "snv" if len(cut) == 1 else "mnv"
    return "ins" if not cut else "del" if not put else "delins"


def trimmed(ref: str, alt: str) -> tuple[int, str, str]:
    """Return how many letters two alleles begin with in common, and what is left of each without common ends.

    Examples
    --------
    >>> trimmed("GTC", "G"), trimmed("CTC", "CAC")
    ((1, 'TC', ''), (1, 'T', 'A'))
    """
    start, most = 0, min(len(ref), len(alt))
    while start < most and ref[start] == alt[start]:
        start += 1
    end = 0
    while end < most - start and ref[-1 - end] == alt[-1 - end]:
        end += 1
    return start, ref[start : len(ref) - end], alt[start : len(alt) - end]


def _letters(text: str) -> str:
    return text.upper().replace("U", "T")
