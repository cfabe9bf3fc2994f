import functools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics as sk
from scipy.sparse import csr_array

from genocore.errors import Cancelled, NotEnoughData
from genocore.explanation import importance as module
from genocore.explanation.importance import permutation_importance
from genocore.sequences import Dataset
from genocore.training.settings import Settings
from genocore.training.train import train

COLUMNS = ["feature", "description", "members", "loss", "sd", "n"]


def dna(n, length, *, seed=0):
    return np.random.default_rng(seed).choice(list("ACGT"), (n, length))


def planted(n=200, *, seed=0, classes=("x", "y")):
    """Sequences of 6 bp whose fourth base gives the class away; the rest is noise."""
    letters = dna(n, 6, seed=seed)
    codes = np.random.default_rng(seed + 1).permutation(np.arange(n) % len(classes))
    letters[:, 3] = np.array(list("ACGT"))[codes]
    return Dataset.from_strings(["".join(row) for row in letters], labels=[classes[code] for code in codes])


@functools.cache
def trained(model="random_forest", encoder="onehot", classes=("x", "y"), **asked):
    """The data, a run on them, and its model."""
    data = planted(classes=classes)
    values = {"trees": 20} if model == "random_forest" else {}
    options = {"folds": 2, "test_share": 0.3} | asked
    settings = Settings.checked(model=model, encoder=encoder, values=values, split="random", **options)
    return data, *train(data, settings)


class Watched:
    """An encoder that notes what it is asked about, and may answer otherwise."""

    def __init__(self, encoder, change=lambda matrix: matrix):
        self.encoder, self.change, self.seen = encoder, change, []

    def transform(self, data):
        self.seen.append(data)
        return self.change(self.encoder.transform(data))

    def features(self):
        return self.encoder.features()


def test_the_planted_feature_comes_first_and_noise_is_around_zero():
    data, run, model = trained()
    frame = permutation_importance(run, model, data)
    assert frame.columns.tolist() == COLUMNS
    assert frame["feature"][0] == "position 4"
    assert frame["loss"][0] > 0.3
    assert frame["loss"].iloc[1:].abs().max() < 0.08
    assert abs(frame["loss"].iloc[1:].mean()) < 0.03
    assert frame["loss"].is_monotonic_decreasing
    assert (frame["sd"] >= 0).all()
    assert frame.index.tolist() == list(range(6))


def test_the_bases_of_a_position_are_shuffled_together_and_named_once():
    data, run, model = trained()
    frame = permutation_importance(run, model, data)
    assert sorted(frame["feature"]) == [f"position {place}" for place in range(1, 7)]
    assert frame["description"][0] == "base at position 4"
    seen = []
    estimator = model.estimator

    class Recorder:
        classes_ = estimator.classes_

        def predict_proba(self, matrix):
            seen.append(matrix.copy())
            return estimator.predict_proba(matrix)

    permutation_importance(run, replace(model, fitted=replace(model.fitted, estimator=Recorder())), data)
    plain, shuffled = seen[0], seen[1:]
    assert len(shuffled) == 6 * module.REPEATS
    for number, matrix in enumerate(shuffled):
        place = number // module.REPEATS
        own = slice(4 * place, 4 * place + 4)
        assert (matrix[:, own].sum(axis=1) == 1).all()  # still one base at each position
        assert sorted(map(tuple, matrix[:, own].tolist())) == sorted(map(tuple, plain[:, own].tolist()))
        assert not np.array_equal(matrix[:, own], plain[:, own])
        others = np.delete(np.arange(24), np.r_[own])
        assert np.array_equal(matrix[:, others], plain[:, others])


