import numpy as np
import pandas as pd
import pytest
from scipy import stats

from genocore.errors import InputError
from genocore.evidence.check import check
from genocore.evidence.choices import Choices
from genocore.evidence.grid import EXPRESSION, grid, significant_mutations, with_answers
from genocore.evidence.model_effects import by_gene, model_effects, rank_correlation
from genocore.evidence.results import work_out
from genocore.explanation import changed
from genocore.explanation.effects import effects
from genocore.explanation.score import Score
from genocore.sequences import Dataset
from tests.evidence.studies import matrix, study
from tests.explanation.small import fitted, random_texts

TEXTS = {"g1": "CCAAAATTGGGTAACC", "g2": "TTGGCATTGACCAGTA", "g3": "ACGTTTGACGGACATT"}
FASTA = "".join(f">{name}\n{text}\n" for name, text in TEXTS.items())
MUTATIONS = (
    "Gene,Position,Ref,Alt,Sample\n"
    "g1,3,A,T,s1\ng1,2,CA,CT,s2\ng1,3,A,T,s3\ng1,8,T,G,s3\n"  # the first three are one change
    "g1,3,A,-,s1\ng1,6,A,-,s2\n"  # a repeat: these two are one change
    "g2,1,T,A,s1\ng2,2,T,C,s2\ng2,2,T,C,s2\ng2,5,C,G,s3\n"
    "g3,2,G,T,s1\ng3,2,C,T,s2\ng9,1,A,C,s2\n"
)
VALUES = {
    "g1": [5, 6, 5, 9, 8, 9, 9], "g2": [8, 9, 8, 4, 5, 4, 5], "g3": [5, 5, 6, 5, 6, 5, 6], "g9": [1, 2, 3, 4, 5, 6, 7],
}  # fmt: skip
SHEET = "Sample,status\n" + "".join(f"s{n},{'mutated' if n < 4 else 'wildtype'}\n" for n in range(1, 8))


def learnt(classes="xy", **values):
    texts = random_texts(80, 16, seed=1)
    ends = [8] if len(classes) == 2 else [7, 9]
    labels = [classes[np.searchsorted(ends, text.count("G") + text.count("C"))] for text in texts]
    data = Dataset.from_strings(texts, labels=labels)
    return fitted(data, "random_forest", "kmers", {"trees": 12, "k": "1-2", **values})


@pytest.fixture(scope="module")
def model():
    return learnt()


@pytest.fixture(scope="module")
def worked():
    whole = study(s_fasta=FASTA, m_csv=MUTATIONS, e_csv=matrix(VALUES), x_csv=SHEET)
    return work_out(whole, Choices.checked(group="status"))


def test_it_is_the_second_of_two_classes_by_default_and_every_row_has_an_answer(worked, model):
    found = model_effects(worked.checked, model)
    score = Score.checked(model, "y")
    assert found.attrs["score"] == "probability of y"
    pd.testing.assert_frame_equal(found, effects(score, worked.checked.data, worked.checked.located), check_like=True)
    assert len(found) == len(worked.checked.mutations) == 13
    assert found["model_status"].tolist() == [
        *["scored"] * 10, "not_in_place", "scored", "not_in_place",
    ]  # fmt: skip


def test_the_seed_decides_which_letters_effects_are_compared_with(worked, model, monkeypatch):
    monkeypatch.setattr(changed, "COMPARED", 10)
    first, second, other = (model_effects(worked.checked, model, seed=seed)["percentile"] for seed in (1, 1, 2))
    assert first.equals(second)
    assert not first.equals(other)


def test_class_and_measure_can_be_chosen(worked, model):
    plain, odds = model_effects(worked.checked, model, "x"), model_effects(worked.checked, model, "x", "log_odds")
    assert (plain.attrs["score"], odds.attrs["score"]) == ("probability of x", "log odds of x")
    other = model_effects(worked.checked, model)
    np.testing.assert_allclose(plain["delta_score_mean"], -other["delta_score_mean"], atol=1e-9)
    p = plain["score_ref"].clip(1e-6, 1 - 1e-6)
    np.testing.assert_allclose(odds["score_ref"], np.log(p / (1 - p)))


def test_of_more_than_two_classes_one_must_be_named(worked):
    model = learnt("xyz")
    with pytest.raises(InputError, match="PA001: The model has 3 classes: x, y, z"):
        model_effects(worked.checked, model)
    assert model_effects(worked.checked, model, "y").attrs["score"] == "probability of y"


