"""What every registered model must do, now and when another is added."""

import json
import zipfile

import numpy as np
import pytest
import skops.io

from genocore.errors import Cancelled, InputError
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model
from genocore.sequences import Dataset
from genocore.training.bundle import Model
from genocore.training.predict import predict
from genocore.training.settings import Settings
from genocore.training.train import train

SMALL = {"trees": 10}
"""Values that make a slow model quick, for those that have such a parameter."""
CLASSES = {"binary": 2, "multiclass": 3}

every_model = pytest.mark.parametrize("spec", list(MODELS.values()), ids=lambda spec: spec.key)
every_task = pytest.mark.parametrize(
    ("spec", "task"),
    [(spec, task) for spec in MODELS.values() for task in spec.tasks or CLASSES],
    ids=lambda value: getattr(value, "key", value),
)


def small(spec):
    return {name: value for name, value in SMALL.items() if name in {param.name for param in spec.params}}


def case(n_classes=2, n=24, *, seed=0):
    generator = np.random.default_rng(seed)
    target = np.arange(n) % n_classes
    matrix = generator.random((n, 5)).astype(np.float32)
    matrix[:, 0] += target
    return matrix, target


def fit(spec, matrix, target, *, seed=3, on_progress=lambda fraction, note: None):
    params = spec.settings(small(spec))
    return fit_model(spec, params, matrix, target, seed=seed, on_progress=on_progress)[0]


def dna(n, length=40, *, seed=0):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in generator.choice(list("ACGT"), (n, length))]


def labelled(n, n_classes=2, *, seed=0):
    return Dataset.from_strings(dna(n, seed=seed), labels=["xyz"[index % n_classes] for index in range(n)])


def test_names_and_settings_are_of_the_agreed_form():
    for key, spec in MODELS.items():
        assert key == spec.key == spec.key.lower()
        assert key.isidentifier()
        assert spec.label
        assert spec.help.endswith(".")
        assert set(spec.tasks) <= {"binary", "multiclass", "regression"}
        assert all(param.label for param in spec.params)
        assert len({param.name for param in spec.params}) == len(spec.params)


@every_model
def test_defaults_and_presets_are_valid(spec):
    for param in spec.params:
        assert param.check(param.default) == param.default
        assert param.check(param.text(param.default)) == param.default
    for preset in [None, *spec.presets]:
        settings = spec.settings({"preset": preset} if preset else {})
        assert set(settings) == {param.name for param in spec.params}
        spec.build(seed=0, **settings)


@every_model
def test_an_unknown_setting_is_refused(spec):
    with pytest.raises(InputError) as caught:
        spec.settings({"no_such_setting": 1})
    assert caught.value.code == "PA002"


@pytest.mark.parametrize("encoder", list(ENCODERS))
@every_model
def test_no_model_shares_a_parameter_name_with_an_encoder(spec, encoder):
    assert Settings.checked(model=spec.key, encoder=encoder).model == spec.key


@every_model
def test_the_time_it_takes_can_be_estimated(spec):
    assert 0 < spec.extra["seconds"](1000, 340, spec.settings()) < 3600


@every_task
def test_it_fits_a_few_rows_and_gives_a_probability_for_each_class(spec, task):
    matrix, target = case(CLASSES[task])
    found = class_probabilities(fit(spec, matrix, target), matrix, CLASSES[task])
    assert found.shape == (len(target), CLASSES[task])
    assert found.min() >= 0
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)


@every_task
def test_the_same_seed_gives_the_same_answer(spec, task):
    matrix, target = case(CLASSES[task])
    first, second = (class_probabilities(fit(spec, matrix, target), matrix, CLASSES[task]) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@every_model
def test_the_data_are_left_as_they_were(spec):
    matrix, target = case()
    matrix.setflags(write=False)
    target.setflags(write=False)
    class_probabilities(fit(spec, matrix, target), matrix, 2)


@every_model
def test_a_class_missing_from_training_gets_nothing(spec):
    matrix, target = case()
    found = class_probabilities(fit(spec, matrix, 2 * target), matrix, 4)
    assert found.shape == (len(target), 4)
    assert not found[:, [1, 3]].any()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)


