from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from Bio.Seq import Seq
from scipy.stats import chi2_contingency, false_discovery_control, fisher_exact, hypergeom
from statsmodels.stats.contingency_tables import Table2x2

from genocore.errors import InputError, NotEnoughData
from genocore.exploration import enrichment
from genocore.exploration.enrichment import kmer_enrichment
from genocore.sequences import Dataset

EQUAL = Dataset.from_strings(["ACGT"] * 4, labels=["x", "y"] * 2)


def random_texts(n, length, seed, letters="ACGT"):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in np.array(list(letters))[generator.integers(0, len(letters), (n, length))]]


def opposite(word):
    return str(Seq(word).reverse_complement())


def table_by_hand(texts, labels, positive, word, both_strands=False):
    """Return records with and without the word, of the class and of the rest, the slow way."""
    words = {word, opposite(word)} if both_strands else {word}
    holds = [any(one in text for one in words) for text in texts]
    pairs = [(found, label == positive) for found, label in zip(holds, labels, strict=True) if label is not None]
    a, b, c, d = (pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False)))
    return np.array([[a, b], [c, d]])


def statistic(table):
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    exact = expected.min() < enrichment.EXACT_BELOW
    return ("Fisher", fisher_exact(table)[1]) if exact else ("chi-square", chi2_contingency(table, correction=False)[1])


def compare_with_counting_by_hand(texts, labels, positive, k, both_strands):
    found = kmer_enrichment(Dataset.from_strings(texts, labels=labels), k, positive, both_strands)
    words = ["".join(word) for word in product("ACGT", repeat=k)]
    words = [word for word in words if not both_strands or word <= opposite(word)]
    rows = found.set_index("word")
    p = []
    for word in words:
        table = table_by_hand(texts, labels, positive, word, both_strands)
        name = word if not both_strands or word == opposite(word) else f"{word}/{opposite(word)}"
        if 0 in table.sum(axis=1):
            assert name not in rows.index
            continue
        row = rows.loc[name]
        assert [row["records_positive"], row["records_rest"]] == table[0].tolist()
        np.testing.assert_allclose(row[["share_positive", "share_rest"]].tolist(), table[0] / table.sum(axis=0))
        test, expected = statistic(table)
        assert (row["test"], row["p"]) == (test, pytest.approx(expected, abs=1e-9, rel=1e-9))
        odds = Table2x2(table + 0.5, shift_zeros=False)
        limits = [odds.log_oddsratio, *odds.log_oddsratio_confint(0.05)]
        np.testing.assert_allclose(row[["log2_odds", "low", "high"]].tolist(), np.array(limits) / np.log(2))
        p.append((row["q"], row["p"]))
    q, p = np.array(p).T
    np.testing.assert_allclose(q, false_discovery_control(p), rtol=1e-12)
    assert found.attrs["tested"] == len(found) == len(p)
    assert found.attrs["untested"] == len(words) - len(p)
    return found


@pytest.mark.parametrize("both_strands", [False, True])
@pytest.mark.parametrize("k", [1, 2, 3, 4, 6, 8])
def test_counts_and_statistics_are_those_of_counting_by_hand(k, both_strands):
    texts = random_texts(60, 30, k, "AACGTN" if k < 8 else "AC")
    texts[3:6] = ["", "ACG", "NNNNNN"]
    labels = [("b", "a", None, "a")[index % 4] for index in range(60)]
    found = compare_with_counting_by_hand(texts, labels, "b", k, both_strands)
    assert found.attrs["n_positive"] == labels.count("b")
    assert found.attrs["n_rest"] == labels.count("a")


@pytest.mark.parametrize("positive", ["a", "b", "c"])
def test_a_class_is_compared_with_all_others_together(positive):
    compare_with_counting_by_hand(random_texts(50, 20, 3), ["a", "b", "c", "b", "a"] * 10, positive, 2, False)


@pytest.mark.parametrize("both_strands", [False, True])
def test_large_counts_get_chi_square(monkeypatch, both_strands):
    monkeypatch.setattr(enrichment, "EXACT_BELOW", 14)
    found = compare_with_counting_by_hand(random_texts(90, 40, 4), ["a", "b", "b"] * 30, "b", 3, both_strands)
    assert set(found["test"]) == {"Fisher", "chi-square"}


def test_records_are_counted_across_blocks(monkeypatch):
    monkeypatch.setattr(enrichment, "_CELLS", 150)
    compare_with_counting_by_hand(random_texts(61, 25, 5), [*["a", "b"] * 30, "b"], "b", 3, False)


