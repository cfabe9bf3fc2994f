import numpy as np
import pytest

from genocore.features.letters import OTHER, PADDING
from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model, predicted_values, silent
from genocore.models.networks.feeding import reverse_complement

SPEC = MODELS["cnn"]
MOTIF = [3, 2, 0, 1, 3, 1, 0]
TINY = {"preset": "fast", "filters": 8, "width": 7, "units": 8, "epochs": 2}


def random_codes(n, length, *, seed=0):
    return np.random.default_rng(seed).integers(0, 4, (n, length), dtype=np.uint8)


def planted(n, length, *, seed=0, at=None):
    """Return sequences half of which hold the motif, at a random place or always `at` one."""
    generator = np.random.default_rng(seed)
    codes, target = random_codes(n, length, seed=seed), np.arange(n) % 2
    for row in np.flatnonzero(target):
        start = generator.integers(0, length - len(MOTIF)) if at is None else at
        codes[row, start : start + len(MOTIF)] = MOTIF
    return codes, target


def padded(codes, *, seed=0):
    """Return the codes cut to random lengths."""
    codes = codes.copy()
    for row, keep in enumerate(np.random.default_rng(seed).integers(1, codes.shape[1] + 1, len(codes))):
        codes[row, keep:] = PADDING
    return codes


def fit(codes, target, *, seed=1, task="", **values):
    params = SPEC.settings({**TINY, **values})
    return fit_model(SPEC, params, codes, target, seed=seed, on_progress=silent, task=task)[0]


def test_a_planted_motif_is_found_wherever_it_stands():
    network = fit(*planted(1500, 40), epochs=25, filters=24, units=32, positions="no")
    codes, target = planted(400, 40, seed=9)
    assert (network.predict(codes) == target).mean() > 0.95


def test_the_place_of_a_motif_can_tell_classes_apart():
    left, right = planted(600, 40, at=3)[0][1::2], planted(600, 40, at=28)[0][1::2]
    codes, target = np.vstack([left, right]), np.repeat([0, 1], 300)
    assert (fit(codes, target, epochs=12, learning_rate=0.005).predict(codes) == target).mean() > 0.98


@pytest.mark.parametrize(("preset", "positions"), [("deep", "auto"), ("tutorial", "no")])
def test_padding_changes_nothing(preset, positions):
    codes, target = padded(random_codes(40, 30)), np.arange(40) % 2
    values = {"preset": preset, "epochs": 1, "filters": 4, "positions": positions, "members": 1}
    network = fit(codes, target, **values)
    wider = np.hstack([codes, np.full((40, 25), PADDING, dtype=np.uint8)])
    model = network.models_[0]
    np.testing.assert_allclose(model(wider).numpy(), model(codes).numpy(), atol=1e-5)


def test_how_far_training_rows_are_padded_does_not_matter():
    codes, target = padded(random_codes(60, 20)), np.arange(60) % 2
    wider = np.hstack([codes, np.full((60, 15), PADDING, dtype=np.uint8)])
    values = {"preset": "standard", "epochs": 2, "filters": 4, "members": 1, "dropout": 0.0}
    first, second = fit(codes, target, **values), fit(wider, target, **values)
    np.testing.assert_allclose(first.predict_proba(codes), second.predict_proba(wider), atol=1e-3)


@pytest.mark.parametrize("cut", [False, True], ids=["one length", "many lengths"])
def test_both_strands_have_one_answer(cut):
    codes, target = planted(120, 21)
    codes = padded(codes) if cut else codes
    network = fit(codes, target, strand="both")
    turned = reverse_complement(codes)
    np.testing.assert_array_equal(network.predict_proba(codes), network.predict_proba(turned))
    assert not np.array_equal(fit(codes, target).predict_proba(codes), fit(codes, target).predict_proba(turned))
    found = network.discordance(codes)
    assert found.shape == (120,)
    np.testing.assert_array_equal(found, network.discordance(turned))
    assert found.max() > 0


def test_both_strands_teach_the_motif_of_the_other():
    codes, target = planted(1500, 30)
    network = fit(codes, target, epochs=25, filters=24, units=32, strand="both", positions="no")
    new, truth = planted(400, 30, seed=5)
    assert (network.predict(reverse_complement(new)) == truth).mean() > 0.9


def test_an_unknown_letter_is_a_quarter_of_each_base():
    network = fit(*planted(60, 12))
    codes = np.array([[OTHER] * 12, [0, 1, 2, 3] * 3], dtype=np.uint8)
    look_up = network.models_[0].get_layer("one_hot")
    assert look_up(codes).numpy()[0].tolist() == [[0.25] * 4] * 12
    assert np.isfinite(network.predict_proba(codes)).all()


def test_a_sequence_without_letters_has_an_answer():
    codes, target = padded(random_codes(40, 10)), np.arange(40) % 2
    codes[3] = PADDING
    assert np.isfinite(fit(codes, target).predict_proba(codes)).all()


@pytest.mark.parametrize(("preset", "length"), [*((preset, 9) for preset in sorted(SPEC.presets)), ("tutorial", 1)])
def test_every_preset_reads_short_sequences_of_three_classes(preset, length):
    codes, target = random_codes(48, length), np.arange(48) % 3
    network = fit(codes, target, preset=preset, epochs=1, members=1, filters=4, task="multiclass")
    found = class_probabilities(network, codes, 3)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)
    assert SPEC.extra["shortest"](SPEC.settings({"preset": preset})) == 1


def test_one_length_in_training_lets_it_use_positions():
    codes, target = random_codes(40, 10), np.arange(40) % 2
    layers = {
        name: {layer.name for layer in fit(rows, target, epochs=1, positions=choice).models_[0].layers}
        for name, rows, choice in (("one", codes, "auto"), ("many", padded(codes), "auto"), ("no", codes, "no"))
    }
    assert {name: "places" in found for name, found in layers.items()} == {"one": True, "many": False, "no": False}


def test_a_class_missing_from_training_has_no_column():
    codes, target = planted(60, 12)
    network = fit(codes, 2 * target)
    assert network.classes_.tolist() == [0, 2]
    assert class_probabilities(network, codes, 4)[:, [1, 3]].max() == 0


def test_rare_classes_count_as_much_if_balanced():
    codes, target = random_codes(400, 10), np.arange(400) % 10 // 9
    shares = [
        fit(codes, target, epochs=8, learning_rate=0.005, balanced=balanced).predict_proba(codes)[:, 1].mean()
        for balanced in (False, True)
    ]
    assert shares[0] < 0.25 < 0.4 < shares[1]


def test_numbers_and_long_sequences():
    codes = random_codes(24, 1500)
    network = fit(codes, np.linspace(-1, 1, 24), epochs=1, filters=4)
    assert np.isfinite(predicted_values(network, codes)).all()
    assert network.n_features_in_ == 1500
    with pytest.raises(ValueError, match="columns"):
        network.predict(codes[:, :10])