def test_the_loss_is_the_mean_drop_of_the_auroc():
    data, run, model = trained()
    drops = {}
    estimator, answers = model.estimator, []

    class Recorder:
        classes_ = estimator.classes_

        def predict_proba(self, matrix):
            answers.append(estimator.predict_proba(matrix))
            return answers[-1]

    watched = replace(model, temperature=1.0, fitted=replace(model.fitted, estimator=Recorder()))
    frame = permutation_importance(run, watched, data).set_index("feature")
    true = (run.scored("test")["true"] == "y").to_numpy()
    scores = [sk.roc_auc_score(true, chances[:, 1].round(12)) for chances in answers]
    for place in range(6):
        own = scores[1 + 5 * place : 6 + 5 * place]
        drops[f"position {place + 1}"] = scores[0] - np.array(own)
    for name, found in drops.items():
        assert frame.loc[name, "loss"] == pytest.approx(found.mean(), abs=1e-12)
        assert frame.loc[name, "sd"] == pytest.approx(found.std(ddof=1), abs=1e-12)


def test_features_that_stand_alone_keep_their_own_description():
    data, run, model = trained(encoder="composition")
    frame = permutation_importance(run, model, data, together=1).set_index("feature")
    assert frame.loc["GC", "description"] == "share of G and C, 0 to 1"
    assert len(frame) == 9


def test_features_that_go_together_are_shuffled_together_and_do_not_hide_each_other():
    rng = np.random.default_rng(5)
    y = np.arange(300) % 2
    share = np.where(y == 1, 0.6, 0.4)
    letters = np.where(rng.random((300, 40)) < share[:, None], "G", "C")
    data = Dataset.from_strings(["".join(row) for row in letters], labels=["xy"[code] for code in y])
    options = {"k": "1-1", "trees": 50}
    settings = Settings.checked(encoder="kmers", values=options, split="random", folds=2, test_share=0.3)
    run, model = train(data, settings)
    alone = permutation_importance(run, model, data, together=1)
    joint = permutation_importance(run, model, data)
    assert joint["members"][0] in ("C, G", "G, C")
    assert joint["feature"][0] in ("C and 1 that go with it", "G and 1 that go with it")
    assert joint["loss"][0] > 0.3 > alone["loss"].max()
    assert len(joint) == 3  # A and T never vary


def test_only_held_out_records_are_looked_at():
    data, run, model = trained()
    watched = Watched(model.encoder)
    frame = permutation_importance(run, replace(model, fitted=replace(model.fitted, encoder=watched)), data)
    assert len(watched.seen) == 2  # then all records, without their labels: which features go together
    assert set(watched.seen[0].ids) == set(run.scored("test")["id"])
    assert set(frame["n"]) == {run.split["n_test"]} == {60}


def test_held_out_records_have_the_labels_they_were_scored_with():
    data, run, model = trained()
    watched = Watched(model.encoder)
    permutation_importance(run, replace(model, fitted=replace(model.fitted, encoder=watched)), data)
    held = watched.seen[0]
    labels = dict(zip(held.ids, (held.classes[code] for code in held.target), strict=True))
    assert labels == dict(run.scored("test")[["id", "true"]].to_numpy().tolist())


def test_of_a_test_file_all_labelled_records_are_used():
    data = planted()
    test = planted(41, seed=9)
    test = test.with_labels([None, *(test.classes[code] for code in test.target[1:])])
    settings = Settings.checked(encoder="onehot", values={"trees": 20}, folds=2)
    run, model = train(data, settings, test=test)
    watched = Watched(model.encoder)
    frame = permutation_importance(run, replace(model, fitted=replace(model.fitted, encoder=watched)), test)
    assert watched.seen[0].ids.tolist() == test.ids[1:].tolist()
    assert set(frame["n"]) == {40}
    assert frame["feature"][0] == "position 4"


def test_classes_of_a_test_file_may_come_in_another_number():
    data = planted(classes=("w", "x", "y"))
    test = planted(40, seed=9, classes=("x", "y"))
    letters = ["".join("C" if label == 0 else "G" for _ in range(6)) for label in test.target]
    test = Dataset.from_strings(letters, labels=[test.classes[code] for code in test.target])
    run, model = train(data, Settings.checked(encoder="onehot", values={"trees": 20}, folds=2), test=test)
    frame = permutation_importance(run, model, test)
    assert frame["feature"][0] == "position 4"
    assert frame["loss"][0] > 0.2