@every_model
def test_progress_rises_and_ends_at_one(spec):
    seen = []
    fit(spec, *case(), on_progress=lambda fraction, note: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[0] >= 0
    assert seen[-1] == 1.0


@every_model
def test_it_can_be_stopped(spec):
    def stop(fraction, note):
        raise Cancelled

    with pytest.raises(Cancelled):
        fit(spec, *case(), on_progress=stop)


@every_task
def test_it_survives_being_saved(spec, task, tmp_path):
    data = labelled(60, CLASSES[task])
    values = {"k": "1-2", **small(spec)}
    settings = Settings.checked(model=spec.key, encoder="kmers", values=values, folds=2, test_share=0)
    _, model = train(data, settings)
    model.save(tmp_path)
    again = Model.load(tmp_path)
    new = Dataset.from_strings(dna(30, seed=9))
    assert predict(again, new).equals(predict(model, new))
    assert (again.key, again.classes, again.settings) == (model.key, model.classes, settings)


@every_task
def test_its_file_holds_only_the_types_it_declares(spec, task, tmp_path):
    matrix, target = case(CLASSES[task])
    skops.io.dump(fit(spec, matrix, target), tmp_path / "model.skops")
    assert set(skops.io.get_untrusted_types(file=tmp_path / "model.skops")) <= set(spec.extra["trusted"])
    with zipfile.ZipFile(tmp_path / "model.skops") as archive:
        found = types_in(json.loads(archive.read("schema.json")))
    of_libraries = {name for name in found if not name.startswith(("builtins.", "numpy."))}
    assert of_libraries == set(spec.extra["trusted"])


def types_in(part):
    if isinstance(part, list):
        return set().union(*map(types_in, part))
    if not isinstance(part, dict):
        return set()
    own = {f"{part['__module__']}.{part['__class__']}"} if "__class__" in part else set()
    return own.union(*map(types_in, part.values()))


@every_task
def test_random_labels_on_noise_score_by_chance(spec, task):
    n_classes = CLASSES[task]
    labels = np.random.default_rng(5).permutation([f"c{index % n_classes}" for index in range(120)])
    data = Dataset.from_strings(dna(120, seed=11), labels=labels.tolist())
    settings = Settings.checked(model=spec.key, values={"k": "1-2", **small(spec)}, folds=5, test_share=0)
    run, _ = train(data, settings)
    found = run.metrics["cv"]["auroc"]
    if found["low"] is None:  # a model without any information: all resamples agree
        assert found["value"] == 0.5
    else:
        assert found["low"] <= 0.5 <= found["high"]


@every_task
def test_it_learns_what_can_be_learnt_with_ease(spec, task):
    if spec.key == "dummy":
        pytest.skip("it learns nothing, by design")
    generator = np.random.default_rng(2)
    labels = [f"c{index % CLASSES[task]}" for index in range(90)]
    shares = {"c0": [0.4, 0.1, 0.1, 0.4], "c1": [0.1, 0.4, 0.4, 0.1], "c2": [0.1, 0.4, 0.1, 0.4]}
    data = Dataset.from_strings(
        ["".join(generator.choice(list("ACGT"), 60, p=shares[label])) for label in labels], labels=labels
    )
    settings = Settings.checked(model=spec.key, encoder="composition", values=small(spec), folds=3, test_share=0)
    run, _ = train(data, settings)
    assert run.metrics["cv"]["auroc"]["value"] > 0.95
    assert run.metrics["cv"]["accuracy"]["low"] > run.floors["dummy"]["cv"]["accuracy"]["high"]


@every_model
@pytest.mark.parametrize(("encoder", "values"), [("kmers", {"k": "7"}), *((key, {}) for key in ENCODERS)])
def test_it_trains_on_every_encoder_also_on_sparse_features(spec, encoder, values):
    settings = Settings.checked(model=spec.key, encoder=encoder, values={**small(spec), **values}, folds=2)
    run, model = train(labelled(60), settings)
    assert run.metrics["cv"]["accuracy"]["value"] is not None
    assert len(predict(model, labelled(3))) == 3
