import pytest

from genocore.evidence.check import check, counting_consequences
from genocore.evidence.choices import Choices
from genocore.mutations.places import STATUSES, Counting
from tests.evidence.studies import FASTA, REGIONS, study


def test_every_row_of_the_upload_has_a_status_and_the_counts_add_up():
    table = (
        "Gene,Position,Ref,Alt\ng1,6,G,A\ng1,6,G,A\ng1,6,T,A\ng1,99,A,C\ng1,0,A,C\ng1,-4,A,C\ng1b,5,A,C\ng2,x,A,C\n"
        "g2,3,A,A\ng2,3,A,<DEL>\ng2,,A,C\n"
    )
    found = check(study(s_fasta=FASTA, m_csv=table))
    assert {key: n for key, n in found.located.counts().items() if n} == {
        "matched": 1, "duplicate": 1, "ref_mismatch": 1, "out_of_range": 1, "below_one": 2, "unknown_gene": 1,
        "not_understood": 2, "alt_is_ref": 1, "symbolic": 1,
    }  # fmt: skip
    assert sum(found.located.counts().values()) == len(found.mutations) == len(found.mutations.inputs) == 11
    assert all(
        reason.startswith(STATUSES[key][0]) for key, reason in zip(found.located.keys, found.reasons, strict=True)
    )
    assert found.reasons[2] == "MU004 The sequence has G at 6, where the row says T."
    assert found.reasons[3] == "MU001 Position 99 lies behind the end of the sequence of 22 bp."
    assert found.reasons[5] == "MU002 Position -4 is below 1: positions count from 1."
    assert found.reasons[6] == "MU003 No sequence is called 'g1b'. Did you mean 'g1'?"
    assert found.reasons[7] == "MU008 'x' is no position."


def test_a_table_that_counts_from_0_is_noticed_and_read_so_on_request():
    rows = "".join(f"g1,{number},{base},N\n" for number, base in enumerate("CCATGGCTAAATTTGGGTAACC"))
    found = check(study(s_fasta=FASTA, m_csv="Gene,Position,Ref,Alt\n" + rows))
    assert found.proposal is not None
    assert found.proposal.counting == Counting(1)
    assert found.proposal.sentence().startswith("100 % of the references match if positions count from 0, or ")
    mended = check(study(s_fasta=FASTA, m_csv="Gene,Position,Ref,Alt\n" + rows), Choices(offset=1))
    assert mended.proposal is None
    assert mended.located.counts()["matched"] == 22


def test_coding_regions_come_from_the_table_and_are_guessed_only_for_the_rest():
    table = "Gene,Position,Type\ng1,7,C>T\ng2,8,C>A\n"
    found = check(study(s_fasta=FASTA, m_csv=table, r_csv=REGIONS))
    assert found.effects["hgvs_p"].tolist() == ["p.Ala2Val", "p.Pro2="]
    assert found.effects["by"].tolist() == ["sequence", "sequence"]
    long = ">g3\n" + "ATG" + "GCA" * 30 + "TAA\n"
    mixed = study(s_fasta=FASTA + long, m_csv=table + "g3,5,C>T\n", r_csv=REGIONS)
    assert check(mixed).effects["by"].tolist() == ["sequence", "sequence", "guess"]
    assert check(mixed, Choices(guess=False)).effects["consequence"].iloc[2] == "unknown"


def test_silent_mutations_do_not_count_unless_asked_for():
    table = "Gene,Position,Type\ng1,7,C>T\ng2,8,C>A\ng1,1,C>A\n"
    whole = study(s_fasta=FASTA, m_csv=table, r_csv=REGIONS)
    assert check(whole).effects["consequence"].tolist() == ["missense", "synonymous", "non_coding"]
    assert check(whole).counts.tolist() == [True, False, False]
    assert check(whole, Choices(consequences=("synonymous",))).counts.tolist() == [False, True, False]


def test_where_nothing_codes_all_changes_count():
    found = check(study(s_fasta=">p\nAATTAA\n", m_csv="Gene,Position,Type\np,1,A>C\n"))
    assert found.effects["consequence"].tolist() == ["unknown"]
    assert "non_coding" in counting_consequences(found.effects, Choices())
    assert found.counts.all()


def test_without_sequences_rows_are_kept_as_the_table_states_them():
    table = (
        "Hugo_Symbol,Start_Position,Reference_Allele,Tumor_Seq_Allele2,Variant_Classification,Tumor_Sample_Barcode\n"
        "TP53,7,A,C,Missense_Mutation,t1\nTP53,7,A,C,Missense_Mutation,t1\nTP53,9,A,C,Silent,t2\nKRAS,0,A,C,Intron,t1\n"
    )
    found = check(study(m_csv=table))
    assert found.located.keys.tolist() == ["unchecked", "duplicate", "unchecked", "below_one"]
    assert found.effects["consequence"].tolist() == ["missense", "missense", "synonymous", "non_coding"]
    assert found.effects["by"].iloc[0] == "table"
    assert found.counts.tolist() == [True, False, False, False]


def test_a_table_of_genes_and_chromosomes_is_matched_by_whichever_the_sequences_are_called():
    table = "Hugo_Symbol,Chromosome,Start_Position,Reference_Allele,Tumor_Seq_Allele2,Variant_Classification\n"
    found = check(study(s_fasta=">chr17\nACGTACGT\n", m_csv=table + "TP53,17,3,G,A,Missense_Mutation\n"))
    assert found.located.keys.tolist() == ["matched"]
    assert found.effects["gene"].tolist() == ["TP53"]


def test_all_rows_can_be_about_the_only_sequence():
    texts = {"s_fasta": ">plasmid\nACGTACGT\n", "m_csv": "Gene,Position,Type\nlacZ,3,G>A\n"}
    assert check(study(**texts)).located.keys.tolist() == ["unknown_gene"]
    assert check(study(**texts), Choices(only_sequence=True)).located.keys.tolist() == ["matched"]


def test_two_files_of_sequences_are_compared_and_their_differences_called():
    whole = study(n_fasta=">a\nACGTACGTAC\n>b\nGGGTTT\n", t_fasta=">a\nACGTTCGTAC\n>c\nGG\n")
    assert whole.pairs is not None
    assert check(whole).located.keys.tolist() == ["matched"]
    assert check(whole).effects["hgvs_c"].tolist() == ["n.5A>T"]
    assert set(whole.pairs["note"]) >= {"no partner with this name"} or len(whole.pairs) == 3


@pytest.mark.parametrize("name", ["sp|P04637|P53_HUMAN", "ENST00000269305.9|TP53", "tp53.2"])
def test_a_gene_is_found_in_the_longer_name_of_its_sequence(name):
    gene = "P53_HUMAN" if "P53_HUMAN" in name else "TP53"
    found = check(study(s_fasta=f">{name}\nACGTACGT\n", m_csv=f"Gene,Position,Type\n{gene},3,G>A\n"))
    assert found.located.keys.tolist() == ["matched"]
