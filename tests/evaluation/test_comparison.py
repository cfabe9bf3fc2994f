"""Two models on the same records: DeLong as pROC computes it, McNemar as statsmodels does."""

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from statsmodels.stats.contingency_tables import mcnemar as reference

from genocore.evaluation.comparison import delong, mcnemar

CASES = json.loads((Path(__file__).parent / "golden" / "delong.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=[f"{len(case['y'])} records" for case in CASES])
def test_delong_is_that_of_proc(case):
    found = delong(case["y"], case["first"], case["second"])
    assert found.difference == pytest.approx(case["auc"][0] - case["auc"][1], abs=1e-9)
    assert found.difference / found.se == pytest.approx(case["z"], rel=1e-6)
    assert found.p == pytest.approx(case["p"], rel=1e-6)


def test_delong_is_that_of_its_definition_by_all_pairs():
    rng = np.random.default_rng(1)
    y = rng.integers(0, 2, 60)
    first, second = (np.round(y + rng.normal(0, 1.5, 60), 1) for _ in range(2))

    def placed(scores):
        pairs = scores[y == 1][:, None] - scores[y == 0][None]
        return (pairs > 0) + 0.5 * (pairs == 0)

    one, other = placed(first), placed(second)
    apart = one - other
    variance = apart.mean(axis=1).var(ddof=1) / len(apart) + apart.mean(axis=0).var(ddof=1) / apart.shape[1]
    found = delong(y, first, second)
    assert found.difference == pytest.approx(roc_auc_score(y, first) - roc_auc_score(y, second))
    assert found.se == pytest.approx(np.sqrt(variance))


def test_turning_the_models_around_turns_the_sign():
    case = CASES[0]
    one = delong(case["y"], case["first"], case["second"])
    other = delong(case["y"], case["second"], case["first"])
    assert (other.difference, other.low, other.p) == pytest.approx((-one.difference, -one.high, one.p))


def test_the_same_ranking_leaves_nothing_to_test():
    found = delong([0, 0, 1, 1], [1, 3, 2, 4], [10, 30, 20, 40])
    assert (found.difference, found.p, found.low) == (0, None, None)


@pytest.mark.parametrize("y", [[0, 0, 0], [1, 0, 0], [1, 1, 0], []])
def test_one_record_of_a_class_is_undefined(y):
    assert delong(y, np.arange(len(y)), np.arange(len(y))) == (None,) * 5


def test_delong_holds_its_level_where_the_models_are_equally_good():
    rng = np.random.default_rng(3)
    below = 0
    for _ in range(400):
        y = np.arange(80) % 2
        below += delong(y, y + rng.normal(0, 1, 80), y + rng.normal(0, 1, 80)).p < 0.05
    assert 0.03 <= below / 400 <= 0.075


@pytest.mark.parametrize("seed", range(5))
def test_mcnemar_is_that_of_statsmodels(seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, 90)
    first, second = (np.where(rng.random(90) < share, y, rng.integers(0, 3, 90)) for share in (0.7, 0.4))
    found = mcnemar(y, first, second)
    one, other = first == y, second == y
    table = [[(one & other).sum(), (one & ~other).sum()], [(~one & other).sum(), (~one & ~other).sum()]]
    assert found.p == pytest.approx(reference(table, exact=True).pvalue)
    assert (found.first_only, found.second_only) == (table[0][1], table[1][0])


def test_mcnemar_has_nothing_to_say_of_equal_calls():
    assert mcnemar([0, 1], [0, 0], [0, 0]) == (0, 0, None)
