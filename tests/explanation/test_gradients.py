import numpy as np
import pandas as pd
import pytest

from genocore.errors import Cancelled, InputError
from genocore.explanation import gradients as module
from genocore.explanation import path
from genocore.explanation.gradients import integrated_gradients
from genocore.explanation.score import Score
from genocore.models import MODELS
from genocore.models.storage import open_estimator, save_estimator
from genocore.sequences import Dataset
from tests.explanation.nets import LEARNT, MOTIF, cnn, dna, model_of, opposite, planted, sums, trained

MIXED = [9, 20, 1, 13, 20, 6]


class TestPlaces:
    def test_a_planted_motif_ranks_above_all_else(self):
        found = integrated_gradients(trained(), planted(100, seed=5))
        mean = found.letters.reshape(100, 30)[1::2].mean(axis=0)
        motif = np.isin(np.arange(30), np.arange(10, 17))
        assert mean[motif].min() > 2 * np.abs(mean[~motif]).max()
        best = found.hypothetical.reshape(100, 30, 4)[1::2, 10:17].mean(axis=0).argmax(axis=1)
        assert "".join("ACGT"[base] for base in best) == MOTIF

    @pytest.mark.parametrize("align", ["centre", "end"])
    def test_letters_beyond_what_the_network_reads_have_nothing(self, align):
        data = dna(6, [5, 12, 8, 20, 3, 14])
        score = cnn(data, padded=True, encoder={"length": 8, "align": align})
        found = integrated_gradients(score, data)
        assert found.read.sum() == 5 + 8 + 8 + 8 + 3 + 8
        assert (found.letters[~found.read] == 0).all()
        assert (found.hypothetical[~found.read] == 0).all()
        assert (found.letters[found.read] != 0).mean() > 0.9
        np.testing.assert_allclose(sums(found.letters, data), found.end - found.start, atol=0.02)
        cut = Dataset.from_strings([
            "".join(np.array(list(text))[found.read[data.offsets[row] : data.offsets[row + 1]]])
            for row, text in enumerate(data.sequences())
        ])  # fmt: skip
        np.testing.assert_allclose(integrated_gradients(score, cut).letters, found.letters[found.read], atol=1e-6)

    def test_the_own_base_has_the_hypothetical_attribution_of_that_base(self):
        data = dna(6, MIXED)
        found = integrated_gradients(cnn(data, padded=True), data)
        np.testing.assert_allclose(found.letters, found.hypothetical[np.arange(len(data.letters)), data.codes])
        np.testing.assert_allclose(found.hypothetical.sum(axis=1), 0, atol=1e-9)

    def test_unknown_letters_and_sequences_without_letters_have_nothing(self):
        data = Dataset.from_strings(["ACGNNACG", "", "NNNNNNNN", "ACGTACGT"])
        found = integrated_gradients(cnn(data, padded=True), data)
        assert (found.letters[[3, 4]] == 0).all()
        assert (found.letters[8:16] == 0).all()
        assert (found.letters[[0, 1, 2, 5, 6, 7]] != 0).any()
        assert np.isfinite(found.end).all()
        assert found.complete.all()

    def test_many_sequences_are_taken_in_parts(self, monkeypatch):
        data = dna(6, MIXED)
        score = cnn(data, padded=True, strand="both")
        whole = integrated_gradients(score, data)
        told = []
        monkeypatch.setattr(module, "_PLACES", 40)
        monkeypatch.setattr(module, "_PLACES_AT_ONCE", 100)
        parts = integrated_gradients(score, data, on_progress=lambda share, note="", **_: told.append(share))
        np.testing.assert_allclose(parts.letters, whole.letters, atol=1e-6)
        np.testing.assert_array_equal(parts.steps, whole.steps)
        assert told == sorted(told)
        assert 0 < told[0] < 0.1
        assert told[-1] == 1

    def test_rows_are_explained_alone(self):
        data = dna(6, MIXED)
        score = cnn(data, padded=True)
        whole, some = integrated_gradients(score, data), integrated_gradients(score, data, np.array([3, 0]))
        assert list(some.data.sequences()) == [data.sequence(3), data.sequence(0)]
        np.testing.assert_allclose(some.letters[13:], whole.letters[:9], atol=1e-6)
        np.testing.assert_allclose(some.end, whole.end[[3, 0]], atol=1e-6)
        none = integrated_gradients(score, data, np.zeros(6, dtype=bool))
        assert len(none.letters) == len(none.gap) == 0

    def test_the_table_of_a_sequence_has_a_row_a_letter(self):
        data = dna(3, [4, 6, 5])
        found = integrated_gradients(cnn(data, padded=True), data)
        table = found.table(1)
        assert table.columns.tolist() == ["position", "base", "attribution", "sd", "A", "C", "G", "T"]
        assert table["position"].tolist() == [1, 2, 3, 4, 5, 6]
        assert "".join(table["base"]) == data.sequence(1)
        assert table["attribution"].tolist() == found.letters[4:10].tolist()
        assert [row[row["base"]] for _, row in table.iterrows()] == pd.Series(found.letters[4:10]).to_list()


