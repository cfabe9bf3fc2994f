import json
from dataclasses import replace

import numpy as np
import pytest
import sklearn.metrics as sk
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier

from genocore.errors import Cancelled, InputError, NotEnoughData
from genocore.evaluation import repeats_with_intervals
from genocore.evaluation.calibration import soften
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.registry import Spec
from genocore.sequences import Dataset
from genocore.training.predict import predict
from genocore.training.settings import Settings
from genocore.training.train import train

COMPLEMENT = str.maketrans("ACGT", "TGCA")


def dna(n, length=40, *, seed=0, shares=None):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in generator.choice(list("ACGT"), (n, length), p=shares)]


def opposite(sequence):
    return sequence.translate(COMPLEMENT)[::-1]


def biased(counts, *, seed=0, length=40):
    """Classes that differ a little in composition, in mixed order; None stands for no label."""
    shares = {0: [0.3, 0.2, 0.2, 0.3], 1: [0.2, 0.3, 0.3, 0.2], 2: [0.2, 0.2, 0.4, 0.2]}
    labels, sequences = [], []
    for code, (label, n) in enumerate(counts.items()):
        labels += [label] * n
        sequences += dna(n, length, seed=seed + code, shares=shares[code % 3])
    order = np.random.default_rng(seed).permutation(len(labels))
    return Dataset.from_strings([sequences[row] for row in order], labels=[labels[row] for row in order])


