import gzip
import json

import numpy as np
import pytest

from genocore.errors import InputError
from genocore.sequences import Report, Source, load, prepare, read

LABELLED = ">a normal\nACGTAA\n>b mutated\nACGAAC\n>c normal\nGGGTAA\n"


def source(text, name="x.fa"):
    return Source.from_text(text, name)


def headed(headers):
    bases = "ACGT"
    texts = [bases[row % 4] * 3 + bases[row // 4 % 4] + "ACC" + bases[row // 16 % 4] for row in range(len(headers))]
    return source("".join(f">{header}\n{text}\n" for header, text in zip(headers, texts, strict=True)))


def refusal(content, name="reads.fa"):
    with pytest.raises(InputError) as caught:
        read([Source(name, data=content if isinstance(content, bytes) else content.encode())])
    return str(caught.value)


def codes(report):
    return [message.code for message in report.messages]


def test_second_words_are_the_labels_by_default():
    data, report = load([source(LABELLED)])
    assert data.class_counts() == {"mutated": 1, "normal": 2}
    assert (data.task, report.read, report.kept, codes(report)) == ("binary", 3, 3, [])
    assert load([source(LABELLED)], label="")[0].fingerprint == data.fingerprint


@pytest.mark.parametrize(
    ("label", "headers", "counts"),
    [
        ("header:2", ["s1 a", "s2 b", "s3 b"], {"a": 1, "b": 2}),
        ("header:last", ["s1 x 1 a", "s2 b", "s3"], {"a": 1, "b": 1}),
        ("key:class", ["s1 class=a", "s2 n=1 class:b", "s3 n=2"], {"a": 1, "b": 1}),
        ("field:|:2", ["s1|a|x", "s2|b", "s3"], {"a": 1, "b": 1}),
        (r"regex:-([a-z])$", ["s1-a", "s2-b", "s3-b"], {"a": 1, "b": 2}),
        ("column:file", ["s1", "s2", "s3"], {"x.fa": 3}),
        ("file", ["s1", "s2", "s3"], {"x": 3}),
        ("none", ["s1 a", "s2 b", "s3 b"], {}),
    ],
)
def test_labels_are_where_the_rule_says(label, headers, counts):
    data, report = load([headed(headers)], label=label)
    assert data.class_counts() == counts
    assert codes(report) == ["FA006"] * (len(headers) - sum(counts.values())) * bool(counts)
    assert report.adds_up


def test_a_rule_that_was_asked_for_is_taken_even_if_it_gives_odd_labels():
    data, _ = load([headed(["s1 a", "s2 b", "s3 c", "s4 d", "s5 e"])], label="header:2")
    assert data.classes == ("a", "b", "c", "d", "e")


def test_a_rule_that_finds_no_label_leaves_the_data_unlabelled_and_says_so_once():
    data, report = load([headed(["s1 a", "s2 b"])], label="key:class")
    assert (data.task, data.target) == ("unlabelled", None)
    assert [str(message) for message in report.messages] == [
        "FA006: No record has a label where the rule looks. Choose another rule."
    ]


def test_no_label_is_looked_for_with_none():
    data, report = load([source(LABELLED)], label="none")
    assert data.task == "unlabelled"
    assert codes(report) == []


def test_an_unknown_rule_is_refused():
    with pytest.raises(InputError) as caught:
        load([source(LABELLED)], label="second word")
    assert caught.value.code == "FA016"


def test_headers_of_one_word_are_unlabelled():
    data, report = load([headed(["s1", "s2"])])
    assert data.task == "unlabelled"
    assert [str(m) for m in report.messages] == [
        "FA006: The headers hold no label. Predict needs none; Train does."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "shown", "hint"),
    [
        (["AB1 Homo sapiens FGFR2 mRNA for kinase", "AB2 Mus musculus mRNA for kinase x"] * 2, "'Homo', 'Mus'",
         "Say where the label stands, if there is one."),
        (["s1 gene=A label=x", "s2 gene=B label=y", "s3 gene=C label=y", "s4 gene=D label=y"],
         "'gene=A', 'gene=B', 'gene=C', ...", "Try the label rule key:label."),
        (["s1 1 donor", "s2 2 acceptor", "s3 3 donor"], "'1', '2', '3'", "Try the label rule header:last."),
        (["s1 " + "x" * 99, "s2 y", "s3 z"], f"'{'x' * 30}', 'y', 'z'", "Say where the label stands, if there is one."),
    ],
)  # fmt: skip
def test_second_words_that_are_no_labels_are_not_taken_and_a_better_rule_is_proposed(headers, shown, hint):
    data, report = load([headed(headers)])
    assert data.task == "unlabelled"
    message = report.messages[0]
    assert str(message) == (
        f"FA014: The headers' second words ({shown}) do not look like labels; none was taken. {hint}"
    )
    assert message.severity == "warning"


def test_a_default_that_was_refused_can_be_asked_for():
    data, _ = load([headed(["s1 donor site", "s2 donor site"])], label="header:2")
    assert data.class_counts() == {"donor": 2}


def test_one_word_behind_every_name_is_a_label_even_if_it_is_always_the_same():
    data, report = load([headed(["s1 donor", "s2 donor"])])
    assert data.class_counts() == {"donor": 2}
    assert not [message for message in report.messages if message.code == "FA014"]


def test_second_words_that_are_known_classes_are_labels_whatever_else_the_headers_say():
    headers = ["s1 donor of gene A in mouse", "s2 donor of gene B in mouse"]
    assert load([headed(headers)])[0].task == "unlabelled"
    assert load([headed(headers)], known=("acceptor", "donor"))[0].class_counts() == {"donor": 2}


def test_one_file_a_class():
    data, report = load([source(">a\nAC\n>b\nAG\n", "donor.fa"), source(">c\nGG\n", "acceptor.fasta.gz")], label="file")
    assert data.class_counts() == {"acceptor": 1, "donor": 2}
    assert report.files == ["donor.fa", "acceptor.fasta.gz"]


def test_several_files_are_one_dataset_with_one_report():
    data, report = load(
        [source(">a x\nAC\n>b y\nA-\n", "1.fa"), source(";c\n>c x\nA*\n>d y\nCCU\n>d y\nGA\n", "2.fa")],
        label="header:2",
    )
    assert data.ids.tolist() == ["a", "d", "d"]
    assert data.columns["file"].tolist() == ["1.fa", "2.fa", "2.fa"]
    assert (report.read, report.kept, len(report.rejected)) == (5, 3, 2)
    assert report.adds_up
    assert [str(m).split(":")[0] for m in report.messages] == [
        "FA004 1.fa line 4, column 2", "FA004 2.fa line 3, column 2", "FA008 2.fa", "FA003 2.fa line 6",
    ]  # fmt: skip


def test_one_bad_file_of_several_stops_the_reading_by_name():
    with pytest.raises(InputError) as caught:
        load([source(LABELLED, "1.fa"), source("%PDF-1.4\n", "2.csv")])
    assert (caught.value.code, caught.value.file) == ("FA002", "2.csv")


def test_the_files_that_could_be_used_are_named_beside_the_one_that_cannot():
    sources = [source(LABELLED, "a.fa"), Source("b.pdf", data=b"%PDF-1.7"), source("id,label\na,x\n", "c.csv")]
    with pytest.raises(InputError) as caught:
        read(sources)
    assert caught.value.file == "b.pdf"
    assert "Nothing is wrong with 'a.fa', 'c.csv': mend this file, or load them without it." in caught.value.hint
    with pytest.raises(InputError) as caught:
        read([sources[1]])
    assert "Nothing is wrong" not in caught.value.hint


def test_each_line_of_bare_dna_is_a_record():
    data, report = load([source("ACGTACGT\nGGCCAATTA\nacgtttt\n", "oligos.txt")])
    assert list(data.sequences()) == ["ACGTACGT", "GGCCAATTA", "ACGTTTT"]
    assert data.ids.tolist() == ["row_1", "row_2", "row_3"]
    assert report.kinds == ["a text with a sequence in each line"]


@pytest.mark.parametrize(
    "text",
    [
        ">a\n5'-ACGTAA-3'\n>b\n5’-ACG\nAAC-3’\n>c\nGGGTAA\n",
        "id,oligo\na,5'-ACGTAA-3'\nb,5′ ACGAAC 3′\nc,GGGTAA\n",
        "id,x\na,5'-ACGTAA-3'\nb,-5'-ACGAAC-3'-\nc,GGGTAA\n",
    ],
)
def test_marks_of_the_ends_of_a_strand_are_taken_off_and_counted(text):
    data, report = load([source(text, "t.txt")])
    assert list(data.sequences()) == ["ACGTAA", "ACGAAC", "GGGTAA"]
    assert [message.message for message in report.messages if message.code == "FA026"] == [
        "2 of 3 records had 5' and 3' written at their ends; these marks were taken off."
    ]


@pytest.mark.parametrize("text", ["3'-ACGTAA-5'", "5'-ACG-TAA-3'", "5'ACGTAA", "5-ACGTAA-3"])
def test_what_is_not_exactly_the_marks_of_two_ends_is_refused(text):
    data, report = load([source(f">a\n{text}\n>b\nACGT\n")])
    assert (data.ids.tolist(), report.rejected[0].sequence) == (["b"], text)


def test_messages_name_the_file_of_the_record():
    _, report = load([source(">a\nACG\n>b\nNN\n", "1.fa"), source(">a\nGGG\n>c\nACG\n", "2.fa")], label="none")
    assert [(m.code, m.file, m.line, m.record) for m in report.messages] == [
        ("FA003", "2.fa", 1, "a"), ("FA005", "1.fa", 3, "b"), ("FA011", "2.fa", 3, "c"),
    ]  # fmt: skip


def test_messages_name_the_line_of_the_header_whatever_stands_before_it():
    text = ";c\r\n\r\n>a x\r\nAC\r\nGG\r\n>gone y\r\nA-\r\n; c\r\n>b\r\nNNN\r\n\r\n>a y\r\nACGG"
    data, report = load([source(text)], label="header:2")
    assert data.columns["line"].tolist() == [3, 9, 12]
    assert [(m.code, m.line, m.column) for m in report.messages] == [
        ("FA004", 7, 2), ("FA003", 12, None), ("FA005", 9, None), ("FA006", 9, None), ("FA011", 12, None),
        ("FA012", 3, None),
    ]  # fmt: skip


def test_preparing_changes_neither_data_nor_report():
    data, report = read([source(">a normal\nAC\n>b mutated\nAC\n>b normal\nAC\n>c x\nA-\n")])
    before, copy = data.fingerprint, report.copy()
    prepare(data, report, label="header:2", fixes=["drop_duplicates", "rename_duplicates", "drop_contradictions"])
    assert data.fingerprint == before
    prepare(data, report)
    prepare(data, report, label="key:absent")
    assert data.task == "unlabelled"
    assert report == copy


def test_preparing_twice_gives_the_same():
    found = read([source(LABELLED)])
    (first, one), (second, two) = (prepare(*found, label="header:2", fixes=["drop_duplicates"]) for _ in range(2))
    assert first.fingerprint == second.fingerprint
    assert one == two


def test_what_is_checked_is_what_is_left_after_the_fixes():
    text = ">a x\nAACG\n>b x\nAACG\n>c y\nTTTT\n"
    assert codes(load([source(text)], label="header:2")[1]) == ["FA011"]
    assert codes(load([source(text)], label="header:2", fixes=["drop_duplicates"])[1]) == []


def test_a_fix_that_is_none_is_refused():
    with pytest.raises(InputError, match="There is no fix 'mend'"):
        load([source(LABELLED)], fixes=["mend"])


def test_data_of_which_nothing_is_left_is_empty_and_adds_up():
    data, report = load([source(">a x\nAC\n>b y\nAC\n")], label="header:2", fixes=["drop_contradictions"])
    assert len(data) == 0
    assert report.adds_up
    with pytest.raises(InputError) as caught:
        report.need_records()
    assert caught.value.code == "FA001"


def test_data_of_which_every_record_was_rejected_is_empty_and_adds_up():
    data, report = load([source(">a x\nA-\n>b y\n\n")])
    assert len(data) == 0
    assert (report.read, report.kept, codes(report)) == (2, 0, ["FA004", "FA013"])


def test_the_same_content_has_the_same_fingerprint_however_it_came(tmp_path):
    path = tmp_path / "other name.fasta.gz"
    path.write_bytes(gzip.compress(LABELLED.lower().replace("\n", "\r\n").encode("utf-16")))
    assert load([Source.from_path(path)])[0].fingerprint == load([source(LABELLED)])[0].fingerprint


# Files of every kind ---------------------------------------------------------------------------------------------

FASTA = ">a donor\nACGTAA\n>b neither\nGGCCAA\n"
FASTQ = "@a\nACGTAA\n+\nIIIIII\n"
GENBANK = """\
LOCUS       AB1                       12 bp    DNA     linear   BCT 01-JAN-2020
ACCESSION   AB1
VERSION     AB1.1
ORIGIN
        1 acgtaaccgg tt
//
"""
EMBL = """\
ID   AB1; SV 1; linear; genomic DNA; STD; PRO; 12 BP.
XX
SQ   Sequence 12 BP; 3 A; 3 C; 3 G; 3 T; 0 other;
     acgtaaccgg tt                                                             12
//
"""
VCF = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\nchr1\t5\t.\tA\tG\n"
CLS = "4 2 1\n# normal mutated\n0 0 1 1\n"


@pytest.mark.parametrize(
    ("content", "kind", "ids"),
    [
        (FASTA, "a FASTA file", ["a", "b"]),
        (";a comment\n\n" + FASTA, "a FASTA file", ["a", "b"]),
        (FASTA.encode("utf-16-le"), "a FASTA file", ["a", "b"]),
        (FASTA.encode("utf-16"), "a FASTA file", ["a", "b"]),
        (gzip.compress(FASTA.encode(), mtime=0), "a FASTA file", ["a", "b"]),
        (FASTQ, "a FASTQ file of reads", ["a"]),
        (gzip.compress(FASTQ.encode(), mtime=0), "a FASTQ file of reads", ["a"]),
        (GENBANK, "a GenBank file", ["AB1.1"]),
        (EMBL, "an EMBL file", ["AB1.1"]),
        ("gene,sequence,label\nTP53,ACGT,normal\nKRAS,ACCT,mutated\n", "a table", ["TP53", "KRAS"]),
        ("gene\tsequence\nTP53\tACGT\nKRAS\tACCT\n", "a table", ["TP53", "KRAS"]),
    ],
)
def test_sequences_are_read_from_every_kind_of_file_whatever_its_name(content, kind, ids):
    data, report = read([Source("x.pdf", data=content if isinstance(content, bytes) else content.encode())])
    assert (data.ids.tolist(), report.kinds, report.files) == (ids, [kind], ["x.pdf"])
    assert report.read == report.kept == len(ids)


@pytest.mark.parametrize(
    "content", [b"", b"\n", b" \t\r\n\r\n ", b"\xef\xbb\xbf", b"\xff\xfe", gzip.compress(b"", mtime=0)]
)
def test_an_empty_file_is_said_to_be_empty(content):
    assert refusal(content) == "FA001 reads.fa: The file is empty: 0 records. Choose another file."


@pytest.mark.parametrize(
    ("content", "kind", "hint"),
    [
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "a PDF document", "Save the sequences as FASTA or as a table"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00x", "a zip archive", "Unpack it first"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", "an image", "Save the sequences as FASTA"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "an image", "Save the sequences as FASTA"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "an old Office file", "Save the sequences as FASTA"),
        ("ACGT" * 15 + "\n", "a DNA sequence without a name", "Put a line '>name label' above each record"),
        (bytes(range(256)), "a binary file", "Save the sequences as FASTA"),
        (b"<!DOCTYPE html>\n<html></html>\n", "a web page", "The download may have failed"),
        (b"##maf version=1\na score=1\ns hg.chr1 1 4 + 9 ACGT\n", "a genome alignment (MAF)", "This is an alignment"),
        (b"chr1\tx\tgene\t1\t90\t.\t+\t.\tID=a\n", "a GFF or GTF annotation", "It holds places, not sequences"),
    ],
)  # fmt: skip
def test_a_file_of_no_use_is_refused_by_name(content, kind, hint):
    assert refusal(content).startswith(f"FA002 reads.fa: This is {kind}")
    assert hint in refusal(content)


