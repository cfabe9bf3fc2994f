"""Whatever a file holds: a report that adds up, or an error with a code."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genocore.errors import CODES, GenoError
from genocore.sequences import Report, Source, load
from genocore.sequences.alphabet import IUPAC
from genocore.sequences.reading import Reading
from tests.fuzzing import EXAMPLES

FASTA = [">s1 donor\nACGT\nacgu\n\n>s2 neither\nGGCCNR\n", ";old\n>s1|a=b|x\r\nAC GT\r\n>s1|a=c|y\r\nTTTT\r\n>s3\r\n"]
FASTQ = [
    "@r1 one\nACGTA\n+\n@IIII\n@r2\nGG\n+r2\n+!\n@r3\nacgu\n+\nhhhh\n",
    "\r\n@r1\r\nACGT\r\nACGT\r\n+r1\r\nIIII\r\n@@@@\r\n@r2\r\n\r\n+\r\n\r\n@r3\r\nAC",
]
CSV = [
    "id,sequence,label,tpm\ns1,ACGTACGT,x,1.5\ns2,GGCCAATT,y,2\n\ns3,,x,NA\ns1,TTTTTTTT,x,high\n",
    '\ufeffname;"DNA sequence";Wert\r\n"a";"ACGTACGT";1.234,5\r\n"b;c";acguacgu;-0,5\r\nd;AC-TACGT;\r\n',
    "# made by hand\ngene\tdna\n1-Mar\tACGTACGTAA\nTP53\tMKVLAAG\n",
]
GENBANK = [
    """\
LOCUS       AB1                       70 bp    DNA     circular BCT 01-JAN-2020
DEFINITION  Imaginary plasmid.
ACCESSION   AB1
VERSION     AB1.2
SOURCE      Imaginaria minor
  ORGANISM  Imaginaria minor
            Bacteria.
FEATURES             Location/Qualifiers
     source          1..70
                     /organism="Imaginaria minor"
     CDS             complement(join(11..20,31..40))
                     /locus_tag="IM_1"
     CDS             join(65..70,1..4)
                     /gene="over"
                     /translation="MK"
     gene            <50..>60
ORIGIN
        1 acgtacgtaa ccggttaacc nnnnryswkm acgtacgtaa ccggttaacc ggttaaccgg
       61 ttaaccggtt
//
""",
    """\
ID   AB1; SV 1; linear; genomic DNA; STD; PRO; 24 BP.
XX
AC   AB1;
XX
DE   Imaginary plasmid
XX
OS   Imaginaria minor
XX
FH   Key             Location/Qualifiers
FT   source          1..24
FT   CDS             complement(3..12)
FT                   /gene="a"
XX
SQ   Sequence 24 BP; 6 A; 6 C; 6 G; 6 T; 0 other;
     acgtaaccgg ttacgtaacc ggtt                                                24
