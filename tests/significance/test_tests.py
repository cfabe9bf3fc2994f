"""Every test gives what scipy gives, gene by gene, also on ties, NaN, single values and constant groups."""

import warnings

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from genocore.errors import InputError
from genocore.significance import TESTS
from genocore.significance.correction import correct
from genocore.significance.groups import Groups
from genocore.significance.ranks import rank_rows

UNPAIRED = {
    "welch": lambda a, b: stats.ttest_ind(a, b, equal_var=False),
    "student": stats.ttest_ind,
    "mann_whitney": lambda a, b: stats.mannwhitneyu(a, b, alternative="two-sided"),
}
PAIRED = {"paired_t": stats.ttest_rel, "wilcoxon": stats.wilcoxon}


def groups(n, m, genes=60, *, seed=0, ties=False, missing=0.1, shift=0.7):
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, (genes, n + m)) * np.where(np.arange(n + m) < n, 1, 2)
    values[:, :n] += shift
    if ties:
        values = values.round(0)
    values[rng.random(values.shape) < missing] = np.nan
    member = np.repeat([[1, 0]], [n, m], axis=1).astype(np.int8)
    return Groups(np.array([f"g{i}" for i in range(genes)]), values, member)


def paired(n, genes=60, **asked):
    found = groups(n, n, genes, **asked)
    return Groups(found.genes, found.values, found.member, pairs=np.tile(np.arange(n), 2))


def by_gene(data):
    for row in range(len(data)):
        yield data.values[row][data.mutated[row]], data.values[row][data.intact[row]]


@pytest.mark.parametrize("key", UNPAIRED)
@pytest.mark.parametrize("sizes", [(2, 2), (3, 3), (4, 40), (8, 9), (12, 30)])
@pytest.mark.parametrize("ties", [False, True])
def test_two_groups_are_tested_as_scipy_does(key, sizes, ties):
    data = groups(*sizes, ties=ties, seed=sizes[1])
    found = TESTS[key].build(data)
    tested = 0
    for row, (a, b) in enumerate(by_gene(data)):
        if min(len(a), len(b)) < (1 if key == "mann_whitney" else 2) or len({*a, *b}) == 1:
            assert np.isnan(found.p[row])
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # scipy, of values that hardly vary
            expected = UNPAIRED[key](a, b)
        if np.isinf(expected.statistic):
            assert np.isnan(found.p[row])  # two constants: no p of 0 for that
            continue
        assert found.p[row] == pytest.approx(expected.pvalue, rel=1e-9)
        assert found.statistic[row] == pytest.approx(expected.statistic, rel=1e-9)
        tested += 1
    assert tested > (5 if min(sizes) == 2 else 30)


@pytest.mark.parametrize("key", PAIRED)
@pytest.mark.parametrize("n", [3, 7, 30, 60])
@pytest.mark.parametrize("ties", [False, True])
def test_pairs_are_tested_as_scipy_does(key, n, ties):
    data = paired(n, ties=ties, seed=n)
    found = TESTS[key].build(data)
    tested = 0
    for row in range(len(data)):
        a, b = data.values[row, :n], data.values[row, n:]
        whole = np.isfinite(a) & np.isfinite(b)
        a, b = a[whole], b[whole]
        if len(a) < (1 if key == "wilcoxon" else 2) or len(set(a - b)) == 1 or not np.any(a - b):
            continue
        apart = a - b
        method = "auto"
        if key == "wilcoxon" and (np.any(apart == 0) or len(set(np.abs(apart))) < len(apart) or len(apart) > 50):
            method = "asymptotic"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            options = {"method": method} if key == "wilcoxon" else {}
            expected = PAIRED[key](a, b, **options)
        assert found.p[row] == pytest.approx(expected.pvalue, rel=1e-9), (a, b)
        assert found.statistic[row] == pytest.approx(expected.statistic, rel=1e-9)
        tested += 1
    assert tested > 25


@pytest.mark.parametrize("key", ["welch", "student"])
def test_two_different_constants_are_not_a_hit(key):
    values = np.array([[5.0, 5, 5, 9, 9, 9], [5, 5, 5, 5, 5, 5], [5, 5, 5, 8, 9, 10]])
    found = TESTS[key].build(Groups(np.array(list("abc")), values, np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8)))
    assert np.isnan(found.p[:2]).all()
    assert np.isnan(found.statistic[:2]).all()
    assert found.p[2] < 0.05


