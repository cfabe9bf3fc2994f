import numpy as np
import pytest

from genocore.explanation import path
from genocore.explanation.gradients import integrated_gradients
from tests.explanation.nets import SCALE, both_ends, by_hand, cnn, dna, log_odds, planted, sums, trained


class TestCompleteness:
    @pytest.mark.parametrize(
        "values",
        [{}, {"preset": "deep", "blocks": 2, "positions": "no"}, {"preset": "tutorial", "width": 3}],
        ids=["fast", "deep", "tutorial"],
    )
    def test_letters_add_up_to_what_keras_says_of_both_ends(self, values):
        data = dna(12, 18)
        score = cnn(data, **{"filters": 4, "units": 6, "members": 2, **values})
        found = integrated_gradients(score, data)
        here, unknown = both_ends(score, data)
        end, start = (np.mean([log_odds(one, 1) for one in part], axis=0) for part in (here, unknown))
        np.testing.assert_allclose(found.end, end, atol=1e-5)
        np.testing.assert_allclose(found.start, start, atol=1e-5)
        added = sums(found.letters, data)
        assert (np.abs(added - (end - start)) <= 0.01 * np.maximum(np.abs(end - start), 0.1) + 1e-5).all()
        assert found.complete.all()
        np.testing.assert_allclose(found.gap, np.abs(added - (end - start)) / np.maximum(np.abs(end - start), 0.1),
                                   atol=1e-4)  # fmt: skip

    def test_of_three_classes_one_is_explained_against_the_others_together(self):
        data = dna(8, 15)
        score = cnn(data, ("a", "b", "c"))
        found = integrated_gradients(score, data)
        here, unknown = (np.mean([log_odds(one, 1) for one in part], axis=0) for part in both_ends(score, data))
        np.testing.assert_allclose(sums(found.letters, data), here - unknown, atol=0.01 * np.abs(here - unknown).max())
        assert found.words == "log odds of b"

    def test_numbers_are_on_the_scale_that_was_learnt(self):
        data = dna(8, 15)
        score = cnn(data, ())
        found = integrated_gradients(score, data)
        here, unknown = (part.mean(axis=0)[:, 0] * SCALE.sd for part in both_ends(score, data))
        np.testing.assert_allclose(found.end, here, atol=1e-5)
        np.testing.assert_allclose(found.end + SCALE.mean, score.ask(data).joint, atol=1e-5)
        np.testing.assert_allclose(sums(found.letters, data), here - unknown, atol=0.01 * np.abs(here - unknown).max())

    def test_steps_are_halved_where_it_takes_more(self, monkeypatch):
        data = planted(40)
        found = integrated_gradients(trained(), data)
        assert set(found.steps) <= {32, 64, 128, 256, 512, 1024}
        assert found.complete.all()
        monkeypatch.setattr(path, "COMPLETE", 1e-9)
        monkeypatch.setattr(path, "MOST", 256)
        finer = integrated_gradients(trained(), data)
        assert set(finer.steps) == {256}
        assert finer.gap.mean() < found.gap.mean()
        np.testing.assert_allclose(finer.letters, found.letters, atol=0.02 * np.abs(found.letters).max())

    def test_a_way_that_stays_rough_is_said_to_be(self, monkeypatch):
        monkeypatch.setattr(path, "FEWEST", 1)
        monkeypatch.setattr(path, "MOST", 1)
        found = integrated_gradients(trained(), planted(10))
        assert found.gap.max() > 0.01
        np.testing.assert_array_equal(found.complete, found.gap <= 0.01)
        assert set(found.steps) == {1}


class TestKnownNetworks:
    def test_of_a_linear_network_it_is_weight_times_difference(self):
        def design(rows, columns, outputs, padded):
            return _over_all(columns, outputs, lambda x, keras: keras.layers.Dense(outputs, name="answer")(x))

        data = dna(4, 7)
        score = by_hand(design, "letters", data, members=3)
        found = integrated_gradients(score, data)
        kernels = np.array([model.get_layer("answer").kernel.numpy() for model in score.model.estimator.models_])
        weight = (kernels[:, :, 1] - kernels[:, :, 0]).reshape(3, 7, 4).astype(float)
        expected = np.zeros((3, 4, 7))
        for member in range(3):
            for row, text in enumerate(data.sequences()):
                for place, letter in enumerate(text):
                    own = weight[member, place]
                    expected[member, row, place] = own["ACGT".index(letter)] - own.mean()
        np.testing.assert_allclose(found.letters.reshape(4, 7), expected.mean(axis=0), atol=1e-6)
        np.testing.assert_allclose(found.sd.reshape(4, 7), expected.std(axis=0), atol=1e-6)
        centred = (weight - weight.mean(axis=2, keepdims=True)).mean(axis=0)
        np.testing.assert_allclose(found.hypothetical.reshape(4, 7, 4), np.broadcast_to(centred, (4, 7, 4)), atol=1e-6)
        assert set(found.steps) == {32}
        zero = integrated_gradients(score, data, baseline="zero")
        np.testing.assert_allclose(zero.hypothetical.reshape(4, 7, 4)[0], weight.mean(axis=0), atol=1e-6)

    def test_of_a_product_of_two_sums_it_is_what_calculus_says(self):
        def design(rows, columns, outputs, padded):
            def product(x, keras):
                one, other = (keras.layers.Dense(1, use_bias=False, name=name)(x) for name in ("one", "other"))
                return keras.layers.Multiply(name="answer")([one, other])

            return _over_all(columns, outputs, product)

        data = dna(5, 6)
        score = by_hand(design, "letters", data, classes=())
        found = integrated_gradients(score, data)
        model = score.model.estimator.models_[0]
        one, other = (model.get_layer(name).kernel.numpy()[:, 0].astype(float) for name in ("one", "other"))
        for row in range(5):
            end = np.eye(4)[data.codes.reshape(5, 6)[row]].ravel()
            middle = (end + 0.25) / 2  # the gradient is linear along the way: its mean is that of the middle
            expected = (end - 0.25) * (one * (other @ middle) + other * (one @ middle)) * SCALE.sd
            np.testing.assert_allclose(
                found.letters.reshape(5, 6)[row], expected.reshape(6, 4).sum(axis=1), rtol=1e-4, atol=1e-5
            )


def _over_all(columns, outputs, end):
    import keras

    from genocore.models.networks.layers import read

    codes, x, inside = read(columns)
    x = keras.layers.Multiply()([x, inside])
    return keras.Model(codes, end(keras.layers.Flatten()(x), keras))