class TestStrands:
    @pytest.mark.parametrize(("lengths", "align"), [(16, "start"), ([5, 16, 1, 9], "centre")])
    def test_the_opposite_strand_is_the_mirror_image(self, lengths, align):
        data = dna(4, lengths)
        score = cnn(data, padded=np.ndim(lengths) > 0, strand="both", encoder={"align": align})
        found, other = integrated_gradients(score, data), integrated_gradients(score, opposite(data))
        for first, last in zip(data.offsets, data.offsets[1:], strict=False):
            np.testing.assert_allclose(other.letters[first:last], found.letters[first:last][::-1], atol=1e-5)
            mirror = found.hypothetical[first:last][::-1, ::-1]
            np.testing.assert_allclose(other.hypothetical[first:last], mirror, atol=1e-5)
        np.testing.assert_allclose(other.end, found.end, atol=1e-6)
        np.testing.assert_allclose(sums(found.letters, data), found.end - found.start, atol=0.02)

    def test_it_is_the_mean_of_both_strands_given(self):
        data = dna(4, 14)
        both, given = cnn(data, strand="both"), cnn(data)
        found = integrated_gradients(both, data).letters.reshape(4, 14)
        one, other = (integrated_gradients(given, part).letters.reshape(4, 14) for part in (data, opposite(data)))
        np.testing.assert_allclose(found, (one + other[:, ::-1]) / 2, atol=0.02 * np.abs(found).max())
        assert np.abs(one - other[:, ::-1]).max() > 0.05


class TestMembers:
    def test_an_ensemble_is_the_mean_of_its_members(self, monkeypatch):
        monkeypatch.setattr(path, "COMPLETE", 0.0)
        monkeypatch.setattr(path, "MOST", 64)  # all with as many steps
        data = planted(20, seed=3)
        network, alone = trained().model.estimator, []
        whole = integrated_gradients(trained(), data)
        models = network.models_
        try:
            for model in models:
                network.models_ = [model]
                alone.append(integrated_gradients(trained(), data))
        finally:
            network.models_ = models
        assert [one.sd for one in alone] == [None, None]
        for name in ("letters", "hypothetical", "start", "end"):
            expected = np.mean([getattr(one, name) for one in alone], axis=0)
            np.testing.assert_allclose(getattr(whole, name), expected, atol=1e-5)
        np.testing.assert_allclose(whole.sd, np.std([one.letters for one in alone], axis=0), atol=1e-5)

    def test_a_saved_model_says_the_same(self, tmp_path):
        network, data = trained().model.estimator, planted(20, seed=3)
        save_estimator(MODELS["cnn"], network, tmp_path / "model")
        params = MODELS["cnn"].settings(LEARNT)
        opened = open_estimator(MODELS["cnn"], params, tmp_path / "model", columns=30, classes=2, task="binary")
        again = Score.checked(model_of(opened, trained().model.encoder))
        np.testing.assert_array_equal(
            integrated_gradients(again, data).letters, integrated_gradients(trained(), data).letters
        )

    def test_the_networks_stay_as_they_are(self, tmp_path):
        network, data = trained().model.estimator, planted(10)
        before = [[np.array(weight) for weight in model.get_weights()] for model in network.models_]
        nodes = [len(layer._inbound_nodes) for layer in network.models_[0].layers]
        integrated_gradients(trained(), data)
        for model, weights in zip(network.models_, before, strict=True):
            assert all(np.array_equal(one, other) for one, other in zip(model.get_weights(), weights, strict=True))
        assert [len(layer._inbound_nodes) for layer in network.models_[0].layers] == nodes

    def test_it_can_be_stopped(self):
        def stop(fraction, note="", **details):
            raise Cancelled

        with pytest.raises(Cancelled):
            integrated_gradients(trained(), planted(10), on_progress=stop)


def test_an_unknown_baseline_is_refused():
    data = dna(4, 8)
    with pytest.raises(InputError, match="baseline 'black'"):
        integrated_gradients(cnn(data), data, baseline="black")
