"""What every registered model must do, now and when another is added."""

import json
import zipfile

import numpy as np
import pytest
import skops.io

from genocore.errors import Cancelled, InputError
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model, predicted_values
from genocore.models.pairs import encoders_of
from genocore.sequences import Dataset
from genocore.training.bundle import Model
from genocore.training.predict import predict
from genocore.training.settings import Settings
from genocore.training.train import train

SMALL = {
    "trees": 10, "members": 1, "epochs": 2, "rounds": 20, "filters": 4, "units": 4, "blocks": 0, "width": 3,
    "minutes": 0.1,
}  # fmt: skip
"""Values that make a slow model quick, for those that have such a parameter."""
CLASSES = {"binary": 2, "multiclass": 3, "regression": 0}
NETWORKS = ("cnn", "mlp", "auto")
"""Too slow for every combination; they have tests of their own."""

every_model = pytest.mark.parametrize("spec", list(MODELS.values()), ids=lambda spec: spec.key)
every_task = pytest.mark.parametrize(
    ("spec", "task"),
    [
        (spec, task)
        for spec in MODELS.values()
        for task in spec.tasks or CLASSES
        # three classes are one output more to a network, and compiling it takes seconds
        if not (spec.key in NETWORKS and task == "multiclass")
    ],
    ids=lambda value: getattr(value, "key", value),
)
every_classifier = pytest.mark.parametrize(
    "spec", [spec for spec in MODELS.values() if "binary" in (spec.tasks or CLASSES)], ids=lambda spec: spec.key
)


def tasks_of(spec):
    return spec.tasks or tuple(CLASSES)


def answers(spec, matrix, target, n_classes, **how):
    estimator = fit(spec, matrix, target, **how)
    return class_probabilities(estimator, matrix, n_classes) if n_classes else predicted_values(estimator, matrix)


def small(spec):
    return {name: value for name, value in SMALL.items() if name in {param.name for param in spec.params}}


def case(spec, n_classes=2, n=60, *, seed=0):
    """Return features that tell the classes, or the numbers, nearly apart; as the model takes them."""
    generator = np.random.default_rng(seed)
    target = np.arange(n) % n_classes if n_classes else generator.normal(size=n)
    if "letters" in spec.extra.get("encoders", ()):
        matrix = generator.integers(0, 4, (n, 12)).astype(np.uint8)
        matrix[:, 5] = target % 4 if n_classes else np.digitize(target, [-0.7, 0.0, 0.7])
        return matrix, target
    matrix = generator.random((n, 5)).astype(np.float32)
    matrix[:, 0] += target
    return matrix, target


def fit(spec, matrix, target, *, seed=3, on_progress=lambda fraction, note="", **details: None):
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
        for task in tasks_of(spec):
            spec.build(task=task, seed=0, **settings)


@every_model
def test_an_unknown_setting_is_refused(spec):
    with pytest.raises(InputError) as caught:
        spec.settings({"no_such_setting": 1})
    assert caught.value.code == "PA002"


@every_model
def test_no_model_shares_a_parameter_name_with_an_encoder_it_takes(spec):
    for encoder in encoders_of(spec):
        assert Settings.checked(model=spec.key, encoder=encoder.key).encoder == encoder.key


@every_model
def test_features_it_cannot_take_are_refused(spec):
    for key in set(ENCODERS) - {encoder.key for encoder in encoders_of(spec)}:
        with pytest.raises(InputError, match="cannot work with the features"):
            Settings.checked(model=spec.key, encoder=key)


@every_model
def test_the_time_it_takes_can_be_estimated(spec):
    assert 0 < spec.extra["seconds"](1000, 340, spec.settings()) < 3600


@every_task
def test_it_fits_a_few_rows_and_answers_for_each(spec, task):
    matrix, target = case(spec, CLASSES[task])
    found = answers(spec, matrix, target, CLASSES[task])
    assert np.isfinite(found).all()
    if task == "regression":
        assert found.shape == target.shape
        return
    assert found.shape == (len(target), CLASSES[task])
    assert found.min() >= 0
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)


@every_task
def test_the_same_seed_gives_the_same_answer(spec, task):
    matrix, target = case(spec, CLASSES[task])
    first, second = (answers(spec, matrix, target, CLASSES[task]) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@every_task
def test_the_data_are_left_as_they_were(spec, task):
    matrix, target = case(spec, CLASSES[task])
    matrix.setflags(write=False)
    target.setflags(write=False)
    answers(spec, matrix, target, CLASSES[task])


@every_classifier
def test_a_class_missing_from_training_gets_nothing(spec):
    matrix, target = case(spec)
    found = class_probabilities(fit(spec, matrix, 2 * target), matrix, 4)
    assert found.shape == (len(target), 4)
    assert not found[:, [1, 3]].any()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)


