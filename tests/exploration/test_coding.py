import numpy as np
import pandas as pd

from genocore.exploration.coding import coding_table
from genocore.sequences import Dataset
from genocore.sequences.orfs import longest_orfs, period3

COLUMNS = ["id", "class", "length", "orf_start", "orf_end", "orf_strand", "orf_length", "orf_coverage", "complete"]
GENE = "CATG" + "GCCGAA" * 20 + "TAAC"


def test_a_gene_is_shown_with_its_place():
    row = coding_table(Dataset.from_strings([GENE], ids=["g"], labels=["coding"])).iloc[0]
    assert row[COLUMNS].tolist() == ["g", "coding", 128, 2, 127, 1, 126, 126 / 128, True]
    assert row["period3"] > 4


def test_the_opposite_strand_is_searched_on_request():
    from Bio.Seq import Seq

    data = Dataset.from_strings([str(Seq(GENE).reverse_complement())])
    assert coding_table(data)["orf_length"].tolist() != [126]
    assert coding_table(data, both_strands=True).loc[0, ["orf_start", "orf_end", "orf_strand"]].tolist() == [2, 127, -1]


def test_numbers_are_those_of_the_parts():
    data = Dataset.from_strings([GENE, "ACGT" * 30])
    table, orfs = coding_table(data), longest_orfs(data)
    assert table["orf_length"].tolist() == orfs["length"].tolist()
    np.testing.assert_array_equal(table["period3"], period3(data))


def test_records_below_90_bp_have_no_numbers():
    table = coding_table(Dataset.from_strings(["A" * 89, GENE]))
    assert table.loc[0, "length"] == 89
    assert table.iloc[0, 3:].isna().all()
    assert table.iloc[1].drop("class").notna().all()


def test_a_record_without_a_start_has_a_length_of_nothing():
    row = coding_table(Dataset.from_strings(["GCC" * 30])).iloc[0]
    assert row["orf_length"] == 0
    assert row["complete"] is np.False_ or row["complete"] is False
    assert pd.isna(row["orf_start"])


def test_classes_are_names_or_none():
    texts = ["ACGT"] * 3
    assert coding_table(Dataset.from_strings(texts, labels=["x", None, "y"]))["class"].tolist() == ["x", None, "y"]
    assert coding_table(Dataset.from_strings(texts))["class"].tolist() == [None] * 3
    data = Dataset.from_strings(texts)
    numbers = Dataset(data.ids, data.letters, data.offsets, target=np.array([1.0, np.nan, 2.0]))
    assert coding_table(numbers)["class"].tolist() == [None] * 3


def test_no_record_gives_no_row():
    table = coding_table(Dataset.from_strings([]))
    assert table.shape == (0, 10)
    assert table.columns.tolist() == [*COLUMNS, "period3"]
