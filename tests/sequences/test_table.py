import io

import numpy as np
import pandas as pd
import pytest

from genocore.errors import InputError
from genocore.sequences import Source, load
from genocore.sequences.reading import Reading
from genocore.sequences.table import chosen, read_sequence_table, sequences_in
from genocore.tables import read_table

PLAIN = "id,sequence,label\ns1,ACGTAC,donor\ns2,GGCCTT,neither\n"


def table_of(text, name="t.csv", **layout):
    data = text if isinstance(text, bytes) else text.encode()
    return read_table(Source(name, data=data), layout)


def read(text, name="t.csv", **choices):
    return read_sequence_table(*table_of(text, name), Reading.checked(**choices))


def told(report, *codes):
    return [str(message) for message in report.messages if not codes or message.code in codes]


def test_a_table_is_read_with_its_other_columns():
    data, report = read(PLAIN)
    assert (data.ids.tolist(), list(data.sequences())) == (["s1", "s2"], ["ACGTAC", "GGCCTT"])
    assert {name: values.tolist() for name, values in data.columns.items()} == {
        "header": ["s1", "s2"],
        "file": ["t.csv", "t.csv"],
        "line": [2, 3],
        "masked_share": [0, 0],
        "label": ["donor", "neither"],
    }
    assert (report.read, report.kept, report.rejected) == (2, 2, [])
    assert told(report) == [
        "FA025 t.csv: Read as a table: columns set apart by comma, decimal point, names in the first row, utf-8.",
        "FA025 t.csv: DNA is taken from column 'sequence', names from column 'id'.",
    ]


# Which column is what --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "sequence", "key"),
    [
        ("id,sequence,x", "sequence", "id"),
        ("Seq-ID,DNA Sequence,x", "DNA Sequence", "Seq-ID"),
        ("name,seq,x", "seq", "name"),
        ("GENE_SYMBOL,cDNA,x", "cDNA", "GENE_SYMBOL"),
        ("accession,nucleotides,x", "nucleotides", "accession"),
        ("probe,Oligo,x", "Oligo", "probe"),
        ("a,b,c", "b", "a"),
        ("a,id,c", "id", "a"),
    ],
)
def test_columns_of_names_and_dna_are_found_by_name_and_by_content(header, sequence, key):
    data, report = read(f"{header}\nTP53,ACGTAC,1\nKRAS,GGCCTTA,2\n")
    assert data.ids.tolist() == ["TP53", "KRAS"]
    assert list(data.sequences()) == ["ACGTAC", "GGCCTTA"]
    assert told(report)[-1] == f"FA025 t.csv: DNA is taken from column {sequence!r}, names from column {key!r}."


def test_the_longest_column_of_dna_is_taken_if_none_is_named():
    data, _ = read("name,short,long\na,ACGTACG,ACGTACGTACGT\nb,ACGTACC,GGGGTTTTAAAA\n")
    assert data.sequence(1) == "GGGGTTTTAAAA"
    assert data.columns["short"].tolist() == ["ACGTACG", "ACGTACC"]


def test_columns_can_be_chosen_and_need_not_be_written_the_same():
    text = "id,other,sequence,DNA 2\ns1,x1,ACGTAC,GGGGGG\ns2,x2,ACGTAA,CCCCCC\n"
    data, report = read(text, id="Other", sequence="dna-2")
    assert (data.ids.tolist(), list(data.sequences())) == (["x1", "x2"], ["GGGGGG", "CCCCCC"])
    assert data.columns["sequence"].tolist() == ["ACGTAC", "ACGTAA"]
    assert told(report)[-1] == "FA025 t.csv: DNA is taken from column 'DNA 2', names from column 'other'."


@pytest.mark.parametrize("choice", ["id", "sequence"])
def test_a_chosen_column_that_is_not_there_is_refused_with_the_closest(choice):
    with pytest.raises(InputError) as caught:
        read("id,sequence,label\ns1,ACGT,x\n", **{choice: "labl"})
    assert (caught.value.code, caught.value.file) == ("EX001", "t.csv")
    assert "'label'" in str(caught.value)