def test_a_model_of_numbers_is_asked_for_them(worked):
    texts = random_texts(60, 16, seed=1)
    data = Dataset.from_strings(texts).with_numbers(np.array([float(text.count("A")) for text in texts]))
    numbers = fitted(data, "random_forest", "kmers", {"trees": 5, "k": "1-1"})
    assert model_effects(worked.checked, numbers).attrs["score"] == "predicted value"
    with pytest.raises(InputError, match="PA001"):
        model_effects(worked.checked, numbers, "y")


def test_a_study_without_sequences_is_refused(model):
    checked = check(study(m_csv="Gene,Position,Type\ng1,3,A>C\n"))
    with pytest.raises(InputError, match="A model reads sequences, and there are none in this study") as caught:
        model_effects(checked, model)
    assert caught.value.code == "MU015"
    assert "FASTA" in caught.value.hint


@pytest.mark.parametrize(("of", "measure"), [("w", ""), ("y", "odds")])
def test_a_class_or_measure_it_has_not_is_refused(worked, model, of, measure):
    with pytest.raises(InputError, match="PA002"):
        model_effects(worked.checked, model, of, measure)


# beside the grid


def test_answers_stand_before_what_is_known_of_expression(worked, model):
    asked = model_effects(worked.checked, model)
    whole = grid(worked.checked, worked.genes, asked)
    plain = grid(worked.checked, worked.genes)
    here = [name for name in plain if name not in EXPRESSION]
    assert list(whole) == [*here, *asked, *EXPRESSION]
    pd.testing.assert_frame_equal(whole[list(plain)], plain)
    pd.testing.assert_frame_equal(whole[list(asked)], asked)
    pd.testing.assert_frame_equal(with_answers(plain, asked), whole)


def test_without_expression_answers_stand_last(worked, model):
    asked = model_effects(worked.checked, model)
    whole = grid(worked.checked, asked=asked)
    assert list(whole) == [*grid(worked.checked), *asked]


def test_answers_of_another_model_take_the_place_of_earlier_ones(worked, model):
    one, other = model_effects(worked.checked, model, "x"), model_effects(worked.checked, model, "y")
    twice = with_answers(with_answers(worked.table, one), other)
    pd.testing.assert_frame_equal(twice, with_answers(worked.table, other))


def test_the_grid_itself_is_left_as_it_was(worked, model):
    before = worked.table.copy()
    with_answers(worked.table, model_effects(worked.checked, model))
    pd.testing.assert_frame_equal(worked.table, before)


def test_significant_mutations_have_the_effect_if_a_model_was_asked(worked, model):
    whole = grid(worked.checked, worked.genes, model_effects(worked.checked, model))
    found = significant_mutations(whole)
    kept = whole[whole["counts"] & whole["significant"]]
    assert len(found) > 0
    assert found["delta_score_mean"].tolist() == kept["delta_score_mean"].tolist()
    assert significant_mutations(worked.table)["delta_score_mean"].isna().all()


# by gene


def test_each_distinct_change_counts_once_however_it_is_written_and_whoever_carries_it(worked, model):
    whole = grid(worked.checked, worked.genes, model_effects(worked.checked, model)).assign(ood_flags="")
    found = by_gene(whole).set_index("gene")
    assert found.columns.tolist() == ["delta", "size", "n", "log2fc", "ci_low", "ci_high", "q", "significant"]
    assert found.index.tolist() == ["g1", "g2", "g3"]
    assert found["n"].tolist() == [3, 3, 1]
    effect = whole["delta_score_mean"]
    for gene, rows in (("g1", [0, 3, 4]), ("g2", [6, 7, 9]), ("g3", [11])):
        assert found.loc[gene, "delta"] == pytest.approx(effect[rows].mean())
        assert found.loc[gene, "size"] == pytest.approx(effect[rows].abs().mean())
    genes = worked.genes.set_index("gene")
    for name in ("log2fc", "ci_low", "ci_high", "q", "significant"):
        assert found[name].tolist() == genes.loc[found.index, name].tolist()


def table(**columns):
    """Return a grid of changes of genes, all of which count."""
    n = len(columns["gene"])
    plain = {
        "counts": True, "testable": True, "log2fc": 1.0, "sequence": "s", "hgvs_c": [f"n.{at}A>C" for at in range(n)],
        "delta_score_mean": 0.5, "ood_flags": "", "ci_low": 0.0, "ci_high": 2.0, "q": 0.1, "significant": False,
    }  # fmt: skip
    return pd.DataFrame(plain | columns)


