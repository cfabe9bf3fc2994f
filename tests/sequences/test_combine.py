import pytest

from genocore.errors import InputError
from genocore.sequences import Source, load, read
from genocore.sequences.reading import Reading

FASTA = ">a donor\nACGTAA\n>b neither\nGGCCAA\n"
MUTATIONS = "Gene,Position,Type\na,5,A>C\na,7,G>T\nb,1,C>T\nb,2,C>T\n"


def source(text, name="x.fa"):
    return Source.from_text(text, name)


def test_fasta_and_a_table_in_one_call_are_joined_by_name():
    data, report = load([source("id;tpm\nb;2,5\na;1,25\n", "t.csv"), source(FASTA, "x.fa")], label="column:tpm")
    assert data.ids.tolist() == ["a", "b"]
    assert data.columns["tpm"].tolist() == ["1.25", "2.5"]
    assert (report.read, report.kept, report.rejected) == (2, 2, [])
    assert report.kinds == ["a FASTA file", "a table of values by name"]
    assert report.matches[0].matched == 2


def test_rows_of_a_joined_table_are_no_records_even_if_they_are_broken():
    _, report = load([source(FASTA), source("id,tpm\na,1\nb,2\nb,2,5,6,7\n", "t.csv")])
    assert (report.read, report.kept, report.rejected) == (2, 2, [])
    assert [(m.code, m.file, m.line) for m in report.messages if m.severity == "error"] == [("FA023", "t.csv", 4)]
    assert report.matches[0].rows == 2


def test_a_table_of_sequences_and_one_of_labels():
    rows = "".join(f"s{row},ACGTACGT{'ACGT'[row % 4] * (1 + row)}\n" for row in range(6))
    labels = "name,class\n" + "".join(f"s{row},{'xy'[row % 2]}\n" for row in (5, 3, 1, 0, 2, 4))
    for sequence in ("", "DNA"):
        data, report = load(
            [source(labels, "labels.csv"), source("id,dna\n" + rows, "dna.csv")],
            reading=Reading.checked(sequence=sequence, key="name"),
        )
        assert data.columns["class"].tolist() == ["x", "y"] * 3
        assert data.class_counts() == {"x": 3, "y": 3}
        assert (report.read, report.kept, report.matches[0].matched) == (6, 6, 6)


def test_a_chosen_column_must_be_in_one_of_the_tables():
    tables = [source(FASTA), source("id,tpm\na,1\nb,2\n", "t.csv"), source("name,x\na,1\nb,2\n", "u.csv")]
    for reading in (Reading(sequence="nosuch"), Reading(key="nosuch")):
        with pytest.raises(InputError) as caught:
            read(tables, reading)
        assert (caught.value.code, caught.value.file) == ("EX001", "t.csv")
    data, _ = read(tables, Reading(key="name"))
    assert (data.columns["tpm"].tolist(), data.columns["x"].tolist()) == (["1", "2"], ["1", "2"])


def test_columns_of_two_tables_with_one_name_are_both_kept():
    tables = [source(f"id,tpm\na,{n}\nb,9\n", "t.csv") for n in (1, 2, 3)]
    data, _ = read([source(FASTA), *tables])
    assert [data.columns[name][0] for name in ("tpm", "tpm (t.csv)", "tpm (t.csv, 2)")] == ["1", "2", "3"]


def test_a_table_with_the_sequences_of_the_fasta_again_is_joined_and_not_read_twice():
    table = source("id,sequence,tpm\nb,ggccaa,2\na,ACGUAA,1\n", "t.csv")
    data, report = read([source(FASTA), table])
    assert data.ids.tolist() == ["a", "b"]
    assert data.columns["tpm"].tolist() == ["1", "2"]
    assert "sequence" not in data.columns
    assert "FA025 t.csv: Column 'sequence' holds the sequences of the other files again and was left out." in [
        str(message) for message in report.messages
    ]
    assert report.adds_up


def test_a_table_with_other_sequences_of_the_same_names_is_read_as_records():
    data, report = read([source(FASTA), source("id,sequence,tpm\nb,TTTTTTTT,2\na,CCCCCCCC,1\n", "t.csv")])
    assert data.ids.tolist() == ["a", "b", "b", "a"]
    assert (report.read, report.kept, report.matches) == (4, 4, [])
    assert data.columns["tpm"].tolist() == ["", "", "2", "1"]


@pytest.mark.parametrize("n", [2, 6])
def test_a_table_that_holds_more_than_the_fasta_or_less_of_it_is_joined_too(n):
    letters = [f"ACGTACGT{'ACGT'[row % 4] * (1 + row)}" for row in range(6)]
    fasta = source("".join(f">s{row}\n{letters[row]}\n" for row in range(8 - n)))
    table = source("id,dna,tpm\n" + "".join(f"s{row},{letters[row]},{row}\n" for row in range(n)), "t.csv")
    data, report = read([table, fasta])
    assert data.ids.tolist() == [f"s{row}" for row in range(8 - n)]
    assert report.matches[0].matched == 2
    assert report.adds_up


def test_two_tables_of_the_same_sequences_are_two_tables_of_records():
    tables = [source("id,dna\ns1,ACGTACGT\n", name) for name in ("1.csv", "2.csv")]
    data, report = read(tables)
    assert (data.ids.tolist(), report.matches) == (["s1", "s1"], [])


def test_the_column_of_names_can_be_that_of_either_table():
    dna = source("id,nick,dna\ns1,one,ACGTACGT\ns2,two,ACGTACGG\n", "dna.csv")
    labels = source("id,other,class\ns1,s2,x\ns2,s1,y\n", "labels.csv")
    assert read([dna, labels])[0].columns["class"].tolist() == ["x", "y"]
    assert read([dna, labels], Reading(id="nick"))[0].ids.tolist() == ["one", "two"]
    assert read([dna, labels], Reading(key="other"))[0].columns["class"].tolist() == ["y", "x"]
    assert read([source(FASTA), source("n,id,x\nb,a,1\n", "t.csv")], Reading(id="n"))[0].columns["x"].tolist() == [
        "",
        "1",
    ]


def test_a_table_with_many_rows_for_a_name_is_noted_and_not_joined():
    data, report = load([source(FASTA), source(MUTATIONS, "m.csv")], label="none")
    assert set(data.columns) == {"header", "file", "line", "masked_share"}
    assert (report.files, report.kinds) == (["x.fa", "m.csv"], ["a FASTA file", "a table of mutations"])
    assert [str(message) for message in report.messages if message.code != "FA025"] == [
        "FA018 m.csv: This is a table of mutations, with more than one row for a name; it was not joined to the "
        "sequences. Choose its column of names if it is to be joined."
    ]
    assert report.matches == []


def test_a_table_with_many_rows_for_a_name_is_joined_if_asked():
    data, report = read([source(FASTA), source(MUTATIONS, "m.csv")], Reading(key="Gene", duplicates="first"))
    assert data.columns["Type"].tolist() == ["A>C", "C>T"]
    assert report.matches[0].left_out == 2


def test_a_table_of_mutations_with_one_row_for_a_name_is_joined():
    data, _ = read([source(FASTA), source("Gene,Position,Type\na,5,A>C\nq,7,G>T\n", "m.csv")])
    assert data.columns["Position"].tolist() == ["5", ""]
