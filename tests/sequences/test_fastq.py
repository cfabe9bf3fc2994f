import gzip
import io

import numpy as np
import pytest
from Bio import SeqIO
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.sequences import Source, load
from genocore.sequences.fastq import read_fastq

PLAIN = "@r1 one\nACGT\n+\nIIII\n@r2 two\nGGCCA\n+\n!!!!!\n"


def read(content, name="reads.fq"):
    return read_fastq(Source(name, data=content if isinstance(content, bytes) else content.encode()))


def biopython(text, form="fastq"):
    return list(SeqIO.parse(io.StringIO(text), form))


def only_message(content):
    _, report = read(content)
    assert len(report.messages) == 1
    return report.messages[0]


# One dataset, however it is written ------------------------------------------------------------------------------

NAMES = st.text("abcXYZ019_.:/-", min_size=1, max_size=8)
LETTERS = st.text("ACGTNRYacgtnu", min_size=1, max_size=30)
QUALITY = st.sampled_from([chr(code) for code in range(33, 127)] + ["@", "@", "+", "+", ">", ";"])


@st.composite
def reads(draw):
    records = []
    for _ in range(draw(st.integers(1, 6))):
        sequence = draw(LETTERS)
        quality = "".join(draw(st.lists(QUALITY, min_size=len(sequence), max_size=len(sequence))))
        records.append((f"{draw(NAMES)} {draw(NAMES)}", sequence, quality))
    return records


def wrapped(text, width):
    return [text[start : start + width] for start in range(0, len(text), width)]


@settings(max_examples=300, deadline=None)
@given(reads(), st.data(), st.sampled_from(["\n", "\r\n"]), st.sampled_from([bytes, gzip.compress]))
def test_reads_agree_with_biopython_however_they_are_written(records, data, ending, pack):
    lines, first = data.draw(st.lists(st.just(""), max_size=2)), []
    for title, sequence, quality in records:
        first.append(len(lines) + 1)
        width = data.draw(st.sampled_from([1000, 1000, 7, 1]))
        repeated = title if data.draw(st.booleans()) else ""
        lines += [f"@{title}", *wrapped(sequence, width), f"+{repeated}", *wrapped(quality, width)]
    text = ending.join([*lines, *data.draw(st.lists(st.just(""), max_size=3))])
    found, report = read(pack(text.encode()))

    plain = "".join(f"@{title}\n{sequence}\n+\n{quality}\n" for title, sequence, quality in records)
    expected = biopython(plain)
    assert list(found.sequences()) == [str(record.seq).upper().replace("U", "T") for record in expected]
    assert found.ids.tolist() == [record.id for record in expected]
    assert found.columns["header"].tolist() == [record.description for record in expected]
    assert found.columns["line"].tolist() == first
    scores = [record.letter_annotations["phred_quality"] for record in expected]
    codes = [ord(letter) for _, _, quality in records for letter in quality]
    old = min(codes) >= 64 and 74 < max(codes) <= 106
    assert np.allclose(found.columns["mean_quality"], [np.mean(row) - (31 if old else 0) for row in scores], atol=1e-4)
    assert (report.read, report.kept, report.rejected) == (len(records), len(records), [])
    assert ("FA021" in [message.code for message in report.messages]) == old


def test_reads_are_read_with_the_mean_of_their_qualities():
    data, report = read(PLAIN)
    assert (data.ids.tolist(), list(data.sequences())) == (["r1", "r2"], ["ACGT", "GGCCA"])
    assert data.columns["header"].tolist() == ["r1 one", "r2 two"]
    assert data.columns["mean_quality"].tolist() == [40, 0]
    assert data.columns["mean_quality"].dtype == np.float32
    assert (data.columns["line"].tolist(), data.columns["file"].tolist()) == ([1, 5], ["reads.fq"] * 2)
    assert (report.read, report.kept, report.messages) == (2, 2, [])


@pytest.mark.parametrize("quality", ["@@@@", "@III", "++++", "+III", "@r2x", "+r1 ", ">>>>", "@+@+"])
def test_qualities_may_begin_with_any_letter(quality):
    quality = quality.replace(" ", "I")
    data, report = read(f"@r1\nACGT\n+\n{quality}\n@r2\nAC\n+\n!I\n")
    assert list(data.sequences()) == ["ACGT", "AC"]
    assert data.columns["mean_quality"][0] == pytest.approx(np.mean([ord(letter) - 33 for letter in quality]))
    assert report.adds_up


