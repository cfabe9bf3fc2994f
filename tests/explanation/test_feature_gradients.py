import numpy as np
import pytest

from genocore.errors import Cancelled, InputError
from genocore.explanation import feature_gradients as module
from genocore.explanation.feature_gradients import feature_gradients
from genocore.features import ENCODERS
from genocore.models import MODELS
from tests.explanation.nets import SCALE, by_hand, cnn, dna, log_odds, put


def mlp(data, classes=("no", "yes"), *, encoder="onehot", members=2, **values):
    """Return the score of dense networks with weights at random."""
    params = MODELS["mlp"].settings({"units": 8, "members": members, **values})
    network = MODELS["mlp"].build(task="binary" if classes else "regression", seed=0, **params)
    return put(network, ENCODERS[encoder].build(**ENCODERS[encoder].settings({})), data, classes, members=members)


def dense(matrix):
    return np.asarray(matrix.toarray() if hasattr(matrix, "toarray") else matrix, dtype=float)


def ends(score, data, value):
    """What Keras says of the standardised features and of zeros, the mean of the members."""
    feeder, models = score.model.estimator.feeder, score.model.estimator.models_
    rows = feeder.rows(score.model.encoder.transform(data), slice(None))
    return [np.mean([value(model(x).numpy()) for model in models], axis=0) for x in (rows, 0 * rows)]


@pytest.mark.parametrize("encoder", ["onehot", "kmers"])
def test_features_add_up_to_what_keras_says_of_both_ends(encoder):
    data = dna(30, 12)
    score = mlp(data, encoder=encoder)
    found = feature_gradients(score, data)
    end, start = ends(score, data, lambda logits: log_odds(logits, 1))
    np.testing.assert_allclose(found.end, end, atol=1e-5)
    np.testing.assert_allclose(found.start, start, atol=1e-5)
    off = np.abs(found.columns.sum(axis=1) - (end - start)) / np.maximum(np.abs(end - start), 0.1)
    assert (off <= 0.01 + 1e-4).all()
    np.testing.assert_allclose(found.gap, off, atol=1e-4)
    assert found.complete.all()


def test_of_a_linear_network_it_is_weight_times_standard_deviations_from_the_mean():
    def design(rows, columns, outputs, padded):
        import keras

        x = keras.Input((columns,))
        return keras.Model(x, keras.layers.Dense(outputs, name="answer")(x))

    data = dna(30, 9)
    score = by_hand(design, "columns", data, "kmers", members=2, classes=())
    found = feature_gradients(score, data)
    matrix = dense(score.model.encoder.transform(data))
    sd = matrix.std(axis=0)
    away = np.where(sd > 0, (matrix - matrix.mean(axis=0)) / np.where(sd > 0, sd, 1), 0)
    parts = [away * model.get_layer("answer").kernel.numpy()[:, 0] for model in score.model.estimator.models_]
    np.testing.assert_allclose(found.columns, np.mean(parts, axis=0) * SCALE.sd, atol=1e-5)
    np.testing.assert_allclose(found.sd, np.std(parts, axis=0) * SCALE.sd, atol=1e-5)
    np.testing.assert_allclose(found.end + SCALE.mean, score.ask(data).joint, atol=1e-5)


def test_the_table_names_features_and_sums_those_of_a_position():
    data = dna(30, 6)
    found = feature_gradients(mlp(data), data, np.array([4, 2]))
    table, groups = found.table(1), found.groups(1)
    assert table.columns.tolist() == ["feature", "description", "group", "value", "attribution", "sd"]
    assert table["attribution"].abs().is_monotonic_decreasing
    assert sorted(table.loc[table["value"] == 1, "feature"]) == [
        f"{place + 1} {base}" for place, base in enumerate(data.sequence(2))
    ]
    by_name = dict(zip(table["feature"], table["attribution"], strict=True))
    assert [by_name[name] for name in ("1 A", "1 C", "1 G", "1 T")] == found.columns[1, :4].tolist()
    assert sorted(groups["group"]) == [f"position {place}" for place in range(1, 7)]
    sums = dict(zip(groups["group"], groups["attribution"], strict=True))
    assert sums["position 2"] == pytest.approx(found.columns[1, 4:8].sum())
    assert groups["attribution"].abs().is_monotonic_decreasing


def test_many_sequences_are_taken_in_parts(monkeypatch):
    data = dna(9, 6)
    score, told = mlp(data), []
    whole = feature_gradients(score, data)
    monkeypatch.setattr(module, "_CELLS", 120)
    monkeypatch.setattr(module, "_CELLS_AT_ONCE", 24 * 50)
    parts = feature_gradients(score, data, on_progress=lambda share, note="", **_: told.append(share))
    np.testing.assert_allclose(parts.columns, whole.columns, atol=1e-6)
    np.testing.assert_array_equal(parts.steps, whole.steps)
    assert told == sorted(told)
    assert told[-1] == 1


def test_it_can_be_stopped():
    def stop(fraction, note="", **details):
        raise Cancelled

    data = dna(9, 6)
    with pytest.raises(Cancelled):
        feature_gradients(mlp(data), data, on_progress=stop)


def test_a_network_of_letters_is_asked_for_those():
    data = dna(4, 8)
    with pytest.raises(InputError, match="the letters themselves") as caught:
        feature_gradients(cnn(data), data)
    assert caught.value.code == "PA001"
    assert "integrated_gradients" in caught.value.hint
