"""Auto: the choice is part of what is scored, and what was chosen is kept."""

import json

import numpy as np
import pytest

from genocore.errors import InputError, Refused
from genocore.features import ENCODERS
from genocore.models import auto as module
from genocore.models.candidates import Candidate, candidates
from genocore.sequences import Dataset
from genocore.training.bundle import Model
from genocore.training.predict import predict
from genocore.training.run import Run
from genocore.training.settings import Settings
from genocore.training.train import train

FEW = [Candidate("logistic", "onehot"), Candidate("logistic", "kmers", {}, {"k": "1-2"})]
NUMBERS = [Candidate("ridge", "onehot"), Candidate("ridge", "kmers", {}, {"k": "1-2"})]


@pytest.fixture(autouse=True)
def few_candidates(monkeypatch):
    monkeypatch.setattr(
        module, "candidates", lambda task, n, length, fixed: NUMBERS if task == "regression" else FEW
    )  # fmt: skip


def letters(n, *, seed=0):
    return np.random.default_rng(seed).choice(list("ACGT"), (n, 12))


def planted(n=150, *, seed=0):
    rows = letters(n, seed=seed)
    labels = np.array(["a", "b", "c"])[np.arange(n) % 3]
    rows[:, 3] = np.where(labels == "a", "G", np.where(labels == "b", "T", "A"))
    return Dataset.from_strings(["".join(row) for row in rows], labels=labels.tolist())


def measured(n=150, *, seed=0):
    rows = letters(n, seed=seed)
    values = 2.0 * (rows[:, 3] == "G") + (rows[:, 7] == "A") + np.random.default_rng(seed).normal(0, 0.2, n)
    plain = Dataset.from_strings(["".join(row) for row in rows])
    return Dataset(plain.ids, plain.letters, plain.offsets, values)


def settings(**asked):
    return Settings.checked(**({"model": "auto", "split": "random", "folds": 3, "test_share": 0.2} | asked))


@pytest.fixture(scope="module")
def classes():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "candidates", lambda *args: FEW)
        return train(planted(), settings())


def test_the_score_is_of_choosing_and_fitting_within_each_fold(classes):
    run, _ = classes
    assert run.metrics["cv"]["accuracy"]["value"] > 0.95
    assert run.search["folds"] == ["logistic on onehot"] * 3
    assert run.search["final"] == "logistic on onehot"
    names = [line["name"] for line in run.search["leaderboard"]]
    assert set(names) == {"logistic on onehot", "logistic on kmers, k=1-2"}
    assert names[0] == "logistic on onehot"


def test_the_choice_is_kept_with_the_run(classes, tmp_path):
    run, _ = classes
    run.save(tmp_path)
    assert Run.load(tmp_path).search == run.search


@pytest.mark.parametrize("data", [planted(), measured()], ids=["classes", "numbers"])
def test_what_was_chosen_predicts_the_same_after_saving(data, tmp_path):
    run, model = train(data, settings())
    model.save(tmp_path)
    new = planted(30, seed=8)
    assert predict(Model.load(tmp_path), new).equals(predict(model, new))
    found = predict(model, data)
    if data.classes:
        truth = np.array(data.classes)[data.target]
        assert (found["pred"] == truth).mean() > 0.95
    else:
        assert run.metrics["cv"]["r2"]["value"] > 0.8
        assert np.corrcoef(found["pred"], data.target)[0, 1] > 0.9


def test_noise_features_never_help_the_outer_score(monkeypatch):
    """Many candidates on random labels: the best of them looks good within, and is worth nothing outside."""
    many = [Candidate("logistic", "kmers", {"c": c}, {"k": k}) for c in (0.01, 100.0) for k in ("1-1", "2-2", "3-3")]
    monkeypatch.setattr(module, "candidates", lambda *args: many)
    outer = []
    for seed in range(4):
        labels = np.random.default_rng(seed).permutation(["a", "b"] * 50).tolist()
        data = Dataset.from_strings(["".join(row) for row in letters(100, seed=10 + seed)], labels=labels)
        run, _ = train(data, settings(folds=3, test_share=0))
        outer.append(run.metrics["cv"]["auroc"])
    assert np.mean([score["value"] for score in outer]) == pytest.approx(0.5, abs=0.1)
    assert sum(score["low"] <= 0.5 <= score["high"] for score in outer) >= 3


def test_the_search_has_its_share_of_the_time():
    assert module._build("binary", 1, share=1 / 6, minutes=3.0, join=True).seconds == 30


def test_members_answer_for_themselves():
    _, model = train(planted(), settings(values={"join": "yes"}))
    new = planted(10, seed=3)
    members = model.estimator.member_predictions(model.encoder.transform(new))
    assert members.shape == (len(model.estimator.members_), 10, 3)
    np.testing.assert_allclose(members.sum(axis=2), 1, atol=1e-9)


@pytest.mark.parametrize(
    "change",
    [
        {"members": []},
        {"members": None},
        {"classes": [0, 1, 7]},
        {"columns": 11},
        {"columns": "many"},
    ],
    ids=str,
)
def test_a_choice_that_cannot_have_been_written_is_refused(classes, tmp_path, change):
    from genocore.models.storage import digests

    _, model = classes
    model.save(tmp_path)
    path = tmp_path / "model" / module.FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["sha256"] = digests(tmp_path, "model", "novelty.npz")
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Refused):
        Model.load(tmp_path)


def test_a_member_that_counts_words_reads_all_of_a_long_sequence(monkeypatch):
    monkeypatch.setattr(module, "candidates", lambda *args: [Candidate("logistic", "kmers", {}, {"k": "1-2"})] * 2)
    letters_of = {"rich": "GGC", "poor": "AAT"}
    rng = np.random.default_rng(1)
    labels = ["rich", "poor"] * 60
    rows = ["".join(rng.choice(list(letters_of[name] + "ACGT"), 20)) for name in labels]
    _, fitted = train(Dataset.from_strings(rows, labels=labels), settings())
    start = "GGCGGCGGCGGCGGCGGCGC"
    found = predict(fitted, Dataset.from_strings([start, start + "AATTAATAAT" * 30]))
    assert found["pred"].tolist() == ["rich", "poor"]


def test_settings_of_features_are_refused():
    with pytest.raises(InputError, match="chooses the features too"):
        settings(values={"align": "end"})
    assert Settings.from_dict(settings().to_dict()) == settings()


@pytest.mark.parametrize("length", [1, 5, 9, 15, 19])
def test_short_sequences_of_many_lengths_leave_something_to_compare(length):
    rng = np.random.default_rng(2)
    data = Dataset.from_strings(["".join(rng.choice(list("ACGT"), max(length - i % 5, 1))) for i in range(40)])
    found = candidates("binary", 80, length, False)
    assert len(found) >= 2
    for one in found:
        encoder = ENCODERS[one.encoder].build(**one.encoder_params).fit(data)
        assert encoder.transform(data).shape[0] == 40