def noise(n=100, *, seed=0):
    labels = np.random.default_rng(seed).permutation(["a", "b"] * (n // 2))
    return Dataset.from_strings(dna(n, seed=seed + 1), labels=labels.tolist())


def quick(**asked):
    asked = {"model": "logistic", "encoder": "kmers", "folds": 3} | asked
    values = {"k": "1-2"} if asked["encoder"] == "kmers" else {}
    if asked["model"] == "random_forest":
        values["trees"] = 10
    return Settings.checked(**(asked | {"values": values | asked.pop("values", {})}))


def timeless(run):
    return {name: value for name, value in run.to_dict().items() if name not in ("seconds", "created")}


def codes_of(warnings):
    """All codes but ML004: what differs in composition, or is noise, no model tells better than the floors."""
    return [code for code in (text.split()[0] for text in warnings) if code != "ML004"]


@pytest.fixture
def spies(monkeypatch):
    """An encoder and a model that note which records they were fitted on."""
    seen = {"encoder": [], "model": []}

    class SpyEncoder:
        learns = True
        state: dict = {}  # noqa: RUF012

        def fit(self, data):
            seen["encoder"].append({int(name) for name in data.ids})
            return self

        def transform(self, data):
            return np.column_stack([data.ids.astype(np.float32), data.lengths])

    class SpyModel(DummyClassifier):
        def fit(self, matrix, target):
            seen["model"].append({int(name) for name in matrix[:, 0]})
            return super().fit(matrix, target)

    monkeypatch.setitem(ENCODERS._load(), "spy", Spec("spy", "Spy", "", SpyEncoder))
    monkeypatch.setitem(
        MODELS._load(), "spy", Spec("spy", "Spy", "", lambda task, seed: SpyModel(), extra={"trusted": ()})
    )
    return seen


def numbered(data):
    names = np.array([str(row) for row in range(len(data))], dtype=object)
    return Dataset(names, data.letters, data.offsets, data.target, data.classes)


# Nothing of the scored records reaches what is fitted


def test_encoder_and_model_see_only_the_training_part_of_each_fold(spies):
    data = numbered(biased({"a": 50, "b": 40, None: 10}))
    run, _ = train(data, quick(model="spy", encoder="spy", folds=4, repeats=2))
    cv = run.predictions[run.predictions["part"] == "cv"]
    locked = set(run.scored("test")["id"].astype(int))
    pool = set(np.flatnonzero(data.labelled)) - locked
    trained = [pool - set(part["id"].astype(int)) for _, part in cv.groupby(["repeat", "fold"], sort=True)]
    assert spies["model"] == [*trained, pool]
    assert spies["encoder"] == [*trained, pool]


def test_a_test_file_is_seen_by_nothing_that_is_fitted(spies):
    data = numbered(biased({"a": 50, "b": 50}))
    test = biased({"a": 20, "b": 20}, seed=8)
    test = Dataset(np.array([f"{1000 + row}" for row in range(40)], dtype=object), test.letters, test.offsets,
                   test.target, test.classes)  # fmt: skip
    train(data, quick(model="spy", encoder="spy"), test=test)
    assert max(number for rows in spies["encoder"] + spies["model"] for number in rows) < 1000
    assert spies["model"][-1] == set(range(100))


def test_one_hot_learns_its_width_from_the_training_part():
    data = Dataset.from_strings(dna(60, 12), labels=["a", "b"] * 30)
    test = Dataset.from_strings(dna(20, 40, seed=3), labels=["a", "b"] * 10)
    _, model = train(data, quick(encoder="onehot"), test=test)
    assert model.encoder.state == {"length": 12}


@pytest.mark.parametrize(
    ("model", "encoder"), [("logistic", "onehot"), ("logistic", "kmers"), ("random_forest", "onehot")]
)
def test_random_labels_on_many_noisy_features_stay_at_chance(model, encoder):
    values = {"k": "1-4"} if encoder == "kmers" else {}
    runs = [train(noise(seed=seed), quick(model=model, encoder=encoder, values=values))[0] for seed in range(5)]
    for part, margin in (("cv", 0.1), ("test", 0.2)):  # three times the spread of such a mean
        scores = [run.metrics[part]["auroc"] for run in runs]
        assert np.mean([score["value"] for score in scores]) == pytest.approx(0.5, abs=margin)
        assert sum(score["low"] <= 0.5 <= score["high"] for score in scores) >= 3


# The same work gives the same numbers


@pytest.mark.parametrize("model", ["logistic", "random_forest"])
def test_the_same_seed_gives_the_same_run_and_another_seed_does_not(model):
    data = biased({"a": 50, "b": 40})
    first, second, other = (train(data, quick(model=model, seed=seed, folds=2))[0] for seed in (1, 1, 2))
    assert timeless(first) == timeless(second)
    assert first.predictions.equals(second.predictions)
    assert first.key != other.key
    assert timeless(first)["metrics"] != timeless(other)["metrics"]


def test_the_name_of_the_data_and_unlabelled_records_change_no_number():
    data = biased({"a": 40, "b": 40})
    more = Dataset.from_strings(
        [*data.sequences(), *dna(9, seed=5)], labels=[*np.array(data.classes)[data.target], *[None] * 9]
    )
    first, second = train(data, quick())[0], train(more, quick(), name="more")[0]
    assert first.metrics == second.metrics
    assert (second.name, second.n) == ("more", 80)


# The numbers are those of scikit-learn


@pytest.mark.parametrize("counts", [{"a": 60, "b": 40}, {"a": 60, "b": 40, "c": 30}], ids=["binary", "multiclass"])
def test_the_metrics_are_scikit_learns_on_the_predictions_of_the_run(counts):
    run, _ = train(biased(counts), quick(repeats=2))
    for part, repeats in (("cv", 2), ("test", 1)):
        frame = run.predictions[run.predictions["part"] == part]
        wanted = [scikit_learn(frame[frame["repeat"] == repeat], run.classes) for repeat in range(repeats)]
        for name in wanted[0]:
            mean = np.mean([one[name] for one in wanted])
            assert run.metrics[part][name]["value"] == pytest.approx(mean, abs=1e-9), name


def scikit_learn(frame, classes):
    p = frame[[f"p_{name}" for name in classes]].to_numpy()
    y, called = frame["true"], frame["pred"]
    np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-9)
    assert list(called) == [classes[code] for code in p.argmax(axis=1)]
    present = [1] if len(classes) == 2 else range(len(classes))
    return {
        "accuracy": sk.accuracy_score(y, called),
        "balanced_accuracy": sk.balanced_accuracy_score(y, called),
        "mcc": sk.matthews_corrcoef(y, called),
        "auroc": np.mean([sk.roc_auc_score(y == classes[code], p[:, code]) for code in present]),
        "auprc": np.mean([sk.average_precision_score(y == classes[code], p[:, code]) for code in present]),
        "f1_macro": sk.f1_score(y, called, average="macro"),
        "log_loss": sk.log_loss(y, p, labels=list(classes)),
    }


def test_the_floor_answers_every_record_with_the_class_frequencies_outside_the_locked_part():
    data = biased({"a": 60, "b": 40})
    run, _ = train(data, quick())
    cv = run.scored("cv")
    share = (cv["true"] == "b").mean()
    found = run.floors["dummy"]
    assert found["cv"]["accuracy"]["value"] == pytest.approx((cv["true"] == "a").mean())
    assert found["cv"]["brier"]["value"] == pytest.approx(np.mean((share - (cv["true"] == "b")) ** 2))
    assert found["cv"]["balanced_accuracy"]["value"] == 0.5
    assert run.metrics["cv"]["auroc"]["value"] > 0.6


@pytest.mark.parametrize("folds", [3, 20])
def test_the_floor_has_an_auroc_of_a_half_however_the_folds_fall(folds):
    run, _ = train(biased({"a": 33, "b": 38}), quick(folds=folds, model="dummy"))
    assert run.floors["dummy"]["cv"]["auroc"] == {"value": 0.5, "low": None, "high": None}


def test_the_tutorial_preset_is_the_tutorials_forest():
    data = biased({"normal": 60, "mutated": 50}, length=30)
    settings = Settings.checked(encoder="counts", values={"preset": "tutorial"}, folds=2, seed=42)
    run, model = train(data, settings)
    names, test = np.array(data.classes), run.scored("test")
    locked = np.isin(data.ids, test["id"])

    def counts(part):  # as in the tutorial: length, then how often each base occurs
        return [[len(text), *(text.count(base) for base in "ACGT")] for text in part.sequences()]

    forest = RandomForestClassifier(n_estimators=100, random_state=42)
    forest.fit(counts(data.take(~locked)), names[data.target[~locked]])
    held_out = data.take(locked)
    assert test["id"].tolist() == held_out.ids.tolist()
    assert test["pred"].tolist() == forest.predict(counts(held_out)).tolist()
    chances = test[[f"p_{name}" for name in forest.classes_]]
    wanted = soften(forest.predict_proba(counts(held_out)), model.temperature)
    np.testing.assert_allclose(chances, wanted, atol=1e-9)
    assert run.metrics["test"]["accuracy"]["value"] == forest.score(counts(held_out), names[held_out.target])
    new = Dataset.from_strings(dna(50, 30, seed=77))
    assert predict(model, new)["pred"].tolist() == forest.predict(counts(new)).tolist()


def test_the_kept_model_is_the_one_scored_on_the_locked_part():
    data = biased({"a": 50, "b": 50})
    run, model = train(data, quick())
    test = run.scored("test")
    again = predict(model, data).set_index("id").loc[test["id"]]
    np.testing.assert_array_equal(again["p_b"], test["p_b"])
    assert again["pred"].tolist() == test["pred"].tolist()
    assert (model.key, model.classes, model.settings) == (run.key, run.classes, run.settings)


def test_the_lengths_kept_with_the_model_are_those_it_was_trained_on():
    data = Dataset.from_strings([text[: 20 + row] for row, text in enumerate(dna(80, 120))], labels=["a", "b"] * 40)
    run, model = train(data, quick())
    lengths = data.lengths[~np.isin(data.ids, run.scored("test")["id"])]
    assert model.novelty.limits["length"] == (lengths.min(), lengths.max())


def test_above_six_letters_words_are_counted_in_sparse_matrices():
    data = biased({"a": 30, "b": 30})
    dense = train(data, quick(values={"k": "2-2"}))[0]
    sparse, model = train(data, quick(values={"k": "7-7"}))
    assert dense.metrics["cv"]["auroc"]["value"] > 0.6
    assert len(sparse.predictions) == 60
    assert np.isfinite(predict(model, data)["p_a"]).all()


# What the run says of its split


def test_the_run_tells_how_the_records_were_used():
    run, _ = train(biased({"a": 50, "b": 40, None: 7}), quick(folds=4, repeats=2))
    assert run.split == {
        "kind": "random",
        "families": 90,
        "leakage_percent": 0.0,
        "near": {"related": 0, "families": 0, "giant": 0.0103, "twins": 0, "identity": 0.8},
        "folds": 4,
        "repeats": 2,
        "n_cv": 72,
        "n_test": 18,
        "longest": 40,
        "one_length": True,
        "test_file": False,
    }
    assert run.n == 90
    assert len(run.predictions) == 2 * 72 + 18
    counts = run.predictions.groupby(["part", "repeat"])["id"].nunique()
    assert counts.to_dict() == {("cv", 0): 72, ("cv", 1): 72, ("test", 0): 18}


def test_copies_are_kept_together_by_default_and_random_splitting_is_cautioned():
    kinds = dna(40)
    data = Dataset.from_strings([*kinds, *map(opposite, kinds)], labels=["a", "b"] * 40)
    run, _ = train(data, quick())
    assert (run.split["kind"], run.split["families"], run.split["leakage_percent"]) == ("identical", 40, 0.0)
    assert "ML003" not in codes_of(run.warnings)
    random, _ = train(data, quick(split="random"))
    assert random.split["leakage_percent"] > 30
    assert codes_of(random.warnings) == ["ML003"]


def test_copies_make_random_labels_look_learnable_only_when_they_are_divided():
    labels = np.random.default_rng(0).permutation(["a", "b"] * 20)
    data = Dataset.from_strings(dna(40) * 4, labels=labels.tolist() * 4)
    asked = {"model": "random_forest", "values": {"k": "1-3", "trees": 25, "min_leaf": 1}}
    divided = train(data, quick(split="random", **asked))[0].metrics["cv"]["auroc"]
    together = train(data, quick(split="identical", **asked))[0].metrics["cv"]["auroc"]
    assert divided["low"] > 0.9
    assert together["low"] <= 0.5 <= together["high"]


def with_groups(data, names):
    return replace(data, columns={"gene": np.array(names, dtype=object)})


def test_intervals_resample_whole_groups():
    data, names = biased({"a": 50, "b": 50}), np.arange(100) % 10
    run, _ = train(with_groups(data, names), quick(split="group:gene", test_share=0))
    assert (run.split["kind"], run.split["families"]) == ("group:gene", 10)
    scored = run.scored("cv").set_index("id").loc[data.ids]
    pairs = [(data.target, scored[["p_a", "p_b"]].to_numpy())]
    assert run.metrics["cv"] == repeats_with_intervals(pairs, names, seed=42)
    assert run.metrics["cv"] != repeats_with_intervals(pairs, seed=42)


def test_copies_divided_by_named_groups_are_cautioned():
    kinds = dna(40)
    data = with_groups(Dataset.from_strings(kinds * 2, labels=["a", "b"] * 40), [f"g{row % 7}" for row in range(80)])
    run, _ = train(data, quick(split="group:gene", test_share=0))
    assert run.split["leakage_percent"] > 0
    assert "ML003" in codes_of(run.warnings)


@pytest.mark.parametrize("model", ["logistic", "random_forest"])
def test_groups_that_hold_one_class_each_cannot_be_trained_on(model):
    data = noise(100)
    names = np.where(data.target == 0, "all of a", [f"g{row % 9}" for row in range(100)])
    with pytest.raises(NotEnoughData) as caught:
        train(with_groups(data, names), quick(model=model, split="group:gene", test_share=0))
    assert caught.value.code == "ML005"


def test_a_class_in_one_group_is_cautioned_and_gets_nothing_in_that_fold():
    data = biased({"a": 40, "b": 40, "c": 40})
    names = np.where(data.target == 2, "all of c", [f"g{row % 9}" for row in range(120)])
    run, _ = train(with_groups(data, names), quick(split="group:gene", test_share=0))
    assert [text for text in run.warnings if "'c' is missing" in text and text.startswith("ML005")]
    cv = run.scored("cv")
    assert not cv.loc[cv["true"] == "c", "p_c"].any()


def test_small_classes_are_cautioned_and_nothing_is_locked_away():
    run, model = train(biased({"a": 40, "b": 20}), quick())
    assert codes_of(run.warnings) == ["ML001", "ML001"]
    assert "Class 'b' has only 20 records" in run.warnings[0]
    assert "locked test part" in run.warnings[1]
    assert run.metrics["test"] is run.floors["dummy"]["test"] is None
    assert run.split["n_test"] == 0
    assert model.novelty.limits["length"] == (40, 40)


def test_no_test_share_asked_for_is_no_caution():
    run, _ = train(biased({"a": 40, "b": 40}), quick(test_share=0))
    assert codes_of(run.warnings) == []


@pytest.mark.parametrize("encoder", ["composition", "counts"])
def test_features_that_are_all_equal_are_refused(encoder):
    sequences = ["".join(np.random.default_rng(row).permutation(list("AACCGGTT"))) for row in range(60)]
    data = Dataset.from_strings(sequences, labels=["a", "b"] * 30)
    if encoder == "composition":  # longest run and pairs still vary there
        data = Dataset.from_strings(["N" * (row + 1) for row in range(60)], labels=["a", "b"] * 30)
    with pytest.raises(NotEnoughData) as caught:
        train(data, quick(encoder=encoder))
    assert caught.value.code == "ML007"


def test_what_the_gates_refuse_is_not_trained():
    with pytest.raises(NotEnoughData) as caught:
        train(biased({"a": 40, "b": 9}), quick())
    assert caught.value.code == "ML001"


def test_warnings_of_the_library_reach_the_run_once():
    class Grumbler(DummyClassifier):
        def fit(self, matrix, target):
            import warnings

            warnings.warn("the tea is cold", UserWarning, stacklevel=1)
            return super().fit(matrix, target)

    specs = MODELS._load()
    specs["grumbler"] = Spec("grumbler", "", "", lambda task, seed: Grumbler(), extra={"trusted": ()})
    try:
        run, _ = train(biased({"a": 40, "b": 40}), quick(model="grumbler"))
    finally:
        del specs["grumbler"]
    assert [text for text in run.warnings if "ML004" not in text] == ["UserWarning: the tea is cold"]


# A test file


def test_a_test_file_is_scored_once_and_all_the_data_are_cross_validated():
    data = biased({"a": 50, "b": 50, None: 5})
    test = biased({"a": 15, "b": 10, None: 5}, seed=9)
    run, model = train(data, quick(), test=test)
    assert run.split.items() >= {"n_cv": 100, "n_test": 25, "test_file": True, "leakage_percent": 0.0}.items()
    assert (run.n, run.fingerprint) == (100, data.fingerprint)
    scored = predict(model, test.take(test.labelled))
    np.testing.assert_array_equal(run.scored("test")["p_b"], scored["p_b"])
    assert run.scored("test")["true"].tolist() == np.array(test.classes)[test.target[test.labelled]].tolist()
    assert codes_of(run.warnings) == []


def test_the_test_file_changes_the_key_but_not_the_cross_validation():
    data = biased({"a": 40, "b": 40})
    first, second = (train(data, quick(), test=biased({"a": 10, "b": 10}, seed=seed))[0] for seed in (5, 6))
    alone, _ = train(data, quick(test_share=0))
    assert len({first.key, second.key, alone.key}) == 3
    assert first.metrics["cv"] == second.metrics["cv"] == alone.metrics["cv"]
    assert first.metrics["test"] != second.metrics["test"]


def test_a_test_file_with_other_classes_is_refused_by_their_names():
    with pytest.raises(InputError, match="classes the training file has not: mutant, wild") as caught:
        train(biased({"a": 40, "b": 40}), quick(), test=biased({"a": 5, "wild": 5, "mutant": 5}))
    assert caught.value.code == "ML008"


def test_a_test_file_without_classes_is_refused():
    data, test = biased({"a": 40, "b": 40}), biased({"a": 5, "b": 5})
    numbers = replace(test, target=np.linspace(0, 1, 10), classes=())
    for wrong in (test.without_labels(), test.with_labels([None] * 10), test.take(np.arange(0)), numbers):
        with pytest.raises(InputError, match="no classes") as caught:
            train(data, quick(), test=wrong)
        assert caught.value.code == "ML008"


def test_a_test_file_may_lack_a_class():
    data = biased({"a": 40, "b": 40, "c": 40})
    run, model = train(data, quick(), test=biased({"b": 12, "c": 14}, seed=5))
    assert run.classes == model.classes == ("a", "b", "c")
    assert set(run.scored("test")["true"]) == {"b", "c"}
    assert run.metrics["test"]["auroc"]["value"] is not None
    json.dumps(run.to_dict(), allow_nan=False)


def test_a_class_of_which_the_test_file_has_no_record_does_not_matter():
    test = biased({"a": 10, "b": 10, "other": 10}, seed=5)
    run, _ = train(biased({"a": 40, "b": 40}), quick(), test=test.take(test.target < 2))
    assert run.split["n_test"] == 20


def test_the_order_of_the_classes_is_that_of_the_data():
    data = biased({"a": 40, "b": 40})
    turned = replace(data, target=(1 - data.target).astype(np.int32), classes=("b", "a"))
    test = biased({"a": 12, "b": 15}, seed=5)
    plain, _ = train(data, quick(), test=test)
    run, model = train(turned, quick(), test=test)
    assert run.classes == model.classes == ("b", "a")
    scored = run.scored("test")
    np.testing.assert_allclose(scored["p_b"], plain.scored("test")["p_b"], atol=0.02)
    assert scored["true"].tolist() == plain.scored("test")["true"].tolist()
    np.testing.assert_array_equal(predict(model, test)["p_b"], scored["p_b"])


@pytest.mark.parametrize("strand", [str, opposite], ids=["same strand", "opposite strand"])
def test_sequences_of_the_test_file_that_were_trained_on_are_cautioned(strand):
    data = biased({"a": 40, "b": 40})
    known = [strand(data.sequence(row)) for row in range(5)]
    test = Dataset.from_strings([*known, *dna(15, seed=7)], labels=["a", "b"] * 10)
    run, _ = train(data, quick(), test=test)
    assert codes_of(run.warnings) == ["ML003"]
    assert "Of the test file's sequences 25.0% are also in the training file (either strand)." in run.warnings[0]
    assert run.split["leakage_percent"] == pytest.approx(25)


def test_copies_divided_between_folds_are_cautioned_beside_a_test_file_too():
    data = Dataset.from_strings(dna(40) * 2, labels=["a", "b"] * 40)
    run, _ = train(data, quick(split="random"), test=biased({"a": 10, "b": 10}, seed=9))
    assert codes_of(run.warnings) == ["ML003"]
    assert "copy or near copy" in run.warnings[0]
    assert (run.leakage_of("cv") > 30, run.leakage_of("test"), run.split["leakage_percent"]) == (True, 0, 0)


def test_copies_and_near_copies_of_a_test_file_are_counted_apart():
    data = biased({"a": 40, "b": 40}, length=60)
    known = [data.sequence(row) for row in range(8)]
    near = [text[:20] + ("A" if text[20] != "A" else "C") + text[21:] for text in known]
    test = Dataset.from_strings([*known[:4], *near[4:], *dna(12, 60, seed=7)], labels=["a", "b"] * 10)
    run, _ = train(data, quick(), test=test)
    assert "20.0% are also in the training file and 20.0% have a near copy there" in run.warnings[0]
    assert run.leakage_of("test") == pytest.approx(40)


def test_copies_within_the_test_file_are_one_family():
    data, test = biased({"a": 40, "b": 40}), biased({"a": 10, "b": 10}, seed=5)
    sequences = [*test.sequences()]
    labels = np.array(test.classes)[test.target].tolist()
    once, _ = train(data, quick(), test=test)
    copied = Dataset.from_strings([*sequences * 4, *map(opposite, sequences)], labels=labels * 5)
    often, _ = train(data, quick(), test=copied)
    assert often.split["families"] == once.split["families"] == 100
    first, second = once.metrics["test"]["brier"], often.metrics["test"]["brier"]
    width = first["high"] - first["low"]
    assert second["high"] - second["low"] > 0.7 * width  # five times the rows, but no more to go by


# Progress


@pytest.mark.parametrize("asked", [{"repeats": 2}, {"test_share": 0}, {"model": "random_forest"}])
def test_progress_rises_from_nothing_to_one(asked):
    seen = []
    train(biased({"a": 40, "b": 40}), quick(folds=2, **asked), on_progress=lambda *report: seen.append(report))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] < 0.6
    assert fractions[-1] == 1.0
    notes = [note for _, note in seen]
    assert notes[0].startswith("Fold 1 of ")
    assert any(note.startswith("Final model") for note in notes)
    assert any("repeat 2" in note for note in notes) == (asked.get("repeats") == 2)


@pytest.mark.parametrize("after", [1, 3, 5])
def test_training_stops_where_it_is_told_to(after):
    seen = []

    def stop(fraction, note):
        seen.append(note)
        if len(seen) == after:
            raise Cancelled

    with pytest.raises(Cancelled):
        train(biased({"a": 40, "b": 40}), quick(), on_progress=stop)
    assert len(seen) == after