@pytest.mark.parametrize(("n", "size"), [(9, 4), (40, 11), (201, 100), (5_000, 300), (20_000, 10_000), (10**6, 20_000)])
def test_exact_p_is_scipys(n, size):
    generator = np.random.default_rng(n)
    margin = generator.integers(1, min(n // 2, 999 * n // size) + 1, 40)
    typical = generator.hypergeometric(margin[:20], n - margin[:20], size)
    seen = np.concatenate([typical, generator.integers(0, np.minimum(margin[20:], size) + 1)])
    found = enrichment._fisher(seen, margin, size, n)
    tables = [[[x, m - x], [size - x, n - size - m + x]] for x, m in zip(seen, margin, strict=True)]
    expected = np.array([fisher_exact(table)[1] for table in tables])
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-300)


def test_published_example_of_the_exact_test():
    # Fisher's lady tasting tea (Design of Experiments, 1935): 3 of 4 cups right, two-sided p = 34/70
    assert enrichment._fisher(np.array([3, 4]), np.array([4, 4]), 4, 8) == pytest.approx([34 / 70, 2 / 70])


def test_repeats_within_a_record_count_once():
    data = Dataset.from_strings(["AAAAAAAA", "CC", "GC", "GC"], labels=["a", "a", "b", "b"])
    assert kmer_enrichment(data, 2, "a").set_index("word").loc["AA", "records_positive"] == 1


def test_words_do_not_run_over_from_one_record_to_the_next():
    found = kmer_enrichment(Dataset.from_strings(["AC", "GT"] * 2, labels=["a", "b"] * 2), 2)
    assert sorted(found["word"]) == ["AC", "GT"]


def test_the_second_class_is_positive_by_default_and_its_odds_are_finite():
    found = kmer_enrichment(Dataset.from_strings(["A", "C"] * 5, labels=["x", "y"] * 5), 1).set_index("word")
    assert found.loc["C", "log2_odds"] == pytest.approx(np.log2(5.5**2 / 0.5**2)) == -found.loc["A", "log2_odds"]
    assert np.isfinite(found[["low", "high"]]).all(axis=None)


def test_words_of_no_record_or_of_all_are_left_out_and_counted():
    found = kmer_enrichment(Dataset.from_strings(["AC", "AG", "AC", "AG"], labels=["x", "y"] * 2), 1)
    assert sorted(found["word"]) == ["C", "G"]
    assert found.attrs == {"tested": 2, "untested": 2, "n_positive": 2, "n_rest": 2}


def test_nothing_to_test_is_an_empty_table():
    found = kmer_enrichment(EQUAL, 3)
    assert found.empty
    assert found.attrs["untested"] == 64


@pytest.mark.parametrize(("k", "motif"), [(7, "TGACTCA"), (6, "TGACTC")])
@pytest.mark.parametrize("both_strands", [False, True])
def test_a_planted_motif_comes_first(k, motif, both_strands):
    texts = random_texts(400, 100, 11)
    for index in range(0, 400, 4):  # half of the positives
        site = opposite(motif) if both_strands and index % 8 else motif
        texts[index] = texts[index][:40] + site + texts[index][40 + k :]
    data = Dataset.from_strings(texts, labels=["site", "background"] * 200)
    found = kmer_enrichment(data, k, "site", both_strands)
    assert found.loc[0, "word"] in (motif, "/".join(sorted([motif, opposite(motif)])))
    assert found.loc[0, "q"] < 1e-6
    assert found.loc[0, "low"] > 2


def test_rows_are_ordered_by_p_then_by_effect():
    found = kmer_enrichment(Dataset.from_strings(random_texts(80, 30, 7), labels=["x", "y"] * 40), 4)
    keys = list(zip(found["p"], -found["log2_odds"].abs(), strict=True))
    assert keys == sorted(keys)


@pytest.mark.parametrize("n_positive", [150, 20])
def test_without_a_difference_words_are_rarely_reported(n_positive):
    # with a false discovery rate of 5 % at most 5 % of relabellings may report a word, plus 3 standard errors
    texts, runs = random_texts(300, 60, 21), 300
    data, generator = Dataset.from_strings(texts), np.random.default_rng(2)
    labels = np.array(["y"] * n_positive + ["x"] * (300 - n_positive))
    reported, below = 0, []
    for _ in range(runs):
        found = kmer_enrichment(data.with_labels(generator.permutation(labels)), 4)
        reported += bool((found["q"] <= 0.05).any())
        below.append([(found["p"] <= level).mean() for level in (0.05, 0.01, 0.001)])
    assert reported / runs <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / runs)
    assert (np.mean(below, axis=0) <= np.array([0.05, 0.01, 0.001]) * 1.1).all()


def test_rare_classes_are_no_reason_for_small_p():
    # chi-square at the textbooks' limit of 5 would give p <= 0.00001 thirteen times too often here
    seen = np.arange(101)
    p, chance = enrichment._fisher(seen, np.full(101, 100), 1_000, 20_000), hypergeom.pmf(seen, 20_000, 100, 1_000)
    for level in (0.05, 1e-3, 1e-5, 1e-7):
        assert chance[p <= level].sum() <= level


def test_progress_ends_at_one():
    told = []
    data = Dataset.from_strings(["ACGT", "AAAA"] * 3, labels=["x", "y"] * 3)
    kmer_enrichment(data, 2, on_progress=lambda fraction, note: told.append((fraction, note)))
    assert told == [(1.0, "6 of 6 records")]


@pytest.mark.parametrize("k", [0, 9])
def test_words_have_one_to_eight_letters(k):
    with pytest.raises(InputError, match=rf"PA001: Words can have 1 to 8 letters, not {k}\."):
        kmer_enrichment(EQUAL, k)


def test_an_unknown_class_is_answered_with_those_there_are():
    with pytest.raises(InputError, match=r"PA001: There is no class 'z'\. There is: x, y\."):
        kmer_enrichment(EQUAL, 2, "z")


def test_more_than_two_classes_need_a_choice():
    with pytest.raises(InputError, match=r"PA001: Say which class .* There is: x, y, z\."):
        kmer_enrichment(Dataset.from_strings(["ACGT"] * 6, labels=["x", "y", "z"] * 2), 2)


@pytest.mark.parametrize(
    "labels", [None, ["x"] * 4, ["x", "x", "x", "y"], ["x", "y", "y", "y"], ["x", "y", None, None]]
)
def test_two_records_are_needed_on_each_side(labels):
    with pytest.raises(NotEnoughData, match="ML006"):
        kmer_enrichment(Dataset.from_strings(["ACGT"] * 4, labels=labels), 2)


def test_measured_values_are_no_classes():
    with pytest.raises(NotEnoughData, match="ML006"):
        kmer_enrichment(replace(EQUAL, target=np.array([0.1, 2, 3, 4]), classes=()), 2)
