import json

import numpy as np
import pandas as pd
import pytest

from genocore.errors import InputError
from genocore.sequences import Dataset
from genocore.training.run import SCHEMA, Run
from genocore.training.settings import Settings
from genocore.training.train import train

CONTRACT = {
    "task", "n", "classes", "model", "encoder", "params", "split", "seed", "versions", "fingerprint", "metrics",
    "floors", "warnings", "seconds",
}  # fmt: skip
METRICS = ["accuracy", "balanced_accuracy", "mcc", "auroc", "auprc", "f1_macro", "brier", "ece", "log_loss"]


def dna(n, length=40, *, seed=0):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in generator.choice(list("ACGT"), (n, length))]


@pytest.fixture(scope="module")
def data():
    return Dataset.from_strings(dna(66), labels=["donor", "acceptor", "donor"] * 20 + [None] * 6)


@pytest.fixture(scope="module")
def run(data):
    settings = Settings.checked(model="logistic", values={"k": "1-2"}, folds=3, repeats=2, test_share=0.25)
    return train(data, settings, name="sites")[0]


def refuse_constant(name):
    raise AssertionError(f"{name} is not JSON")


def read(folder):
    return json.loads((folder / "run.json").read_text(encoding="utf-8"), parse_constant=refuse_constant)


def test_the_file_holds_what_the_contract_says(run, data, tmp_path):
    run.save(tmp_path)
    found = read(tmp_path)
    assert set(found) >= CONTRACT
    assert found == json.loads(json.dumps(run.to_dict()))
    assert (found["task"], found["n"], found["classes"]) == ("binary", 60, ["acceptor", "donor"])
    assert (found["model"], found["encoder"], found["params"]) == ("logistic", "kmers", {"c": 0.1, "balanced": True})
    assert (found["seed"], found["fingerprint"], found["name"]) == (42, data.fingerprint, "sites")
    assert set(found["split"]) >= {"kind", "families", "leakage_percent"}
    assert found["split"].items() >= {"kind": "random", "families": 60, "leakage_percent": 0.0, "n_test": 15}.items()
    assert found["seconds"] > 0
    assert set(found["versions"]) >= {"genocore", "python", "numpy", "scikit-learn"}


def test_every_metric_has_a_value_and_an_interval_and_so_has_the_floor(run):
    for part in ("cv", "test"):
        for scores in (run.metrics[part], run.floors["dummy"][part]):
            assert list(scores) == METRICS
            for name, found in scores.items():
                assert set(found) == {"value", "low", "high"}
                if found["low"] is not None and name != "ece":
                    assert found["low"] <= found["value"] <= found["high"]


def test_a_run_survives_being_saved(run, tmp_path):
    run.save(tmp_path / "new" / "folder")
    again = Run.load(tmp_path / "new" / "folder")
    assert again.to_dict() == run.to_dict()
    assert again.settings == run.settings
    assert again.classes == run.classes
    assert again.split == run.split
    pd.testing.assert_frame_equal(again.predictions, run.predictions, check_dtype=False)


def test_a_run_without_a_test_part_survives_too(data, tmp_path):
    settings = Settings.checked(model="dummy", encoder="composition", folds=2, test_share=0)
    run, _ = train(data, settings)
    run.save(tmp_path)
    assert read(tmp_path)["metrics"]["test"] is None
    assert Run.load(tmp_path).to_dict() == run.to_dict()


def test_what_is_undefined_is_null_and_never_nan(data, tmp_path):
    train_part, test_part = data.take(np.arange(60)), data.take(np.flatnonzero(data.target == 1)[:5])
    settings = Settings.checked(model="dummy", encoder="composition", folds=2)
    run, _ = train(train_part, settings, test=test_part)
    run.save(tmp_path)
    found = read(tmp_path)["metrics"]["test"]
    assert found["auroc"] == {"value": None, "low": None, "high": None}
    assert found["mcc"]["value"] is None
    assert found["accuracy"]["value"] == 1.0


def test_names_in_any_script_survive(tmp_path):
    data = Dataset.from_strings(
        dna(40), ids=[f"séq \U0001f9ec {row}" for row in range(40)], labels=["größe", "p_x, 'y'"] * 20
    )
    run, _ = train(data, Settings.checked(model="dummy", encoder="composition", folds=2), name="données")
    run.save(tmp_path)
    again = Run.load(tmp_path)
    assert again.to_dict() == run.to_dict()
    assert again.predictions["id"].tolist() == run.predictions["id"].tolist()
    assert {"p_größe", "p_p_x, 'y'"} <= set(again.predictions.columns)


def test_scored_gives_each_record_once(run):
    assert len(run.predictions) == 2 * 45 + 15
    cv, test = run.scored("cv"), run.scored("test")
    assert (len(cv), len(test)) == (45, 15)
    assert cv["id"].is_unique
    assert not set(cv["id"]) & set(test["id"])
    assert set(cv["fold"]) == {0, 1, 2}
    assert set(test["fold"]) == {-1}


def code_of_loading(folder):
    with pytest.raises(InputError) as caught:
        Run.load(folder)
    assert caught.value.file == str(folder)
    return caught.value.code


def test_a_folder_without_a_run_is_refused(tmp_path):
    assert code_of_loading(tmp_path) == "ML008"
    assert code_of_loading(tmp_path / "nowhere") == "ML008"


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "null", "{}", '{"schema": 99}', "[" * 100_000, "\x00"])
def test_a_file_that_is_no_run_is_refused(run, tmp_path, text):
    run.save(tmp_path)
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    assert code_of_loading(tmp_path) == "ML008"


@pytest.mark.parametrize("key", sorted(CONTRACT))
def test_a_run_that_lacks_something_is_refused(run, tmp_path, key):
    run.save(tmp_path)
    values = read(tmp_path)
    del values[key]
    (tmp_path / "run.json").write_text(json.dumps(values), encoding="utf-8")
    assert code_of_loading(tmp_path) == "ML008"


def test_a_run_of_another_version_says_so(run, tmp_path):
    run.save(tmp_path)
    values = read(tmp_path) | {"schema": SCHEMA + 1}
    (tmp_path / "run.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(InputError, match="written by another version"):
        Run.load(tmp_path)


def test_predictions_that_cannot_be_read_are_refused(run, tmp_path):
    run.save(tmp_path)
    (tmp_path / "predictions.parquet").write_bytes(b"PAR1 but not really")
    assert code_of_loading(tmp_path) == "ML008"