//
""",
]

PIECES = st.one_of(
    st.sampled_from([
        ">", "@", "+", ";", "#", ",", '"', "\t", "|", "\n", "\r", "\n\n", "//\n", "-", ".", "*", " ", "\x00", "\ufeff",
        "\x0b\x0c\x1c\x85\u2028", "é🧬", "\udcff", "ACGT", "uuu", "MKVLEF", "1e999", "1.234,5", "NA", "NaN", "=1+1",
        "LOCUS       ", "ORIGIN\n", "     CDS             ", "join(", "complement(", "9999999..1", "1..", "/gene=",
        "ID   ", "SQ   ", "CONTIG      join(X:1..9)\n", "VERSION\n", "'", "{", "<html", "%PDF",
    ]),
    st.text(max_size=12),
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["put", "replace", "put", "replace", "repeat", "swap", "drop", "cut", "keep"]),
        st.integers(0, 400), st.integers(0, 60), PIECES,
    ),
    max_size=4,
)  # fmt: skip


def changed(text, changes):
    """Return the text with lines cut, repeated and swapped, and pieces taken out and put in."""
    for change, at, length, piece in changes:
        lines = text.splitlines(keepends=True) or [""]
        row, place = at % len(lines), at % (len(text) + 1)
        match change:
            case "cut":
                text = text[:place]
            case "keep":
                text = text[place:]
            case "repeat":
                text = "".join([*lines[: row + 1], *lines[row:]])
            case "swap":
                other = length % len(lines)
                lines[row], lines[other] = lines[other], lines[row]
                text = "".join(lines)
            case "drop":
                text = text[:place] + text[place + length :]
            case "put":
                text = text[:place] + piece + text[place:]
            case "replace":
                text = text[:place] + piece + text[place + len(piece) :]
    return text


def packed(text, how):
    data = text.encode("utf-16" if how == "utf-16" else "utf-8", "surrogatepass")
    return gzip.compress(data, mtime=0) if how == "gzip" else data[:-1] if how == "odd" else data


def files(texts, start):
    """Return changed texts of one format, texts that only begin so, and bytes that do."""
    how = st.sampled_from(["utf-8"] * 6 + ["utf-16", "gzip", "odd"])
    return st.one_of(
        st.builds(packed, st.builds(changed, st.sampled_from(texts), CHANGES), how),
        st.builds(packed, st.builds(changed, st.sampled_from(texts), CHANGES), how),
        st.builds(packed, st.lists(PIECES, max_size=20).map(lambda pieces: start + "".join(pieces)), how),
        st.binary(max_size=80).map(start.encode().__add__),
    )


def check(sources, **options):
    """Assert that loading ends in a report that adds up or in an error that says what, where, and has a code."""
    try:
        data, report = load(sources, **options)
    except GenoError as error:
        assert error.code in CODES
        assert len(error.one_line().splitlines()) == 1
        assert "Traceback" not in str(error)
        return
    assert report.adds_up
    assert report.kept == len(data) == len(data.offsets) - 1
    assert len(report.files) == len(report.kinds) == len(sources)
    assert all(match.adds_up for match in report.matches)
    assert set(data.letters.tobytes().decode("ascii")) <= set(IUPAC)
    assert (data.lengths > 0).all()
    assert all(len(values) == len(data) for values in data.columns.values())
    assert {message.code for message in report.messages} <= set(CODES)
    assert all(row.line is None or row.line > 0 for row in report.rejected)
    assert Report.from_dict(report.to_dict()) == report


TIMES = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
LABELS = st.sampled_from([None, None, "header:2", "key:a", "file", "column:label", "column:tpm", "none"])
TASKS = st.sampled_from(["auto", "auto", "classes", "numbers"])


def with_label(data, label, task):
    """Load one file; a rule that asks for a column that is not there is refused, which is no finding about the file."""
    check([Source("x", data=data)], label=label, task=task)


@TIMES
@given(files(FASTA, ">s1 x\n"), LABELS, TASKS)
def test_any_fasta(data, label, task):
    with_label(data, label, task)


@TIMES
@given(files(FASTQ, "@r1\nACGT\n+\n"), LABELS, TASKS)
def test_any_fastq(data, label, task):
    with_label(data, label, task)


@TIMES
@given(files(CSV, "id,sequence,label\ns1,ACGTACGT,x\n"), LABELS, TASKS)
def test_any_table(data, label, task):
    with_label(data, label, task)


@TIMES
@given(
    files(GENBANK, "LOCUS       AB1  "),
    st.sampled_from(["records", "CDS", "CDS", "gene"]), st.sampled_from([0, 10, 12]),
)  # fmt: skip
def test_any_genbank(data, features, window):
    check([Source("x", data=data)], reading=Reading.checked(features=features, window=window))


TABLES = ["id,tpm\ns1,1.5\ns2,2\ns2,3\n,4\nr1,5\n", "tpm;name;label\n1,5;s1;x\n2,5;r1;y\n", "s1 5\ns2 6\n"]


@settings(TIMES, max_examples=EXAMPLES // 4)
@given(
    files(FASTA + FASTQ, ">s1 x\n"), files(TABLES, "id,tpm\n"), st.sampled_from(["leave out", "first", "mean"]),
    st.booleans(), LABELS,
)  # fmt: skip
def test_any_sequences_with_any_table(sequences, table, rule, strip, label):
    reading = Reading.checked(duplicates=rule, strip_versions=strip)
    check([Source("x.fa", data=sequences), Source("t.csv", data=table)], label=label, reading=reading)


@pytest.mark.parametrize("text", FASTA + FASTQ + CSV + GENBANK)
def test_the_files_that_are_changed_can_be_read_as_they_are(text):
    data, report = load([Source.from_text(text, "x")])
    assert len(data) > 0
    assert report.adds_up
