"""Whatever a file holds, it is refused with a code or every row of it is accounted for."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import CODES, GenoError
from genocore.files import Source
from genocore.mutations.apply import mutated_sequences
from genocore.mutations.coding import CodingRegion, Regions
from genocore.mutations.consequence import CONSEQUENCES, annotate
from genocore.mutations.hypotheses import match_rates, propose
from genocore.mutations.locate import locate
from genocore.mutations.match import match_names
from genocore.mutations.places import STATUSES, STRANDS, Counting
from genocore.mutations.read_table import read_mutations
from genocore.mutations.regions import annotated_regions, read_regions
from genocore.mutations.vcf import read_vcf
from genocore.sequences.dataset import Dataset
from genocore.tables import read_table
from tests.fuzzing import EXAMPLES

many = settings(max_examples=EXAMPLES // 3, deadline=None, derandomize=True)
few = settings(max_examples=EXAMPLES // 4, deadline=None, derandomize=True)

TEXTS = ["CCATGAAATTTGGGTAGCC", "GGCTACCCAAATTTCATGG", "ATGNNNAAATGA", "A", "ACGT", "GGGG"]
DATA = Dataset.from_strings(TEXTS, ids=["plus", "minus", "masked", "one", "twice", "twice"])
REGIONS = Regions(
    tuple(
        CodingRegion(row, f"r{row}", exons, strand, np.frombuffer(TEXTS[row].encode(), dtype=np.uint8), skip)
        for row, exons, strand, skip in (
            (0, ((2, 8), (11, 17)), 1, 0), (1, ((2, 17),), -1, 0), (2, ((0, 12),), 1, 0), (2, ((1, 5),), -1, 2),
            (3, ((0, 1),), 1, 1),
        )
    )
)  # fmt: skip


def one_of(words):
    """Return a strategy for one of some words between blanks, or nothing."""
    return st.sampled_from([*words.split(), ""])


name = one_of("plus Minus masked.2 one twice r2 nowhere 1-Mar")
place = one_of("1 3 9 17 19 20 0 -1 -9 2.5 x NaN 1e3 1e400 1,000 " + "9" * 25)
allele = one_of("A C G T N AT ATGA a - . * <DEL> N[1:2[ A,C U é")
spot = one_of("1 3 9 -2 *1 *99 0 6+1 7-2 6+99 999999999999999 " + "9" * 20)
words = one_of("A>G del delA ins insGG dup SNV delinsG Missense_Mutation p.K2E -/- ?")
hgvs = st.one_of(
    st.builds("{}{}.{}{}".format, one_of("plus:"), st.sampled_from("cngp"), spot, one_of("A>G del dup = delinsGG C>C")),
    st.builds("{}.{}_{}{}".format, st.sampled_from("cn"), spot, spot, one_of("del dup insA delinsTT inv")),
    words,
)
COLUMNS = {
    "Gene": name, "Chrom": name, "Position": place, "End": place, "Ref": allele, "Alt": allele, "Type": words,
    "HGVSc": hgvs, "Sample": one_of("s1 s2"), "VAF": one_of("0.5 50 x"), "Tumor_Seq_Allele1": allele,
    "Hugo_Symbol": name, "Variant_Classification": words, "start": place, "strand": one_of("+ - x"), "phase": place,
    "genetic_code": place, "transcript": name,
}  # fmt: skip


@st.composite
def tables(draw):
    """Write tables of any of the columns that there may be, with any cells."""
    columns = draw(st.lists(st.sampled_from(list(COLUMNS)), min_size=2, max_size=9, unique=True))
    rows = draw(st.lists(st.tuples(*(COLUMNS[column] for column in columns)), min_size=1, max_size=8))
    return "\n".join("\t".join(row) for row in [tuple(columns), *rows]) + "\n"


def check(read, counting=None):
    """Take mutations through every step; return None if the file was refused with a code."""
    try:
        mutations = read()
    except GenoError as error:
        assert error.code in CODES
        assert error.message
        return None
    assert mutations.report.adds_up
    assert mutations.report.kept == len(mutations.inputs) <= len(mutations) or mutations.layout != "vcf"
    assert set(mutations.rows["row"]) == set(range(len(mutations.inputs)))
    assert {message.code for message in mutations.report.messages} <= set(CODES)
    assert mutations.calls["row"].isin(range(len(mutations))).all()
    assert mutations.calls["sample"].isin(range(len(mutations.samples))).all()
    matching = match_names(list(mutations.rows["name"].cat.categories), DATA, REGIONS.genes)
    located = locate(DATA, mutations, matching, counting or Counting(), REGIONS)
    assert sum(located.counts().values()) == len(mutations) == len(located.status)
    assert set(located.counts()) == set(STATUSES)
    placed = located.index >= 0
    assert (located.index + located.span <= np.append(DATA.lengths, 0)[located.sequence])[placed].all()
    assert placed[located.applicable].all()
    missing = mutations.rows["position"].isna().to_numpy() & (mutations.rows["coding"].astype(str) == "").to_numpy()
    assert (located.keys[missing] == "not_understood").all()
    effects = annotate(DATA, mutations, located, REGIONS)
    assert len(effects) == len(mutations)
    assert set(effects["consequence"]) <= set(CONSEQUENCES)
    made = dict(mutated_sequences(DATA, located))
    assert list(made) == np.flatnonzero(located.applicable).tolist()
    assert all(text != TEXTS[located.sequence[row]] or "N" in text for row, text in made.items())
    return mutations, matching


@many
@given(tables(), st.sampled_from([-1, 0, 1]), st.sampled_from(STRANDS))
def test_any_table_of_mutations_is_read_and_every_row_has_one_status(text, offset, strand):
    def read():
        return read_mutations(read_table(Source.from_text(text), {"delimiter": "\t"})[0])

    found = check(read, Counting(offset, strand))
    if found is None:
        return
    assert len(found[0]) == len(found[0].inputs)
    if offset == 0:
        rates = match_rates(DATA, *found, REGIONS)
        assert len(rates) == 9
        propose(rates)


@few
@given(tables())
def test_any_table_of_coding_regions_is_read_or_refused(text):
    try:
        regions, report = read_regions(read_table(Source.from_text(text), {"delimiter": "\t"})[0], DATA)
    except GenoError as error:
        assert error.code in CODES
        return
    assert {message.code for message in report.messages} <= {"MU012"}
    for one in regions.regions:
        assert 0 <= one.begin < one.end <= DATA.lengths[one.sequence]
        assert 0 <= one.skip <= 2
        assert all(one.index_of(one.place(index)) == index for index in range(len(one.letters)))


HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts1\ts2\n"
genotype = one_of("0/1 ./. 1|2 . 0 0/1:3,4:0.5 1/1:x:y ./1:0,0 9/9 a/b:inf,nan:1e999")
alleles = st.lists(allele, min_size=1, max_size=3).map(",".join)
info = one_of(". GENE=plus ANN=G|x|y|minus ANN= CSQ=| GENEINFO=one:1")
line = st.tuples(
    one_of("plus masked.2 chrplus x"), place, st.just("."), allele, alleles, st.just("."), st.just("."), info,
    one_of("GT GT:AD:AF AD:GT DP ."), genotype, genotype,
).map("\t".join)  # fmt: skip


@few
@given(
    st.lists(st.one_of(line, line, st.sampled_from(["", "x", "a\tb\tc", "#x\ty", "##z", "\t" * 10])), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_lines_of_a_vcf_file_are_read_or_listed(lines, end):
    check(lambda: read_vcf(Source("a.vcf", data=(HEAD + end.join(lines)).replace("\n", end).encode())))


@few
@given(st.binary(max_size=200))
def test_any_bytes_are_a_vcf_file_or_refused(data):
    check(lambda: read_vcf(Source("a.vcf", data=data)))
    check(lambda: read_vcf(Source("a.vcf", data=HEAD.encode() + data)))


LOCATIONS = (
    "1..9 complement(1..9) join(1..3,7..9) join(7..9,1..3) <1..>9 5 1^2 x 1..99 order(1..3,5..9) (1.5)..9 ?..9 9..1 "
    "complement(join(1..3,7..9)) join(complement(1..3),5..9) A1.1:3..9"
)


@few
@given(one_of(LOCATIONS), one_of("1 2 3 0 9 -1 x 2.5 " + "9" * 30), one_of("1 11 7 x -4"))
def test_any_feature_of_a_record_is_a_region_or_not(location, start, code):
    before = " " * 21
    text = (
        "LOCUS       TEST                      12 bp    DNA     linear   BCT 01-JAN-2000\n"
        f"FEATURES             Location/Qualifiers\n     CDS             {location}\n{before}/codon_start={start}\n"
        f'{before}/transl_table="{code}"\nORIGIN\n        1 ccatgaaata gc\n//\n'
    )
    data = Dataset.from_strings(["CCATGAAATAGC"], ids=["TEST"])
    try:
        regions, report = annotated_regions(Source.from_text(text, "a.gb"), "genbank", data)
    except GenoError as error:
        assert error.code in CODES
        return
    assert all(0 <= one.begin < one.end <= 12 and 0 <= one.skip <= 2 for one in regions.regions)
    assert {message.code for message in report.messages} <= {"MU012", "FA022"}