def test_lines_of_qualities_that_begin_with_at_are_told_from_headers():
    text = "@r1\nACGT\nACGT\n+\n@@@@\n@III\n@r2\nAC\n+r2\n+@\n"
    data, _ = read(text)
    assert list(data.sequences()) == ["ACGTACGT", "AC"] == [str(record.seq) for record in biopython(text)]
    assert data.columns["line"].tolist() == [1, 7]


def test_blank_lines_at_both_ends_are_skipped_and_counted():
    data, report = read("\n \n\r\n" + PLAIN + "\n\n  \n")
    assert data.columns["line"].tolist() == [4, 8]
    assert (report.read, report.kept, report.messages) == (2, 2, [])


def test_windows_and_old_mac_line_ends():
    for ending in ("\r\n", "\r"):
        data, report = read(PLAIN.replace("\n", ending))
        assert list(data.sequences()) == ["ACGT", "GGCCA"]
        assert data.columns["line"].tolist() == [1, 5]
        assert report.messages == []


def test_lower_case_is_kept_as_a_share_and_u_read_as_t():
    data, report = read("@r1\nacGU\n+\nIIII\n")
    assert (data.sequence(0), data.columns["masked_share"].tolist()) == ("ACGT", [0.5])
    assert str(report.messages[0]) == "FA008 reads.fq: 1 of 1 records hold U (RNA); U was read as T."


def test_a_header_without_a_name_gets_one():
    data, _ = read("@\nACGT\n+\nIIII\n@ \nAC\n+\nII\n")
    assert data.ids.tolist() == ["record_1", "record_2"]


# Qualities -------------------------------------------------------------------------------------------------------


def test_qualities_of_old_illumina_files_count_from_64():
    data, report = read("@r1\nACGT\n+\nhhhB\n@r2\nAC\n+\nBB\n")
    assert data.columns["mean_quality"].tolist() == [30.5, 2]
    oracle = biopython("@r1\nACGT\n+\nhhhB\n", "fastq-illumina")[0].letter_annotations["phred_quality"]
    assert np.mean(oracle) == 30.5
    assert [str(message) for message in report.messages] == [
        "FA021 reads.fq: The qualities count from 64, as in Illumina files before 2011; they were read so."
    ]
    assert report.messages[0].severity == "notice"


@pytest.mark.parametrize("quality", ["hhh?", "JJJJ", "@@@@", "IIII", "~~~~", "h~~~"])
def test_other_qualities_count_from_33(quality):
    data, report = read(f"@r1\nACGT\n+\n{quality}\n")
    assert data.columns["mean_quality"][0] == np.mean([ord(letter) - 33 for letter in quality])
    assert report.messages == []


def test_the_encoding_is_that_of_the_whole_file():
    data, _ = read("@r1\nACGT\n+\nhhhh\n@r2\nA\n+\n!\n")
    assert data.columns["mean_quality"].tolist() == [71, 0]


@pytest.mark.parametrize("quality", ["II\x01I", "I\tII", "IIéI", "I II", "II\x7fI"])
def test_the_mean_of_letters_that_are_no_qualities_is_left_out(quality):
    data, report = read(f"@r1\nACGT\n+\n{quality}\n@r2\nAC\n+\nII\n")
    assert list(data.sequences()) == ["ACGT", "AC"]
    assert np.isnan(data.columns["mean_quality"]).tolist() == [True, False]
    assert data.columns["mean_quality"][1] == 40
    assert str(report.messages[0]) == (
        "FA022 reads.fq: 1 of 2 reads hold letters that are no qualities; their mean is left out."
    )


def test_means_over_several_blocks_stay_with_their_reads():
    n = 20_000
    text = "".join(f"@r{row}\n{'ACGT' * 30}\n+\n{chr(33 + row % 41) * 120}\n" for row in range(n))
    data, _ = read(text)
    assert data.columns["mean_quality"].tolist() == [row % 41 for row in range(n)]
    assert data.columns["line"].tolist() == list(range(1, 4 * n, 4))


