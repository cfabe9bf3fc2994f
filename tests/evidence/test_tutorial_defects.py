"""What the well-known tutorial gets wrong, one test each: it would fail every one of them."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from genocore.errors import InputError
from genocore.evidence.check import check
from genocore.evidence.choices import Choices
from genocore.evidence.results import files_of, work_out
from genocore.evidence.study import read_study
from genocore.files import Source
from genocore.mutations.apply import mutated_sequences
from tests.evidence.studies import FASTA, REGIONS, matrix, study

PAIRS = "Gene,Expression_Mutated,Expression_Non_Mutated\n"


def places(table, fasta=">g1\nACGT\n"):
    found = check(study(s_fasta=fasta, m_csv=table))
    return list(zip(found.located.keys, found.located.index.tolist(), strict=True))


def genes_of(table, **chosen):
    return work_out(study(e_csv=table), Choices.checked(**chosen)).genes.set_index("gene")


def pairs(gene, mutated, intact):
    return "".join(f"{gene},{a},{b}\n" for a, b in zip(mutated, intact, strict=True))


@pytest.mark.parametrize("position", ["0", "-1", "-3"])
def test_3_1_a_position_below_1_never_means_a_base_at_the_end(position):
    assert places(f"Gene,Position,Type\ng1,{position},A>C\n") == [("below_one", -1)]


def test_3_2_rows_out_of_range_or_of_unknown_genes_stay_and_are_counted():
    found = [key for key, _ in places("Gene,Position,Type\ng1,5,A>C\nG1 ,1,A>C\nTP53,1,A>C\n")]
    assert found == ["out_of_range", "matched", "unknown_gene"]


def test_3_3_a_missing_position_spoils_no_other_row():
    assert places("Gene,Position,Type\ng1,1,A>C\ng1,,A>C\n") == [("matched", 0), ("not_understood", -1)]
    assert places("Gene,Position,Type\ng1,1.0,A>C\ng1,NaN,A>C\n")[0] == ("matched", 0)


def test_3_4_columns_may_be_called_otherwise_and_words_in_positions_are_told():
    assert places("Hugo_Symbol,Start_Position,Variant\ng1,2,x\n".replace("Variant", "Type")) == [("located", 1)]
    assert places("symbol,pos,change\ng1,2,C>T\ng1,two,C>T\n") == [("matched", 1), ("not_understood", -1)]
    sources = [Source.from_text(">g1\nACGT\n"), Source.from_text("locus;where;what\ng1;2;C>T\n")]
    mapped = read_study(sources, ["sequences", "mutations"], {"gene": "locus", "position": "where", "mutation": "what"})
    assert check(mapped).located.keys.tolist() == ["matched"]


def test_3_5_of_two_sequences_with_one_name_none_wins_silently():
    found = check(study(s_fasta=">g1\nACGT\n>g1\nTTTT\n", m_csv="Gene,Position,Type\ng1,1,A>C\n"))
    assert found.located.keys.tolist() == ["unknown_gene"]
    assert "Several sequences that differ are called 'g1'" in found.reasons[0]


def test_3_6_names_with_marks_are_matched_and_how_is_said():
    found = check(study(s_fasta=">sp|P04637|P53_HUMAN\nACGT\n", m_csv="Gene,Position,Type\nP53_HUMAN,1,A>C\n"))
    assert found.matching.table(found.data)["how"].tolist() == ["part of the name"]


def test_3_7_the_reference_is_checked_the_change_applied_and_its_consequence_given():
    found = check(study(s_fasta=FASTA, m_csv="Gene,Position,Ref,Alt\ng1,7,C,T\ng1,7,A,T\n", r_csv=REGIONS))
    assert found.located.keys.tolist() == ["matched", "ref_mismatch"]
    assert found.effects["hgvs_p"].iloc[0] == "p.Ala2Val"
    [(row, text)] = mutated_sequences(found.data, found.located)
    assert (row, text) == (0, "CCATGGTTAAATTTGGGTAACC")


def test_3_8_groups_are_made_from_samples():
    table = matrix({"g1": [1, 2, 3, 7, 8, 9], "g2": [5, 4, 5, 4, 5, 4]})
    calls = "Gene,Position,Type,Sample\n" + "".join(f"g1,7,C>T,s{n}\n" for n in (4, 5, 6)) + "g2,8,C>A,s1\n"
    found = work_out(
        study(s_fasta=FASTA, m_csv=calls, e_csv=table, r_csv=REGIONS), Choices(everyone=True, scale="none")
    ).genes
    assert found.set_index("gene").loc["g1", ["n_mut", "n_wt", "log2fc"]].tolist() == [3, 3, 6.0]


def test_3_9_a_gene_is_tested_once_however_many_mutations_it_has():
    calls = "Gene,Position,Type\n" + "g1,7,C>T\ng1,8,T>A\ng1,10,A>C\ng1,11,A>C\n"
    table = PAIRS + pairs("g1", [1, 2, 3], [7, 8, 9]) + pairs("g2", [1, 2, 3], [2, 3, 1])
    found = work_out(study(s_fasta=FASTA, m_csv=calls, e_csv=table, r_csv=REGIONS))
    assert found.genes["gene"].tolist() == ["g1", "g2"]
    written = "".join(files_of(found)["significant_mutations.csv"]())
    assert written.count("\n") == 4  # the header, and three that are not silent


def test_3_10_of_2_000_genes_that_do_not_differ_about_none_is_called():
    rng = np.random.default_rng(7)
    table = PAIRS + "".join(pairs(f"n{gene}", *rng.normal(size=(2, 8)).round(4)) for gene in range(2000))
    found = genes_of(table)
    assert (found["p"] < 0.05).sum() > 60
    assert found["significant"].sum() <= 2


def test_3_11_unequal_variances_do_not_make_false_calls():
    rng = np.random.default_rng(3)
    false = []
    for _ in range(40):
        values = np.concatenate([rng.normal(0, 3, (100, 4)), rng.normal(0, 1, (100, 40))], axis=1)
        lines = matrix({f"n{row}": list(found.round(5)) for row, found in enumerate(values)})
        sheet = "sample,TP53\n" + "".join(f"s{n},{'MUT' if n <= 4 else 'WT'}\n" for n in range(1, 45))
        p = work_out(study(e_csv=lines, s_csv=sheet)).genes["p"]
        false.append((p < 0.05).mean())
        if len(false) == 5:
            break
    assert 0.02 < np.mean(false) < 0.1  # Student's: about 0.38


def test_3_12_pairs_are_tested_as_pairs_by_name_and_not_by_order():
    rng = np.random.default_rng(5)
    base = rng.normal(0, 3, 10)
    values = np.concatenate([base, (base + 0.8 + rng.normal(0, 0.3, 10))[::-1]]).round(4)
    lines = matrix({"g1": list(values), "g2": list(values[::-1])})
    who = [f"p{n}" for n in range(10)] + [f"p{n}" for n in range(9, -1, -1)]
    sheet = "sample,TP53,patient\n" + "".join(f"s{n + 1},{'WT' if n < 10 else 'MUT'},{who[n]}\n" for n in range(20))
    whole = study(e_csv=lines, s_csv=sheet)
    paired = work_out(whole, Choices(group="TP53", pair="patient", test="paired_t")).genes
    single = work_out(whole, Choices(group="TP53")).genes
    assert paired["p"].iloc[0] == pytest.approx(stats.ttest_rel(values[10:][::-1], values[:10]).pvalue)
    assert paired["p"].iloc[0] < 1e-3 < 0.3 < single["p"].iloc[0]


def test_3_13_amounts_are_tested_on_a_logarithm_and_it_is_said():
    found = work_out(study(e_csv=PAIRS + pairs("g1", [10, 200, 3000], [100, 90, 120])))
    assert found.grouped.scale == "log2"
    assert found.genes["mean_mut"].iloc[0] == pytest.approx(np.log2(np.array([11, 201, 3001])).mean())
    with pytest.raises(InputError, match="EX003"):
        work_out(study(e_csv=PAIRS + pairs("g1", [-1, 2, 3], [1, 9, 12])), Choices(scale="log2"))


def test_3_14_a_gene_that_cannot_be_tested_stays_with_its_reason():
    found = genes_of(PAIRS + "g1,1,2\n" + pairs("g2", [4, 4, 4], [4, 4, 4]) + pairs("g3", [1, 2, 3], [4, 5, 7]))
    assert found["testable"].tolist() == [False, False, True]
    assert [reason[:5] for reason in found["reason"]] == ["ST001", "ST002", ""]


def test_3_15_constants_that_differ_are_no_top_hit():
    found = genes_of(PAIRS + pairs("g1", [4, 4, 4], [9, 9, 9]))
    assert found["reason"].iloc[0].startswith("ST002")
    assert np.isnan(found["p"].iloc[0])
    assert not found["significant"].iloc[0]


def test_3_16_effects_intervals_numbers_and_genes_without_a_difference_are_written():
    found = work_out(study(e_csv=PAIRS + pairs("g1", [1, 2, 3], [7, 8, 9.5]) + pairs("g2", [1, 2, 3], [2, 3, 1])))
    frame = pd.read_csv(pd.io.common.StringIO("".join(files_of(found)["gene_significance.csv"]())))
    assert len(frame) == 2
    assert {"n_mut", "n_wt", "log2fc", "ci_low", "ci_high", "g", "g_ci_low", "g_ci_high", "q", "mde"} <= set(frame)


def test_3_17_the_files_keep_position_bases_and_every_column_of_the_upload():
    calls = "Gene,Position,Type,Lab book\ng1,7,C>T,page 12\n"
    found = work_out(study(s_fasta=FASTA, m_csv=calls, e_csv=PAIRS + pairs("g1", [1, 2, 3], [7, 8, 9]), r_csv=REGIONS))
    written = pd.read_csv(pd.io.common.StringIO("".join(files_of(found)["mutations.csv"]())))
    assert written.loc[0, ["position", "ref", "alt", "input_Lab book"]].tolist() == [7, "C", "T", "page 12"]
    significant = pd.read_csv(pd.io.common.StringIO("".join(files_of(found)["significant_mutations.csv"]())))
    assert list(significant.columns[:3]) == ["Gene", "Mutation Type", "P-value"]
    assert significant.loc[0, ["position", "ref", "alt", "hgvs_p"]].tolist() == [7, "C", "T", "p.Ala2Val"]


def test_3_18_recurrence_is_told_apart_from_expression_and_nothing_is_called_a_driver():
    calls = "Gene,Position,Type,Sample\n" + "".join(f"g1,7,C>T,s{n}\n" for n in range(1, 6)) + "g1,10,A>C,s6\n"
    found = work_out(study(s_fasta=FASTA, m_csv=calls, r_csv=REGIONS))
    written = pd.read_csv(pd.io.common.StringIO("".join(files_of(found)["recurrence.csv"]())))
    assert written.loc[0, ["name", "position", "n", "total"]].tolist() == ["g1", 7, 5, 6]
    assert written.loc[0, "p"] == pytest.approx(stats.binomtest(5, 6, 1 / 22, alternative="greater").pvalue)
    assert "p" not in found.table.columns


def test_3_19_many_rows_are_located_at_once_and_as_a_loop_would():
    rng = np.random.default_rng(11)
    sequences = {f"g{n}": "".join(rng.choice(list("ACGT"), 60)) for n in range(5)}
    gene, position = rng.integers(0, 6, 3000), rng.integers(-1, 64, 3000)
    types = rng.choice(["A>C", "G>T", "C>G"], 3000)
    table = "Gene,Position,Type,Sample\n" + "".join(
        f"g{g},{p},{t},s{n}\n" for n, (g, p, t) in enumerate(zip(gene, position, types, strict=True))
    )
    found = places(table, "".join(f">{name}\n{text}\n" for name, text in sequences.items()))
    for (status, index), g, p, change in zip(found, gene, position, types, strict=True):
        text = sequences.get(f"g{g}")
        expected = (
            "unknown_gene" if text is None else "below_one" if p < 1 else "out_of_range" if p > 60
            else "matched" if text[p - 1] == change[0] else "ref_mismatch"
        )  # fmt: skip
        assert status == expected
        assert index == (p - 1 if expected in ("matched", "ref_mismatch") else -1)


def test_3_20_carriers_of_silent_mutations_only_do_not_dilute_the_mutated_group():
    table = matrix({"g1": [9, 8.5, 9.2, 1, 1.2, 0.8, 1.1, 0.9], "g2": [1, 2, 1, 2, 1, 2, 1, 2]})
    calls = "Gene,Position,Type,Sample\n" + "".join(f"g1,{'7,C>T' if n <= 3 else '8,T>A'},s{n}\n" for n in range(1, 9))
    whole = study(s_fasta=FASTA, m_csv=calls, e_csv=table, r_csv=REGIONS)
    kept = work_out(whole, Choices(scale="none")).genes.set_index("gene").loc["g1"]
    assert (kept["n_mut"], kept["n_wt"], bool(kept["significant"])) == (3, 5, True)
    diluted = work_out(whole, Choices(scale="none", consequences=("missense", "synonymous"))).genes
    assert diluted["n_mut"].iloc[0] == 8
