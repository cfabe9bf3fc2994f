"""Expression tables of every layout, and which samples are mutated."""

import numpy as np
import pandas as pd
import pytest

from genocore.errors import InputError
from genocore.files import Source
from genocore.significance.expression import read_expression
from genocore.significance.samples import member_by_calls, member_by_sheet, which_is_mutated
from genocore.tables import read_table

MATRIX = "Gene,s1,s2,s3,s4\nBAX,1,2,3,4\nMDM2,5,6,,8\nTP53,9,10,11,12\nATM,2,2,2,2\n"


def read(text):
    return read_expression(read_table(Source.from_text(text, "e.csv"))[0])


def codes(report):
    return [message.code for message in report.messages]


def test_genes_in_rows_and_samples_in_rows_are_one_matrix():
    one, _ = read(MATRIX)
    other, _ = read("sample,status,BAX,MDM2,TP53,ATM\ns1,mut,1,5,9,2\ns2,wt,2,6,10,2\ns3,wt,3,,11,2\ns4,mut,4,8,12,2\n")
    assert one.genes.tolist() == other.genes.tolist() == ["BAX", "MDM2", "TP53", "ATM"]
    assert one.samples.tolist() == other.samples.tolist() == ["s1", "s2", "s3", "s4"]
    np.testing.assert_array_equal(one.values, other.values)
    assert np.isnan(one.values[1, 2])
    assert other.facts["status"].tolist() == ["mut", "wt", "wt", "mut"]


def test_one_row_a_gene_and_sample():
    rows = [("BAX", "s1", 1.0), ("MDM2", "s1", 5.0), ("BAX", "s2", 2.0), ("BAX", "s2", 4.0)]
    found, report = read("gene,sample,tpm\n" + "\n".join(f"{gene},{name},{value}" for gene, name, value in rows))
    assert found.samples.tolist() == ["s1", "s2"]
    np.testing.assert_array_equal(found.values, [[1, 3], [5, np.nan]])
    assert codes(report) == ["EX006"]


def test_the_two_columns_of_the_tutorial_need_not_be_equally_long():
    found, _ = read("Gene,Expression_Mutated,Expression_Non_Mutated\nBAX,1,4\nBAX,2,5\nMDM2,3,\nBAX,,6\n")
    groups = found.groups()
    assert groups.values[0][groups.mutated[0]].tolist() == [1, 2]
    assert groups.values[0][groups.intact[0]].tolist() == [4, 5, 6]
    assert groups.intact[1].sum() == 0


def test_a_gene_in_several_rows_becomes_their_mean_and_words_are_told_with_their_line():
    found, report = read(MATRIX + "BAX,3,4,high,8\n" + "".join(f"G{i},1,1,1,1\n" for i in range(9)))
    np.testing.assert_array_equal(found.values[0], [2, 3, 3, 6])
    assert sorted(codes(report)) == ["EX002", "EX006"]
    [word] = [message for message in report.messages if message.code == "EX002"]
    assert (word.line, word.message) == (6, "'high' in column 's3' is no number.")


def test_another_table_is_refused():
    with pytest.raises(InputError, match="EX001"):
        read("id,dna\ns1,ACGTACGT\ns2,ACGTTTTT\n")


def test_amounts_are_tested_on_the_log_scale_and_logs_are_left_alone():
    amounts, _ = read(MATRIX.replace("12", "1200"))
    found, scale, _ = amounts.on_scale()
    assert scale == "log2"
    assert found.values[2, 3] == pytest.approx(np.log2(1201))
    logs, _ = read(MATRIX.replace("12", "-1.5"))
    assert logs.on_scale()[1] == "none"
    with pytest.raises(InputError, match="EX003"):
        logs.on_scale("log2")
    assert amounts.on_scale("none")[0] is amounts


def test_a_sheet_says_who_is_mutated_and_who_is_missing():
    expression, _ = read(MATRIX)
    names, status = pd.Series(["s2", "s1", "s9", "s4"]), pd.Series(["WT", "MUT", "MUT", "unclear"])
    member, report = member_by_sheet(expression, names, status, file="samples.csv")
    assert member.tolist() == [[1, 0, -1, -1]]
    assert codes(report) == ["EX004"] * 3
    with pytest.raises(InputError, match="EX004"):
        member_by_sheet(expression, pd.Series(["a", "b"]), pd.Series(["wt", "mut"]))
    with pytest.raises(InputError, match="EX006"):
        member_by_sheet(expression, pd.Series(["s1", "s1"]), pd.Series(["wt", "mut"]))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["mutated", "normal"], ("mutated", "normal")),
        (["KRAS G12D", "WT", "WT"], ("KRAS G12D", "WT")),
        (["1", "0"], ("1", "0")),
        (["treated", "untreated"], None),
        (["a", "mut", "b"], None),
    ],
)
def test_which_value_means_mutated_is_known_or_asked(values, expected):
    if expected:
        assert which_is_mutated(pd.Series(values)) == expected
    else:
        with pytest.raises(InputError, match="EX001"):
            which_is_mutated(pd.Series(values))
        assert which_is_mutated(pd.Series(values), values[0], values[1]) == (values[0], values[1])


def test_a_sample_that_was_not_looked_at_is_not_wild_type():
    expression, _ = read(MATRIX)
    samples, genes = pd.Series(["s1", "s2", "s7"]), pd.Series(["BAX", "TP53", "KRAS"])
    member, report = member_by_calls(expression, samples, genes)
    assert member.tolist() == [[1, 0, -1, -1], [0, 0, -1, -1], [0, 1, -1, -1], [0, 0, -1, -1]]
    assert codes(report) == ["MU010", "EX004"]
    profiled = pd.DataFrame({"sample": ["s1", "s2", "s3"]})
    member, _ = member_by_calls(expression, samples, genes, profiled=profiled)
    assert member[0].tolist() == [1, 0, 0, -1]
    some = pd.DataFrame({"sample": ["s1", "s3"], "gene": ["BAX", "BAX"]})
    member, _ = member_by_calls(expression, samples, genes, profiled=some)
    assert member.tolist() == [[1, -1, 0, -1], [-1] * 4, [-1, 1, -1, -1], [-1] * 4]
