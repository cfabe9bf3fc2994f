"""Families with a label each and no other signal: only a division that keeps them together tells the truth."""

import numpy as np
import pytest

from genocore.sequences import Dataset
from genocore.training.settings import Settings
from genocore.training.train import train
from tests.splitting.relatives import changed, families, letters


def settings(**asked):
    chosen = {"model": "random_forest", "encoder": "kmers", "values": {"trees": 100, "k": "1-3"}, "test_share": 0}
    return Settings.checked(**chosen | asked)


@pytest.fixture(scope="module")
def leaky():
    """40 families of 10 copies, 95 % identical, half of them on the other strand; half of the families are 'a'."""
    data, _ = families(40, 10, 200, 5, seed=1, labels=["a", "b"] * 20)
    return data


def test_at_random_a_forest_remembers_the_families(leaky):
    run, _ = train(leaky, settings(split="random"))
    assert run.metrics["cv"]["accuracy"]["value"] >= 0.94
    assert run.split["leakage_percent"] > 95
    assert any(caution.startswith("ML003") for caution in run.warnings)


def test_with_families_kept_together_it_is_no_better_than_chance(leaky):
    run, _ = train(leaky, settings())
    assert run.split["kind"] == "families"
    assert run.split["leakage_percent"] == 0
    assert run.split["near"]["families"] == 40
    for metric in ("accuracy", "auroc"):
        assert run.metrics["cv"][metric]["low"] <= 0.5 <= run.metrics["cv"][metric]["high"]


def twins(seed):
    """200 sequences and the same with one base changed, which says nothing."""
    rng = np.random.default_rng(seed)
    normal = letters(200, 60, rng)
    mutated = [changed(text, 1, rng) for text in normal]
    return Dataset.from_strings(normal + mutated, labels=["normal"] * 200 + ["mutated"] * 200)


def test_twins_that_are_kept_together_are_told_apart_by_chance():
    held = []
    for seed in range(5):
        run, _ = train(twins(seed), settings(seed=seed, model="logistic", values={"k": "1-3"}))
        assert (run.split["near"]["families"], run.split["near"]["twins"]) == (200, 200)
        accuracy = run.metrics["cv"]["accuracy"]
        held.append(accuracy["low"] <= 0.5 <= accuracy["high"])
    assert sum(held) >= 4  # a 95 % interval misses now and then


def test_twins_on_both_sides_of_a_random_division_make_it_worse_than_chance():
    run, _ = train(twins(0), settings(split="random"))
    assert run.metrics["cv"]["accuracy"]["high"] < 0.4