def test_a_table_without_dna_is_called_what_it_is():
    with pytest.raises(InputError) as caught:
        read("id,tpm\ns1,1.5\ns2,2.5\n")
    assert str(caught.value) == (
        "FA024 t.csv: This is a table of values by name; none of its columns holds DNA. "
        "Say which column does. There is 'id', 'tpm'."
    )


def test_a_table_of_a_header_alone_has_no_rows():
    with pytest.raises(InputError) as caught:
        read("id,sequence,label\n", sequence="sequence")
    assert caught.value.code == "FA001"


def test_columns_are_looked_for_without_an_error_if_there_are_other_files():
    table, _ = table_of(PLAIN)
    assert sequences_in(table, Reading()) == "sequence"
    assert sequences_in(table, Reading(sequence="LABEL")) == "label"
    assert sequences_in(table, Reading(sequence="dna")) is None
    assert (chosen(table, ""), chosen(table, "Id"), chosen(table, "nosuch")) == (None, "id", None)


def test_a_table_without_a_header_has_columns_by_number():
    data, _ = read("s1,ACGTACGTAC,donor\ns2,ACGTACGTCC,neither\n")
    assert (data.ids.tolist(), data.columns["column 3"].tolist()) == (["s1", "s2"], ["donor", "neither"])


# Names -----------------------------------------------------------------------------------------------------------


def test_rows_without_a_name_are_called_by_line():
    data, report = read("id,sequence\n,ACGTAC\ns2,ACGTAA\nNA,ACGTCC\n")
    assert data.ids.tolist() == ["row_2", "s2", "row_4"]
    assert report.adds_up


def test_a_table_of_sequences_alone_has_rows_called_by_line():
    data, report = read("sequence,tpm\nACGTAC,1\n\nACGTAA,2\n")
    assert data.ids.tolist() == ["row_2", "row_4"]
    assert told(report)[-1] == (
        "FA025 t.csv: DNA is taken from column 'sequence', no column names the rows: they are called by line."
    )


def test_names_used_twice_are_pointed_out_and_can_be_renamed():
    source = Source.from_text("id,sequence\ns1,ACGTAC\ns1,GGGTTT\n", "t.csv")
    _, report = load([source], label="none")
    assert [(message.code, message.line, message.fix) for message in report.messages if message.code == "FA003"] == [
        ("FA003", 3, "rename_duplicates")
    ]
    assert len(set(load([source], label="none", fixes=["rename_duplicates"])[0].ids)) == 2


def test_names_changed_by_a_spreadsheet_are_pointed_out():
    _, report = read("gene,sequence\n1-Mar,ACGTAC\nTP53,ACGTAA\n2.31E+13,ACGTCC\n")
    assert told(report, "EX005") == [
        "EX005 t.csv line 2: The name '1-Mar' looks like one that a spreadsheet program changed. "
        "It may have been MARCHF1 before a spreadsheet program changed it.",
        "EX005 t.csv line 4: The name '2.31E+13' looks like one that a spreadsheet program changed. "
        "Look it up in the original.",
    ]


@pytest.mark.parametrize("name", ["header", "file", "line", "masked_share"])
def test_columns_called_like_our_own_are_kept_under_another_name(name):
    data, _ = read(f"id,sequence,{name}\ns1,ACGTAC,mine\n")
    assert data.columns[f"{name} (table)"].tolist() == ["mine"]
    assert data.columns["line"].tolist() == [2]


# Cells of DNA ----------------------------------------------------------------------------------------------------


def test_lower_case_rna_blanks_and_ambiguous_letters_are_read():
    data, report = read("id,sequence\ns1,acgtAC\ns2,ACGUUU\ns3,ACG TAC\ns4,ACGTNRYK\n")
    assert list(data.sequences()) == ["ACGTAC", "ACGTTT", "ACGTAC", "ACGTNRYK"]
    assert data.columns["masked_share"].tolist() == pytest.approx([4 / 6, 0, 0, 0])
    assert told(report, "FA008") == ["FA008 t.csv: 1 of 4 records hold U (RNA); U was read as T."]
    assert report.kept == 4


