import io
import warnings

import pytest
from Bio import SeqIO
from Bio.Seq import Seq
from Bio.SeqRecord import SeqRecord

from genocore.errors import InputError
from genocore.sequences import Source, load
from genocore.sequences.genbank import read_genbank
from genocore.sequences.reading import Reading

GENBANK = """\
LOCUS       AB1                       70 bp    DNA     circular BCT 01-JAN-2020
DEFINITION  Imaginary plasmid,
            complete sequence.
ACCESSION   AB1
VERSION     AB1.2
SOURCE      Imaginaria minor
  ORGANISM  Imaginaria minor
            Bacteria; Imaginaria.
FEATURES             Location/Qualifiers
     source          1..70
                     /organism="Imaginaria minor"
     CDS             complement(11..40)
                     /locus_tag="IM_1"
ORIGIN
        1 acgtacgtaa ccggttaacc nnnnryswkm acgtacgtaa ccggttaacc ggttaaccgg
       61 ttaaccggtt
//
"""
LETTERS = "ACGTACGTAACCGGTTAACCNNNNRYSWKMACGTACGTAACCGGTTAACCGGTTAACCGGTTAACCGGTT"
NO_SEQUENCE = GENBANK[: GENBANK.index("ORIGIN")] + "CONTIG      join(U00001.1:1..70)\n//\n"


def read(content, name="x.gb", form="genbank", **choices):
    data = content if isinstance(content, bytes) else content.encode()
    return read_genbank(Source(name, data=data), Reading.checked(**choices), form)


def record(letters, name, description="", organism=""):
    annotations = {"molecule_type": "DNA", **({"organism": organism} if organism else {})}
    return SeqRecord(Seq(letters), name, name.split(".")[0], description, annotations=annotations)


def written(records, form="genbank"):
    handle = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        SeqIO.write(records, handle, form)
    return handle.getvalue()


def refusal(content, **choices):
    with pytest.raises(InputError) as caught:
        read(content, **choices)
    return str(caught.value)


def test_whole_records_are_read_with_name_description_and_organism():
    data, report = read(GENBANK)
    assert (data.ids.tolist(), list(data.sequences())) == (["AB1.2"], [LETTERS])
    assert {name: values.tolist() for name, values in data.columns.items()} == {
        "header": ["AB1.2 Imaginary plasmid, complete sequence"],
        "file": ["x.gb"],
        "line": [0],
        "masked_share": [0],
        "organism": ["Imaginaria minor"],
    }
    assert (report.read, report.kept, report.messages) == (1, 1, [])


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_do_not_matter(ending):
    assert read(GENBANK.replace("\n", ending))[0].sequence(0) == LETTERS


@pytest.mark.parametrize("form", ["genbank", "embl"])
def test_many_records_agree_with_biopython(form):
    letters = ["ACGTTGCA" * 20, "acgtnryk", "GGCC" * 31]
    records = [record(text, f"X{row}.1", f"gene {row}", "Mus musculus") for row, text in enumerate(letters)]
    text = written(records, form)
    data, report = read(text, form=form)
    expected = list(SeqIO.parse(io.StringIO(text), form))
    assert data.ids.tolist() == [one.id for one in expected] == ["X0.1", "X1.1", "X2.1"]
    assert list(data.sequences()) == [str(one.seq).upper() for one in expected]
    assert data.columns["header"].tolist() == [f"X{row}.1 gene {row}" for row in range(3)]
    assert data.columns["organism"].tolist() == ["Mus musculus"] * 3
    assert (report.read, report.kept, report.adds_up) == (3, 3, True)


def test_both_formats_are_told_apart_by_content():
    for form, kind in (("genbank", "a GenBank file"), ("embl", "an EMBL file")):
        data, report = load([Source.from_text(written([record("ACGTACGT", "X1.1")], form), "x.txt")])
        assert (data.ids.tolist(), report.kinds) == (["X1.1"], [kind])


def test_records_without_description_and_organism_are_read():
    first = "LOCUS       AB7                        8 bp    DNA     linear   BCT 01-JAN-2020\n"
    text = first + "ORIGIN\n        1 acgtacgt\n//\n"
    data, report = read(
        text + text.replace("ORIGIN", "DEFINITION  .\nSOURCE      .\n  ORGANISM  .\n            .\nORIGIN")
    )
    assert (data.ids.tolist(), data.columns["header"].tolist()) == (["AB7", "AB7"], ["AB7", "AB7"])
    assert data.columns["organism"].tolist() == ["", ""]
    assert report.adds_up


