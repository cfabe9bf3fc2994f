"""Floors are what trivial properties tell, on the folds of the run."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from genocore.sequences import Dataset
from genocore.splitting import make_split
from genocore.training.floors import FLOORS, compare_with_floors, floor_predictions, not_beaten, trivial_features
from genocore.training.settings import Settings
from genocore.training.train import train


def made(n=160, *, gc=0.0, place=False, seed=0):
    """Two classes that differ in GC, in the base at one place, or in nothing."""
    rng = np.random.default_rng(seed)
    labels = np.array(["a", "b"])[np.arange(n) % 2]
    rows = []
    for name in labels:
        strong = 0.5 + (gc if name == "a" else -gc)
        row = rng.choice(list("ACGT"), 40, p=[(1 - strong) / 2, strong / 2, strong / 2, (1 - strong) / 2])
        if place:
            row[9] = "G" if name == "a" else "C"
        rows.append("".join(row))
    return Dataset.from_strings(rows, labels=labels.tolist())


def settings(**asked):
    return Settings.checked(**({"model": "logistic", "encoder": "onehot", "split": "random", "folds": 4} | asked))


def test_features_are_shares():
    data = Dataset.from_strings(["GGCA", "NN", "ACAC"])
    assert trivial_features(data, "bases").tolist() == [[0.25, 0.25, 0.5, 0], [0, 0, 0, 0], [0.5, 0.5, 0, 0]]
    assert trivial_features(data, "gc")[:, 0].tolist() == [0.75, 0, 0.5]
    assert trivial_features(data, "pairs")[2].reshape(4, 4)[0, 1] == pytest.approx(2 / 3)
    assert trivial_features(data, "length")[:, 0] == pytest.approx(np.log([4, 2, 4]))


def test_a_model_of_gc_alone_is_not_above_the_floor_of_gc():
    run, _ = train(made(gc=0.15), settings(encoder="composition"))
    assert run.floors["gc"]["cv"]["auroc"]["value"] > 0.9
    assert run.gain["metric"] == "auroc"
    assert run.gain["low"] <= 0.02
    assert "length" not in run.floors  # all have one


def test_what_only_a_position_tells_is_above_every_floor():
    run, _ = train(made(place=True), settings())
    assert run.gain["low"] > 0.2
    assert not [text for text in run.warnings if text.startswith("ML004")]


def test_a_model_of_noise_is_cautioned():
    run, _ = train(made(), settings())
    assert [text for text in run.warnings if text.startswith("ML004")]


def test_each_record_is_answered_by_a_floor_fitted_on_the_other_folds():
    data = made(gc=0.1)
    split = make_split(data, "random", folds=4)
    found = floor_predictions(data, split, "gc", "none", 1)
    assert sorted(found.loc[found["part"] == "cv", "row"]) == split.train.tolist()
    assert found.loc[found["part"] == "test", "row"].tolist() == split.test.tolist()
    gc, target = trivial_features(data, "gc"), np.asarray(data.target)
    rows, scored = np.flatnonzero((split.fold[0] >= 0) & (split.fold[0] != 2)), np.flatnonzero(split.fold[0] == 2)
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(gc[rows], target[rows])
    own = found[(found["part"] == "cv") & (found["fold"] == 2)].sort_values("row")
    np.testing.assert_allclose(own[["p_a", "p_b"]], model.predict_proba(gc[scored]), atol=1e-9)


def test_the_best_floor_is_chosen_by_cross_validation_and_compared_where_the_run_is_scored():
    data = made(gc=0.1, place=True)
    run, _ = train(data, settings())
    assert run.gain["part"] == "test"
    best = max(
        (name for name in FLOORS if name in run.floors), key=lambda name: run.floors[name]["cv"]["auroc"]["value"]
    )
    assert run.gain["floor"] == best
    difference = run.metrics["test"]["auroc"]["value"] - run.floors[best]["test"]["auroc"]["value"]
    assert run.gain["value"] == pytest.approx(difference)


def test_scores_of_a_floor_are_scikit_learns():
    data = made(gc=0.05)
    split = make_split(data, "random", folds=4)
    found = floor_predictions(data, split, "pairs", "none", 1)
    scores, _ = compare_with_floors(found.assign(family=found["row"]), data, split, "none", 1)
    cv = found[found["part"] == "cv"]
    assert scores["pairs"]["cv"]["auroc"]["value"] == pytest.approx(roc_auc_score(cv["true"] == "b", cv["p_b"]))


def test_numbers_have_floors_too():
    rng = np.random.default_rng(5)
    plain = made(gc=0.1, seed=4).without_labels()
    values = 5 * trivial_features(plain, "gc")[:, 0] + rng.normal(0, 0.05, len(plain))
    run, _ = train(plain.with_numbers(values), settings(model="ridge", encoder="kmers", values={"k": "1-2"}))
    assert run.floors["gc"]["cv"]["r2"]["value"] > 0.9
    assert run.gain["metric"] == "r2"


def test_nothing_is_said_where_nothing_is_known():
    assert not_beaten(None) == []
    assert not_beaten({"floor": "gc", "metric": "auroc", "value": None, "low": None, "high": None}) == []