@pytest.mark.parametrize(
    ("text", "line", "shown"),
    [
        ("ACGTACGT\nACGT\n", 1, "'ACGTACGT'"),
        ("\n; a comment\r\n\r\nACGT\n>s1\nACGT\n", 4, "'ACGT'"),
        ("s1 donor ACGT\n", 1, "'s1 donor ACGT'"),
        ("{\n}\n", 1, "'{'"),
        ("A " * 60 + "\n", 1, "'" + "A " * 20 + "…'"),
        ("# a comment\n>s1\nACGT\n", 1, "'# a comment'"),
    ],
)
def test_a_text_without_records_is_refused_and_its_beginning_shown(text, line, shown):
    assert refusal(text) == (
        f"FA002 reads.fa line {line}: Not FASTA, and no other file with sequences: it begins with {shown}. "
        "A FASTA record begins with a line like '>name label'."
    )


def test_no_file_at_all_is_refused():
    with pytest.raises(InputError) as caught:
        read([])
    assert str(caught.value) == "FA001: No file was given. Choose at least one."


@pytest.mark.parametrize(
    ("content", "kind"),
    [(VCF, "a VCF file of variants"), (CLS, "a CLS file of sample classes")],
)
def test_companions_are_noted_and_not_used(content, kind):
    data, report = load([source(content, "companion.txt"), source(FASTA, "x.fa")])
    assert data.ids.tolist() == ["a", "b"]
    assert (report.files, report.kinds) == (["x.fa", "companion.txt"], ["a FASTA file", kind])
    assert [str(m) for m in report.messages] == [
        f"FA018 companion.txt: This is {kind}; it holds no sequences and was not used."
    ]
    assert (report.read, report.kept, report.matches) == (2, 2, [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (VCF, "This is a VCF file of variants. It holds no sequences. The Mutations page reads it, together with its "
         "sequences."),
        (CLS, "This is a CLS file of sample classes. It holds no sequences. Load the sequences first."),
        ("id,tpm\na,1.5\nb,2\n", "This is a table of values by name, 2 rows with the columns 'id', 'tpm'. "
         "It holds no sequences. Load it together with the sequences it is about."),
        ("Gene,Position,Type\nTP53,5,A>C\nKRAS,7,G>T\n", "This is a table of mutations, 2 rows with the columns "
         "'Gene', 'Position', 'Type'. It holds no sequences. The Mutations page reads it, together with its "
         "sequences."),
    ],
)  # fmt: skip
def test_files_without_sequences_are_called_what_they_are(content, words):
    assert refusal(content, "x.csv") == f"FA018 x.csv: {words}"