def test_several_classes_are_measured_too():
    data, run, model = trained(classes=("w", "x", "y"))
    frame = permutation_importance(run, model, data)
    assert frame["feature"][0] == "position 4"
    assert frame["loss"].iloc[1:].abs().max() < frame["loss"][0] / 3


def test_a_model_that_looks_at_nothing_loses_nothing():
    data, run, model = trained("dummy")
    frame = permutation_importance(run, model, data)
    assert frame["loss"].tolist() == frame["sd"].tolist() == [0.0] * 6


def test_at_most_so_many_records_are_used_and_the_choice_can_be_repeated(monkeypatch):
    data, run, model = trained()
    monkeypatch.setattr(module, "ROWS", 25)
    seen = []
    for seed in (1, 1, 2):
        watched = Watched(model.encoder)
        other = replace(model, fitted=replace(model.fitted, encoder=watched))
        assert set(permutation_importance(run, other, data, seed=seed)["n"]) == {25}
        seen.append(watched.seen[0].ids.tolist())
    assert seen[0] == seen[1] != seen[2]
    assert len(set(seen[0])) == 25
    assert set(seen[0]) <= set(run.scored("test")["id"])


def test_the_same_seed_gives_the_same_numbers():
    data, run, model = trained()
    first, second, other = (permutation_importance(run, model, data, seed=seed) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(first, second)
    assert not first["loss"].equals(other["loss"])


def test_features_in_a_sparse_matrix_give_the_same():
    data, run, model = trained()
    watched = Watched(model.encoder, lambda matrix: csr_array(matrix.astype(np.float32)))
    sparse = replace(model, fitted=replace(model.fitted, encoder=watched))
    pd.testing.assert_frame_equal(permutation_importance(run, sparse, data), permutation_importance(run, model, data))


def test_nothing_is_changed():
    data, run, model = trained()
    before = replace(data).fingerprint, run.predictions.copy()
    permutation_importance(run, model, data)
    assert replace(data).fingerprint == before[0]
    pd.testing.assert_frame_equal(run.predictions, before[1])


def test_a_run_without_a_locked_part_is_refused_with_what_to_do():
    data, run, model = trained(test_share=0)
    with pytest.raises(NotEnoughData) as caught:
        permutation_importance(run, model, data)
    assert str(caught.value) == (
        "ML001: This run has no locked test part to measure on. Train with a test share above 0."
    )


def test_a_test_file_of_one_class_is_refused():
    test = planted(20).take(planted(20).target == 1)
    run, model = train(planted(), Settings.checked(encoder="onehot", values={"trees": 5}, folds=2), test=test)
    with pytest.raises(NotEnoughData, match=r"^ML006: The held-out part has one class only\.$"):
        permutation_importance(run, model, test)


def test_progress_rises_to_the_end_and_names_how_far_it_is():
    data, run, model = trained()
    seen = []
    permutation_importance(run, model, data, on_progress=lambda *told: seen.append(told))
    assert [fraction for fraction, _ in seen] == pytest.approx([number / 6 for number in range(1, 7)])
    assert seen[-1][1] == "Feature 6 of 6"


def test_it_can_be_stopped_after_each_feature():
    data, run, model = trained()
    seen = []

    def stop(fraction, note):
        seen.append(note)
        if len(seen) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        permutation_importance(run, model, data, on_progress=stop)
    assert seen == ["Feature 1 of 6", "Feature 2 of 6"]


def test_of_numbers_the_loss_is_of_r2_and_the_planted_position_comes_first():
    letters = dna(300, 6)
    values = 3.0 * (letters[:, 2] == "A") + np.random.default_rng(1).normal(0, 0.3, 300)
    plain = Dataset.from_strings(["".join(row) for row in letters])
    data = Dataset(plain.ids, plain.letters, plain.offsets, values)
    settings = Settings.checked(model="ridge", encoder="onehot", split="random", folds=2, test_share=0.3)
    run, model = train(data, settings)
    frame = permutation_importance(run, model, data)
    assert frame["feature"][0] == "position 3"
    assert frame["loss"][0] > 1.0  # shuffled, it is worse than the mean
    assert frame["loss"].iloc[1:].abs().max() < 0.05
