"""Who counts as mutated, who as intact, and who as neither, where tables are as people have them."""

import pytest

from genocore.evidence.check import check
from genocore.evidence.choices import Choices
from genocore.evidence.grouping import group_samples
from genocore.evidence.results import work_out
from tests.evidence.studies import FASTA, REGIONS, matrix, study

HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts1\ts2\ts3\n"


def member(expression, choices=None, **texts):
    whole = study(e_csv=matrix(expression), **texts)
    return group_samples(whole, check(whole, choices), choices).groups.member[:, :3].tolist()  # nobody knows of s4


def test_a_mutation_said_twice_keeps_its_second_carrier():
    lines = "g1\t7\t.\tC\tT\t.\tPASS\t.\tGT\t0/1\t0/0\t0/0\ng1\t7\t.\tC\tT\t.\tPASS\t.\tGT\t0/0\t0/1\t0/0\n"
    assert member({"g1": [1, 2, 3, 4]}, s_fasta=FASTA, m_vcf=HEAD + lines, r_csv=REGIONS) == [[1, 1, 0]]


def test_one_place_of_two_genes_is_no_duplicate():
    table = "Gene,Chrom,Position,Ref,Alt,Sample\nGA,chr1,7,C,T,s1\nGB,chr1,7,C,T,s1\nGB,chr1,8,T,A,s2\n"
    found = member({"GA": [1, 2, 3, 4], "GB": [1, 2, 3, 4]}, s_fasta=">chr1\nCCATGGCTAAATTTGGGTAACC\n", m_csv=table)
    assert [row[0] for row in found] == [1, 1]


def test_a_guessed_region_takes_no_gene_away_from_the_table():
    fasta = ">ENST0001.2|TP53\n" + "CC" + "ATG" + "GCA" * 24 + "TAA" + "GG\n"
    table = "Gene,Position,Type,Sample\nTP53,8,A>T,s1\ntp53,9,G>T,s2\nTP53,8,A>T,s3\n"
    whole = study(s_fasta=fasta, m_csv=table.replace("8,A>T", "8,A>C").replace("9,G>T", "9,G>C"))
    assert set(check(whole).effects["gene"]) == {"TP53"}
    assert set(check(whole).effects["by"]) <= {"guess", ""}


@pytest.mark.parametrize("word", ["benign", "no effect", "VUS"])
def test_words_that_are_not_understood_make_nobody_a_carrier_and_nobody_intact(word):
    table = f"Gene,Position,Type,Sample\ng1,7,{word},s1\ng1,7,C>T,s2\ng2,8,C>A,s3\n"
    whole = study(s_fasta=FASTA, m_csv=table, r_csv=REGIONS, e_csv=matrix({"g1": [1, 2, 3, 4], "g2": [1, 2, 3, 4]}))
    found = check(whole)
    assert group_samples(whole, found).groups.member[0].tolist() == [-1, 1, 0, -1]
    assert any(message.code == "MU008" and word in message.message for message in found.report.messages)


@pytest.mark.parametrize("word", ["WT", "wild type", "none"])
def test_rows_that_say_there_is_no_mutation_are_no_mutation(word):
    found = check(study(s_fasta=FASTA, m_csv=f"Gene,Position,Type\ng1,7,{word}\n", r_csv=REGIONS))
    assert found.located.keys.tolist() == ["alt_is_ref"]


def test_calls_that_did_not_pass_the_filter_are_told_and_left_out_on_request():
    lines = "g1\t7\t.\tC\tT\t.\tLowQual\t.\tGT\t0/1\t0/0\t0/0\ng1\t8\t.\tT\tC\t.\tPASS\t.\tGT\t0/0\t0/0\t0/0\n"
    texts = {"s_fasta": FASTA, "m_vcf": HEAD + lines, "r_csv": REGIONS, "e_csv": matrix({"g1": [1, 2, 3, 4]})}
    found = check(study(**texts))
    assert any(message.code == "MU014" and "LowQual 1" in message.message for message in found.report.messages)
    assert found.located.keys.tolist() == ["matched", "matched"]
    choices = Choices(only_pass=True)
    assert check(study(**texts), choices).located.keys.tolist() == ["filtered", "matched"]
    assert member({"g1": [1, 2, 3, 4]}, choices, s_fasta=FASTA, m_vcf=HEAD + lines, r_csv=REGIONS) == [[-1, 0, 0]]