def test_embl_records_without_a_name_are_numbered():
    data, _ = read("ID   ; ; ; ; ; ; 4 BP.\nSQ   Sequence 4 BP;\n     acgt        4\n//\n" * 2, form="embl")
    assert data.ids.tolist() == ["record_1", "record_2"]


def test_remarks_of_the_parser_are_notices_each_once():
    text = GENBANK.replace("     CDS             complement(11..40)", "     CDS             11.x40")
    data, report = read(text * 3)
    assert len(data) == 3
    assert [(message.code, message.severity, message.file) for message in report.messages] == [
        ("FA022", "notice", "x.gb")
    ]
    assert "11.x40" in report.messages[0].message


def test_rna_is_read_as_dna():
    data, report = read(GENBANK.replace("acgtacgtaa ccgg", "acguacguaa ccgg").replace("DNA ", "RNA "))
    assert data.sequence(0).startswith("ACGTACGTAACC")
    assert [message.code for message in report.messages] == ["FA008"]


# What cannot be used ---------------------------------------------------------------------------------------------


def test_a_record_without_its_sequence_is_left_out():
    data, report = read(NO_SEQUENCE + GENBANK.replace("AB1", "AB2"))
    assert data.ids.tolist() == ["AB2.2"]
    assert [(str(m), m.record, m.line) for m in report.messages] == [
        ("FA013 x.gb: The record has no sequence.", "AB1.2", None)
    ]
    assert (report.read, report.kept, report.adds_up) == (2, 1, True)


def test_features_without_any_sequence_cannot_be_cut():
    assert refusal(NO_SEQUENCE, features="CDS") == (
        "FA013 x.gb: The records have no sequence. Download the file with its sequence: it stands behind ORIGIN or SQ."
    )


def test_protein_and_other_letters_are_left_out_by_place():
    protein = (
        "LOCUS       P1                        12 aa            linear   BCT 01-JAN-2020\nACCESSION   P1\n"
        "VERSION     P1.1\nORIGIN\n        1 mkvlaagive lk\n//\n"
    )
    data, report = read(GENBANK.replace("acgtacgtaa ccgg", "acgtacgt*a ccgg", 1) + protein)
    assert len(data) == 0
    assert [str(message) for message in report.messages] == [
        "FA004 x.gb: '*' is not a DNA letter (letter 9 of the sequence). Remove it.",
        "FA009 x.gb: 'L' is not a DNA letter; the record looks like protein (letter 4 of the sequence). "
        "Give the gene's DNA instead.",
    ]
    assert [(row.record, row.line) for row in report.rejected] == [("AB1.2", None), ("P1.1", None)]
    assert report.rejected[1].sequence.upper() == "MKVLAAGIVELK"


@pytest.mark.parametrize(
    "text",
    [
        GENBANK[: GENBANK.index("ORIGIN")],
        GENBANK[: GENBANK.index("        1 acgt") + 30],
        "LOCUS       AB1\n",
        GENBANK.replace("        1 acgt", "      one acgt"),
    ],
    ids=["cut in the features", "cut in the sequence", "only a first line", "no numbers"],
)
def test_a_broken_file_is_read_or_refused_with_a_code(text):
    try:
        _, report = read(text)
    except InputError as error:
        assert error.code in ("FA001", "FA020")
        assert error.file == "x.gb"
    else:
        assert report.adds_up


def test_a_file_that_is_not_understood_is_refused_with_what_the_parser_said():
    message = refusal(GENBANK.replace("AB1                       70 bp", "AB1                       7q bp"))
    assert message.startswith("FA020 x.gb: The file is not understood as GenBank (")
    assert message.endswith("It may be cut off or edited: download it again, or save the sequences as FASTA.")


def test_a_broken_embl_file_is_called_embl():
    with pytest.raises(InputError, match="not understood as EMBL"):
        read("ID   X; SV 1\nSQ   x\n     acgt\n", form="embl")


def test_text_without_a_record_has_no_records():
    assert refusal("nothing here\n") == "FA001 x.gb: There are 0 records. Choose another file."
    assert refusal("nothing here\n", features="CDS") == "FA001 x.gb: There are 0 records. Choose another file."
