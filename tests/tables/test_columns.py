import pandas as pd
import pytest

from genocore.errors import InputError
from genocore.tables.columns import SYNONYMS, find_column, id_column, need_column, plain_name, sequence_column


def frame(**columns):
    return pd.DataFrame(columns, dtype="str")


@pytest.mark.parametrize(
    ("names", "role", "found"),
    [
        (["Seq-ID", "DNA sequence", "TPM"], "id", "Seq-ID"),
        (["Seq-ID", "DNA sequence", "TPM"], "sequence", "DNA sequence"),
        (["Seq-ID", "DNA sequence", "TPM"], "value", "TPM"),
        (["GENE.NAME", "x"], "gene", "GENE.NAME"),
        (["Hugo_Symbol", "Tumor_Sample_Barcode"], "sample", "Tumor_Sample_Barcode"),
        (["Start_Position", "Reference_Allele", "Tumor_Seq_Allele2"], "alt", "Tumor_Seq_Allele2"),
        (["name", "id"], "id", "id"),
        (["ID", "id"], "id", "ID"),
        (["a", "b"], "id", None),
        (["identity"], "id", None),
        (["Gene", "Expression (a.u.)"], "value", "Expression (a.u.)"),
        (["Gene", "TPM [log2]"], "value", "TPM [log2]"),
        (["tpm (2)", "TPM"], "value", "TPM"),
        (["(a.u.)", "x"], "value", None),
        (["___", ""], "sequence", None),
        ([], "label", None),
    ],
)
def test_columns_are_found_by_the_names_people_give_them(names, role, found):
    assert find_column(names, role) == found


def test_every_word_finds_a_column_of_its_name_in_capitals():
    for role, words in SYNONYMS.items():
        for word in words:
            assert find_column([word.upper().replace("_", " ")], role) is not None


def test_the_column_of_dna_is_known_by_its_name_and_by_what_is_in_it():
    assert sequence_column(frame(id=["s1"], sequence=["ACGT"])) == "sequence"
    assert sequence_column(frame(id=["s1", "s2"], x=["ACGTNN", "ggcctt"])) == "x"
    assert sequence_column(frame(id=["s1"], seq=["MKVLELFI"], cds=["ATGAAAGTT"])) == "cds"
    assert sequence_column(frame(id=["s1"], seq=["MKVLELFI"])) == "seq"
    assert sequence_column(frame(id=["s1"], seq=[""], cds=["ATGAAAGTT"])) == "cds"
    assert sequence_column(frame(id=["s1"], short=["ACGTAC"], long=["ACGTACGTAC"])) == "long"
    assert sequence_column(frame(id=["s1"], seq=["AC GT\nAC"])) == "seq"


def test_marks_of_the_ends_of_a_strand_do_not_hide_dna():
    assert sequence_column(frame(id=["s1", "s2"], x=["5'-ACGTAA-3'", "5’-ggcctt-3’"])) == "x"
    assert sequence_column(frame(id=["s1", "s2"], x=["3'-ACGTAA-5'", "3'-ggcctt-5'"])) is None


def test_columns_that_only_look_like_dna_are_not_taken_for_it():
    assert sequence_column(frame(gene=["KRAS", "BRAF"], base=["A", "C"])) is None
    assert sequence_column(frame(gene=["HRASKRASBRAF", "KRASKRASHRAS"])) is None
    assert sequence_column(frame(id=["s1"], tpm=["5"])) is None
    assert sequence_column(frame(id=[], x=[])) is None
    assert sequence_column(frame(x=["ACGTACGT"] * 8 + ["x", "z"])) is None


def test_dna_is_found_in_a_table_with_a_column_for_each_gene():
    columns = {f"g{i}": ["1.5", "2"] for i in range(400)}
    assert sequence_column(frame(**columns)) is None
    assert sequence_column(frame(**columns, promoter=["", "ACGTACGTACGT"])) == "promoter"


def test_the_column_of_names_is_known_by_its_name_or_by_being_different_in_each_row():
    assert id_column(frame(tpm=["1", "2"], name=["a", "a"])) == "name"
    assert id_column(frame(tpm=["1", "2"], x=["a", "b"])) == "x"
    assert id_column(frame(tpm=["1", "2"], x=["a", "a"])) is None
    assert id_column(frame(tpm=["1", "2"], x=["a", ""])) is None
    assert id_column(frame(x=["a", "b"], y=["c", "d"]), besides=["x"]) == "y"
    assert id_column(frame(x=[])) is None


def test_a_column_that_is_asked_for_may_be_written_a_little_differently():
    assert need_column(["Seq ID", "x"], "seq_id", "t.csv") == "Seq ID"
    assert need_column(["id", "ID"], "ID", "t.csv") == "ID"
    assert plain_name(" Seq-ID ") == "seqid"


def test_a_column_that_is_not_there_is_refused_with_the_closest():
    with pytest.raises(InputError) as caught:
        need_column(["identifier", "tpm"], "identifer", "t.csv")
    assert str(caught.value) == (
        "EX001 t.csv: There is no column 'identifer'. There is 'identifier', 'tpm'. Did you mean 'identifier'?"
    )
    with pytest.raises(InputError):
        need_column(["a-b", "a b"], "a_b", "t.csv")


def test_a_refusal_does_not_list_thousands_of_columns():
    with pytest.raises(InputError) as caught:
        need_column([f"g{i}" for i in range(5000)], "tpm", "t.csv")
    assert caught.value.message.endswith("'g11' and 4,988 more.")
