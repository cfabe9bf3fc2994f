import numpy as np
import pytest
import scipy.stats
from scipy.sparse import csr_array

from genocore.exploration import target
from genocore.exploration.target import correlate, describe_target

EXAMPLE = np.random.default_rng(1).poisson(1.5, (60, 7)).astype(np.float32)
MEASURED = EXAMPLE[:, 0] - EXAMPLE[:, 3] + np.random.default_rng(2).normal(size=60)
NAMES = list("abcdefg")
EVERYTHING = ["min", "q1", "median", "q3", "max", "mean", "sd", "skewness"]
EVERYTHING += ["share_zero", "share_negative", "share_whole"]


@pytest.mark.parametrize("kind", [np.asarray, csr_array], ids=["dense", "sparse"])
@pytest.mark.parametrize("cells", [1 << 21, 150])
def test_correlations_are_scipys(monkeypatch, kind, cells):
    monkeypatch.setattr(target, "_CELLS", cells)
    found = correlate(kind(EXAMPLE), NAMES, MEASURED)
    expected = {name: scipy.stats.spearmanr(EXAMPLE[:, column], MEASURED) for column, name in enumerate(NAMES)}
    for row in found.itertuples():
        assert row.spearman == pytest.approx(expected[row.feature].statistic, abs=1e-12)
        assert row.p == pytest.approx(expected[row.feature].pvalue, rel=1e-9)
    assert found["p"].is_monotonic_increasing
    assert set(found["n"]) == {60}
    np.testing.assert_allclose(found["q"], scipy.stats.false_discovery_control(found["p"]), rtol=1e-12)


@pytest.mark.parametrize("kind", [np.asarray, csr_array], ids=["dense", "sparse"])
def test_rows_without_a_value_are_left_out(kind):
    known = np.arange(60) % 3 > 0
    found = correlate(kind(EXAMPLE), NAMES, np.where(known, MEASURED, np.nan))
    assert found.equals(correlate(EXAMPLE[known], NAMES, MEASURED[known]))
    assert set(found["n"]) == {40}


def test_features_that_do_not_vary_come_last_and_are_undefined():
    matrix = np.column_stack([np.ones(60), EXAMPLE[:, 0], np.zeros(60)])
    found = correlate(matrix, ["one", "varies", "none"], MEASURED)
    assert found["feature"].tolist() == ["varies", "one", "none"]
    assert found.iloc[1:][["spearman", "low", "high", "p", "q"]].isna().all(axis=None)
    assert found.loc[0, "q"] == found.loc[0, "p"]  # one feature was tested


def test_unknown_feature_values_leave_their_feature_undefined():
    matrix = EXAMPLE.copy()
    matrix[5, 1] = np.nan
    found = correlate(matrix, NAMES, MEASURED).set_index("feature")
    assert found["spearman"].isna().tolist().count(True) == 1
    assert np.isnan(found.loc["b", "q"])


@pytest.mark.parametrize("values", [np.ones(60), np.full(60, np.nan)], ids=["constant", "unknown"])
def test_nothing_is_defined_without_a_target_that_varies(values):
    found = correlate(EXAMPLE, NAMES, values)
    assert found[["spearman", "low", "high", "p", "q"]].isna().all(axis=None)


def test_a_perfect_correlation_has_no_interval():
    found = correlate(np.arange(8.0)[:, None], ["x"], -np.exp(np.arange(8.0)))
    assert found.loc[0, ["spearman", "p"]].tolist() == [-1.0, 0.0]
    assert found.loc[0, ["low", "high"]].isna().all()


@pytest.mark.parametrize(("n", "defined"), [(2, []), (3, ["p"]), (4, ["p", "low", "high"])])
def test_few_rows_define_little(n, defined):
    found = correlate(np.array([[1.0], [3], [2], [4]])[:n], ["x"], np.array([1.0, 2, 3, 4])[:n])
    known = found.loc[0, ["p", "low", "high"]].dropna().index.tolist()
    assert sorted(known) == sorted(defined)


def test_the_interval_is_that_of_bonett_and_wright():
    # ranks 2 1 4 3 6 5 ... of 28: r = 1 - 6 * 28 / (28 * 783), z = arctanh(r), standard error sqrt((1 + r^2 / 2) / 25)
    values = np.arange(28.0).reshape(14, 2)[:, ::-1].ravel()
    found = correlate(np.arange(28.0)[:, None], ["x"], values)
    assert found.loc[0, ["spearman", "low", "high"]].tolist() == pytest.approx([0.992337, 0.980154, 0.997052], abs=1e-6)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    generator, rho, n, runs = np.random.default_rng(3), 0.6, 80, 1500
    truth = 6 / np.pi * np.arcsin(rho / 2)
    x = generator.normal(size=(runs, n))
    y = rho * x + np.sqrt(1 - rho**2) * generator.normal(size=(runs, n))
    covered = 0
    for run in range(runs):
        found = correlate(x[run][:, None], ["x"], y[run])
        covered += bool((found["low"] <= truth).all() and (truth <= found["high"]).all())
    assert 0.93 <= covered / runs <= 0.975


def test_unrelated_features_are_rarely_reported():
    generator = np.random.default_rng(4)
    reported = [
        (correlate(generator.normal(size=(50, 40)), [""] * 40, generator.normal(size=50))["q"] <= 0.05).any()
        for _ in range(400)
    ]
    assert np.mean(reported) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


@pytest.mark.parametrize(("names", "rows"), [(NAMES[:6], 60), (NAMES, 59)])
def test_shapes_that_do_not_fit_are_refused(names, rows):
    with pytest.raises(ValueError, match=r"matrix has shape \(60, 7\)"):
        correlate(EXAMPLE, names, np.zeros(rows))


def test_no_features_give_no_rows():
    assert correlate(np.empty((5, 0)), [], np.arange(5.0)).empty


def test_descriptions_are_scipys_and_numpys():
    values = np.random.default_rng(5).lognormal(size=101)
    found = describe_target(np.concatenate([values, [np.nan, np.inf]]))
    assert (found["n"], found["missing"], found["distinct"]) == (101, 2, 101)
    assert found["skewness"] == pytest.approx(scipy.stats.skew(values, bias=False))
    assert found["sd"] == pytest.approx(np.std(values, ddof=1))
    assert [found[name] for name in ("min", "q1", "median", "q3", "max")] == pytest.approx(
        np.percentile(values, [0, 25, 50, 75, 100]).tolist()
    )


def test_shares_of_zeros_negatives_and_whole_numbers():
    found = describe_target(np.array([0, 0, -1, 2.5, 4, np.nan]))
    assert (found["share_zero"], found["share_negative"], found["share_whole"]) == (0.4, 0.2, 0.8)
    assert found["distinct"] == 4


@pytest.mark.parametrize(
    ("values", "undefined"),
    [
        ([], EVERYTHING),
        ([np.nan], EVERYTHING),
        ([1.0], ["sd", "skewness"]),
        ([1.0, 2.0], ["skewness"]),
        ([0.1, 0.1, 0.1], ["skewness"]),
        ([1.0, 2.0, 5.0], []),
    ],
)
def test_what_is_not_defined_is_none(values, undefined):
    found = describe_target(np.array(values))
    assert [name for name, value in found.items() if value is None] == undefined
    assert all(type(value) in (int, float, type(None)) for value in found.values())