def test_sequences_that_were_compared_and_equal_are_intact():
    mutated = ">s1\nACGTTCGTACCC\n>s2\nACGTACGTACCC\n>s3\nACGTTCGTACCC\n"
    found = member({"g1": [1, 2, 3, 4]}, n_fasta=">g1\nACGTACGTACCC\n", t_fasta=mutated)
    assert found == [[1, 0, 1]]


def test_the_name_of_a_protein_change_is_no_place_but_says_what_it_does():
    table = "Gene,Position,Mutation,Sample\ng1,2,A2V,s1\ng1,3,K3*,s2\ng1,12,G12D,s3\n"
    assert set(check(study(s_fasta=FASTA, m_csv=table)).located.keys) == {"not_understood"}
    alone = check(study(m_csv=table))
    assert alone.located.keys.tolist() == ["unchecked"] * 3
    assert alone.effects["consequence"].tolist() == ["missense", "nonsense", "missense"]


def test_positions_of_a_chromosome_on_the_sequence_of_a_gene_are_noticed():
    table = "Gene,Position,Type\n" + "".join(f"g1,{7_668_000 + n},C>A\n" for n in range(12))
    found = check(study(s_fasta=FASTA, m_csv=table)).report.messages
    assert [one.suggestion[:36] for one in found if one.code == "MU001"] == ["Do they count along chromosomes? Loa"]


def test_positions_far_from_the_gene_that_a_row_names_are_not_believed():
    record = "C" * 3000 + "ATGGCTAAATTTGGGTAA" + "C" * 500 + "ATGCCCGGGAAATAG" + "C" * 10
    regions = "gene,sequence,start,end\nrop,rec,3001,3018\npst,rec,3519,3533\n"
    found = check(
        study(s_fasta=f">rec\n{record}\n", r_csv=regions, m_csv="Gene,Position,Type\nrop,4,C>A\nrop,3005,C>T\n")
    )
    assert found.counts.tolist() == [False, True]
    assert any(message.code == "MU005" for message in found.report.messages)


def test_between_the_genes_of_a_chromosome_a_change_is_non_coding_and_named_along_it():
    text = "CC" + "ATGGCTAAATTTGGGTAA" + "C" * 20_000
    table = "Gene,Chrom,Position,Ref,Alt\nGENEB,chr1,15000,C,T\nGENEA,chr1,7,C,T\n"
    found = check(
        study(s_fasta=f">chr1\n{text}\n", m_csv=table, r_csv="gene,chrom,start,end\nGENEA,chr1,3,20\n")
    ).effects
    assert found["gene"].tolist() == ["GENEB", "GENEA"]
    assert found["hgvs_c"].tolist() == ["n.15000C>T", "c.5C>T"]
    assert found["consequence"].tolist() == ["non_coding", "missense"]


def test_a_genome_has_no_guessed_region_and_its_mutated_sequences_are_cut(monkeypatch):
    from genocore.evidence import results

    monkeypatch.setattr(results, "LARGE", 1000)
    text = ("ACGTTGCA" * 100) + "ATG" + "GCA" * 120 + "TAA" + ("ACGTTGCA" * 400)
    found = work_out(
        study(
            s_fasta=f">chr1\n{text}\n", m_csv="Gene,Position,Type\nchr1,1000,N\n".replace(",N", ",SNV") + "chr1,5,T>C\n"
        )
    )
    assert len(found.checked.regions) == 0
    [record] = results.files_of(found)["mutated.fasta"]()
    assert len("".join(record.split("\n")[1:])) < 500