def test_changes_that_do_not_count_or_were_not_asked_about_and_genes_not_tested_are_left_out():
    found = by_gene(
        table(
            gene=["a", "a", "a", "b", "c", "d"], counts=[True, False, True, False, True, True],
            delta_score_mean=[0.5, 9.0, np.nan, 1.0, 1.0, 1.0], testable=[True, True, True, True, False, True],
            log2fc=[1.0, 1.0, 1.0, 1.0, 1.0, np.nan],
        )
    )  # fmt: skip
    assert found[["gene", "delta", "n"]].to_numpy().tolist() == [["a", 0.5, 1]]


def test_changes_unlike_what_the_model_was_trained_on_are_left_out():
    found = by_gene(table(gene=["a", "a"], delta_score_mean=[0.5, 9.0], ood_flags=["", "shorter"]))
    assert found[["gene", "delta", "n"]].to_numpy().tolist() == [["a", 0.5, 1]]


def test_effects_that_go_both_ways_cancel_in_the_mean_but_not_in_the_size():
    found = by_gene(table(gene=["a", "a"], delta_score_mean=[-0.5, 0.5]))
    assert found[["delta", "size", "n"]].to_numpy().tolist() == [[0.0, 0.5, 2]]


def test_the_same_name_on_another_sequence_is_another_change():
    assert by_gene(table(gene=["a", "a"], hgvs_c="n.1A>C", sequence=["s", "t"]))["n"].tolist() == [2]
    assert by_gene(table(gene=["a", "a"], hgvs_c="n.1A>C"))["n"].tolist() == [1]


def test_of_no_changes_there_are_no_genes():
    assert by_gene(table(gene=["a"], counts=[False])).empty


# rank correlation


@pytest.mark.parametrize("n", [5, 20, 200])
@pytest.mark.parametrize("ties", [False, True])
def test_the_correlation_is_that_of_scipy_and_the_interval_that_of_bonett_and_wright(n, ties):
    rng = np.random.default_rng(n)
    x = rng.normal(size=n)
    y = x + rng.normal(size=n)
    x, y = (x.round(), y.round()) if ties else (x, y)
    found = rank_correlation(x, y)
    value = stats.spearmanr(x, y).statistic
    assert found["n"] == n
    assert found["value"] == pytest.approx(value, abs=1e-11)
    if abs(value) < 1:
        z, error = np.arctanh(value), np.sqrt((1 + value**2 / 2) / (n - 3))
        ends = np.tanh(stats.norm.interval(0.95, z, error))
        assert (found["low"], found["high"]) == pytest.approx(tuple(ends))


@pytest.mark.parametrize("slope", [1, -1])
def test_a_perfect_order_has_no_interval(slope):
    x = np.arange(8.0)
    assert rank_correlation(x, slope * x**3) == {"value": float(slope), "low": None, "high": None, "n": 8}


@pytest.mark.parametrize(("x", "y"), [([], []), ([1], [2]), ([1, 2], [2, 1]), ([1, 1, 1, 1], [1, 2, 3, 4]),
                                      ([1, 2, 3, 4], [5, 5, 5, 5])])  # fmt: skip
def test_of_few_genes_or_equal_values_there_is_no_correlation(x, y):
    found = rank_correlation(np.array(x, dtype=float), np.array(y, dtype=float))
    assert found == {"value": None, "low": None, "high": None, "n": len(x)}


def test_of_three_genes_there_is_a_value_without_an_interval():
    assert rank_correlation(np.array([1.0, 2, 3]), np.array([1.0, 3, 2])) == {
        "value": 0.5, "low": None, "high": None, "n": 3,
    }  # fmt: skip


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_ninety_five_of_a_hundred_intervals_hold_the_true_correlation(rho):
    rng, held, times = np.random.default_rng(4), 0, 1_000
    truth = 6 / np.pi * np.arcsin(rho / 2)  # Spearman's, of normal values with Pearson's rho
    for _ in range(times):
        x, noise = rng.normal(size=(2, 20))
        found = rank_correlation(x, rho * x + np.sqrt(1 - rho**2) * noise)
        held += found["low"] <= truth <= found["high"]
    assert 0.93 < held / times < 0.975