@pytest.mark.parametrize("key", ["welch", "student", "mann_whitney"])
@pytest.mark.parametrize("member", [[1, 1, 1, 1], [0, 0, 0, 0], [-1, -1, -1, -1]])
def test_a_group_without_samples_is_not_tested(key, member):
    found = TESTS[key].build(Groups(np.array(["a"]), np.arange(4.0)[None], np.array([member], dtype=np.int8)))
    assert np.isnan(found.p).all()


def test_welch_holds_its_level_where_student_does_not():
    rng = np.random.default_rng(1)
    values = np.hstack([rng.normal(0, 3, (4000, 4)), rng.normal(0, 1, (4000, 40))])
    data = Groups(np.arange(4000).astype(str), values, np.repeat([[1, 0]], [4, 40], axis=1).astype(np.int8))
    assert 0.04 <= (TESTS["welch"].build(data).p < 0.05).mean() <= 0.07
    assert (TESTS["student"].build(data).p < 0.05).mean() > 0.3


def test_pairs_find_what_unpaired_tests_miss():
    rng = np.random.default_rng(2)
    person = rng.normal(0, 3, (500, 10))
    values = np.hstack([person + 0.6 + rng.normal(0, 0.4, (500, 10)), person + rng.normal(0, 0.4, (500, 10))])
    member, pairs = np.repeat([[1, 0]], 10, axis=1).astype(np.int8), np.tile(np.arange(10), 2)
    data = Groups(np.arange(500).astype(str), values, member, pairs=pairs)
    power = {key: (TESTS[key].build(data).p < 0.05).mean() for key in ("welch", "paired_t", "wilcoxon")}
    assert power["welch"] < 0.05
    assert min(power["paired_t"], power["wilcoxon"]) > 0.6


def test_two_thousand_null_genes_give_hardly_a_discovery():
    calls = []
    for seed in range(10):
        data = groups(10, 12, 2000, seed=seed, shift=0.0, missing=0.0)
        found = TESTS["welch"].build(data)
        assert 70 <= (found.p < 0.05).sum() <= 135  # without a correction: about a hundred
        calls.append((correct(found.p) < 0.05).any())
    assert sum(calls) <= 2


def test_the_smallest_p_of_exact_tests_is_told():
    three = TESTS["mann_whitney"].build(groups(3, 3, missing=0))
    assert set(three.least_p) == {0.1}
    assert (three.p >= 0.1 - 1e-12).all()
    five = TESTS["wilcoxon"].build(paired(5, missing=0))
    assert set(five.least_p) == {0.0625}


def test_members_may_differ_from_gene_to_gene():
    values = np.array([[1.0, 2, 3, 7, 8, 9]] * 2)
    member = np.array([[1, 1, 1, 0, 0, 0], [1, 0, 1, 0, 1, -1]], dtype=np.int8)
    found = TESTS["welch"].build(Groups(np.array(["a", "b"]), values, member))
    assert found.p[1] == pytest.approx(stats.ttest_ind([1, 3, 8], [2, 7], equal_var=False).pvalue)


def test_ranks_are_those_of_scipy():
    rng = np.random.default_rng(3)
    values = rng.integers(0, 6, (40, 15)).astype(float)
    mask = rng.random(values.shape) < 0.8
    ranks, ties = rank_rows(values, mask)
    for row in range(40):
        own = values[row, mask[row]]
        assert ranks[row, mask[row]].tolist() == stats.rankdata(own).tolist()
        sizes = np.unique(own, return_counts=True)[1]
        assert ties[row] == (sizes**3 - sizes).sum()


@pytest.mark.parametrize(("method", "name"), [("bh", "fdr_bh"), ("by", "fdr_by"), ("holm", "holm")])
def test_corrections_are_those_of_statsmodels_and_leave_out_what_was_not_tested(method, name):
    p = np.random.default_rng(0).random(50) ** 2
    with_gaps = np.insert(p, [3, 20], np.nan)
    found = correct(with_gaps, method)
    assert np.isnan(found).sum() == 2
    assert found[~np.isnan(found)] == pytest.approx(multipletests(p, method=name)[1])
    assert np.isnan(correct(np.full(3, np.nan), method)).all()


def test_an_unknown_correction_is_refused():
    with pytest.raises(InputError, match="PA001"):
        correct(np.array([0.1]), "bonferoni")