@every_task
def test_progress_rises_and_ends_at_one(spec, task):
    seen = []
    fit(spec, *case(spec, CLASSES[task]), on_progress=lambda fraction, note="", **details: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[0] >= 0
    assert seen[-1] == 1.0


@every_task
def test_it_can_be_stopped(spec, task):
    def stop(fraction, note="", **details):
        raise Cancelled

    with pytest.raises(Cancelled):
        fit(spec, *case(spec, CLASSES[task]), on_progress=stop)


def values_for(spec, **values):
    """Return settings that make the model quick, with short words where it takes k-mers."""
    encoder = encoders_of(spec)[0]
    return encoder.key, {**({"k": "1-2"} if encoder.key == "kmers" else {}), **small(spec), **values}


def data_for(task, n, *, seed=0):
    if task != "regression":
        return labelled(n, CLASSES[task], seed=seed)
    return numbered(dna(n, seed=seed), np.random.default_rng(seed).normal(5, 2, n))


def numbered(sequences, values):
    plain = Dataset.from_strings(sequences)
    return Dataset(plain.ids, plain.letters, plain.offsets, np.asarray(values, dtype=np.float64))


@every_task
def test_it_survives_being_saved(spec, task, tmp_path):
    encoder, values = values_for(spec)
    settings = Settings.checked(model=spec.key, encoder=encoder, values=values, folds=2, test_share=0)
    _, model = train(data_for(task, 90), settings)
    model.save(tmp_path)
    again = Model.load(tmp_path)
    new = Dataset.from_strings(dna(30, seed=9))
    assert predict(again, new).equals(predict(model, new))
    assert (again.key, again.task, again.classes, again.settings) == (model.key, task, model.classes, settings)


@every_task
def test_its_file_holds_only_the_types_it_declares(spec, task, tmp_path):
    if "save" in spec.extra:
        pytest.skip("it has a file format of its own, and tests of that")
    skops.io.dump(fit(spec, *case(spec, CLASSES[task])), tmp_path / "model.skops")
    assert set(skops.io.get_untrusted_types(file=tmp_path / "model.skops")) <= set(spec.extra["trusted"])
    with zipfile.ZipFile(tmp_path / "model.skops") as archive:
        found = types_in(json.loads(archive.read("schema.json")))
    plain = ("builtins.", "numpy.ndarray", "numpy.float", "numpy.int")
    of_libraries = {name for name in found if not name.startswith(plain)}
    assert of_libraries <= set(spec.extra["trusted"])


def types_in(part):
    if isinstance(part, list):
        return set().union(*map(types_in, part))
    if not isinstance(part, dict):
        return set()
    own = {f"{part['__module__']}.{part['__class__']}"} if "__class__" in part else set()
    return own.union(*map(types_in, part.values()))


@every_task
def test_random_labels_on_noise_score_by_chance(spec, task):
    generator = np.random.default_rng(5)
    if task == "regression":
        data = numbered(dna(150, seed=11), generator.normal(size=150))
    else:
        labels = generator.permutation([f"c{index % CLASSES[task]}" for index in range(150)])
        data = Dataset.from_strings(dna(150, seed=11), labels=labels.tolist())
    encoder, values = values_for(spec)
    folds = 2 if spec.key in NETWORKS else 5
    settings = Settings.checked(model=spec.key, encoder=encoder, values=values, folds=folds, test_share=0)
    run, _ = train(data, settings)
    if spec.key == "dummy" and task == "regression":
        assert run.metrics["cv"]["r2"]["value"] == pytest.approx(0, abs=1e-12)
        return
    if task == "regression":
        assert run.metrics["cv"]["r2"]["low"] <= 0.0
        assert run.metrics["cv"]["r2"]["value"] < 0.05
        return
    found = run.metrics["cv"]["auroc"]
    if found["low"] is None:  # a model without any information: all resamples agree
        assert found["value"] == 0.5
    else:
        assert found["low"] <= 0.5 <= found["high"]


@every_task
def test_it_learns_what_can_be_learnt_with_ease(spec, task):
    if spec.key in ("dummy", *NETWORKS):
        pytest.skip("it learns nothing, by design, or is too slow here and has a test of its own")
    generator = np.random.default_rng(2)
    encoder = "composition" if "composition" in [one.key for one in encoders_of(spec)] else encoders_of(spec)[0].key
    settings = Settings.checked(model=spec.key, encoder=encoder, values=small(spec), folds=3, test_share=0)
    if task == "regression":
        strong = generator.uniform(0.2, 0.8, 120)
        sequences = [
            "".join(generator.choice(list("ACGT"), 120, p=[(1 - gc) / 2, gc / 2, gc / 2, (1 - gc) / 2]))
            for gc in strong
        ]
        run, _ = train(numbered(sequences, 3 * strong + generator.normal(0, 0.05, 120)), settings)
        assert run.metrics["cv"]["r2"]["low"] > 0.5
        assert run.floors["dummy"]["cv"]["r2"]["value"] == pytest.approx(0, abs=1e-12)
        return
    labels = [f"c{index % CLASSES[task]}" for index in range(90)]
    shares = {"c0": [0.4, 0.1, 0.1, 0.4], "c1": [0.1, 0.4, 0.4, 0.1], "c2": [0.1, 0.4, 0.1, 0.4]}
    data = Dataset.from_strings(
        ["".join(generator.choice(list("ACGT"), 60, p=shares[label])) for label in labels], labels=labels
    )
    run, _ = train(data, settings)
    assert run.metrics["cv"]["auroc"]["value"] > 0.95
    assert run.metrics["cv"]["accuracy"]["low"] > run.floors["dummy"]["cv"]["accuracy"]["high"]


@pytest.mark.parametrize(
    ("spec", "encoder"),
    [
        pytest.param(spec, encoder.key, id=f"{spec.key}-{encoder.key}")
        for spec in MODELS.values()
        if spec.key not in NETWORKS
        for encoder in encoders_of(spec)
    ],
)
def test_it_trains_on_every_encoder_it_takes_also_on_sparse_features(spec, encoder):
    task = tasks_of(spec)[0]
    # boosting makes them dense, which takes 17 s here; it has a test of its own
    sparse = encoder == "kmers" and spec.key != "gradient_boosting"
    for values in [{}, *([{"k": "7"}] if sparse else [])]:
        settings = Settings.checked(
            model=spec.key, encoder=encoder, values={**small(spec), **values}, folds=2, test_share=0
        )
        run, model = train(data_for(task, 60), settings)
        assert run.metrics["cv"]["r2" if task == "regression" else "accuracy"]["value"] is not None
        assert len(predict(model, labelled(3))) == 3
