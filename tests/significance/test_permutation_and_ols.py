"""Permutations as scipy counts them, linear models as statsmodels fits them."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from genocore.errors import InputError
from genocore.significance.groups import Groups
from genocore.significance.ols import ols
from genocore.significance.permutation import permutation
from tests.significance.test_tests import by_gene, groups, paired


def apart(a, b, axis=-1):
    return np.mean(a, axis=axis) - np.mean(b, axis=axis)


@pytest.mark.parametrize("sizes", [(3, 3), (4, 6)])
@pytest.mark.parametrize("ties", [False, True])
def test_all_arrangements_are_counted_where_they_are_few(sizes, ties):
    data = groups(*sizes, genes=25, ties=ties)
    found = permutation(data)
    tested = 0
    for row, (a, b) in enumerate(by_gene(data)):
        if min(len(a), len(b)) < 2 or len({*a, *b}) == 1:
            continue
        values = np.append(a, b)
        total = [
            abs(apart(values[list(rows)], np.delete(values, list(rows))))
            for rows in __import__("itertools").combinations(range(len(values)), len(a))
        ]
        assert found.p[row] == pytest.approx(np.mean(np.array(total) >= abs(apart(a, b)) - 1e-9))
        tested += 1
    assert tested > 15


def test_drawn_arrangements_agree_with_scipy_and_are_never_none():
    data = groups(15, 20, genes=6, missing=0)
    found = permutation(data, arrangements=20_000)
    for row, (a, b) in enumerate(by_gene(data)):
        expected = stats.permutation_test((a, b), apart, vectorized=True, n_resamples=20_000, rng=1).pvalue
        assert found.p[row] == pytest.approx(expected, abs=0.012)
    assert (found.p >= 1 / 20_001).all()
    assert permutation(data, 20_000).p.tolist() == found.p.tolist()


def test_pairs_change_signs():
    data = paired(8, genes=20, missing=0)
    found = permutation(data)
    for row in range(20):
        difference = data.values[row, :8] - data.values[row, 8:]
        expected = stats.permutation_test(
            (difference,), np.mean, permutation_type="samples", n_resamples=np.inf, vectorized=True
        ).pvalue
        assert found.p[row] == pytest.approx(expected)
    assert set(found.least_p) == {2 / 256}


def test_constant_values_are_not_tested():
    data = Groups(np.array(["a"]), np.full((1, 6), 3.0), np.array([[1, 1, 1, 0, 0, 0]], dtype=np.int8))
    assert np.isnan(permutation(data).p).all()
    assert np.isnan(ols(data).p).all()


def test_linear_models_are_those_of_statsmodels():
    data = groups(9, 14, genes=30)
    rng = np.random.default_rng(0)
    more = np.column_stack([rng.normal(0, 1, 23), rng.integers(0, 2, 23)])
    more[3, 0] = np.nan
    found = ols(data, more)
    for row in range(30):
        used = (data.mutated[row] | data.intact[row]) & np.isfinite(more).all(axis=1)
        design = sm.add_constant(np.column_stack([data.mutated[row][used].astype(float), more[used]]))
        fit = sm.OLS(data.values[row][used], design).fit(cov_type="HC3", use_t=True)
        assert found.statistic[row] == pytest.approx(fit.tvalues[1], rel=1e-8)
        assert found.p[row] == pytest.approx(fit.pvalues[1], rel=1e-8)
        assert found.df[row] == fit.df_resid


def test_a_covariate_that_is_the_mutation_leaves_nothing_to_test():
    data = groups(6, 6, missing=0)
    assert np.isnan(ols(data, data.member.T.astype(float)).p).all()
    with pytest.raises(InputError, match="ST001"):
        ols(data, np.zeros((3, 1)))
