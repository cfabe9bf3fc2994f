"""Two runs are compared on the records that both scored, and on nothing else."""

import numpy as np
import pytest

from genocore.evaluation.comparison import delong
from genocore.sequences import Dataset
from genocore.training.compare import compare_runs
from genocore.training.settings import Settings
from genocore.training.train import train
from tests.splitting.relatives import families, letters


def trained(data, test=None, **asked):
    chosen = {"model": "logistic", "encoder": "kmers", "values": {"k": "1-2"}, "folds": 4}
    return train(data, Settings.checked(**chosen | asked), test=test)[0]


def rich(n=240, *, seed=2):
    rng = np.random.default_rng(seed)
    shares = {"a": (0.3, 0.2, 0.2, 0.3), "b": (0.22, 0.28, 0.28, 0.22)}
    labels = ["a", "b"] * (n // 2)
    return Dataset.from_strings(
        ["".join(rng.choice(list("ACGT"), 60, p=shares[label])) for label in labels],
        labels=labels, ids=[f"{seed}.{row}" for row in range(n)],
    )  # fmt: skip


def value(found, arm, metric):
    [row] = [one for one in found.rows if (one["arm"], one["metric"]) == (arm, metric)]
    return row["value"]


@pytest.fixture(scope="module")
def two():
    data = rich()
    return data, trained(data), trained(data, encoder="onehot", values={})


def test_the_locked_part_is_compared_if_it_is_the_same(two):
    _, first, second = two
    found = compare_runs(first, second)
    assert (found.part, found.n, found.doubt) == ("test", 48, "")
    one, other = (run.metrics["test"]["auroc"]["value"] for run in (first, second))
    assert value(found, "difference", "auroc") == pytest.approx(one - other)
    scored = [run.scored("test").sort_values("row") for run in (first, second)]
    expected = delong(scored[0]["true"] == "b", scored[0]["p_b"], scored[1]["p_b"])
    assert found.delong == pytest.approx(expected)
    assert f"{one - other:+.3f}" in found.sentence


def test_turned_around_the_sign_changes(two):
    _, first, second = two
    assert value(compare_runs(second, first), "difference", "auroc") == pytest.approx(
        -value(compare_runs(first, second), "difference", "auroc")
    )


def test_with_other_locked_parts_the_records_of_both_cross_validations_are_compared(two):
    data, first, _ = two
    found = compare_runs(first, trained(data, seed=7))
    assert found.part == "cv"
    assert 100 < found.n < 192


def test_different_test_files_are_not_taken_for_the_same(two):
    data, *_ = two
    runs = [trained(data, test=rich(100, seed=seed)) for seed in (11, 12)]
    found = compare_runs(*runs)
    assert (found.part, found.n) == ("cv", 240)
    assert value(found, "difference", "auroc") == 0  # the same model on the same records


def test_a_leaking_run_is_not_called_better():
    data, _ = families(30, 6, 200, 8, seed=1, labels=["a", "b"] * 15)
    leaking, honest = (trained(data, split=split, values={"k": "3-4"}) for split in ("random", "auto"))
    found = compare_runs(leaking, honest)
    assert found.sentence.startswith("The two were divided differently (random, ")
    assert "perhaps wholly, leakage." in found.sentence
    assert found.mcnemar is found.delong is None


def test_numbers_have_no_calls_and_scales_must_agree():
    data = rich().without_labels()
    values = np.exp(np.random.default_rng(0).normal(4, 2, 240))
    data = data.with_numbers(values)
    runs = [trained(data, model="ridge", scale=scale) for scale in ("log2", "log2", "none")]
    assert compare_runs(*runs[:2]).mcnemar is None
    assert compare_runs(runs[0], runs[2]) is None


def test_runs_of_other_data_are_refused(two):
    _, first, _ = two
    with pytest.raises(ValueError, match="different data"):
        compare_runs(
            first, trained(Dataset.from_strings(letters(60, 40, np.random.default_rng(1)), labels=["a", "b"] * 30))
        )