def test_several_companions_and_tables_are_no_sequences_either():
    with pytest.raises(InputError) as caught:
        read([source(VCF, "v.vcf"), source(CLS, "c.cls"), source("id,tpm\na,1.5\nb,2\n", "t.csv")])
    assert (caught.value.code, caught.value.file) == ("FA018", "t.csv")


def test_one_file_a_class_of_every_kind():
    data, report = load(
        [source(FASTA, "donor.fa"), source(FASTQ, "acceptor.fastq.gz"), source("id,dna\nx,ACGTTTTA\n", "neither.csv")],
        label="file",
    )
    assert data.class_counts() == {"acceptor": 1, "donor": 2, "neither": 1}
    assert data.columns["mean_quality"].tolist()[2] == 40
    assert np.isnan(data.columns["mean_quality"].astype(float)[[0, 1, 3]]).all()
    assert report.files == ["donor.fa", "acceptor.fastq.gz", "neither.csv"]
    assert report.adds_up


# Reports of what was loaded --------------------------------------------------------------------------------------


def test_reports_with_matches_and_kinds_survive_json():
    _, report = load([source(FASTA + ">c\nA-\n"), source("id,tpm\na,1\na,2\nq,3\n,4\n", "t.csv"), source(VCF, "v.vcf")])
    assert len(report.matches) == 1
    assert len(report.kinds) == len(report.files) == 3
    again = Report.from_dict(json.loads(json.dumps(report.to_dict())))
    assert again == report
    assert again.matches[0].adds_up
    assert again.matches[0].sentence() == report.matches[0].sentence()