# Reads that are left out -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sequence", "text"),
    [
        ("AC-T", "FA004 reads.fq line 5: '-' is a gap, not a DNA letter (letter 3 of the read). "
         "This is an alignment: take the gaps out first."),
        ("ACG.", "FA004 reads.fq line 5: '.' is a gap, not a DNA letter (letter 4 of the read). "
         "This is an alignment: take the gaps out first."),
        ("XACG", "FA004 reads.fq line 5: 'X' is not a DNA letter (letter 1 of the read). Is this a protein file?"),
        ("MKVL", "FA009 reads.fq line 5: 'L' is not a DNA letter; the record looks like protein (letter 4 of the "
         "read). Give the gene's DNA instead."),
    ],
)  # fmt: skip
def test_a_read_with_other_letters_is_left_out_and_said_by_line(sequence, text):
    data, report = read(f"@r1\nACGT\n+\nIIII\n@r2\n{sequence}\n+\nIIII\n@r3\nGG\n+\nII\n")
    assert data.ids.tolist() == ["r1", "r3"]
    assert data.columns["mean_quality"].tolist() == [40, 40]
    assert [str(message) for message in report.messages] == [text]
    assert [(row.record, row.line, row.sequence) for row in report.rejected] == [("r2", 5, sequence)]
    assert report.adds_up


@pytest.mark.parametrize("empty", ["@r1\n\n+\n\n", "@r1\n+\n"])
def test_an_empty_read_is_left_out(empty):
    data, report = read(empty + "@r2\nAC\n+\nII\n")
    assert data.ids.tolist() == ["r2"]
    assert [(m.code, m.line, m.record) for m in report.messages] == [("FA013", 1, "r1")]
    assert (report.read, report.kept, report.adds_up) == (2, 1, True)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("@r2\nACG", "End of file without quality information"),
        ("@r2", "Unexpected end of file"),
        ("@r2\nACGT\n+", "Unexpected end of file"),
        ("@r2\nACGT\n+\nII", "Lengths of sequence and quality values differs for r2 (4 and 2)"),
        ("@r2\nACGT\n+\nIIIIII\n", "Lengths of sequence and quality values differs for r2 (4 and 6)"),
        ("@r2\nACGT\n+r3\nIIII\n", "Sequence and quality captions differ"),
        ("@r2\nAC GT\n+\nIIIII\n", "Whitespace is not allowed in the sequence"),
    ],
)
def test_reading_stops_at_a_broken_record_and_says_where(broken, why):
    data, report = read(f"\n@r1\nACGT\n+\nIIII\n{broken}")
    assert data.ids.tolist() == ["r1"]
    assert [str(message) for message in report.messages] == [
        f"FA020 reads.fq line 6: The record that begins here is broken ({why}); nothing behind it was read. "
        "The file may have been cut off while copying: get it again."
    ]
    assert [(row.code, row.line) for row in report.rejected] == [("FA020", 6)]
    assert (report.read, report.kept, report.adds_up) == (2, 1, True)


def test_what_stands_behind_a_broken_record_is_not_guessed_at():
    data, report = read(f"@r1\nACGT\n+\nIII\n{PLAIN}")
    assert (len(data), report.read, report.adds_up) == (0, 1, True)
    assert report.messages[0].line == 1
    with pytest.raises(InputError) as caught:
        report.need_records()
    assert (caught.value.code, caught.value.line) == ("FA020", 1)


def test_a_broken_first_record_behind_blank_lines_is_said_at_its_line():
    assert only_message("\n\n@r1\nACG").line == 3


def test_a_file_without_reads_has_no_records():
    with pytest.raises(InputError) as caught:
        read("\n\n")
    assert str(caught.value) == "FA001 reads.fq: There are 0 records. Choose another file."


def test_a_gzip_file_cut_short_is_refused():
    packed = gzip.compress(PLAIN.encode() * 5000)
    with pytest.raises(InputError, match="damaged or incomplete"):
        read(packed[:-20])


def test_reads_are_loaded_and_labelled_like_other_records():
    data, report = load([Source.from_text(PLAIN.replace("G", "U"), "x.fastq")], label="header:2")
    assert data.class_counts() == {"one": 1, "two": 1}
    assert report.kinds == ["a FASTQ file of reads"]
    assert report.adds_up
