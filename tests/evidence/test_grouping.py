import pytest

from genocore.errors import InputError
from genocore.evidence.check import check
from genocore.evidence.choices import Choices
from genocore.evidence.grid import gene_table
from genocore.evidence.grouping import covariates_of, group_samples
from tests.evidence.studies import FASTA, REGIONS, matrix, study

VALUES = {"g1": [1.1, 2.3, 3.2, 4.8, 5.5, 6.1], "g2": [2.2, 2.1, 1.8, 1.9, 2.4, 2.0]}
MUTATIONS = "Gene,Position,Type,Sample\ng1,7,C>T,s1\ng1,8,T>A,s2\ng2,8,C>A,s3\ng1,9,X>Y,s4\ng1,99,A>C,s5\n"


def member(choices=None, **texts):
    whole = study(s_fasta=FASTA, r_csv=REGIONS, e_csv=matrix(VALUES), **texts)
    return group_samples(whole, check(whole, choices) if whole.mutations else None, choices)


def test_carriers_of_silent_mutations_are_intact_and_whoever_cannot_be_judged_takes_no_part():
    found = member(m_csv=MUTATIONS)
    # g1: s1 carries missense, s2 silent (GCT>GCA); s4 and s5 have only rows that make no sense, s6 has none
    assert found.by == "calls"
    assert found.groups.member.tolist() == [[1, 0, 0, -1, -1, -1], [0, 0, 0, -1, -1, -1]]
    assert any("were not looked at" in str(message) for message in found.report.messages)


def test_samples_without_a_row_are_intact_only_if_a_person_says_so():
    assert member(m_csv=MUTATIONS, choices=Choices(everyone=True)).groups.member[:, 5].tolist() == [0, 0]


def test_a_list_of_who_was_looked_at_decides_gene_by_gene():
    listed = "sample,gene\ns1,g1\ns2,g1\ns6,g1\ns1,g2\n"
    found = member(m_csv=MUTATIONS, p_csv=listed).groups.member.tolist()
    assert found == [[1, 0, -1, -1, -1, 0], [0, -1, -1, -1, -1, -1]]


def test_the_samples_of_a_vcf_were_all_looked_at_and_a_missing_genotype_is_not_wild_type():
    head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts1\ts2\ts3\ts4\ts5\ts6\n"
    line = "g1\t7\t.\tC\tT\t.\tPASS\t.\tGT\t0/1\t0/0\t./.\t1|1\t0/0\t0/0\n"
    found = member(m_vcf=head + line)
    assert found.groups.member.tolist() == [[1, 0, -1, 1, 0, 0], [0, 0, 0, 0, 0, 0]]


def test_a_sample_sheet_goes_before_and_says_which_value_is_which():
    sheet = "sample,TP53,patient\n" + "".join(f"s{n},{'MUT' if n < 4 else 'WT'},p{n % 3}\n" for n in range(1, 7))
    found = member(x_csv=sheet, choices=Choices(group="TP53", pair="patient"))
    assert (found.by, found.groups.member.tolist()) == ("sheet", [[1, 1, 1, 0, 0, 0]])
    assert found.groups.pairs.tolist() == [0, 1, 2, 0, 1, 2]
    turned = member(x_csv=sheet, choices=Choices(group="TP53", mutated="WT", intact="MUT"))
    assert turned.groups.member.tolist() == [[0, 0, 0, 1, 1, 1]]
    with pytest.raises(InputError, match=r"EX001.*no column 'KRAS'"):
        member(x_csv=sheet, choices=Choices(group="KRAS"))
    with pytest.raises(InputError, match=r"EX001.*Which samples are mutated.*TP53, patient"):
        member(x_csv=sheet)


def test_a_table_with_samples_in_rows_has_its_own_groups_and_pairs():
    head = "sample,TP53,patient,BAX,MDM2,DDB2,BTG2\n"
    rows = "".join(f"s{n},{'MUT' if n < 3 else 'WT'},p{n % 2},{n},{2 * n},1,2\n" for n in range(1, 5))
    found = group_samples(study(e_csv=head + rows), None, Choices(group="TP53", pair="patient"))
    assert found.groups.member.tolist() == [[1, 1, 0, 0]]
    assert found.groups.pairs.tolist() == [0, 1, 0, 1]
    assert found.facts["patient"].tolist() == ["p1", "p0", "p1", "p0"]


def test_nothing_to_test_without_expression_or_groups():
    with pytest.raises(InputError, match=r"EX001.*no expression"):
        group_samples(study(s_fasta=FASTA, r_csv=REGIONS))
    with pytest.raises(InputError, match=r"EX001.*Which samples are mutated"):
        member()


def test_covariates_are_numbers_or_one_column_for_each_word_but_the_first():
    sheet = "sample,TP53,age,batch\n" + "".join(
        f"s{n},{'MUT' if n % 2 else 'WT'},{30 + n},{'ab'[n > 3]}\n" for n in range(1, 7)
    )
    choices = Choices(group="TP53", test="ols", covariates=("age", "batch"))
    found = member(x_csv=sheet, choices=choices)
    made = covariates_of(found.facts.reset_index(drop=True), ["age", "batch"])
    assert made.tolist() == [[31, 0], [32, 0], [33, 0], [34, 1], [35, 1], [36, 1]]
    adjusted = gene_table(found, None, choices)
    assert adjusted["df"].tolist() == [2.0, 2.0]  # six samples, four coefficients
    shuffled = "\n".join([sheet.splitlines()[0], *sheet.splitlines()[:0:-1]]) + "\n"
    again = gene_table(member(x_csv=shuffled, choices=choices), None, choices)
    assert again["p"].tolist() == adjusted["p"].tolist()
    with pytest.raises(InputError, match=r"EX001.*no column 'weight'"):
        member(x_csv=sheet, choices=Choices(group="TP53", covariates=("weight",)))


def test_the_effect_of_an_adjusted_test_is_that_of_the_adjusted_model():
    sheet = "sample,TP53,batch\n" + "".join(
        f"s{n},{'MUT' if n in (1, 2, 3, 4) else 'WT'},{'ab'[n in (1, 2, 3, 5)]}\n" for n in range(1, 9)
    )
    values = [9.1, 9.2, 9.0, 3.9, 11.1, 6.0, 6.1, 5.9]  # batch adds about 5, being mutated takes 2
    choices = Choices.checked(group="TP53", test="ols", covariates=["batch"], scale="none")
    found = gene_table(
        group_samples(study(e_csv=matrix({"g1": values, "g2": values})[:], x_csv=sheet), None, choices), None, choices
    )
    assert found["log2fc"].iloc[0] == pytest.approx(-2.1, abs=0.2)
    assert found["ci_low"].iloc[0] < found["log2fc"].iloc[0] < found["ci_high"].iloc[0] < 0
