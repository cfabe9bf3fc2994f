import gzip
import io

import numpy as np
import pytest
from Bio import SeqIO, bgzf
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import GenoError, InputError
from genocore.files.report import LISTED
from genocore.sequences import Dataset, Source, load
from genocore.sequences.alphabet import IUPAC
from genocore.sequences.fasta import fasta_text, read_fasta

PLAIN = ">s1 donor\nACGT\n>s2 neither\nGGCC\n"


def read(content, name="reads.fa"):
    data = content if isinstance(content, bytes) else content.encode()
    return read_fasta(Source(name, data=data))


def refusal(content):
    with pytest.raises(InputError) as caught:
        read(content)
    return caught.value


def only_message(content):
    _, report = read(content)
    assert len(report.messages) == 1
    return report.messages[0]


def place_of(letter, text):
    """Find the line and column of a letter, counting as an editor does."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return next((row, line.index(letter) + 1) for row, line in enumerate(lines, start=1) if letter in line)


def add_up(data, report):
    """Assert what holds of every dataset that was read, whatever the file."""
    assert report.adds_up
    assert report.kept == len(data) == len(data.offsets) - 1
    assert set(data.letters.tobytes().decode("ascii")) <= set(IUPAC)
    assert data.offsets[0] == 0
    assert data.offsets[-1] == len(data.letters)
    assert (data.lengths > 0).all()
    assert {message.code for message in report.messages} <= {"FA004", "FA008", "FA009", "FA013"}
    assert all(row.code in ("FA004", "FA009", "FA013") for row in report.rejected)
    share = data.columns["masked_share"]
    assert ((share >= 0) & (share <= 1)).all()


# One dataset, however it is written ------------------------------------------------------------------------------

NAMES = st.text("abcXYZ019_.|-/", min_size=1, max_size=8)
WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="\ufffd!"), max_size=6)
TITLES = st.builds(lambda name, words: " ".join([name, *words]).rstrip(), NAMES, st.lists(WORDS, max_size=3))
SEQUENCES = st.text(IUPAC + IUPAC.lower() + "Uu", min_size=1, max_size=40)
RECORDS = st.lists(st.tuples(TITLES, SEQUENCES), min_size=1, max_size=6)
EXTRA = st.sampled_from(["", "", "", "   ", "; a comment", ";", ";>not a record"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


def bgzip(data):
    handle = io.BytesIO()
    writer = bgzf.BgzfWriter(fileobj=handle)
    writer.write(data)
    writer.flush()
    return handle.getvalue() + bgzf._bgzf_eof


@st.composite
def written(draw, records):
    """Write records as one of the many texts that mean the same."""
    ending = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    lines = draw(st.lists(EXTRA, max_size=2))
    for title, sequence in records:
        lines.append(">" + title + draw(st.sampled_from(["", "", " ", "\t"])))
        start = 0
        while start < len(sequence):
            width = draw(st.integers(1, 20))
            line = sequence[start : start + width]
            cut = draw(st.integers(0, len(line)))
            lines.append(line[:cut] + draw(st.sampled_from(["", "", " ", "  "])) + line[cut:])
            start += width
            lines += [] if draw(st.booleans()) else [draw(EXTRA)]
        lines += draw(st.lists(EXTRA, max_size=1))
    return ending.join(lines) + draw(st.sampled_from(["", ending, ending * 3]))


@settings(max_examples=200, deadline=None)
@given(st.data(), RECORDS, ENCODINGS, st.sampled_from([bytes, gzip.compress, bgzip]))
def test_one_dataset_however_it_is_written(data, records, encoding, pack):
    canonical = io.StringIO("".join(f">{title}\n{sequence}\n" for title, sequence in records), newline="\n")
    expected = list(SeqIO.parse(canonical, "fasta"))
    text = data.draw(written(records))
    found, report = read(pack(text.encode(encoding)))

    assert list(found.sequences()) == [str(record.seq).upper().replace("U", "T") for record in expected]
    assert found.ids.tolist() == [record.id for record in expected]
    assert found.columns["header"].tolist() == [record.description for record in expected]
    masked = [sum(letter.islower() for letter in record.seq) / len(record.seq) for record in expected]
    assert np.allclose(found.columns["masked_share"], masked, atol=1e-7)
    assert set(found.columns["file"]) == {"reads.fa"}
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert found.columns["line"].tolist() == [row for row, line in enumerate(lines, start=1) if line[:1] == ">"]
    assert (report.read, report.kept, report.rejected) == (len(records), len(records), [])
    rna = sum("U" in record.seq.upper() for record in expected)
    text = f"{rna:,} of {len(records):,} records hold U (RNA); U was read as T."
    assert [message.message for message in report.messages] == ([text] if rna else [])
    add_up(found, report)


@settings(max_examples=200, deadline=None)
@given(st.data(), RECORDS, st.integers(0, 5), st.integers(0, 40), st.sampled_from("!-*é1"))
def test_a_wrong_letter_is_found_at_its_line_and_column_however_the_file_is_written(data, records, row, at, letter):
    records = [("abcdef"[number], sequence) for number, (_, sequence) in enumerate(records)]
    row = min(row, len(records) - 1)
    name, sequence = records[row]
    at = min(at, len(sequence))
    records[row] = (name, sequence[:at] + letter + sequence[at:])
    text = data.draw(written(records))
    found, report = read(text)

    message = next(message for message in report.messages if message.severity == "error")
    assert (message.code, message.file, message.record, message.value) == ("FA004", "reads.fa", name, letter)
    assert (message.line, message.column) == place_of(letter, text)
    assert (report.read, report.kept) == (len(records), len(records) - 1)
    assert [rejected.record for rejected in report.rejected] == [name]
    assert report.rejected[0].sequence.replace(" ", "") == records[row][1]
    assert name not in found.ids.tolist()
    add_up(found, report)


PIECES = st.sampled_from([
    b">", b">", b"\n", b"\n", b"\r", b"\r\n", b";", b"ACGT", b"acgu", b"N", b"-", b".", b"*", b" ", b"\t", b"\x00",
    b"1", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xe9", "é\u2028\x85".encode(), b"\x0b\x0c\x1c", b"\x1f\x8b",
    b"@", b"+", b",", b"name label", b"=", b"EFILPQ", gzip.compress(b">a\nAC\n", mtime=0), b"\xf0\x9f\xa7\xac",
    b"\xed\xa0\x80",
])  # fmt: skip
RUBBISH = st.one_of(
    st.binary(max_size=200),
    st.binary(max_size=200).map(b">".__add__),
    st.lists(PIECES, max_size=25).map(b"".join),
    st.lists(PIECES, max_size=25).map(lambda pieces: b">s x\n" + b"".join(pieces)),
    st.lists(PIECES, max_size=25).map(lambda pieces: gzip.compress(b">s x\n" + b"".join(pieces))),
    st.lists(PIECES, max_size=25).map(lambda pieces: b"\xff\xfe" + b">\x00s\x00\n\x00A\x00" + b"".join(pieces)),
    st.binary(max_size=60).map(lambda end: gzip.compress(PLAIN.encode())[:-8] + end),
)


@settings(max_examples=400, deadline=None)
@given(RUBBISH)
def test_any_bytes_give_a_dataset_that_adds_up_or_a_message(content):
    try:
        data, report = read(content)
    except GenoError as error:
        assert error.code in ("FA001", "FA015")
        assert error.file == "reads.fa"
    else:
        add_up(data, report)
    try:
        _, report = load([Source("reads.fa", data=content)])
    except GenoError as error:
        assert error.code in ("FA001", "FA002", "FA015", "FA018", "FA020")
        assert error.file == "reads.fa"
    else:
        assert report.adds_up


# Files as people have them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "ACGT\r\nACGT",
        "ACGT  \r\nACGT \t\r\n",
        "ac gt\nAC GT\n",
        "ACGU\nacgu\n",
        "\n\nACGT\n\nACGT\n\n",
        "ACGT\n; half way\nACGT\n;the end",
        "ACGTACGT\n   ",
        "ACGT\rACGT\r",
    ],
)
def test_blanks_comments_case_and_u_do_not_change_the_sequence(text):
    data, report = read(">s1\n" + text)
    assert list(data.sequences()) == ["ACGTACGT"]
    assert (report.read, report.kept) == (1, 1)


def test_comments_before_the_first_record_are_skipped():
    data, report = read(";LCBO - Prolactin precursor\n; a, b\n\n" + PLAIN)
    assert data.ids.tolist() == ["s1", "s2"]
    assert report.messages == []


def test_soft_masked_letters_are_kept_as_a_share():
    data, _ = read(">s1\nACGTacgt\n>s2\nacgtn\n>s3\nACG\n>s4\nu\n")
    assert data.columns["masked_share"].tolist() == [0.5, 1.0, 0.0, 1.0]
    assert data.columns["masked_share"].dtype == np.float32


def test_iupac_letters_are_kept_as_they_are():
    data, report = read(">s1\nACGTRYSWKMBDHVN\n>s2\nacgtryswkmbdhvn\n")
    assert list(data.sequences()) == ["ACGTRYSWKMBDHVN"] * 2
    assert report.messages == []


def test_rna_is_read_as_dna_and_counted():
    message = only_message(">s1\nACGU\n>s2\nACGT\n>s3\nuu\n")
    assert str(message) == "FA008 reads.fa: 2 of 3 records hold U (RNA); U was read as T."
    assert message.severity == "notice"


def test_u_in_a_rejected_record_is_not_counted():
    _, report = read(">s1\nACGU-\n>s2\nACGT\n")
    assert [message.code for message in report.messages] == ["FA004"]


@pytest.mark.parametrize(
    ("line", "column", "letter", "text"),
    [
        ("AC-GT", 3, "-", "'-' is a gap, not a DNA letter. This is an alignment: take the gaps out first."),
        ("ACGT.", 5, ".", "'.' is a gap, not a DNA letter. This is an alignment: take the gaps out first."),
        ("1 ACGT", 1, "1", "'1' is not a DNA letter. Remove it."),
        ("  ACGT 10", 8, "1", "'1' is not a DNA letter. Remove it."),
        ("ACGT*", 5, "*", "'*' is not a DNA letter. Remove it."),
        ("AC\tGT", 3, "\t", "'\\t' is not a DNA letter. Remove it."),
        ("AC>GT", 3, ">", "'>' is not a DNA letter. Remove it."),
        (" >s9", 2, ">", "'>' is not a DNA letter. Remove it."),
        ("ACGJ", 4, "J", "'J' is not a DNA letter. Is this a protein file?"),
        ("acgx", 4, "x", "'x' is not a DNA letter. Is this a protein file?"),
        ("ACÅGT", 3, "Å", "'Å' is not a DNA letter. Is this a protein file?"),
        ("AC\u2028GT", 3, "\u2028", "'\\u2028' is not a DNA letter. Remove it."),
        ("AC🧬GT", 3, "🧬", "'🧬' is not a DNA letter. Remove it."),
        ("A" * 100 + "L", 101, "L", "'L' is not a DNA letter. Is this a protein file?"),
    ],
)
def test_a_letter_that_is_not_dna_is_named_by_line_and_column(line, column, letter, text):
    message = only_message(f">s1\nACGT\n>s2 donor\nACGT\n{line}\nAC-GT\n>s3\nACGT\n")
    assert str(message) == f"FA004 reads.fa line 5, column {column}: {text}"
    assert (message.line, message.column, message.record, message.value) == (5, column, "s2", letter)
    assert message.severity == "error"


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b">s1\nACG!\n", 2, 4),
        (b">s1\r\nACGT\r\nAC!\r\n", 3, 3),
        (b">s1\rACGT\rAC!\r", 3, 3),
        (b"\xef\xbb\xbf>s1\n!ACG\n", 2, 1),
        ("\ufeff>s1\r\nAC\r\n\r\n  A!\r\n".encode("utf-16-le"), 4, 4),
        (b"; one\n; two\n\n>s1\n\n; three\nACGT\n\nAC GT!\n", 9, 6),
        (b"\n\n\n>s1\nA!", 5, 2),
        (gzip.compress(b">s0\nAC\n>s1\nACGT\nACGTAC!GT\n>s2\nAC\n"), 5, 7),
    ],
    ids=["plain", "crlf", "cr", "bom", "utf-16", "comments", "no final newline", "gzip"],
)
def test_lines_and_columns_are_those_an_editor_shows(content, line, column):
    message = only_message(content)
    assert (message.record, message.line, message.column) == ("s1", line, column)


@pytest.mark.parametrize("mark", ["\ufeff", "\ufeff\ufeff"])
def test_marks_left_over_from_joining_files_are_skipped_wherever_a_line_begins(mark):
    data, report = read(f"{mark}>s1\nA-GT\n{mark}; a comment\n{mark}>s2\nAC\n{mark}GT\n>s3\n{mark}A!\n{mark}")
    assert list(data.sequences()) == ["ACGT"]
    assert [(m.record, m.line, m.column) for m in report.messages] == [("s1", 2, 2), ("s3", 8, 2)]
    assert data.columns["line"].tolist() == [4]


def test_each_record_is_reported_at_its_first_wrong_letter():
    _, report = read(">s1\nAC-T\nA*\n>s2\nACGT\n>s3\nAC\n\nG.!\n")
    places = [(message.record, message.line, message.column, message.value) for message in report.messages]
    assert places == [("s1", 2, 3, "-"), ("s3", 9, 2, ".")]


def test_the_second_of_two_records_of_one_name_is_the_one_reported():
    data, report = read(">s1\nACGT\n>s1\nAC-T\n")
    assert [(row.record, row.line) for row in report.rejected] == [("s1", 4)]
    assert list(data.sequences()) == ["ACGT"]


def test_gaps_are_not_taken_out_so_that_nothing_shifts():
    data, report = read(">s1\nAC-GT\n>s2\nACGT\n")
    assert data.ids.tolist() == ["s2"]
    assert report.rejected[0].sequence == "AC-GT"


def test_protein_is_called_protein():
    data, report = read(">p1\nMKVLAAGIVELK\nSTARW\n>s2\nACGT\n")
    assert data.ids.tolist() == ["s2"]
    assert str(report.messages[0]) == (
        "FA009 reads.fa line 2, column 4: 'L' is not a DNA letter; the record looks like protein. "
        "Give the gene's DNA instead."
    )
    assert report.rejected[0].code == "FA009"
    assert report.rejected[0].sequence == "MKVLAAGIVELKSTARW"


def test_one_stray_amino_acid_letter_in_dna_is_a_wrong_letter_and_not_a_protein():
    message = only_message(">s1\n" + "ACGT" * 10 + "L\n>s2\nAC\n")
    assert (message.code, message.column) == ("FA004", 41)


@pytest.mark.parametrize(
    ("text", "line", "name"),
    [
        (">s1 donor\n>s2\nACGT\n", 1, "s1"),
        (">s2\nACGT\n>s1\n", 3, "s1"),
        (">s2\nACGT\n>s1", 3, "s1"),
        ("\n;c\n>s1\n\n   \n; c\n>s2\nACGT\n", 3, "s1"),
        (">s2\nACGT\n\n>\n>s3\nAC\n", 4, "record_2"),
        (">s2\nACGT\n>   \n", 3, "record_2"),
    ],
)
def test_a_record_without_a_sequence_is_reported_at_its_header(text, line, name):
    data, report = read(text)
    message = report.messages[0]
    assert str(message) == f"FA013 reads.fa line {line}: The record has no sequence."
    assert (message.record, message.column) == (name, None)
    assert [(row.code, row.line, row.record, row.sequence) for row in report.rejected] == [("FA013", line, name, "")]
    assert name not in data.ids.tolist()


def test_a_header_without_a_name_gets_one():
    data, report = read(">\nACGT\n>s2\nGG\n> \nTT\n")
    assert data.ids.tolist() == ["record_1", "s2", "record_3"]
    assert data.columns["header"].tolist() == ["", "s2", ""]
    assert report.messages == []


def test_a_name_may_stand_behind_a_blank():
    data, _ = read(">  s1 donor\nACGT\n")
    assert data.ids.tolist() == ["s1"]


@pytest.mark.parametrize(
    "title",
    [
        "=cmd|'/C_calc'!A0 donor",
        "<script>alert(1)</script> donor",
        "../../etc/passwd donor",
        "{{7*7}} %s {0} $(id) `id` donor",
        "s1';DROP_TABLE_runs;-- donor",
        "s1\x1b[31m donor",
        "s1 \u202edonor",
        "ß_日本_🧬 donor",
        ">s1 donor",
        "x" * 5000 + " donor",
    ],
)
def test_what_stands_in_a_header_is_kept_to_the_letter(title):
    data, report = read(f">{title}\nACGT\n>{title}\nAC-T\n")
    assert data.columns["header"].tolist() == [title]
    assert data.ids.tolist() == [title.split()[0]]
    assert report.rejected[0].record == title.split()[0]
    assert len(str(report.messages[0]).splitlines()) == 1


def test_one_very_long_record_is_one_record():
    letters = "ACGTN" * 600_000
    data, report = read(">chr1\n" + "\n".join(letters[start : start + 60] for start in range(0, len(letters), 60)))
    assert data.lengths.tolist() == [3_000_000]
    assert data.letters.tobytes() == letters.encode()
    assert report.messages == []


def test_a_wrong_letter_at_the_end_of_a_very_long_line_is_found():
    message = only_message(">chr1\n" + "ACGT" * 250_000 + "!\n")
    assert (message.line, message.column) == (2, 1_000_001)


def test_many_records_over_several_blocks_keep_their_order():
    texts = [f"{'ACGT' * (row % 7)}{'acgtnu'[row % 6]}" * 40 for row in range(30_000)]
    data, report = read("".join(f">s{row}\n{text}\n" for row, text in enumerate(texts)))
    assert len(data.letters) > 1 << 21
    assert data.ids.tolist() == [f"s{row}" for row in range(30_000)]
    assert list(data.sequences()) == [text.upper().replace("U", "T") for text in texts]
    shares = [sum(map(str.islower, text)) / len(text) for text in texts]
    assert np.allclose(data.columns["masked_share"], shares, atol=1e-7)
    assert report.messages[0].message == "5,000 of 30,000 records hold U (RNA); U was read as T."


def test_wrong_records_over_several_blocks_are_found_where_they_are():
    wrong = {0, 17_000, 29_999}
    texts = ["ACGT" * 25 + ("-" if row in wrong else "A") for row in range(30_000)]
    data, report = read("".join(f">s{row}\n{text}\n" for row, text in enumerate(texts)))
    assert [(m.record, m.line, m.column) for m in report.messages] == [
        ("s0", 2, 101), ("s17000", 34_002, 101), ("s29999", 60_000, 101),
    ]  # fmt: skip
    assert len(data) == 29_997


def test_messages_beyond_the_limit_are_counted_by_kind_and_no_rejected_record_is_lost():
    records = ["AC-T"] * 1100 + [""] * 150 + ["MKVLEFPQ"] * 50 + ["ACGT"]
    data, report = read("".join(f">s{row}\n{text}\n" for row, text in enumerate(records)))
    listed, rest = report.messages[:LISTED], report.messages[LISTED:]
    assert {message.code for message in listed} == {"FA004"}
    assert [(message.code, message.message) for message in rest] == [
        ("FA004", "100 more records like this."),
        ("FA013", "150 more records like this."),
        ("FA009", "50 more records like this."),
    ]
    assert [row.record for row in report.rejected] == [f"s{row}" for row in range(1300)]
    assert report.summary()["rejected_by_code"] == {"FA004": 1100, "FA013": 150, "FA009": 50}
    assert data.ids.tolist() == ["s1300"]
    add_up(data, report)


# Files that are none of ours -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "; one\n; two\n", "  >s1\n  ACGT\n", "ACGT\n"])
def test_a_file_without_a_header_line_has_no_records(text):
    assert str(refusal(text)) == (
        "FA001 reads.fa: There are 0 records. A record begins with a line like '>name label', without blanks in front."
    )


def test_a_gzip_file_cut_short_is_refused_even_if_its_beginning_reads_well():
    packed = gzip.compress(b"".join(b">s%d\nACGTTGCA\n" % row for row in range(50_000)))
    error = refusal(packed[:-20])
    assert str(error) == "FA015 reads.fa: The gzip file is damaged or incomplete. Download or copy it again."


def test_a_file_in_which_every_record_is_wrong_gives_an_empty_dataset_and_the_first_error():
    data, report = read(">s1\nAC-T\n>s2\n\n")
    assert len(data) == 0
    assert report.adds_up
    with pytest.raises(InputError) as caught:
        report.need_records()
    assert (caught.value.code, caught.value.line, caught.value.column) == ("FA004", 2, 3)


# Writing ---------------------------------------------------------------------------------------------------------


def test_fasta_written_is_wrapped_and_read_back():
    given = Dataset.from_strings(
        ["ACGTN" * 30, "R", "ACGT" * 15], ids=["a", "b", "c"], labels=["donor", None, "acceptor"]
    )
    text = fasta_text(given)
    assert [len(line) for line in text.splitlines()] == [len(">a donor"), 60, 60, 30, 2, 1, len(">c acceptor"), 60]
    back, report = load([Source.from_text(text)], label="header:2")
    assert list(back.sequences()) == list(given.sequences())
    assert back.fingerprint == given.fingerprint
    assert report.read == report.kept == 3