@pytest.mark.parametrize(
    ("cell", "code", "text"),
    [
        ("AC-TAC", "FA004", "'-' is a gap, not a DNA letter (letter 3 in column 'sequence'). "
         "This is an alignment: take the gaps out first."),
        ("ACGTA*", "FA004", "'*' is not a DNA letter (letter 6 in column 'sequence'). Remove it."),
        ("ACGTAX", "FA004", "'X' is not a DNA letter (letter 6 in column 'sequence'). Is this a protein file?"),
        ("7", "FA004", "'7' is not a DNA letter (letter 1 in column 'sequence'). Remove it."),
        ("MKVLAAG", "FA009", "'L' is not a DNA letter; the record looks like protein (letter 4 in column 'sequence'). "
         "Give the gene's DNA instead."),
        ("", "FA013", "The record has no sequence."),
        ("NA", "FA013", "The record has no sequence."),
        ("  ", "FA013", "The record has no sequence."),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_dna_is_left_out_and_said_by_line(cell, code, text):
    data, report = read(f"id,sequence\ns1,ACGTAC\n\ns2,{cell}\ns3,ACGTAA\ns4,ACGTCC\n")
    assert data.ids.tolist() == ["s1", "s3", "s4"]
    assert told(report, "FA004", "FA009", "FA013") == [f"{code} t.csv line 4: {text}"]
    assert [(row.code, row.line, row.record, row.sequence) for row in report.rejected] == [
        (code, 4, "s2", cell if code != "FA013" else "")
    ]
    assert (report.read, report.kept, report.adds_up) == (4, 3, True)


def test_rows_of_the_wrong_width_count_as_read_and_rejected():
    data, report = read("id,sequence,x\ns1,ACGTAC,1\ns2,ACGTAC,1,2\ns3,ACGTAA,1\ns4\ns5,AC-T,1\n")
    assert data.ids.tolist() == ["s1", "s3"]
    assert [(row.code, row.line) for row in report.rejected] == [("FA023", 3), ("FA023", 5), ("FA004", 6)]
    assert (report.read, report.kept, report.adds_up) == (5, 2, True)


def test_a_table_of_protein_is_rejected_row_by_row():
    data, report = load([Source.from_text("id,sequence\np1,MKVLAAGIV\np2,MSTEFILQ\n", "t.csv")])
    assert len(data) == 0
    assert [row.code for row in report.rejected] == ["FA009", "FA009"]
    with pytest.raises(InputError, match="looks like protein"):
        report.need_records()


# The same table, however it is written ---------------------------------------------------------------------------

FRAME = pd.DataFrame({"id": ["s1", "s2", "s3"], "dna": ["ACGTAC", "GGCCTT", "TTTTTT"], "tpm": ["1.5", "2.25", "1000"]})


@pytest.mark.parametrize(
    "content",
    [
        FRAME.to_csv(index=False).encode(),
        FRAME.to_csv(index=False, sep=";", decimal=",").replace(".", ",").encode("utf-8-sig"),
        FRAME.to_csv(index=False, sep="\t").replace("\n", "\r\n").encode("utf-16"),
        ("# made by hand\n" + FRAME.to_csv(index=False, sep="|")).encode(),
        FRAME.to_csv(index=False, quoting=1).encode(),
    ],
    ids=["csv", "semicolon", "utf-16", "bar", "quoted"],
)
def test_one_dataset_however_the_table_is_written(content):
    data, report = load([Source("x.txt", data=content)])
    assert data.ids.tolist() == ["s1", "s2", "s3"]
    assert list(data.sequences()) == FRAME["dna"].tolist()
    assert data.columns["tpm"].tolist() == ["1.5", "2.25", "1000"]
    assert report.adds_up


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_workbooks_and_parquet_are_tables_too(form):
    handle = io.BytesIO()
    frame = FRAME.assign(tpm=[1.5, 2.25, 1000])
    frame.to_excel(handle, index=False) if form == "xlsx" else frame.to_parquet(handle, index=False)
    data, report = load([Source(f"x.{form}", data=handle.getvalue())], label="column:tpm", task="numbers")
    assert (data.ids.tolist(), list(data.sequences())) == (["s1", "s2", "s3"], FRAME["dna"].tolist())
    assert np.allclose(data.target, [1.5, 2.25, 1000])
    assert report.adds_up