def test_reports_from_before_there_were_matches_and_kinds_are_read():
    _, report = load([source(FASTA)])
    values = {name: value for name, value in report.to_dict().items() if name not in ("matches", "kinds")}
    old = Report.from_dict(values)
    assert (old.matches, old.kinds) == ([], [])
    assert (old.files, old.read, old.kept, old.messages) == (report.files, report.read, report.kept, report.messages)


# What the tutorial got wrong -------------------------------------------------------------------------------------


def test_a_header_without_a_second_word_is_a_warning_and_no_crash():
    data, report = load([source(">a normal\nACG\n>b\nAGG\n>c mutated\nATG\n>d normal\nAAG\n")])
    assert data.target.tolist() == [1, -1, 0, 1]
    assert [(m.code, m.record, m.severity) for m in report.messages] == [("FA006", "b", "warning")]


def test_a_key_is_not_taken_for_the_label():
    data, report = load([headed(["s1 gene=TP53 label=mutated", "s2 gene=TP53 label=normal"])])
    assert "gene=TP53" not in data.classes
    assert codes(report) == ["FA014"]


def test_three_spellings_of_one_label_are_one_class_on_request():
    text = ">a Normal\nACG\n>b normal\nAGG\n>c NORMAL,\nATG\n>d mutated\nAAG\n>e normal\nCCC\n>f mutated\nACA\n"
    data, report = load([source(text)], label="header:2")
    assert data.classes == ("NORMAL,", "Normal", "mutated", "normal")
    assert codes(report) == ["FA007", "FA007"]
    assert load([source(text)], label="header:2", fixes=["merge_labels"])[0].class_counts() == {
        "mutated": 2,
        "normal": 4,
    }


def test_lower_case_letters_count():
    data, _ = load([source(">a normal\nacgtacgtacgt\n>b mutated\nACGT\n")])
    assert data.sequence(0) == "ACGTACGTACGT"
    assert np.bincount(data.codes).tolist() == [4, 4, 4, 4]


def test_reports_of_loaded_files_survive_json():
    _, report = load([source(">a x\nA-\n>b\nUU\n>b y\nAA\n")], label="header:2")
    assert Report.from_dict(report.to_dict()) == report
